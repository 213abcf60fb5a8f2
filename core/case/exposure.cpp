#include "case/exposure.h"

#include "trace/volume_rows.h"

namespace sillage {

Exposure exposure(Case& c, const ExposureQuestion& question, Progress& progress) {
    progress.note("adding up what left");
    const tracing::Volume volume = tracing::measureVolume(c.store(), progress);
    Exposure out;
    out.rows = tracing::exposureRows(c.store(), volume, question.undecidedSessions);
    out.undecidedSessions = volume.undecidedSessions;
    out.attributed = !volume.attributed.empty();
    if (question.claim) out.answer = checkClaim(*question.claim, tracing::groundOf(c.store(), volume, out.rows));
    return out;
}

}  // namespace sillage

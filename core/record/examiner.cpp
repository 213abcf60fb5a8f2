#include "record/examiner.h"

#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"

namespace sillage {

std::optional<Grade> gradeFromName(std::string_view name) {
    std::string wanted = asciiLower(trim(name));
    for (char& c : wanted)
        if (c == ' ' || c == '_') c = '-';
    for (int g = 0; g <= static_cast<int>(Grade::Recorded); ++g)
        if (wanted == gradeName(static_cast<Grade>(g))) return static_cast<Grade>(g);
    return std::nullopt;
}

std::string examinerSentence(const Regrade& r, std::optional<Grade> program) {
    const std::string when = formatIso(Time(std::chrono::microseconds(r.created)), Precision::Second);
    const Said held = said(gradeName(r.grade));
    const std::string because = r.document.empty() ? phrase("stated by %1 on %2, because: %3", r.author, when, r.reason)
                                                   : phrase("stated by %1 on %2, because: %3; document: %4", r.author, when, r.reason, r.document);
    if (!program) return phrase("the examiner held it to be %1 (%2); no row bears this id now", held, said(because));
    const Said own = said(gradeName(*program));
    switch (standingOf(r, *program)) {
        case Standing::Lowered: return phrase("the examiner lowers it from %1 to %2 (%3)", own, held, said(because));
        case Standing::Raised: return phrase("the examiner raises it from %1 to %2 (%3)", own, held, said(because));
        case Standing::Agrees: return phrase("the examiner held it to be %1 (%2); the program says so too by now", held, said(because));
        case Standing::NeedsDocument:
        case Standing::WithoutRow: break;
    }
    return phrase("the examiner held it to be %1 (%2); the program says %3 by now, and a raise without a document is not in force", held, said(because), own);
}

}  // namespace sillage

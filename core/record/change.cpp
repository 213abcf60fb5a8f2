#include "record/change.h"

#include "base/phrase.h"

namespace sillage {

std::string_view changeName(ChangeKind k) {
    switch (k) {
        case ChangeKind::Added: return phraseText("added");
        case ChangeKind::Removed: return phraseText("removed");
        case ChangeKind::Raised: return phraseText("raised");
        case ChangeKind::Lowered: return phraseText("lowered");
        case ChangeKind::Depth: return phraseText("depth");
        case ChangeKind::Rules: break;
    }
    return phraseText("rules");
}

ChangeKind GradeChange::kind() const {
    if (!before) return ChangeKind::Added;
    if (!after) return ChangeKind::Removed;
    if (after->grade != before->grade) return after->grade > before->grade ? ChangeKind::Raised : ChangeKind::Lowered;
    return after->depth != before->depth || after->complete != before->complete ? ChangeKind::Depth : ChangeKind::Rules;
}

}  // namespace sillage

#include "record/touch.h"

#include "base/phrase.h"

namespace sillage {

std::string_view gradeName(Grade g) {
    switch (g) {
        case Grade::RuledOut: return phraseText("ruled-out");
        case Grade::NoRecord: return phraseText("no-record");
        case Grade::Undetermined: return phraseText("undetermined");
        case Grade::Possible: return phraseText("possible");
        case Grade::Probable: return phraseText("probable");
        case Grade::Recorded: return phraseText("recorded");
    }
    return phraseText("undetermined");
}

std::string_view depthName(Depth d) {
    switch (d) {
        case Depth::Listed: return phraseText("listed");
        case Depth::Snippet: return phraseText("snippet");
        case Depth::Header: return phraseText("header");
        case Depth::Body: return phraseText("body");
        case Depth::Attachment: return phraseText("attachment");
        case Depth::Whole: return phraseText("whole");
    }
    return phraseText("listed");
}

std::string_view destinationName(Destination d) {
    return d == Destination::Client ? "client" : d == Destination::ThirdParty ? "third-party" : "other-mailbox";
}

static std::string_view axisName(Axis a, std::string_view top) {
    return a == Axis::Top ? top : a == Axis::Probable ? "probable" : a == Axis::Possible ? "possible" : "";
}

std::string_view attributionName(Axis a) { return axisName(a, phraseText("shown")); }
std::string_view deliveryName(Axis a) { return axisName(a, "recorded"); }
std::string_view identityName(Axis a) { return axisName(a, phraseText("exact")); }

std::string_view indicatorGradeName(IndicatorGrade g) {
    return g == IndicatorGrade::Exclusive ? phraseText("exclusive") : g == IndicatorGrade::Shared ? phraseText("shared") : phraseText("asserted");
}

std::string_view standingName(Standing s) {
    switch (s) {
        case Standing::Lowered: return phraseText("lowered");
        case Standing::Raised: return phraseText("raised");
        case Standing::Agrees: return phraseText("agrees");
        case Standing::NeedsDocument: return phraseText("needs-document");
        case Standing::WithoutRow: break;
    }
    return phraseText("without-row");
}

Standing standingOf(const Regrade& examiner, Grade program) {
    if (examiner.grade == program) return Standing::Agrees;
    if (examiner.grade < program) return Standing::Lowered;
    const bool named = examiner.document.find_first_not_of(" \t\r\n") != std::string::npos;
    return named ? Standing::Raised : Standing::NeedsDocument;
}

Grade heldGrade(const Touch& t) {
    if (!t.examiner) return t.grade;
    const Standing s = standingOf(*t.examiner, t.grade);
    return s == Standing::Lowered || s == Standing::Raised ? t.examiner->grade : t.grade;
}

}  // namespace sillage

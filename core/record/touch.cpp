#include "record/touch.h"

namespace sillage {

std::string_view gradeName(Grade g) {
    switch (g) {
        case Grade::RuledOut: return "ruled-out";
        case Grade::NoRecord: return "no-record";
        case Grade::Undetermined: return "undetermined";
        case Grade::Possible: return "possible";
        case Grade::Probable: return "probable";
        case Grade::Recorded: return "recorded";
    }
    return "undetermined";
}

std::string_view depthName(Depth d) {
    switch (d) {
        case Depth::Listed: return "listed";
        case Depth::Snippet: return "snippet";
        case Depth::Header: return "header";
        case Depth::Body: return "body";
        case Depth::Attachment: return "attachment";
        case Depth::Whole: return "whole";
    }
    return "listed";
}

std::string_view destinationName(Destination d) {
    return d == Destination::Client ? "client" : d == Destination::ThirdParty ? "third-party" : "other-mailbox";
}

static std::string_view axisName(Axis a, std::string_view top) {
    return a == Axis::Top ? top : a == Axis::Probable ? "probable" : a == Axis::Possible ? "possible" : "";
}

std::string_view attributionName(Axis a) { return axisName(a, "shown"); }
std::string_view deliveryName(Axis a) { return axisName(a, "recorded"); }
std::string_view identityName(Axis a) { return axisName(a, "exact"); }

std::string_view indicatorGradeName(IndicatorGrade g) {
    return g == IndicatorGrade::Exclusive ? "exclusive" : g == IndicatorGrade::Shared ? "shared" : "asserted";
}

}  // namespace sillage

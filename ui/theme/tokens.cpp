#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace sillage::ui {
namespace {

QColor rgb(unsigned value) {
    return QColor::fromRgb(value);
}

// Order as in the header, so that the three columns can be read side by side.
const Tokens kLight{rgb(0xF3F5F6), rgb(0xFFFFFF), rgb(0xF8FAFA), rgb(0xFFFFFF), rgb(0xDEE3E6), rgb(0xC3CBD0),
                    rgb(0x1A2024), rgb(0x56626B), rgb(0x98A2A9), rgb(0x0B6469), rgb(0xFFFFFF), rgb(0xD9ECEC),
                    rgb(0xEAF0F1), rgb(0xFFF0B8), rgb(0xB3261E), rgb(0xB45309), rgb(0x8A6D00), rgb(0x5B5B8A),
                    rgb(0x6B7280), rgb(0x2F7D5B), rgb(0x2F7D5B), rgb(0xB45309)};
const Tokens kDark{rgb(0x16191B), rgb(0x1C2022), rgb(0x202527), rgb(0x272D30), rgb(0x30373A), rgb(0x485257),
                   rgb(0xE4E8EA), rgb(0xA1ACB3), rgb(0x667178), rgb(0x58B7BA), rgb(0x06201F), rgb(0x1E4346),
                   rgb(0x262C2F), rgb(0x5A4B10), rgb(0xFF8A80), rgb(0xFFB74D), rgb(0xFFE082), rgb(0xB0AEE0),
                   rgb(0x9AA3AF), rgb(0x80CBA6), rgb(0x80CBA6), rgb(0xFFB74D)};
const Tokens kHighContrast{rgb(0x000000), rgb(0x000000), rgb(0x0C0C0C), rgb(0x000000), rgb(0x9A9A9A),
                           rgb(0xFFFFFF), rgb(0xFFFFFF), rgb(0xE0E0E0), rgb(0xA8A8A8), rgb(0x5FE3E8),
                           rgb(0x000000), rgb(0x004A4D), rgb(0x222222), rgb(0x665400), rgb(0xFF9C94),
                           rgb(0xFFC56B), rgb(0xFFE89A), rgb(0xC9C7FF), rgb(0xC6CCD4), rgb(0x97E3BD),
                           rgb(0x97E3BD), rgb(0xFFC56B)};

double luminance(const QColor& c) {
    auto linear = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

}  // namespace

const Tokens& tokensOf(Scheme scheme) {
    switch (scheme) {
        case Scheme::Dark:
            return kDark;
        case Scheme::HighContrast:
            return kHighContrast;
        case Scheme::Light:
            break;
    }
    return kLight;
}

QColor gradeColor(const Tokens& t, Grade grade) {
    switch (grade) {
        case Grade::Recorded:
            return t.recorded;
        case Grade::Probable:
            return t.probable;
        case Grade::Possible:
            return t.possible;
        case Grade::Undetermined:
            return t.undetermined;
        case Grade::NoRecord:
            return t.noRecord;
        case Grade::RuledOut:
            return t.ruledOut;
    }
    return t.noRecord;
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace sillage::ui

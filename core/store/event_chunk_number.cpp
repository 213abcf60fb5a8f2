#include "store/event_chunk_number.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace sillage {
namespace {

std::uint64_t difference(std::int64_t a, std::int64_t b) {
    return static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b);
}

std::uint64_t commonStep(const std::vector<std::int64_t>& values, std::int64_t minimum) {
    std::uint64_t step = 0;
    for (std::int64_t value : values) {
        const std::uint64_t d = difference(value, minimum);
        if (step == 1) break;
        if (step == 0 || d % step != 0) step = std::gcd(step, d);
    }
    return step ? step : 1;
}

template <typename Code>
void matchCodes(std::string_view octets, std::uint64_t low, std::uint64_t span, std::uint32_t rows,
                std::vector<std::uint64_t>& bits) {
    const std::uint32_t available = static_cast<std::uint32_t>(std::min<std::size_t>(rows, octets.size() / sizeof(Code)));
    const char* p = octets.data();
    for (std::uint32_t begin = 0; begin < available; begin += 64) {
        const std::uint32_t count = std::min<std::uint32_t>(64, available - begin);
        std::uint64_t word = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            Code code;
            std::memcpy(&code, p + std::size_t{begin + i} * sizeof(Code), sizeof(Code));
            word |= std::uint64_t{code - low <= span} << i;
        }
        bits[begin / 64] |= word;
    }
}

}  // namespace

std::string encodeNumbers(const std::vector<std::int64_t>& values, bool timeLike, NumberEncoding& encoding) {
    encoding = {};
    if (values.empty()) return {};
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    encoding.minimum = *low;
    encoding.maximum = *high;
    if (timeLike) encoding.step = commonStep(values, *low);
    const std::uint64_t largest = difference(*high, *low) / encoding.step;
    encoding.width = largest == 0 ? 0 : largest < 0x100 ? 1 : largest < 0x10000 ? 2 : largest <= 0xffffffffu ? 4 : 8;
    std::string out(values.size() * encoding.width, '\0');
    char* p = out.data();
    for (std::size_t row = 0; encoding.width && row < values.size(); ++row) {
        std::uint64_t code = difference(values[row], encoding.minimum);
        if (encoding.step != 1) code /= encoding.step;
        std::memcpy(p, &code, encoding.width);  // little-endian machines only, as the rest of the index
        p += encoding.width;
    }
    return out;
}

void NumberView::match(const Bounds& bounds, std::uint32_t rows, std::vector<std::uint64_t>& bits) const {
    if (bounds.low > encoding_.maximum || bounds.high < encoding_.minimum || bounds.low > bounds.high) return;
    const std::uint64_t step = std::max<std::uint64_t>(1, encoding_.step);
    std::uint64_t low = 0;
    if (bounds.low > encoding_.minimum) {
        const std::uint64_t d = difference(bounds.low, encoding_.minimum);
        low = d / step + (d % step ? 1 : 0);
    }
    const std::uint64_t high = difference(std::min(bounds.high, encoding_.maximum), encoding_.minimum) / step;
    if (low > high) return;
    switch (encoding_.width) {
        case 1: return matchCodes<std::uint8_t>(octets_, low, high - low, rows, bits);
        case 2: return matchCodes<std::uint16_t>(octets_, low, high - low, rows, bits);
        case 4: return matchCodes<std::uint32_t>(octets_, low, high - low, rows, bits);
        case 8: return matchCodes<std::uint64_t>(octets_, low, high - low, rows, bits);
        default:
            for (std::uint32_t row = 0; row < rows; ++row) bits[row / 64] |= std::uint64_t{1} << (row % 64);
    }
}

}  // namespace sillage

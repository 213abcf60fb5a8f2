#include "store/event_session.h"

namespace sillage {

std::optional<SessionNumber> sessionNumber(std::string_view publicId) {
    constexpr std::size_t kDigits = 12;
    if (publicId.size() != 2 + kDigits || publicId.substr(0, 2) != "S-") return std::nullopt;
    SessionNumber number = 0;
    for (const char c : publicId.substr(2)) {
        const std::size_t digit = std::string_view("0123456789abcdef").find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        number = number << 4 | digit;
    }
    return number;
}

}  // namespace sillage

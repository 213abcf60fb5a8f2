// What a FETCH says beside one uid and one part: sets of numbers and lists of sections (RFC 9051 section 9 "sequence-set" and
// 6.4.5). A set that is open or large stands in the record as text; which messages it took is the folder's state then.
#include <charconv>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// A number of a set; '*' is the last one in use.
bool setNumber(std::string_view text, std::uint32_t last, std::uint32_t& out) {
    if (text == "*") {
        out = last;
        return true;
    }
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    return code == std::errc() && end == text.data() + text.size();
}

}  // namespace

bool inSet(std::string_view set, std::uint32_t number, std::uint32_t last) {
    for (const std::string_view range : split(set, ',')) {
        const auto colon = range.find(':');
        std::uint32_t from = 0, to = 0;
        if (!setNumber(range.substr(0, colon), last, from)) continue;
        if (colon == std::string_view::npos) to = from;
        else if (!setNumber(range.substr(colon + 1), last, to)) continue;
        if (from > to) std::swap(from, to);  // "5:*" with fewer than five messages names the last
        if (number >= from && number <= to) return true;
    }
    return false;
}

std::vector<std::string> partsAsked(std::string_view items) {
    std::vector<std::string> out;
    for (std::size_t at = items.find('['); at != std::string_view::npos && out.size() < 100; at = items.find('[', at + 1)) {
        const std::string_view before = items.substr(0, at), section = items.substr(at + 1, items.find(']', at) - at - 1);
        const bool content = before.ends_with("body") || before.ends_with("body.peek") || before.ends_with("binary") || before.ends_with("binary.peek");
        const bool numbers = !section.empty() && section.find_first_not_of("0123456789.") == std::string_view::npos && section[0] != '.' && section.back() != '.';
        if (content && numbers) out.emplace_back(section);
    }
    return out;
}

}  // namespace sillage::tracing

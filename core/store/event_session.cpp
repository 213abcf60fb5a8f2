#include "store/event_session.h"

#include "store/database.h"

namespace sillage {
namespace {

constexpr std::size_t kOctets = 6;
constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::optional<SessionNumber> sessionNumber(std::string_view publicId) {
    if (publicId.size() != 2 + 2 * kOctets || publicId.substr(0, 2) != "S-") return std::nullopt;
    SessionNumber number = 0;
    for (const char c : publicId.substr(2)) {
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        number = number << 4 | digit;
    }
    return number;
}

std::string sessionText(SessionNumber number) {
    if (!number) return {};
    std::string text = "S-000000000000";
    for (std::size_t i = 0; i < 2 * kOctets; ++i) text[13 - i] = kDigits[number >> (4 * i) & 15];
    return text;
}

SessionNumber EventSessions::of(std::int64_t event) {
    const std::int64_t block = (event - 1) / kBlock;
    if (block != block_) {
        Statement st = meta_.prepare("SELECT ids FROM event_session WHERE block = ?");
        st.bind(1, block);
        ids_ = st.step() ? st.text(0) : std::string();
        block_ = block;
    }
    const std::size_t at = static_cast<std::size_t>((event - 1) % kBlock) * kOctets;
    if (event < 1 || at + kOctets > ids_.size()) return 0;
    SessionNumber number = 0;
    for (std::size_t i = 0; i < kOctets; ++i) number = number << 8 | static_cast<unsigned char>(ids_[at + i]);
    return number;
}

void EventSessionWriter::add(SessionNumber session) {
    for (std::size_t i = kOctets; i-- > 0;) ids_.push_back(static_cast<char>(session >> (8 * i) & 255));
    if (ids_.size() == static_cast<std::size_t>(EventSessions::kBlock) * kOctets) finish();
}

void EventSessionWriter::finish() {
    if (ids_.empty()) return;
    Statement st = meta_.prepare("INSERT INTO event_session (block, ids) VALUES (?,?)");
    st.bind(1, block_++).bindBlob(2, ids_).run();
    ids_.clear();
}

}  // namespace sillage

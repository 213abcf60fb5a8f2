// The checked half of the wire's codec.
#include "wire/codec.h"

#include <cstring>

#include "base/text.h"

namespace sillage::wire {

void Encoder::text(std::string_view utf8) {
    if (isUtf8(utf8)) raw(utf8);
    else raw(repairUtf8(utf8));
}

std::uint8_t Decoder::byte() {
    if (in_.empty()) throw Malformed("a frame ends too early");
    const auto octet = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return octet;
}

void Decoder::longNumber(std::uint64_t& v) {
    v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t octet = byte();
        if (shift == 63 && octet > 1) throw Malformed("a number is out of range");
        v |= static_cast<std::uint64_t>(octet & 0x7f) << shift;
        if (!(octet & 0x80)) return;
    }
    throw Malformed("a number is out of range");
}

std::string_view Decoder::rawView() {
    std::uint64_t length = 0;
    number(length);
    if (length > in_.size()) throw Malformed("a text longer than its frame");
    const std::string_view out = in_.substr(0, static_cast<std::size_t>(length));
    in_.remove_prefix(out.size());
    return out;
}

std::string_view Decoder::textView() {
    const std::string_view out = rawView();
    if (check_ && !isUtf8(out)) throw Malformed("a text that is not UTF-8");
    return out;
}

void Decoder::boolean(bool& v) {
    const std::uint8_t octet = byte();
    if (octet > 1) throw Malformed("a value outside its list");
    v = octet == 1;
}

void Decoder::digest(Digest& d) {
    if (in_.size() < d.size()) throw Malformed("a frame ends too early");
    std::memcpy(d.data(), in_.data(), d.size());
    in_.remove_prefix(d.size());
}

}  // namespace sillage::wire

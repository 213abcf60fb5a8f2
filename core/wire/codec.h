// The octets that cross between supervisor and worker: variable-length integers (LEB128, signed ones zigzag),
// length-prefixed strings, raw digests. The decoder trusts nothing: whatever does not fit throws Malformed, and
// nothing is allocated that the octets present do not pay for.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace sillage::wire {

constexpr std::size_t kMaxFrame = 16u << 20;  ///< octets of one frame's payload

/// What the other side sent cannot be: it is treated as compromised.
class Malformed : public std::runtime_error {
public:
    explicit Malformed(const char* what) : std::runtime_error(what) {}
};

class Encoder {
public:
    static constexpr bool kDecodes = false;
    void number(std::uint64_t v) {
        while (v >= 0x80) {
            out_.push_back(static_cast<char>(v | 0x80));
            v >>= 7;
        }
        out_.push_back(static_cast<char>(v));
    }
    void integer(std::int64_t v) {
        number((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
    }
    void raw(std::string_view octets) {
        number(octets.size());
        out_.append(octets);
    }
    /// UTF-8 text; repaired where a reader let something else through.
    void text(std::string_view utf8);
    void boolean(bool v) { out_.push_back(v ? 1 : 0); }
    void digest(const Digest& d) { out_.append(reinterpret_cast<const char*>(d.data()), d.size()); }
    template <class E>
    void enumeration(E v, E) { out_.push_back(static_cast<char>(v)); }
    template <class T, class F>
    void list(const std::vector<T>& v, std::size_t, F&& each) {
        number(v.size());
        for (const T& item : v) each(item);
    }
    [[nodiscard]] const std::string& octets() const { return out_; }
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    std::string take() { return std::exchange(out_, {}); }
    void clear() { out_.clear(); }
    void truncate(std::size_t size) { out_.resize(size); }

private:
    std::string out_;
};

class Decoder {
public:
    static constexpr bool kDecodes = true;
    /// checkText: verify that text is UTF-8 (once, where the octets arrive).
    explicit Decoder(std::string_view octets, bool checkText = true) : in_(octets), check_(checkText) {}

    void number(std::uint64_t& v) {
        if (in_.empty() || static_cast<unsigned char>(in_.front()) >= 0x80) return longNumber(v);
        v = static_cast<unsigned char>(in_.front());
        in_.remove_prefix(1);
    }
    template <class T>
    void number(T& v) {
        std::uint64_t wide = 0;
        number(wide);
        v = static_cast<T>(wide);
        if (static_cast<std::uint64_t>(v) != wide) throw Malformed("a number is out of range");
    }
    template <class T>
    void integer(T& v) {
        std::uint64_t z = 0;
        number(z);
        const auto wide = static_cast<std::int64_t>((z >> 1) ^ (~(z & 1) + 1));
        v = static_cast<T>(wide);
        if (static_cast<std::int64_t>(v) != wide) throw Malformed("a number is out of range");
    }
    std::string_view rawView();
    std::string_view textView();
    void raw(std::string& v) { v.assign(rawView()); }
    void text(std::string& v) { v.assign(textView()); }
    void boolean(bool& v);
    void digest(Digest& d);
    template <class E>
    void enumeration(E& v, E last) {
        const std::uint8_t octet = byte();
        if (octet > static_cast<std::uint8_t>(last)) throw Malformed("a value outside its list");
        v = static_cast<E>(octet);
    }
    template <class T, class F>
    void list(std::vector<T>& v, std::size_t limit, F&& each) {
        v.clear();
        for (std::size_t i = count(limit); i > 0; --i) each(v.emplace_back());
    }
    /// The same over what v holds already, whose memory is used again: each must set the whole of its element.
    template <class T, class F>
    void refill(std::vector<T>& v, std::size_t limit, F&& each) {
        const std::size_t n = count(limit);
        for (std::size_t i = 0; i < n; ++i) each(i < v.size() ? v[i] : v.emplace_back());
        v.resize(n);
    }
    /// Elements of a list that follow.
    std::size_t count(std::size_t limit) {
        std::uint64_t n = 0;
        number(n);
        if (n > limit || n > in_.size()) throw Malformed("a list longer than allowed");
        return static_cast<std::size_t>(n);
    }
    std::uint8_t byte();
    [[nodiscard]] bool atEnd() const { return in_.empty(); }
    [[nodiscard]] std::size_t left() const { return in_.size(); }
    void expectEnd() const {
        if (!in_.empty()) throw Malformed("octets left over");
    }

private:
    void longNumber(std::uint64_t& v);
    std::string_view in_;
    bool check_;
};

}  // namespace sillage::wire

// See transfer.h.
#include "mail/transfer.h"

#include <array>

#include "base/text.h"

namespace sillage {
namespace {

constexpr std::array<std::uint8_t, 256> makeBase64Table() {
    std::array<std::uint8_t, 256> t{};
    for (auto& v : t) v = 0xff;
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        t[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return t;
}
constexpr auto kBase64 = makeBase64Table();

/// The alphabet shifted to each place of a group of four, so that a group is three ORs and one test.
constexpr std::uint32_t kBad = 1u << 31;
constexpr std::array<std::array<std::uint32_t, 256>, 4> makePlaces() {
    std::array<std::array<std::uint32_t, 256>, 4> t{};
    for (std::size_t place = 0; place < 4; ++place)
        for (std::size_t c = 0; c < 256; ++c)
            t[place][c] =
                kBase64[c] == 0xff ? kBad : static_cast<std::uint32_t>(kBase64[c]) << (18 - 6 * place);
    return t;
}
constexpr auto kPlaces = makePlaces();

std::uint8_t code(char c) {
    return kBase64[static_cast<std::uint8_t>(c)];
}

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

Transfer transferFromName(std::string_view name, bool* known) {
    if (known) *known = true;
    if (name == "base64") return Transfer::Base64;
    if (name == "quoted-printable") return Transfer::QuotedPrintable;
    if (name == "x-uuencode" || name == "uuencode" || name == "x-uue" || name == "uue")
        return Transfer::Uuencode;
    if (known) *known = name.empty() || name == "7bit" || name == "8bit" || name == "binary";
    return Transfer::Identity;
}

void TransferDecoder::add(std::string_view eol, std::string_view text, std::string& out) {
    switch (transfer_) {
        case Transfer::Identity:
            out.append(eol).append(text);
            break;
        case Transfer::Base64:
            base64(text, out);
            break;
        case Transfer::QuotedPrintable:
            quotedPrintable(eol, text, out);
            break;
        case Transfer::Uuencode:
            if (!eol.empty()) {
                uuLine(held_, out);
                held_.clear();
            }
            if (held_.size() < 1024) held_.append(text.substr(0, 1024));
            break;
    }
}

// Whole groups of four go through the table; a group cut or mixed with something else octet by octet.
void TransferDecoder::base64(std::string_view text, std::string& out) {
    std::size_t i = 0;
    while (i < text.size() && !ended_) {
        if (count_ == 0) {
            const std::size_t old = out.size(), groups = (text.size() - i) / 4;
            out.resize(old + groups * 3);
            char* o = out.data() + old;
            for (std::size_t g = 0; g < groups; ++g, i += 4) {
                const auto* in = reinterpret_cast<const unsigned char*>(text.data() + i);
                const std::uint32_t v =
                    kPlaces[0][in[0]] | kPlaces[1][in[1]] | kPlaces[2][in[2]] | kPlaces[3][in[3]];
                if (v & kBad) break;
                *o++ = static_cast<char>(v >> 16);
                *o++ = static_cast<char>(v >> 8);
                *o++ = static_cast<char>(v);
            }
            out.resize(static_cast<std::size_t>(o - out.data()));
        }
        do {
            if (i < text.size()) base64Octet(text[i++], out);
        } while (i < text.size() && count_ != 0 && !ended_);
    }
    for (; i < text.size(); ++i) foreign_ += !isSpace(text[i]);
}

void TransferDecoder::base64Octet(char c, std::string& out) {
    if (c == '=') {  // RFC 2045 6.8: padding ends the data
        if (count_ >= 2 && count_ + ++pads_ >= 4) {
            ended_ = true;
            flushBase64(out);
        }
        return;
    }
    const std::uint8_t v = code(c);
    if (v & 0x80u) {
        foreign_ += !isSpace(c);
        return;
    }
    pads_ = 0;
    bits_ = bits_ << 6 | v;
    if (++count_ < 4) return;
    out += static_cast<char>(bits_ >> 16);
    out += static_cast<char>(bits_ >> 8);
    out += static_cast<char>(bits_);
    count_ = 0;
    bits_ = 0;
}

void TransferDecoder::flushBase64(std::string& out) {
    if (count_ == 3) {
        out += static_cast<char>(bits_ >> 10);
        out += static_cast<char>(bits_ >> 2);
    } else if (count_ == 2) {
        out += static_cast<char>(bits_ >> 4);
    }
    count_ = 0;
}

void TransferDecoder::quotedPrintable(std::string_view eol, std::string_view text, std::string& out) {
    if (!eol.empty()) {  // white space at a line's end is not data (RFC 2045 6.7 rule 3); after '=' it is
                         // padding
        if (!softBreak_) {
            if (!held_.empty() && held_[0] == '=') out.append(held_);
            out.append(eol);
        }
        held_.clear();
        softBreak_ = false;
    }
    std::string joined;
    if (!held_.empty() || softBreak_) {
        joined = (softBreak_ ? "=" : "") + held_ + std::string(text);
        held_.clear();
        softBreak_ = false;
        text = joined;
    }
    std::size_t end = text.size();
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
    if (end > 0 && text[end - 1] == '=') {
        softBreak_ = true;
        held_ = "";
        --end;
    } else {
        held_ = text.substr(end);
        if (end >= 2 && text[end - 2] == '=' && end == text.size()) {  // "=4" cut by a piece
            held_ = text.substr(end - 2);
            end -= 2;
        }
    }
    std::size_t i = 0;
    while (i < end) {
        const std::size_t eq = text.find('=', i);
        if (eq == std::string_view::npos || eq >= end) {
            out.append(text.substr(i, end - i));
            return;
        }
        out.append(text.substr(i, eq - i));
        const int hi = eq + 1 < end ? hexValue(text[eq + 1]) : -1,
                  lo = eq + 2 < end ? hexValue(text[eq + 2]) : -1;
        if (hi >= 0 && lo >= 0) {
            out += static_cast<char>(hi << 4 | lo);
            i = eq + 3;
        } else {
            ++foreign_;
            out += '=';
            i = eq + 1;
        }
    }
}

bool uuBegin(std::string_view line, std::string_view& name) {
    if (line.size() < 11 || line.substr(0, 6) != "begin ") return false;
    std::size_t i = 6;
    while (i < line.size() && line[i] >= '0' && line[i] <= '7') ++i;
    if (i < 9 || i > 10 || i >= line.size() || line[i] != ' ') return false;
    name = trim(line.substr(i + 1));
    return !name.empty();
}

bool uuData(std::string_view line) {
    if (line.empty() || line[0] < ' ' || line[0] > '`') return false;
    const std::size_t octets = static_cast<std::size_t>(line[0] - ' ') & 63u;
    if (octets == 0) return trim(line.substr(1)).size() <= 1;
    const std::size_t need = (octets + 2) / 3 * 4, got = line.size() - 1;
    for (char c : line)
        if (c < ' ' || c > '`') return false;
    return got <= need + 2 && got + 4 >= need;  // trailing spaces may be cut, a check octet may follow
}

void TransferDecoder::uuLine(std::string_view line, std::string& out) {
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
    if (ended_) return;
    if (!begun_) {
        std::string_view name;
        begun_ = uuBegin(line, name);
        if (begun_) uuName_ = std::string(name);
        return;
    }
    if (line == "end") {
        ended_ = true;
        return;
    }
    if (line.empty()) return;
    std::size_t left = static_cast<std::size_t>(line[0] - ' ') & 63u;
    const auto value = [&](std::size_t i) -> std::uint32_t {
        return i < line.size() ? static_cast<std::uint32_t>(line[i] - ' ') & 63u : 0;
    };
    if (left * 4 > (line.size() + 3) * 3 + 12) {  // far fewer octets than announced: not data
        ++foreign_;
        return;
    }
    for (std::size_t i = 1; left > 0; i += 4) {
        const std::uint32_t v = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
        for (int shift = 16; shift >= 0 && left > 0; shift -= 8, --left) out += static_cast<char>(v >> shift);
    }
}

void TransferDecoder::finish(std::string& out) {
    if (transfer_ == Transfer::Base64 && !ended_ && count_ > 0) {
        truncated_ = true;
        flushBase64(out);
    }
    if (transfer_ == Transfer::QuotedPrintable && !softBreak_ && !held_.empty()) out.append(held_);
    if (transfer_ == Transfer::Uuencode) {
        uuLine(held_, out);
        truncated_ = begun_ && !ended_;
    }
    held_.clear();
}

}  // namespace sillage

#include "store/codec.h"

#include <cstring>

namespace sillage {
namespace {

void putText(std::string& out, std::string_view text) {
    putVarint(out, text.size());
    out.append(text);
}

std::string getText(std::string_view& in, bool& ok) {
    const std::uint64_t size = getVarint(in, ok);
    if (!ok || size > in.size()) {
        ok = false;
        return {};
    }
    std::string text(in.substr(0, size));
    in.remove_prefix(size);
    return text;
}

// Signed distance from base, folded into an unsigned (zigzag): nested parts may lie before it in odd stores.
std::uint64_t distance(std::uint64_t offset, std::uint64_t base) {
    const auto d = static_cast<std::int64_t>(offset - base);
    return (static_cast<std::uint64_t>(d) << 1) ^ static_cast<std::uint64_t>(d >> 63);
}

std::uint64_t place(std::uint64_t folded, std::uint64_t base) {
    return base + ((folded >> 1) ^ (~(folded & 1) + 1));
}

Part getPart(std::string_view& in, std::uint64_t base, bool& ok) {
    Part p;
    p.number = getText(in, ok);
    p.kind = static_cast<PartKind>(getVarint(in, ok));
    for (std::string* text :
         {&p.mediaType, &p.charset, &p.transferEncoding, &p.name, &p.disposition, &p.contentId})
        *text = getText(in, ok);
    p.headerOffset = place(getVarint(in, ok), base);
    p.bodyOffset = place(getVarint(in, ok), base);
    p.bodyLength = getVarint(in, ok);
    p.size = getVarint(in, ok);
    p.wireSize = getVarint(in, ok);
    if (in.size() < p.sha256.size()) ok = false;
    if (!ok) return p;
    std::memcpy(p.sha256.data(), in.data(), p.sha256.size());
    in.remove_prefix(p.sha256.size());
    return p;
}

}  // namespace

void putVarint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

std::uint64_t getVarint(std::string_view& in, bool& ok) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto octet = static_cast<unsigned char>(in.front());
        in.remove_prefix(1);
        value |= std::uint64_t{octet & 0x7fu} << shift;
        if (octet < 0x80) return value;
    }
    ok = false;
    return 0;
}

std::string joinLines(const std::vector<std::string>& list) {
    if (list.size() == 1 && list[0].empty()) return "\\e";
    std::string out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i) out += '\n';
        const std::string& line = list[i];
        if (!std::memchr(line.data(), '\n', line.size()) && !std::memchr(line.data(), '\\', line.size())) {
            out += line;
            continue;
        }
        for (const char c : line) {
            if (c == '\n')
                out += "\\n";
            else if (c == '\\')
                out += "\\\\";
            else
                out += c;
        }
    }
    return out;
}

std::vector<std::string> splitLines(std::string_view text) {
    if (text.empty()) return {};
    if (text == "\\e") return {""};
    std::vector<std::string> list(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n')
            list.emplace_back();
        else if (text[i] == '\\' && i + 1 < text.size())
            list.back() += text[++i] == 'n' ? '\n' : text[i];
        else
            list.back() += text[i];
    }
    return list;
}

std::string encodeParts(const std::vector<Part>& parts, std::uint64_t base) {
    std::string out;
    for (const Part& p : parts) {
        putText(out, p.number);
        putVarint(out, static_cast<std::uint64_t>(p.kind));
        for (const std::string* text :
             {&p.mediaType, &p.charset, &p.transferEncoding, &p.name, &p.disposition, &p.contentId})
            putText(out, *text);
        putVarint(out, distance(p.headerOffset, base));
        putVarint(out, distance(p.bodyOffset, base));
        putVarint(out, p.bodyLength);
        putVarint(out, p.size);
        putVarint(out, p.wireSize);
        out.append(reinterpret_cast<const char*>(p.sha256.data()), p.sha256.size());
    }
    return out;
}

std::vector<Part> decodeParts(std::string_view blob, std::uint64_t base) {
    std::vector<Part> parts;
    bool ok = true;
    while (ok && !blob.empty()) {
        Part part = getPart(blob, base, ok);
        if (ok) parts.push_back(std::move(part));
    }
    return parts;
}

std::string encodeCitations(const std::vector<Citation>& list) {
    std::string out;
    for (const Citation& c : list) {
        putVarint(out, static_cast<std::uint64_t>(c.event));
        putVarint(out, static_cast<std::uint64_t>(c.sourceId));
        putVarint(out, c.line);
        putVarint(out, c.offset);
        putVarint(out, c.length);
        putText(out, c.source);
    }
    return out;
}

std::vector<Citation> decodeCitations(std::string_view blob) {
    std::vector<Citation> list;
    bool ok = true;
    while (ok && !blob.empty()) {
        Citation c;
        c.event = static_cast<std::int64_t>(getVarint(blob, ok));
        c.sourceId = static_cast<std::int64_t>(getVarint(blob, ok));
        c.line = getVarint(blob, ok);
        c.offset = getVarint(blob, ok);
        c.length = getVarint(blob, ok);
        c.source = getText(blob, ok);
        if (ok) list.push_back(std::move(c));
    }
    return list;
}

}  // namespace sillage

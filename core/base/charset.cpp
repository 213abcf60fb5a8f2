// Charsets, normal forms and folding: the part of text.h that stands on Qt (built with ICU) and uchardet.
#include <uchardet/uchardet.h>

#include <QByteArray>
#include <QString>
#include <QStringDecoder>
#include <array>
#include <memory>

#include "base/text.h"

namespace sillage {

namespace {

std::string toStd(const QString& s) {
    const QByteArray utf8 = s.toUtf8();
    return {utf8.constData(), static_cast<std::size_t>(utf8.size())};
}

QString fromStd(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

/// What mail declares and what it means: see text.h.
std::string effectiveCharset(std::string_view declared) {
    std::string name = asciiLower(trim(declared));
    if (name == "us-ascii" || name == "ascii" || name == "iso-8859-1" || name == "latin1" || name == "ansi_x3.4-1968" ||
        name == "ansi_x3.110-1983" || name == "iso8859-1" || name == "8bit" || name == "cp1252" || name == "x-ansi")
        return "windows-1252";
    if (name == "gb2312" || name == "gbk" || name == "x-gbk" || name == "euc-cn") return "gb18030";
    if (name == "ks_c_5601-1987" || name == "ks_c_5601") return "windows-949";
    if (name == "unicode-1-1-utf-7") return "utf-7";
    if (name == "cp932" || name == "x-sjis" || name == "windows-31j") return "shift_jis";
    if (name.rfind("cp125", 0) == 0) return "windows-" + name.substr(2);
    return name;
}

bool decodeAs(std::string_view octets, const std::string& charset, std::string& out) {
    QStringDecoder decoder(charset.c_str());
    if (!decoder.isValid()) return false;
    const QString text = decoder(QByteArrayView(octets.data(), static_cast<qsizetype>(octets.size())));
    out = toStd(text);
    return true;
}

std::string detectCharset(std::string_view octets) {
    const std::unique_ptr<struct uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
    uchardet_handle_data(detector.get(), octets.data(), std::min<std::size_t>(octets.size(), 64 * 1024));
    uchardet_data_end(detector.get());
    return asciiLower(uchardet_get_charset(detector.get()));
}

}  // namespace

std::string guessToUtf8(std::string_view octets) {
    if (isUtf8(octets)) return std::string(octets);
    std::string out;
    const std::string detected = detectCharset(octets);
    if (!detected.empty() && decodeAs(octets, effectiveCharset(detected), out)) return out;
    if (decodeAs(octets, "windows-1252", out)) return out;
    return repairUtf8(octets);
}

std::string toUtf8(std::string_view octets, std::string_view charset, bool* unknown) {
    if (unknown) *unknown = false;
    const std::string name = effectiveCharset(charset);
    if (name == "utf-8" || name == "utf8") return isUtf8(octets) ? std::string(octets) : repairUtf8(octets);
    const bool wide = name.rfind("utf-16", 0) == 0 || name.rfind("utf-32", 0) == 0 || name == "utf-7" ||
                      name.rfind("iso-2022", 0) == 0 || name == "hz-gb-2312";
    // ASCII needs no conversion, and text declared ASCII or Latin 1 that is UTF-8 is UTF-8.
    if (!wide && (name == "windows-1252" || name.empty()) && isUtf8(octets)) {
        if (unknown) *unknown = name.empty();
        return std::string(octets);
    }
    std::string out;
    if (!name.empty() && decodeAs(octets, name, out)) return out;
    if (unknown) *unknown = true;
    if (name.empty()) return guessToUtf8(octets);
    if (isUtf8(octets)) return std::string(octets);
    return decodeAs(octets, "windows-1252", out) ? out : repairUtf8(octets);
}

namespace {

/// Whether a text is in normal form C for certain: UTF-8 of nothing but characters below the first combining mark
/// (U+0300) and punctuation and currency signs (U+2002–U+203F, U+2080–U+20BF), none of which compose.
bool isPlainlyNormal(std::string_view s) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(i < s.size() ? s[i] : '\0'); };
    for (std::size_t i = 0; i < s.size();) {
        const unsigned char c = octet(i), next = octet(i + 1), last = octet(i + 2);
        if (c < 0x80)
            ++i;
        else if (c >= 0xc2 && c < 0xcc && (next & 0xc0u) == 0x80)
            i += 2;
        else if (c == 0xe2 && ((next == 0x80 && last >= 0x82) || next == 0x82) && (last & 0xc0u) == 0x80)
            i += 3;
        else
            return false;
    }
    return true;
}

}  // namespace

std::string canonicalText(std::string_view utf8) {
    std::string normalized;
    std::string_view rest = utf8;
    if (!isPlainlyNormal(utf8)) rest = normalized = toStd(fromStd(utf8).normalized(QString::NormalizationForm_C));
    std::string out;
    out.reserve(rest.size());
    for (std::size_t lf = rest.find('\n'); lf != std::string_view::npos; lf = rest.find('\n')) {
        std::string_view line = rest.substr(0, lf);
        if (line.ends_with('\r')) line.remove_suffix(1);
        while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
        out.append(line);
        out += '\n';
        rest.remove_prefix(lf + 1);
    }
    out.append(rest);
    while (!out.empty() && std::string_view(" \t\r\n\v\f").find(out.back()) != std::string_view::npos) out.pop_back();
    return out;
}

namespace {

struct Folded {
    std::uint8_t size = 0;
    std::array<char, 7> text{};
};

/// The folded form of one code point: case folded, decomposed, marks dropped, ligatures of French and German spelt out.
QString foldCodePoint(char32_t cp) {
    QString s = QString::fromUcs4(&cp, 1).toCaseFolded().normalized(QString::NormalizationForm_D);
    QString out;
    for (const QChar c : std::as_const(s)) {
        if (c.isMark()) continue;
        switch (c.unicode()) {
            case 0x0153: out += QStringLiteral("oe"); break;
            case 0x00e6: out += QStringLiteral("ae"); break;
            case 0x00df: out += QStringLiteral("ss"); break;
            case 0x00f8: out += u'o'; break;
            case 0x0142: out += u'l'; break;
            case 0x0111: out += u'd'; break;
            case 0x0131: out += u'i'; break;
            default: out += c;
        }
    }
    return out;
}

constexpr char32_t kTableEnd = 0x2000;

const std::array<Folded, kTableEnd>& foldTable() {
    static const auto table = [] {
        auto t = std::make_unique<std::array<Folded, kTableEnd>>();
        for (char32_t cp = 0; cp < kTableEnd; ++cp) {
            const std::string s = toStd(foldCodePoint(cp));
            Folded& f = (*t)[cp];
            f.size = static_cast<std::uint8_t>(std::min<std::size_t>(s.size(), f.text.size()));
            std::copy_n(s.begin(), f.size, f.text.begin());
        }
        return t;
    }();
    return *table;
}

}  // namespace

std::string fold(std::string_view utf8) {
    const std::string repaired = isUtf8(utf8) ? std::string() : repairUtf8(utf8);
    const std::string_view s = repaired.empty() ? utf8 : std::string_view(repaired);
    const auto& table = foldTable();
    std::string out;
    out.reserve(s.size());
    char text[1024];  // gathered here: appending single characters to a string costs more than folding them
    std::size_t size = 0;
    const auto flush = [&] {
        out.append(text, size);
        size = 0;
    };
    for (std::size_t i = 0; i < s.size();) {
        if (size + 8 > sizeof text) flush();
        const auto c = static_cast<unsigned char>(s[i]);
        if (c < 0x80) {
            text[size++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : s[i];
            ++i;
            continue;
        }
        const std::size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        char32_t cp = n == 2 ? c & 0x1f : n == 3 ? c & 0x0f : c & 0x07;
        for (std::size_t k = 1; k < n; ++k) cp = cp << 6 | (static_cast<unsigned char>(s[i + k]) & 0x3f);
        if (cp < kTableEnd) {
            std::copy_n(table[cp].text.data(), table[cp].text.size(), text + size);
            size += table[cp].size;
        } else {
            flush();
            if (cp < 0x2e80)  // punctuation and symbols: only their compatibility marks matter, none do
                out.append(s, i, n);
            else
                out += toStd(foldCodePoint(cp));
        }
        i += n;
    }
    flush();
    return out;
}

std::string fromModifiedUtf7(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto end = text[i] == '&' ? text.find('-', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out.push_back(text[i++]);
            continue;
        }
        if (end == i + 1) {
            out.push_back('&');
        } else {
            std::string packed(text.substr(i + 1, end - i - 1));
            for (char& c : packed)
                if (c == ',') c = '/';
            const std::string units = base64Decode(packed);
            QString decoded;
            for (std::size_t k = 0; k + 1 < units.size(); k += 2)
                decoded += QChar(static_cast<char16_t>(static_cast<unsigned char>(units[k]) << 8 |
                                                       static_cast<unsigned char>(units[k + 1])));
            out += toStd(decoded);
        }
        i = end + 1;
    }
    return isUtf8(out) ? out : repairUtf8(out);
}

std::string toModifiedUtf7(std::string_view utf8) {
    std::string out, units;
    const auto flush = [&] {
        if (units.empty()) return;
        std::string packed = base64Encode(units);
        while (!packed.empty() && packed.back() == '=') packed.pop_back();
        for (char& c : packed)
            if (c == '/') c = ',';
        out += "&" + packed + "-";
        units.clear();
    };
    const QString text = fromStd(utf8);
    for (const QChar c : text) {
        if (c.unicode() >= 0x20 && c.unicode() <= 0x7e) {
            flush();
            out += c == u'&' ? std::string("&-") : std::string(1, static_cast<char>(c.unicode()));
        } else {
            units.push_back(static_cast<char>(c.unicode() >> 8));
            units.push_back(static_cast<char>(c.unicode() & 0xff));
        }
    }
    flush();
    return out;
}

}  // namespace sillage

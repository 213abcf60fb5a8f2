// See code_page.h.
#include "mail/mapi/code_page.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/text.h"

namespace sillage::mapi {
namespace {

struct CodePage {
    int number;
    std::string_view charset;
};

constexpr CodePage kCodePages[] = {
    {437, "ibm437"},         {708, "iso-8859-6"},     {720, "ibm720"},         {737, "ibm737"},
    {775, "ibm775"},         {850, "ibm850"},         {852, "ibm852"},         {855, "ibm855"},
    {857, "ibm857"},         {858, "ibm00858"},       {860, "ibm860"},         {861, "ibm861"},
    {862, "ibm862"},         {863, "ibm863"},         {864, "ibm864"},         {865, "ibm865"},
    {866, "ibm866"},         {869, "ibm869"},         {874, "windows-874"},    {932, "shift_jis"},
    {936, "gb18030"},        {949, "windows-949"},    {950, "big5"},           {1200, "utf-16le"},
    {1201, "utf-16be"},      {1250, "windows-1250"},  {1251, "windows-1251"},  {1252, "windows-1252"},
    {1253, "windows-1253"},  {1254, "windows-1254"},  {1255, "windows-1255"},  {1256, "windows-1256"},
    {1257, "windows-1257"},  {1258, "windows-1258"},  {1361, "johab"},         {10000, "macintosh"},
    {20127, "us-ascii"},     {20866, "koi8-r"},       {20932, "euc-jp"},       {20936, "gb18030"},
    {21866, "koi8-u"},       {28591, "iso-8859-1"},   {28592, "iso-8859-2"},   {28593, "iso-8859-3"},
    {28594, "iso-8859-4"},   {28595, "iso-8859-5"},   {28596, "iso-8859-6"},   {28597, "iso-8859-7"},
    {28598, "iso-8859-8"},   {28599, "iso-8859-9"},   {28603, "iso-8859-13"},  {28605, "iso-8859-15"},
    {38598, "iso-8859-8-i"}, {50220, "iso-2022-jp"},  {50221, "iso-2022-jp"},  {50222, "iso-2022-jp"},
    {50225, "iso-2022-kr"},  {51932, "euc-jp"},       {51936, "gb18030"},      {51949, "euc-kr"},
    {52936, "hz-gb-2312"},   {54936, "gb18030"},      {65000, "utf-7"},        {65001, "utf-8"},
};

/// Writes UTF-8 where there is room for it.
class Utf8Writer {
public:
    explicit Utf8Writer(char* at) : at_(at) {}
    /// Takes the four units that begin text when all are ASCII.
    bool takeAscii(const char* units) {
        std::uint64_t word = 0;
        std::memcpy(&word, units, sizeof word);
        if (word & 0xff80ff80ff80ff80u) return false;
        word |= word >> 8;
        const auto four = static_cast<std::uint32_t>((word & 0xffff) | (word >> 16 & 0xffff0000));
        std::memcpy(at_, &four, sizeof four);
        at_ += 4;
        return true;
    }
    void add(char32_t c) {
        if (c < 0x80) return put(c);
        if (c < 0x800) {
            put(0xc0 | c >> 6);
        } else if (c < 0x10000) {
            put(0xe0 | c >> 12);
            put(0x80 | (c >> 6 & 0x3f));
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3f));
            put(0x80 | (c >> 6 & 0x3f));
        }
        put(0x80 | (c & 0x3f));
    }
    [[nodiscard]] const char* end() const { return at_; }

private:
    void put(char32_t octet) { *at_++ = static_cast<char>(octet); }
    char* at_;
};

}  // namespace

std::string_view charsetOf(long long codePage) {
    const auto* found = std::lower_bound(std::begin(kCodePages), std::end(kCodePages), codePage,
                                         [](const CodePage& p, long long n) { return p.number < n; });
    return found != std::end(kCodePages) && found->number == codePage ? found->charset : std::string_view{};
}

int codePageOfLocale(long long locale) {
    if (locale <= 0 || locale > 0xffff) return 0;
    switch (locale) {
        case 0x0804:
        case 0x1004: return 936;
        case 0x0404:
        case 0x0c04:
        case 0x1404: return 950;
        case 0x0c1a:
        case 0x1c1a: return 1251;
        default: break;
    }
    switch (locale & 0x3ff) {  // the language
        case 0x11: return 932;
        case 0x12: return 949;
        case 0x1e: return 874;
        case 0x02: case 0x19: case 0x22: case 0x23: case 0x2f: return 1251;
        case 0x05: case 0x0e: case 0x15: case 0x18: case 0x1a: case 0x1b: case 0x1c: case 0x24: return 1250;
        case 0x08: return 1253;
        case 0x1f: return 1254;
        case 0x0d: return 1255;
        case 0x01: case 0x20: case 0x29: return 1256;
        case 0x25: case 0x26: case 0x27: return 1257;
        case 0x2a: return 1258;
        default: return 1252;
    }
}

std::string utf16ToUtf8(std::string_view octets) {
    const auto unit = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(octets[i]) |
                                     static_cast<unsigned char>(octets[i + 1]) << 8);
    };
    std::string out(octets.size() / 2 * 3, '\0');  // at most three for a unit, four for two
    Utf8Writer text(out.data());
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        for (; i + 8 <= octets.size() && text.takeAscii(octets.data() + i); i += 8) {}
        if (i + 1 >= octets.size()) break;
        char32_t c = unit(i);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < octets.size()) {
            const char32_t low = unit(i + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                text.add(0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
                i += 2;
                continue;
            }
        }
        text.add(c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
    out.resize(static_cast<std::size_t>(text.end() - out.data()));
    return out;
}

std::string string8ToUtf8(std::string_view octets, int codePage) {
    const bool ascii = std::all_of(octets.begin(), octets.end(), [](char c) { return c > 0 && c != 0x1b; });
    if (ascii) return std::string(octets);
    const bool wide = octets.size() >= 4 && octets.size() % 2 == 0 && octets[1] == '\0' && octets[3] == '\0' &&
                      octets[0] != '\0' && octets[2] != '\0';
    if (wide) return utf16ToUtf8(octets);
    if (codePage == 0 || (codePage == 65001 && !isUtf8(octets))) codePage = 1252;
    if (codePage == 1200 || codePage == 1201) codePage = 1252;  // 8-bit text is never UTF-16
    // Stores that say ISO-2022-JP of 8-bit text mean Shift-JIS: the former has no octet above 0x7F.
    const bool japanese = codePage >= 50220 && codePage <= 50222;
    const bool high = std::any_of(octets.begin(), octets.end(), [](char c) { return c < 0; });
    const std::string_view charset = charsetOf(japanese && high ? 932 : codePage);
    return toUtf8(octets, charset.empty() ? "windows-1252" : charset);
}

}  // namespace sillage::mapi

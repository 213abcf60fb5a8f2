// Compressed RTF, and the text inside RTF bodies. The two compressed streams are the examples of [MS-OXRTFCP] 4.
#include <QTest>

#include "mail/mapi/bodies.h"
#include "mail/mapi/rtf.h"
#include "mail/mapi/rtf_compressed.h"
#include "mail/mapi_support.h"
#include "mail/mutants.h"

namespace {

using namespace std::literals;
using mapi::readRtf;
using mapi::RtfText;

constexpr std::string_view kHello =
    "\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0"sv;
constexpr std::string_view kCrossing = "\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ\x0d\x6e}\x01\x0e\xb0"sv;

std::string unpacked(std::string_view octets, std::size_t defects = 0) {
    std::vector<std::string> said;
    const std::string out = mapi::decompressRtf(octets, said);
    if (said.size() != defects) return "defects: " + std::to_string(said.size()) + (said.empty() ? "" : " " + said[0]);
    return out;
}

std::string plain(std::string_view rtf) { return readRtf(rtf).utf8; }

class TstMapiRtf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unpacking() {
        QCOMPARE(unpacked(kHello), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"s);
        QCOMPARE(unpacked(kCrossing), "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"s);
    }

    void storedForm() {
        std::string stored("\x13\0\0\0\x07\0\0\0MELA\0\0\0\0{\\rtf1}", 23);
        QCOMPARE(unpacked(stored), "{\\rtf1}"s);
    }

    void damage() {
        std::string wrong(kHello);
        wrong[12] ^= 1;  // the checksum
        QCOMPARE(unpacked(wrong, 1), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"s);
        QVERIFY(unpacked(kHello.substr(0, 40), 2).starts_with("{\\rtf1\\ansi\\ansicpg1252\\pard hel"));
        QCOMPARE(unpacked("short", 1), ""s);
        QCOMPARE(unpacked(""), ""s);
        std::string kind(kHello);
        kind[8] = 'X';
        QCOMPARE(unpacked(kind, 1), ""s);
    }

    void outputIsBounded() {
        std::string bomb("\0\0\0\x7f\xff\xff\xff\xff" "LZFu\0\0\0\0", 16);
        for (int i = 0; i < 100'000; ++i) bomb += std::string("\xff", 1) + std::string(16, '\x0f');
        std::vector<std::string> said;
        QVERIFY(mapi::decompressRtf(bomb, said).size() <= mapi::kMaxRtf);
        QVERIFY(!said.empty());
    }

    void htmlOutOfRtf() {
        const RtfText t = readRtf(
            "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}{\\colortbl\\red0;}\r\n"
            "{\\*\\htmltag19 <html>}{\\*\\htmltag2 \\par}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 caf\\'e9 \\u8364? "
            "{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 x\\htmlrtf }\\htmlrtf0\r\n{\\*\\mhtmltag64 <p cid>}"
            "{\\*\\htmltag72 </p>}{\\*\\htmltag27 </html>}}");
        QCOMPARE(t.origin, RtfText::Origin::Html);
        QCOMPARE(t.utf8, "<html>\r\n<p>café € &nbsp;x</p></html>"s);
    }

    void textOutOfRtf() {
        const RtfText t = readRtf("{\\rtf1\\ansi\\fromtext {\\fonttbl{\\f0 A;}}one\\par\r\ntwo\\tab three\\line\\{\\}\\\\}");
        QCOMPARE(t.origin, RtfText::Origin::Text);
        QCOMPARE(t.utf8, "one\r\ntwo\tthree\r\n{}\\"s);
    }

    void plainRtf() {
        QCOMPARE(plain("{\\rtf1\\ansi\\ansicpg1251{\\stylesheet{\\s0 Normal;}}{\\info{\\author X}}"
                       "{\\*\\generator Y;}\\'cc\\'e8\\'f0{\\pict\\bin3 {}{}\\par end}"),
                 "Мир\r\nend"s);  // the three binary octets are no braces
        QCOMPARE(plain("{\\rtf1{\\fonttbl{\\f1\\fcharset128 M;}{\\f2\\fcharset204 C;}}\\f1\\'93\\'fa{\\f2\\'cc}{\\f1\\'83A}}"),
                 "日Мア"s);
        QCOMPARE(plain("{\\rtf1\\uc2\\u-10179\\'00\\'00\\u-8704?\\'3f!}"), "😀!"s);
        QCOMPARE(plain("{\\rtf1 a\\~b\\_c\\rquote\\emdash}"), "a\u00a0b\u00adc\u2019\u2014"s);
        QVERIFY(!readRtf("no rtf").isRtf);
    }

    void depthAndDamage() {
        const std::string deep = "{\\rtf1 " + std::string(1'000'000, '{') + "x" + std::string(1'000'000, '}') + "y";
        QCOMPARE(plain(deep), "xy"s);
        QCOMPARE(plain("{\\rtf1 a\\bin99999999 bcd"), "a"s);
        QCOMPARE(plain("{\\rtf1 a\\'e"), "ae"s);
        QCOMPARE(plain("{\\rtf1 a\\"), "a"s);
        for (int i = 0; i < 5 * mutantCount(); ++i) {
            std::vector<std::string> said;
            readRtf(mapi::decompressRtf(mutant(std::string(kHello), static_cast<std::uint32_t>(i)), said));
        }
    }

    void bestBodyOfAnItem() {
        mapi::Properties p;
        p.list = {binary(mapi::tag::kRtfCompressed, std::string(kHello))};
        mapi::Bodies bodies = mapi::readBodies(p);
        QVERIFY(bodies.hasText && !bodies.hasHtml);
        QCOMPARE(bodies.text, "hello world"s);
        p.list.push_back(text(mapi::tag::kBody, u"own text\nsecond"));
        bodies = mapi::readBodies(p);
        QCOMPARE(bodies.text, "own text\r\nsecond"s);
        p.list.push_back(binary(mapi::tag::kHtml, "<meta charset=\"koi8-r\">x"));
        bodies = mapi::readBodies(p);
        QCOMPARE(bodies.htmlCharset, "koi8-r"s);
        QVERIFY(bodies.hasText && bodies.hasHtml && bodies.defects.empty());
    }
};

}  // namespace

QTEST_GUILESS_MAIN(TstMapiRtf)
#include "tst_mapi_rtf.moc"

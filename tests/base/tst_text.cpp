#include <QtTest>

#include "base/ip.h"
#include "base/json.h"
#include "base/text.h"

using namespace sillage;

static QString q(const std::string& s) { return QString::fromStdString(s); }

class TestText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void utf8IsCheckedStrictly();
    void charsetsAreReadAsMailMeansThem();
    void foldingFindsWhatPeopleType();
    void hostileTextBecomesVisible();
    void folderNamesRoundTripThroughModifiedUtf7();
    void canonicalTextIsStable();
    void canonicalTextIsNormalFormC();
    void pathsShowTheirOctets();
    void base64ForgivesLineEnds();
    void addressesAreNormalised_data();
    void addressesAreNormalised();
    void rangesContain();
    void jsonStringsCannotBeForged();
};

void TestText::utf8IsCheckedStrictly() {
    QVERIFY(isUtf8("déjà œuvre 😀"));
    QVERIFY(!isUtf8("\xc0\xaf"));          // overlong
    QVERIFY(!isUtf8("\xed\xa0\x80"));      // surrogate
    QVERIFY(!isUtf8("\xf5\x80\x80\x80"));  // past U+10FFFF
    QVERIFY(!isUtf8("d\xe9j\xe0"));
    QCOMPARE(q(repairUtf8("d\xe9j\xe0 vu")), QString::fromUtf8("d\xef\xbf\xbdj\xef\xbf\xbd vu"));
}

void TestText::charsetsAreReadAsMailMeansThem() {
    const QString deja = QString::fromUtf8("déjà");
    QCOMPARE(q(toUtf8("d\xe9j\xe0", "iso-8859-1")), deja);
    QCOMPARE(q(toUtf8("d\xc3\xa9j\xc3\xa0", "us-ascii")), deja);
    QCOMPARE(q(toUtf8("\x80", "iso-8859-1")), QString::fromUtf8("€"));
    bool unknown = false;
    QCOMPARE(q(toUtf8("d\xe9j\xe0", "x-foo", &unknown)), deja);
    QVERIFY(unknown);
    QCOMPARE(q(toUtf8("\x1b$B%F%9%H\x1b(B", "iso-2022-jp")), QString::fromUtf8("テスト"));
    QCOMPARE(q(toUtf8("\xcf\xf0\xe8\xe2\xe5\xf2", "cp1251")), QString::fromUtf8("Привет"));
}

void TestText::foldingFindsWhatPeopleType() {
    QCOMPARE(q(fold("Œuvre ÉTÉ Straße Æsop")), QString("oeuvre ete strasse aesop"));
    QCOMPARE(q(fold("re\xcc\x81union")), q(fold("Réunion")));
    QCOMPARE(q(fold("ПРИВЕТ")), QString::fromUtf8("привет"));
    QCOMPARE(q(fold("日本 – “x”")), QString::fromUtf8("日本 – “x”"));
    QCOMPARE(q(fold("abc\xff")), QString::fromUtf8("abc\xef\xbf\xbd"));
}

void TestText::hostileTextBecomesVisible() {
    QCOMPARE(q(visible("a\x1b[31mb\r\n")), QString("a\\x1b[31mb\\x0d\\x0a"));
    QCOMPARE(q(visible("fdp.\xe2\x80\xae" "exe")), QString("fdp.\\u202eexe"));
    QCOMPARE(q(visible("\xc2\x9b" "2J")), QString("\\x9b2J"));
    QCOMPARE(q(visible("a\nb", true)), QString("a\nb"));
    QCOMPARE(q(visible("é😀")), QString::fromUtf8("é😀"));
}

void TestText::folderNamesRoundTripThroughModifiedUtf7() {
    QCOMPARE(q(fromModifiedUtf7("&AMk-l&AOk-ments supprim&AOk-s")), QString::fromUtf8("Éléments supprimés"));
    for (const char* name : {"Éléments supprimés", "R&D", "日本", "plain"}) QCOMPARE(q(fromModifiedUtf7(toModifiedUtf7(name))), QString::fromUtf8(name));
    QCOMPARE(q(fromModifiedUtf7("a&b")), QString("a&b"));
}

void TestText::canonicalTextIsStable() {
    QCOMPARE(q(canonicalText("a  \r\nb\t\r\n\r\n")), QString("a\nb"));
    QCOMPARE(q(canonicalText("e\xcc\x81")), QString::fromUtf8("é"));
}

// Every character behind a letter it could compose with: text known to be normal is not sent through the normaliser.
void TestText::canonicalTextIsNormalFormC() {
    for (char32_t c = 0x21; c < 0x10000; ++c) {
        if (c >= 0xd800 && c < 0xe000) continue;
        const QString text = QStringLiteral("e") + QString::fromUcs4(&c, 1) + QStringLiteral(".");
        const QByteArray utf8 = text.toUtf8();
        const std::string canonical = canonicalText(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())));
        if (q(canonical) != text.normalized(QString::NormalizationForm_C)) QFAIL(qPrintable(QString::number(c, 16)));
    }
}

void TestText::pathsShowTheirOctets() {
    QCOMPARE(q(pathText("a\xe9/b%41")), QString("a%E9/b%2541"));
    QCOMPARE(q(pathText("100% sûr")), QString::fromUtf8("100% sûr"));
}

void TestText::base64ForgivesLineEnds() {
    QCOMPARE(q(base64Decode("aGVs\r\nbG8=")), QString("hello"));
    QCOMPARE(q(base64Decode("aGVsbG8")), QString("hello"));
    QCOMPARE(q(base64Encode("hello")), QString("aGVsbG8="));
}

void TestText::addressesAreNormalised_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    QTest::addColumn<int>("port");
    QTest::newRow("v4") << "1.2.3.4" << "1.2.3.4" << 0;
    QTest::newRow("v4 and port") << "1.2.3.4:33758" << "1.2.3.4" << 33758;
    QTest::newRow("v6 and port") << "[2001:db8::1]:443" << "2001:db8::1" << 443;
    QTest::newRow("v6 upper case, long") << "2001:DB8:0:0:0:0:0:1" << "2001:db8::1" << 0;
    QTest::newRow("zone") << "fe80::1%3" << "fe80::1" << 0;
    QTest::newRow("samba") << "ipv4:10.0.0.1:445" << "10.0.0.1" << 445;
    QTest::newRow("postfix") << "unknown[203.0.113.66]" << "203.0.113.66" << 0;
    QTest::newRow("mapped") << "::ffff:1.2.3.4" << "1.2.3.4" << 0;
    QTest::newRow("list") << "1.2.3.4, 5.6.7.8" << "1.2.3.4" << 0;
    QTest::newRow("dash") << "-" << "" << 0;
    QTest::newRow("no address") << "mail.example" << "mail.example" << 0;
}

void TestText::addressesAreNormalised() {
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    QFETCH(int, port);
    QCOMPARE(q(canonicalIp(text.toStdString())), canonical);
    if (const auto ip = parseIp(text.toStdString())) QCOMPARE(static_cast<int>(ip->port), port);
}

void TestText::rangesContain() {
    QVERIFY(IpRange::parse("203.0.113.0/24")->contains(std::string_view("203.0.113.66")));
    QVERIFY(!IpRange::parse("203.0.113.0/24")->contains(std::string_view("203.0.114.1")));
    QVERIFY(IpRange::parse("203.0.113.64/30")->contains(std::string_view("203.0.113.66")));
    QVERIFY(IpRange::parse("2001:db8::/32")->contains(std::string_view("2001:db8:77::bad")));
    QVERIFY(IpRange::parse("203.0.113.66")->contains(std::string_view("203.0.113.66")));
    QVERIFY(!IpRange::parse("203.0.113.0/33"));
    QVERIFY(!IpRange::parse("x/8"));
}

void TestText::jsonStringsCannotBeForged() {
    std::string out;
    appendJsonString(out, "a\"\n\x01\\");
    QCOMPARE(q(out), QString("\"a\\\"\\n\\u0001\\\\\""));
    QCOMPARE(q(JsonWriter().beginObject().key("a").beginArray().number(1).null().endArray().key("b").boolean(true).endObject().text()),
             QString("{\"a\":[1,null],\"b\":true}"));
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"

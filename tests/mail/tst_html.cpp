// HTML mail as text and as what may be shown: nothing loads, nothing runs, nothing hangs.
#include <QElapsedTimer>
#include <QTest>

#include "mail/mail_support.h"

namespace {

std::string repeat(std::string_view s, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += s;
    return out;
}

std::string safe(std::string_view html, int* blocked = nullptr) {
    int count = 0;
    std::string out = sanitizeHtml(html, count);
    if (blocked) *blocked = count;
    return out;
}

}  // namespace

class TestHtml : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text_data() {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("text");
        QTest::newRow("blocks") << "<p>one</p><div>two<br>three</div>"
                                << "one\ntwo\nthree";
        QTest::newRow("space collapses") << " a \n  b\t<b>c</b> d "
                                         << "a b c d";
        QTest::newRow("entities") << "caf&eacute; &lt;b&gt; &#233;&#xe9; &amp;nbsp; &euro; &unknown; &"
                                  << QStringLiteral("café <b> éé &nbsp; € &unknown; &");
        QTest::newRow("script and style") << "a<script>var x = '<p>no</p>';</script><style>p{}</style>b"
                                          << "ab";
        QTest::newRow("comment") << "a<!-- <p>no</p> -->b"
                                 << "ab";
        QTest::newRow("comment never closed") << "a<!-- b>c"
                                              << "ac";
        QTest::newRow("title is not body") << "<head><title>t</title></head><body>b</body>"
                                           << "b";
        QTest::newRow("cells") << "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
                               << "a b\nc";
        QTest::newRow("pre") << "<pre>a\n b</pre>"
                             << "a\nb";
        QTest::newRow("quotes in attributes") << "<a title=\"x > y\">z</a>"
                                              << "z";
        QTest::newRow("lone angle") << "1 < 2 and 3 > 2"
                                    << "1 < 2 and 3 > 2";
        QTest::newRow("zero width") << QStringLiteral("pay​pal&shy;&zwnj;x") << "paypalx";
        QTest::newRow("no-break space") << "a&nbsp;b"
                                        << "a b";
        QTest::newRow("quote never closed") << "<a title=\"x>lost?</a> kept"
                                            << "lost? kept";
    }
    void text() {
        QFETCH(QString, html);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(htmlToText(html.toStdString())), text);
    }

    void nothingThatLoadsOrRunsIsLeft_data() {
        QTest::addColumn<QString>("html");
        QTest::addColumn<int>("blocked");
        QTest::newRow("image") << "<img src=\"http://x.example/a\">" << 1;
        QTest::newRow("srcset") << "<img srcset='//x.example/a 2x'>" << 1;
        QTest::newRow("local file") << "<img src='file:///etc/passwd'>" << 1;
        QTest::newRow("UNC") << "<img src='\\\\x.example\\a'>" << 1;
        QTest::newRow("data") << "<img src=\"data:image/png;base64,AAAA\">" << 0;
        QTest::newRow("cid") << "<img src=cid:a@b>" << 0;
        QTest::newRow("entity-coded") << "<img src='&#104;ttp://x.example/a'>" << 1;
        QTest::newRow("background")
            << "<body background='https://x.example/a'><table background='//x.example/b'><tr><td>t</table>"
            << 2;
        QTest::newRow("style attribute")
            << "<div style=\"background:url('http://x.example/a')\">t</div>" << 1;
        QTest::newRow("style block")
            << "<style>@import 'http://x.example/a'; p{background:url(http://x.example/b)}</style>" << 2;
        QTest::newRow("link") << "<link rel=stylesheet href='http://x.example/a'>" << 1;
        QTest::newRow("frame")
            << "<iframe src='http://x.example/a'>in</iframe><object data='http://x.example/b'></object>" << 2;
        QTest::newRow("form") << "<form action='http://x.example/a'><input name=a value=v><button "
                                 "formaction='http://x.example/b'>go</button></form>"
                              << 2;
        QTest::newRow("script")
            << "<script src='http://x.example/a'>alert(1)</script><p onclick=alert(1)>t</p>" << 1;
        QTest::newRow("refresh") << "<meta http-equiv=refresh content='0;url=http://x.example/a'>" << 1;
        QTest::newRow("svg") << "<svg onload=alert(1)><image href='http://x.example/a'/></svg>" << 0;
    }
    void nothingThatLoadsOrRunsIsLeft() {
        QFETCH(QString, html);
        QFETCH(int, blocked);
        int count = 0;
        const std::string out = safe(html.toStdString(), &count);
        QCOMPARE(count, blocked);
        for (const char* bad :
             {"src", "href", "url(", "data:", "cid:", "style", "script", "onclick", "onload", "alert",
              "import", "http", "action", "<form", "<input", "<img", "<a ", "background"})
            QVERIFY2(out.find(bad) == std::string::npos, (std::string(bad) + " in " + out).c_str());
    }

    void linksAreShownAsText() {
        QCOMPARE(safe("<a href=\"https://evil.example/?a=1&amp;b\">your bank</a>"),
                 std::string("your bank &lt;https://evil.example/?a=1&amp;b&gt;"));
    }
    void textIsEscaped() {
        QCOMPARE(safe("a &lt;script&gt; \"q\" & <b>x</b>"),
                 std::string("a &lt;script&gt; &quot;q&quot; &amp; <b>x</b>"));
    }
    void attributesAreLimited() {
        QCOMPARE(safe("<td colspan=2 rowspan=9999 bgcolor=\"#fff\" align='x y' id=z>t</td>"),
                 std::string("<td colspan=\"2\" bgcolor=\"#fff\">t</td>"));
    }

    void nestingIsBounded() {
        const std::string tables =
            safe(repeat("<table><tr><td>", 30) + "deep" + repeat("</td></tr></table>", 30));
        std::size_t count = 0;
        for (std::size_t i = tables.find("<table"); i != std::string::npos; i = tables.find("<table", i + 1))
            ++count;
        QCOMPARE(count, 4u);
        QVERIFY(tables.find("deep") != std::string::npos);
        const std::string divs = safe(repeat("<div>", 20000) + "x");
        std::size_t open = 0;
        for (std::size_t i = divs.find("<div"); i != std::string::npos; i = divs.find("<div", i + 1)) ++open;
        QVERIFY(open <= 64);
        QCOMPARE(divs.size(), open * 11 + 1);
    }

    void longWordsAreBrokenAndSizeIsBounded() {
        const std::string word = safe(std::string(300'000, 'a'));
        QVERIFY(word.size() <= 200u * 1024);
        std::size_t run = 0, longest = 0;
        for (char c : word) longest = std::max(longest, run = c == 'a' ? run + 1 : 0);
        QCOMPARE(longest, 2000u);
        QVERIFY(safe(repeat("<p>paragraph</p>", 100'000)).size() <= 200u * 1024);
        QVERIFY(safe(repeat("<p>paragraph</p>", 100'000)).ends_with("</p>"));
    }

    void hostileInputIsLinear_data() {
        QTest::addColumn<QByteArray>("unit");
        for (const char* unit :
             {"<div>", "<table>", "<!--", "<a \"", "<a x='", "<script", "<title>", "&", "&#", "</", "<",
              "<a href=\"x\">", "<p></b>", "<!--->", "< a", "<style>", "&amp"})
            QTest::newRow(unit) << QByteArray(unit);
    }
    void hostileInputIsLinear() {
        QFETCH(QByteArray, unit);
        const std::string html = repeat(unit.toStdString(), 4'000'000 / unit.size());
        QElapsedTimer timer;
        timer.start();
        (void)htmlToText(html);
        (void)safe(html);
        QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
    }

    void speed() {
        const std::string html = repeat(
            "<tr><td class=\"a b c\" style=\"color:red; font-size: 12px\">Some words of text, as a "
            "newsletter has them,&nbsp;and more</td></tr>\n"
            "<p>A paragraph that goes on for a while, with nothing but text in it, until it ends here.</p>\n",
            200'000);
        QElapsedTimer timer;
        timer.start();
        const std::string text = htmlToText(html);
        const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
        std::printf("htmlToText: %.0f MB/s\n", static_cast<double>(html.size()) / 1e6 / seconds);
        QVERIFY(text.size() > html.size() / 4);
    }
};

QTEST_GUILESS_MAIN(TestHtml)
#include "tst_html.moc"

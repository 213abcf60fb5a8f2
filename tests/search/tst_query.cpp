// The query language as a specification: every construct with the tree it gives, every error with its position.
#include <QtTest>

#include "base/phrase.h"
#include "base/time.h"
#include "search/query.h"
#include "search/value.h"

using namespace sillage;

namespace {

const char* compareSign(Compare c) {
    static const char* const signs[] = {"~", "=", "<", "<=", ">", ">=", "..", "re", "?"};
    return signs[static_cast<int>(c)];
}

/// The tree as a one-line S-expression.
QString tree(View view, const Query& q) {
    QStringList parts;
    for (const Query& child : q.children) parts << tree(view, child);
    const QString inner = parts.join(QLatin1Char(' '));
    const QString text = QString::fromStdString(q.text);
    switch (q.kind) {
        case Query::Kind::All: return QStringLiteral("all");
        case Query::Kind::And: return QStringLiteral("(and %1)").arg(inner);
        case Query::Kind::Or: return QStringLiteral("(or %1)").arg(inner);
        case Query::Kind::Not: return QStringLiteral("(not %1)").arg(inner);
        case Query::Kind::FullText:
            return QStringLiteral("%1[%2]%3").arg(q.phrase ? QStringLiteral("phrase") : QStringLiteral("word"), text,
                                                  q.prefix ? QStringLiteral("*") : QString());
        default: break;
    }
    QString out = QString::fromLatin1(fields(view)[q.field].name) + QLatin1String(compareSign(q.compare)) + text;
    if (q.compare == Compare::Range) out += QStringLiteral("|") + QString::fromStdString(q.text2);
    return q.prefix ? out + QLatin1Char('*') : out;
}

QString parsed(View view, const QByteArray& text) {
    const ParsedQuery p = parseQuery(view, text.toStdString());
    return p.ok ? tree(view, p.query) : QStringLiteral("error at %1: %2").arg(p.errorAt).arg(QString::fromStdString(p.error));
}

std::int64_t at(const char* iso) { return parseUtc(iso)->time_since_epoch().count(); }

}  // namespace

class TestQuery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void trees_data();
    void trees();
    void errors_data();
    void errors();
    void formattedTextParsesToTheSameText_data() { trees_data(); }
    void formattedTextParsesToTheSameText();
    void dates_data();
    void dates();
    void numbersAndGrades();
    void everyViewHasItsFields();
    void hostileTextsEndAtOnce();
    void anyBytesParseOrFailInsideTheText();
};

void TestQuery::trees_data() {
    QTest::addColumn<int>("view");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    int row = 0;
    const auto add = [&row](View view, const char* text, const char* expected) {
        QTest::addRow("%d %s", row++, text) << static_cast<int>(view) << QByteArray(text) << QString::fromUtf8(expected);
    };
    const auto messages = [&add](const char* text, const char* expected) { add(View::Messages, text, expected); };
    const auto events = [&add](const char* text, const char* expected) { add(View::Events, text, expected); };
    // Nothing, words, phrases, folding.
    messages("", "all");
    messages("  \t\n ", "all");
    messages("liste", "word[liste]");
    messages("Réunion ŒUVRE", "(and word[reunion] word[oeuvre])");
    messages("\"Liste des Agents\"", "phrase[liste des agents]");
    messages("terr*", "word[terr]*");
    messages("\"a \\\"b\\\" \\\\c\"", "phrase[a \"b\" \\c]");
    messages("\"liste des ag\"*", "phrase[liste des ag]*");
    messages("203.0.113.9", "word[203.0.113.9]");
    // Fields, names and aliases, in any case, with - for _.
    messages("from:martin", "from~martin");
    messages("FROM:Martin", "from~Martin");
    messages("sender:martin", "from~martin");
    messages("message-id:<a@b>", "message_id~<a@b>");
    messages("subject:\"liste des agents\"", "subject~liste des agents");
    messages("subject:=Rapport", "subject=Rapport");
    messages("has:attachment", "attachments?");
    messages("is:recovered", "recovered=true");
    messages("attachment:liste", "attachments~liste");
    messages("attachments:>=2", "attachments>=2");
    messages("subject:*", "subject?");
    events("ip:203.0.113.0/24 action:download bytes:>10M",
           "(and client_ip~203.0.113.0/24 action~download bytes>10M)");
    add(View::Touched, "grade:>=probable", "grade>=probable");
    add(View::Sessions, "session:S-31", "session~S-31");
    // Wildcards and regular expressions.
    messages("subject:terr*", "subject~terr*");
    add(View::Attachments, "name:*.xlsx", "namere^.*\\.xlsx$");
    add(View::Attachments, "name:/li?ste[0-9]+/", "namere" "li?ste[0-9]+");
    add(View::Attachments, "name:/a\\/b\\d/", "namere" "a/b\\d");
    messages("subject:/^(re|fw): x/ b", "(and subjectre^(re|fw): x word[b])");
    events("source:/var/log/ line:1", "(and sourcerevar/log line~1)");
    events("source:/var/log/mail.log", "source~/var/log/mail.log");
    messages("subject:\"a*b\"", "subject~a*b");
    // Ranges.
    messages("date:2025-12-11..2025-12-12", "date..2025-12-11|2025-12-12");
    messages("date:2025-12..", "date..2025-12|");
    messages("date:..2025", "date..|2025");
    messages("size:1K..2M", "size..1K|2M");
    events("time:\"2025-12-11 22:00\"..\"2025-12-12 05:00\"", "time..2025-12-11 22:00|2025-12-12 05:00");
    messages("folder:a..b", "folder~a..b");
    // Operators, precedence, grouping.
    messages("a OR b c", "(or word[a] (and word[b] word[c]))");
    messages("a AND b OR c", "(or (and word[a] word[b]) word[c])");
    messages("(a OR b) c", "(and (or word[a] word[b]) word[c])");
    messages("NOT a b", "(and (not word[a]) word[b])");
    messages("-a -from:b", "(and (not word[a]) (not from~b))");
    messages("-(a b)", "(not (and word[a] word[b]))");
    messages("NOT NOT a", "word[a]");
    messages("NOT (NOT a)", "word[a]");
    messages("((a))", "word[a]");
    messages("a (b (c d))", "(and word[a] word[b] word[c] word[d])");
    messages("and or not", "(and word[and] word[or] word[not])");
    messages("\"AND\"", "phrase[and]");
    messages("a - b", "(and word[a] word[-] word[b])");
    messages("a-b", "word[a-b]");
    messages("from:a(b", "from~a(b");
}

void TestQuery::trees() {
    QFETCH(int, view);
    QFETCH(QByteArray, text);
    QTEST(parsed(static_cast<View>(view), text), "expected");
}

void TestQuery::formattedTextParsesToTheSameText() {
    QFETCH(int, view);
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const auto v = static_cast<View>(view);
    const std::string formatted = formatQuery(v, parseQuery(v, text.toStdString()).query);
    const ParsedQuery again = parseQuery(v, formatted);
    QVERIFY2(again.ok, formatted.c_str());
    QCOMPARE(formatQuery(v, again.query), formatted);
    QCOMPARE(tree(v, again.query).replace(QLatin1String("phrase["), QLatin1String("word[")),
             expected.replace(QLatin1String("phrase["), QLatin1String("word[")));
}

void TestQuery::errors_data() {
    QTest::addColumn<int>("view");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("says");
    int row = 0;
    const auto add = [&row](View view, const char* text, int position, const char* says) {
        QTest::addRow("%d %s", row++, text)
            << static_cast<int>(view) << QByteArray(text) << position << QString::fromUtf8(says);
    };
    add(View::Messages, "a subjct:x", 2, "did you mean “subject:”");
    add(View::Messages, "sub:x", 0, "did you mean “subject:”");
    add(View::Events, "acount:x", 0, "did you mean “account:”");
    add(View::Events, "zzzzzzzz:x", 0, "There is no field “zzzzzzzz” in events");
    add(View::Messages, "from:", 5, "needs a value");
    add(View::Messages, "from: x", 5, "needs a value");
    add(View::Messages, "size:>", 6, "value is missing");
    add(View::Messages, "a \"b", 2, "not closed");
    add(View::Messages, "subject:\"b", 8, "not closed");
    add(View::Messages, "(a OR b", 0, "not closed");
    add(View::Messages, "a (b (c)", 2, "not closed");
    add(View::Messages, "a)", 1, "No parenthesis is open");
    add(View::Messages, "a ()", 2, "nothing between these parentheses");
    add(View::Messages, "\"\"", 0, "nothing between these quotation marks");
    add(View::Messages, "OR a", 0, "OR needs something before it");
    add(View::Messages, "a OR", 2, "OR needs something after it");
    add(View::Messages, "a AND OR b", 2, "AND needs something after it");
    add(View::Messages, "a NOT", 2, "NOT needs something after it");
    add(View::Messages, "(a AND) b", 3, "AND needs something after it");
    add(View::Messages, "size:big", 5, "a number of octets such as 4096 or 10M");
    add(View::Messages, "uid:>10M", 5, "a whole number");
    add(View::Messages, "date:2025-13", 5, "a date such as");
    add(View::Messages, "date:2025-02-30", 5, "a date such as");
    add(View::Messages, "date:2025-12-11..x", 5, "a date such as");
    add(View::Messages, "date:..", 5, "at least one end");
    add(View::Messages, "date:2025*", 5, "a date such as");
    add(View::Messages, "recovered:maybe", 10, "true or false");
    add(View::Messages, "subject:>a", 9, "has no order");
    add(View::Messages, "subject:/abc def", 8, "not closed by a slash");
    add(View::Messages, "te*rr", 0, "can only end a word");
    add(View::Messages, "is:subject", 3, "has:subject");
    add(View::Messages, "has:nothing", 4, "There is no field");
    add(View::Events, "ip:203.0.113.300", 3, "is no address");
    add(View::Events, "ip:203.0.113.0/40", 3, "is no address");
    add(View::Touched, "grade:sure", 6, "recorded, probable, possible");
    add(View::Touched, "grade:>=undetermined", 8, "only the first three compare");
}

void TestQuery::errors() {
    QFETCH(int, view);
    QFETCH(QByteArray, text);
    QFETCH(int, position);
    QFETCH(QString, says);
    const ParsedQuery p = parseQuery(static_cast<View>(view), text.toStdString());
    QVERIFY(!p.ok);
    QVERIFY2(QString::fromStdString(inEnglish(p.error)).contains(says), p.error.c_str());
    QCOMPARE(static_cast<int>(p.errorAt), position);
    QVERIFY(p.query.kind == Query::Kind::All);
}

void TestQuery::dates_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("next");
    QTest::newRow("year") << QByteArray("2025") << QByteArray("2025-01-01") << QByteArray("2026-01-01");
    QTest::newRow("month") << QByteArray("2025-12") << QByteArray("2025-12-01") << QByteArray("2026-01-01");
    QTest::newRow("leap month") << QByteArray("2024-02") << QByteArray("2024-02-01") << QByteArray("2024-03-01");
    QTest::newRow("day") << QByteArray("2025-12-11") << QByteArray("2025-12-11") << QByteArray("2025-12-12");
    QTest::newRow("hour") << QByteArray("2025-12-11T22") << QByteArray("2025-12-11T22:00:00Z") << QByteArray("2025-12-11T23:00:00Z");
    QTest::newRow("minute") << QByteArray("2025-12-11 22:14") << QByteArray("2025-12-11T22:14:00Z") << QByteArray("2025-12-11T22:15:00Z");
    QTest::newRow("second") << QByteArray("2025-12-11T22:14:03Z") << QByteArray("2025-12-11T22:14:03Z") << QByteArray("2025-12-11T22:14:04Z");
    QTest::newRow("zone") << QByteArray("2025-12-11T23:14:03+01:00") << QByteArray("2025-12-11T22:14:03Z") << QByteArray("2025-12-11T22:14:04Z");
    QTest::newRow("milliseconds") << QByteArray("2025-12-11T22:14:03.120Z") << QByteArray("2025-12-11T22:14:03.120Z") << QByteArray("2025-12-11T22:14:03.121Z");
}

void TestQuery::dates() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, next);
    const auto span = parseTimeSpan(text.toStdString());
    QVERIFY(span.has_value());
    QCOMPARE(span->low, at(first.constData()));
    QCOMPARE(span->high, at(next.constData()) - 1);
    Query term;
    term.text = term.text2 = text.toStdString();
    const auto bounds = [&term](Compare c) {
        term.compare = c;
        return *termBounds(term, FieldType::Time);
    };
    QCOMPARE(bounds(Compare::Less).high, span->low - 1);
    QCOMPARE(bounds(Compare::LessEqual).high, span->high);
    QCOMPARE(bounds(Compare::Greater).low, span->high + 1);
    QCOMPARE(bounds(Compare::GreaterEqual).low, span->low);
    QCOMPARE(bounds(Compare::Range).low, span->low);
    QCOMPARE(bounds(Compare::Range).high, span->high);
}

void TestQuery::numbersAndGrades() {
    QCOMPARE(parseNumber("10M", true).value(), std::int64_t{10} << 20);
    QCOMPARE(parseNumber("1.5k", true).value(), std::int64_t{1536});
    QCOMPARE(parseNumber("2GiB", true).value(), std::int64_t{2} << 30);
    QCOMPARE(parseNumber("-1", true).value(), std::int64_t{-1});
    QCOMPARE(parseNumber("9223372036854775807", false).value(), std::numeric_limits<std::int64_t>::max());
    for (const char* bad : {"", "M", "10X", "1e3", "99999999999999999999", "1.5", "0x10", "nan", "infM", "99999999T"})
        QVERIFY2(!parseNumber(bad, QByteArray(bad) != "1.5"), bad);
    Query term;
    term.text = "possible";
    term.compare = Compare::Greater;
    QCOMPARE(termBounds(term, FieldType::Grade)->low, std::int64_t{4});
    term.compare = Compare::Less;  // undetermined and the like are not weaker grades
    QVERIFY(!termBounds(term, FieldType::Grade)->contains(2));
    term.text = "no-record";
    term.compare = Compare::Match;
    QCOMPARE(termBounds(term, FieldType::Grade)->low, std::int64_t{1});
}

void TestQuery::everyViewHasItsFields() {
    for (int v = 0; v <= static_cast<int>(View::Search); ++v) {
        const auto view = static_cast<View>(v);
        QVERIFY(viewFromName(viewName(view)) == view);
        const FieldList list = fields(view);
        QVERIFY(list.size >= 5);
        for (std::size_t i = 0; i < list.size; ++i) {
            QCOMPARE(findField(view, list[i].name).value(), i);
            QVERIFY(std::string_view(list[i].help).ends_with('.') || std::string_view(list[i].help).ends_with("…"));
        }
    }
    QVERIFY(!viewFromName("nothing"));
    QCOMPARE(fields(View::Events)[14].name, "outcome");
    QCOMPARE(fields(View::Touched)[23].name, "touch");
    QCOMPARE(fields(View::Touched)[24].name, "uid");
}

void TestQuery::hostileTextsEndAtOnce() {
    QElapsedTimer timer;
    timer.start();
    QVERIFY(!parseQuery(View::Messages, std::string(10 << 20, 'a')).ok);
    QVERIFY(!parseQuery(View::Messages, std::string(10 << 20, '(')).ok);
    const ParsedQuery deep = parseQuery(View::Messages, std::string(60'000, '('));
    QVERIFY(!deep.ok);
    QCOMPARE(deep.errorAt, std::size_t{64});
    QVERIFY(!parseQuery(View::Messages, std::string(100'000, '(') + "a" + std::string(100'000, ')')).ok);
    QVERIFY(parseQuery(View::Messages, std::string(64, '(') + "a" + std::string(64, ')')).ok);
    std::string many;
    while (many.size() < 60'000) many += "NOT ";
    QVERIFY(parseQuery(View::Messages, many + "a").ok);
    std::string terms;
    for (int i = 0; i < 600; ++i) terms += "a ";
    const ParsedQuery wide = parseQuery(View::Messages, terms);
    QVERIFY(!wide.ok);
    QCOMPARE(wide.errorAt, std::size_t{1000});
    QVERIFY(timer.elapsed() < 5000);
}

void TestQuery::anyBytesParseOrFailInsideTheText() {
    unsigned state = 7;
    const std::string alphabet = "aOR ND()-\"*:/.<>=\\from:size2025\xc3\xa9\xff\x00\n";
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (unsigned n = (state >> 8) % 24; n > 0; --n) {
            state = state * 1103515245u + 12345u;
            text += alphabet[(state >> 16) % alphabet.size()];
        }
        state = state * 1103515245u + 12345u;
        const ParsedQuery p = parseQuery(View::Messages, text);
        accepted += p.ok ? 1 : 0;
        if (!p.ok) QVERIFY(p.errorAt <= text.size() && !p.error.empty());
        else QVERIFY2(parseQuery(View::Messages, formatQuery(View::Messages, p.query)).ok, text.c_str());
    }
    QVERIFY(accepted > 100 && accepted < 20'000);
}

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"

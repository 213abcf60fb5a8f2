// `search` end to end on a small imported case: messages by rank, then log lines as they lie, each as the event that
// covers it, then events whose decoded values hold the words (core/case/search.h).
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "case/search.h"
#include "case/tables.h"
#include "tests/ingest/evidence_tree.h"

using namespace sillage;

namespace {

QByteArray record(int n, const QByteArray& operation) {
    return "{\"CreationTime\":\"2025-12-11T22:14:0" + QByteArray::number(n) + "\",\"Id\":\"0000000" + QByteArray::number(n) +
           "-aaaa-bbbb-cccc-dddddddddddd\",\"Operation\":\"" + operation +
           "\",\"RecordType\":50,\"Workload\":\"Exchange\",\"UserId\":\"claire@example.org\",\"ClientIPAddress\":\"203.0.113.66\"}";
}

}  // namespace

class TestSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void messagesComeFirstThenLines();
    void aLineIsShownAsItsEvent();
    void aLineWithoutEventIsALine();
    void recordsOfOneLineAreToldApart();
    void decodedValuesAreFoundToo();
    void wordsAreCombinedOnALine();
    void fieldsAskTablesOnly();
    void octetsOfMailboxesOnlyWhenAsked();
    void linesGetHalfOfTheLimit();
    void whatIsGoneIsSaid();
    void nothingIsNoQuestion_data();
    void nothingIsNoQuestion();

private:
    SearchResult find(const char* text, SearchOptions options = {}) {
        NoProgress none;
        return search(*case_, text, options, none);
    }
    std::string cell(const SearchHit& hit, const char* name) {
        const auto rows = fetchRows(*case_, hit.view, std::span(&hit.rowId, 1));
        const auto field = findField(hit.view, name);
        return rows.empty() || !field ? std::string("no such cell") : cellText(rows[0].cells[*field]);
    }
    QTemporaryDir dir_;
    std::unique_ptr<Case> case_;
};

void TestSearch::initTestCase() {
    const QString root = dir_.filePath("evidence");
    tree::put(root + "/inbox.mbox", tree::mbox(5));
    tree::put(root + "/var/log/nginx/access.log",
              tree::accessLog(40) +
                  "198.51.100.9 - - [11/Dec/2025:23:04:00 +0100] \"GET /?_task=mail&_mbox=R%C3%A9union&_uid=7&_action=show HTTP/1.1\" 200 9 \"-\" \"curl camille\"\n"
                  "this line is no request but says etienne all the same\n");
    tree::put(root + "/audit.json", "[" + record(1, "MailItemsAccessed") + "," + record(2, "New-InboxRule") + "," + record(3, "MailItemsAccessed") + "]\n");
    case_ = Case::create(dir_.filePath("night.sillage").toStdString());
    ImportOptions options;
    options.paths = {root.toStdString()};
    NoProgress none;
    const ImportReport report = case_->importEvidence(options, none);
    QVERIFY(report.total.holds());
    QCOMPARE(report.total.imported, std::uint64_t{5 + 41 + 3});
}

void TestSearch::messagesComeFirstThenLines() {
    const auto result = find("camille");
    QCOMPARE(result.hits.size(), std::size_t{6});
    for (std::size_t i = 0; i < 5; ++i) QVERIFY(result.hits[i].view == View::Messages && result.hits[i].rank > 0);
    QVERIFY(result.hits[5].view == View::Events);
    QVERIFY(result.unread.empty() && !result.more && !result.cancelled);
    QVERIFY(find("introuvable").hits.empty());
}

void TestSearch::aLineIsShownAsItsEvent() {
    const auto result = find("_UID=7&");
    QCOMPARE(result.hits.size(), std::size_t{2});
    QVERIFY(result.hits[0].view == View::Events);
    QCOMPARE(cell(result.hits[0], "line"), std::string("8"));
    QCOMPARE(cell(result.hits[0], "uid"), std::string("7"));
    QCOMPARE(cell(result.hits[1], "client_ip"), std::string("198.51.100.9"));
    const QString snippet = QString::fromStdString(result.hits[0].snippet);
    QVERIFY2(snippet.contains(QStringLiteral("&\u2068_uid=7&\u2069_action=show")), qPrintable(snippet));
    QVERIFY(snippet.startsWith("203.0.113.7 - - [11/Dec/2025:23:02:17"));  // the line as it lies
}

void TestSearch::aLineWithoutEventIsALine() {
    const auto result = find("\"no request\"");
    QCOMPARE(result.hits.size(), std::size_t{1});
    const SearchHit& hit = result.hits[0];
    QVERIFY(hit.view == View::Search);
    QCOMPARE(hit.place.source, std::string("var/log/nginx/access.log"));
    QCOMPARE(hit.place.line, std::uint64_t{42});
    QCOMPARE(hit.place.length, std::uint64_t{53});
    QCOMPARE(hit.snippet, std::string("this line is \u2068no request\u2069 but says etienne all the same"));
}

void TestSearch::recordsOfOneLineAreToldApart() {
    const auto result = find("mailitemsaccessed");
    QCOMPARE(result.hits.size(), std::size_t{2});
    for (const SearchHit& hit : result.hits) QVERIFY(hit.view == View::Events);
    QCOMPARE(cell(result.hits[0], "time"), std::string("2025-12-11T22:14:01Z"));
    QCOMPARE(cell(result.hits[1], "time"), std::string("2025-12-11T22:14:03Z"));
}

void TestSearch::decodedValuesAreFoundToo() {
    const auto result = find("reunion");  // the log says R%C3%A9union
    QCOMPARE(result.hits.size(), std::size_t{1});
    QVERIFY(result.hits[0].view == View::Events);
    QCOMPARE(cell(result.hits[0], "folder"), std::string("Réunion"));
}

void TestSearch::wordsAreCombinedOnALine() {
    QCOMPARE(find("_uid=7& curl").hits.size(), std::size_t{1});
    QCOMPARE(find("_uid=7& -curl").hits.size(), std::size_t{1});
    QCOMPARE(find("_uid=7& OR _uid=8&").hits.size(), std::size_t{3});
    QCOMPARE(find("203.0.113.66 rule").hits.size(), std::size_t{1});  // of one line's three records
    QCOMPARE(find("exchange -rule").hits.size(), std::size_t{2});
}

void TestSearch::fieldsAskTablesOnly() {
    const auto result = find("uid:7 curl");
    QCOMPARE(result.hits.size(), std::size_t{1});
    QCOMPARE(cell(result.hits[0], "client_ip"), std::string("198.51.100.9"));
}

void TestSearch::octetsOfMailboxesOnlyWhenAsked() {
    QVERIFY(find("\"From camille@example.org Thu\"").hits.empty());  // the separator belongs to no message
    const auto everywhere = find("\"From camille@example.org Thu\"", {100, true});
    QCOMPARE(everywhere.hits.size(), std::size_t{5});
    QVERIFY(everywhere.hits[0].view == View::Search);
    QCOMPARE(everywhere.hits[4].place.source, std::string("inbox.mbox"));
}

void TestSearch::linesGetHalfOfTheLimit() {
    const auto result = find("camille OR _action=show", {4, false});
    QCOMPARE(result.hits.size(), std::size_t{4});
    QVERIFY(result.more);
    const auto messages = std::count_if(result.hits.begin(), result.hits.end(), [](const SearchHit& h) { return h.view == View::Messages; });
    QCOMPARE(messages, std::ptrdiff_t{2});
    QVERIFY(find("camille", {0, false}).hits.empty());
}

void TestSearch::whatIsGoneIsSaid() {
    std::filesystem::remove(dir_.filePath("evidence/audit.json").toStdString());
    const auto result = find("camille");
    QCOMPARE(result.hits.size(), std::size_t{6});
    QCOMPARE(result.unread.size(), std::size_t{1});
    QCOMPARE(result.unread[0].first, std::string("audit.json"));
}

void TestSearch::nothingIsNoQuestion_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "  ", "*", "**", "\"*\""}) QTest::newRow(text) << QByteArray(text);
}

void TestSearch::nothingIsNoQuestion() {
    QFETCH(QByteArray, text);
    try {
        find(text.constData());
    } catch (const Error& e) {
        QVERIFY(e.code() == ExitCode::Usage);
        QVERIFY(!e.hint().empty());
        return;
    }
    QFAIL("a search for nothing must say so");
}

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"

// Every view on a small case: rows in order, cells of the right kind under the right key, queries and sorts, public
// ids that lead back to their row, and search.
#include <QtTest>

#include <algorithm>

#include "base/error.h"
#include "case_fixture.h"
#include "store/table.h"
#include "store/text_index.h"

using namespace sillage;

namespace {

std::string shown(const Value& v) {
    struct Visitor {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool b) const { return b ? "true" : "false"; }
        std::string operator()(std::int64_t n) const { return std::to_string(n); }
        std::string operator()(double d) const { return std::to_string(d); }
        std::string operator()(const std::string& s) const { return s; }
        std::string operator()(const TimeValue& t) const { return formatIso(Time(std::chrono::microseconds(t.utc)), t.precision); }
        std::string operator()(const std::vector<std::string>& list) const {
            std::string out = "[";
            for (const auto& s : list) out += (out.size() > 1 ? "|" : "") + s;
            return out + "]";
        }
        std::string operator()(const JsonValue& j) const { return j.text; }
    };
    return std::visit(Visitor{}, v);
}

std::int64_t at(const char* iso) { return parseUtc(iso)->time_since_epoch().count(); }

Event login(const char* account, const char* ip, std::uint64_t line, std::uint32_t item = 0) {
    Event e;
    e.line = line;
    e.offset = line * 100;
    e.length = 99;
    e.item = item;
    e.time = *parseIsoStamp("2025-12-11T23:14:03.120+01:00");
    e.time.civil += static_cast<std::int64_t>(line) * 1'000'000;
    e.rawTime = "Dec 11 23:14:03";
    e.account = account;
    e.clientIp = ip;
    e.protocol = "imap";
    e.action = Action::Login;
    e.outcome = Outcome::Success;
    e.fields = {{"note", "budget réunion"}};
    return e;
}

struct Case {
    fixture::Folder folder;
    std::unique_ptr<CaseStore> store = CaseStore::create(folder.path("case.sillage"));
    std::int64_t mail = 0, log = 0;

    Case() {
        auto writer = store->writer();
        Source box = fixture::source("vmail/claire");
        box.counts.found = box.counts.imported = 2;
        box.first = at("2025-12-11T20:00:00Z");
        box.last = at("2025-12-11T21:14:03.5Z");
        mail = writer->addSource(box);
        log = writer->addSource(fixture::source("var/log/mail.log", SourceKind::Log));
        Message report = fixture::message("Réunion du comité", 7);
        fixture::attach(report, "liste.xlsx");
        fixture::attach(report, "Été.pdf");
        const auto first = fixture::add(*writer, mail, report);
        fixture::add(*writer, mail, fixture::message("Budget", 9, 500));
        Message nested = fixture::message("Intérieur", 0, 700);
        nested.parent = 0;
        nested.parentPart = "2";
        nested.to.clear();
        nested.messageId.clear();
        nested.hasText = false;
        fixture::add(*writer, mail, nested, first.placement);
        writer->addEvent(log, login("Claire", "203.0.113.66", 1));
        writer->addEvent(log, login("paul", "198.51.100.7", 2));
        writer->addEvent(log, login("paul", "198.51.100.7", 2, 1));
        writer->addProblem(mail, {12, 30, "message 3", "The base64 of part 2 breaks off."});
        writer->commit();
        writer->finish();
        writer.reset();
        addTrace();
        store->addIndicator({"I-0123456789ab", "A", "203.0.113.0/24", "", "", "", "", "", 0, at("2025-12-11T00:00:00Z"), 0,
                             IndicatorGrade::Exclusive, "letter", "rented", at("2026-01-02T03:04:05Z")});
        Bookmark mark;
        mark.item = "T-111111111111";
        mark.note = "à vérifier";
        mark.created = at("2026-01-02T03:04:05Z");
        store->addBookmark(mark);
        store->logCustody("intruder add", "{\"id\":\"I-0123456789ab\"}");
    }

    void addTrace() {
        Session attributed, suspect;
        attributed.id = attributed.actorSession = "S-aaaaaaaaaaaa";
        attributed.account = "claire";
        attributed.clientIp = "203.0.113.66";
        attributed.first = attributed.last = at("2025-12-11T22:14:03Z");
        attributed.events = 4;
        attributed.bytesOut = 12 << 20;
        attributed.actor = "A";
        attributed.attribution = Axis::Top;
        attributed.status = "attributed";
        attributed.reasons = {"the address", "the hour"};
        suspect.id = suspect.actorSession = "S-bbbbbbbbbbbb";
        suspect.reasons = {"new country"};
        Touch attachment, unsure;
        attachment.id = "T-111111111111";
        attachment.mailbox = "claire.martin@interieur.example";
        attachment.isAttachment = true;
        attachment.attachment = "liste.xlsx";
        attachment.size = 48213;
        attachment.depth = Depth::Attachment;
        attachment.complete = true;
        attachment.grade = Grade::Recorded;
        attachment.actor = "A";
        attachment.attribution = attachment.delivery = attachment.identity = Axis::Top;
        attachment.first = attachment.last = at("2025-12-11T22:14:03Z");
        attachment.sessions = {"S-aaaaaaaaaaaa"};
        attachment.rules = {"T14@1"};
        attachment.evidence = {{1, 2, "nginx/access.log", 1234, 99120, 210}};
        unsure.id = "T-222222222222";
        unsure.mailbox = "paul@interieur.example";
        unsure.grade = Grade::Undetermined;
        Coverage cell;
        cell.route = "imap";
        cell.state = "covered";
        cell.source = "var/log/mail.log";
        store->replaceTrace({attributed}, {suspect}, {attachment, unsure}, {cell});
    }

    std::vector<Row> rows(View view, const char* text = "", const Sort& sort = {}) {
        const ParsedQuery q = parseQuery(view, text);
        if (!q.ok) qFatal("%s: %s", text, q.error.c_str());
        return fetchRows(*store, view, selectRows(*store, view, q.query, sort));
    }
    /// One field of the rows, joined.
    std::string column(View view, const char* field, const char* text = "", const Sort& sort = {}) {
        std::string out;
        for (const Row& row : rows(view, text, sort)) out += (out.empty() ? "" : ", ") + shown(row.cells[*findField(view, field)]);
        return out;
    }
};

Case& sample() {
    static Case c;
    return c;
}

std::string column(View view, const char* field, const char* text = "") { return sample().column(view, field, text); }

}  // namespace

class TestTableViews : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsOfEventsAreAskedForAndShown();
    void everyViewAnswers();
    void sourcesAndProblems();
    void messages();
    void messageQueries_data();
    void messageQueries();
    void attachments();
    void events();
    void theAnswer();
    void whatThePersonWrote();
    void sorting();
    void publicIdsLeadBack();
    void searching();
    void wrongQueriesAreUsageErrors();
    void nothingTypedBecomesSql();
};

void TestTableViews::everyViewAnswers() {
    for (View view : {View::Sources, View::Problems, View::Messages, View::Attachments, View::Events, View::Sessions,
                      View::Suspects, View::Indicators, View::Touched, View::Coverage, View::Bookmarks, View::Custody}) {
        const std::string name(viewName(view));
        const auto all = selectRows(*sample().store, view, {}, {});
        QVERIFY2(!all.empty(), name.c_str());
        const auto rows = fetchRows(*sample().store, view, all);
        QCOMPARE(rows.size(), all.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].rowId, all[i]);
            QCOMPARE(rows[i].cells.size(), fields(view).size);
            QVERIFY2(!rows[i].publicId.empty(), name.c_str());
        }
        const FieldList list = fields(view);
        for (std::size_t f = 0; f < list.size; ++f) {  // has: and NOT has: share all rows; every column sorts
            if (view == View::Events && f == 0) continue;
            const std::string has = "has:" + std::string(list[f].name);
            const auto with = sample().rows(view, has.c_str()), without = sample().rows(view, ("-" + has).c_str());
            QVERIFY2(with.size() + without.size() == all.size(), (name + " " + has).c_str());
            QCOMPARE(selectRows(*sample().store, view, {}, {f, true, false}).size(), all.size());
        }
        auto backwards = selectRows(*sample().store, view, {}, {0, true, true});
        std::reverse(backwards.begin(), backwards.end());
        QCOMPARE(backwards, all);
        const std::int64_t missing[] = {987'654'321};
        QVERIFY(fetchRows(*sample().store, view, missing).empty());
    }
    for (View view : {View::Exposure, View::Findings, View::Search})
        QVERIFY_EXCEPTION_THROWN(selectRows(*sample().store, view, {}, {}), Error);
}

void TestTableViews::sourcesAndProblems() {
    QCOMPARE(column(View::Sources, "path"), "var/log/mail.log, vmail/claire");
    QCOMPARE(column(View::Sources, "last", "path:claire"), "2025-12-11T21:14:03.500Z");
    QCOMPARE(column(View::Sources, "first", "path:mail.log"), "null");
    QCOMPARE(column(View::Sources, "path", "imported:>=2"), "vmail/claire");
    QCOMPARE(column(View::Sources, "path", "last:2025-12-11"), "vmail/claire");
    QCOMPARE(column(View::Sources, "path", "path:* AND NOT why:\"no such reason\""), "var/log/mail.log, vmail/claire");
    QCOMPARE(column(View::Problems, "source"), "vmail/claire");
    QCOMPARE(column(View::Problems, "reason", "length:30 base64"), "The base64 of part 2 breaks off.");
}

void TestTableViews::messages() {
    const auto rows = sample().rows(View::Messages, "uid:7");
    QCOMPARE(rows.size(), std::size_t{1});
    const auto cell = [&rows](const char* field) { return shown(rows[0].cells[*findField(View::Messages, field)]); };
    QCOMPARE(cell("folder"), "INBOX");
    QCOMPARE(cell("to"), "[Karim Morel <karim.morel@interieur.example>|presse@presse.example]");
    QCOMPARE(cell("cc"), "[]");
    QCOMPARE(cell("date"), "2025-12-11T21:14:03Z");
    QCOMPARE(cell("sha256"), toHex(sha256("Réunion du comité")));
    QCOMPARE(cell("wire_sha256"), toHex(sha256("wire Réunion du comité")));
    QCOMPARE(cell("attachments"), "2");
    QCOMPARE(cell("parent"), "null");
    QCOMPARE(cell("source"), "vmail/claire");
    QCOMPARE(cell("witnesses"), "1");
    QCOMPARE(cell("recovered"), "false");
    QVERIFY(rows[0].publicId.starts_with("M-"));
    QCOMPARE(column(View::Messages, "parent", "subject:interieur"), toHex(sha256("Réunion du comité")));
    QCOMPARE(column(View::Messages, "message_id", "subject:interieur"), "null");
    QCOMPARE(column(View::Messages, "text_sha256", "subject:interieur"), "null");
    QCOMPARE(column(View::Messages, "uid"), "null, 7, 9");
}

void TestTableViews::messageQueries_data() {
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("uids");
    const auto add = [](const char* query, const char* uids) { QTest::newRow(query) << QByteArray(query) << QByteArray(uids); };
    add("reunion", "7");
    add("\"reunion du comite\"", "7");
    add("\"comite du\"", "");
    add("reun*", "7");
    add("budget OR reunion", "7, 9");
    add("-budget uid:>0", "7");
    add("NOT (budget OR reunion)", "null");
    add("from:MARTIN", "null, 7, 9");
    add("to:morel", "7, 9");
    add("to:presse@* uid:<=7", "7");
    add("has:to", "7, 9");
    add("subject:=\"objet budget\"", "9");
    add("subject:/^objet (b|z)/", "9");
    add("subject:*comit*", "7");
    add("has:attachment", "7");
    add("attachment:liste", "7");
    add("attachment:*.pdf", "7");
    add("attachment:ete.pdf", "7");
    add("attachment:rien", "");
    add("attachments:2", "7");
    add("date:2025-12-11", "null, 7, 9");
    add("date:2025-12-11..2025-12-12 size:<10", "9");
    add("date:<2025-12-11T21:14:03", "");
    add("has:parent", "null");
    add("is:recovered", "");
    add("recovered:no uid:9", "9");
    add("folder:inbox uid:7..9", "7, 9");
    add("source:vmail uid:1..8", "7");
    add("wire_size:8", "9");
    const std::string hash = toHex(sha256("Budget"));
    QTest::newRow("a whole hash") << QByteArray(("sha256:" + hash).c_str()) << QByteArray("9");
    QTest::newRow("the beginning of a hash") << QByteArray(("hash:" + hash.substr(0, 9) + "*").c_str()) << QByteArray("9");
    QTest::newRow("Message-ID") << QByteArray(("message_id:<" + hash.substr(0, 8) + "@interieur.example>").c_str()) << QByteArray("9");
    QTest::newRow("without brackets") << QByteArray(("msgid:" + hash.substr(0, 8) + "@interieur.example").c_str()) << QByteArray("9");
}

void TestTableViews::messageQueries() {
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, uids);
    QCOMPARE(column(View::Messages, "uid", query.constData()), uids.toStdString());
}

void TestTableViews::attachments() {
    QCOMPARE(column(View::Attachments, "name"), "liste.xlsx, Été.pdf");
    QCOMPARE(column(View::Attachments, "size", "name:ete"), "1000");
    QCOMPARE(column(View::Attachments, "sha256", "name:*.xlsx"), toHex(sha256("octets of liste.xlsx")));
    QCOMPARE(column(View::Attachments, "name", "liste"), "liste.xlsx");
    QCOMPARE(column(View::Attachments, "media_type", "-liste type:pdf"), "application/pdf");
}

void TestTableViews::events() {
    QCOMPARE(column(View::Events, "account"), "Claire, paul, paul");
    QCOMPARE(column(View::Events, "time", "account:claire"), "2025-12-11T22:14:04.120Z");
    QCOMPARE(column(View::Events, "precision", "line:1"), "millisecond");
    QCOMPARE(column(View::Events, "item", "ip:198.51.100.0/24"), "0, 1");
    QCOMPARE(column(View::Events, "action", "item:1"), "login");
    QCOMPARE(column(View::Events, "source", "source:mail.log line:1"), "var/log/mail.log");
    QCOMPARE(column(View::Events, "uid", "line:1"), "null");
    QCOMPARE(column(View::Events, "bytes", "line:1"), "null");
    QCOMPARE(column(View::Events, "line", "budget reunion account:paul"), "2, 2");
    const auto rows = sample().rows(View::Events, "account:paul");
    QCOMPARE(shown(rows[0].cells[0]), shown(rows[1].cells[0]));  // items share their record's id
    QVERIFY(rows[0].publicId != rows[1].publicId);
    QCOMPARE(column(View::Events, "item", ("event:" + rows[0].publicId).c_str()), "0, 1");
}

void TestTableViews::theAnswer() {
    QCOMPARE(column(View::Touched, "touch"), "T-111111111111, T-222222222222");
    QCOMPARE(column(View::Touched, "touch", "grade:>=probable"), "T-111111111111");
    QCOMPARE(column(View::Touched, "grade", "grade:undetermined"), "undetermined");
    QCOMPARE(column(View::Touched, "item", "item:attachment depth:attachment"), "attachment");
    QCOMPARE(column(View::Touched, "identity"), "exact, null");
    QCOMPARE(column(View::Touched, "attribution", "attribution:shown"), "shown");
    QCOMPARE(column(View::Touched, "size"), "48213, null");
    QCOMPARE(column(View::Touched, "complete", "is:complete"), "true");
    QCOMPARE(column(View::Touched, "evidence", "session:S-aaaaaaaaaaaa"),
             "[{\"source\":\"nginx/access.log\",\"line\":1234,\"offset\":99120,\"length\":210}]");
    QCOMPARE(column(View::Touched, "rules", "source:nginx"), "[T14@1]");
    QCOMPARE(column(View::Touched, "effects"), "[], []");
    QCOMPARE(column(View::Sessions, "session"), "S-aaaaaaaaaaaa");
    QCOMPARE(column(View::Sessions, "bytes_out", "bytes:>10M ip:203.0.113.0/24"), "12582912");
    QCOMPARE(column(View::Sessions, "reasons", "reason:hour"), "[the address|the hour]");
    QCOMPARE(column(View::Suspects, "session"), "S-bbbbbbbbbbbb");
    QCOMPARE(column(View::Suspects, "bytes_out"), "null");
    QCOMPARE(column(View::Coverage, "state", "route:imap"), "covered");
}

void TestTableViews::whatThePersonWrote() {
    QCOMPARE(column(View::Indicators, "ip", "grade:exclusive"), "203.0.113.0/24");
    QCOMPARE(column(View::Indicators, "from"), "2025-12-11T00:00:00Z");
    QCOMPARE(column(View::Indicators, "to"), "null");
    QCOMPARE(column(View::Bookmarks, "item", "verifier"), "T-111111111111");
    QCOMPARE(column(View::Bookmarks, "bound"), "true");
    QCOMPARE(column(View::Custody, "detail", "action:intruder*"), "{\"id\":\"I-0123456789ab\"}");
    QVERIFY(sample().rows(View::Custody, "sequence:1").size() == 1);
}

void TestTableViews::sorting() {
    const auto by = [](View view, const char* field, bool descending) {
        return sample().column(view, field, "", {*findField(view, field), descending, false});
    };
    QCOMPARE(by(View::Messages, "size", false), "6, 10, 19");
    QCOMPARE(by(View::Messages, "size", true), "19, 10, 6");
    QCOMPARE(by(View::Touched, "grade", true), "recorded, undetermined");
    QCOMPARE(by(View::Events, "client_ip", false), "198.51.100.7, 198.51.100.7, 203.0.113.66");
    QCOMPARE(by(View::Sources, "format", false), "dovecot, maildir");
}

void TestTableViews::publicIdsLeadBack() {
    for (View view : {View::Sources, View::Problems, View::Messages, View::Attachments, View::Events, View::Sessions,
                      View::Suspects, View::Indicators, View::Touched})
        for (const Row& row : sample().rows(view)) {
            const auto ref = findPublicId(*sample().store, row.publicId);
            QVERIFY2(ref.has_value(), row.publicId.c_str());
            QVERIFY(ref->view == view);
            QCOMPARE(ref->rowId, row.rowId);
        }
    const auto byHash = findPublicId(*sample().store, toHex(sha256("Budget")));
    QVERIFY(byHash && byHash->view == View::Messages);
    for (const char* nothing : {"", "T", "T-", "T-000000000000", "M-000000000000", "Z-000000000000", "E-000000000000", "' OR 1"})
        QVERIFY2(!findPublicId(*sample().store, nothing), nothing);
}

void TestTableViews::searching() {
    const auto hits = searchText(*sample().store, "réunion", 10);
    QCOMPARE(hits.size(), std::size_t{4});  // one message, three events
    QVERIFY(hits[0].view == View::Messages && hits[0].rank > 0);
    QVERIFY(hits[1].view == View::Events);
    QVERIFY(QByteArray(hits[1].snippet.c_str()).startsWith("note: "));
    const auto budget = searchText(*sample().store, "BUDGET", 10);
    QCOMPARE(budget.size(), std::size_t{4});
    QCOMPARE(budget[0].snippet, "Objet \xe2\x81\xa8" "Budget\xe2\x81\xa9");
    QCOMPARE(searchText(*sample().store, "budget", 2).size(), std::size_t{2});
    QCOMPARE(searchText(*sample().store, "budget OR comite", 10).size(), std::size_t{5});
    QCOMPARE(searchText(*sample().store, "objet -comite from:martin", 10).size(), std::size_t{2});
    QVERIFY(searchText(*sample().store, "introuvable", 10).empty());
    QVERIFY(searchText(*sample().store, "", 10).empty());
    QVERIFY(searchText(*sample().store, "\"(((", 10).empty());
}

void TestTableViews::wrongQueriesAreUsageErrors() {
    const auto fails = [](View view, const char* text) {
        try {
            sample().rows(view, text);
        } catch (const Error& e) {
            return e.code() == ExitCode::Usage && !e.hint().empty();
        }
        return false;
    };
    QVERIFY(fails(View::Messages, "subject:/(/"));
    QVERIFY(fails(View::Attachments, "name:/[/"));
    QVERIFY(fails(View::Custody, "action:/(/"));
    QVERIFY(!fails(View::Messages, "subject:/budget/"));
    QVERIFY_EXCEPTION_THROWN(selectRows(*sample().store, View::Messages, {}, {99, false, false}), Error);
}

void TestTableViews::nothingTypedBecomesSql() {
    for (const char* text : {"subject:\"'; DROP TABLE message; --\"", "from:\"x' OR '1'='1\"", "\"' OR 1=1 --\"", "sha256:'",
                             "attachment:\"%\"", "folder:_NBOX"})
        for (View view : {View::Messages, View::Touched, View::Sources}) {
            const ParsedQuery q = parseQuery(view, text);
            if (q.ok) QCOMPARE(selectRows(*sample().store, view, q.query, {}).size(), std::size_t{0});
        }
    QCOMPARE(column(View::Messages, "uid"), "null, 7, 9");
}

/// What a record says beside the columns: shown where asked for, found by word, by key=value and by regular expression.
void TestTableViews::fieldsOfEventsAreAskedForAndShown() {
    fixture::Folder folder;
    const auto store = CaseStore::create(folder.path("case.sillage"));
    auto writer = store->writer();
    const std::int64_t log = writer->addSource(fixture::source("access.log", SourceKind::Log));
    for (std::uint64_t line = 1; line <= 3000; ++line) {
        Event e = login("claire", "203.0.113.66", line);
        e.fields = {{"status", line % 100 ? "200" : "404"}, {"URL", "/owa/?id=" + std::string(150, 'x') + std::to_string(line)}};
        if (line == 1500) e.fields.emplace_back("note", "La Réunion");
        if (line == 1501) e.fields = {};
        if (line == 1502) e.fields = {{"to", "a"}, {"note", "b"}, {"to", "c\"d"}};
        writer->addEvent(log, std::move(e));
    }
    writer->commit();
    writer->finish();
    writer.reset();
    const auto count = [&](const char* text) {
        const ParsedQuery q = parseQuery(View::Events, text);
        return q.ok ? static_cast<int>(selectRows(*store, View::Events, q.query, {}).size()) : -1;
    };
    QCOMPARE(count("fields:status=404"), 30);
    QCOMPARE(count("fields:404"), 30 + 3);  // and in the URLs of 404, 1404, 2404
    QCOMPARE(count("fields:url=/owa/"), 2998);
    QCOMPARE(count("fields:STATUS=404 line:1000"), 1);
    QCOMPARE(count("fields:reunion"), 1);
    QCOMPARE(count("fields:note=la"), 1);
    QCOMPARE(count("fields:status=40"), 30);
    QCOMPARE(count("fields:=404"), 30);
    QCOMPARE(count("fields:/^40[34]$/"), 30);
    QCOMPARE(count("-fields:status=200"), 32);
    QCOMPARE(count("fields:nowhere"), 0);
    QCOMPARE(count("x1499"), 1);            // words look there as well
    const std::size_t column = fields(View::Events).size - 1;
    QCOMPARE(std::string(fields(View::Events)[column].name), std::string("fields"));
    const std::int64_t ids[] = {1500, 1501, 1502};
    const auto shown = [&](Cells cells) {
        std::vector<std::string> out;
        for (const Row& row : fetchRows(*store, View::Events, ids, Language::English, cells)) {
            const auto* json = std::get_if<JsonValue>(&row.cells[column]);
            out.push_back(json ? json->text : "");
        }
        return out;
    };
    QCOMPARE(shown(Cells::OnScreen), (std::vector<std::string>{"", "", ""}));
    const std::vector<std::string> all = shown(Cells::All);
    QCOMPARE(all[0], "{\"status\":\"404\",\"URL\":\"/owa/?id=" + std::string(150, 'x') + "1500\",\"note\":\"La Réunion\"}");
    QCOMPARE(all[1], std::string());
    QCOMPARE(all[2], std::string("{\"to\":[\"a\",\"c\\\"d\"],\"note\":\"b\"}"));
}

QTEST_GUILESS_MAIN(TestTableViews)
#include "tst_table_views.moc"

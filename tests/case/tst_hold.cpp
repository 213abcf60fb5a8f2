// The hold list on real imports (design: trace, 6): held items keep hash, size and headers only, count as not examined,
// and open only under a named authority that custody logs.
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/phrase.h"
#include "case/answers.h"
#include "case/bundle.h"
#include "case/hold.h"
#include "case/reading.h"
#include "case/search.h"
#include "case/tables.h"
#include "store/database.h"
#include "tests/ingest/evidence_tree.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

QByteArray mail(const QByteArray& from, const QByteArray& subject, const QByteArray& word, const QByteArray& attachment = {}) {
    QByteArray m = "From: " + from + "\nTo: claire.martin@interieur.example\nSubject: " + subject +
                   "\nDate: Thu, 11 Dec 2025 22:00:00 +0100\nMessage-ID: <" + subject.toHex() + "@example.org>\n";
    if (attachment.isEmpty()) return m + "\nThe word is " + word + ".\n";
    return m + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe word is " + word +
           ".\n--b\nContent-Type: text/plain; name=\"" + attachment + "\"\nContent-Disposition: attachment; filename=\"" + attachment +
           "\"\n\ninside " + word + "\n--b--\n";
}

QByteArray enclosing(const QByteArray& from, const QByteArray& subject, const QByteArray& word, const std::vector<QByteArray>& inner) {
    QByteArray m = "From: " + from + "\nTo: claire.martin@interieur.example\nSubject: " + subject + "\nMessage-ID: <" + subject.toHex() +
                   "@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nThe word is " +
                   word + ".\n";
    for (const QByteArray& i : inner) m += "--outer\nContent-Type: message/rfc822\n\n" + i;
    return m + "--outer--\n";
}

QByteArray inMbox(const std::vector<QByteArray>& messages) {
    QByteArray out;
    for (const QByteArray& m : messages) out += "From x@example.org Thu Dec 11 22:00:00 2025\n" + m + "\n";
    return out;
}

/// Whether any file of the index still holds these octets, in whatever page.
bool onDisk(const fs::path& index, const std::string& octets) {
    for (const auto& entry : fs::directory_iterator(index)) {
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all((std::istreambuf_iterator<char>(in)), {});
        if (all.find(octets) != std::string::npos) return true;
    }
    return false;
}

const QByteArray kLawyer = "Anne Leroy <anne.leroy@avocats.example>", kColleague = "Paul <paul@interieur.example>";

struct Scene {
    Scene() : root(dir.path().toStdString()), c(Case::create(root / "night.sillage")) {
        tree::put(QString::fromStdString((root / "evidence/inbox.mbox").string()),
                  inMbox({mail(kColleague, "Plan before", "quetzal"), mail(kLawyer, "Counsel", "xylophone", "strategie.txt"),
                          mail(kColleague, "Plan after", "okapi", "notes.txt"),
                          enclosing(kColleague, "Forwarded", "wombat", {mail("z@mail.avocats.example", "Inner", "jackal"), mail("b@other.example", "Sibling", "ibex")}),
                          enclosing(kLawyer, "Digest", "narwhal", {mail("c@other.example", "Enclosed", "gecko", "gecko.txt")})}));
    }
    ImportReport import(const char* path = "evidence") {
        ImportOptions options;
        options.paths = {root / path};
        return c->importEvidence(options, none);
    }
    HoldReceipt hold(const char* kind = "domain", const char* value = "avocats.example") { return addHold(*c, kind, value, "lawyers", none); }
    std::size_t found(const char* text, bool everywhere = false) {
        result = search(*c, text, {100, everywhere}, none);
        return result.hits.size();
    }
    std::size_t count(View view, const char* query) { return selectRows(*c, view, query).size(); }
    std::int64_t placement(const char* subject) {
        const auto ids = selectRows(*c, View::Messages, std::string("subject:\"") + subject + "\"");
        return ids.empty() ? 0 : ids.front();
    }
    std::string publicId(const char* subject) {
        const std::int64_t id = placement(subject);
        return fetchRows(*c, View::Messages, std::span(&id, 1)).at(0).publicId;
    }
    std::string subjects(const char* query) {
        std::string out;
        for (const Row& row : fetchRows(*c, View::Messages, selectRows(*c, View::Messages, query)))
            out += (out.empty() ? "" : ",") + cellText(row.cells[*findField(View::Messages, "subject")]);
        return out;
    }
    [[nodiscard]] bool indexed(const char* octets) const { return onDisk(c->directory() / "index", octets); }
    std::string refusal(const std::function<void(Reading&)>& act) {
        Reading reading(*c);
        try {
            act(reading);
            return "not refused";
        } catch (const Error& e) {
            return std::string(e.what()) + " | " + e.hint();
        }
    }

    QTemporaryDir dir;
    fs::path root;
    std::unique_ptr<Case> c;
    SearchResult result;
    NoProgress none;
};

const char* const kHeld = "Counsel,Digest,Enclosed,Forwarded,Inner";  // Sibling is only beside one

std::string sorted(std::string list) {
    std::vector<std::string> parts;
    for (const QString& part : QString::fromStdString(list).split(',')) parts.push_back(part.toStdString());
    std::sort(parts.begin(), parts.end());
    std::string out;
    for (const std::string& p : parts) out += (out.empty() ? "" : ",") + p;
    return out;
}

}  // namespace

class TestHold : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void appliedBeforeIndexing();
    void addedLaterItTakesTextOutOfTheIndex();
    void bothWaysGiveTheSameCase();
    void aHeldMessageCannotBeRead();
    void aNeighbourIsNotShownAsContext();
    void openedUnderANamedAuthority();
    void searchingOctetsPassesOver();
    void theBundleLeavesThemOutAndSaysSo();
    void removedFromTheListSourcesAreReadAgain();
    void aCopyInAnotherMailboxStaysExamined();
    void anAccountKnownLaterIsHeldToo();
    void aCaseFromBeforeTheListIsBroughtUpToDate();
    void misuseIsSaid();
};

void TestHold::appliedBeforeIndexing() {
    Scene s;
    QCOMPARE(s.hold().held, std::uint64_t{0});
    const ImportReport report = s.import();
    QVERIFY(report.total.holds());
    QCOMPARE(report.total.imported, std::uint64_t{5});  // held items are imported …
    QCOMPARE(report.held, std::uint64_t{3});            // … and said not to be examined
    QCOMPARE(sorted(s.subjects("held:true")), std::string(kHeld));
    QCOMPARE(s.count(View::Sources, "held:3"), std::size_t{1});
    const auto story = overview(*s.c).story;
    QVERIFY(std::any_of(story.begin(), story.end(), [](const StoryLine& l) { return inEnglish(l.text) == "3 messages are on the hold list and not examined"; }));
    for (const char* word : {"xylophone", "jackal", "wombat", "narwhal", "gecko"}) QVERIFY2(s.count(View::Messages, (std::string("\"the word is ") + word + "\"").c_str()) == 0, word);
    for (const char* octets : {"xylophon", "strategie", "gecko"}) QVERIFY2(!s.indexed(octets), octets);
    QCOMPARE(s.found("quetzal"), std::size_t{1});
    QCOMPARE(s.found("Counsel"), std::size_t{1});  // headers stay
    QCOMPARE(s.subjects("held:true attachments:>0"), std::string());
    QCOMPARE(s.subjects("held:true has:text_sha256"), std::string());
    QCOMPARE(s.count(View::Messages, "held:true has:sha256 size:>100"), std::size_t{5});
    QCOMPARE(s.count(View::Attachments, "notes"), std::size_t{1});
    QCOMPARE(s.count(View::Attachments, "strategie OR gecko OR inner"), std::size_t{0});
    QVERIFY(s.c->store().placement(s.placement("Counsel"))->parts.empty());
}

void TestHold::addedLaterItTakesTextOutOfTheIndex() {
    Scene s;
    QCOMPARE(s.import().held, std::uint64_t{0});
    QCOMPARE(s.found("xylophone"), std::size_t{1});
    for (const char* octets : {"strategie", "xylophone", "gecko.txt"}) QVERIFY2(s.indexed(octets), octets);
    const HoldReceipt receipt = s.hold();
    QCOMPARE(receipt.held, std::uint64_t{5});
    QCOMPARE(sorted(s.subjects("held:true")), std::string(kHeld));
    for (const char* word : {"\"word is xylophone\"", "strategie", "\"word is wombat\"", "\"word is gecko\""}) QCOMPARE(s.found(word), std::size_t{0});
    for (const char* octets : {"strategie", "xylophon", "gecko"}) QVERIFY2(!s.indexed(octets), octets);
    for (const char* still : {"quetzal", "okapi", "notes", "Counsel", "\"Anne Leroy\" counsel", "\"word is ibex\""}) QCOMPARE(s.found(still), std::size_t{1});
    QCOMPARE(s.hold().held, std::uint64_t{0});  // again: nothing new
    QCOMPARE(holds(*s.c).size(), std::size_t{1});
    const auto log = s.c->store().custody();
    const auto at = std::find_if(log.begin(), log.end(), [](const CustodyEntry& e) { return e.action == "hold add"; });
    QVERIFY(at != log.end() && at->detailJson.find("avocats.example") != std::string::npos && at->detailJson.find("lawyers") != std::string::npos);
    QVERIFY(s.c->store().verifyCustody().holds);
}

void TestHold::bothWaysGiveTheSameCase() {
    const auto listing = [](Scene& s) {
        std::ostringstream out;
        for (const View view : {View::Messages, View::Attachments}) writeTable(*s.c, view, selectRows(*s.c, view, ""), TableFormat::Json, out);
        for (const char* word : {"leroy", "counsel", "word", "inside", "notes", "forwarded"}) out << s.count(View::Messages, word) << ' ';
        return out.str();
    };
    Scene before, after;
    before.hold();
    before.import();
    after.import();
    after.hold();
    QCOMPARE(QString::fromStdString(listing(after)), QString::fromStdString(listing(before)));
}

void TestHold::aHeldMessageCannotBeRead() {
    Scene s;
    s.import();
    const std::int64_t counsel = s.placement("Counsel"), plan = s.placement("Plan after");
    const Placement p = *s.c->store().placement(counsel);
    s.hold();
    const std::string why = s.refusal([&](Reading& r) { r.message(counsel); });
    QVERIFY2(why.find("domain avocats.example is on the hold list: lawyers") != std::string::npos, why.c_str());
    QVERIFY(why.find("hold open " + s.publicId("Counsel")) != std::string::npos);
    for (const auto& act : std::vector<std::function<void(Reading&)>>{
             [&](Reading& r) { r.rawMessage(counsel); },
             [&](Reading& r) { r.attachment(counsel, "2", [](std::string_view) {}); },
             [&](Reading& r) { r.raw({0, p.sourceId, "", 0, p.offset + 10, 20}); },
             [&](Reading& r) { r.message(s.placement("Forwarded")); },
             [&](Reading& r) { r.message(s.placement("Enclosed")); }})
        QVERIFY(s.refusal(act).find("held back and not examined") != std::string::npos);
    QCOMPARE(s.refusal([&](Reading& r) { QVERIFY(r.message(plan).text.find("okapi") != std::string::npos); }), std::string("not refused"));
}

void TestHold::aNeighbourIsNotShownAsContext() {
    Scene s;
    s.import();
    Reading reading(*s.c);
    QVERIFY(reading.rawMessage(s.placement("Plan before")).after.find("xylophone") != std::string::npos);
    s.hold();
    const RawRecord before = reading.rawMessage(s.placement("Plan before")), after = reading.rawMessage(s.placement("Plan after"));
    for (const RawRecord& raw : {before, after}) {
        QVERIFY(raw.octets.find("The word is") != std::string::npos);
        QVERIFY((raw.before + raw.after).find("xylophone") == std::string::npos);
        QVERIFY(raw.problem.empty());
    }
}

void TestHold::openedUnderANamedAuthority() {
    Scene s;
    s.hold();
    s.import();
    const std::string id = s.publicId("Counsel");
    QVERIFY_THROWS_EXCEPTION(Error, openHeld(*s.c, id, " ", "why"));
    QVERIFY_THROWS_EXCEPTION(Error, openHeld(*s.c, id, "Judge Duval", ""));
    QVERIFY_THROWS_EXCEPTION(Error, openHeld(*s.c, s.publicId("Plan after"), "Judge Duval", "not held at all"));
    QVERIFY_THROWS_EXCEPTION(Error, openHeld(*s.c, "M-000000000000", "Judge Duval", "nothing"));
    QCOMPARE(holdOpenings(*s.c).size(), std::size_t{0});
    QCOMPARE(openHeld(*s.c, id, "Judge Duval, order 25/1207", "seizure of 12 December"), std::uint64_t{1});
    const CustodyEntry last = s.c->store().custody().back();
    QCOMPARE(last.action, std::string("hold open"));
    for (const char* part : {"Judge Duval, order 25/1207", "seizure of 12 December"}) QVERIFY(last.detailJson.find(part) != std::string::npos);
    QVERIFY(last.detailJson.find(id) != std::string::npos);
    Reading reading(*s.c);
    QVERIFY(reading.message(s.placement("Counsel")).text.find("xylophone") != std::string::npos);
    std::string octets;
    reading.attachment(s.placement("Counsel"), "2", [&](std::string_view piece) { octets += piece; });
    QVERIFY(octets.starts_with("inside xylophone"));
    QVERIFY(s.refusal([&](Reading& r) { r.message(s.placement("Digest")); }).starts_with("held back"));  // that one only
    QCOMPARE(s.count(View::Messages, "\"word is xylophone\""), std::size_t{0});                          // and it is not indexed
}

void TestHold::searchingOctetsPassesOver() {
    Scene s;
    s.hold();
    s.import();
    QCOMPARE(s.found("\"The word is\"", true), std::size_t{3});  // of eight, each once
    QVERIFY(s.result.held > 0);
    for (const SearchHit& hit : s.result.hits) QVERIFY(hit.view == View::Messages);
    QCOMPARE(s.found("\"inside xylophone\"", true), std::size_t{0});
    openHeld(*s.c, s.publicId("Counsel"), "Judge Duval", "order");
    QCOMPARE(s.found("\"inside xylophone\"", true), std::size_t{1});
}

void TestHold::theBundleLeavesThemOutAndSaysSo() {
    Scene s;
    s.import();
    s.hold();
    BundleOptions options;
    options.output = s.root / "bundle";
    options.select = "query:subject:counsel OR subject:plan";
    QCOMPARE(planBundle(*s.c, options).items, std::uint64_t{2});
    const BundleReceipt receipt = exportBundle(*s.c, options, s.none);
    QCOMPARE(receipt.items, std::uint64_t{2});
    QCOMPARE(receipt.missing.size(), std::size_t{1});
    QVERIFY2(receipt.missing[0].find("held back and not examined: domain avocats.example") != std::string::npos, receipt.missing[0].c_str());
    for (const auto& entry : fs::recursive_directory_iterator(options.output)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all((std::istreambuf_iterator<char>(in)), {});
        QVERIFY2(all.find("word is xylophone") == std::string::npos && all.find("strategie") == std::string::npos, entry.path().c_str());
    }
}

void TestHold::removedFromTheListSourcesAreReadAgain() {
    Scene s;
    s.hold();
    s.import();
    QVERIFY(!removeHold(*s.c, 99, "").known);
    const HoldRemoval removal = removeHold(*s.c, holds(*s.c).at(0).id, "mandate ended");
    QVERIFY(removal.known && holds(*s.c).empty());
    QCOMPARE(removal.sources.size(), std::size_t{1});
    QCOMPARE(removal.sources[0].first, std::string("inbox.mbox"));
    QVERIFY(s.refusal([&](Reading& r) { r.message(s.placement("Counsel")); }).starts_with("held back"));  // still
    QCOMPARE(s.import().unchanged, std::uint64_t{1});
    QCOMPARE(s.count(View::Messages, "held:true"), std::size_t{5});
    s.c->removeSource("inbox.mbox", "read again", s.none);
    QCOMPARE(s.import().total.imported, std::uint64_t{5});
    QCOMPARE(s.count(View::Messages, "held:true"), std::size_t{0});
    for (const char* word : {"\"word is xylophone\"", "strategie", "Counsel", "\"word is gecko\""}) QVERIFY2(s.count(View::Messages, word) > 0, word);
    QCOMPARE(s.count(View::Attachments, "strategie"), std::size_t{1});
    Scene never;
    never.import();
    std::ostringstream a, b;
    writeTable(*s.c, View::Messages, selectRows(*s.c, View::Messages, ""), TableFormat::Json, a);
    writeTable(*never.c, View::Messages, selectRows(*never.c, View::Messages, ""), TableFormat::Json, b);
    QCOMPARE(a.str(), b.str());  // as if it had never been held
}

void TestHold::aCopyInAnotherMailboxStaysExamined() {
    Scene s;
    const QByteArray same = mail(kColleague, "Shared", "pangolin", "shared.txt");
    tree::put(QString::fromStdString((s.root / "vmail/lea@interieur.example/cur/1.eml:2,S").string()), same);
    tree::put(QString::fromStdString((s.root / "vmail/lea@interieur.example/new/x").string()), mail(kColleague, "Private", "tapir"));
    tree::put(QString::fromStdString((s.root / "vmail/paul@interieur.example/cur/1.eml:2,S").string()), same);
    tree::put(QString::fromStdString((s.root / "vmail/paul@interieur.example/new/y").string()), mail(kColleague, "Open", "lynx"));
    for (const bool first : {true, false}) {
        Scene fresh;
        if (first) fresh.hold("account", "lea@interieur.example");
        ImportOptions options;
        options.paths = {s.root / "vmail"};
        fresh.c->importEvidence(options, fresh.none);
        if (!first) fresh.hold("account", "lea@interieur.example");
        QCOMPARE(fresh.count(View::Messages, "held:true"), std::size_t{2});
        QCOMPARE(fresh.count(View::Messages, "subject:shared held:false"), std::size_t{1});
        QCOMPARE(fresh.found("\"word is pangolin\""), std::size_t{1});  // Paul's copy only
        QCOMPARE(fresh.count(View::Messages, "\"word is pangolin\""), std::size_t{1});
        QCOMPARE(fresh.count(View::Messages, "\"word is tapir\""), std::size_t{0});
        QCOMPARE(fresh.count(View::Attachments, "shared"), std::size_t{1});
        const auto held = selectRows(*fresh.c, View::Messages, "subject:shared held:true");
        QVERIFY(fresh.refusal([&](Reading& r) { r.message(held.at(0)); }).find("account lea@interieur.example") != std::string::npos);
        // Paul's goes: nothing shows the content openly any more, so none of it is kept.
        for (const auto& source : fresh.c->store().sources())
            if (source.path.find("paul") != std::string::npos && source.state != "removed") fresh.c->removeSource(source.path, "not his", fresh.none);
        QCOMPARE(fresh.count(View::Messages, "\"word is pangolin\""), std::size_t{0});
        QVERIFY(!fresh.indexed("shared.txt"));
    }
}

void TestHold::anAccountKnownLaterIsHeldToo() {
    Scene s;
    s.hold("account", "lea@interieur.example");
    s.import();
    QCOMPARE(s.count(View::Messages, "held:true"), std::size_t{0});
    Case::SourceChange change;
    change.path = "inbox.mbox";
    change.mailbox = "lea@interieur.example";
    change.reason = "exhibit 3 is hers";
    s.c->setSource(change, s.none);
    QCOMPARE(s.count(View::Messages, "held:false"), std::size_t{0});
    QVERIFY(!s.indexed("notes.txt"));
}

void TestHold::aCaseFromBeforeTheListIsBroughtUpToDate() {
    Scene s;
    s.import();
    const fs::path directory = s.c->directory();
    s.c.reset();
    {
        Database authored(directory / "case.db", Database::Use::Authored), meta(directory / "index/meta.db", Database::Use::Derived);
        authored.execute("DROP TABLE hold; DROP TABLE hold_opening; DROP TABLE clock; DROP TABLE regrade; DROP TABLE answer_name; DROP TABLE asn_range; DROP TABLE asn_file; PRAGMA user_version=1");
        for (const char* column : {"device", "app", "asn"}) authored.execute(std::string("ALTER TABLE indicator DROP COLUMN ") + column);
        meta.execute("DROP VIEW touch_row");
        for (const std::string table : {"untouched", "touch_mailbox", "touch_span", "touch_class", "touch_count", "trace_state", "session_head", "session_chunk", "session_column", "session_text", "actor_account", "source_time",
                                        "clock_proposal", "beside", "regrade", "recomputation", "grade_change", "grade_count", "effect", "mailbox_root", "traced_mailbox", "actor_event"})
            meta.execute("DROP TABLE IF EXISTS " + table);
        meta.execute("CREATE TABLE session (id TEXT)");  // of that time: its rows are computed anew
        for (const std::string column : {"kind", "recorder", "whom", "expires"}) meta.execute("ALTER TABLE coverage DROP COLUMN " + column);
        for (const std::string table : {"placement", "witness"})
            for (const std::string column : {"locator", "source_key", "change_key", "entry_id", "recovered_how"})
                meta.execute("ALTER TABLE " + table + " DROP COLUMN " + column);
        meta.execute("ALTER TABLE message DROP COLUMN item_class; ALTER TABLE source DROP COLUMN recovered; DROP TABLE event_session");
        meta.execute("DROP INDEX placement_held; ALTER TABLE placement DROP COLUMN held; ALTER TABLE message DROP COLUMN held; PRAGMA user_version=1");
    }
    QVERIFY_THROWS_EXCEPTION(Error, Case::open(directory, Case::Mode::Read));
    s.c = Case::open(directory, Case::Mode::Write);
    QVERIFY(fs::exists(directory / "case.db.before-002"));
    QVERIFY(s.c->store().isTraced());
    QCOMPARE(s.hold().held, std::uint64_t{5});
}

void TestHold::misuseIsSaid() {
    Scene s;
    QVERIFY_THROWS_EXCEPTION(Error, addHold(*s.c, "person", "x@y.example", "why", s.none));
    QVERIFY_THROWS_EXCEPTION(Error, addHold(*s.c, "domain", "x@y.example", "why", s.none));
    QVERIFY_THROWS_EXCEPTION(Error, addHold(*s.c, "domain", "y.example", "  ", s.none));
    QVERIFY(holds(*s.c).empty());
}

QTEST_GUILESS_MAIN(TestHold)
#include "tst_hold.moc"

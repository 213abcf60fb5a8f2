// Whose mailbox it is where two places hold one of the same path (model page, Names): two persons' where the examiner says so,
// states of one where it is the same evidence again, and said to be in doubt where nothing tells; in whatever order.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "base/phrase.h"
#include "case/case.h"
#include "store/database.h"
#include "store/table.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

std::string message(const std::string& to, int n, const std::string& text = "hello") {
    return "From x@example Thu Dec 11 22:00:0" + std::to_string(n % 10) + " 2025\nFrom: x@example\nTo: " + to + "\nSubject: message " + std::to_string(n) +
           "\nMessage-ID: <" + to + std::to_string(n) + "@x>\nDate: Thu, 11 Dec 2025 22:00:00 +0000\n\n" + text + "\n\n";
}

struct Placed {
    std::string mailbox, subject;
    bool operator<(const Placed& o) const { return std::tie(mailbox, subject) < std::tie(o.mailbox, o.subject); }
    bool operator==(const Placed& o) const { return mailbox == o.mailbox && subject == o.subject; }
};

}  // namespace

class MailboxIdentityTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir folder_;
    int cases_ = 0;
    NoProgress none_;
    fs::path root(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }
    fs::path write(const std::string& name, const std::string& octets, const std::string& file = "INBOX.mbox") const {
        fs::create_directories((root(name) / file).parent_path());
        std::ofstream(root(name) / file, std::ios::binary) << octets;
        return root(name);
    }
    std::unique_ptr<Case> fresh() { return Case::create(root("case" + std::to_string(++cases_) + ".sillage")); }
    void import(Case& c, const std::string& name, const std::string& mailbox = {}) {
        ImportOptions options;
        options.paths = {root(name)};
        options.mailbox = mailbox;
        const ImportReport r = c.importEvidence(options, none_);
        QCOMPARE(r.total.failed, std::uint64_t{0});
        QVERIFY(r.total.holds());
    }
    static std::vector<Placed> rows(Case& c) {
        std::vector<Placed> out;
        c.store().placements({}, false, [&](Placement&& p) {
            out.push_back({p.mailbox, p.subject});
            return true;
        });
        std::sort(out.begin(), out.end());
        return out;
    }
    static std::vector<std::string> ids(Case& c) {
        std::vector<std::string> out;
        c.store().touches([&](Touch&& t) {
            out.push_back(t.id + " " + t.mailbox + " " + t.subject);
            return true;
        });
        std::sort(out.begin(), out.end());
        return out;
    }
    static std::string noted(Case& c) {
        std::string out;
        for (const Coverage& row : c.store().coverage())
            if (row.kind == "mailbox") out += inEnglish(row.detail) + " | " + inEnglish(row.ask) + "\n";
        return out;
    }
    std::string state(Case& c, const fs::path& path, const std::string& mailbox) {
        Case::SourceChange change;
        change.path = path.string();
        change.mailbox = mailbox;
        change.reason = "test";
        return inEnglish(c.setSource(change, none_));
    }

private Q_SLOTS:
    void init() {
        write("alice", message("alice@x", 1) + message("alice@x", 2) + message("all@x", 9));
        write("bob", message("bob@x", 1) + message("all@x", 9));
        write("carol", message("carol@x", 1));
    }
    void twoPersonsAreTwoMailboxesInWhateverOrder() {
        std::vector<std::vector<Placed>> all;
        std::vector<std::vector<std::string>> touches;
        for (const bool turned : {false, true}) {
            const auto c = fresh();
            for (const auto& [name, whose] : turned ? std::vector<std::pair<std::string, std::string>>{{"carol", "carol@x"}, {"alice", "alice@x"}}
                                                    : std::vector<std::pair<std::string, std::string>>{{"alice", "alice@x"}, {"carol", "carol@x"}})
                import(*c, name, whose);
            all.push_back(rows(*c));
            touches.push_back(ids(*c));
            QVERIFY2(noted(*c).empty(), noted(*c).c_str());
        }
        QCOMPARE(all[0].size(), std::size_t{4});
        QCOMPARE(all[0][0].mailbox, std::string("alice@x"));
        QCOMPARE(all[0][3].mailbox, std::string("carol@x"));
        QVERIFY(all[0] == all[1]);
        QVERIFY(touches[0] == touches[1]);
        QCOMPARE(touches[0].size(), std::size_t{4});
    }
    void aMessageToBothIsInBoth() {
        const auto c = fresh();
        import(*c, "alice", "alice@x");
        import(*c, "bob", "bob@x");
        const auto found = rows(*c);
        QCOMPARE(found.size(), std::size_t{5});
        QVERIFY(std::count(found.begin(), found.end(), Placed{"alice@x", "message 9"}) == 1);
        QVERIFY(std::count(found.begin(), found.end(), Placed{"bob@x", "message 9"}) == 1);
        for (const Source& s : c->store().sources()) QCOMPARE(s.counts.imported, s.counts.found);
        auto touches = ids(*c);
        for (std::string& id : touches) id = id.substr(0, 14);
        QVERIFY(std::adjacent_find(touches.begin(), touches.end()) == touches.end());
        import(*c, "bob", "bob@x");  // once more
        QVERIFY(rows(*c) == found);
    }
    void oneStatedIsNotTheOther() {
        for (const bool turned : {false, true}) {
            const auto c = fresh();
            if (turned) import(*c, "carol");
            import(*c, "alice", "alice@x");
            if (!turned) import(*c, "carol");
            const auto found = rows(*c);
            QCOMPARE(found.size(), std::size_t{4});
            QCOMPARE(found[0].mailbox, std::string("INBOX.mbox"));
            QCOMPARE(found[0].subject, std::string("message 1"));
            QCOMPARE(found[1].mailbox, std::string("alice@x"));
        }
    }
    void nothingStatedIsSaid() {
        for (const bool turned : {false, true}) {
            const auto c = fresh();
            import(*c, turned ? "carol" : "alice");
            QVERIFY(noted(*c).empty());
            import(*c, turned ? "alice" : "carol");
            QVERIFY2(noted(*c).find("INBOX.mbox: read from 2 places that have no message in common") != std::string::npos, noted(*c).c_str());
            QVERIFY(noted(*c).find((root("alice")).string() + ", " + root("carol").string()) != std::string::npos);
            QVERIFY(noted(*c).find("--mailbox") != std::string::npos);
        }
    }
    void twoStatesOfOneMailboxAreOne() {
        write("later", message("alice@x", 1) + message("alice@x", 2) + message("all@x", 9) + message("alice@x", 4));
        for (const bool stated : {false, true}) {
            const auto c = fresh();
            import(*c, "alice", stated ? "alice@x" : "");
            import(*c, "later", stated ? "Alice@X" : "");
            QCOMPARE(rows(*c).size(), std::size_t{4});
            QVERIFY2(noted(*c).empty(), noted(*c).c_str());
            QCOMPARE(c->store().mailboxes().size(), std::size_t{1});
        }
        // Said of one after they were read: they have messages in common, so it is said of both.
        const auto c = fresh();
        import(*c, "alice");
        import(*c, "later");
        QCOMPARE(state(*c, root("later") / "INBOX.mbox", "alice@x"), std::string());
        QCOMPARE(rows(*c).size(), std::size_t{4});
        for (const Placed& r : rows(*c)) QCOMPARE(r.mailbox, std::string("alice@x"));
    }
    void aCopyOfTheSameFileIsTheSameMailbox() {
        write("copy", message("alice@x", 1) + message("alice@x", 2) + message("all@x", 9));
        for (const int order : {0, 1, 2, 3}) {
            const auto c = fresh();
            import(*c, order < 2 ? "alice" : "copy", order % 2 ? "alice@x" : "");
            import(*c, order < 2 ? "copy" : "alice", order % 2 ? "" : "alice@x");
            QCOMPARE(rows(*c).size(), std::size_t{3});
            for (const Placed& r : rows(*c)) QCOMPARE(r.mailbox, std::string("alice@x"));
            QVERIFY(noted(*c).empty());
        }
    }
    void aLaterVersionAtTheSamePlaceIsTheSameMailbox() {
        const auto c = fresh();
        import(*c, "alice", "alice@x");
        write("alice", message("alice@x", 1) + message("alice@x", 2) + message("all@x", 9) + message("alice@x", 4));
        import(*c, "alice");
        QCOMPARE(c->store().mailboxes().size(), std::size_t{1});
        QCOMPARE(rows(*c).size(), std::size_t{4});
        for (const Placed& r : rows(*c)) QCOMPARE(r.mailbox, std::string("alice@x"));
    }
    void whatWasReadIntoOneIsPartedWhenItIsSaidAndReadAgain() {
        const auto c = fresh();
        import(*c, "alice");
        import(*c, "bob");  // a message in both: taken for one mailbox
        QVERIFY(noted(*c).empty());
        QCOMPARE(state(*c, root("alice") / "INBOX.mbox", "alice@x"), std::string());
        const std::string left = state(*c, root("bob") / "INBOX.mbox", "bob@x");
        QVERIFY2(left.find("imported again") != std::string::npos, left.c_str());
        QVERIFY(noted(*c).find("stated of a part alone") != std::string::npos);
        for (const Placed& r : rows(*c)) QCOMPARE(r.mailbox, std::string("INBOX.mbox"));  // neither's meanwhile
        import(*c, "bob");
        const auto found = rows(*c);
        QCOMPARE(found.size(), std::size_t{5});
        QCOMPARE(std::count_if(found.begin(), found.end(), [](const Placed& r) { return r.mailbox == "bob@x"; }), 2);
        QCOMPARE(std::count_if(found.begin(), found.end(), [](const Placed& r) { return r.mailbox == "alice@x"; }), 3);
        QVERIFY2(noted(*c).empty(), noted(*c).c_str());
        QVERIFY(c->store().verifyCustody().holds);
    }
    void looseMessagesOfTwoFoldersAreTwoPersonsWhenItIsSaid() {
        const auto eml = [](const std::string& octets) { return octets.substr(octets.find('\n') + 1); };
        write("eml-alice", eml(message("alice@x", 1)), "1.eml");
        write("eml-bob", eml(message("bob@x", 1)), "1.eml");
        const auto silent = fresh();
        import(*silent, "eml-alice");
        import(*silent, "eml-bob");
        QVERIFY2(noted(*silent).find("loose messages: read from 2 places") != std::string::npos, noted(*silent).c_str());
        const auto c = fresh();
        import(*c, "eml-alice", "alice@x");
        import(*c, "eml-bob", "bob@x");
        const auto found = rows(*c);
        QCOMPARE(found.size(), std::size_t{2});
        QVERIFY(noted(*c).empty());
        QCOMPARE(found[0].mailbox, std::string("alice@x"));
        QCOMPARE(found[1].mailbox, std::string("bob@x"));
    }
    void takingOneOutLeavesTheOther() {
        const auto c = fresh();
        import(*c, "alice", "alice@x");
        import(*c, "bob", "bob@x");
        c->removeSource((root("alice") / "INBOX.mbox").string(), "test", none_);
        QCOMPARE(rows(*c).size(), std::size_t{2});
        QCOMPARE(c->store().mailboxes().size(), std::size_t{1});
        QCOMPARE(c->store().mailboxRoots().size(), std::size_t{1});
        import(*c, "alice", "alice@x");
        QCOMPARE(rows(*c).size(), std::size_t{5});
    }
    void aCaseFromBeforeKeepsItsMailboxes() {
        const fs::path directory = root("old.sillage");
        std::vector<Placed> before;
        {
            auto c = Case::create(directory);
            import(*c, "alice", "alice@x");
            before = rows(*c);
        }
        {
            Database db(directory / "index/meta.db", Database::Use::Derived);
            db.execute("CREATE TABLE old (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, basis TEXT NOT NULL, proposed TEXT NOT NULL);"
                       "INSERT INTO old SELECT id, path, name, basis, proposed FROM mailbox; DROP TABLE mailbox; ALTER TABLE old RENAME TO mailbox;"
                       "DROP TABLE mailbox_root; DROP TABLE traced_mailbox; DROP TABLE actor_event; ALTER TABLE trace_state DROP COLUMN names; PRAGMA user_version=12");
        }
        auto c = Case::open(directory, Case::Mode::Write);
        QVERIFY(rows(*c) == before);
        QCOMPARE(c->store().mailboxRoots().size(), std::size_t{1});
        write("alice", message("alice@x", 1) + message("alice@x", 2) + message("all@x", 9) + message("alice@x", 4));
        import(*c, "alice", "alice@x");  // another state of what was there
        QCOMPARE(c->store().mailboxes().size(), std::size_t{1});
        QCOMPARE(rows(*c).size(), std::size_t{4});
        import(*c, "carol", "carol@x");
        QCOMPARE(c->store().mailboxes().size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(MailboxIdentityTest)
#include "tst_mailbox_identity.moc"

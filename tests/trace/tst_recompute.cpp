// The trace of a case in the store: read by columns, mailbox by mailbox; the same whatever the order of import, the same
// as the rules over everything at once.
#include <QTemporaryDir>
#include <QtTest>

#include "scene.h"

using namespace scene;

static constexpr int kAccounts = 40, kMessages = 60;

static std::string accountOf(int a) { return "user" + std::to_string(a) + "@x.example"; }

/// A log of its own for each account: arrivals, a session of the intruder at every other account, one of the owner.
static std::vector<Line> logOf(int a) {
    const std::string account = accountOf(a);
    std::vector<Line> lines;
    const auto id = [&](int m) { return "<m" + std::to_string(m) + "." + account + ">"; };
    for (int m = 1; m <= kMessages; ++m)
        lines.push_back(Line(Action::Save, "lmtp", kNight - (200 - m) * 60 * kSec).account(account)
                            .item("INBOX", static_cast<std::uint32_t>(m), id(m)).field("size", std::to_string(1000 + m)).ok());
    for (const bool intruder : {false, true}) {
        if (intruder && a % 2) continue;
        const std::int64_t at = kNight + (intruder ? 3600 : 60) * kSec;
        const std::string session = (intruder ? "evil" : "own") + std::to_string(a);
        const std::string ip = intruder ? kIntruder : kDesk;
        lines.push_back(Line(Action::Login, "imap", at).account(account).ip(ip).session(session).ok().field("mpid", "7"));
        lines.push_back(Line(Action::Expunge, "imap", at + 5 * kSec).account(account).session(session)
                            .item("INBOX", intruder ? 3 : 4, id(intruder ? 3 : 4)).field("size", "1003"));
        Line out = counted(at + 9 * kSec, 0, 0, intruder ? 1 : 0, intruder ? 5003 : 0);
        lines.push_back(out.account(account).ip(ip).session(session));
    }
    return lines;
}

static Message mailOf(int a, int m) {
    Message mail;
    mail.mailboxPath = "vmail/" + accountOf(a) + "/Maildir";
    mail.folder = "INBOX";
    mail.uid = static_cast<std::uint32_t>(m);
    mail.uidValidity = 1700000000;
    mail.length = mail.wireSize = static_cast<std::uint64_t>(1000 + m);
    mail.messageId = "<m" + std::to_string(m) + "." + accountOf(a) + ">";
    mail.subject = "Subject " + std::to_string(m);
    mail.sha256 = sha256(mail.messageId);
    mail.wireSha256 = mail.sha256;
    return mail;
}

class RecomputeTest : public QObject {
    Q_OBJECT
    QTemporaryDir dir_;
    int made_ = 0;

    std::unique_ptr<CaseStore> newCase(const std::vector<int>& order, bool indicator = true) {
        auto store = CaseStore::create((dir_.path() + "/c" + QString::number(++made_) + ".sillage").toStdString());
        auto w = store->writer();
        for (const int a : order) {
            Source log;
            log.path = "log/" + accountOf(a);
            log.sha256 = toHex(sha256(log.path));
            log.root = "/evidence";
            log.format = "dovecot";
            log.kind = SourceKind::Log;
            const auto source = w->addSource(log);
            std::uint64_t offset = 0;
            for (Line& l : logOf(a)) {
                Event e = l.e;
                e.time.civil = l.e.utc;
                e.time.zoneMinutes = 0;
                e.time.hasYear = true;
                e.line = ++offset;
                e.offset = offset * 100;
                e.length = 90;
                w->addEvent(source, std::move(e));
            }
            Source box;
            box.path = "vmail/" + accountOf(a) + "/Maildir";
            box.root = "/evidence";
            box.kind = SourceKind::Mailbox;
            const auto boxSource = w->addSource(box);
            for (int m = 1; m <= kMessages; m += 2) {  // the even ones only logs name
                std::int64_t placement = 0;
                w->addMessage(boxSource, 0, mailOf(a, m), 0, "", placement);
            }
        }
        w->finish();
        Indicator i;
        i.id = "I-1";
        i.ip = kIntruder;
        i.grade = IndicatorGrade::Exclusive;
        i.document = "lease";
        if (indicator) store->addIndicator(i);
        NoProgress quiet;
        resolveMailboxes(*store);
        resolveTimes(*store, quiet);
        recomputeTrace(*store, quiet);
        return store;
    }
    static std::vector<std::string> rows(CaseStore& store) {
        std::vector<std::string> out;
        store.touches([&](Touch&& t) {
            std::string row = t.id + ' ' + t.mailbox + ' ' + t.folder + ' ' + std::to_string(t.uid) + ' ' + std::string(gradeName(t.grade)) + ' ' + t.coverage;
            for (const auto& w : t.why) row += '|' + w;
            for (const auto& c : t.evidence) row += '|' + c.source + ':' + std::to_string(c.line);
            out.push_back(row);
            return true;
        });
        for (const auto& list : {store.sessions(), store.suspects()})
            for (const Session& s : list) {
                out.push_back(s.id + ' ' + s.account + ' ' + s.status + ' ' + std::to_string(s.events));
                for (const auto& r : s.reasons) out.back() += '|' + r;
            }
        for (const Coverage& c : store.coverage()) out.push_back(c.route + ' ' + c.account + ' ' + c.source + ' ' + c.detail);
        return out;
    }
    static std::vector<int> accounts() {
        std::vector<int> all(kAccounts);
        for (int a = 0; a < kAccounts; ++a) all[static_cast<std::size_t>(a)] = a;
        return all;
    }

private Q_SLOTS:
    void orderOfImportChangesNothing() {
        std::vector<int> backwards = accounts();
        std::reverse(backwards.begin(), backwards.end());
        const auto forward = rows(*newCase(accounts())), other = rows(*newCase(backwards));
        QVERIFY(forward.size() > static_cast<std::size_t>(kAccounts * kMessages / 2));
        QCOMPARE(forward.size(), other.size());
        for (std::size_t i = 0; i < forward.size(); ++i) QCOMPARE(forward[i], other[i]);
    }
    void columnsAndRowsSayTheSame() {
        const auto store = newCase(accounts());
        Input input;  // everything at once, from whole rows
        input.sources = store->sources();
        input.indicators = store->indicators();
        store->events().scan({}, [&](const StoredEvent& e) {
            addEvent(input, e);
            return true;
        });
        ItemBuilder items(input);
        store->placements(std::nullopt, true, [&](Placement&& p) {
            items.add(p);
            return true;
        });
        finishInput(input);
        const TraceResult whole = traceInput(input);
        std::vector<std::string> ids, stored;
        for (const Touch& t : whole.touches) ids.push_back(t.id + std::string(gradeName(t.grade)) + t.why.front());
        store->touches([&](Touch&& t) {
            stored.push_back(t.id + std::string(gradeName(t.grade)) + t.why.front());
            return true;
        });
        QCOMPARE(stored.size(), ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) QCOMPARE(stored[i], ids[i]);
        QCOMPARE(store->sessions().size(), whole.sessions.size());
        QCOMPARE(store->sessions().size(), static_cast<std::size_t>(kAccounts + kAccounts / 2));
    }
    void ghostsOnlyWhereARuleFoundSomebody() {
        const auto store = newCase(accounts());
        // The intruder's session served one body: what lay there then may have been it. Where he was not, no ghost has a row.
        std::size_t entered = 0, elsewhere = 0;
        store->touches([&](Touch&& t) {
            const int a = std::stoi(t.mailbox.substr(4));
            if (!t.stored) ++(a % 2 ? elsewhere : entered);
            return true;
        });
        QCOMPARE(entered, static_cast<std::size_t>(kAccounts / 2 * (kMessages / 2 - 1)));  // uid 4 was gone before he came
        QCOMPARE(elsewhere, std::size_t{0});
    }
    void withoutIndicatorOneRowAStoredItem() {
        const auto store = newCase(accounts(), false);
        std::size_t count = 0;
        store->touches([&](Touch&& t) {
            ++count;
            return t.stored && t.actor.empty() && t.grade == Grade::Undetermined;
        });
        QCOMPARE(count, static_cast<std::size_t>(kAccounts * kMessages / 2));
    }
};

QTEST_GUILESS_MAIN(RecomputeTest)
#include "tst_recompute.moc"

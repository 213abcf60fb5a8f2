// Sessions as columns: what was written comes back, queries and orders mean what they mean on rows in memory, words are
// those of the phrases, events know their session, and a case without computed sessions says so.
#include <QtTest>

#include <algorithm>
#include <array>
#include <random>

#include "case_fixture.h"
#include "base/phrase.h"
#include "record/session_words.h"
#include "store/database.h"
#include "store/session_source.h"
#include "store/table.h"
#include "store/table_rows.h"

using namespace sillage;

namespace {

constexpr std::uint32_t kRows = 65'700;      // more than one chunk
constexpr std::uint32_t kSuspects = 65'600;  // the same
constexpr std::uint32_t kHidden = 3;         // rows that only suspects show
constexpr std::uint32_t kEvents = 131'400;

/// Sessions made of their row number.
class Invented final : public SessionSource {
public:
    Invented() {
        texts_ = {"", "imap", "pop3", "undecided", "attributed", "A", "Thunderbird 115", "Outlook/16.0"};
        for (int i = 0; i < 500; ++i) texts_.push_back("user" + std::to_string(i * 7919 % 500) + "@example.org");
        for (int i = 0; i < 500; ++i) texts_.push_back("203.0." + std::to_string(i % 250) + "." + std::to_string(i / 2));
        for (std::uint32_t s = 0; s < kSuspects; ++s) suspects_.push_back(s < kHidden ? kRows + s : (s * 40'503u) % kRows);
        for (std::uint32_t e = 0; e < kEvents; ++e) ofEvents_.push_back(e % 5 ? e / 2 % kRows + 1 : 0);
    }
    [[nodiscard]] std::uint32_t listed() const override { return kRows; }
    [[nodiscard]] std::uint32_t rows() const override { return kRows + kHidden; }
    [[nodiscard]] SessionRow row(std::uint32_t r) const override {
        const std::uint64_t mixed = (r + 1) * 0x9e3779b97f4a7c15u;
        SessionRow s;
        s.id = (mixed >> 16) | 1;
        s.group = r % 97 ? s.id : (mixed >> 15) | 1;
        s.account = r % 13 ? 8 + static_cast<std::uint32_t>(mixed >> 20) % 500 : 0;
        s.ip = 508 + static_cast<std::uint32_t>(mixed >> 30) % 500;
        s.agent = r % 3 ? 6 + r % 2 : 0;
        s.protocol = 1 + r % 2;
        s.first = r % 1000 ? std::int64_t{1'700'000'000'000'000} + r * std::int64_t{1'000'000} : 0;
        s.last = s.first + static_cast<std::int64_t>(mixed >> 40);
        s.events = 1 + r % 17;
        s.bytesOut = r % 4 ? 1 + static_cast<std::int64_t>(mixed >> 44) : -1;
        const bool attributed = r % 500 == 7;
        s.actor = attributed ? 5 : 0;
        s.attribution = attributed ? Axis::Probable : Axis::None;
        s.status = attributed ? 4 : 3;
        return s;
    }
    void words(std::uint32_t r, std::string& out) const override {
        if (r % 2) SessionWords(out).add(SessionPhrase::SessionId, "id" + std::to_string(r));
    }
    void verdict(std::uint32_t r, std::string& out) const override {
        if (r % 500 == 7) SessionWords(out).add(SessionPhrase::Sprayed, r, 3);
        else if (r % 5 == 0) SessionWords(out).add(SessionPhrase::Habit);
    }
    [[nodiscard]] std::span<const std::uint32_t> suspects() const override { return suspects_; }
    void signals(std::uint32_t s, std::string& out) const override {
        SessionWords words(out);
        words.add(SessionPhrase::FirstTimeAt);
        if (s % 3 == 0) words.add(SessionPhrase::ManyBodies, std::int64_t{40} + s % 100);
    }
    [[nodiscard]] std::span<const std::uint32_t> ofEvents() const override { return ofEvents_; }
    [[nodiscard]] std::uint32_t texts() const override { return static_cast<std::uint32_t>(texts_.size()); }
    [[nodiscard]] std::string_view text(std::uint32_t number) const override { return texts_[number]; }

private:
    std::vector<std::string> texts_;
    std::vector<std::uint32_t> suspects_, ofEvents_;
};

/// What a query is asked of: ids of those that match, in order.
std::vector<std::int64_t> matching(View view, const Query& query, const std::vector<Row>& rows) {
    std::vector<std::int64_t> ids;
    for (const Row& row : rows)
        if (matchesRow(view, query, row)) ids.push_back(row.rowId);
    return ids;
}

std::vector<std::int64_t> idsOf(const std::vector<Row>& rows) {
    std::vector<std::int64_t> ids;
    for (const Row& row : rows) ids.push_back(row.rowId);
    return ids;
}

}  // namespace

class SessionViewTest : public QObject {
    Q_OBJECT
private:
    fixture::Folder folder_;
    std::unique_ptr<CaseStore> store_;
    Invented invented_;
    std::vector<Row> rows_[2];  ///< of sessions, of suspects

    const std::vector<Row>& allRows(View view) const { return rows_[view == View::Suspects]; }

private Q_SLOTS:
    void initTestCase() {
        store_ = CaseStore::create(folder_.path("night.sillage"));
        QVERIFY(store_->isTraced());  // nothing to compute yet
        store_->replaceTrace([this](TraceWriter& writer) { writer.allSessions(invented_); });
        for (const View view : {View::Sessions, View::Suspects})
            rows_[view == View::Suspects] = fetchRows(*store_, view, selectRows(*store_, view, {}, {}));
        QCOMPARE(rows_[0].size(), std::size_t{kRows});
    }

    void everyRowComesBack() {
        const auto sessions = store_->sessions();
        QCOMPARE(sessions.size(), std::size_t{kRows});
        QCOMPARE(store_->sessionCount(), std::uint64_t{kRows});
        for (std::uint32_t r = 0; r < kRows; r += 7) {
            const Session wanted = sessionOf(invented_, r);
            const Session& s = sessions[r];
            QCOMPARE(s.id, wanted.id);
            QCOMPARE(s.actorSession, wanted.actorSession);
            QCOMPARE(s.account + s.clientIp + s.userAgent + s.protocol + s.actor + s.status,
                     wanted.account + wanted.clientIp + wanted.userAgent + wanted.protocol + wanted.actor + wanted.status);
            QCOMPARE((std::array{s.first, s.last, s.bytesOut}), (std::array{wanted.first, wanted.last, wanted.bytesOut}));
            QCOMPARE(s.events, wanted.events);
            QCOMPARE(s.attribution, wanted.attribution);
            QCOMPARE(s.reasons, wanted.reasons);
        }
        const auto suspects = store_->suspects();
        QCOMPARE(suspects.size(), std::size_t{kSuspects});
        for (std::uint32_t s = 0; s < kSuspects; s += 11) {
            QCOMPARE(suspects[s].id, suspectOf(invented_, s).id);
            QCOMPARE(suspects[s].reasons, suspectOf(invented_, s).reasons);
        }
        QCOMPARE(store_->firstAttributed()->id, sessionOf(invented_, 7).id);
    }

    void wordsAreThoseOfThePhrases() {
        QCOMPARE(inEnglish(sessionOf(invented_, 1).reasons.at(0)), std::string("session id id1"));
        const Session attributed = sessionOf(invented_, 507);
        QVERIFY(attributed.reasons.at(1).find("507") != std::string::npos);
        QVERIFY(inEnglish(attributed.reasons.at(1)).starts_with("network and credential: 507 failed logins on 3 accounts"));
        const Session suspect = suspectOf(invented_, 3);
        QCOMPARE(inEnglish(suspect.reasons.at(0)), "network: first time this account is seen at " + suspect.clientIp);
        QCOMPARE(inEnglish(suspect.reasons.at(1)), std::string("conduct: 43 bodies read in one session"));
        QVERIFY(inLanguage(suspect.reasons.at(1), Language::French) != inEnglish(suspect.reasons.at(1)));
        QVERIFY(sessionSentences(std::string("\x02\x7f", 2), "").empty());  // a text that is cut off
        QVERIFY(sessionSentences(std::string("\xff\x7f", 2), "").empty());  // no such sentence
    }

    void queriesMeanWhatTheyMeanOnRows_data() {
        QTest::addColumn<QString>("query");
        for (const char* query :
             {"account:user12", "account:=user12@example.org", "-account:user1", "ip:203.0.7.0/24", "ip:203.0.7*", "agent:outlook", "has:agent",
              "has:account", "events:>9", "events:3..5", "bytes_out:>100K", "has:bytes_out", "first:2023-11-14", "last:>=2023-11-15",
              "has:first", "session:S-00*", "session:/f{2}/", "has:group", "attribution:probable", "has:attribution", "actor:A", "status:undecided",
              "has:actor", "protocol:pop3 OR (agent:thunder events:<4)", "NOT (protocol:imap OR account:user2)", "user77", "thunderbird user3",
              "reasons:id65699", "reasons:\"failed logins\"", "reasons:bodies"})
            QTest::newRow(query) << query;
    }
    void queriesMeanWhatTheyMeanOnRows() {
        QFETCH(QString, query);
        for (const View view : {View::Sessions, View::Suspects}) {
            if (view == View::Suspects && query.size() % 3) continue;  // rows in memory are slow
            const ParsedQuery parsed = parseQuery(view, query.toStdString());
            QVERIFY2(parsed.ok, parsed.error.c_str());
            QVERIFY(selectRows(*store_, view, parsed.query, {}) == matching(view, parsed.query, allRows(view)));
        }
    }

    void reasonsAreThereWhereSomethingIsSaid() {
        const auto query = parseQuery(View::Sessions, "has:reasons").query;
        std::vector<std::int64_t> wanted;
        for (const Row& row : allRows(View::Sessions))
            if (!std::get<std::vector<std::string>>(row.cells[11]).empty()) wanted.push_back(row.rowId);
        QVERIFY(!wanted.empty() && wanted.size() < kRows);
        QVERIFY(selectRows(*store_, View::Sessions, query, {}) == wanted);
        QCOMPARE(selectRows(*store_, View::Suspects, query, {}).size(), std::size_t{kSuspects});
    }

    void ordersAreThoseOfRows() {
        for (const View view : {View::Sessions, View::Suspects})
            for (const char* name : {"session", "actor_session", "account", "client_ip", "user_agent", "protocol", "first", "last", "events",
                                     "bytes_out", "actor", "status"})
                for (const bool descending : {false, true}) {
                    const Sort sort{*findField(view, name), descending, false};
                    auto rows = allRows(view);
                    sortRows(rows, sort);
                    QVERIFY2(selectRows(*store_, view, {}, sort) == idsOf(rows), name);
                }
        auto rows = allRows(View::Suspects);
        std::reverse(rows.begin(), rows.end());
        QCOMPARE(selectRows(*store_, View::Suspects, {}, {0, true, true}), idsOf(rows));
    }

    /// By what is kept of them, arguments marked, whichever number of runs that takes.
    void sentencesAreSortedAsText() {
        const Sort sort{*findField(View::Sessions, "reasons"), false, false};
        const auto sessions = store_->sessions();
        const auto ids = selectRows(*store_, View::Sessions, {}, sort);
        QCOMPARE(ids.size(), std::size_t{kRows});
        const auto textOf = [&](std::int64_t id) {
            std::string text;
            for (const auto& reason : sessions[static_cast<std::size_t>(id - 1)].reasons) text += (text.empty() ? "" : "\n") + reason;
            return text;
        };
        for (std::size_t i = 1; i < ids.size(); ++i) {
            const int order = textOf(ids[i - 1]).compare(textOf(ids[i]));
            QVERIFY(order < 0 || (order == 0 && ids[i - 1] < ids[i]));
        }
    }

    void idsLeadBackToTheirRow() {
        for (const std::uint32_t r : {0u, 65'535u, 65'536u, kRows - 1}) {
            const Session wanted = sessionOf(invented_, r);
            QCOMPARE(store_->session(wanted.id)->clientIp, wanted.clientIp);
            const auto place = findPublicId(*store_, wanted.id);
            QVERIFY(place && place->view == View::Sessions && place->rowId == std::int64_t{r} + 1);
        }
        const Session hidden = sessionOf(invented_, kRows + 1);
        QCOMPARE(store_->session(hidden.id)->reasons, suspectOf(invented_, 1).reasons);
        QCOMPARE(findPublicId(*store_, hidden.id)->view, View::Suspects);
        for (const Session& s : store_->sessions()) QCOMPARE(store_->session(s.id)->id, s.id);  // by the index, which pays soon
        QVERIFY(!store_->session("S-ffffffffffff") && !store_->session("S-7") && !findPublicId(*store_, "S-ffffffffffff"));
    }

    void anotherReaderSeesWhatTookItsPlace() {
        const auto reader = CaseStore::open(store_->directory(), CaseStore::Mode::Read);
        QCOMPARE(reader->sessionCount(), std::uint64_t{kRows});
        Session one;
        one.id = one.actorSession = "S-0123456789ab";
        one.reasons = {"the hour", ""};
        store_->replaceTrace({one}, {}, {}, {});
        QCOMPARE(reader->sessionCount(), std::uint64_t{1});
        QCOMPARE(reader->session("S-0123456789ab")->reasons, one.reasons);
        QVERIFY(reader->suspects().empty());
        store_->replaceTrace([this](TraceWriter& writer) { writer.allSessions(invented_); });
        QCOMPARE(reader->sessionCount(), std::uint64_t{kRows});
    }

    void nothingChangesWhenWritingFails() {
        QVERIFY_EXCEPTION_THROWN(store_->replaceTrace([](TraceWriter& writer) {
                                     writer.allSessions(SessionList({}, {}));
                                     throw std::runtime_error("stopped");
                                 }),
                                 std::runtime_error);
        QCOMPARE(store_->sessionCount(), std::uint64_t{kRows});
    }

    void aCaseOfAnOlderVersionSaysSo() {
        Database meta(store_->directory() / "index" / "meta.db", Database::Use::Derived);
        meta.execute("DELETE FROM session_head");
        QVERIFY(!store_->isTraced());
        QVERIFY(store_->sessions().empty());
    }
};

QTEST_GUILESS_MAIN(SessionViewTest)
#include "tst_session_view.moc"

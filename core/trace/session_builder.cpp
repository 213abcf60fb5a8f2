// See session_builder.h.
#include "trace/session_builder.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "trace/key_table.h"
#include "trace/parallel.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kGap = kHour;  ///< silence that ends a session without an id

bool hasServerSession(const Ev& e) {
    return e.session && !e.connection && !isRawTrace(e) && (e.route == Route::Imap || e.route == Route::Pop3 || e.route == Route::Sieve);
}

/// Actions that say somebody used a mailbox or a server, for protocols without session ids.
bool isUse(const Ev& e) {
    if (e.browser() || e.route == Route::Lmtp || e.route == Route::CredentialList) return false;
    if (e.route == Route::Shell) return e.action == Action::Login && e.outcome == Outcome::Success;  // sshd says much else
    return e.account != 0 && (e.ip != 0 || e.session != 0);
}

/// A GUID that names something: sets made anonymous have one word, or one digit, for all.
bool realId(std::string_view id) { return id.size() == 36 && id[8] == '-' && id.find_first_not_of(id[0]) < 8; }

/// Where an event belongs.
struct Place {
    enum class Then : std::uint8_t { Nothing, Trace, Cloud, Phone };
    SymKey key{};
    Route route = Route::Other;  ///< of the session
    Sym ownId = 0;
    std::int64_t gap = 0;        ///< 0 = nowhere
    Then then = Then::Nothing;
};

Place placeAt(std::int64_t gap, Route session, Sym ownId, Route r, Sym a, Sym b = 0, Sym c = 0, Sym d = 0, Sym e = 0) {
    return {{static_cast<Sym>(r), a, b, c, d, e}, session, ownId, gap, Place::Then::Nothing};
}

class Builder {
public:
    Builder(Input& input, Sessions& sessions) : input_(input), sessions_(sessions), succeeded_(input.spool), table_(input.spool), local_(input.spool) {
        for (std::size_t s = 0; s < kStretches; ++s) tables_.emplace_back(input.spool);
    }

    void run() {
        collectSucceeded();
        deal();
        eachStretch(table_.size(), [this](std::size_t t) { fill(static_cast<std::uint8_t>(t)); });
        number();
    }

private:
    struct Table {
        explicit Table(const std::shared_ptr<Spool>& spool) : open(spool), visits(spool), number(spool) {}
        KeyTable open;
        SpoolVector<Visit> visits;           ///< in order of their first events
        SpoolVector<std::uint32_t> number;   ///< of each visit among all
    };
    static constexpr std::uint8_t kNowhere = 255;

    void collectSucceeded() {
        succeeded_.assign(input_.symbols.size(), 0);
        std::array<std::unordered_map<Sym, Sym>, kStretches> tokens;
        inStretches(input_.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                const Ev& e = input_.events[i];
                if (hasServerSession(e) && !failedLogin(e) && e.action != Action::Disconnect && e.action != Action::Connect)
                    std::atomic_ref(succeeded_[e.session]).store(1, std::memory_order_relaxed);
                if (e.route == Route::M365 && e.session && e.request) tokens[stretch].emplace(e.request, e.session);
            }
        });
        for (auto& first : tokens) sessionOfToken_.merge(first);
    }

    [[nodiscard]] Sym cloudToken(const Ev& e) const {
        if (e.session) return realId(input_.view(e.session)) ? e.session : 0;
        if (!e.request || input_.view(e.request).size() < 16) return 0;
        const auto known = sessionOfToken_.find(e.request);
        return known == sessionOfToken_.end() ? e.request : known->second;
    }

    [[nodiscard]] static bool isSmtp(const Ev& e) { return e.route == Route::Smtp || e.route == Route::Submission; }
    /// Lines of a mail server that bear a queue id; Postfix handing over to the mailbox server among them.
    [[nodiscard]] static bool isQueued(const Ev& e) { return e.session && (isSmtp(e) || (e.route == Route::Lmtp && e.action == Action::Deliver)); }

    [[nodiscard]] Place place(const Ev& e) const {
        if (isSmtp(e) && !e.account) return {};
        if (e.browser() || isRawTrace(e)) return {};  // buildWebSessions, adoptRawTraces
        if (e.connection) {
            Place p = placeAt(kMinute, e.route, e.connection, e.route, e.session, e.connection, 0, 0, 2);
            p.then = Place::Then::Trace;
            return p;
        }
        if (hasServerSession(e) && succeeded_[e.session]) return placeAt(kForever, e.route, e.session, e.route, e.session);
        if (failedLogin(e)) return placeAt(kGap, e.route, 0, e.route, e.ip, 0, 0, 0, 1);
        if (e.route == Route::M365) {
            Place p = placeAt(e.session ? kForever : kGap, e.route, e.session, e.route, e.session, e.ip, e.agent, e.mailbox, e.account);
            p.then = Place::Then::Cloud;
            return p;
        }
        if (isSmtp(e) && e.session) return placeAt(kForever, Route::Submission, e.session, Route::Submission, e.session);
        if (!isUse(e) || e.action == Action::Disconnect || e.action == Action::Connect) return {};
        Place p = placeAt(kGap, e.route, 0, e.route, e.account, e.ip, e.agent);
        if (e.route == Route::ActiveSync) p.then = Place::Then::Phone;
        return p;
    }

    /// Which table each event is looked up in; queue ids.
    void deal() {
        table_.assign(input_.events.size(), kNowhere);
        local_.extend(input_.events.size());
        std::array<std::vector<QueueLine>, kStretches> queues;
        inStretches(input_.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                const Ev& e = input_.events[i];
                if (isQueued(e)) queues[stretch].push_back({e.session, static_cast<std::uint32_t>(i)});
                if (const Place p = place(e); p.gap) table_[i] = static_cast<std::uint8_t>(KeyTable::hash(p.key) >> 32 & (kStretches - 1));
            }
        });
        for (auto& lines : queues) {
            sessions_.queues.append(lines.data(), lines.size());
            std::vector<QueueLine>().swap(lines);
        }
        sortInParallel(sessions_.queues.begin(), sessions_.queues.end(), [](const QueueLine& a, const QueueLine& b) {
            return a.queue != b.queue ? a.queue < b.queue : a.event < b.event;
        });
    }

    void fill(std::uint8_t which) {
        Table& t = tables_[which];
        for (std::size_t i = 0; i < table_.size(); ++i)
            if (table_[i] == which) add(t, i, place(input_.events[i]));
    }

    void add(Table& t, std::size_t i, const Place& p) {
        const Ev& e = input_.events[i];
        std::uint32_t& current = t.open[p.key];
        const bool over = current != kNone && p.gap != kForever && e.utc - t.visits[current].last > p.gap;
        if (current == kNone || over) {
            current = static_cast<std::uint32_t>(t.visits.size());
            Visit v;
            v.route = p.route;
            v.key = p.ownId;
            v.failedOnly = true;
            t.visits.push_back(v);
        }
        local_[i] = current;
        Visit& v = t.visits[current];
        addToVisit(input_, v, i);
        switch (p.then) {
            case Place::Then::Trace: v.trace = true; break;
            // Sign-in and audit log name one session: by its id, or by that of its token.
            case Place::Then::Cloud:
                if (!v.token) v.token = cloudToken(e);
                break;
            // T25: a phone names its device, whatever network it is in.
            case Place::Then::Phone:
                if (!v.token) v.token = e.session;
                v.device = v.token;
                v.severalDevices = v.severalDevices || (e.session && e.session != v.token);
                break;
            case Place::Then::Nothing: break;
        }
    }

    /// All sessions in order of their first events. Those that begin in one stretch of the events stand together: where they do in
    /// each table, and among all, follows from its bounds.
    void number() {
        std::size_t count = 0;
        for (Table& t : tables_) {
            count += t.visits.size();
            t.number.extend(t.visits.size());
        }
        sessions_.visits.extend(count);
        inStretches(table_.size(), [&](std::size_t, std::size_t from, std::size_t to) {
            std::array<std::size_t, kStretches> at{}, end{};
            std::size_t next = 0;
            for (std::size_t t = 0; t < kStretches; ++t) {
                next += at[t] = begunBefore(tables_[t], from);
                end[t] = begunBefore(tables_[t], to);
            }
            number(at, end, next);
        });
        inParallel(table_.size(), [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i)
                if (table_[i] != kNowhere) input_.events[i].session_ = static_cast<std::int32_t>(tables_[table_[i]].number[local_[i]]);
        });
    }

    static std::size_t begunBefore(const Table& t, std::size_t event) {
        const Visit* at = std::lower_bound(t.visits.begin(), t.visits.end(), event, [](const Visit& v, std::size_t e) { return v.firstEvent < e; });
        return static_cast<std::size_t>(at - t.visits.begin());
    }

    void number(std::array<std::size_t, kStretches> at, const std::array<std::size_t, kStretches>& end, std::size_t next) {
        for (;;) {
            std::size_t first = kStretches;
            for (std::size_t t = 0; t < kStretches; ++t)
                if (at[t] != end[t] && (first == kStretches || tables_[t].visits[at[t]].firstEvent < tables_[first].visits[at[first]].firstEvent)) first = t;
            if (first == kStretches) return;
            Table& t = tables_[first];
            t.number[at[first]] = static_cast<std::uint32_t>(next);
            new (sessions_.visits.begin() + next++) Visit(t.visits[at[first]++]);
        }
    }

    Input& input_;
    Sessions& sessions_;
    SpoolVector<std::uint8_t> succeeded_;
    SpoolVector<std::uint8_t> table_;  ///< of each event
    SpoolVector<std::uint32_t> local_; ///< of each event: its session in that table
    std::vector<Table> tables_;
    std::unordered_map<Sym, Sym> sessionOfToken_;  ///< Microsoft 365: id of a token → session
};

}  // namespace

void placeEvents(Input& input, Sessions& sessions) { Builder(input, sessions).run(); }

}  // namespace sillage::tracing

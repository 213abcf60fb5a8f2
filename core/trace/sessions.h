// Sessions: what one recorder's id, one webmail token, one client at one address did (T06, T24, T25).
#pragma once

#include <span>

#include "trace/model.h"
#include "trace/webmail.h"

namespace sillage::tracing {

/// A line of a mail server that bears a queue id.
struct QueueLine {
    Sym queue = 0;
    std::uint32_t event = 0;
};

/// One reason of a session's attribution, kept short and put into words when asked for.
struct Reason {
    enum class Kind : std::uint8_t { SharedIndicator, Indicator, Sprayed, Front, Token, OtherToken, Claimed, OwnNetwork, Holder, System, Mixed };
    Kind kind = Kind::Indicator;
    std::uint32_t about = 0;  ///< index of the indicator or session
    std::int32_t next = -1;
};

/// Addresses from which logins of at least two accounts failed: the credential family of signals.
struct Spray {
    Sym ip = 0;
    std::uint32_t accounts = 0;
    std::uint64_t failures = 0;
    std::int64_t first = 0;
};
struct Sprays {
    SpoolVector<Spray> addresses;                             ///< ascending by address
    SpoolVector<SymPair> pairs;                               ///< (address, account), ascending
    // Where each address is, for whoever asks of every session; empty: it is searched for.
    std::vector<std::uint64_t> marked{};                      ///< a bit for each symbol that is one of them
    std::vector<std::uint32_t> before{};                      ///< how many before each word of bits
    void mark(std::size_t symbols);
    [[nodiscard]] const Spray* of(Sym ip) const;
    [[nodiscard]] bool tried(Sym ip, Sym account) const;
};
Sprays findSprays(const Input& input);

/// Whose sessions are, by some indicators (attribution.h).
struct Attribution {
    struct Of {
        Sym actor = 0;
        std::int32_t reason = -1;        ///< first in reasons
        Axis attribution = Axis::None;
        bool shared = false;             ///< T29: matches an indicator that attributes nothing by itself
        bool holder = false;             ///< T20: the examiner states that it was the account's holder
    };
    std::unordered_map<std::uint32_t, Of> of;  ///< by session, where there is a reason
    std::vector<Indicator> indicators;
    SpoolVector<Reason> reasons;
    SpoolVector<std::uint8_t> states;          ///< by session: Status, StatusWhy
    explicit Attribution(const std::shared_ptr<Spool>& spool = nullptr) : reasons(spool), states(spool) {}
    /// One of the indicators names an actor.
    [[nodiscard]] bool accuses() const {
        return std::any_of(indicators.begin(), indicators.end(), [](const Indicator& i) { return i.actor != kHolder; });
    }
    [[nodiscard]] Of of_(std::uint32_t visit) const {
        const auto it = of.find(visit);
        return it == of.end() ? Of() : it->second;
    }
    [[nodiscard]] Status status(std::size_t visit) const { return visit < states.size() ? static_cast<Status>(states[visit] & 7) : Status::Undecided; }
    [[nodiscard]] StatusWhy why(std::size_t visit) const { return visit < states.size() ? static_cast<StatusWhy>(states[visit] >> 3) : StatusWhy::Nothing; }
    static std::uint8_t state(Status s, StatusWhy w) { return static_cast<std::uint8_t>(static_cast<unsigned>(s) | static_cast<unsigned>(w) << 3); }
};

struct Sessions {
    SpoolVector<Visit> visits;
    SpoolVector<WebRequest> requests;
    SpoolVector<std::uint32_t> requestUids;
    SpoolVector<std::int32_t> requestVisit;    ///< web session of each request
    SpoolVector<std::int32_t> requestBackEnd;  ///< back-end (IMAP) session it opened; -1 = none found
    SpoolVector<Axis> requestJoin;             ///< how sure that join is
    SpoolVector<JoinWhy> requestJoinWhy;
    SpoolVector<std::int32_t> requestTrace;    ///< connection of the webmail's protocol trace; -1 = none
    SpoolVector<std::int64_t> joinedAt;        ///< times of well-joined requests, ascending
    SpoolVector<std::int64_t> unclaimedAt;     ///< starts of back-end sessions no request claims, ascending
    std::size_t pageSize = 50;                 ///< rows of a webmail list, as the fullest list shows
    SpoolVector<QueueLine> queues;             ///< ascending by queue id, then in order of time (Postfix)
    Attribution whose;
    // Filled by listEvents, once attribution is known:
    SpoolVector<std::uint32_t> listed;         ///< events of attributed sessions, session by session
    SpoolVector<std::uint32_t> attributed;     ///< attributed sessions
    SpoolVector<std::uint32_t> requested;      ///< web requests of attributed sessions
    SpoolVector<std::uint32_t> relevant;       ///< events of attributed sessions that rules read one by one, in order of time
    Sprays sprays;

    /// keep: of what no indicator changes.
    explicit Sessions(const std::shared_ptr<Spool>& spool = nullptr, const std::shared_ptr<Spool>& keep = nullptr)
        : visits(keep), requests(keep), requestUids(keep), requestVisit(keep), requestBackEnd(keep),
          requestJoin(keep), requestJoinWhy(keep), requestTrace(keep), joinedAt(keep), unclaimedAt(keep),
          queues(keep), whose(spool), listed(spool), attributed(spool), requested(spool), relevant(spool),
          sprays{SpoolVector<Spray>(keep), SpoolVector<SymPair>(keep)} {}
    /// The arrays that no indicator changes, one after the other (kept.h).
    template <typename Visit>
    void eachArray(Visit&& visit) {
        visit(visits);
        visit(requests);
        visit(requestUids);
        visit(requestVisit);
        visit(requestBackEnd);
        visit(requestJoin);
        visit(requestJoinWhy);
        visit(requestTrace);
        visit(joinedAt);
        visit(unclaimedAt);
        visit(queues);
        visit(sprays.addresses);
        visit(sprays.pairs);
    }
    /// Events of an attributed session, in order of time, those of a protocol trace last.
    [[nodiscard]] std::span<const std::uint32_t> eventsOf(const Visit& v) const {
        return v.listed == kNone ? std::span<const std::uint32_t>()
                                 : std::span<const std::uint32_t>(listed.begin() + v.listed, v.events);
    }
    [[nodiscard]] std::span<const std::uint32_t> uidsOf(const WebRequest& r) const {
        return {requestUids.begin() + r.uidsBegin, r.uidsCount};
    }
    [[nodiscard]] std::span<const QueueLine> queueOf(Sym id) const;
};

/// Sets Ev::session_ on every event that belongs to a session.
Sessions buildSessions(Input& input);

// The steps, in order; separate files, separately tested.
void buildServerSessions(Input& input, Sessions& sessions);
void joinWebmail(Input& input, Sessions& sessions);
void summariseJoins(const Input& input, Sessions& sessions);
void buildWebSessions(Input& input, Sessions& sessions);
/// Public ids.
void nameSessions(const Input& input, Sessions& sessions);
/// Lists the events of attributed sessions.
struct Groundwork;  // groundwork.h
void listEvents(const Input& input, const Groundwork& ground, Sessions& sessions);

/// Adds an event to a session and widens it.
void addToVisit(Input& input, Visit& visit, std::size_t event);

/// "S-…".
std::string sessionId(std::uint64_t id);
/// What it is and why it is whose it is (record/session_words.h), appended.
void nameVisit(const Input& input, const Visit& visit, std::string& out);
void sayWhose(const Input& input, const Sessions& sessions, const Attribution& whose, std::uint32_t visit, std::string& out);
/// The same in words.
std::vector<std::string> reasonsOf(const Input& input, const Sessions& sessions, const Visit& visit);
inline bool failedLogin(const Ev& e) { return e.action == Action::Login && e.outcome == Outcome::Failure; }
/// Lines of a Dovecot rawlog: a process id and a file of their own, no account.
inline bool isRawTrace(const Ev& e) { return e.route == Route::Imap && !e.account && !e.connection && e.pid && e.session; }

}  // namespace sillage::tracing

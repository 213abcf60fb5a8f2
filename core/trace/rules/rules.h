// The rules: each a function from sessions and events to candidate touches, in a file and a test of its own.
// A rule looks at attributed sessions only; what it cannot establish it leaves out or says in `against`.
#pragma once

#include <set>

#include "base/phrase.h"
#include "trace/grade.h"

namespace sillage::tracing {

class Redirects;

/// The mailboxes in hand. What concerns another mailbox is left to the context that holds it.
struct RuleContext {
    const Input& input;
    FolderState& folders;
    const MailboxOf& mailboxOf;
    const Sessions& sessions;
    Redirects& redirects;
    Candidates& out;

    [[nodiscard]] const Visit& visit(std::int32_t v) const { return sessions.visits[static_cast<std::size_t>(v)]; }
    [[nodiscard]] bool attributed(std::int32_t v) const { return v >= 0 && visit(v).attribution != Axis::None; }
    [[nodiscard]] bool holds(Sym account) const { return account && folders.holds(mailboxOf(account)); }
    [[nodiscard]] const Counters* countersOf(std::int32_t v) const {
        return v < 0 || visit(v).counters < 0 ? nullptr
                                              : &input.counters[static_cast<std::size_t>(visit(v).counters)];
    }
};

void ruleT01Bind(RuleContext& context);            ///< T01, T03, T05: MailItemsAccessed Bind
void ruleT02Sync(RuleContext& context);            ///< T02: MailItemsAccessed Sync
void ruleT07ContentSearch(RuleContext& context);   ///< T07: content search, eDiscovery, mailbox exports
void ruleT10Exchange(RuleContext& context);        ///< T09, T10: OWA, EWS, ActiveSync, MAPI on premises
void ruleT11MailLog(RuleContext& context);         ///< T11: effects and \Seen
void ruleT13Pop3(RuleContext& context);            ///< T13
void ruleT14Webmail(RuleContext& context);         ///< T14, T22, T27
void ruleT14Fetch(RuleContext& context);           ///< T14: protocol traces (rawlog, imap.log, command events)
void ruleT19Redirect(RuleContext& context);        ///< T19, T26
void ruleT23Volume(RuleContext& context);          ///< T12, T23: IMAP sessions that only count
void ruleT23Archive(RuleContext& context);         ///< T23: several messages as one archive
void ruleT28List(RuleContext& context);            ///< T28: lists and searches
void ruleSent(RuleContext& context);               ///< what the actor sent (effect)

/// Rules that send messages on, and whose they are: gathered once, before any mailbox is in hand.
class Redirects {
public:
    Redirects(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions);
    /// Events it reads that must be enriched before it is made; nothing when no attributed session could set a rule.
    static void wanted(const Input& input, const Sessions& sessions, SpoolVector<std::uint32_t>& events);
    /// Mailboxes with a rule of an attributed session.
    [[nodiscard]] std::vector<Sym> mailboxes() const;
    void run(RuleContext& context);

private:
    struct Rule {
        Sym mailbox = 0, target = 0;
        std::int64_t first = kForever;          ///< first message sent on
        std::int64_t lastWithout = kBeginning;  ///< last delivery before it that was not sent on
        std::int32_t session = -1;              ///< who set it
        Axis cap = Axis::None;
        std::string why;
    };
    void collect();
    void author(Rule& r);
    void relays();
    [[nodiscard]] bool isRelayhost(Sym relay) const;
    [[nodiscard]] Candidate base(const Rule& r, std::uint32_t item, Axis identity) const;
    void relayed(Candidate& t, Sym messageId, Sym target) const;
    void logged(RuleContext& c, std::uint32_t event);
    void fromState(RuleContext& c, const FactRow& f);
    [[nodiscard]] Sym mailboxOfPath(const std::string& path) const;
    const Input& input_;
    const MailboxOf& mailboxOf_;
    const Sessions& sessions_;
    std::map<SymPair, Rule> rules_;                     ///< (mailbox, target)
    std::vector<std::uint32_t> redirects_;
    std::map<SymPair, std::uint32_t> accepted_;         ///< (Message-ID, target) → first relay line that says so
    std::set<Sym> smarthosts_;                          ///< relays that serve several domains
    std::set<Sym> relayhosts_;                          ///< relays that the server's own configuration names
    std::set<SymPair> done_;
};

/// Adds the message and, for a whole message, each file in it.
void addWhole(RuleContext& context, const Candidate& message);
/// The part of an item with that number; -1 when the store does not know it.
std::int32_t partIndex(const Input& input, const Item& item, std::string_view number);
/// "uid 12 in INBOX".
std::string placeText(const Input& input, const Item& item);

/// T16: sources of which nothing says how their clock stands.
std::set<std::uint32_t> unknownClocks(const Input& input);
/// T16: what rests on a record of one of them names its item probably at best. True when that lowered it.
bool capByClock(const Input& input, const std::set<std::uint32_t>& unknown, Candidate& touch);

/// Whether a set of IMAP ("1:4,7,9:*") has a number; last is what '*' stands for.
bool inSet(std::string_view set, std::uint32_t number, std::uint32_t last);
/// Numbers of the parts that the items of a FETCH (lower case) ask for: "1", "2.1".
std::vector<std::string> partsAsked(std::string_view items);

/// T07: an operation that reaches mailboxes other than the account's own.
bool searchesContent(const Ev& event);

/// T22: why a request delivered nothing; "" when nothing says so.
std::string refusedBecause(const RuleContext& context, std::size_t request);
/// The same by what the request's own records say, not by the silence of another recorder.
std::string refusedOutright(const RuleContext& context, std::size_t request);

/// T22: the sizes of answers of one web session that nothing else measures.
class AnswerSizes {
public:
    explicit AnswerSizes(const RuleContext& context);
    /// Three different items at least were answered with the size of this one: that is the size of a page.
    [[nodiscard]] bool constant(std::size_t request) const;

private:
    struct Answer {
        std::int32_t visit;
        std::int64_t bytes;
        std::uint32_t request;
    };
    const RuleContext& c_;
    std::vector<Answer> answers_;
};

/// T23: sets that explain (count, bytes) and how many were tried. Pure, tested alone.
struct VolumeMatch {
    std::vector<std::vector<std::uint32_t>> sets;  ///< indexes of items, at most kMaxSets
    std::uint64_t matches = 0, hypotheses = 0;
    double expectedByChance = 0;
    bool complete = true;                        ///< false: the search was given up at its bound
    bool bounded = false;                        ///< a match rests on sizes known only within bounds
};
/// Any n of the sizes that sum to bytes.
VolumeMatch subsetsOfSum(const std::vector<std::uint64_t>& sizes, std::size_t n, std::uint64_t bytes);
/// Whole folders and unions of folders with that count and sum.
struct FolderSizes {
    std::vector<std::uint32_t> items;
    std::vector<std::uint64_t> sizes;
    bool known = true;                           ///< every size is known, or bounded by low and high
    std::uint64_t low = 0, high = 0;             ///< bounds of those that only a log line gives (their sizes are 0)
};
VolumeMatch unionsOfSum(const std::vector<FolderSizes>& folders, std::uint64_t count, std::uint64_t bytes);
/// Runs of consecutive uids of one folder.
VolumeMatch runsOfSum(const FolderSizes& folder, std::uint64_t count, std::uint64_t bytes);

/// T28: items of one page, newest uid first.
std::vector<std::uint32_t> pageOf(const std::vector<std::uint32_t>& byUidAscending, std::uint32_t page, std::size_t pageSize);

}  // namespace sillage::tracing

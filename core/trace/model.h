// What the rules work on: events, items and sessions in compact form, strings interned once. Internal to core/trace.
// Built by load.cpp from the case (or by a test from hand-made rows); after that everything is pure. Whatever grows
// with the number of records is a plain struct in an array that may leave memory (spool.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ip.h"
#include "record/asn.h"
#include "record/event.h"
#include "record/fact.h"
#include "record/message.h"
#include "record/source.h"
#include "record/touch.h"
#include "trace/spool.h"

namespace sillage::tracing {

struct RecorderFacts;   // recorder_facts.h
struct CoverageGround;  // coverage_ground.h

using Sym = std::uint32_t;  ///< an interned string; 0 = ""
using SymPair = std::array<Sym, 2>;

/// Strings kept once, in one arena.
class Symbols {
public:
    explicit Symbols(const std::shared_ptr<Spool>& spool = nullptr);
    Symbols(const std::shared_ptr<Spool>& spool, int) : arena_(spool), ends_(spool), hashes_(spool), slots_(spool) {}  ///< to be restored
    /// The arrays, one after the other (kept.h).
    template <typename Visit>
    void eachArray(Visit&& visit) {
        visit(arena_);
        visit(ends_);
        visit(hashes_);
        visit(slots_);
    }
    Sym intern(std::string_view text);
    /// Those of another table, which stay theirs, in place of its own.
    void take(const Symbols& other);
    /// Every text of another table, in its order: what each of its symbols is here.
    std::vector<Sym> internAll(const Symbols& other);
    /// 0 when the text was never interned.
    [[nodiscard]] Sym find(std::string_view text) const;
    [[nodiscard]] std::string text(Sym s) const { return std::string(view(s)); }
    /// Valid as long as the table lives.
    [[nodiscard]] std::string_view view(Sym s) const {
        const std::uint64_t begin = s ? ends_[s - 1] : 0;
        return {arena_.begin() + begin, static_cast<std::size_t>(ends_[s] - begin)};
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }

private:
    [[nodiscard]] std::size_t slot(std::string_view text, std::uint32_t hash) const;
    Sym intern(std::string_view text, std::uint32_t hash);
    void grow();
    SpoolVector<char> arena_;
    SpoolVector<std::uint64_t> ends_;
    SpoolVector<std::uint32_t> hashes_;
    SpoolVector<Sym> slots_;  ///< open addressing; 0 = free ("" has no slot)
};

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kBeginning = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

/// Logout counters of Dovecot; -1 = the line does not say.
struct Counters {
    std::int64_t hdrCount = -1, hdrBytes = -1, bodyCount = -1, bodyBytes = -1;
    std::int64_t in = -1, out = -1;
    std::int64_t deleted = -1, expunged = -1;
    std::int64_t top = -1, retr = -1, retrBytes = -1, messages = -1, size = -1;  ///< POP3
    [[nodiscard]] bool known() const { return bodyCount >= 0 && bodyBytes >= 0; }
};

/// How a server was reached: routes of T31, and what only carries mail. Web: pages of a web server that are no
/// webmail; they belong to a visitor's session and cover nothing. Admin: ECP and remote PowerShell.
enum class Route : std::uint8_t {
    Other, Imap, Pop3, Lmtp, Sieve, Submission, Smtp, Webmail, Web, M365, Owa, Ews, ActiveSync, Mapi, Admin, CredentialList, Shell
};
inline constexpr std::size_t kRoutes = static_cast<std::size_t>(Route::Shell) + 1;
std::string_view routeName(Route r);
Route routeOf(std::string_view protocol);
/// Client access to a mailbox on Exchange, in front of which IIS and HttpProxy write.
inline bool isExchange(Route r) { return r == Route::Owa || r == Route::Ews || r == Route::ActiveSync || r == Route::Mapi; }

/// What a Roundcube request names beside folder, uid and part; the same in an access log and in an IMAP ID line.
struct WebFields {
    Sym task = 0, action = 0, token = 0, search = 0, searchId = 0, headers = 0, scope = 0, clientMs = 0;
    Sym refererFolder = 0;
    std::uint32_t page = 0, refererPage = 0;
    bool thumb = false, frame = false, preload = false, embed = false, download = false, save = false;
    bool forward = false, form = false, truncated = false;
};

/// What a record says was done to the records themselves (T30).
enum class Tampering : std::uint8_t { None, LogCleared, AuditOff };

constexpr std::uint32_t kNone = UINT32_MAX;  ///< no such index

/// One event row, reduced to what rules ask for. Times in microseconds UTC; 0 = undated. What only rules read of
/// sessions that matter is filled in by Input::enrich: from folder down to size, where a comment says so.
struct Ev {
    std::int64_t utc = 0, utcTo = 0;
    std::uint64_t line = 0, offset = 0;
    std::int64_t bytes = -1;
    std::int64_t size = -1;  ///< later
    std::uint32_t id = 0, record = 0, source = 0, length = 0;
    Sym account = 0, mailbox = 0, ip = 0, agent = 0, session = 0;
    Sym client = 0;      ///< IsThrottled, state and the like; of a FETCH: command or response (later)
    Sym connection = 0;  ///< of a protocol trace that has its own connection ids (imap.log)
    Sym claimed = 0;     ///< address a proxy nobody declared states (T32); ip is then that proxy
    Sym method = 0;      ///< web: of the request; Microsoft 365: the application's id
    Sym request = 0;     ///< Exchange: the id that front end, back end and HttpProxy write of one request; Microsoft 365: the token's id
    Sym place = 0;       ///< "latitude longitude country" of a sign-in, as its recorder holds it
    Sym folder = 0, messageId = 0, part = 0;  ///< later; part, of a sign-in: the device's id
    Sym target = 0;   ///< where it went: recipient of a relay, redirect address, destination folder of a copy; later
    Sym relay = 0;    ///< host that accepted a message, as logged; of a FETCH without one uid: its set of uids; later
    Sym detail = 0;   ///< the rest a rule wants to read: FETCH items, flags, MailAccessType; later
    Sym subject = 0;  ///< of the message an effect line names; later
    std::uint32_t pid = 0;  ///< of the server process
    std::uint32_t uid = 0;
    std::int32_t counters = -1;  ///< index into Input::counters
    std::int32_t web = -1;       ///< index into Input::web
    std::int32_t session_ = -1;  ///< index of the session it belongs to, set by buildSessions
    std::int16_t status = -1;
    Precision precision = Precision::Second;
    Route route = Route::Other;
    Action action = Action::Other;
    Outcome outcome = Outcome::Unknown;
    std::uint8_t factors = 0;     ///< of a sign-in: how many it took; 0 = not said
    Tampering tampering = Tampering::None;
    bool doubtful = false;  ///< the line stood inside content and may be forged; later
    bool rich = false;      ///< what comes later is there
    /// A request a browser makes, in a web server's log or the webmail's own.
    [[nodiscard]] bool browser() const { return route == Route::Webmail || route == Route::Web; }
    [[nodiscard]] std::int64_t granularity() const { return std::max<std::int64_t>(1, sillage::granularity(precision).count()); }
};

/// One part worth naming: what can be obtained on its own.
struct ItemPart {
    Sym number = 0, name = 0, sha256 = 0;
    PartKind kind = PartKind::Attachment;
    std::uint64_t size = 0, wireSize = 0;
    [[nodiscard]] bool file() const { return kind == PartKind::Attachment || kind == PartKind::Inline || kind == PartKind::Message; }
    [[nodiscard]] bool text() const { return kind == PartKind::TextBody || kind == PartKind::HtmlBody; }
};

/// An item: a placement of the store, or one that only logs name (placement = 0, a ghost).
struct Item {
    std::int64_t placement = 0;
    Sym key = 0;
    Sym mailbox = 0, folder = 0, messageId = 0;
    Sym subject = 0, from = 0, sha256 = 0;
    Sym sourceKey = 0;  ///< Exchange's global identifier (PidTagSourceKey), lower-case hex
    std::uint32_t uid = 0, uidValidity = 0;
    std::uint32_t partsBegin = 0, partsCount = 0;  ///< of Input::parts
    std::uint64_t size = 0, wireSize = 0, headerWireSize = 0;
    std::uint64_t loggedSize = 0;  ///< as a log line says, with LF line ends: the wire size is a little more
    std::int64_t internalDate = 0;
    // When it lay in that folder, as far as stores and logs say: [from, to).
    std::int64_t present = kBeginning, gone = kForever;
    bool sureFrom = false;   ///< present comes from a log line
    [[nodiscard]] bool stored() const { return placement != 0; }
    [[nodiscard]] bool at(std::int64_t t, std::int64_t slack) const { return during(t, t, slack); }
    /// At some instant of [first, last]: intervals that touch, meet (T16).
    [[nodiscard]] bool during(std::int64_t first, std::int64_t last, std::int64_t slack) const {
        return (present == kBeginning || present <= last + slack) && (gone == kForever || gone >= first - slack);
    }
};

/// A message the store no longer holds live: never joined, but where only logs name it the touch says what was found.
struct RecoveredItem {
    std::int64_t placement = 0;
    Sym how = 0;
};

/// What the stores hold of one mailbox.
struct StoreContent {
    std::uint64_t placements = 0;
    std::uint64_t digest = 0;  ///< another one where anything of them is another
    bool operator==(const StoreContent&) const = default;
};

struct FactRow {
    std::int64_t source = 0;
    Fact fact;
};

/// A chunk of the case's events that was read.
struct ReadChunk {
    std::int64_t first = 0;            ///< id of its first event
    std::uint32_t rows = 0, live = 0;
    std::uint64_t state = 0;           ///< ChunkInfo::state
};

/// Everything the trace computes from. Events in order of time, then id. Items are those of the mailboxes in hand.
struct Input {
    std::shared_ptr<Spool> spool;  ///< of what is needed now
    std::shared_ptr<Spool> keep;   ///< of what no act of the examiner changes (kept.h)
    Symbols symbols;
    std::vector<ReadChunk> chunks;  ///< that events were read of, in order; empty: of no case
    std::string reading;            ///< what else decides how they are read
    SpoolVector<Ev> events;
    SpoolVector<Counters> counters;
    SpoolVector<WebFields> web;
    SpoolVector<Item> items;
    SpoolVector<ItemPart> parts;
    // Events by kind, ascending; by finishInput:
    SpoolVector<std::uint32_t> browser, rawTraces, credentialLists;
    SpoolVector<std::uint32_t> numbered;  ///< events by which a webmail ties its own number of an item to a Message-ID; by finishInput
    std::map<SymPair, RecoveredItem> recovered;  ///< by mailbox and Message-ID, of the mailboxes in hand
    std::vector<Sym> mailboxes;  ///< names of the mailboxes of the stores, lower case, unique
    std::vector<std::pair<std::string, std::string>> mailboxNotes;  ///< name of a mailbox, and what is to be said of it
    std::map<Sym, StoreContent> contents;  ///< by mailbox; empty where nobody asks
    std::vector<Indicator> indicators;
    AsnRanges systems;           ///< addresses of the autonomous systems that indicators name
    std::vector<Source> sources;
    std::unordered_map<std::int64_t, std::string> sourcePaths;  ///< by source id; filled by finishInput
    std::vector<FactRow> facts;
    std::vector<std::pair<std::string, std::string>> aliases;  ///< account → mailbox, as stated
    std::unordered_map<Sym, Sym> identities;  ///< SID or mailbox GUID, lower case → the account records tie to it; 0 = several
    std::map<std::string, std::string> settings;
    std::shared_ptr<const RecorderFacts> recorderFacts;  ///< for coverage; null: the events are all there is
    std::shared_ptr<const CoverageGround> coverageGround;  ///< what coverage asks of every event; null: not asked yet
    std::vector<IpRange> proxies, ownNetworks;  ///< declared; set before events are added
    /// Fills in what events have only when somebody asks; indexes into events. Empty: they have it from the start.
    std::function<void(Input&, const SpoolVector<std::uint32_t>&)> enrich;

    explicit Input(std::shared_ptr<Spool> where = nullptr, std::shared_ptr<Spool> keeping = nullptr)
        : spool(std::move(where)), keep(keeping ? std::move(keeping) : spool), symbols(keep), events(keep), counters(keep), web(keep),
          items(spool), parts(spool), browser(spool), rawTraces(spool), credentialLists(spool), numbered(keep) {
        symbols.intern("INBOX");
    }
    /// Seen from a file that keeps them: symbols and events are to be restored.
    struct Restored {};
    Input(std::shared_ptr<Spool> where, Restored)
        : spool(std::move(where)), keep(spool), symbols(spool, 0), events(spool), counters(spool), web(spool), items(spool), parts(spool),
          browser(spool), rawTraces(spool), credentialLists(spool), numbered(spool) {}
    [[nodiscard]] std::string text(Sym s) const { return symbols.text(s); }
    [[nodiscard]] std::string_view view(Sym s) const { return symbols.view(s); }
    [[nodiscard]] std::span<const ItemPart> partsOf(const Item& i) const { return {parts.begin() + i.partsBegin, i.partsCount}; }
    [[nodiscard]] const Counters* countersOf(const Ev& e) const {
        return e.counters < 0 ? nullptr : &counters[static_cast<std::size_t>(e.counters)];
    }
    [[nodiscard]] const WebFields* webOf(const Ev& e) const {
        return e.web < 0 ? nullptr : &web[static_cast<std::size_t>(e.web)];
    }
    [[nodiscard]] std::string sourcePath(std::int64_t id) const;
};

enum class Status : std::uint8_t { Undecided, Attributed, Habitual, Refused, Holder };
/// Why a session without indicator has its status.
enum class StatusWhy : std::uint8_t {
    Nothing, AllFailed, NoWebRequest, NoAddress, UndeclaredProxy, Habit, HabitOfNetwork, NewAddress, NewClient, NewConduct
};
/// Why a request, or a web session, is taken to be an account's.
enum class JoinWhy : std::uint8_t { Nothing, Url, IdLine, IdLineSeveral, OneClient, SeveralClients, LoginLog, Token };
std::string_view joinWhyText(JoinWhy why);

/// A session as rules see it. Its public row is made from it when asked for (session_rows.cpp).
struct Visit {
    std::int64_t first = 0, last = 0;
    std::uint64_t id = 0, group = 0;  ///< public ids: 48 bits of a content hash
    Sym account = 0, ip = 0, agent = 0, key = 0;
    Sym claimed = 0;                 ///< of its events: what an undeclared proxy stated first
    Sym token = 0;                   ///< what ties sessions: a web session's token, a phone's device id
    Sym device = 0;                  ///< the id of the phone or computer whose session it is (the first, see severalDevices)
    Sym sess8 = 0;                   ///< web: Roundcube's short session id where a login line gives it
    Sym actor = 0;                   ///< this, reason, attribution and listed: set by attribution, where there is a reason
    Sym app = 0, place = 0;          ///< Microsoft 365: application (the first, see mixed); where a sign-in is said to have come from
    std::uint32_t events = 0;        ///< how many
    std::uint32_t firstEvent = kNone, logoutEvent = kNone, loginEvent = kNone, idEvent = kNone;
    std::uint32_t listed = kNone;    ///< where Sessions::eventsOf begins; kNone = not attributed
    std::uint32_t expunges = 0, exports = 0, ruleChanges = 0;  ///< rules or rights changed
    std::uint32_t reads = 0;         ///< records of something opened or downloaded
    std::int32_t counters = -1;      ///< of its logout line
    std::int32_t front = -1;         ///< index of the web session it served, -1 = none
    std::int32_t reason = -1;        ///< first of its reasons in Attribution::reasons
    Route route = Route::Other;
    Axis frontJoin = Axis::None;     ///< how sure front is
    Axis accountAxis = Axis::Top;    ///< how sure the account is (identity axis, web sessions)
    Axis attribution = Axis::None;
    JoinWhy accountWhy = JoinWhy::Nothing;
    std::uint8_t factors = 0;        ///< the most that a sign-in of it took
    Tampering tampering = Tampering::None;
    bool failedOnly = false;
    bool trace = false;              ///< a connection of the webmail's own protocol trace, not of the server
    bool backEnd = false;            ///< opened by a webmail on the server itself (loopback address)
    bool interrupted = false;        ///< T23: state=wait-output
    bool newRule = false;            ///< a filter rule was changed in it
    bool mixed = false;              ///< its records name other applications beside app
    bool severalDevices = false;     ///< its records name other devices beside device
};

/// One candidate touch, before candidates are merged into rows.
struct Candidate {
    std::uint32_t item = 0;          ///< index into Input::items
    std::int32_t part = -1;          ///< index into its parts; -1 = the message
    Depth depth = Depth::Listed;
    bool complete = false;
    Destination destination = Destination::Client;
    std::vector<std::string> effects;
    Axis delivery = Axis::None, identity = Axis::None;
    std::int32_t session = -1;       ///< index into the sessions: attribution comes from there
    Axis attributionCap = Axis::Top; ///< attribution of this touch never exceeds it
    std::int64_t first = 0, last = 0;
    const char* rule = "";           ///< "T14@1"
    std::vector<std::uint32_t> events; ///< proof, best first
    std::vector<Citation> citations; ///< proof that is no event (state files)
    std::vector<std::string> why, against;
};

}  // namespace sillage::tracing

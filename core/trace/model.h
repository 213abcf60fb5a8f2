// What the rules work on: events, items and sessions in compact form, strings interned once. Internal to core/trace.
// Built by load.cpp from the case (or by a test from hand-made rows); after that everything is pure.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/event.h"
#include "record/fact.h"
#include "record/message.h"
#include "record/source.h"
#include "record/touch.h"

namespace sillage::tracing {

using Sym = std::uint32_t;  ///< an interned string; 0 = ""

/// Strings kept once. References returned by text() stay valid as long as the table lives.
class Symbols {
public:
    Symbols() { intern(""); }
    Sym intern(std::string_view text);
    /// 0 when the text was never interned.
    [[nodiscard]] Sym find(std::string_view text) const;
    [[nodiscard]] const std::string& text(Sym s) const { return texts_[s]; }

private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, Sym> index_;
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

enum class Route : std::uint8_t { Other, Imap, Pop3, Lmtp, Sieve, Submission, Smtp, Webmail, M365, Shell };
std::string_view routeName(Route r);
Route routeOf(std::string_view protocol);

/// What a Roundcube request names beside folder, uid and part; the same in an access log and in an IMAP ID line.
struct WebFields {
    Sym task = 0, action = 0, token = 0, search = 0, searchId = 0, headers = 0, scope = 0, clientMs = 0;
    Sym refererFolder = 0;
    std::uint32_t page = 0, refererPage = 0;
    bool thumb = false, frame = false, preload = false, embed = false, download = false, save = false;
    bool forward = false, form = false, truncated = false;
};

/// One event row, reduced to what rules ask for. Times in microseconds UTC; 0 = undated.
struct Ev {
    std::int64_t id = 0, record = 0, utc = 0, utcTo = 0, source = 0;
    std::uint64_t line = 0, offset = 0, length = 0;
    std::int64_t granularity = kSecond;
    Sym account = 0, mailbox = 0, ip = 0, agent = 0, session = 0, folder = 0, messageId = 0, part = 0;
    Sym method = 0, protocol = 0;
    Sym target = 0;   ///< where it went: recipient of a relay, redirect address, destination folder of a copy
    Sym relay = 0;    ///< host that accepted a message, as logged
    Sym detail = 0;   ///< the rest a rule wants to read: FETCH items, flags, MailAccessType
    Sym client = 0;   ///< IsThrottled and the like: second free field
    Sym subject = 0;  ///< of the message an effect line names
    Sym connection = 0;  ///< of a protocol trace that has its own connection ids (imap.log)
    std::uint32_t pid = 0;  ///< of the server process
    bool doubtful = false;  ///< the line stood inside content and may be forged
    std::int64_t bytes = -1, size = -1;
    std::uint32_t uid = 0;
    int status = -1;
    std::uint16_t port = 0;
    Route route = Route::Other;
    Action action = Action::Other;
    Outcome outcome = Outcome::Unknown;
    std::int32_t counters = -1;  ///< index into Input::counters
    std::int32_t web = -1;       ///< index into Input::web
    std::int32_t session_ = -1;  ///< index of the session it belongs to, set by buildSessions
};

/// One part worth naming: what can be obtained on its own.
struct ItemPart {
    std::string number, name, sha256;
    PartKind kind = PartKind::Attachment;
    std::string mediaType;
    std::uint64_t size = 0, wireSize = 0;
    [[nodiscard]] bool file() const { return kind == PartKind::Attachment || kind == PartKind::Inline || kind == PartKind::Message; }
    [[nodiscard]] bool text() const { return kind == PartKind::TextBody || kind == PartKind::HtmlBody; }
};

/// An item: a placement of the store, or one that only logs name (placement = 0, a ghost).
struct Item {
    std::int64_t placement = 0;
    std::string key;
    Sym mailbox = 0, folder = 0, messageId = 0;
    std::uint32_t uid = 0, uidValidity = 0;
    std::string subject, from, sha256;
    std::uint64_t size = 0, wireSize = 0, headerWireSize = 0;
    std::uint64_t loggedSize = 0;  ///< as a log line says, with LF line ends: the wire size is a little more
    std::int64_t internalDate = 0, dateUtc = 0;
    std::vector<ItemPart> parts;
    std::int64_t sourceId = 0;
    std::uint64_t offset = 0, length = 0;
    std::int64_t parent = 0;
    // When it lay in that folder, as far as stores and logs say: [from, to).
    std::int64_t present = kBeginning, gone = kForever;
    bool sureFrom = false;   ///< present comes from a log line
    Sym removedTo = 0;       ///< folder it was moved to
    [[nodiscard]] bool stored() const { return placement != 0; }
    [[nodiscard]] bool at(std::int64_t t, std::int64_t slack) const {
        return (present == kBeginning || present <= t + slack) && (gone == kForever || gone >= t - slack);
    }
};

struct FactRow {
    std::int64_t source = 0;
    Fact fact;
};

/// Everything the trace computes from. Events in order of time, then id.
struct Input {
    Symbols symbols;
    std::vector<Ev> events;
    std::vector<Counters> counters;
    std::vector<WebFields> web;
    std::vector<Item> items;
    std::vector<Indicator> indicators;
    std::vector<Source> sources;
    std::unordered_map<std::int64_t, std::string> sourcePaths;  ///< by source id; filled by finishInput
    std::vector<FactRow> facts;
    std::vector<std::pair<std::string, std::string>> aliases;  ///< account → mailbox, as stated
    std::map<std::string, std::string> settings;

    [[nodiscard]] const std::string& text(Sym s) const { return symbols.text(s); }
    [[nodiscard]] const Counters* countersOf(const Ev& e) const {
        return e.counters < 0 ? nullptr : &counters[static_cast<std::size_t>(e.counters)];
    }
    [[nodiscard]] const WebFields* webOf(const Ev& e) const {
        return e.web < 0 ? nullptr : &web[static_cast<std::size_t>(e.web)];
    }
    [[nodiscard]] std::string sourcePath(std::int64_t id) const;
};

/// A session as rules see it: the public Session plus indexes into Input::events.
struct Visit {
    Session row;
    std::vector<std::size_t> events;
    Route route = Route::Other;
    Sym account = 0, ip = 0, agent = 0, key = 0;
    std::int64_t first = 0, last = 0;
    std::int32_t counters = -1;      ///< of its logout line
    std::size_t logoutEvent = SIZE_MAX, loginEvent = SIZE_MAX, idEvent = SIZE_MAX;
    bool succeeded = false;          ///< at least one successful authentication or item access
    bool failedOnly = false;
    bool trace = false;              ///< a connection of the webmail's own protocol trace, not of the server
    bool backEnd = false;            ///< opened by a webmail on the server itself (loopback address)
    bool interrupted = false;        ///< T23: state=wait-output
    std::int32_t front = -1;         ///< index of the web session it served, -1 = none
    Axis frontJoin = Axis::None;     ///< how sure that is
    Axis accountAxis = Axis::Top;    ///< how sure the account is (identity axis, web sessions)
    std::vector<std::string> accountWhy;
    std::vector<Sym> tokens;         ///< web: tokens seen
    Sym sess8 = 0;                   ///< web: Roundcube's short session id where a login line gives it
};

/// One candidate touch, before candidates are merged into rows.
struct Candidate {
    std::size_t item = 0;            ///< index into Input::items
    std::int32_t part = -1;          ///< index into its parts; -1 = the message
    Depth depth = Depth::Listed;
    bool complete = false;
    Destination destination = Destination::Client;
    std::vector<std::string> effects;
    Axis delivery = Axis::None, identity = Axis::None;
    std::int32_t session = -1;       ///< index into the sessions: attribution comes from there
    Axis attributionCap = Axis::Top; ///< attribution of this touch never exceeds it
    std::int64_t first = 0, last = 0;
    std::string rule;                ///< "T14@1"
    std::vector<std::size_t> events; ///< proof, best first
    std::vector<Citation> citations; ///< proof that is no event (state files)
    std::vector<std::string> why, against;
};

}  // namespace sillage::tracing

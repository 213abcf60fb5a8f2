// The answer's nouns: indicator, session, touch (evidence model page). Plain data produced by core/trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace sillage {

/// Ordered by strength: comparing them compares strength among Possible < Probable < Recorded.
enum class Grade : std::uint8_t { RuledOut, NoRecord, Undetermined, Possible, Probable, Recorded };
enum class Axis : std::uint8_t { None, Possible, Probable, Top };
enum class Depth : std::uint8_t { Listed, Snippet, Header, Body, Attachment, Whole };
enum class Destination : std::uint8_t { Client, ThirdParty, OtherMailbox };
/// How sure an indicator is the actor's (evidence model, §1).
enum class IndicatorGrade : std::uint8_t { Asserted, Shared, Exclusive };

std::string_view gradeName(Grade g);        ///< "recorded", "probable", "possible", "undetermined", "no-record", "ruled-out"
std::string_view depthName(Depth d);        ///< "listed" …
std::string_view destinationName(Destination d);  ///< "client", "third-party", "other-mailbox"
std::string_view attributionName(Axis a);   ///< "shown", "probable", "possible", ""
std::string_view deliveryName(Axis a);      ///< "recorded", …
std::string_view identityName(Axis a);      ///< "exact", …
std::string_view indicatorGradeName(IndicatorGrade g);  ///< "asserted", "shared", "exclusive"
/// {listed, snippet, header} and {body, attachment, whole} are the two depth classes.
inline bool isContent(Depth d) { return d >= Depth::Body; }

/// What the examiner says is the actor's; conditions inside one are ANDed, indicators ORed. Authored.
/// Actor of an indicator by which the examiner rejects sessions: they were the account's holder's (T20).
inline constexpr std::string_view kHolder = "holder";

struct Indicator {
    std::string id;            ///< "I-" + 12 hex of its conditions
    std::string actor = "A";
    std::string ip;            ///< address or CIDR
    std::string account;
    std::string session;       ///< session or actor-session public id
    std::string userAgent;     ///< exact text
    std::string device;        ///< a phone's id, as the server's log writes it (ActiveSync's DeviceId)
    std::string app;           ///< Microsoft 365: application id
    std::uint32_t asn = 0;     ///< autonomous system, 0 = none; its addresses: record/asn.h
    std::int64_t from = 0, to = 0;  ///< microseconds UTC, 0 = open
    IndicatorGrade grade = IndicatorGrade::Asserted;
    std::string document;      ///< why it was nobody else's; required for Exclusive
    std::string reason;
    std::int64_t created = 0;  ///< microseconds UTC

    /// States where from: an address, a network, an autonomous system.
    [[nodiscard]] bool namesNetwork() const { return !ip.empty() || asn != 0; }
    /// States who or what, beside where from and when.
    [[nodiscard]] bool namesMore() const {
        return !(account.empty() && session.empty() && userAgent.empty() && device.empty() && app.empty());
    }
};

/// One session of one recorder, or several joined ones (sessions command).
struct Session {
    std::string id;            ///< "S-…"
    std::string actorSession;  ///< groups what one token, cookie, device or client did; equals id when alone
    std::string account;
    std::string clientIp;
    std::string userAgent;
    std::string protocol;
    std::int64_t first = 0, last = 0;  ///< microseconds UTC
    std::uint64_t events = 0;
    std::int64_t bytesOut = -1;
    std::string actor;         ///< "A"…, "" = not attributed
    Axis attribution = Axis::None;
    std::string status;        ///< "attributed", "holder", "habitual", "undecided", "refused"
    std::vector<std::string> reasons;
    std::string device, app;   ///< as in Indicator; of several applications the first
};

/// A citation of raw evidence.
struct Citation {
    std::int64_t event = 0;    ///< event id, 0 = a store or state source
    std::int64_t sourceId = 0;
    std::string source;        ///< path
    std::uint64_t line = 0, offset = 0, length = 0;
};

/// What an examiner holds a row's grade to be, beside the program's own (evidence model, §1). Authored; kept by the
/// touch's public id, so that a recomputation finds it again. The row is described as it was when it was stated.
struct Regrade {
    std::string touch;         ///< "T-…"
    Grade grade = Grade::Undetermined;
    Grade program = Grade::Undetermined;  ///< what the program said then
    std::string mailbox, folder, messageId, subject;
    Depth depth = Depth::Listed;
    std::string actor;
    std::string reason, document, author;
    std::int64_t created = 0;  ///< microseconds UTC
};
/// What an examiner's grade does to the program's of today. A raise without a document is never in force.
enum class Standing : std::uint8_t { Lowered, Raised, Agrees, NeedsDocument, WithoutRow };
std::string_view standingName(Standing s);  ///< "lowered", "raised", "agrees", "needs-document", "without-row"
Standing standingOf(const Regrade& examiner, Grade program);

/// One row of `touched`: placement × depth class × actor.
struct Touch {
    std::string id;            ///< "T-…"
    std::int64_t placement = 0;  ///< row id of the placement, 0 = ghost
    std::string mailbox, folder, messageId, subject;
    std::uint32_t uid = 0;
    bool isAttachment = false;
    std::string attachment;    ///< name
    std::string part;
    std::string sha256;        ///< hex of message or attachment; "" = unknown
    std::int64_t size = -1;
    bool stored = true;
    Depth depth = Depth::Listed;
    bool complete = false;
    Destination destination = Destination::Client;
    std::vector<std::string> effects;  ///< "sent", "stored", "deleted", "moved", "flagged"
    Grade grade = Grade::Undetermined;
    std::string actor;         ///< "" on rows without an actor
    Axis attribution = Axis::None, delivery = Axis::None, identity = Axis::None;
    std::int64_t first = 0, last = 0;  ///< microseconds UTC
    std::vector<std::string> sessions;
    std::vector<std::string> rules;    ///< "T14@1"
    std::vector<Citation> evidence;
    std::vector<std::string> why;      ///< proof in sentences, one per link, with the rule id first
    std::vector<std::string> against;  ///< counter-evidence and alternatives considered
    std::string coverage;      ///< the coverage statement the grade rests on
    std::optional<Regrade> examiner;   ///< beside grade, which stays the program's
};
/// The grade in force: the examiner's where one lowers, or raises with a document, else the program's.
Grade heldGrade(const Touch& t);

/// One cell of `coverage`.
struct Coverage {
    std::string route;         ///< "imap", "webmail", "shell" … (T31)
    std::string account;       ///< "" = all
    std::string source;        ///< path, "" = none
    std::string state;         ///< "covered", "not-covered", "not-applicable"
    std::int64_t first = 0, last = 0;
    std::string detail;        ///< gaps, event types off, throttling, clock offset, who could alter it
    std::string ask;           ///< what to ask for
    std::string kind;          ///< "route", "account", "recorder", "source", "hole", "silence", "off", "cleared", "throttled",
                               ///< "damage", "mailbox"
    std::string recorder;      ///< name the files of a rotated set share, "" = none
    std::string whom;          ///< of whom to ask it
    std::int64_t expires = 0;  ///< when what is to be asked for is typically gone, microseconds UTC; 0 = not known
};

}  // namespace sillage

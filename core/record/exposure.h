// What left the servers, in octets, and what a claim about it comes to (evidence model §5). Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

/// The counter a number of octets comes from. The bits of a mask; texts: octetCounterText.
enum class OctetCounter : std::uint8_t {
    NginxBody,     ///< $body_bytes_sent: sent, without headers
    HttpTotal,     ///< %O, $bytes_sent: sent, with headers
    HttpEntity,    ///< %b: what was to be sent, not what was
    HttpUnknown,   ///< an access log whose format is not in evidence
    IisSent,       ///< sc-bytes, headers included
    HttpProxy,     ///< ResponseBytes
    ExchangeRow,   ///< response sizes of EWS, IMAP4 and POP3 protocol logs
    SogoSent,      ///< SOGo's own log
    SessionOut,    ///< out=, bytes=in/out, sent= of a session's last line: exact for the whole session
    Fetched,       ///< hdr_bytes= and body_bytes= alone
    Retrieved,     ///< POP3 top=, retr=
    Answers,       ///< single answers that a protocol trace or an event exporter measured
    ItemSizes,     ///< sizes of messages that a rule sent on
};
inline constexpr std::size_t kOctetCounters = static_cast<std::size_t>(OctetCounter::ItemSizes) + 1;
using OctetCounters = std::uint32_t;
constexpr OctetCounters bit(OctetCounter c) { return OctetCounters{1} << static_cast<unsigned>(c); }

/// Why nothing bounds what left.
enum class Unbounded : std::uint8_t {
    NoEnd,       ///< the session's last line is not on record: still open, cut off, or the line is missing
    Uncounted,   ///< requests whose octets no recorder counted
    CloudAudit,  ///< Microsoft 365 counts no octets
    Shell,       ///< a shell's octets are not on record
    NoCounter,   ///< a protocol whose recorder counts nothing
};
inline constexpr std::size_t kUnbounded = static_cast<std::size_t>(Unbounded::NoCounter) + 1;
using UnboundedMask = std::uint32_t;
constexpr UnboundedMask bit(Unbounded u) { return UnboundedMask{1} << static_cast<unsigned>(u); }

/// Digits in groups of three, thin spaces between: for sentences.
std::string grouped(std::uint64_t n);
const char* octetCounterText(OctetCounter c);   ///< a sentence of the catalogue
const char* unboundedText(Unbounded u);         ///< likewise

/// At least floor octets left, at most ceiling where nothing is open.
struct OctetRange {
    std::uint64_t floor = 0, ceiling = 0;
    OctetCounters floorFrom = 0, ceilingFrom = 0;
    UnboundedMask open = 0;
    [[nodiscard]] bool bounded() const { return open == 0; }
    /// Sums stay at the greatest number where they would pass it.
    void add(const OctetRange& other);
    void addFloor(const OctetRange& other);
    void addCeiling(const OctetRange& other);
};

/// Items of a scope: how many a grade shows, and how many no grade excludes.
struct ItemRange {
    std::uint64_t floor = 0;         ///< content delivered, recorded
    std::uint64_t ceiling = 0;       ///< everything not excluded: floor, probable, possible, undetermined and not examined (as overview counts)
    std::uint64_t probable = 0, possible = 0, undetermined = 0, noRecord = 0, ruledOut = 0, held = 0;
};

/// One row of `exposure`. Ranges: floor over sessions shown to be the actor's, ceiling over every session that is not
/// somebody else's (attributed with any doubt, or undecided). A session's own row: what it sent.
struct ExposureRow {
    std::string level;               ///< "total", "actor", "channel", "account", "session", "address"
    std::string name;                ///< actor ("undecided", "habitual"), channel, account, session or address
    std::string actor, attribution, status;  ///< of a session
    std::string account, channel, clientIp;
    std::int64_t first = 0, last = 0;        ///< microseconds UTC; 0 = none
    std::uint64_t sessions = 0;
    std::uint64_t unbounded = 0;     ///< of them: sessions without a ceiling
    OctetRange octets;
    std::uint64_t logged = 0;        ///< octets counted for all sessions, whoever's; never used as a bound
    bool counted = false;            ///< items is filled in
    ItemRange items;
    std::int64_t excluded = -1;      ///< items of the mailbox too large for any of these sessions; -1 = not to be said
    std::vector<std::string> why;    ///< sentences
};

struct Claim {
    std::uint64_t records = 0, bytesPerRecord = 0;
    std::uint64_t compression = 20;  ///< how many octets of records one octet on the wire may carry at most
};

enum class Verdict : std::uint8_t { Refuted, Compatible, NotTestable };
std::string_view verdictName(Verdict v);  ///< "refuted", "compatible", "not-testable"

struct ClaimAnswer {
    Verdict verdict = Verdict::NotTestable;
    std::uint64_t needed = 0;        ///< records × octets each
    std::uint64_t least = 0;         ///< the same compressed as far as assumed
    std::string sentence;
    std::vector<std::string> why;    ///< what it rests on, what it assumes, what stands against it
    Verdict held = Verdict::NotTestable;  ///< against what the mailbox stores hold
    std::string heldSentence;
};

}  // namespace sillage

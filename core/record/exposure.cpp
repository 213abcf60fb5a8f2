#include "record/exposure.h"

#include <limits>

#include "base/phrase.h"

namespace sillage {
namespace {

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    std::uint64_t out = 0;
    return __builtin_add_overflow(a, b, &out) ? std::numeric_limits<std::uint64_t>::max() : out;
}

}  // namespace

void OctetRange::addFloor(const OctetRange& other) {
    floor = sum(floor, other.floor);
    if (other.floor) floorFrom |= other.floorFrom;
}

void OctetRange::addCeiling(const OctetRange& other) {
    ceiling = sum(ceiling, other.ceiling);
    if (other.ceiling) ceilingFrom |= other.ceilingFrom;
    open |= other.open;
}

void OctetRange::add(const OctetRange& other) {
    addFloor(other);
    addCeiling(other);
}

std::string grouped(std::uint64_t n) {
    std::string digits = std::to_string(n);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, "\xe2\x80\xaf");
    return digits;
}

const char* octetCounterText(OctetCounter c) {
    switch (c) {
        case OctetCounter::NginxBody: return phraseText("nginx $body_bytes_sent (headers not counted)");
        case OctetCounter::HttpTotal: return phraseText("%O or $bytes_sent (headers counted)");
        case OctetCounter::HttpEntity: return phraseText("Apache %b (what was to be sent: no floor)");
        case OctetCounter::HttpUnknown: return phraseText("an access log whose format is not in evidence (no floor)");
        case OctetCounter::IisSent: return phraseText("IIS sc-bytes (headers counted)");
        case OctetCounter::HttpProxy: return phraseText("HttpProxy ResponseBytes");
        case OctetCounter::ExchangeRow: return phraseText("response sizes of Exchange protocol logs");
        case OctetCounter::SogoSent: return phraseText("octets in SOGo's own log");
        case OctetCounter::SessionOut: return phraseText("octets out on the session's last line");
        case OctetCounter::Fetched: return phraseText("hdr_bytes and body_bytes on the session's last line");
        case OctetCounter::Retrieved: return phraseText("POP3 retr and top on the session's last line");
        case OctetCounter::Answers: return phraseText("single answers that were measured");
        case OctetCounter::ItemSizes: return phraseText("sizes of messages that were sent on");
    }
    return "";
}

const char* unboundedText(Unbounded u) {
    switch (u) {
        case Unbounded::NoEnd: return phraseText("the last line of a session is not on record: it was still open or cut off, or the line is missing");
        case Unbounded::Uncounted: return phraseText("there are requests whose octets no recorder counted");
        case Unbounded::CloudAudit: return phraseText("the Microsoft 365 audit log counts no octets");
        case Unbounded::Shell: return phraseText("what went through a shell is not counted");
        case Unbounded::NoCounter: return phraseText("a recorder of another protocol counts no octets");
    }
    return "";
}

std::string_view verdictName(Verdict v) {
    switch (v) {
        case Verdict::Refuted: return "refuted";
        case Verdict::Compatible: return "compatible";
        case Verdict::NotTestable: break;
    }
    return "not-testable";
}

}  // namespace sillage

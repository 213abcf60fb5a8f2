// State the servers left behind (lab 7): recognised and listed as one record each. Read for facts: Dovecot's
// .dovecot.lda-dupes (Pigeonhole's duplicate database: which message a Sieve redirect sent out, to whom, without any
// log). Not read: the Roundcube database, compiled Sieve scripts.
//
// lda-dupes: u32 version 2, then records u32 expiry time, u32 id length, u32 user length, id, user (little endian).
// id = `<message-id>-recipient-target-…` for redirects.
#include <cstring>

#include "base/text.h"
#include "base/phrase.h"
#include "logs/all_formats.h"
#include "logs/line_log.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

enum class Kind { None, Dupes, Database, SieveBinary };

std::uint32_t le32(std::string_view octets, std::size_t at) {
    std::uint32_t v = 0;
    for (std::size_t i = 4; i-- > 0;) v = v << 8 | static_cast<std::uint8_t>(octets[at + i]);
    return v;
}

Kind kindOf(std::string_view name, std::string_view octets) {
    if (octets.size() >= 16 && le32(octets, 0) == 2 && le32(octets, 8) < 100000 && le32(octets, 12) < 10000 &&
        (name == ".dovecot.lda-dupes" || octets.substr(16, 1) == "<"))
        return Kind::Dupes;
    if (startsWith(octets, std::string_view("SQLite format 3\0", 16))) return Kind::Database;
    if (octets.size() >= 16 && startsWith(octets, "\xbe\xba\xfe\xca") && endsWith(name, ".svbin")) return Kind::SieveBinary;
    return Kind::None;
}

Recognition recognise(const Head& head) {
    switch (kindOf(head.name, head.octets)) {
        case Kind::Dupes: return {95, phraseText("Dovecot's record of messages that Sieve sent on (lda-dupes, version 2)")};
        case Kind::Database:  // its schema lies anywhere in the file: the place decides
            if (contains(asciiLower(head.path), "roundcube") || contains(head.octets, "collected_addresses"))
                return {90, phraseText("SQLite database in a Roundcube directory")};
            return {};
        case Kind::SieveBinary: return {90, phraseText("compiled Sieve script of Dovecot (.svbin)")};
        case Kind::None: break;
    }
    return {};
}

/// `<id>-recipient-target-…`: the recipient is known where it is also the record's user.
std::string_view targetOf(std::string_view rest, std::string_view user) {
    if (!take(rest, "-")) return {};
    if (startsWith(rest, user) && rest.substr(user.size(), 1) == "-") {
        rest.remove_prefix(user.size() + 1);
    } else {
        const std::size_t at = rest.find('@');
        if (at == std::string_view::npos) return {};
        rest.remove_prefix(at + 1);
        takeUntil(rest, "-");
    }
    // Behind the target: "-" and a resent id, usually "-" and the recipient again.
    if (endsWith(rest, user)) rest.remove_suffix(user.size());
    while (endsWith(rest, "-")) rest.remove_suffix(1);
    return rest;
}

void readDupes(ByteSource& source, const Range& range, Sink& sink) {
    constexpr std::uint64_t kMax = 16u << 20;
    const std::string octets =
        source.readString(range.begin, static_cast<std::size_t>(std::min(range.end - range.begin, kMax)));
    const std::string_view all = octets;
    for (std::size_t at = 4; at < all.size();) {
        if (at + 12 > all.size()) {
            sink.problem({at, all.size() - at, "lda-dupes", "a record is cut off at the end of the file"});
            break;
        }
        const std::size_t idSize = le32(all, at + 4), userSize = le32(all, at + 8);
        if (idSize > all.size() - at - 12 || userSize > all.size() - at - 12 - idSize) {
            sink.problem({at, all.size() - at, "lda-dupes", "a record's length goes beyond the end of the file"});
            break;
        }
        const std::string_view id = all.substr(at + 12, idSize), user = all.substr(at + 12 + idSize, userSize);
        const std::size_t close = id.find(">-");
        if (startsWith(id, "<") && close != std::string_view::npos) {
            const std::string_view target = targetOf(id.substr(close + 1), user);
            if (contains(target, "@"))
                sink.fact({"redirected", repairUtf8(target), repairUtf8(id.substr(0, close + 1)), range.begin + at});
        }
        at += 12 + idSize + userSize;
    }
    sink.skipped("state: read for its facts");
}

void read(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    sink.found();
    const std::string head =
        source.readString(range.begin, static_cast<std::size_t>(std::min<std::uint64_t>(range.end - range.begin, 65536)));
    switch (kindOf(hints.name, head)) {
        case Kind::Dupes: readDupes(source, range, sink); return;
        case Kind::Database: sink.skipped("state: the Roundcube database is listed, not read"); return;
        case Kind::SieveBinary: sink.skipped("state: a compiled Sieve script is listed, its source is read"); return;
        case Kind::None: break;
    }
    sink.skipped("state: listed, not read");
}

}  // namespace

const Format kStateFormat{"state", "Server state (lda-dupes, Roundcube database, compiled Sieve)",
                          SourceKind::State, recognise, read, nullptr, "names item (lda-dupes), else nothing"};

}  // namespace sillage

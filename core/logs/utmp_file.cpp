// "utmp": login records of Linux (utmp(5)): wtmp and its rotations, btmp (failed logins), utmp (who is logged in now), as
// glibc writes them on 64-bit machines: records of 384 octets, little-endian. And "lastlog": 292 octets a user, by number.
//
// A record: type 0, pid 4, line 8 (32), id 40 (4), user 44 (32), host 76 (256), exit 332, session 336, seconds 340,
// microseconds 344, address 348 (16). Times are UTC.
//   wtmp, utmp: user process            Login +      line, host, pid
//   wtmp: dead process of a line        Logout       the account is the line's last one
//   btmp: every record                  Login −
//   boot, shutdown, runlevel            Admin        op
//   init, login process, clock changed  noise
#include <algorithm>
#include <map>

#include "base/ip.h"
#include "base/phrase.h"
#include "base/text.h"
#include "logs/all_formats.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

constexpr std::size_t kRecord = 384, kLastlog = 292;

enum Type : std::uint32_t { kEmpty, kRunLevel, kBoot, kNewTime, kOldTime, kInit, kLoginProcess, kUser, kDead, kAccounting };

std::uint32_t le32(std::string_view o, std::size_t at) {
    std::uint32_t v = 0;
    for (std::size_t i = 4; i-- > 0;) v = v << 8 | static_cast<std::uint8_t>(o[at + i]);
    return v;
}

std::string_view textAt(std::string_view o, std::size_t at, std::size_t width) {
    const std::string_view field = o.substr(at, width);
    return field.substr(0, field.find('\0'));
}

/// Text as these records hold it: printable, then nothing but NUL.
bool isText(std::string_view field) {
    const std::size_t end = std::min(field.find('\0'), field.size());
    return std::all_of(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(end), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }) &&
           field.find_first_not_of('\0', end) == std::string_view::npos;
}

bool plausible(std::string_view r) {
    const std::uint32_t type = le32(r, 0), seconds = le32(r, 340);
    return type <= kAccounting && isText(r.substr(8, 32)) && (type == kEmpty || seconds > 631'152'000) && le32(r, 344) < 1'000'000;  // 1990
}

std::string addressOf(std::string_view r) {
    if (le32(r, 348) == 0 && le32(r, 352) == 0 && le32(r, 356) == 0 && le32(r, 360) == 0) return {};
    IpAddress ip;
    const bool v4 = le32(r, 352) == 0 && le32(r, 356) == 0 && le32(r, 360) == 0;
    if (v4) ip.octets[10] = ip.octets[11] = 0xff;
    for (std::size_t i = 0; i < (v4 ? 4u : 16u); ++i) ip.octets[(v4 ? 12 : 0) + i] = static_cast<std::uint8_t>(r[348 + i]);
    return ip.text();
}

void setTime(std::uint32_t seconds, std::uint32_t micros, Event& e) {
    e.time.civil = std::int64_t{seconds} * 1'000'000 + micros;
    e.time.zoneMinutes = 0;
    e.time.precision = micros ? Precision::Microsecond : Precision::Second;
    e.time.present = true;
    e.rawTime = std::to_string(seconds) + (micros ? "." + std::to_string(micros + 1'000'000).substr(1) : "");
}

class UtmpReader {
public:
    UtmpReader(bool failures, Sink& sink) : failures_(failures), sink_(sink) {}

    void record(std::string_view r, std::uint64_t offset) {
        sink_.found();
        if (!plausible(r)) {
            sink_.failed({offset, kRecord, phrase("record at offset %1", offset), phrase("not a login record: its type, terminal or time cannot be")});
            return;
        }
        Event e;
        e.offset = offset;
        e.length = kRecord;
        e.protocol = "login";
        setTime(le32(r, 340), le32(r, 344), e);
        const std::uint32_t type = le32(r, 0);
        if (failures_ && type != kEmpty) return login(r, std::move(e), Outcome::Failure);
        switch (type) {
            case kUser: return login(r, std::move(e), Outcome::Success);
            case kDead: return dead(r, std::move(e));
            case kBoot: return system(std::move(e), "boot", r);
            case kRunLevel: return system(std::move(e), textAt(r, 44, 32) == "shutdown" ? "shutdown" : "runlevel", r);
            case kNewTime: case kOldTime: return sink_.skipped(phraseText("login records: the clock was set"));
            case kInit: case kLoginProcess: return sink_.skipped(phraseText("login records: a terminal waits for a login"));
            default: return sink_.skipped(phraseText("login records: empty"));
        }
    }

private:
    static void place(std::string_view r, Event& e) {
        addField(e, "line", clean(textAt(r, 8, 32)));
        if (const auto host = textAt(r, 76, 256); !host.empty()) addField(e, "host", clean(host));
        addField(e, "pid", std::to_string(le32(r, 4)));
        e.clientIp = addressOf(r);
        if (const auto ip = parseIp(textAt(r, 76, 256)); e.clientIp.empty() && ip) e.clientIp = ip->text();
    }
    static std::string sessionOf(std::string_view r) { return clean(textAt(r, 8, 32)) + ":" + std::to_string(le32(r, 4)); }

    void login(std::string_view r, Event&& e, Outcome outcome) {
        e.action = Action::Login;
        e.outcome = outcome;
        e.account = clean(textAt(r, 44, 32));
        place(r, e);
        if (outcome == Outcome::Success) {
            e.session = sessionOf(r);
            if (users_.size() < 10'000) users_[std::string(textAt(r, 8, 32))] = e.account;
        }
        if (startsWith(textAt(r, 8, 32), "ssh")) e.protocol = "ssh";
        sink_.event(std::move(e));
    }
    /// A terminal nobody was logged in at ended: nothing to tell.
    void dead(std::string_view r, Event&& e) {
        const auto user = users_.find(std::string(textAt(r, 8, 32)));
        const std::string_view own = textAt(r, 44, 32);
        if (user == users_.end() && own.empty()) return sink_.skipped(phraseText("login records: a terminal ended that nobody was logged in at"));
        e.action = Action::Logout;
        e.account = own.empty() ? user->second : clean(own);
        place(r, e);
        e.session = sessionOf(r);
        if (user != users_.end()) users_.erase(user);
        sink_.event(std::move(e));
    }
    void system(Event&& e, std::string_view op, std::string_view r) {
        e.action = Action::Admin;
        e.outcome = Outcome::Success;
        addField(e, "op", op);
        if (const auto host = textAt(r, 76, 256); !host.empty()) addField(e, "kernel", clean(host));
        sink_.event(std::move(e));
    }

    bool failures_;
    Sink& sink_;
    std::map<std::string, std::string> users_;  ///< by terminal
};

bool named(std::string_view name, std::string_view base) {
    return name == base || (startsWith(name, base) && (name[base.size()] == '.' || name[base.size()] == '-' || name[base.size()] == '_'));
}

void read(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    UtmpReader reader(named(asciiLower(hints.name), "btmp"), sink);
    for (std::uint64_t at = range.begin; at < range.end && !sink.stopped(); at += kRecord) {
        const std::string r = source.readString(at, kRecord);
        if (r.size() < kRecord) {
            sink.found();
            sink.failed({at, r.size(), phrase("record at offset %1", at), phrase("the file ends inside a record")});
            return;
        }
        reader.record(r, at);
    }
}

Recognition recognise(const Head& head) {
    const std::size_t records = std::min<std::size_t>(head.octets.size() / kRecord, 64);
    if (records == 0) return {};
    std::size_t good = 0, stated = 0;
    for (std::size_t i = 0; i < records; ++i) {
        const std::string_view r = head.octets.substr(i * kRecord, kRecord);
        good += plausible(r) ? 1 : 0;
        stated += plausible(r) && le32(r, 0) != kEmpty ? 1 : 0;
    }
    if (stated == 0 || good * 4 < records * 3) return {};
    const std::string name = asciiLower(head.name);
    const bool known = named(name, "wtmp") || named(name, "btmp") || named(name, "utmp");
    if (good < records && !known) return {};
    return {known ? 95 : 85, named(name, "btmp") ? phraseText("Linux records of failed logins (btmp)") : phraseText("Linux login records (utmp, wtmp)")};
}

// lastlog: u32 seconds, terminal (32), host (256); the record's number is the user's.

bool plausibleLast(std::string_view r) {
    const std::uint32_t seconds = le32(r, 0);
    if (seconds == 0) return r.find_first_not_of('\0') == std::string_view::npos;
    return seconds > 631'152'000 && r[35] == '\0' && isText(r.substr(4, 32)) && isText(r.substr(36, 256));
}

void readLast(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    constexpr std::size_t kMany = 4096;
    for (std::uint64_t at = range.begin; at < range.end && !sink.stopped();) {
        const std::string block = source.readString(at, kLastlog * kMany);
        if (block.empty()) return;
        for (std::size_t i = 0; i < block.size(); i += kLastlog) {
            const std::string_view r = std::string_view(block).substr(i, kLastlog);
            const std::uint64_t offset = at + i;
            sink.found();
            if (r.size() < kLastlog || !plausibleLast(r)) {
                sink.failed({offset, r.size(), phrase("record at offset %1", offset), phrase("not a record of lastlog")});
                continue;
            }
            if (le32(r, 0) == 0) {
                sink.skipped(phraseText("lastlog: a user who never logged in"));
                continue;
            }
            Event e;
            e.offset = offset;
            e.length = kLastlog;
            e.protocol = "login";
            e.action = Action::Login;
            e.outcome = Outcome::Success;
            e.account = "uid:" + std::to_string(offset / kLastlog);
            setTime(le32(r, 0), 0, e);
            addField(e, "op", "last-login");
            addField(e, "line", clean(textAt(r, 4, 32)));
            if (const auto host = textAt(r, 36, 256); !host.empty()) addField(e, "host", clean(host));
            if (const auto ip = parseIp(textAt(r, 36, 256))) e.clientIp = ip->text();
            sink.event(std::move(e));
        }
        at += block.size();
    }
}

Recognition recogniseLast(const Head& head) {
    if (!named(asciiLower(head.name), "lastlog") || head.size == 0 || head.size % kLastlog) return {};
    for (std::size_t i = 0; i + kLastlog <= head.octets.size(); i += kLastlog)
        if (!plausibleLast(head.octets.substr(i, kLastlog))) return {};
    return {95, phraseText("the last login of each user (lastlog), by name, size and content")};
}

}  // namespace

// One unit: a logout needs the login before it.
const Format kUtmpFormat{"utmp", "Linux login records (wtmp, btmp, utmp)", SourceKind::Log, recognise, read, nullptr, "session"};
const Format kLastlogFormat{"lastlog", "Linux last logins (lastlog)", SourceKind::Log, recogniseLast, readLast, nullptr, "session"};

}  // namespace sillage

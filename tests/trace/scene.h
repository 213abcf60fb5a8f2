// A hand-made case for the rules' tests: events and placements as a reader and a store would give them.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "trace/engine.h"
#include "trace/load.h"

namespace scene {

using namespace sillage;
using namespace sillage::tracing;

constexpr std::int64_t kSec = 1'000'000;
/// 2025-12-11T22:00:00Z.
constexpr std::int64_t kNight = 1765490400 * kSec;

inline const char* kOwner = "claire@x.example";
inline const char* kIntruder = "203.0.113.66";
inline const char* kDesk = "198.51.100.11";

struct Line {
    StoredEvent e;
    Line(Action action, std::string protocol, std::int64_t utc) {
        e.action = action;
        e.protocol = std::move(protocol);
        e.utc = e.utcTo = utc;
        e.time.present = true;
        e.time.precision = Precision::Second;
        e.sourceId = 1;
    }
    Line& account(std::string a) { e.account = std::move(a); return *this; }
    Line& ip(std::string a) { e.clientIp = std::move(a); return *this; }
    Line& agent(std::string a) { e.userAgent = std::move(a); return *this; }
    Line& session(std::string s) { e.session = std::move(s); return *this; }
    Line& ok() { e.outcome = Outcome::Success; return *this; }
    Line& failed() { e.outcome = Outcome::Failure; return *this; }
    Line& item(std::string folder, std::uint32_t uid, std::string id = {}) {
        e.folder = std::move(folder);
        e.uid = uid;
        e.messageId = std::move(id);
        return *this;
    }
    Line& part(std::string p) { e.part = std::move(p); return *this; }
    Line& bytes(std::int64_t b) { e.bytes = b; return *this; }
    Line& field(std::string k, std::string v) { e.fields.emplace_back(std::move(k), std::move(v)); return *this; }
    Line& source(std::int64_t s) { e.sourceId = s; return *this; }
};

inline Line counted(std::int64_t utc, int headers, std::int64_t headerBytes, int bodies, std::int64_t bodyBytes, std::int64_t out = -1) {
    Line l(Action::Logout, "imap", utc);
    l.account(kOwner).field("in", "100").field("out", std::to_string(out < 0 ? headerBytes + bodyBytes + 800 : out));
    l.field("hdr_count", std::to_string(headers)).field("hdr_bytes", std::to_string(headerBytes));
    l.field("body_count", std::to_string(bodies)).field("body_bytes", std::to_string(bodyBytes));
    return l;
}

/// A web request as the access log's reader gives it.
inline Line web(Action action, std::int64_t utc, const std::string& ip = kIntruder) {
    Line l(action, "webmail", utc);
    l.ip(ip).agent("Browser/1").ok().field("status", "200").field("method", "GET").field("task", "mail");
    return l;
}

struct Mail {
    Placement p;
    Mail(std::string folder, std::uint32_t uid, std::uint64_t wire) {
        p.mailbox = kOwner;
        p.folder = std::move(folder);
        p.uid = uid;
        p.uidValidity = 1700000000;
        p.wireSize = p.size = wire;
        p.headerWireSize = 200;
        p.messageId = "<" + p.folder + std::to_string(uid) + "@x>";
        p.sha256 = toHex(sha256(p.messageId));
        p.key = p.messageId;
        p.subject = "Subject " + std::to_string(uid);
        p.internalDate = kNight - 86'400 * kSec;
        part("1", PartKind::TextBody, "", 100);
    }
    Mail& part(const std::string& number, PartKind kind, const std::string& name, std::uint64_t size) {
        Part part;
        part.number = number;
        part.kind = kind;
        part.name = name;
        part.size = size;
        part.wireSize = size * 4 / 3;
        p.parts.push_back(part);
        return *this;
    }
    Mail& file(const std::string& number, const std::string& name, std::uint64_t size) { return part(number, PartKind::Attachment, name, size); }
    Mail& id(std::string messageId) { p.messageId = std::move(messageId); return *this; }
    Mail& in(std::string mailbox) { p.mailbox = std::move(mailbox); return *this; }
    Mail& arrived(std::int64_t utc) { p.internalDate = utc; return *this; }
    Mail& validity(std::uint32_t v) { p.uidValidity = v; return *this; }
};

class Scene {
public:
    Input input;

    Scene() { addSource("var/log/dovecot.log", "dovecot"); }
    std::int64_t addSource(const std::string& path, const std::string& format) {
        Source s;
        s.id = static_cast<std::int64_t>(input.sources.size()) + 1;
        s.path = path;
        s.format = format;
        s.kind = SourceKind::Log;
        s.counts.found = 1;
        input.sources.push_back(s);
        return s.id;
    }
    Scene& add(Line line) {
        line.e.id = line.e.record = ++id_;
        line.e.line = static_cast<std::uint64_t>(id_);
        addEvent(input, line.e);
        return *this;
    }
    Scene& add(Mail mail) {
        mail.p.id = static_cast<std::int64_t>(input.items.size()) + 1;
        items_.add(mail.p);
        return *this;
    }
    Scene& indicator(const std::string& ip, IndicatorGrade grade = IndicatorGrade::Exclusive) {
        Indicator i;
        i.id = "I-test";
        i.ip = ip;
        i.grade = grade;
        i.document = grade == IndicatorGrade::Exclusive ? "lease record" : "";
        input.indicators.push_back(i);
        return *this;
    }
    Scene& fact(const std::string& key, const std::string& key2, const std::string& value) {
        input.facts.push_back({1, {key, key2, value, 0}});
        return *this;
    }
    /// The server's own log is on and writes saves and removals from the evening before.
    Scene& recorderOn() {
        return add(Line(Action::Save, "lmtp", kNight - 3600 * kSec).account("other@x.example").item("INBOX", 1, "<first@x>").ok());
    }
    /// Ready for the parts that are tested alone.
    Scene& finish() {
        for (const Item& i : input.items) input.mailboxes.push_back(i.mailbox);
        finishInput(input);
        return *this;
    }
    TraceResult run() {
        finishInput(input);
        return traceInput(input);
    }

private:
    ItemBuilder items_{input};
    std::int64_t id_ = 0;
};

inline std::vector<Touch> withActor(const TraceResult& r) {
    std::vector<Touch> out;
    std::copy_if(r.touches.begin(), r.touches.end(), std::back_inserter(out), [](const Touch& t) { return !t.actor.empty(); });
    return out;
}

/// The row of a message (part "") at a depth class; a default row with grade Undetermined and id "" when there is none.
inline Touch rowOf(const TraceResult& r, std::uint32_t uid, bool content, const std::string& part = {}, const std::string& folder = "INBOX") {
    for (const auto& t : r.touches)
        if (!t.actor.empty() && t.uid == uid && t.folder == folder && isContent(t.depth) == content && t.part == part) return t;
    Touch none;
    return none;
}

}  // namespace scene

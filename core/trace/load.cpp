// Rows of the case to the compact form (see load.h). Field keys are those of the readers' headers; where two
// readers name the same thing differently both names are listed here and nowhere else.
#include "trace/load.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "trace/dovecot_session.h"

namespace sillage::tracing {
namespace {

std::string_view firstField(const Event& e, std::initializer_list<std::string_view> keys) {
    for (const auto key : keys)
        if (const auto v = e.field(key); !v.empty()) return v;
    return {};
}

std::int64_t number(std::string_view text) {
    std::int64_t n = -1;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    return ec == std::errc() && end == text.data() + text.size() && n >= 0 ? n : -1;
}

std::int32_t readCounters(Input& input, const Event& e) {
    Counters c;
    const std::pair<const char*, std::int64_t Counters::*> kFields[] = {
        {"hdr_count", &Counters::hdrCount}, {"hdr_bytes", &Counters::hdrBytes}, {"body_count", &Counters::bodyCount},
        {"body_bytes", &Counters::bodyBytes}, {"in", &Counters::in}, {"out", &Counters::out},
        {"deleted", &Counters::deleted}, {"expunged", &Counters::expunged}, {"top", &Counters::top},
        {"retr", &Counters::retr}, {"retr_bytes", &Counters::retrBytes}, {"messages", &Counters::messages},
        {"size", &Counters::size}};
    bool any = false;
    for (const auto& [key, member] : kFields) any |= (c.*member = number(e.field(key))) >= 0;
    if (!any) return -1;
    input.counters.push_back(c);
    return static_cast<std::int32_t>(input.counters.size() - 1);
}

std::uint32_t small(std::string_view text) {
    const auto n = number(text);
    return n > 0 && n <= UINT32_MAX ? static_cast<std::uint32_t>(n) : 0;
}

/// Fields of the Roundcube grammar; -1 when the record has none.
std::int32_t readWeb(Input& input, const Event& e) {
    const bool post = !e.field("referer_folder").empty() || !e.field("referer_page").empty();
    if (e.field("task").empty() && e.field("token").empty() && !post) return -1;
    auto& sym = input.symbols;
    WebFields w;
    w.task = sym.intern(e.field("task"));
    w.action = sym.intern(e.field("action"));
    w.token = sym.intern(e.field("token"));
    w.search = sym.intern(e.field("search"));
    w.searchId = sym.intern(e.field("search_id"));
    w.headers = sym.intern(e.field("headers"));
    w.scope = sym.intern(e.field("scope"));
    w.clientMs = sym.intern(e.field("client_ms"));
    w.refererFolder = sym.intern(e.field("referer_folder"));
    w.page = small(e.field("page"));
    w.refererPage = small(e.field("referer_page"));
    const std::pair<const char*, bool WebFields::*> kFlags[] = {
        {"thumb", &WebFields::thumb}, {"frame", &WebFields::frame}, {"preload", &WebFields::preload},
        {"embed", &WebFields::embed}, {"download", &WebFields::download}, {"save", &WebFields::save},
        {"forward", &WebFields::forward}, {"form", &WebFields::form}, {"id_truncated", &WebFields::truncated}};
    for (const auto& [key, member] : kFlags) w.*member = !e.field(key).empty();
    input.web.push_back(w);
    return static_cast<std::int32_t>(input.web.size() - 1);
}

/// Static files of a web server witness nothing about mail.
bool worthless(const StoredEvent& e) {
    return e.action == Action::Page && e.protocol == "http" && e.session.empty();
}

}  // namespace

void addEvent(Input& input, const StoredEvent& s) {
    if (worthless(s)) return;
    auto& sym = input.symbols;
    Ev e;
    e.id = s.id;
    e.record = s.record ? s.record : s.id;
    e.utc = s.utc;
    e.utcTo = s.utcTo ? s.utcTo : s.utc;
    e.source = s.sourceId;
    e.line = s.line;
    e.offset = s.offset;
    e.length = s.length;
    e.granularity = s.time.present ? std::max<std::int64_t>(1, granularity(s.time.precision).count()) : kSecond;
    e.account = sym.intern(asciiLower(s.account));
    e.mailbox = s.mailbox.empty() ? e.account : sym.intern(asciiLower(s.mailbox));
    e.ip = sym.intern(s.clientIp);
    e.port = s.clientPort;
    e.agent = sym.intern(s.userAgent);
    e.session = sym.intern(s.session);
    e.folder = sym.intern(s.folder);
    e.messageId = sym.intern(trim(s.messageId));
    e.part = sym.intern(s.part);
    e.protocol = sym.intern(s.protocol);
    e.route = routeOf(s.protocol);
    e.action = s.action;
    e.outcome = s.outcome;
    e.uid = s.uid;
    e.bytes = s.bytes;
    e.method = sym.intern(s.field("method"));
    e.target = s.action == Action::Copy || s.action == Action::Move
                   ? sym.intern(firstField(s, {"copied_from", "dest_folder"}))
                   : sym.intern(asciiLower(firstField(s, {"target", "to", "recipient"})));
    e.relay = sym.intern(firstField(s, {"relay"}));
    e.detail = sym.intern(firstField(s, {"mail_access_type", "MailAccessType", "flags", "queue_id", "reason"}));
    e.client = sym.intern(firstField(s, {"is_throttled", "IsThrottled", "state"}));
    if (s.action == Action::Fetch) {  // protocol traces: what was asked for or served, and by which side
        e.detail = sym.intern(s.field("content"));
        e.client = sym.intern(s.field("direction"));
        e.target = sym.intern(asciiLower(s.field("args")));
    }
    e.connection = sym.intern(s.field("connection"));
    e.pid = small(firstField(s, {"pid", "mpid"}));
    e.doubtful = !s.field("in_literal").empty();
    if (e.messageId) e.subject = sym.intern(s.field("subject"));
    e.size = number(firstField(s, {"size", "item_size", "SizeInBytes"}));
    if (const auto st = firstField(s, {"status", "http_status"}); !st.empty()) e.status = static_cast<int>(number(st));
    if (s.action == Action::Logout || s.action == Action::Disconnect) e.counters = readCounters(input, s);
    if (e.route == Route::Webmail || s.action == Action::ClientId) e.web = readWeb(input, s);
    if (!e.ip && e.session && e.route != Route::Webmail)  // a rotated login line: the id says address and port (T24)
        if (const auto id = decodeDovecotSession(s.session)) {
            e.ip = sym.intern(id->address);
            e.port = id->port;
        }
    input.events.push_back(e);
}

void ItemBuilder::add(const Placement& p) {
    if (p.parent) return;  // nested messages are delivered with the one that holds them
    auto& sym = input_.symbols;
    const std::string place = p.mailbox + '\t' + p.folder + '\t' + std::to_string(p.uid) + '\t' + p.sha256 +
                              (p.uid ? "" : '\t' + p.key);
    if (auto [it, fresh] = seen_.emplace(place, input_.items.size()); !fresh) return;
    Item i;
    i.placement = p.id;
    i.key = p.key;
    i.mailbox = sym.intern(asciiLower(p.mailbox));
    i.folder = sym.intern(p.folder);
    i.messageId = sym.intern(trim(p.messageId));
    i.uid = p.uid;
    i.uidValidity = p.uidValidity;
    i.subject = p.subject;
    i.from = p.from;
    i.sha256 = p.sha256;
    i.size = p.size;
    i.wireSize = p.wireSize;
    i.headerWireSize = p.headerWireSize;
    i.internalDate = p.internalDate;
    i.dateUtc = p.dateUtc;
    i.sourceId = p.sourceId;
    i.offset = p.offset;
    i.length = p.length;
    if (p.internalDate) i.present = p.internalDate;
    for (const Part& part : p.parts)
        if (part.kind != PartKind::Container)
            i.parts.push_back({part.number, part.name, toHex(part.sha256), part.kind, part.mediaType, part.size,
                               part.wireSize});
    input_.items.push_back(std::move(i));
}

void finishInput(Input& input) {
    for (const auto& s : input.sources) input.sourcePaths[s.id] = s.path;
    std::stable_sort(input.events.begin(), input.events.end(), [](const Ev& a, const Ev& b) {
        return a.utc != b.utc ? a.utc < b.utc : a.id < b.id;
    });
    std::sort(input.facts.begin(), input.facts.end(), [](const FactRow& a, const FactRow& b) {
        return std::tie(a.source, a.fact.key, a.fact.key2, a.fact.value) <
               std::tie(b.source, b.fact.key, b.fact.key2, b.fact.value);
    });
}

Input loadCase(CaseStore& store, Progress& progress) {
    Input input;
    progress.note("reading events");
    input.sources = store.sources();
    for (auto& [source, fact] : store.factsWithSource("")) {
        if (fact.key == "uid") continue;  // already in the placements' uid
        input.facts.push_back({source, std::move(fact)});
    }
    store.events().scan({}, [&](const StoredEvent& e) {
        addEvent(input, e);
        return !progress.cancelled();
    });
    progress.note("reading messages");
    ItemBuilder items(input);
    store.placements(std::nullopt, true, [&](Placement&& p) {
        items.add(p);
        return !progress.cancelled();
    });
    input.indicators = store.indicators();
    input.aliases = store.aliases();
    for (const char* key : {"routes-not-applicable", "habitual-assumption"})
        input.settings[key] = store.setting(key);
    finishInput(input);
    return input;
}

}  // namespace sillage::tracing

// What the recorders of a case counted, session by session (see volume_count.h). Most of it stands in columns; the fields
// of a record are read only where they change the answer: sessions of an actor, and POP3's last lines.
#include "trace/volume_count.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "store/event_chunk_store.h"
#include "trace/coverage_recorders.h"

namespace sillage::tracing {
namespace {

Route routeNamed(std::string_view name) {
    for (std::size_t r = 0; r < kRoutes; ++r)
        if (routeName(static_cast<Route>(r)) == name) return static_cast<Route>(r);
    return Route::Other;
}

Whose whoseNamed(std::string_view status) {
    if (status == "attributed") return Whose::Attributed;
    if (status == "refused") return Whose::Refused;
    return status == "habitual" || status == "holder" ? Whose::Habitual : Whose::Undecided;
}

/// One field of a record; "" where it has none.
std::string field(ChunkReader& reader, std::uint32_t row, std::string_view name) {
    const auto& keys = reader.keys();
    std::string out;
    eachField(reader.fields(row), [&](std::uint64_t key, std::string_view value) {
        if (key < keys.size() && keys[key] == name && out.empty()) out = value;
    });
    return out;
}

/// A number of octets among the fields; -1 = none.
std::int64_t octetsIn(ChunkReader& reader, std::uint32_t row, std::string_view name) {
    const std::string text = field(reader, row, name);
    std::int64_t n = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc() && end == text.data() + text.size() && n >= 0 ? n : -1;
}

std::uint64_t natural(std::int64_t n) { return static_cast<std::uint64_t>(std::max<std::int64_t>(n, 0)); }

/// Octets of a request that was answered. What was to be sent is no floor.
Counted sent(OctetCounter counter, std::int64_t octets, bool success) {
    const bool measured = counter != OctetCounter::HttpEntity && counter != OctetCounter::HttpUnknown;
    return {measured && success ? natural(octets) : 0, natural(octets), counter, false};
}

/// What a protocol trace or a protocol log measured of one answer.
Counted answer(const OctetRecorder& of, std::int64_t octets) {
    return {natural(octets), natural(octets), of.counter == OctetCounter::ExchangeRow ? of.counter : OctetCounter::Answers, false};
}

bool logsIn(Action a) { return a == Action::Login || a == Action::Logout || a == Action::Connect || a == Action::Disconnect; }

/// T12, T13: what the last line of a session counts. One that was waiting for its answer to leave is an upper bound.
Counted lastLine(ChunkReader& reader, std::uint32_t row, std::int64_t octets) {
    Counted c{0, 0, OctetCounter::SessionOut, true};
    const std::int64_t out = octetsIn(reader, row, "out"), retrieved = octetsIn(reader, row, "retr_bytes");
    const std::int64_t headers = octetsIn(reader, row, "hdr_bytes"), bodies = octetsIn(reader, row, "body_bytes");
    if (out >= 0) {
        c.most = natural(out);
    } else if (retrieved >= 0) {
        const std::int64_t top = octetsIn(reader, row, "top_bytes");
        c.counter = OctetCounter::Retrieved;
        c.most = natural(retrieved) + natural(top);
        c.whole = top >= 0 || octetsIn(reader, row, "top") == 0;
    } else if (bodies >= 0 || headers >= 0) {
        c.counter = OctetCounter::Fetched;
        c.most = natural(bodies) + natural(headers);
        c.whole = false;  // envelopes and the like count in out= alone
    } else {
        c.most = natural(octets);
        c.whole = octets >= 0;
    }
    c.sure = field(reader, row, "state") == "wait-output" ? 0 : c.most;
    return c;
}

}  // namespace

std::unordered_map<std::int64_t, OctetRecorder> octetRecorders(CaseStore& store) {
    std::vector<std::pair<std::string, std::string>> facts;
    std::unordered_map<std::int64_t, std::string> paths;
    const std::vector<Source> sources = store.sources();
    for (const Source& s : sources) paths[s.id] = s.path;
    for (const auto& [source, fact] : store.factsWithSource("web-log-bytes")) facts.emplace_back(paths[source], fact.value);
    std::map<std::pair<std::string, std::string>, std::uint16_t> sets;
    std::unordered_map<std::int64_t, OctetRecorder> out;
    for (const Source& s : sources) {
        OctetRecorder r;
        r.recorder = sets.emplace(std::make_pair(s.root, rotationName(s.path, s.format).set), static_cast<std::uint16_t>(sets.size())).first->second;
        r.dashIsNone = s.format == "access-log";
        r.requests = true;
        if (s.format == "access-log") r.counter = accessLogCounter(s.path, facts);
        else if (s.format == "sogo") r.counter = OctetCounter::SogoSent;
        else if (s.format.starts_with("iis-")) r.counter = OctetCounter::IisSent;
        else if (s.format == "exchange-httpproxy") r.counter = OctetCounter::HttpProxy;
        else if (s.format.starts_with("exchange-")) r.counter = OctetCounter::ExchangeRow;
        else r.requests = false;
        out[s.id] = r;
    }
    return out;
}

VolumeCount::VolumeCount(CaseStore& store, SessionTable& table) : store_(store), table_(table), recorders_(octetRecorders(store)) {
    readSessions();
    joinGroups();
}

void VolumeCount::readSessions() {
    const std::uint32_t listed = table_.listed();
    rows_.resize(listed);
    std::vector<Route> routes;
    std::vector<Whose> whose;
    std::vector<bool> loopback;
    table_.eachText(SessionColumn::Protocol, [&](std::uint32_t, std::string_view text) { routes.push_back(routeNamed(text)); });
    table_.eachText(SessionColumn::Status, [&](std::uint32_t, std::string_view text) { whose.push_back(whoseNamed(text)); });
    table_.eachText(SessionColumn::Ip, [&](std::uint32_t, std::string_view text) { loopback.push_back(text == "::1" || text.starts_with("127.")); });
    for (std::uint32_t c = 0; c < table_.chunks(); ++c) {
        const auto protocol = table_.numbers(c, SessionColumn::Protocol), status = table_.numbers(c, SessionColumn::Status),
                   ip = table_.numbers(c, SessionColumn::Ip), axis = table_.numbers(c, SessionColumn::Attribution);
        for (std::uint32_t at = 0; at < table_.rowsOf(c) && c * kSessionsAChunk + at < listed; ++at) {
            VolumeRow& r = rows_[c * kSessionsAChunk + at];
            r.route = routes.at(static_cast<std::size_t>(protocol.at(at)));
            r.whose = whose.at(static_cast<std::size_t>(status.at(at)));
            r.loopback = loopback.at(static_cast<std::size_t>(ip.at(at)));
            r.attribution = static_cast<Axis>(axis.at(at));
        }
    }
}

/// Sessions of a mail server in one group with a web session served its requests.
void VolumeCount::joinGroups() {
    std::unordered_map<std::uint64_t, bool> web;  // group → has a web session
    const auto eachGrouped = [&](auto&& visit) {
        for (std::uint32_t c = 0; c < table_.chunks(); ++c)
            for (const SessionGroup& g : table_.groups(c))
                if (const std::uint32_t row = c * kSessionsAChunk + g.row; row < rows_.size()) visit(rows_[row], g.group);
    };
    eachGrouped([&](const VolumeRow& r, std::uint64_t group) { web[group] |= r.browser(); });
    if (web.empty()) return;
    for (std::uint32_t c = 0; c < table_.chunks(); ++c) {
        const auto ids = table_.ids(c);
        for (std::uint32_t at = 0; at < table_.rowsOf(c) && c * kSessionsAChunk + at < rows_.size(); ++at) {
            if (!rows_[c * kSessionsAChunk + at].browser()) continue;
            if (const auto found = web.find(sessionIdAt(*ids, at)); found != web.end()) found->second = true;
        }
    }
    eachGrouped([&](VolumeRow& r, std::uint64_t group) { r.inner = !r.browser() && web[group]; });
}

void VolumeCount::run(const Outside& outside, Progress& progress) {
    const auto total = static_cast<std::uint64_t>(store_.events().count());
    store_.events().eachChunk([&](ChunkReader& reader) {
        progress.advance(static_cast<std::uint64_t>(reader.chunk().first), total + 1);
        readChunk(reader, outside);
        return !progress.cancelled();
    });
    settleRequests();
    for (VolumeRow& r : rows_)  // logins alone, all of them refused: somebody knocked
        if (!r.entered) r.whose = Whose::Refused;
}

void VolumeCount::readChunk(ChunkReader& reader, const Outside& outside) {
    const ChunkInfo& chunk = reader.chunk();
    const auto bytes = reader.number(NumberColumn::Bytes), action = reader.number(NumberColumn::Action), outcome = reader.number(NumberColumn::Outcome),
               source = reader.number(NumberColumn::Source), item = reader.number(NumberColumn::Item);
    TextReader& protocol = reader.text(TextColumn::Protocol);
    std::vector<Route> routes;
    protocol.dictionary().each([&](std::uint32_t, std::string_view text) { routes.push_back(routeOf(text)); });
    const OctetRecorder* of = nullptr;
    std::int64_t ofSource = -1;
    for (std::uint32_t row = 0; row < chunk.rows; ++row) {
        if (chunk.isDead(row) || item.at(row) != 0) continue;  // a record that names several items sent its octets once
        const std::uint32_t code = protocol.code(row);
        const Route route = code < routes.size() ? routes[code] : Route::Other;
        const bool web = route == Route::Webmail || route == Route::Web;
        const std::int64_t octets = bytes.at(row);
        const auto done = static_cast<Outcome>(outcome.at(row));
        if (const std::int64_t s = source.at(row); s != ofSource) {
            const auto known = recorders_.find(s);
            of = known == recorders_.end() ? nullptr : &known->second;
            ofSource = s;
        }
        if (!of) continue;
        const std::uint32_t session = table_.rowOfEvent(chunk.first + row);
        if (!session) {
            if (web && octets > 0 && of->requests && done != Outcome::Failure) outside(reader.text(TextColumn::ClientIp).at(row), sent(of->counter, octets, true));
            continue;
        }
        if (session - 1 >= rows_.size()) continue;
        VolumeRow& r = rows_[session - 1];
        const auto what = static_cast<Action>(action.at(row));
        r.used = r.used || !logsIn(what);
        r.entered = r.entered || what != Action::Login || done != Outcome::Failure;
        if (r.whose == Whose::Refused) continue;
        if (web) request(reader, row, session - 1, *of, octets, done);
        else if (isExchange(route) || route == Route::Admin) exchange(reader, row, session - 1, *of, octets, done);
        else if (what == Action::Logout || what == Action::Disconnect) ended(reader, row, session - 1, *of, octets);
        else if (octets > 0 && done != Outcome::Failure) add(session - 1, of->recorder, answer(*of, octets));
    }
}

/// A refused request delivered nothing; a client that went away (499) had a part of it.
void VolumeCount::request(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets, Outcome outcome) {
    if (!of.requests) return;
    const bool refused = outcome == Outcome::Failure;
    if (octets < 0 && !of.dashIsNone) {
        rows_[session].uncounted = rows_[session].uncounted || !refused;
        return;
    }
    if (refused && octets > 0 && field(reader, row, "status") != "499") octets = 0;
    add(session, of.recorder, sent(of.counter, octets, true));
}

/// T09: one request, several recorders; of an actor's sessions they are joined, of others the sum is the ceiling.
void VolumeCount::exchange(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets, Outcome outcome) {
    if (outcome == Outcome::Failure || !of.requests) return;
    const bool success = outcome == Outcome::Success;
    if (rows_[session].whose == Whose::Attributed) {
        if (!success && field(reader, row, "status") == "401") return;
        std::string id = field(reader, row, "cafe_req_id");
        if (id.empty()) id = field(reader, row, "request_id");
        if (!id.empty()) {
            Request& r = requests_[std::to_string(session) + ' ' + asciiLower(id)];
            r.session = session;
            if (octets > r.octets) r = {session, of.recorder, octets, of.counter, success};
            return;
        }
    }
    if (octets < 0) rows_[session].uncounted = rows_[session].uncounted || success;
    else add(session, of.recorder, sent(of.counter, octets, success));
}

void VolumeCount::settleRequests() {
    for (const auto& [id, r] : requests_) {
        if (r.octets < 0) rows_[r.session].uncounted = true;
        else add(r.session, r.recorder, sent(r.counter, r.octets, r.success));
    }
}

void VolumeCount::ended(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets) {
    const VolumeRow& r = rows_[session];
    const bool plain = r.route != Route::Pop3 && r.whose != Whose::Attributed && octets >= 0;
    const Counted c = plain ? Counted{natural(octets), natural(octets), OctetCounter::SessionOut, true} : lastLine(reader, row, octets);
    if (c.whole || c.most) add(session, of.recorder, c);
}

void VolumeCount::add(std::uint32_t session, std::uint16_t recorder, const Counted& c) {
    VolumeRow& r = rows_[session];
    if (!r.any || (r.recorder == recorder && r.counter == c.counter && r.whole == c.whole)) {
        r.sure += c.sure;
        r.most += c.most;
        r.recorder = recorder;
        r.counter = c.counter;
        r.whole = c.whole;
        r.any = true;
        return;
    }
    r.more = true;
    auto& others = more_[session];
    const auto same = std::find_if(others.begin(), others.end(), [&](const More& m) {
        return m.recorder == recorder && m.counted.counter == c.counter && m.counted.whole == c.whole;
    });
    if (same == others.end()) return others.push_back({recorder, c});
    same->counted.sure += c.sure;
    same->counted.most += c.most;
}

SessionOctets VolumeCount::octets(std::uint32_t session) const {
    const VolumeRow& r = rows_[session];
    SessionOctets s;
    s.route = r.route;
    s.refused = r.whose == Whose::Refused;
    s.used = r.used;
    s.innerOfCounted = r.inner;
    s.loopback = r.loopback && !r.inner;
    s.uncounted = r.uncounted;
    if (r.any) s.counted.push_back({r.sure, r.most, r.counter, r.whole});
    if (r.more)
        for (const More& m : more_.at(session)) s.counted.push_back(m.counted);
    return s;
}

}  // namespace sillage::tracing

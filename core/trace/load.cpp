// Events of the case to the compact form (see load.h), and what of them is read only when a rule asks for it.
#include "trace/load.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <future>
#include <tuple>

#include "base/text.h"
#include "trace/load_chunks.h"
#include "trace/load_columns.h"
#include "trace/parallel.h"
#include "trace/read_before.h"
#include "trace/recorder_facts.h"
#include "trace/forwarded.h"
#include "trace/sessions.h"
#include "trace/trace.h"

namespace sillage::tracing {
namespace {

/// Reads the rest of some events: chunk by chunk, so that each column is read once.
void enrichFrom(CaseStore& store, Input& input, const SpoolVector<std::uint32_t>& events) {
    struct Wanted {
        std::uint32_t id, event;
    };
    SpoolVector<Wanted> wanted(input.spool);
    for (const std::uint32_t e : events)
        if (!input.events[e].rich) wanted.push_back({input.events[e].id, e});
    std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.id < b.id; });
    const Wanted* next = wanted.begin();
    store.events().eachChunk([&](ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        const std::int64_t end = chunk.first + chunk.rows;
        if (next == wanted.end()) return false;
        if (next->id >= end) return true;
        Columns columns(input, reader);
        for (; next != wanted.end() && next->id < end; ++next)
            columns.enrich(static_cast<std::uint32_t>(next->id - chunk.first), input.events[next->event]);
        return true;
    });
}

/// Puts the events in order of time without a second copy of them.
void sortEvents(Input& input) {
    auto& events = input.events;
    const auto before = [](const Ev& a, const Ev& b) { return a.utc != b.utc ? a.utc < b.utc : a.id < b.id; };
    if (std::is_sorted(events.begin(), events.end(), before)) return;
    struct Place {
        std::int64_t utc;
        std::uint32_t id, from;
    };
    SpoolVector<Place> places(input.spool);
    for (std::uint32_t i = 0; i < events.size(); ++i) places.push_back({events[i].utc, events[i].id, i});
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
        return std::tie(a.utc, a.id, a.from) < std::tie(b.utc, b.id, b.from);
    });
    for (std::uint32_t start = 0; start < places.size(); ++start) {
        if (places[start].from == start) continue;
        const Ev kept = events[start];
        std::uint32_t hole = start;
        while (places[hole].from != start) {
            const std::uint32_t from = places[hole].from;
            events[hole] = events[from];
            places[hole].from = hole;
            hole = from;
        }
        events[hole] = kept;
        places[hole].from = hole;
    }
}

}  // namespace

void addEvent(Input& input, const StoredEvent& s) {
    if (worthless(s.action, s.protocol, s.session)) return;
    auto& sym = input.symbols;
    Ev e;
    e.id = narrow(static_cast<std::uint64_t>(s.id));
    e.record = narrow(static_cast<std::uint64_t>(s.record ? s.record : s.id));
    e.utc = s.utc;
    e.utcTo = s.utcTo ? s.utcTo : s.utc;
    e.source = static_cast<std::uint32_t>(s.sourceId);
    e.line = s.line;
    e.offset = s.offset;
    e.length = narrow(s.length);
    e.precision = s.time.present ? s.time.precision : Precision::Second;
    e.route = routeOf(s.protocol);
    e.action = s.action;
    e.outcome = s.outcome;
    e.uid = s.uid;
    e.bytes = s.bytes;
    e.account = sym.intern(asciiLower(s.account));
    e.mailbox = s.mailbox.empty() ? e.account : sym.intern(asciiLower(s.mailbox));
    e.ip = sym.intern(s.clientIp);
    e.agent = sym.intern(s.userAgent);
    e.session = sym.intern(s.session);
    e.folder = sym.intern(s.folder);
    e.messageId = sym.intern(trim(s.messageId));
    e.part = sym.intern(s.part);
    addressFromSession(input, s.session, e);
    Fields fields;
    for (const auto& [name, value] : s.fields)
        if (const auto key = fieldKey(name)) fields.set(*key, value);
    readFields(input, fields, e);
    enrichFields(input, fields, e);
    input.events.push_back(e);
}

/// Sets what input is read by in the same order whatever was imported first.
static void sortFacts(Input& input) {
    std::sort(input.facts.begin(), input.facts.end(), [](const FactRow& a, const FactRow& b) {
        return std::tie(a.source, a.fact.key, a.fact.key2, a.fact.value) <
               std::tie(b.source, b.fact.key, b.fact.key2, b.fact.value);
    });
}

/// One look at all events for whoever asks for a few of them.
static void listKinds(Input& input) {
    struct Kinds {
        explicit Kinds(const std::shared_ptr<Spool>& spool) : numbered(spool), browser(spool), rawTraces(spool), credentialLists(spool) {}
        SpoolVector<std::uint32_t> numbered, browser, rawTraces, credentialLists;
    };
    std::vector<Kinds> found;
    for (std::size_t s = 0; s < kStretches; ++s) found.emplace_back(input.spool);
    inStretches(input.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        Kinds& mine = found[stretch];
        for (std::size_t at = from; at < to; ++at) {
            const auto i = static_cast<std::uint32_t>(at);
            const Ev& e = input.events[i];
            if (e.browser()) mine.browser.push_back(i);
            if (isRawTrace(e)) mine.rawTraces.push_back(i);
            if (e.route == Route::CredentialList) mine.credentialLists.push_back(i);
            if (e.route == Route::Webmail && e.status < 0 && e.detail && e.messageId && e.action == Action::Deliver) mine.numbered.push_back(i);
        }
    });
    for (auto* list : {&input.numbered, &input.browser, &input.rawTraces, &input.credentialLists}) list->clear();
    for (const Kinds& of : found) {
        input.numbered.append(of.numbered.begin(), of.numbered.size());
        input.browser.append(of.browser.begin(), of.browser.size());
        input.rawTraces.append(of.rawTraces.begin(), of.rawTraces.size());
        input.credentialLists.append(of.credentialLists.begin(), of.credentialLists.size());
    }
}

void finishInput(Input& input) {
    for (const auto& s : input.sources) input.sourcePaths[s.id] = s.path;
    sortEvents(input);
    listKinds(input);
    sortFacts(input);
}

void loadAbout(CaseStore& store, Input& input) {
    for (const char* key : kActSettings) input.settings[key] = store.setting(key);
    input.settings["address-locations"] = store.setting("address-locations");
    input.proxies = parseRanges(store.setting("trusted-proxies"));
    input.ownNetworks = parseRanges(store.setting("own-networks"));
    input.sources = store.sources();
    for (auto& [source, fact] : store.factsWithoutUids()) input.facts.push_back({source, std::move(fact)});
    for (const Mailbox& m : store.mailboxes()) {
        input.mailboxes.push_back(input.symbols.intern(asciiLower(m.name)));
        if (!m.note.empty()) input.mailboxNotes.emplace_back(m.name, m.note);
    }
    std::sort(input.mailboxes.begin(), input.mailboxes.end());
    input.mailboxes.erase(std::unique(input.mailboxes.begin(), input.mailboxes.end()), input.mailboxes.end());
    input.indicators = store.indicators();
    input.systems = store.asnRanges();
    input.aliases = store.aliases();
    for (const auto& s : input.sources) input.sourcePaths[s.id] = s.path;
    sortFacts(input);
    input.enrich = [&store](Input& in, const SpoolVector<std::uint32_t>& events) { enrichFrom(store, in, events); };
}

/// What chunks took while they were read is wanted elsewhere; the allocator would keep it for whoever reads chunks next.
static void giveBack() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

/// What the stores hold, by name of the mailbox in lower case.
static std::map<std::string, StoreContent> contentsOf(CaseStore& store) {
    std::map<std::int64_t, StoreContent> byId;
    for (const auto& c : store.mailboxContents()) byId[c.mailbox] = {c.placements, c.digest};
    std::map<std::string, StoreContent> contents;
    for (const Mailbox& m : store.mailboxes()) {  // in order of name and path: that of the states of one mailbox
        const StoreContent& of = byId[m.id];
        StoreContent& all = contents[asciiLower(m.name)];
        all.placements += of.placements;
        all.digest = (all.digest ^ of.digest ^ static_cast<std::uint64_t>(m.id)) * 0x9e3779b97f4a7c15u;
        all.digest ^= all.digest >> 29;
    }
    return contents;
}

void loadContents(CaseStore& store, Input& input) {
    for (const auto& [name, content] : contentsOf(store)) input.contents[input.symbols.intern(name)] = content;
}

Input loadCase(CaseStore& store, Progress& progress, const std::shared_ptr<Spool>& keep, const Input* before) {
    Input input(std::make_shared<Spool>(store.spoolDirectory(), kTraceMemory), keep);
    progress.note("reading events");
    RecorderFactsGatherer facts(store);
    store.events().withChunks([&](const EventChunks& chunks) {
        input.reading = SILLAGE_VERSION "\n" + store.setting("trusted-proxies");
        const ReadBefore read(before, chunks.list(), input.reading);
        read.takeTables(input);
        loadAbout(store, input);
        auto contents = std::async(std::launch::async, [&] { return contentsOf(store); });
        auto gathered = std::async(std::launch::async, [&] { facts.read(chunks); });
        loadChunks(chunks, read.unread(), input, progress);
        if (read.takes()) sortEvents(input);
        read.takeEvents(input);
        for (const ChunkInfo& c : chunks.list()) input.chunks.push_back({c.first, c.rows, c.live, c.state()});
        for (const auto& [name, content] : contents.get()) input.contents[input.symbols.intern(name)] = content;
        gathered.get();
    });
    input.recorderFacts = facts.done();
    giveBack();
    finishInput(input);
    return input;
}

}  // namespace sillage::tracing

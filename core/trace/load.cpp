// Events of the case to the compact form (see load.h), column by column: a text is looked up once in a chunk, however
// many rows bear it, and what no session needs is not read at all until a rule asks for it.
#include "trace/load.h"

#include <algorithm>
#include <tuple>

#include "base/dovecot_session.h"
#include "base/text.h"
#include "store/event_chunk_store.h"
#include "trace/fields.h"
#include "trace/recorder_facts.h"
#include "trace/forwarded.h"
#include "trace/trace.h"

namespace sillage::tracing {
namespace {

/// Static files of a web server witness nothing about mail.
bool worthless(Action action, std::string_view protocol, std::string_view session) {
    return action == Action::Page && protocol == "http" && session.empty();
}

/// Records whose text columns joins and traces read from the start.
bool readAtOnce(const Ev& e) {
    return e.browser() || e.action == Action::ClientId || (e.route == Route::Imap && !e.account);
}

void addressFromSession(Input& input, std::string_view session, Ev& e) {
    if (e.ip || !e.session || e.browser()) return;  // a rotated login line: the id says address (T24)
    if (const auto id = decodeDovecotSession(session)) e.ip = input.symbols.intern(id->address);
}

std::uint32_t narrow(std::uint64_t n) { return static_cast<std::uint32_t>(std::min<std::uint64_t>(n, UINT32_MAX)); }

/// One chunk, its texts interned when first met.
class Columns {
public:
    Columns(Input& input, ChunkReader& reader) : input_(input), reader_(reader) {
        for (const auto& key : reader.keys()) keys_.push_back(fieldKey(key));
    }

    void append(std::uint32_t row) {
        const auto action = static_cast<Action>(number(NumberColumn::Action, row));
        const std::string_view protocol = reader_.text(TextColumn::Protocol).at(row);
        if (action == Action::Page && protocol == "http" && worthless(action, protocol, reader_.text(TextColumn::Session).at(row))) return;
        Ev e;
        e.route = routeOf(protocol);
        e.action = action;
        numbers(row, e);
        e.account = sym(TextColumn::Account, row, Form::Lower);
        e.mailbox = sym(TextColumn::Mailbox, row, Form::Lower);
        if (!e.mailbox) e.mailbox = e.account;
        e.ip = sym(TextColumn::ClientIp, row, Form::AsIs);
        e.agent = sym(TextColumn::UserAgent, row, Form::AsIs);
        e.session = sym(TextColumn::Session, row, Form::AsIs);
        if (!e.ip && e.session) addressFromSession(input_, input_.view(e.session), e);
        parseFields(row);
        readFields(input_, fields_, e);
        if (readAtOnce(e)) rest(row, e);
        input_.events.push_back(e);
    }

    void enrich(std::uint32_t row, Ev& e) {
        if (e.rich) return;
        parseFields(row);
        rest(row, e);
    }

private:
    enum class Form { AsIs, Lower, Trimmed };

    std::int64_t number(NumberColumn c, std::uint32_t row) {
        auto& view = numbers_[static_cast<std::size_t>(c)];
        if (!view) view = reader_.number(c);
        return view->at(row);
    }

    void numbers(std::uint32_t row, Ev& e) {
        const auto at = [&](NumberColumn c) { return number(c, row); };
        e.id = narrow(static_cast<std::uint64_t>(reader_.chunk().first) + row);
        e.record = e.id - narrow(static_cast<std::uint64_t>(at(NumberColumn::RecordBack)));
        e.utc = at(NumberColumn::Utc);
        e.utcTo = at(NumberColumn::UtcTo);
        if (!e.utcTo) e.utcTo = e.utc;
        e.source = static_cast<std::uint32_t>(at(NumberColumn::Source));
        e.line = static_cast<std::uint64_t>(at(NumberColumn::Line));
        e.offset = static_cast<std::uint64_t>(at(NumberColumn::Offset));
        e.length = narrow(static_cast<std::uint64_t>(at(NumberColumn::Length)));
        const std::int64_t flags = at(NumberColumn::Flags);
        e.precision = EventFlags::bit(flags, EventFlags::kPresent) ? EventFlags::precision(flags) : Precision::Second;
        e.outcome = static_cast<Outcome>(at(NumberColumn::Outcome));
        e.uid = static_cast<std::uint32_t>(at(NumberColumn::Uid));
        e.bytes = at(NumberColumn::Bytes);
    }

    void rest(std::uint32_t row, Ev& e) {
        e.folder = sym(TextColumn::Folder, row, Form::AsIs);
        e.messageId = sym(TextColumn::MessageId, row, Form::Trimmed);
        e.part = sym(TextColumn::Part, row, Form::AsIs);
        enrichFields(input_, fields_, e);
    }

    Sym sym(TextColumn c, std::uint32_t row, Form form) {
        TextReader& text = reader_.text(c);
        auto& known = syms_[static_cast<std::size_t>(c)];
        if (known.empty()) known.assign(std::max<std::uint32_t>(1, reader_.chunk().header[c].count), kNone);
        const std::uint32_t code = text.code(row);
        if (code >= known.size()) return 0;
        if (known[code] == kNone) {
            const std::string_view value = text.at(row);
            known[code] = input_.symbols.intern(form == Form::Lower     ? std::string_view(scratch_ = asciiLower(value))
                                                : form == Form::Trimmed ? trim(value)
                                                                        : value);
        }
        return known[code];
    }

    void parseFields(std::uint32_t row) {
        fields_.clear();
        eachField(reader_.fields(row), [&](std::uint64_t key, std::string_view value) {
            if (key < keys_.size() && keys_[key]) fields_.set(*keys_[key], value);
        });
    }

    Input& input_;
    ChunkReader& reader_;
    std::vector<std::optional<FieldKey>> keys_;
    std::array<std::optional<NumberView>, kNumberColumns> numbers_;
    std::array<std::vector<Sym>, kTextColumns> syms_;
    Fields fields_;
    std::string scratch_;
};

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

void finishInput(Input& input) {
    for (const auto& s : input.sources) input.sourcePaths[s.id] = s.path;
    sortEvents(input);
    for (std::uint32_t i = 0; i < input.events.size(); ++i) {
        const Ev& e = input.events[i];
        if (e.route == Route::Webmail && e.status < 0 && e.detail && e.messageId && e.action == Action::Deliver) input.numbered.push_back(i);
    }
    sortFacts(input);
}

void loadAbout(CaseStore& store, Input& input) {
    for (const char* key : kActSettings) input.settings[key] = store.setting(key);
    input.settings["address-locations"] = store.setting("address-locations");
    input.proxies = parseRanges(store.setting("trusted-proxies"));
    input.ownNetworks = parseRanges(store.setting("own-networks"));
    input.sources = store.sources();
    for (auto& [source, fact] : store.factsWithoutUids()) input.facts.push_back({source, std::move(fact)});
    for (const Mailbox& m : store.mailboxes()) input.mailboxes.push_back(input.symbols.intern(asciiLower(m.name)));
    std::sort(input.mailboxes.begin(), input.mailboxes.end());
    input.mailboxes.erase(std::unique(input.mailboxes.begin(), input.mailboxes.end()), input.mailboxes.end());
    input.indicators = store.indicators();
    input.aliases = store.aliases();
    for (const auto& s : input.sources) input.sourcePaths[s.id] = s.path;
    sortFacts(input);
    input.enrich = [&store](Input& in, const SpoolVector<std::uint32_t>& events) { enrichFrom(store, in, events); };
}

Input loadCase(CaseStore& store, Progress& progress, const std::shared_ptr<Spool>& keep) {
    Input input(std::make_shared<Spool>(store.spoolDirectory()), keep);
    progress.note("reading events");
    loadAbout(store, input);
    input.recorderFacts = gatherRecorderFacts(store);
    const auto total = static_cast<std::uint64_t>(store.events().count());
    store.events().eachChunk([&](ChunkReader& reader) {
        progress.advance(static_cast<std::uint64_t>(reader.chunk().first), total + 1);
        Columns columns(input, reader);
        for (std::uint32_t row = 0; row < reader.chunk().rows; ++row)
            if (!reader.chunk().isDead(row)) columns.append(row);
        return !progress.cancelled();
    });
    finishInput(input);
    return input;
}

}  // namespace sillage::tracing

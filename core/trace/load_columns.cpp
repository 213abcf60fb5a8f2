// See load_columns.h.
#include "trace/load_columns.h"

#include "base/dovecot_session.h"
#include "base/text.h"

namespace sillage::tracing {
namespace {

/// Records read whole from the start, so that an act of the examiner has what rules ask for. Requests to Exchange bear little of
/// it, in wide columns, and one asks of them only what belongs to attributed sessions.
bool readAtOnce(const Ev& e) { return !isExchange(e.route); }

}  // namespace

void addressFromSession(Input& input, std::string_view session, Ev& e) {
    if (e.ip || !e.session || e.browser()) return;
    if (const auto id = decodeDovecotSession(session)) e.ip = input.symbols.intern(id->address);
}

Columns::Columns(Input& input, ChunkReader& reader) : input_(input), reader_(reader) {
    for (const auto& key : reader.keys()) keys_.push_back(fieldKey(key));
    reader.text(TextColumn::Protocol).dictionary().each([this](std::uint32_t, std::string_view protocol) {
        protocols_.emplace_back(protocol);
        routes_.push_back(routeOf(protocol));
    });
    if (protocols_.empty()) protocols_.emplace_back(), routes_.push_back(Route::Other);
}

void Columns::append(std::uint32_t row) {
    const auto action = static_cast<Action>(number(NumberColumn::Action, row));
    const std::uint32_t code = reader_.text(TextColumn::Protocol).code(row);
    if (code >= protocols_.size()) return;
    const std::string_view protocol = protocols_[code];
    if (action == Action::Page && protocol == "http" && worthless(action, protocol, reader_.text(TextColumn::Session).at(row))) return;
    Ev e;
    e.route = routes_[code];
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

void Columns::enrich(std::uint32_t row, Ev& e) {
    if (e.rich) return;
    parseFields(row);
    rest(row, e);
}

std::int64_t Columns::number(NumberColumn c, std::uint32_t row) {
    auto& view = numbers_[static_cast<std::size_t>(c)];
    if (!view) view = reader_.number(c);
    return view->at(row);
}

void Columns::numbers(std::uint32_t row, Ev& e) {
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

void Columns::rest(std::uint32_t row, Ev& e) {
    e.folder = sym(TextColumn::Folder, row, Form::AsIs);
    e.messageId = sym(TextColumn::MessageId, row, Form::Trimmed);
    e.part = sym(TextColumn::Part, row, Form::AsIs);
    enrichFields(input_, fields_, e);
}

Sym Columns::sym(TextColumn c, std::uint32_t row, Form form) {
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

void Columns::parseFields(std::uint32_t row) {
    fields_.clear();
    values_.clear();
    found_.clear();
    reader_.fieldColumns().each(row, [&](std::uint32_t key, std::string_view value) {
        if (key >= keys_.size() || !keys_[key]) return;
        found_.push_back({*keys_[key], value.size()});
        values_ += value;  // it is valid now only
    });
    std::size_t at = 0;
    for (const auto& [key, size] : found_) {
        fields_.set(key, std::string_view(values_).substr(at, size));
        at += size;
    }
}

}  // namespace sillage::tracing

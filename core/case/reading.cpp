#include "case/reading.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "case/hold.h"
#include "decode/registry.h"

namespace sillage {

Reading::Reading(Case& c, bool unsafeNoSandbox) : case_(c), unsafe_(unsafeNoSandbox) {}
Reading::~Reading() = default;

Viewer& Reading::viewer() {
    if (!viewer_) viewer_ = std::make_unique<Viewer>(case_.directory(), unsafe_);
    return *viewer_;
}

std::optional<Placement> Reading::placement(std::int64_t id) { return case_.store().placement(id); }

static std::pair<Placement, FileRow> locate(CaseStore& store, std::int64_t placementId) {
    auto placement = store.placement(placementId);
    if (!placement) throw Error("the message is not in the case any more", "Its source may have been removed.");
    auto file = store.file(placement->fileId);
    if (!file) throw Error("the file of this message is not in the case any more", "Its source may have been removed.");
    return {std::move(*placement), std::move(*file)};
}

MessageView Reading::message(std::int64_t placementId) {
    const auto [placement, file] = locate(case_.store(), placementId);
    requireOpen(case_.store(), placement);
    return viewer().message(file, placement);
}

void Reading::attachment(std::int64_t placementId, const std::string& part, const std::function<void(std::string_view)>& out) {
    const auto [placement, file] = locate(case_.store(), placementId);
    requireOpen(case_.store(), placement);
    if (const auto beside = case_.store().besideOf(placement.messageRow, part))
        if (const auto own = fileOf(*beside)) return viewer().octets(*own, out);
    // Of one that was held the index keeps no parts: opened, it is read again.
    for (const Part& p : placement.held ? viewer().message(file, placement).parts : placement.parts)
        if (p.number == part) return viewer().part(file, placement, p, out);
    throw Error(phrase("the message has no part %1", part), "`attachments` lists the parts it has.", ExitCode::Usage);
}

void Reading::rebuilt(std::int64_t placementId, const std::function<void(std::string_view)>& out) {
    const auto [placement, file] = locate(case_.store(), placementId);
    requireOpen(case_.store(), placement);
    viewer().rebuilt(file, placement, out);
}

void Reading::properties(std::int64_t placementId, const std::function<void(std::string_view)>& out) {
    const auto [placement, file] = locate(case_.store(), placementId);
    requireOpen(case_.store(), placement);
    viewer().properties(file, placement, out);
}

ItemState Reading::state(std::int64_t placementId) {
    ItemState state;
    const auto p = case_.store().placement(placementId);
    if (!p) return state;
    state.recovered = p->recovered;
    state.recoveredHow = p->recoveredHow;
    state.itemClass = p->itemClass;
    state.locator = p->locator;
    state.sha256 = p->sha256;
    state.parent = p->parent;
    for (auto& [part, inner] : case_.store().enclosed(placementId))
        if (const auto e = case_.store().placement(inner)) state.enclosed.push_back({part, inner, e->subject});
    return state;
}

/// Binary records also as text; records with secrets only as text that leaves them out (true).
bool Reading::otherForm(RawRecord& raw, const FileRow& file, std::int64_t sourceId) {
    const auto source = case_.store().source(sourceId);
    const Format* format = source ? findFormat(source->format) : nullptr;
    if (!format || !format->recordText) return false;
    try {
        raw.shown = viewer().record(file, source->format, raw.offset, raw.length);
    } catch (const Error& e) {
        if (format->secret) raw.problem = e.sentence();
    }
    raw.masked = format->secret;
    return format->secret;
}

RawRecord Reading::range(const FileRow& file, std::int64_t sourceId, std::uint64_t line, std::uint64_t offset, std::uint64_t length) {
    constexpr std::uint64_t kContext = 2048, kMost = 1u << 20;
    RawRecord raw;
    raw.source = file.path;
    raw.line = line;
    raw.offset = offset;
    raw.length = length;
    if (const auto source = case_.store().source(sourceId)) {
        raw.source = source->path;
        raw.sourceSha256 = source->sha256;
    }
    if (otherForm(raw, file, sourceId)) return raw;
    const std::vector<MessagePlace> closed = case_.store().places(sourceId, true);
    const auto shows = [&](std::uint64_t begin, std::uint64_t end) {  // nothing of a held neighbour
        return std::none_of(closed.begin(), closed.end(), [&](const MessagePlace& p) {
            return p.file == file.id && p.offset < end && begin < p.offset + p.length;
        });
    };
    try {
        const std::uint64_t before = std::min(offset, kContext), end = offset + length;
        if (shows(offset - before, offset)) raw.before = viewer().raw(file, offset - before, before);
        raw.octets = viewer().raw(file, offset, std::min(length, kMost));
        if (shows(end, end + kContext)) raw.after = viewer().raw(file, end, kContext);
    } catch (const Error& e) {
        raw.problem = e.hint().empty() ? e.sentence() : phrase("%1 %2", said(e.sentence()), said(e.hintSentence()));
    }
    return raw;
}

std::optional<FileRow> Reading::fileOf(std::int64_t sourceId) {
    auto files = case_.store().filesOf(sourceId);
    if (files.empty()) return std::nullopt;
    return std::move(files.front());
}

RawRecord Reading::rawMessage(std::int64_t placementId) {
    const auto [placement, file] = locate(case_.store(), placementId);
    requireOpen(case_.store(), placement);
    return range(file, placement.sourceId, 0, placement.offset, placement.length);
}

RawRecord Reading::rawEvent(std::int64_t eventId) {
    const auto event = case_.store().events().get(eventId);
    if (!event) throw Error("the event is not in the case any more", "Its source may have been removed.");
    const auto file = fileOf(event->sourceId);
    if (!file) throw Error("the log of this event is not in the case any more", "Its source may have been removed.");
    return range(*file, event->sourceId, event->line, event->offset, event->length);
}

RawRecord Reading::raw(const Citation& citation) {
    const auto file = fileOf(citation.sourceId);
    if (!file) {
        RawRecord raw;
        raw.source = citation.source;
        raw.problem = phrase("the source is not in the case any more");
        return raw;
    }
    for (const MessagePlace& p : case_.store().places(citation.sourceId, true)) {
        if (p.file != file->id || p.offset >= citation.offset + citation.length || citation.offset >= p.offset + p.length) continue;
        if (const auto held = case_.store().placement(p.placement)) requireOpen(case_.store(), *held);
    }
    return range(*file, citation.sourceId, citation.line, citation.offset, citation.length);
}

std::vector<Touch> Reading::touches(std::int64_t placementId) {
    std::vector<Touch> found = case_.store().touchesOf(placementId);
    std::stable_sort(found.begin(), found.end(), [](const Touch& a, const Touch& b) { return a.grade > b.grade; });
    return found;
}

}  // namespace sillage

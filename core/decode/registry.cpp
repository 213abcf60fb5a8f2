// One explicit list, read from top to bottom: mail, logs, containers, then what is only named.
#include "decode/registry.h"

#include <charconv>
#include <deque>
#include <mutex>
#include <vector>

#include "base/phrase.h"
#include "decode/own_formats.h"
#include "logs/formats.h"
#include "mail/formats.h"

namespace sillage {

namespace {

struct Registry {
    std::mutex mutex;
    std::vector<const Format*> added;                  // by tests
    std::deque<std::vector<const Format*>> lists;      // never taken away: spans of them are out
    unsigned version = 0;
};
Registry& registry() {
    static auto* const only = new Registry;
    return *only;
}

bool isCode(const Format& f) { return f.definition.empty(); }

}  // namespace

std::span<const Format* const> formats() {
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    if (r.lists.empty() || r.version != definitionsVersion()) {
        r.version = definitionsVersion();
        auto& list = r.lists.emplace_back(r.added);
        for (const auto part : {mailFormats(), logFormats(), containerFormats(), unreadFormats()}) list.insert(list.end(), part.begin(), part.end());
    }
    return r.lists.back();
}

void addFormat(const Format* format) {
    Registry& r = registry();
    const std::lock_guard lock(r.mutex);
    r.added.insert(r.added.begin(), format);
    r.version = 0;
}

void useFormats(std::vector<DefinitionFile> files, bool check) {
    useDefinitions(std::move(files), check, [](std::string_view id) {
        const Format* f = findFormat(id);
        const Defined* d = findDefinition(id);
        return (f && isCode(*f)) || (d && !d->user);
    });
}

const Format* findFormat(std::string_view id) {
    for (const Format* f : formats())
        if (f->id == id) return f;
    return nullptr;
}

std::string itemsText(const Range& range) {
    const auto hex = [](std::uint64_t key) {
        char text[16];
        const auto end = std::to_chars(text, text + sizeof text, key, 16).ptr;
        return "0x" + std::string(text, end);
    };
    const std::uint64_t last = range.end > range.begin ? range.end - 1 : range.begin;
    if (last == range.begin) return phrase("item %1", hex(last));
    return phrase("items %1 to %2", hex(range.begin), hex(last));
}

Recognised recognise(const Head& head) {
    constexpr int kCertainEnough = 60, kWithName = 40;
    Head nameless = head;
    nameless.name = nameless.path = {};
    const Format* best = nullptr;
    Recognition bestHit;
    for (const Format* f : formats()) {
        Recognition hit = f->recognise(head);
        if (hit.score <= bestHit.score || hit.score < kWithName) continue;
        // Below certainty the content must be helped by the name or the place.
        if (hit.score < kCertainEnough && f->recognise(nameless).score >= hit.score) continue;
        best = f;
        bestHit = std::move(hit);
    }
    if (best) return {best, std::move(bestHit.reason)};
    const bool text = head.octets.find('\0') == std::string_view::npos;
    return {nullptr, text ? phraseText("text that no known format matches; name the format to read it as one")
                          : phraseText("binary content that no known format matches")};
}

}  // namespace sillage

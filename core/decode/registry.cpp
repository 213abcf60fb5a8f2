// One explicit list, read from top to bottom: mail, logs, containers, then what is only named.
#include "decode/registry.h"

#include <charconv>
#include <vector>

#include "base/phrase.h"
#include "decode/own_formats.h"
#include "logs/formats.h"
#include "mail/formats.h"

namespace sillage {

namespace {

std::vector<const Format*>& registry() {
    static std::vector<const Format*> all = [] {
        std::vector<const Format*> list;
        for (const auto part : {mailFormats(), logFormats(), containerFormats(), unreadFormats()})
            list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

}  // namespace

std::span<const Format* const> formats() { return registry(); }

void addFormat(const Format* format) { registry().insert(registry().begin(), format); }

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

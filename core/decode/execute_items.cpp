// Executor: items of stores that keep properties instead of octets (evidence/reader.h, ItemAccess), made readable on
// demand: shown, rebuilt as RFC 5322 octets, one part of them, every property as JSON.
#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "decode/execute.h"
#include "decode/registry.h"
#include "mail/formats.h"

namespace sillage {
namespace {

using namespace wire;

constexpr std::size_t kShownEml = 32u << 20;        ///< of an item without its attachments
constexpr std::size_t kShownProperties = 4u << 20;  ///< octets of all values together

const ItemAccess& accessOf(const UnitItem& item) {
    const Format* format = findFormat(item.format);
    if (!format || !format->items) throw Error(phrase("its format %1 has no items that could be read again", item.format));
    return *format->items;
}

/// What fits on a screen and into a frame; true when some were left out.
bool boundProperties(std::vector<PropertyView>& list) {
    std::size_t octets = 0, kept = 0;
    for (; kept < list.size() && kept < kMaxProperties; ++kept) {
        const PropertyView& p = list[kept];
        octets += p.tag.size() + p.name.size() + p.type.size() + p.value.size();
        if (octets > kShownProperties) break;
    }
    const bool cut = kept < list.size();
    list.resize(kept);
    return cut;
}

}  // namespace

void Executor::viewItem(const UnitItem& item, ByteSource& source, const Unit& unit) {
    const ItemAccess& access = accessOf(item);
    std::string eml;
    bool cut = false;
    access.rebuild(source, unit.locator, false, [&](std::string_view octets) {
        const std::size_t room = kShownEml - eml.size();
        eml += octets.substr(0, room);
        cut |= octets.size() > room;
    });
    MemorySource memory(eml);
    MessageView shown = viewMessage(memory, 0, eml.size(), {});
    shown.rebuilt = true;
    shown.truncated |= cut;
    shown.properties = access.view(source, unit.locator);
    if (boundProperties(shown.properties))
        shown.defects.push_back(phrase("it has more properties than are shown: export it to have all of them"));
    for (Part& p : shown.parts) p.headerOffset = p.bodyOffset = p.bodyLength = 0;  // places in what was made just now
    Encoder e;
    encode(e, shown);
    send(Frame::View, e.octets());
}

void Executor::streamItem(const UnitItem& item, ByteSource& source, const Unit& unit) {
    const ItemAccess& access = accessOf(item);
    const auto out = [this](std::string_view octets) { sendPieces(octets); };
    if (unit.operation == Operation::Part) access.part(source, unit.locator, unit.part.number, out);
    else if (unit.operation == Operation::Rebuild) access.rebuild(source, unit.locator, true, out);
    else access.properties(source, unit.locator, out);
}

void Executor::record(const UnitItem& item, ByteSource& source, const Unit& unit) {
    const Format* format = findFormat(item.format);
    if (!format || !format->recordText) throw Error(phrase("its format %1 has no other form in which a record could be shown", item.format));
    sendPieces(format->recordText(source, unit.offset, unit.length));
}

}  // namespace sillage

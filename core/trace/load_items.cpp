// Placements to items (see load.h).
#include "base/hash.h"
#include "base/text.h"
#include "trace/load.h"

namespace sillage::tracing {

bool ItemBuilder::add(const Placement& p) {
    if (p.parent) return false;  // nested messages are delivered with the one that holds them
    auto& sym = input_.symbols;
    if (p.recovered) {
        const Sym id = sym.intern(trim(p.messageId));
        if (id) input_.recovered.try_emplace({sym.intern(asciiLower(p.mailbox)), id}, RecoveredItem{p.id, sym.intern(p.recoveredHow)});
        return false;
    }
    if (sorted_) {
        if (!filter_.admits(p)) return false;
    } else if (const std::string place = p.mailbox + '\t' + p.folder + '\t' + std::to_string(p.uid);
               !seen_.insert(place + '\t' + p.sha256 + (p.uid ? "" : '\t' + p.key)).second) {
        return false;
    }
    Item i;
    i.placement = p.id;
    i.key = sym.intern(p.key);
    i.mailbox = sym.intern(asciiLower(p.mailbox));
    i.folder = sym.intern(p.folder);
    i.messageId = sym.intern(trim(p.messageId));
    i.uid = p.uid;
    i.uidValidity = p.uidValidity;
    i.subject = sym.intern(p.subject);
    i.from = sym.intern(p.from);
    i.sha256 = sym.intern(p.sha256);
    i.sourceKey = sym.intern(asciiLower(p.sourceKey));
    i.size = p.size;
    i.wireSize = p.wireSize;
    i.headerWireSize = p.headerWireSize;
    i.internalDate = p.internalDate;
    if (p.internalDate) i.present = p.internalDate;
    i.partsBegin = static_cast<std::uint32_t>(input_.parts.size());
    for (const Part& part : p.parts)
        if (part.kind != PartKind::Container)
            input_.parts.push_back({sym.intern(part.number), sym.intern(part.name), sym.intern(toHex(part.sha256)),
                                    part.kind, part.size, part.wireSize});
    i.partsCount = static_cast<std::uint32_t>(input_.parts.size()) - i.partsBegin;
    input_.items.push_back(i);
    return true;
}

}  // namespace sillage::tracing

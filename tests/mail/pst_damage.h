// What a store holds and where, so that a damaged copy can be judged: which items were hit, which must still be read.
#pragma once

#include <QTemporaryDir>
#include <map>
#include <set>
#include <unordered_set>

#include "mail/pst/messaging/live_items.h"
#include "mail/pst/ndb/data_tree.h"
#include "mail/pst/recovery/wreck.h"
#include "mail/pst_support.h"
#include "support/pst_samples.h"
#include "support/shared_corpus.h"

namespace pstw = sillage::pstw;

struct Extent {
    std::uint64_t begin, end;
};

/// One live item of the undamaged store: what it says, and where all of its own blocks lie.
struct Original {
    std::string subject, itemClass;
    Digest content{};
    std::vector<Extent> extents;
};

struct Pristine {
    std::string octets;
    std::vector<Original> items;
    explicit Pristine(std::string from) : octets(std::move(from)) {
        MemorySource source(octets);
        pst::Store store(source, {});
        std::map<std::string, Original> byLocator;
        store.db().eachNode(0, std::uint64_t{1} << 32, [&](const pst::NodeEntry& node) {
            std::unordered_set<pst::BlockId> blocks;
            pst::blocksOf(store.db(), node, blocks, 1u << 20);
            Original& o = byLocator["nid:" + pst::hexOf(node.id)];
            for (const pst::BlockId id : blocks)
                if (const auto b = store.db().block(id))
                    o.extents.push_back({b->offset, b->offset + store.db().layout().blockSpan(b->size)});
            return true;
        });
        const KeepingSink sink = readPst(source);
        for (const Message* m : sink.top()) {
            if (m->recovered) continue;
            Original o = byLocator[m->locator];
            o.subject = m->subject;
            o.itemClass = m->itemClass;
            o.content = m->sha256;
            items.push_back(std::move(o));
        }
    }
};

inline bool isHit(const Original& o, const std::set<std::uint64_t>& hits) {
    for (const Extent& e : o.extents) {
        const auto first = hits.lower_bound(e.begin);
        if (first != hits.end() && *first < e.end) return true;
    }
    return false;
}

inline std::string sampleOctets(pstw::Variant variant) {
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("s.pst"));
    pstw::Store store = pstw::sampleStore(variant);
    for (auto& folder : store.folders) folder.generated = std::min<std::uint64_t>(folder.generated, 60);
    pstw::writeStore(path.toStdString(), store);
    return fileBytes(path.toStdString());
}

#include "export/bundle_select.h"

#include <map>
#include <set>

#include "base/error.h"
#include "base/phrase.h"
#include "export/table_text.h"
#include "store/case_store.h"

namespace sillage {
namespace {

void selectTouches(CaseStore& store, BundleSelection& s) {
    auto without = store.untouchedByGrade();
    store.touchesOfNote([&](Touch&& t) {
        if (t.actor.empty()) --without[static_cast<std::size_t>(t.grade)];  // told with the examiner's grade
        s.touches.push_back(std::move(t));
        return true;
    });
    s.undetermined += without[static_cast<std::size_t>(Grade::Undetermined)];
    s.noRecord += without[static_cast<std::size_t>(Grade::NoRecord)];
    s.ruledOut += without[static_cast<std::size_t>(Grade::RuledOut)];
}

}  // namespace

void checkBundleOptions(const BundleOptions& o) {
    if (o.profile != "full" && o.profile != "redacted") throw Error(phrase("--profile is full or redacted, not %1", o.profile), "", ExitCode::Usage);
    if (o.language != "en" && o.language != "fr") throw Error(phrase("--lang is en or fr, not %1", o.language), "", ExitCode::Usage);
}

BundleSelection selectForBundle(CaseStore& store, const BundleOptions& o) {
    checkBundleOptions(o);
    BundleSelection s;
    selectTouches(store, s);
    std::set<std::int64_t> placements;
    std::set<std::pair<std::int64_t, std::string>> parts;
    if (o.select == "touched") {
        for (const Touch& t : s.touches) {
            if (!t.placement || std::max(t.grade, heldGrade(t)) < Grade::Possible) continue;
            placements.insert(t.placement);
            if (t.isAttachment) parts.emplace(t.placement, t.part);
        }
    } else if (o.select == "bookmarked") {
        std::map<std::string, std::int64_t> touched;
        for (const Touch& t : s.touches) touched[t.id] = t.placement;
        std::set<std::string> marked;
        for (const Bookmark& b : store.bookmarks()) {
            marked.insert(b.item);
            if (const auto it = touched.find(b.item); it != touched.end() && it->second) placements.insert(it->second);
        }
        for (const Row& row : fetchRows(store, View::Messages, selectRows(store, View::Messages, std::string())))
            if (marked.count(row.publicId)) placements.insert(row.rowId);
    } else if (o.select.rfind("query:", 0) == 0) {
        for (const auto id : selectRows(store, View::Messages, o.select.substr(6))) placements.insert(id);
    } else {
        throw Error(phrase("--select is touched, bookmarked or query:Q, not %1", o.select), "", ExitCode::Usage);
    }
    s.placements.assign(placements.begin(), placements.end());
    s.parts.assign(parts.begin(), parts.end());
    return s;
}

BundleReceipt planBundle(CaseStore& store, const BundleOptions& options) {
    const BundleSelection s = selectForBundle(store, options);
    BundleReceipt plan;
    if (options.profile == "redacted") return plan;  // octets of evidence cannot be masked: none go in
    plan.itemPlaces = s.placements.size();
    plan.attachmentPlaces = s.parts.size();
    std::set<std::string> contents;
    for (const auto id : s.placements) {
        const auto p = store.placement(id);
        if (!p || store.isClosed(*p) || !contents.insert(p->sha256).second) continue;
        ++plan.items;
        plan.octets += p->length;
    }
    std::set<Digest> attached;
    for (const auto& [id, number] : s.parts) {
        const auto p = store.placement(id);
        if (!p || p->held) continue;
        for (const Part& part : p->parts) {
            if (part.number != number || !attached.insert(part.sha256).second) continue;
            ++plan.attachments;
            plan.octets += part.size;
        }
    }
    return plan;
}

}  // namespace sillage

#include "case/hold.h"

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/author.h"
#include "ingest/hold.h"
#include "store/case_lock.h"
#include "store/table.h"

namespace sillage {

static void require(const std::string& text, const char* what, const char* option) {
    if (trim(text).empty())
        throw Error(phrase("%1 is required", said(what)), phrase("State it with %1: it is written to the custody log.", option),
                    ExitCode::Usage);
}

HoldReceipt addHold(Case& c, const std::string& kind, const std::string& value, const std::string& reason, Progress& progress) {
    if (kind != "account" && kind != "domain" && kind != "address")
        throw Error(phrase("the hold list takes accounts, domains and addresses, not %1", visible(kind)), "", ExitCode::Usage);
    require(reason, "a reason", "--reason");
    Hold hold{0, kind, holdValue(kind, value), reason, loginName(), now()};
    CaseStore& store = c.store();
    store.logCustody("hold add", JsonWriter().beginObject().key("kind").string(hold.kind).key("value").string(hold.value)
        .key("reason").string(reason).endObject().text());
    HoldReceipt receipt{store.addHold(hold), applyHolds(store)};
    c.recompute(progress);
    store.logCustody("hold applied", JsonWriter().beginObject().key("id").number(receipt.id).key("held")
        .number(static_cast<std::int64_t>(receipt.held)).endObject().text());
    return receipt;
}

std::vector<Hold> holds(Case& c) { return c.store().holds(); }

HoldRemoval removeHold(Case& c, std::int64_t id, const std::string& reason) {
    HoldRemoval removal;
    for (const Hold& h : c.store().holds()) {
        if (h.id != id) continue;
        c.store().logCustody("hold remove", JsonWriter().beginObject().key("id").number(id).key("kind").string(h.kind).key("value")
            .string(h.value).key("reason").string(reason).endObject().text());
        removal.known = c.store().removeHold(id);
        removal.sources = c.store().heldBySource();
    }
    return removal;
}

/// Every placement an id names.
static std::vector<Placement> placementsOf(CaseStore& store, const std::string& item) {
    std::vector<Placement> found;
    const auto add = [&](std::int64_t id) {
        if (auto p = id ? store.placement(id) : std::nullopt) found.push_back(std::move(*p));
    };
    Digest digest{};
    if (fromHex(item, digest)) {
        const ParsedQuery query = parseQuery(View::Messages, "sha256:" + item);
        for (const std::int64_t id : selectRows(store, View::Messages, query.query, {})) add(id);
    } else if (const auto touch = store.touch(item)) {
        add(touch->placement);
    } else if (const auto ref = findPublicId(store, item); ref && ref->view == View::Messages) {
        add(ref->rowId);
    }
    return found;
}

std::uint64_t openHeld(Case& c, const std::string& item, const std::string& authority, const std::string& reason) {
    require(authority, "an authority", "--authority");
    require(reason, "a reason", "--reason");
    CaseStore& store = c.store();
    const std::vector<Placement> found = placementsOf(store, item);
    if (found.empty())
        throw Error(phrase("no message in this case has the id %1", visible(item)), "`messages` and `touched` show the ids.", ExitCode::Usage);
    std::uint64_t opened = 0;
    for (const Placement& p : found) {
        if (!p.held) continue;
        store.logCustody("hold open", JsonWriter().beginObject().key("item").string(contentId('M', p.key)).key("sha256").string(p.sha256)
            .key("mailbox").string(p.mailbox).key("folder").string(p.folder).key("message_id").string(p.messageId)
            .key("authority").string(authority).key("reason").string(reason).endObject().text());
        store.addHoldOpening({0, p.key, authority, reason, loginName(), now()});
        ++opened;
    }
    if (!opened) throw Error(phrase("%1 is not held: it is open to everyone who may read the case", visible(item)), "", ExitCode::Usage);
    return opened;
}

std::vector<HoldOpening> holdOpenings(Case& c) { return c.store().holdOpenings(); }

void requireOpen(CaseStore& store, const Placement& placement) {
    if (!store.isClosed(placement)) return;
    const HoldList list(store.holds());
    const auto subject = store.holdSubject(placement.id);
    const Hold* hold = subject ? list.find(*subject) : nullptr;
    const std::string why = hold ? phrase("%1 %2 is on the hold list: %3", hold->kind, hold->value, hold->reason)
                                 : "it encloses or is enclosed by a message on the hold list, or was held under an entry since removed";
    throw Error(phrase("held back and not examined: %1", said(why)),
                phrase("With the authority to do so: sillage-cli hold open %1 --authority NAME --reason TEXT. It is written to the custody log.", contentId('M', placement.key)),
                ExitCode::Usage);
}

std::uint64_t applyHolds(CaseStore& store) {
    const HoldList list(store.holds());
    if (list.empty() && store.heldBySource().empty()) return 0;
    return store.holdBack([&list](const HoldSubject& subject) { return list.find(subject) != nullptr; });
}

HoldPredicate holdPredicate(CaseStore& store, const std::string& statedMailbox) {
    HoldList list(store.holds());
    if (list.empty()) return {};
    return [list = std::move(list), statedMailbox](const Message& m, const std::string& path) {
        return list.find(holdSubject(m, path, statedMailbox)) != nullptr;
    };
}

}  // namespace sillage

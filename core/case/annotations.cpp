#include "case/annotations.h"

#include <chrono>
#include "base/error.h"
#include "base/hash.h"
#include "base/ip.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/asn_database.h"
#include "case/author.h"
#include "case/tables.h"
#include "store/case_lock.h"
#include "store/table.h"

namespace sillage {

static std::string instantText(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : std::string();
}

static void check(const Indicator& i) {
    if (!i.namesNetwork() && !i.namesMore())
        throw Error("an indicator needs an address, an autonomous system, an account, a session, a user agent, a device or an application", "", ExitCode::Usage);
    if (!i.ip.empty() && !IpRange::parse(i.ip))
        throw Error(phrase("not an address or network: %1", visible(i.ip)), "For example 203.0.113.66 or 203.0.113.0/24.", ExitCode::Usage);
    const bool alone = !i.namesNetwork() && i.session.empty() && i.userAgent.empty() && i.device.empty() && i.app.empty();
    if (!i.account.empty() && alone && (!i.from || !i.to))
        throw Error("an account alone attributes its owner too", "Give the window with --from and --to.", ExitCode::Usage);
    if (trim(i.actor).empty()) throw Error("an indicator needs an actor", "A, B or U; reject names the account's holder.", ExitCode::Usage);
    if (i.actor == kHolder) requireReason(i.reason);
    if (i.actor == kHolder && i.grade == IndicatorGrade::Shared)
        throw Error("what is the holder's is not shared", "", ExitCode::Usage);
    if (i.from && i.to && i.from > i.to) throw Error("the window ends before it begins", "", ExitCode::Usage);
    if (i.grade == IndicatorGrade::Exclusive && trim(i.document).empty())
        throw Error("an exclusive indicator needs a document", "State with --document why it was nobody else's.", ExitCode::Usage);
}

static std::string conditionsJson(const Indicator& i) {
    JsonWriter json;
    json.beginObject().key("actor").string(i.actor).key("ip").string(i.ip).key("account").string(i.account)
        .key("session").string(i.session).key("user_agent").string(i.userAgent).key("from").string(instantText(i.from))
        .key("to").string(instantText(i.to));
    // The id is a hash of this text: what an indicator does not state is not in it.
    if (!i.device.empty()) json.key("device").string(i.device);
    if (!i.app.empty()) json.key("app").string(i.app);
    if (i.asn) json.key("asn").string(asnText(i.asn));
    return json.endObject().take();
}

Indicator addIndicator(Case& c, Indicator indicator, Progress& progress) {
    check(indicator);
    indicator.app = asciiLower(trim(indicator.app));
    indicator.device = trim(indicator.device);
    if (indicator.asn) keepRangesOf(c, indicator.asn, progress);
    const std::string conditions = conditionsJson(indicator);
    indicator.id = contentId('I', conditions);
    indicator.created = now();
    c.store().logCustody("intruder add", JsonWriter().beginObject().key("id").string(indicator.id).key("conditions").raw(conditions)
        .key("grade").string(indicatorGradeName(indicator.grade)).key("document").string(indicator.document)
        .key("reason").string(indicator.reason).endObject().text());
    c.store().addIndicator(indicator);
    c.retrace(progress);
    return indicator;
}

bool removeIndicator(Case& c, const std::string& id, const std::string& reason, Progress& progress) {
    bool known = false;
    for (const Indicator& i : c.store().indicators()) known = known || i.id == id;
    if (!known) return false;
    c.store().logCustody("intruder remove", JsonWriter().beginObject().key("id").string(id).key("reason").string(reason).endObject().text());
    c.store().removeIndicator(id);
    c.retrace(progress);
    return true;
}

std::vector<Indicator> indicators(Case& c) { return c.store().indicators(); }

/// The row's own cells as shown: enough to find it again by hand should the id no longer resolve.
static std::string describe(Case& c, const RowRef& ref) {
    const auto rows = fetchRows(c, ref.view, std::span(&ref.rowId, 1));
    const FieldList list = fields(ref.view);
    JsonWriter json;
    json.beginObject().key("view").string(viewName(ref.view));
    for (std::size_t i = 0; !rows.empty() && i < list.size && i < rows[0].cells.size(); ++i)
        if (list[i].shown) json.key(list[i].name).raw(cellJson(rows[0].cells[i]));
    return json.endObject().take();
}

std::int64_t addBookmark(Case& c, const std::string& item, const std::string& tag, const std::string& note) {
    const auto ref = findPublicId(c.store(), item);
    if (!ref) throw Error(phrase("nothing in this case has the id %1", visible(item)), "JSON rows show it as `id`, `event`, `session` or `touch`; tables of search as their first column.", ExitCode::Usage);
    Bookmark b;
    b.item = item;
    b.selector = describe(c, *ref);
    b.tag = tag;
    b.note = note;
    b.author = loginName();
    b.created = now();
    c.store().logCustody("bookmark add", JsonWriter().beginObject().key("item").string(item).key("tag").string(tag).key("note").string(note).endObject().text());
    return c.store().addBookmark(b);
}

bool removeBookmark(Case& c, std::int64_t id) {
    for (const Bookmark& b : c.store().bookmarks()) {
        if (b.id != id) continue;
        c.store().logCustody("bookmark remove", JsonWriter().beginObject().key("item").string(b.item).key("tag").string(b.tag).key("note").string(b.note).endObject().text());
        return c.store().removeBookmark(id);
    }
    return false;
}

std::vector<Bookmark> bookmarks(Case& c) { return c.store().bookmarks(); }

}  // namespace sillage

// The webmail grammars in turn (see webmail_request.h), each behind a cheap test of the path.
#include "logs/webmail_request.h"

#include "logs/roundcube_request.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

bool parseRoundcube(const WebRequestLine& r, Event& e, std::vector<std::uint32_t>& items) {
    if (!contains(r.query, "_task=")) return false;
    const bool post = r.method == "POST";
    const RoundcubeRequest request = parseRoundcubeQuery(r.query, post, e);
    if (!request.roundcube) return false;
    if (!request.uids.empty()) {
        e.uid = request.uids.front();
        items.assign(request.uids.begin() + 1, request.uids.end());
    }
    if (post) addReferer(r.referer, e);
    if (r.path != "/") addField(e, "path", clean(r.path, 200));
    return true;
}

}  // namespace

std::string_view queryValue(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        std::string_view pair = takeUntil(query, "&");
        if (take(pair, name) && take(pair, "=")) return pair;
    }
    return {};
}

bool parseWebmailRequest(const WebRequestLine& r, Event& e, std::vector<std::uint32_t>& items) {
    const bool known = parseRoundcube(r, e, items) || parseSogoRequest(r, e) || parseZimbraRequest(r, e, items) ||
                       parseHordeRequest(r, e, items) || parseSquirrelMailRequest(r, e) ||
                       parseSnappyMailRequest(r, e) || parseNextcloudMailRequest(r, e);
    if (known) e.protocol = "webmail";
    return known;
}

}  // namespace sillage

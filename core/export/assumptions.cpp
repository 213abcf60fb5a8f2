#include "export/assumptions.h"

#include <algorithm>

#include "base/phrase.h"
#include "export/table_text.h"

namespace sillage {

std::vector<Assumption> assumptionsOf(CaseStore& store) {
    std::vector<Assumption> out;
    const auto indicators = store.indicators();
    const auto sessions = [&](const char* query) { return selectRows(store, View::Sessions, std::string(query), {}).size(); };
    if (std::any_of(indicators.begin(), indicators.end(), [](const Indicator& i) { return i.actor == kHolder; }))
        if (const std::size_t n = sessions("status:holder"))
            out.push_back({n == 1 ? phrase("1 session is the account holder's because the examiner states so") : phrase("%1 sessions are the account holders' because the examiner states so", counted(n)), "status:holder"});
    if (std::all_of(indicators.begin(), indicators.end(), [](const Indicator& i) { return i.actor == kHolder; })) return out;
    if (store.setting("habitual-assumption") != "withdrawn") {
        if (const std::size_t n = sessions("status:habitual"))
            out.push_back({n == 1 ? phrase("Assumption (T20): 1 session that fits its account's habit is taken as the holder's; setting habitual-assumption withdraws it")
                                  : phrase("Assumption (T20): %1 sessions that fit their accounts' habits are taken as the holders'; setting habitual-assumption withdraws it", counted(n)), "status:habitual"});
    }
    if (store.setting("outside-assumption") != "withdrawn")
        out.push_back({phrase("Assumption (T31): nobody passed the server by (snapshot, backup, archive, gateway, owner's PC, mobile device), of which its logs cannot tell; setting outside-assumption withdraws it"), ""});
    return out;
}

}  // namespace sillage

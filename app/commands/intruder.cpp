// intruder add / reject / list / remove: the examiner's indicators, each with its own grade; reject says whose it was
// instead: the account's holder's (T20).
#include <iostream>

#include "base/text.h"
#include "case/annotations.h"
#include "commands/command.h"

namespace sillage {

static int add(const Arguments& a, bool reject) {
    Indicator i;
    if (reject && a.has("--actor")) a.usage("reject says that it was the account's holder: --actor does not go with it");
    if (reject) i.actor = kHolder;
    if (a.has("--actor")) i.actor = a.value("--actor");
    i.ip = a.value("--ip");
    i.account = a.value("--account");
    i.session = a.value("--session");
    i.userAgent = a.value("--user-agent");
    i.device = a.value("--device");
    i.app = a.value("--app");
    if (a.has("--asn")) {
        const auto asn = parseAsn(a.value("--asn"));
        if (!asn) a.usage(phrase("not an autonomous system: %1 (for example AS12876)", visible(a.value("--asn"))));
        i.asn = *asn;
    }
    i.from = a.time("--from");
    i.to = a.time("--to");
    if (a.has("--exclusive") && a.has("--shared")) a.usage("an indicator is exclusive or shared, not both");
    i.grade = a.has("--exclusive") ? IndicatorGrade::Exclusive : a.has("--shared") ? IndicatorGrade::Shared : IndicatorGrade::Asserted;
    i.document = a.value("--document");
    i.reason = a.value("--reason");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    std::cout << addIndicator(*c, i, *progress).id << "\n";
    return 0;
}

static int remove(const Arguments& a) {
    if (a.positional().size() != 2) a.usage("name one indicator (intruder list)");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    if (!removeIndicator(*c, a.positional()[1], a.value("--reason"), *progress)) a.usage(phrase("no indicator %1", a.positional()[1]));
    return 0;
}

static int list(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    writeTable(*c, View::Indicators, selectRows(*c, View::Indicators, a.value("--query")), a.format(), std::cout);
    return 0;
}

static int runIntruder(const Arguments& a) {
    const std::string verb = a.positional().empty() ? "" : a.positional()[0];
    if ((verb == "add" || verb == "reject") && a.positional().size() == 1) return add(a, verb == "reject");
    if (verb == "remove") return remove(a);
    if (verb == "list" && a.positional().size() == 1) return list(a);
    a.usage("add, reject, list or remove?");
}

static constexpr Option kOptions[] = {
    {"--actor", "A", "whose (default A)"},
    {"--ip", "A[/N]", "address or network"},
    {"--account", "A", "account, with a window"},
    {"--from", "T", "begin of the window (UTC)"},
    {"--to", "T", "end of the window (UTC)"},
    {"--session", "S", "session or actor-session id"},
    {"--user-agent", "U", "user agent, exact text"},
    {"--device", "ID", "a device's id, as ActiveSync or the sign-ins write it"},
    {"--app", "ID", "Microsoft 365: application id"},
    {"--asn", "AS", "autonomous system, AS12876 (wants setting asn-database)"},
    {"--exclusive", "", "shown unused by others (wants --document)"},
    {"--shared", "", "NAT, proxy, VPN pool"},
    {"--document", "TEXT", "what shows it"},
    {"--reason", "TEXT", "why; written to the custody log"},
};
extern const Command kIntruder{"intruder", "add|reject [--actor A] --ip A[/N] | --account A --from T --to T | --session S | --user-agent U | --device D | --app ID | --asn AS … | list | remove ID",
                               "the examiner's indicators of an actor", kOptions, runIntruder};

}  // namespace sillage

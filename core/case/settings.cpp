#include "case/settings.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/asn_database.h"
#include "case/author.h"
#include "trace/forwarded.h"
#include "trace/trace.h"
#include "trace/travel.h"

namespace sillage {

static constexpr SettingKey kKeys[]{
    {"tz", "zone of sources that do not state one (IANA name)"},
    {"routes-not-applicable", "routes that did not exist, each with its reason: backup=none was made,snapshot=…"},
    {"window", "time asked about, FROM..TO in UTC: “no record” then needs every route covered over it; empty: as far as the logs go"},
    {"recorders-remote", "logs that come from a remote collector, each with its reason: var/log/remote/=collector of the provider,…"},
    {"habitual-assumption", "withdrawn = sessions that only fit the account's habit are no longer taken as the holder's"},
    {"outside-assumption", "withdrawn = that nobody passed the server by (snapshot, backup, archive, gateway, owner's PC, mobile device) is no longer taken for granted"},
    {"trusted-proxies", "proxies whose X-Forwarded-For counts: addresses and ranges, 10.0.0.9,192.0.2.0/24"},
    {"own-networks", "own networks and VPN pools: an address of theirs attributes nothing by itself"},
    {"address-locations", "where addresses are, one a line or with ; between: 203.0.113.0/24,NL,52.37,4.90 (range, country, and if known latitude, longitude)"},
    {"asn-database", "file of autonomous systems, for indicators by --asn: .mmdb (GeoLite2-ASN, DB-IP, IPinfo), ip2asn TSV or CSV, .gz as well; several with ; between"},
    {"language", "en or fr: of text output and reports where no option says otherwise; JSON stays English"},
};

std::span<const SettingKey> settingKeys() { return kKeys; }

void changeSetting(Case& c, const std::string& key, const std::string& value, const std::string& reason, Progress& progress) {
    bool known = false;
    for (const SettingKey& k : kKeys) known = known || key == k.name;
    if (!known) throw Error(phrase("no setting named %1", visible(key)), "`sillage-cli setting list` lists them.", ExitCode::Usage);
    requireReason(reason);
    if (key == "tz" && !value.empty() && !Zone::find(value)) throw Error(phrase("unknown time zone %1", visible(value)), "Use an IANA name such as Europe/Paris.", ExitCode::Usage);
    if ((key == "habitual-assumption" || key == "outside-assumption") && !value.empty() && value != "withdrawn")
        throw Error(phrase("%1 is withdrawn or empty, not %2", key, visible(value)), "", ExitCode::Usage);
    if (key == "trusted-proxies" || key == "own-networks")
        if (const std::string bad = tracing::badRange(value); !bad.empty())
            throw Error(phrase("%1 is neither an address nor a range", visible(bad)), "Write addresses and ranges with commas between: 10.0.0.9,192.0.2.0/24,2001:db8::/48", ExitCode::Usage);
    if (key == "address-locations")
        if (const std::string bad = tracing::badLocation(value); !bad.empty())
            throw Error(phrase("%1 is no range with its place", visible(bad)), "One a line: 203.0.113.0/24,NL or 203.0.113.0/24,NL,52.37,4.90.", ExitCode::Usage);
    if (key == "window" && !value.empty()) {
        const auto dots = value.find("..");
        const auto from = parseUtc(trim(std::string_view(value).substr(0, dots)));
        const auto to = dots == std::string::npos ? std::nullopt : parseUtc(trim(std::string_view(value).substr(dots + 2)));
        if (!from || !to || *from >= *to)
            throw Error(phrase("not a window: %1", visible(value)), "For example 2025-12-08..2025-12-14, or 2025-12-11T18:00:00Z..2025-12-12T06:00:00Z.", ExitCode::Usage);
    }
    if (Language language = Language::English; key == "language" && !value.empty() && !languageFromName(value, language))
        throw Error(phrase("language is en or fr, not %1", visible(value)), "", ExitCode::Usage);
    if (key == "asn-database") return changeAsnDatabase(c, value, reason, progress);
    c.store().logCustody("setting", JsonWriter().beginObject().key("key").string(key).key("value").string(value).key("reason").string(reason).endObject().text());
    c.store().setSetting(key, value);
    if (key == "language") return;
    const bool act = std::any_of(std::begin(kActSettings), std::end(kActSettings), [&](const char* name) { return key == name; });
    if (act) c.retrace(progress);
    else c.recompute(progress);
}

}  // namespace sillage

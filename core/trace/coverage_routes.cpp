// Ways and recorders (see coverage_routes.h; formats page, sections a to h, for what each log holds).
#include "trace/coverage_routes.h"

#include <algorithm>
#include <array>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage::tracing {
namespace {

constexpr std::array<const char*, kWays> kNames{
    phraseText("imap"), phraseText("pop3"), phraseText("webmail"), phraseText("owa"), phraseText("ews"), phraseText("mapi"),
    phraseText("activesync"), phraseText("graph-delegated"), phraseText("app-only"), phraseText("delegates"),
    phraseText("impersonation"), phraseText("export"), phraseText("rules"), phraseText("shell"), phraseText("snapshot"),
    phraseText("backup"), phraseText("archive"), phraseText("gateway"), phraseText("owner-pc"), phraseText("mobile-device")};

constexpr WayMask kMailServer = bit(Way::Imap) | bit(Way::Pop3) | bit(Way::Rules);
constexpr WayMask kExchangeWeb = bit(Way::Owa) | bit(Way::Ews) | bit(Way::Mapi) | bit(Way::ActiveSync);
constexpr WayMask kAdministration = bit(Way::Delegates) | bit(Way::Impersonation) | bit(Way::Export) | bit(Way::Rules);

bool isAudit(std::string_view format) { return format.starts_with("m365-audit"); }

/// Logins, errors, deliveries, or one session: never every access.
bool isPartial(std::string_view format) {
    static constexpr std::string_view kPartial[] = {"roundcube-userlogins", "roundcube-errors", "roundcube-sendmail", "dovecot-rawlog",
                                                    "entra-signin-csv", "entra-audit-json", "entra-audit-csv",
                                                    "m365-message-trace-json", "m365-message-trace-csv", "exchange-tracking", "exchange-smtp", "exchange-agent",
                                                    "exchange-ecp", "exchange-other", "nginx-error", "php-fpm", "nextcloud", "lastlog",
                                                    "credential-list", "kerio", "groupoffice"};
    return format.starts_with("exchange-mailbox-audit") || format.starts_with("m365-message-trace") || format.starts_with("entra-") || std::find(std::begin(kPartial), std::end(kPartial), format) != std::end(kPartial);
}

}  // namespace

const char* wayName(Way w) { return kNames[static_cast<std::size_t>(w)]; }

std::optional<Way> wayFromName(std::string_view name) {
    for (std::size_t w = 0; w < kWays; ++w)
        if (name == kNames[w]) return static_cast<Way>(w);
    return std::nullopt;
}

std::optional<Way> wayOf(const Ev& e) {
    switch (e.route) {
        case Route::Imap: return Way::Imap;
        case Route::Pop3: return Way::Pop3;
        case Route::Webmail: return Way::Webmail;
        case Route::Owa: return Way::Owa;
        case Route::Ews: return Way::Ews;
        case Route::Mapi: return Way::Mapi;
        case Route::ActiveSync: return Way::ActiveSync;
        case Route::M365: return Way::GraphDelegated;
        case Route::Sieve: return Way::Rules;
        case Route::Shell: return Way::Shell;
        default: break;
    }
    if (e.action == Action::Redirect) return Way::Rules;
    return std::nullopt;
}

WayMask recordedBy(std::string_view format, const Seen& seen) {
    if (format == "dovecot" || format == "dovecot-events") return kMailServer;
    if (format == "syslog")  // one file for the mail server, the webmail and sshd, as the host's configuration has it
        return (seen.mailServer ? kMailServer : 0) | (seen.ways & bit(Way::Shell));
    if (format == "access-log") return seen.ways & (bit(Way::Webmail) | kExchangeWeb);
    if (format == "roundcube-imap" || format == "sogo") return bit(Way::Webmail);
    if (format == "zimbra") return bit(Way::Webmail) | bit(Way::Rules) | (seen.ways & kMailServer);
    if (format == "iis-w3c")  // one site serves all of them
        return (seen.ways & kExchangeWeb ? kExchangeWeb : 0) | (seen.ways & bit(Way::Webmail));
    if (format == "exchange-httpproxy") return seen.ways & kExchangeWeb;  // a directory a protocol
    if (format == "exchange-ews") return bit(Way::Ews);
    if (format == "exchange-imap-pop") return seen.ways & (bit(Way::Imap) | bit(Way::Pop3));
    if (format == "exchange-cmdlet" || format == "exchange-audit") return kAdministration;
    // T04, T07: a sync is recorded of desktop Outlook alone, so IMAP, POP and ActiveSync are not covered by it; exports are
    // recorded as operations of their own, not as accesses.
    if (isAudit(format))
        return kAdministration | (seen.itemAccess ? bit(Way::Owa) | bit(Way::Ews) | bit(Way::Mapi) | bit(Way::GraphDelegated) | bit(Way::AppOnly) : 0);
    if (isPartial(format)) return 0;
    return seen.ways;  // a format of the user's own, or of a mail server without special cases
}

WayMask touchedBy(std::string_view format, const Seen& seen) {
    if (format.starts_with("exchange-mailbox-audit")) return bit(Way::Delegates) | bit(Way::Owa) | bit(Way::Mapi);  // T08: never the owner's reads
    if (format.starts_with("m365-message-trace")) return 0;
    if (format.starts_with("entra-")) return bit(Way::AppOnly) | bit(Way::GraphDelegated);
    if (format.starts_with("roundcube")) return bit(Way::Webmail);
    return seen.ways;
}

Platforms platformsOf(std::span<const Source> sources) {
    Platforms p;
    for (const Source& s : sources) {
        const std::string_view f = s.format;
        if (f.starts_with("m365-") || f.starts_with("entra-")) p.microsoft365 = true;
        else if (f == "iis-w3c" || f.starts_with("exchange-")) p.exchange = true;
        else if (f.starts_with("dovecot") || f.starts_with("roundcube") || f == "sogo" || f == "zimbra" || f == "access-log" || f == "syslog")
            p.openSource = true;
    }
    return p;
}

}  // namespace sillage::tracing

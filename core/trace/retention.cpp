// Terms of vendors' documentation and of distributions' defaults (see retention.h): Microsoft Learn "Search the audit log",
// "How long does Microsoft Entra ID store reporting data", "Message trace"; Exchange Server's log defaults; logrotate's
// files in Debian for dovecot, nginx, apache2 and rsyslog.
#include "trace/retention.h"

#include "base/phrase.h"

namespace sillage::tracing {
namespace {

using P = Platform;

constexpr const char* kAdmins = phraseText("the administrators of the mail server");
constexpr const char* kTenant = phraseText("the administrators of the Microsoft 365 tenant (role View-Only Audit Logs)");
constexpr const char* kExchangeAdmins = phraseText("the administrators of the Exchange servers, of every server of the group");
constexpr const char* kHolder = phraseText("the account holder and whoever manages the devices");
constexpr const char* kStorage = phraseText("whoever runs storage, virtual machines and backup");

constexpr const char* kAuditTerm = phraseText("typically 180 days (one year with an E5 licence, longer with a retention policy); 90 days before October 2023");
constexpr const char* kRotateTerm = phraseText("typically 4 weeks, as logrotate is set up; ask for rotated files, backups and a remote collector");
constexpr const char* kWebTerm = phraseText("typically 14 days, as logrotate is set up; ask for rotated files, backups, reverse proxies and a remote collector");
constexpr const char* kExchangeTerm = phraseText("typically 30 days or 10 GB a kind of log, whichever comes first; IIS keeps its own until somebody deletes them");
constexpr const char* kNoTerm = phraseText("no usual term: ask at once that nothing be deleted");

constexpr Retention kTable[] = {
    {Way::Imap, P::Microsoft365, phraseText("the unified audit log with MailItemsAccessed, and whether IMAP was allowed for the mailbox (Get-CASMailbox): a sync by IMAP is not recorded"), kTenant, 180, kAuditTerm},
    {Way::Imap, P::Exchange, phraseText("the IMAP4 protocol log, which is off by default, and whether IMAP4 was running"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::Imap, P::Unknown, phraseText("the IMAP server's log with logout counters"), kAdmins, 28, kRotateTerm},
    {Way::Pop3, P::Microsoft365, phraseText("the unified audit log with MailItemsAccessed, and whether POP was allowed for the mailbox (Get-CASMailbox): a sync by POP is not recorded"), kTenant, 180, kAuditTerm},
    {Way::Pop3, P::Exchange, phraseText("the POP3 protocol log, which is off by default, and whether POP3 was running"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::Pop3, P::Unknown, phraseText("the POP3 server's log"), kAdmins, 28, kRotateTerm},
    {Way::Webmail, P::Unknown, phraseText("the web server's access log and the webmail's own logs"), kAdmins, 14, kWebTerm},
    {Way::Owa, P::Microsoft365, phraseText("the unified audit log with MailItemsAccessed, and proof that the mailbox's auditing was on"), kTenant, 180, kAuditTerm},
    {Way::Owa, P::Unknown, phraseText("IIS and HttpProxy logs (Owa) of every front-end server"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::Ews, P::Microsoft365, phraseText("the unified audit log with MailItemsAccessed, and the sign-ins of applications"), kTenant, 180, kAuditTerm},
    {Way::Ews, P::Unknown, phraseText("EWS and HttpProxy logs (Ews)"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::Mapi, P::Microsoft365, phraseText("the unified audit log with MailItemsAccessed, Sync records included"), kTenant, 180, kAuditTerm},
    {Way::Mapi, P::Unknown, phraseText("MAPI over HTTP and RPC Client Access logs"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::ActiveSync, P::Microsoft365, phraseText("the mailbox's device partnerships (Get-MobileDeviceStatistics) and the unified audit log: a sync of a phone is not recorded as one"), kTenant, 180, kAuditTerm},
    {Way::ActiveSync, P::Unknown, phraseText("ActiveSync logs and device partnerships"), kExchangeAdmins, 30, kExchangeTerm},
    {Way::GraphDelegated, P::Unknown, phraseText("the unified audit log with MailItemsAccessed, exported as JSON"), kTenant, 180, kAuditTerm},
    {Way::AppOnly, P::Unknown, phraseText("sign-ins of service principals and application consents"), kTenant, 30, phraseText("Entra sign-ins: typically 30 days (7 days without a P1 licence), longer where they are forwarded to a workspace")},
    {Way::Delegates, P::Unknown, phraseText("mailbox permissions and folder rights with their history"), kAdmins, 0, phraseText("rights as they are now can be read at any time; their changes only as long as the audit log is kept")},
    {Way::Impersonation, P::Unknown, phraseText("role assignments of ApplicationImpersonation"), kExchangeAdmins, 90, phraseText("assignments as they are now can be read at any time; the administrators' audit log is typically kept 90 days")},
    {Way::Export, P::Unknown, phraseText("eDiscovery, content search and mailbox export requests"), kExchangeAdmins, 90, phraseText("requests stay listed until they are removed; the administrators' audit log is typically kept 90 days")},
    {Way::Rules, P::Unknown, phraseText("Sieve scripts, inbox and transport rules with their times"), kAdmins, 0, phraseText("rules as they are now can be read at any time; ask for backups of the mailbox to see what they were")},
    {Way::Shell, P::Unknown, phraseText("authentication and shell logs of the mail host, from a remote collector"), kAdmins, 28, kRotateTerm},
    {Way::Snapshot, P::Unknown, phraseText("access records of storage snapshots"), kStorage, 0, kNoTerm},
    {Way::Backup, P::Unknown, phraseText("restore and access logs of the backup system"), kStorage, 0, kNoTerm},
    {Way::Archive, P::Unknown, phraseText("access logs of the mail archive or journal"), phraseText("whoever runs the archive"), 0, kNoTerm},
    {Way::Gateway, P::Microsoft365, phraseText("message trace, and access to the quarantine"), kTenant, 90, phraseText("message trace: 10 days at once, 90 days as an extended report")},
    {Way::Gateway, P::Unknown, phraseText("the mail gateway's delivery and quarantine access logs"), phraseText("whoever runs the mail gateway"), 30, phraseText("typically 30 days of a gateway's own records")},
    {Way::OwnerPc, P::Unknown, phraseText("forensic images of the account holders' computers"), kHolder, 0, phraseText("no usual term: every day of use overwrites traces")},
    {Way::MobileDevice, P::Unknown, phraseText("the account holders' mobile devices"), kHolder, 0, phraseText("no usual term: every day of use overwrites traces")},
};

bool present(P platform, const Platforms& have) {
    switch (platform) {
        case P::OpenSource: return have.openSource;
        case P::Exchange: return have.exchange && !have.openSource;
        case P::Microsoft365: return have.microsoft365 && !have.openSource && !have.exchange;
        case P::Unknown: break;
    }
    return true;
}

}  // namespace

std::span<const Retention> retentions() { return kTable; }

const Retention& retentionOf(Way way, const Platforms& platforms) {
    const Retention* general = nullptr;
    for (const Retention& r : kTable) {
        if (r.way != way || !present(r.platform, platforms)) continue;
        if (r.platform != P::Unknown) return r;
        general = &r;
    }
    return *general;  // every way has a general entry (tested)
}

}  // namespace sillage::tracing

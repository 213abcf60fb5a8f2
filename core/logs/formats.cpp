#include "logs/formats.h"

#include <deque>
#include <mutex>
#include <vector>

#include "logs/all_formats.h"
#include "logs/data/library.h"

namespace sillage {

namespace {

// Exact formats first: where scores are equal, the earlier one wins.
const Format* const kFormats[] = {
    &kM365AuditCsvFormat,        &kM365AuditJsonFormat,    &kEntraSigninFormat,
    &kEntraSigninCsvFormat,      &kEntraAuditJsonFormat,   &kEntraAuditCsvFormat,
    &kMessageTraceJsonFormat,    &kMessageTraceCsvFormat,
    &kRoundcubeUserloginsFormat, &kRoundcubeSendmailFormat, &kRoundcubeErrorsFormat,
    &kRoundcubeImapFormat,       &kDovecotRawlogFormat,
    &kExchangeHttpProxyFormat, &kExchangeEwsFormat, &kExchangeTrackingFormat,
    &kExchangeSmtpFormat, &kExchangeImapPopFormat, &kExchangeAgentFormat,
    &kExchangeEcpFormat, &kExchangeCmdletFormat, &kExchangeAuditFormat,
    &kExchangeOtherFormat, &kExchangeMailboxAuditCsvFormat, &kExchangeMailboxAuditXmlFormat,
    &kIisW3cFormat,
    &kSogoFormat,                &kDovecotEventsFormat,
    &kZimbraFormat,
    &kNextcloudFormat,
    &kDovecotFormat,           &kSyslogFramesFormat, &kSyslogFormat,            &kAccessLogFormat,
    &kIvantiFormat, &kNginxErrorFormat,          &kPhpFpmFormat,
    &kEvtxFormat, &kWindowsJsonFormat, &kWindowsXmlFormat, &kWindowsCsvFormat,
    &kCredentialListFormat, &kStealerFormat, &kCookiesFormat,
    &kUtmpFormat, &kLastlogFormat, &kJournalJsonFormat, &kJournalExportFormat, &kJournalFormat,
    &kConfigFormat,              &kStateFormat,
};

}  // namespace

std::span<const Format* const> logFormats() {
    static std::mutex mutex;
    static auto* const lists = new std::deque<std::vector<const Format*>>;  // spans of them are out
    static unsigned version = 0;
    const std::lock_guard lock(mutex);
    if (lists->empty() || version != definitionsVersion()) {
        version = definitionsVersion();
        std::vector<const Format*> user, builtIn;
        for (const Defined* d : definitions())
            if (d->format.recognise) (d->user ? user : builtIn).push_back(&d->format);
        auto& list = lists->emplace_back(std::move(user));  // the investigator's own know best what a file is
        list.insert(list.end(), std::begin(kFormats), std::end(kFormats));
        list.insert(list.end(), builtIn.begin(), builtIn.end());
    }
    return lists->back();
}

}  // namespace sillage

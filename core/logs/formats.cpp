#include "logs/formats.h"

#include "logs/all_formats.h"

namespace sillage {

namespace {

// Exact formats first: where scores are equal, the earlier one wins.
const Format* const kFormats[] = {
    &kM365AuditCsvFormat,        &kM365AuditJsonFormat,    &kEntraSigninFormat,
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
    &kDovecotFormat,           &kSyslogFormat,            &kAccessLogFormat,
    &kNginxErrorFormat,          &kPhpFpmFormat,
    &kEvtxFormat,
    &kConfigFormat,              &kStateFormat,
};

}  // namespace

std::span<const Format* const> logFormats() { return kFormats; }

}  // namespace sillage

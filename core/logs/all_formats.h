// Every format of this folder, one definition in the file of its reader; the order is formats.cpp's.
#pragma once

#include "evidence/reader.h"

namespace sillage {

extern const Format kAccessLogFormat;
extern const Format kDovecotFormat;
extern const Format kDovecotRawlogFormat;
extern const Format kSyslogFormat;
extern const Format kSyslogFramesFormat;
extern const Format kRoundcubeUserloginsFormat;
extern const Format kRoundcubeSendmailFormat;
extern const Format kRoundcubeErrorsFormat;
extern const Format kRoundcubeImapFormat;
extern const Format kDovecotEventsFormat;
extern const Format kZimbraFormat;
extern const Format kNextcloudFormat;
extern const Format kSogoFormat;
extern const Format kIvantiFormat;
extern const Format kNginxErrorFormat;
extern const Format kPhpFpmFormat;
extern const Format kM365AuditCsvFormat;
extern const Format kM365AuditJsonFormat;
extern const Format kEntraSigninFormat;
extern const Format kEntraSigninCsvFormat;
extern const Format kEntraAuditJsonFormat;
extern const Format kEntraAuditCsvFormat;
extern const Format kMessageTraceJsonFormat;
extern const Format kMessageTraceCsvFormat;
extern const Format kExchangeHttpProxyFormat;
extern const Format kExchangeEwsFormat;
extern const Format kExchangeTrackingFormat;
extern const Format kExchangeSmtpFormat;
extern const Format kExchangeImapPopFormat;
extern const Format kExchangeAgentFormat;
extern const Format kExchangeEcpFormat;
extern const Format kExchangeCmdletFormat;
extern const Format kExchangeAuditFormat;
extern const Format kExchangeOtherFormat;
extern const Format kIisW3cFormat;
extern const Format kExchangeMailboxAuditCsvFormat;
extern const Format kExchangeMailboxAuditXmlFormat;
extern const Format kEvtxFormat;
extern const Format kWindowsJsonFormat;
extern const Format kUtmpFormat;
extern const Format kCredentialListFormat;
extern const Format kStealerFormat;
extern const Format kCookiesFormat;
extern const Format kJournalJsonFormat;
extern const Format kJournalExportFormat;
extern const Format kJournalFormat;
extern const Format kLastlogFormat;
extern const Format kWindowsXmlFormat;
extern const Format kWindowsCsvFormat;
extern const Format kConfigFormat;
extern const Format kStateFormat;

}  // namespace sillage

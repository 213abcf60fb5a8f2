// Every format of this folder, one definition in the file of its reader; the order is formats.cpp's.
#pragma once

#include "evidence/reader.h"

namespace sillage {

extern const Format kAccessLogFormat;
extern const Format kDovecotFormat;
extern const Format kDovecotRawlogFormat;
extern const Format kSyslogFormat;
extern const Format kRoundcubeUserloginsFormat;
extern const Format kRoundcubeSendmailFormat;
extern const Format kRoundcubeErrorsFormat;
extern const Format kRoundcubeImapFormat;
extern const Format kSogoFormat;
extern const Format kNginxErrorFormat;
extern const Format kPhpFpmFormat;
extern const Format kM365AuditCsvFormat;
extern const Format kM365AuditJsonFormat;
extern const Format kEntraSigninFormat;
extern const Format kConfigFormat;
extern const Format kStateFormat;

}  // namespace sillage

// See types.h.
#include "logs/exchange/types.h"

#include "base/text.h"
#include "base/time.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

constexpr const char* kSmtpFields =
    "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context";
constexpr const char* kImapFields =
    "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid";
constexpr const char* kTrackingFields =
    "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-"
    "id,"
    "internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,"
    "recipient-count,"
    "related-recipient-address,reference,message-subject,sender-address,return-path,message-info,"
    "directionality,"
    "tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-"
    "version";
constexpr const char* kProxyFields =
    "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,"
    "UrlHost,UrlStem,"
    "ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,"
    "UserAgent,"
    "ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,"
    "TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,"
    "RequestBytes,"
    "ResponseBytes,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,TotalRequestTime,,UrlQuery,BackEndGenericInfo,GenericInfo,"
    "GenericErrors,"
    ",DatabaseGuid,UserADObjectGuid,,RoutingStatus";
constexpr const char* kEwsFields =
    "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Ring,ClientRequestId,"
    "AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,UserAgent,VersionInfo,ClientIpAddress,"
    "ServerHostName,FrontEndServer,SoapAction,HttpStatus,RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,"
    "ProxyAsUser,ActAsUser,Cookie,CorrelationGuid,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,TotalRequestTime,,"
    "ClientStatistics,GenericInfo,AuthenticationErrors,GenericErrors,,StartTime,,,,,,,,,,,,,,,,,,";

}  // namespace

const Type kProxy{"HttpProxy", "urlstem,anchormailbox,httpstatus", readHttpProxyRow, kProxyFields};
const Type kEws{"EWS", "soapaction,impersonateduser,responsesize", readEwsRow, kEwsFields};
const Type kTracking{"Message Tracking", "event-id,recipient-address,internal-message-id", readTrackingRow,
                     kTrackingFields};
const Type kSmtp{"SMTP", "connector-id,remote-endpoint,sequence-number", readSmtpRow, kSmtpFields};
const Type kImapPop{"", "sip,cip,rpsize,command", readImapPopRow, kImapFields};
const Type kAgent{"Agent Log", "agent,p1fromaddress,smtpresponse", readAgentRow, ""};
const Type kEcp{"ECP", "servername,eventid,eventdata", readEcpRow, ""};
const Type kCmdlet{"Rps Cmdlet", "cmdlet,parameters,executingusersid", readCmdletRow, ""};
const Type kAudit{"audit", "tenantid,recordtype,data,userkey", nullptr, ""};
const Type kOther{"", "", readOtherRow, ""};

namespace {

const Type* const kTypes[] = {&kProxy, &kEws, &kTracking, &kSmtp, &kImapPop,
                              &kAgent, &kEcp, &kCmdlet,   &kAudit};

bool hasMarks(const Header& header, const Type& type) {
    for (const auto name : split(type.mark, ','))
        if (!header.has(name)) return false;
    return true;
}

bool endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    return colon != std::string_view::npos && colon > 0 && allDigits(text.substr(colon + 1));
}

bool isGuidCell(std::string_view text) {
    return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

}  // namespace

/// What the header lines say the rows are.
const Type& typeOf(const Header& header) {
    for (const Type* type : kTypes)
        if (hasMarks(header, *type)) return *type;
    for (const Type* type : kTypes)
        if (type->logType[0] != '\0' && istartsWith(header.type, type->logType)) return *type;
    return kOther;
}

/// Fragments without header lines: by the number of cells and what some of them must look like.
const Type* typeOfCells(const std::vector<std::string_view>& cells) {
    if (cells.empty() || !parseIsoStamp(trim(cells[0]))) return nullptr;
    switch (cells.size()) {
        case 9:
            return endpoint(cells[4]) && allDigits(cells[3]) && cells[6].size() == 1 &&
                           std::string_view("+-<>*").find(cells[6]) != std::string_view::npos
                       ? &kSmtp
                       : nullptr;
        case 13:
            return endpoint(cells[3]) && endpoint(cells[4]) && !cells[9].empty() ? &kImapPop : nullptr;
        case 30:
            return !cells[7].empty() && !cells[8].empty() && cells[8].find(' ') == std::string_view::npos
                       ? &kTracking
                       : nullptr;
        case 74:
            return isGuidCell(cells[1]) && startsWith(cells[9], "/") ? &kProxy : nullptr;
        case 92:
            return isGuidCell(cells[1]) && (cells[9] == "true" || cells[9] == "false" || cells[9].empty())
                       ? &kEws
                       : nullptr;
        default:
            return nullptr;
    }
}

}  // namespace sillage::exchange

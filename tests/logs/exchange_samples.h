// Small invented logs of Exchange, for the tests of this folder: header lines and rows made from name = value pairs.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace exchange_samples {

inline const char* const kProxyFields =
    "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,"
    "ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,"
    "ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,RequestBytes,ResponseBytes,"
    "TotalRequestTime,UrlQuery,GenericInfo,GenericErrors";
inline const char* const kEwsFields =
    "DateTime,RequestId,AuthenticatedUser,Organization,UserAgent,ClientIpAddress,ServerHostName,SoapAction,HttpStatus,"
    "RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser";
inline const char* const kTrackingFields =
    "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,"
    "internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,"
    "related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,"
    "tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version";
inline const char* const kSmtpFields =
    "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context";
inline const char* const kImapFields =
    "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid";
inline const char* const kCmdletFields =
    "DateTime,RequestId,ServerHostName,ProcessName,AuthenticatedUser,ExecutingUserSid,ClientApplication,Cmdlet,"
    "Parameters,OutputObjectCount,ErrorType,ExecutionResult,GenericErrors";
inline const char* const kEcpFields = "TimeStamp,ServerName,EventId,EventData";
inline const char* const kAuditFields =
    "Timestamp,Server,TenantId,RecordType,Data,UserKey,RecordId,Operation,Workload,ResultStatus,Version,Scope";
inline const char* const kAgentFields =
    "Timestamp,SessionId,LocalEndpoint,RemoteEndpoint,EnteredOrgFromIP,MessageId,P1FromAddress,P2FromAddresses,Recipient,"
    "NumRecipients,Agent,Event,Action,SmtpResponse,Reason,ReasonData,Diagnostics,NetworkMsgID,TenantID,Directionality";

inline std::string header(std::string_view type, std::string_view fields) {
    return "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2375.007\r\n#Log-type: " + std::string(type) +
           "\r\n#Date: 2025-12-11T22:00:00.000Z\r\n#Fields: " + std::string(fields) + "\r\n";
}

inline std::string inQuotes(std::string_view cell) {
    if (cell.find_first_of(",\"\n") == std::string_view::npos) return std::string(cell);
    std::string out = "\"";
    for (const char c : cell) (out += c == '"' ? "\"" : "") += c;
    return out + "\"";
}

/// A row under fields; its time is 2025-12-11T22:14:03.120Z unless said.
inline std::string row(std::string_view fields, const std::map<std::string, std::string>& cells) {
    std::string out;
    bool first = true;
    for (std::size_t at = 0; at <= fields.size();) {
        const std::size_t comma = std::min(fields.find(',', at), fields.size());
        const auto found = cells.find(std::string(fields.substr(at, comma - at)));
        if (!first) out += ',';
        if (found != cells.end()) out += inQuotes(found->second);
        else if (first) out += "2025-12-11T22:14:03.120Z";
        first = false;
        at = comma + 1;
    }
    return out + "\r\n";
}

}  // namespace exchange_samples

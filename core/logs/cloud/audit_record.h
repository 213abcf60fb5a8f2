// One record of the Microsoft 365 unified audit log (Office 365 Management Activity API schema: common,
// Exchange, SharePoint, Azure AD), read from its JSON whatever shape it was exported in: the AuditData cell,
// the API's object, Sentinel's OfficeActivity (arrays written as JSON strings), Defender's CloudAppEvents
// (record under RawEventData).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage {

/// One message (or one attachment of it) the record names.
struct M365Item {
    std::string messageId, itemId, immutableId, folder, folderId, subject, attachments, size, part;
};

struct M365Record {
    std::string creationTime, id, operation, recordType, workload, userId, mailboxOwner;
    std::string clientIpAddress, clientIp, actorIp, clientInfo, userAgent;
    std::string session, aadSession, deviceSession;
    std::string resultStatus, errorNumber, accessType;
    std::string folder, destFolder;  ///< of the record as a whole, as written
    // From the envelope (CSV columns, Sentinel, Defender): used where the record itself is silent.
    std::string outerTime, outerUser, outerOperation, outerId, outerIp, outerType;
    bool forwarding = false;  ///< parameters that set a mailbox's forwarding
    std::vector<M365Item> items;
    std::vector<std::pair<std::string, std::string>> fields;  ///< Event::fields, in the order of the record
    std::string damage;                                       ///< what was wrong with the JSON; "" = nothing

    /// The envelope's values where the record has none of its own.
    void settle();
    /// It says at least what happened or when: otherwise it is no audit record.
    [[nodiscard]] bool isRecord() const { return !operation.empty() || !creationTime.empty(); }
};

class M365Parser {
public:
    M365Parser();
    ~M365Parser();
    /// Replaces record by what json holds. Damaged text is repaired as far as it goes (record.damage says
    /// so); false when nothing of it is readable: record then holds only damage.
    bool parse(std::string_view json, M365Record& record);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage

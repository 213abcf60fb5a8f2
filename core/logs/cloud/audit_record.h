// One record of the Microsoft 365 unified audit log (Office 365 Management Activity API schema: common,
// Exchange, SharePoint, Azure AD), read from its JSON whatever a product put round it (envelope.h) or made of
// it: Sentinel's OfficeActivity writes arrays as JSON strings and numbers as words, Elastic moves members
// away.
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
    std::string outerTime, outerUser, outerOperation, outerId, outerIp, outerType, outerWorkload;
    bool forwarding = false;  ///< parameters that set a mailbox's forwarding
    std::vector<M365Item> items;
    std::vector<std::pair<std::string, std::string>> fields;  ///< Event::fields, in the order of the record
    std::string damage;                                       ///< what was wrong with the JSON; "" = nothing

    /// The envelope's values where the record has none of its own.
    void settle();
    /// Values that stand round the record, innermost first; of several that say the same the best witness is
    /// taken.
    void keepOuter(std::vector<std::pair<std::string, std::string>>& values);
    /// It says at least what happened or when: otherwise it is no audit record.
    [[nodiscard]] bool isRecord() const { return !operation.empty() || !creationTime.empty(); }
};

class M365Parser {
public:
    M365Parser();
    ~M365Parser();
    /// Replaces record by what json, or what it encloses, holds. Damaged text is repaired as far as it goes
    /// (record.damage says so); false when nothing of it is readable: record then holds only damage.
    bool parse(std::string_view json, M365Record& record);
    /// The record's own text, without what stood round it: its identity where it has no id. Valid until the
    /// next parse.
    [[nodiscard]] std::string_view text() const;
    /// Where the last record lay: "result/_raw"; "" = it was the object itself.
    [[nodiscard]] const std::string& path() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage

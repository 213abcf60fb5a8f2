// See mailbox_audit.h.
#include "logs/exchange/mailbox_audit.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "logs/exchange/row.h"
#include "logs/cloud/cloud_text.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

/// Where a value goes: a member of the record, or a field under another name than its own.
const std::unordered_map<std::string_view, std::string M365Record::*>& members() {
    static const std::unordered_map<std::string_view, std::string M365Record::*> table{
        {"operation", &M365Record::operation},
        {"operationresult", &M365Record::resultStatus},
        {"lastaccessed", &M365Record::creationTime},
        {"logonuserdisplayname", &M365Record::userId},
        {"mailboxownerupn", &M365Record::mailboxOwner},
        {"clientipaddress", &M365Record::clientIpAddress},
        {"clientinfostring", &M365Record::clientInfo},
        {"folderpathname", &M365Record::folder},
        {"destfolderpathname", &M365Record::destFolder},
        {"sessionid", &M365Record::session},
        {"identity", &M365Record::id},
    };
    return table;
}

const std::unordered_map<std::string_view, const char*>& fieldNames() {
    static const std::unordered_map<std::string_view, const char*> table{
        {"crossmailboxoperation", "cross_mailbox"},
        {"clientprocessname", "client_process"},
        {"clientmachinename", "client_machine"},
        {"logonusersid", "logon_user_sid"},
        {"mailboxownersid", "mailbox_owner_sid"},
        {"auditoperationscountinaggregatedrecord", "operation_count"},
    };
    return table;
}

/// What stands for the items of a record; the lists are kept as fields only where they could not be told
/// apart.
struct Lists {
    std::string ids, subjects, folders, messageIds, attachments;
    std::string itemId, itemSubject, itemMessageId, itemAttachments;

    std::string* place(std::string_view name) {
        if (name == "sourceitemidslist") return &ids;
        if (name == "sourceitemsubjectslist") return &subjects;
        if (name == "sourceitemfolderpathnameslist") return &folders;
        if (name == "sourceiteminternetmessageidslist") return &messageIds;
        if (name == "sourceitemattachmentslist") return &attachments;
        if (name == "itemid") return &itemId;
        if (name == "itemsubject") return &itemSubject;
        if (name == "iteminternetmessageid") return &itemMessageId;
        if (name == "itemattachments") return &itemAttachments;
        return nullptr;
    }
};

/// A list joined by ';' or ','; empty when it has no parts.
std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> out;
    const char separator = text.find(';') != std::string_view::npos ? ';' : ',';
    for (const auto part : split(text, separator))
        if (!trim(part).empty()) out.emplace_back(trim(part));
    return out;
}

/// `<a@b>, <c@d>`: ids may hold commas, brackets they may not.
std::vector<std::string> messageIdsOf(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t open = 0; (open = text.find('<', open)) != std::string_view::npos;) {
        const std::size_t close = text.find('>', open);
        if (close == std::string_view::npos) break;
        out.emplace_back(text.substr(open, close + 1 - open));
        open = close;
    }
    return out.empty() ? listOf(text) : out;
}

/// One item for each id; the other lists where they have as many parts.
void addListed(Lists& lists, M365Record& record) {
    const auto ids = listOf(lists.ids), messageIds = messageIdsOf(lists.messageIds);
    const auto subjects = listOf(lists.subjects), folders = listOf(lists.folders);
    const std::size_t count = std::max(ids.size(), messageIds.size());
    const auto part = [&](const std::vector<std::string>& list, std::size_t i) {
        return list.size() == count ? list[i] : std::string();
    };
    for (std::size_t i = 0; i < count; ++i) {
        M365Item& item = record.items.emplace_back();
        item.itemId = part(ids, i);
        item.messageId = part(messageIds, i);
        item.folder = part(folders, i);
        item.subject = count == 1 ? lists.subjects : part(subjects, i);
    }
    const auto keep = [&](const char* name, const std::string& list, std::size_t parts) {
        if (count > 1 && !list.empty() && parts != count) record.fields.emplace_back(name, elide(list, 4000));
    };
    keep("subjects", lists.subjects, subjects.size());
    keep("source_folders", lists.folders, folders.size());
    if (!lists.attachments.empty())
        record.fields.emplace_back("source_attachments", elide(lists.attachments, 4000));
}

void addNested(const std::vector<std::pair<std::string, std::string>>& values, M365Record& record) {
    M365Item& item = record.items.emplace_back();
    for (const auto& [name, value] : values) {
        const std::string key = asciiLower(name);
        if (key == "id" || key == "itemid")
            item.itemId = value;
        else if (key == "subject" || key == "itemsubject")
            item.subject = value;
        else if (contains(key, "messageid"))
            item.messageId = value;
        else if (contains(key, "folderpath"))
            item.folder = value;
        else if (contains(key, "attachments"))
            item.attachments = value;
    }
}

class Emitted final : public Sink {
public:
    explicit Emitted(Sink& out) : out_(out) {}
    void found(std::uint64_t count) override { out_.found(count); }
    void message(Message&&) override {}
    void event(Event&& e) override {
        e.protocol = "exchange";
        // The shell prints server time; what states a zone was read with it.
        const std::string_view raw = trim(e.rawTime);
        const bool zoned =
            !raw.empty() && (raw.back() == 'Z' ||
                             (raw.size() > 6 && (raw[raw.size() - 6] == '+' || raw[raw.size() - 6] == '-')));
        if (!zoned) e.time.zoneMinutes = Stamp::kNoZone;
        out_.event(std::move(e));
    }
    void skipped(std::string_view reason, std::uint64_t count) override { out_.skipped(reason, count); }
    void failed(Problem&& p) override { out_.failed(std::move(p)); }
    void problem(Problem&& p) override { out_.problem(std::move(p)); }
    void fact(Fact&& f) override { out_.fact(std::move(f)); }

private:
    Sink& out_;
};

}  // namespace

bool isAuditName(std::string_view name) {
    static constexpr std::string_view kNames[] = {"mailboxownerupn",
                                                  "mailboxownersid",
                                                  "internallogontype",
                                                  "logonuserdisplayname",
                                                  "mailboxresolvedownername",
                                                  "crossmailboxoperation",
                                                  "lastaccessed",
                                                  "sourceitemidslist",
                                                  "mailboxguid",
                                                  "logontype",
                                                  "operationresult",
                                                  "clientinfostring"};
    const std::string lower = asciiLower(trim(name));
    return std::find(std::begin(kNames), std::end(kNames), lower) != std::end(kNames);
}

void emitMailboxAudit(AuditRecord&& audit, const M365Place& place, Sink& sink) {
    M365Record record;
    record.recordType = "2";
    record.damage = std::move(audit.damage);
    Lists lists;
    std::string owner;
    for (auto& [name, value] : audit.values) {
        const std::string key = asciiLower(name);
        if (trim(value).empty()) continue;
        const auto member = members().find(key);
        const auto renamed = fieldNames().find(key);
        if (member != members().end() && (record.*(member->second)).empty())
            record.*(member->second) = std::move(value);
        else if (std::string* list = lists.place(key))
            *list = std::move(value);
        else if (key == "mailboxresolvedownername" || key == "owner")
            owner = std::move(value);
        else
            record.fields.emplace_back(renamed != fieldNames().end() ? renamed->second : snakeCase(name),
                                       elide(value, 4000));
    }
    if (record.mailboxOwner.empty())
        record.mailboxOwner = owner;
    else if (!owner.empty())
        record.fields.emplace_back("mailbox_owner_name", owner);
    for (const auto& values : audit.items) addNested(values, record);
    if (record.items.empty()) addListed(lists, record);
    if (record.items.empty() &&
        (!lists.itemId.empty() || !lists.itemSubject.empty() || !lists.itemMessageId.empty())) {
        M365Item& item = record.items.emplace_back();
        item.itemId = lists.itemId;
        item.subject = lists.itemSubject;
        item.messageId = lists.itemMessageId;
        item.attachments = lists.itemAttachments;
    }
    Emitted out(sink);
    emitM365(std::move(record), place, out);
}

}  // namespace sillage::exchange

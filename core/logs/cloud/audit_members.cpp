// Office 365 Management Activity API schema: Exchange, SharePoint and Azure AD members of a record.
#include <simdjson.h>

#include "logs/cloud/audit_members.h"

#include "base/json.h"

namespace sillage {

namespace {

using od::error_code;
using od::SUCCESS;
using What = M365Key::What;

constexpr std::size_t kMaxFields = 500;

error_code typeOf(od::sj::value& v, od::sj::json_type& type) {
    return v.type().get(type);
}

void belong(M365Item& one, const M365Item& whole, bool attachments) {
    one.folder = whole.folder;
    one.folderId = whole.folderId;
    if (!attachments) return;
    if (&one != &whole && one.itemId != whole.itemId) one.part = std::exchange(one.itemId, whole.itemId);
    if (one.messageId.empty()) one.messageId = whole.messageId;
}

}  // namespace

void AuditMembers::field(std::string_view name, std::string value) {
    if (record->fields.size() < kMaxFields)
        record->fields.emplace_back(std::string(name), std::move(value));
    else
        record->damage = "more than 500 properties, the rest only in the raw record";
}

// An array of objects, or the same written as a JSON string (Sentinel); f(object, level). Any other scalar
// goes to other.
template <class F>
error_code AuditMembers::withArray(od::sj::value v, std::size_t level, F f, std::string* other) {
    od::sj::json_type type{};
    if (const error_code e = typeOf(v, type)) return e;
    od::sj::array array;
    if (type == od::sj::json_type::array) {
        if (const error_code e = v.get_array().get(array)) return e;
        return od::eachObject(array, [&](od::sj::object object) { return f(object, level); });
    }
    std::string text;
    if (const error_code e = od::raw(v, text)) return e;
    if (type != od::sj::json_type::string || text.empty() || text[0] != '[' || level + 1 >= levels.size()) {
        if (other) *other = std::move(text);
        return SUCCESS;
    }
    od::sj::document document;
    if (levels[level + 1].open(text, document) != SUCCESS || document.get_array().get(array) != SUCCESS) {
        record->damage = "an array inside a text is not readable";
        return SUCCESS;
    }
    if (od::eachObject(array, [&](od::sj::object object) { return f(object, level + 1); }) != SUCCESS)
        record->damage = "an array inside a text is not readable to its end";
    return SUCCESS;
}

// An object, or the same written as a JSON string; f(object, level).
template <class F>
error_code AuditMembers::withObject(od::sj::value v, std::size_t level, F f) {
    od::sj::json_type type{};
    if (const error_code e = typeOf(v, type)) return e;
    od::sj::object object;
    if (type == od::sj::json_type::object) {
        if (const error_code e = v.get_object().get(object)) return e;
        return f(object, level);
    }
    if (type != od::sj::json_type::string || level + 1 >= levels.size()) return SUCCESS;
    std::string text;
    bool present = false;
    if (const error_code e = od::scalar(v, text, present)) return e;
    if (text.empty() || text[0] != '{') return SUCCESS;
    od::sj::document document;
    if (levels[level + 1].open(text, document) != SUCCESS || document.get_object().get(object) != SUCCESS ||
        f(object, level + 1) != SUCCESS)
        record->damage = "an object inside a text is not readable to its end";
    return SUCCESS;
}

// [{"Name":…,"Value":…}]; a pair without Value has the value "". Elastic makes {"name":"value"} of it.
template <class F>
error_code AuditMembers::pairs(od::sj::value v, std::size_t level, F f, std::string* other) {
    od::sj::json_type type{};
    if (const error_code e = typeOf(v, type)) return e;
    std::string name, value;
    if (type == od::sj::json_type::object)
        return withObject(v, level, [&](od::sj::object object, std::size_t) {
            return od::eachField(object, [&](std::string_view key, od::sj::value member) {
                name.assign(key);
                if (const error_code e = od::raw(member, value)) return e;
                f(name, std::move(value));
                return SUCCESS;
            });
        });
    return withArray(
        v, level,
        [&](od::sj::object object, std::size_t) {
            name.clear();
            value.clear();
            const error_code e = od::eachField(object, [&](std::string_view key, od::sj::value member) {
                bool present = false;
                if (key == "Name") return od::scalar(member, name, present);
                if (key == "Value") return od::raw(member, value);
                return SUCCESS;
            });
            if (!name.empty()) f(name, std::move(value));
            return e;
        },
        other);
}

error_code AuditMembers::folder(od::sj::value v, std::size_t level, std::string& path, std::string& id) {
    std::string name, text;
    const error_code e = withObject(v, level, [&](od::sj::object object, std::size_t) {
        return od::eachField(object, [&](std::string_view key, od::sj::value member) {
            bool present = false;
            if (key == "Path") return od::scalar(member, path, present);
            if (key == "Name") return od::scalar(member, name, present);
            if (key == "Id") return od::scalar(member, id, present);
            if (key.substr(0, 6) != "Member") return SUCCESS;
            const error_code problem = od::scalar(member, text, present);
            if (present) field(snakeCase(key), text);
            return problem;
        });
    });
    if (path.empty() || path == "Not Available") path = name;
    return e;
}

error_code AuditMembers::item(od::sj::object object, std::size_t level, M365Item& out) {
    return od::eachField(object, [&](std::string_view key, od::sj::value v) {
        bool present = false;
        if (key == "InternetMessageId") return od::scalar(v, out.messageId, present);
        if (key == "Id") return od::scalar(v, out.itemId, present);
        if (key == "ImmutableId") return od::scalar(v, out.immutableId, present);
        if (key == "Subject") return od::scalar(v, out.subject, present);
        if (key == "SizeInBytes") return od::scalar(v, out.size, present);
        if (key == "Attachments") return od::raw(v, out.attachments);
        if (key == "Path") return od::scalar(v, out.folder, present);
        if (key == "ParentFolder") return folder(v, level, out.folder, out.folderId);
        return SUCCESS;
    });
}

error_code AuditMembers::items(od::sj::value v, std::size_t level) {
    return withArray(v, level, [&](od::sj::object object, std::size_t inner) {
        record->items.emplace_back();
        return item(object, inner, record->items.back());
    });
}

// Folders[{Path, Id, FolderItems[…]}] and Messages[{Id, Path, MessageItems[{Id, SizeInBytes}]}]: the
// members may stand in any order, so what belongs to the whole is given to the items at its end.
error_code AuditMembers::groups(od::sj::value v, std::size_t level, bool attachments) {
    return withArray(v, level, [&](od::sj::object object, std::size_t inner) {
        const std::size_t first = record->items.size();
        M365Item whole;
        const error_code e = od::eachField(object, [&](std::string_view key, od::sj::value member) {
            bool present = false;
            if (key == "FolderItems" || key == "MessageItems") return items(member, inner);
            if (key == "Path") return od::scalar(member, whole.folder, present);
            if (key == "Name" && whole.folder.empty()) return od::scalar(member, whole.folder, present);
            if (key == "InternetMessageId") return od::scalar(member, whole.messageId, present);
            if (key == "Id") return od::scalar(member, attachments ? whole.itemId : whole.folderId, present);
            return SUCCESS;
        });
        if (record->items.size() == first) record->items.push_back(whole);
        for (std::size_t i = first; i < record->items.size(); ++i)
            belong(record->items[i], whole, attachments);
        return e;
    });
}

void AuditMembers::property(const std::string& name, std::string value) {
    if (name == "MailAccessType") {
        record->accessType = value;
        field("mail_access_type", std::move(value));
    } else if (name == "IsThrottled") {
        field("is_throttled", std::move(value));
    } else {
        field(snakeCase(name), std::move(value));
    }
}

error_code AuditMembers::extended(od::sj::value v, std::size_t level) {
    return pairs(v, level, [&](const std::string& name, std::string value) {
        if (name == "UserAgent")
            record->userAgent = std::move(value);
        else
            field(snakeCase(name), std::move(value));
    });
}

error_code AuditMembers::device(od::sj::value v, std::size_t level) {
    return pairs(v, level, [&](const std::string& name, std::string value) {
        if (name == "SessionId")
            record->deviceSession = std::move(value);
        else
            field("device_" + snakeCase(name), std::move(value));
    });
}

error_code AuditMembers::parameters(od::sj::value v, std::size_t level) {
    JsonWriter json;
    json.beginObject();
    std::size_t count = 0;
    std::string other;
    const error_code e = pairs(
        v, level,
        [&](const std::string& name, const std::string& value) {
            json.key(name).string(value);
            ++count;
            if (name == "ForwardingSmtpAddress" || name == "ForwardingAddress" ||
                name == "DeliverToMailboxAndForward")
                record->forwarding = true;
        },
        &other);
    if (count > 0) field("parameters", json.endObject().take());
    if (!other.empty()) field("parameters", std::move(other));
    return e;
}

error_code AuditMembers::accessContext(od::sj::value v, std::size_t level) {
    std::string text;
    bool present = false;
    return withObject(v, level, [&](od::sj::object object, std::size_t) {
        return od::eachField(object, [&](std::string_view key, od::sj::value member) {
            if (key == "AADSessionId") return od::scalar(member, record->aadSession, present);
            const error_code e = od::scalar(member, text, present);
            if (text.empty()) return e;
            if (key == "UniqueTokenId") field("unique_token_id", text);
            if (key == "IssuedAtTime") field("token_issued_at", text);
            if (key == "APIId") field("api_id", text);
            if (key == "ClientAppId") field("token_client_app_id", text);
            return e;
        });
    });
}

error_code AuditMembers::member(const M365Key& key, od::sj::value v, std::size_t level) {
    std::string text, id;
    bool present = false;
    switch (key.what) {
        case What::Scalar:
            if (const error_code e = od::scalar(v, text, present)) return e;
            if (!present) return SUCCESS;
            text = m365Word(key.words, std::move(text));
            if (key.member && (record->*key.member).empty()) record->*key.member = text;
            if (key.field && !(text.empty() && key.member == nullptr)) field(key.field, std::move(text));
            return SUCCESS;
        case What::Raw:
            if (const error_code e = od::raw(v, text)) return e;
            if (!text.empty() && text != "[]") field(key.field, std::move(text));
            return SUCCESS;
        case What::Properties:
            return pairs(v, level,
                         [&](const std::string& n, std::string value) { property(n, std::move(value)); });
        case What::Extended:
            return extended(v, level);
        case What::Device:
            return device(v, level);
        case What::Parameters:
            return parameters(v, level);
        case What::Folders:
            return groups(v, level, false);
        case What::Messages:
            return groups(v, level, true);
        case What::Affected:
            return items(v, level);
        case What::Item:
            return withObject(v, level, [&](od::sj::object object, std::size_t inner) {
                record->items.emplace_back();
                return item(object, inner, record->items.back());
            });
        case What::Folder:
            return folder(v, level, record->folder, id);
        case What::DestFolder:
            return folder(v, level, record->destFolder, id);
        case What::AccessContext:
            return accessContext(v, level);
        case What::MessageId:
            record->items.emplace_back();
            return od::scalar(v, record->items.back().messageId, present);
    }
    return SUCCESS;
}

error_code AuditMembers::read(od::sj::object object, std::size_t level, Stop stop, bool& stopped) {
    return od::eachField(object, [&](std::string_view name, od::sj::value v) {
        const M365Key* key = m365Key(name);
        if (key) return member(*key, v, level);
        if (!stop || !stop(name)) return SUCCESS;
        stopped = true;
        return simdjson::error_code::UNEXPECTED_ERROR;
    });
}

}  // namespace sillage

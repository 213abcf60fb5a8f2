// simdjson on demand: one pass over the record, unknown members skipped. See audit_record.h.
#include "logs/cloud/audit_record.h"

#include <simdjson.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "logs/cloud/audit_keys.h"
#include "logs/cloud/json_repair.h"
#include "logs/cloud/cloud_text.h"

namespace sillage {

namespace {

namespace od = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kMaxFields = 500;
using What = M365Key::What;

}  // namespace

void M365Record::settle() {
    const auto take = [](std::string& own, const std::string& outer) {
        if (own.empty()) own = outer;
    };
    const bool namedOperation = !operation.empty(), typed = !recordType.empty();
    take(creationTime, outerTime);
    take(userId, outerUser);
    take(operation, outerOperation);
    take(id, outerId);
    take(actorIp, outerIp);
    take(recordType, outerType);
    if (!namedOperation && !operation.empty()) fields.emplace_back("operation", operation);
    if (!typed && !recordType.empty()) fields.emplace_back("record_type", recordType);
}

struct M365Parser::Impl {
    struct Level {
        od::parser parser;
        std::string text;
    };
    std::array<Level, 4> levels;  ///< JSON inside a JSON string uses the next one
    M365Record* record = nullptr;

    error_code open(std::string_view json, std::size_t level, od::document& document) {
        Level& l = levels[level];
        l.text.reserve(json.size() + simdjson::SIMDJSON_PADDING);
        l.text.assign(json);
        return l.parser.iterate(simdjson::padded_string_view(l.text.data(), l.text.size(), l.text.capacity()))
            .get(document);
    }

    void field(std::string_view name, std::string value) {
        if (record->fields.size() < kMaxFields)
            record->fields.emplace_back(std::string(name), std::move(value));
        else
            record->damage = "more than 500 properties, the rest only in the raw record";
    }

    // A scalar as text; null, objects and arrays give "" (present false).
    static error_code scalar(od::value v, std::string& out, bool& present) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        out.clear();
        present = true;
        if (type == od::json_type::string) {
            const std::string_view token = v.raw_json_token();
            std::string_view text;
            if (v.get_string().get(text) == SUCCESS)
                out.assign(text);
            else
                out = lenientJsonString(token);
            return SUCCESS;
        }
        present = type == od::json_type::number || type == od::json_type::boolean;
        if (present) out.assign(trim(v.raw_json_token()));
        return SUCCESS;
    }

    // A nested value as JSON text; scalars as their text.
    static error_code raw(od::value v, std::string& out) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        std::string_view text;
        error_code e = SUCCESS;
        bool present = false;
        if (type == od::json_type::object) {
            od::object o;
            if ((e = v.get_object().get(o))) return e;
            e = o.raw_json().get(text);
        } else if (type == od::json_type::array) {
            od::array a;
            if ((e = v.get_array().get(a))) return e;
            e = a.raw_json().get(text);
        } else {
            return scalar(v, out, present);
        }
        out.assign(trim(text));
        return e;
    }

    template <class F>
    static error_code eachField(od::object object, F f) {
        for (auto member : object) {
            od::field pair;
            if (const error_code e = std::move(member).get(pair)) return e;
            std::string_view key;
            if (pair.unescaped_key().get(key)) continue;
            if (const error_code e = f(key, pair.value())) return e;
        }
        return SUCCESS;
    }

    template <class F>
    static error_code eachObject(od::array array, F f) {
        for (auto element : array) {
            od::value v;
            if (const error_code e = element.get(v)) return e;
            od::json_type type{};
            if (const error_code e = v.type().get(type)) return e;
            if (type != od::json_type::object) continue;
            od::object object;
            if (const error_code e = v.get_object().get(object)) return e;
            if (const error_code e = f(object)) return e;
        }
        return SUCCESS;
    }

    // An array of objects, or the same written as a JSON string (Sentinel). Any other scalar goes to other.
    template <class F>
    error_code withArray(od::value v, std::size_t level, F f, std::string* other = nullptr) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        od::array array;
        if (type == od::json_type::array) {
            if (const error_code e = v.get_array().get(array)) return e;
            return eachObject(array, f);
        }
        std::string text;
        if (const error_code e = raw(v, text)) return e;
        if (type != od::json_type::string || text.empty() || text[0] != '[' || level + 1 >= levels.size()) {
            if (other) *other = std::move(text);
            return SUCCESS;
        }
        od::document document;
        if (open(text, level + 1, document) != SUCCESS || document.get_array().get(array) != SUCCESS) {
            record->damage = "an array inside a text is not readable";
            return SUCCESS;
        }
        if (eachObject(array, f) != SUCCESS)
            record->damage = "an array inside a text is not readable to its end";
        return SUCCESS;
    }

    // [{"Name":…,"Value":…}]; a pair without Value has the value "".
    template <class F>
    error_code pairs(od::value v, std::size_t level, F f, std::string* other = nullptr) {
        return withArray(
            v, level,
            [&](od::object object) {
                std::string name, value;
                const error_code e = eachField(object, [&](std::string_view key, od::value member) {
                    bool present = false;
                    if (key == "Name") return scalar(member, name, present);
                    if (key == "Value") return raw(member, value);
                    return SUCCESS;
                });
                if (!name.empty()) f(name, std::move(value));
                return e;
            },
            other);
    }

    error_code folder(od::value v, std::string& path, std::string& id) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        if (type != od::json_type::object) return SUCCESS;
        od::object object;
        if (const error_code e = v.get_object().get(object)) return e;
        std::string name, text;
        const error_code e = eachField(object, [&](std::string_view key, od::value member) {
            bool present = false;
            if (key == "Path") return scalar(member, path, present);
            if (key == "Name") return scalar(member, name, present);
            if (key == "Id") return scalar(member, id, present);
            if (key.substr(0, 6) != "Member") return SUCCESS;
            const error_code problem = scalar(member, text, present);
            if (present) field(snakeCase(key), text);
            return problem;
        });
        if (path.empty() || path == "Not Available") path = name;
        return e;
    }

    error_code item(od::object object, M365Item& out) {
        return eachField(object, [&](std::string_view key, od::value v) {
            bool present = false;
            if (key == "InternetMessageId") return scalar(v, out.messageId, present);
            if (key == "Id") return scalar(v, out.itemId, present);
            if (key == "ImmutableId") return scalar(v, out.immutableId, present);
            if (key == "Subject") return scalar(v, out.subject, present);
            if (key == "SizeInBytes") return scalar(v, out.size, present);
            if (key == "Attachments") return raw(v, out.attachments);
            if (key == "Path") return scalar(v, out.folder, present);
            if (key == "ParentFolder") return folder(v, out.folder, out.folderId);
            return SUCCESS;
        });
    }

    error_code items(od::value v, std::size_t level) {
        return withArray(v, level, [&](od::object object) {
            record->items.emplace_back();
            return item(object, record->items.back());
        });
    }

    // Folders[{Path, Id, FolderItems[…]}] and Messages[{Id, Path, MessageItems[{Id, SizeInBytes}]}]: the
    // members may stand in any order, so what belongs to the whole is given to the items at its end.
    error_code groups(od::value v, std::size_t level, bool attachments) {
        return withArray(v, level, [&](od::object object) {
            const std::size_t first = record->items.size();
            M365Item whole;
            const error_code e = eachField(object, [&](std::string_view key, od::value member) {
                bool present = false;
                if (key == "FolderItems" || key == "MessageItems") return items(member, level + 1);
                if (key == "Path") return scalar(member, whole.folder, present);
                if (key == "Name" && whole.folder.empty()) return scalar(member, whole.folder, present);
                if (key == "InternetMessageId") return scalar(member, whole.messageId, present);
                if (key == "Id") return scalar(member, attachments ? whole.itemId : whole.folderId, present);
                return SUCCESS;
            });
            if (record->items.size() == first) record->items.push_back(whole);
            for (std::size_t i = first; i < record->items.size(); ++i)
                belong(record->items[i], whole, attachments);
            return e;
        });
    }

    static void belong(M365Item& one, const M365Item& whole, bool attachments) {
        one.folder = whole.folder;
        one.folderId = whole.folderId;
        if (!attachments) return;
        if (&one != &whole && one.itemId != whole.itemId) one.part = std::exchange(one.itemId, whole.itemId);
        if (one.messageId.empty()) one.messageId = whole.messageId;
    }

    void property(const std::string& name, std::string value) {
        if (name == "MailAccessType") {
            record->accessType = value;
            field("mail_access_type", std::move(value));
        } else if (name == "IsThrottled") {
            field("is_throttled", std::move(value));
        } else {
            field(snakeCase(name), std::move(value));
        }
    }

    error_code extended(od::value v, std::size_t level) {
        return pairs(v, level, [&](const std::string& name, std::string value) {
            if (name == "UserAgent")
                record->userAgent = std::move(value);
            else
                field(snakeCase(name), std::move(value));
        });
    }

    error_code device(od::value v, std::size_t level) {
        return pairs(v, level, [&](const std::string& name, std::string value) {
            if (name == "SessionId")
                record->deviceSession = std::move(value);
            else
                field("device_" + snakeCase(name), std::move(value));
        });
    }

    error_code parameters(od::value v, std::size_t level) {
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

    error_code accessContext(od::value v, std::size_t level) {
        od::object object;
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        std::string text;
        bool present = false;
        od::document document;
        if (type == od::json_type::string && level + 1 < levels.size()) {
            if (const error_code e = scalar(v, text, present)) return e;
            if (open(text, level + 1, document) != SUCCESS || document.get_object().get(object) != SUCCESS)
                return SUCCESS;
        } else if (type != od::json_type::object) {
            return SUCCESS;
        } else if (const error_code e = v.get_object().get(object)) {
            return e;
        }
        return eachField(object, [&](std::string_view key, od::value member) {
            if (key == "AADSessionId") return scalar(member, record->aadSession, present);
            const error_code e = scalar(member, text, present);
            if (text.empty()) return e;
            if (key == "UniqueTokenId") field("unique_token_id", text);
            if (key == "IssuedAtTime") field("token_issued_at", text);
            if (key == "APIId") field("api_id", text);
            if (key == "ClientAppId") field("token_client_app_id", text);
            return e;
        });
    }

    error_code single(od::value v) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        if (type != od::json_type::object) return SUCCESS;
        od::object object;
        if (const error_code e = v.get_object().get(object)) return e;
        record->items.emplace_back();
        return item(object, record->items.back());
    }

    error_code nested(od::value v, std::size_t level) {
        od::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        od::object object;
        if (type == od::json_type::object) {
            if (const error_code e = v.get_object().get(object)) return e;
            return members(object, level);
        }
        if (type != od::json_type::string || level + 1 >= levels.size()) return SUCCESS;
        std::string text;
        bool present = false;
        if (const error_code e = scalar(v, text, present)) return e;
        if (!text.empty()) whole(text, level + 1);
        return SUCCESS;
    }

    error_code member(const M365Key& key, od::value v, std::size_t level) {
        std::string text, id;
        bool present = false;
        switch (key.what) {
            case What::Scalar:
                if (const error_code e = scalar(v, text, present)) return e;
                if (!present) return SUCCESS;
                if (key.field && !(text.empty() && key.member == nullptr)) field(key.field, text);
                if (key.member) record->*key.member = std::move(text);
                return SUCCESS;
            case What::Raw:
                if (const error_code e = raw(v, text)) return e;
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
                return single(v);
            case What::Folder:
                return folder(v, record->folder, id);
            case What::DestFolder:
                return folder(v, record->destFolder, id);
            case What::AccessContext:
                return accessContext(v, level);
            case What::Nested:
                return nested(v, level);
            case What::MessageId:
                record->items.emplace_back();
                return scalar(v, record->items.back().messageId, present);
        }
        return SUCCESS;
    }

    error_code members(od::object object, std::size_t level) {
        return eachField(object, [&](std::string_view name, od::value v) {
            const M365Key* key = m365Key(name);
            return key ? member(*key, v, level) : SUCCESS;
        });
    }

    error_code attempt(std::string_view json, std::size_t level) {
        od::document document;
        if (const error_code e = open(json, level, document)) return e;
        od::object object;
        if (const error_code e = document.get_object().get(object)) return e;
        if (const error_code e = members(object, level)) return e;
        const char* rest = nullptr;
        return document.current_location().get(rest) == SUCCESS ? simdjson::TAPE_ERROR
                                                                : SUCCESS;  // text after the end
    }

    bool whole(std::string_view json, std::size_t level) {
        const M365Record before = level > 0 ? *record : M365Record{};
        if (attempt(json, level) == SUCCESS) return true;
        *record = before;
        std::string note;
        const std::string repaired = repairJson(json, note);
        record->damage = note.empty() ? "JSON not readable" : note;
        if (repaired.empty()) return false;
        const std::string damage = record->damage;
        const bool ok = attempt(repaired, level) == SUCCESS;
        record->damage = damage;
        return ok;
    }
};

M365Parser::M365Parser() : impl_(std::make_unique<Impl>()) {}
M365Parser::~M365Parser() = default;

bool M365Parser::parse(std::string_view json, M365Record& record) {
    record = {};
    impl_->record = &record;
    return impl_->whole(json, 0);
}

}  // namespace sillage

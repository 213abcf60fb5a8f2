// simdjson on demand: one pass over the record, unknown members skipped. What encloses it is opened only
// where a member says so. See audit_record.h.
#include <simdjson.h>

#include <algorithm>

#include "logs/cloud/audit_members.h"
#include "logs/cloud/audit_record.h"
#include "logs/cloud/envelope.h"
#include "logs/cloud/json_repair.h"

namespace sillage {

namespace {

// An object is an audit record when it says when, and at least three things of the common schema.
bool isAuditRecord(const std::vector<std::string_view>& names) {
    constexpr std::string_view marks[] = {
        "Operation", "RecordType", "Workload",     "OfficeWorkload", "UserId",          "UserKey",
        "UserType",  "ClientIP",   "ResultStatus", "OrganizationId", "MailboxOwnerUPN", "ClientInfoString"};
    const auto has = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto count = std::count_if(std::begin(marks), std::end(marks), has);
    return (has("CreationTime") && count >= 2) ||
           (has("TimeGenerated") && has("OfficeWorkload") && count >= 3);
}

}  // namespace

struct M365Parser::Impl {
    AuditMembers members;
    Envelope envelope;
    Enclosed enclosed;
    bool wasEnclosed = false;

    // The text of the record itself; stopped where a member may hold the record.
    od::error_code attempt(std::string_view json, AuditMembers::Stop stop, bool& stopped) {
        od::sj::document document;
        if (const auto e = members.levels[0].open(json, document)) return e;
        od::sj::object object;
        if (const auto e = document.get_object().get(object)) return e;
        if (const auto e = members.read(object, 0, stop, stopped)) return e;
        const char* rest = nullptr;
        return document.current_location().get(rest) == od::SUCCESS
                   ? simdjson::TAPE_ERROR  // text after the end
                   : od::SUCCESS;
    }

    // Damage is repaired as far as it goes.
    bool whole(std::string_view json, AuditMembers::Stop stop, bool& stopped) {
        M365Record& record = *members.record;
        if (attempt(json, stop, stopped) == od::SUCCESS) return true;
        record = {};
        if (stopped) return false;
        std::string note;
        const std::string repaired = repairJson(json, note);
        if (note.empty()) note = "JSON not readable";
        const bool ok = !repaired.empty() && attempt(repaired, stop, stopped) == od::SUCCESS;
        if (stopped)
            record = {};
        else
            record.damage = note;
        return ok;
    }

    bool parse(std::string_view json, M365Record& record) {
        record = {};
        record.fields.reserve(32);
        members.record = &record;
        bool stopped = false;
        enclosed = {};
        if (!wasEnclosed) {
            const bool ok = whole(json, &Envelope::holds, stopped);
            if (!stopped) return ok;
        }
        stopped = false;
        wasEnclosed = envelope.open(json, &isAuditRecord, true, enclosed) && !enclosed.path.empty();
        if (!wasEnclosed) return whole(json, nullptr, stopped);
        bool ok = true;
        if (enclosed.json.empty())
            record.fields.emplace_back("audit_data", "empty");
        else
            ok = whole(enclosed.json, nullptr, stopped);
        record.keepOuter(enclosed.outer);
        return ok || !record.outerOperation.empty();
    }
};

M365Parser::M365Parser() : impl_(std::make_unique<Impl>()) {}
M365Parser::~M365Parser() = default;

bool M365Parser::parse(std::string_view json, M365Record& record) {
    return impl_->parse(json, record);
}

std::string_view M365Parser::text() const {
    return impl_->members.levels[0].text;
}

const std::string& M365Parser::path() const {
    return impl_->enclosed.path;
}

}  // namespace sillage

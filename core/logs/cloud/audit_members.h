// How the members of one audit record are read into an M365Record; used by audit_parser.cpp alone.
// <simdjson.h> is included before this file.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "logs/cloud/audit_keys.h"
#include "logs/cloud/ondemand.h"

namespace sillage {

class AuditMembers {
public:
    static constexpr std::size_t kLevels = 4;  ///< JSON inside a JSON string uses the next one
    M365Record* record = nullptr;
    std::array<od::Level, kLevels> levels;

    /// All members of an object that was opened on that level. stop(name): the member ends the reading.
    using Stop = bool (*)(std::string_view name);
    od::error_code read(od::sj::object object, std::size_t level, Stop stop, bool& stopped);

private:
    void field(std::string_view name, std::string value);
    od::error_code member(const M365Key& key, od::sj::value v, std::size_t level);
    od::error_code folder(od::sj::value v, std::size_t level, std::string& path, std::string& id);
    od::error_code item(od::sj::object object, std::size_t level, M365Item& out);
    od::error_code items(od::sj::value v, std::size_t level);
    od::error_code groups(od::sj::value v, std::size_t level, bool attachments);
    od::error_code extended(od::sj::value v, std::size_t level);
    od::error_code device(od::sj::value v, std::size_t level);
    od::error_code parameters(od::sj::value v, std::size_t level);
    od::error_code accessContext(od::sj::value v, std::size_t level);
    void property(const std::string& name, std::string value);

    template <class F>
    od::error_code withArray(od::sj::value v, std::size_t level, F f, std::string* other = nullptr);
    template <class F>
    od::error_code withObject(od::sj::value v, std::size_t level, F f);
    template <class F>
    od::error_code pairs(od::sj::value v, std::size_t level, F f, std::string* other = nullptr);
};

}  // namespace sillage

// See audit_record.h.
#include "logs/cloud/audit_record.h"

#include <limits>
#include <map>

#include "logs/cloud/audit_keys.h"

namespace sillage {

void M365Record::keepOuter(std::vector<std::pair<std::string, std::string>>& values) {
    std::map<std::string*, int> ranks;
    for (auto& [name, value] : values) {
        const M365Outer* outer = m365Outer(name);
        if (!outer || value.empty()) continue;
        std::string& own = this->*(outer->member);
        const auto known = ranks.emplace(&own, own.empty() ? std::numeric_limits<int>::max() : -1).first;
        if (outer->rank >= known->second) continue;
        known->second = outer->rank;
        own = std::move(value);
    }
}

void M365Record::settle() {
    const auto take = [](std::string& own, const std::string& outer) {
        if (own.empty()) own = outer;
    };
    const bool namedOperation = !operation.empty(), typed = !recordType.empty(), worked = !workload.empty();
    take(creationTime, outerTime);
    take(userId, outerUser);
    take(operation, outerOperation);
    take(id, outerId);
    if (clientIpAddress.empty() && clientIp.empty()) take(actorIp, outerIp);
    take(recordType, m365Word(M365Key::Words::RecordType, outerType));
    take(workload, outerWorkload);
    if (!namedOperation && !operation.empty()) fields.emplace_back("operation", operation);
    if (!typed && !recordType.empty()) fields.emplace_back("record_type", recordType);
    if (!worked && !workload.empty()) fields.emplace_back("workload", workload);
}

}  // namespace sillage

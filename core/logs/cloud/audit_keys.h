// Which member of an audit record's JSON goes where.
#pragma once

#include <string>
#include <string_view>

#include "logs/cloud/audit_record.h"

namespace sillage {

struct M365Key {
    enum class What : unsigned char {
        Scalar,
        Raw,
        Properties,
        Extended,
        Device,
        Parameters,
        Folders,
        Item,
        Affected,
        Messages,
        Folder,
        DestFolder,
        AccessContext,
        Nested,
        MessageId
    };
    What what = What::Scalar;
    std::string M365Record::*member = nullptr;  ///< where a scalar is kept
    const char* field = nullptr;                ///< the event field it becomes
};

/// nullptr: a member that is left in the raw record.
const M365Key* m365Key(std::string_view name);

}  // namespace sillage

// Which member of an audit record's JSON goes where, and what stands round a record that may be used in its
// place.
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
        MessageId
    };
    /// Words some exports write where the record has a number or a JSON boolean.
    enum class Words : unsigned char { None, Boolean, RecordType, LogonType, UserType };
    What what = What::Scalar;
    std::string M365Record::*member = nullptr;  ///< where a scalar is kept
    const char* field = nullptr;                ///< the event field it becomes
    Words words = Words::None;
};

/// nullptr: a member that is left in the raw record.
const M365Key* m365Key(std::string_view name);
/// "Delegated" → "2", "False" → "false"; what is no such word stays as it is.
std::string m365Word(M365Key::Words words, std::string text);

/// The envelope's value of that name, as an outer member of the record; nullptr: of no use. rank: the lower
/// is the better witness where several say the same.
struct M365Outer {
    std::string M365Record::*member = nullptr;
    int rank = 0;
};
const M365Outer* m365Outer(std::string_view name);

}  // namespace sillage

// The kinds of Exchange log: by what each is told, its column map, the columns of its fragments.
#pragma once

#include <string_view>
#include <vector>

#include "logs/exchange/rows.h"

namespace sillage::exchange {

struct Type {
    const char* logType;  ///< #Log-type begins with this, "" = recognised by fields only
    const char* mark;     ///< columns no other log has, comma separated, lower case
    RowReader read;       ///< nullptr: readAuditRow
    const char* fields;   ///< of fragments without header, "" where none are known
};

extern const Type kProxy, kEws, kTracking, kSmtp, kImapPop, kAgent, kEcp, kCmdlet, kAudit, kOther;

/// What the header lines say the rows are; kOther when no map fits.
const Type& typeOf(const Header& header);
/// Fragments without header lines: by the number of cells and what some of them look like; nullptr when none.
const Type* typeOfCells(const std::vector<std::string_view>& cells);

}  // namespace sillage::exchange

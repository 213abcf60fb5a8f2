// A readable text for items that are no mail ([MS-OXOCNTC], [MS-OXOCAL], [MS-OXOTASK], [MS-OXONOTE], [MS-OXOJRNL],
// [MS-OXOMSG] 2.2.2 reports): their main properties, one a line, so that search and the reading pane show them.
#pragma once

#include "mail/mapi/bodies.h"
#include "mail/mapi/item.h"

namespace sillage::mapi {

/// Puts the lines before the text body. Of mail it changes nothing.
void addSummary(const Item& item, Bodies& bodies);

}  // namespace sillage::mapi

// Items of a PST made readable on demand, by their locator (reader.h, ItemAccess):
//   nid:HEX                      a message node of the tree, or an orphan
//   …/att:HEX                    the message embedded in that attachment of it
//   page:OFFSET/nid:HEX          the node as a node page at OFFSET has it, one the tree does not reach
//   block:OFFSET[/sub:OFFSET]    a property context in a loose block, with the list of sub-nodes that belongs to it
// Offsets are decimal.
#pragma once

#include "evidence/reader.h"

namespace sillage {

extern const ItemAccess kPstItems;

}  // namespace sillage

// One message of a source parsed as on import, for import, viewing and access by part number alike.
#pragma once

#include "mail/mime_parser.h"

namespace sillage {

/// Parses the message lying at [begin, begin+length) of source into tree.
void parseMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length, const MessageOptions& options,
                  MessageTree& tree);

}  // namespace sillage

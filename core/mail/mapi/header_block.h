// The RFC 5322 header of an item: its transport headers as they were received, completed from its properties
// ([MS-OXCMAIL] 2.1.3), and what properties say about people.
#pragma once

#include <string>
#include <string_view>

#include "mail/mapi/encode.h"
#include "mail/mapi/item.h"

namespace sillage::mapi {

/// Fields with CRLF line ends, ASCII, without MIME-Version, Content-* and the empty line. Lines of transport headers
/// stay as long as they are.
std::string headerBlock(const Item& item);
/// Without the length mark that stores put before a prefix ([MS-PST] 2.5.3.1.1.1).
std::string subjectOf(const Properties& properties);
/// Submitted, else delivered, else created, else changed; microseconds UTC.
std::optional<std::int64_t> dateOf(const Properties& properties);
/// SMTP where there is one, else the address as it is (X.500 …).
NamedAddress recipientAddress(const Properties& recipient);
/// "Name <address>".
std::string shown(const NamedAddress& address);
/// The name and address of a one-off entry id ([MS-OXCDATA] 2.2.5.1); both empty when it is none.
NamedAddress oneOff(std::string_view entryId);

}  // namespace sillage::mapi

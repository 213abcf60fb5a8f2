// HMAC-SHA-256 (RFC 2104, FIPS 198-1): what is kept of a secret, so that equal ones are known and none can be read.
#pragma once

#include <string_view>

#include "base/hash.h"

namespace sillage {

Digest hmacSha256(std::string_view key, std::string_view text);

}  // namespace sillage

#include "base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/error.h"

namespace sillage {

Digest hmacSha256(std::string_view key, std::string_view text) {
    Digest out{};
    unsigned size = 0;
    const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets, text.size(), out.data(), &size) || size != out.size())
        throw Error("HMAC-SHA-256 is not available");
    return out;
}

}  // namespace sillage

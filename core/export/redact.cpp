#include "export/redact.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

namespace sillage {

Redactor::Redactor(std::string key) : key_(std::move(key)) {}

std::string Redactor::pseudonym(std::string_view address) const {
    const std::string folded = asciiLower(address);
    std::array<unsigned char, 32> mac{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(folded.data()), folded.size(),
         mac.data(), &length);
    return "person-" + toHex(std::string_view(reinterpret_cast<const char*>(mac.data()), 4)) + "@redacted.invalid";
}

static bool addressChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("._%+-=!#$&'*/?^`{|}~").find(c) != std::string_view::npos ||
           static_cast<unsigned char>(c) >= 0x80;
}

static bool domainChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

std::string Redactor::apply(std::string_view text) const {
    std::string out;
    std::size_t copied = 0;
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
        std::size_t begin = at, end = at + 1;
        while (begin > copied && addressChar(text[begin - 1])) --begin;
        while (end < text.size() && domainChar(text[end])) ++end;
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
        if (begin == at || end == at + 1) continue;
        out.append(text, copied, begin - copied);
        out += pseudonym(text.substr(begin, end - begin));
        copied = end;
    }
    return out.append(text, copied);
}

std::string newRedactionKey() {
    std::array<unsigned char, 32> key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) throw Error("no random numbers are available for the redaction key");
    return toHex(std::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

}  // namespace sillage

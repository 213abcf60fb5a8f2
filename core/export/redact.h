// The redacted profile: addresses become keyed pseudonyms (HMAC-SHA-256; the key stays in the case), the same address
// always the same pseudonym, so that a reader can still follow who is who without learning it.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

class Redactor {
public:
    /// key: at least 16 octets, secret.
    explicit Redactor(std::string key);
    /// Every local@domain in text replaced by person-xxxxxxxx@redacted.invalid; everything else is left alone.
    [[nodiscard]] std::string apply(std::string_view text) const;

private:
    [[nodiscard]] std::string pseudonym(std::string_view address) const;
    std::string key_;
};

/// 32 octets from the system's random source, in hex.
std::string newRedactionKey();

}  // namespace sillage

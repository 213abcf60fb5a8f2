// SHA-256 (FIPS 180-4) through libcrypto. Not thread-safe per object; objects are independent.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sillage {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void add(std::string_view octets);
    /// Ends the computation and starts a new one.
    Digest finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

Digest sha256(std::string_view octets);
/// 64 lower-case hexadecimal digits.
std::string toHex(const Digest& digest);
std::string toHex(std::string_view octets);
/// False unless text is exactly 64 hexadecimal digits.
bool fromHex(std::string_view text, Digest& out);
/// A public id: letter, '-', first 12 hex digits of sha256(key), e.g. "T-3f9c0a61b2d4".
std::string contentId(char letter, std::string_view key);

}  // namespace sillage

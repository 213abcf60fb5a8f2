#include "base/hash.h"

#include <openssl/evp.h>

#include "base/error.h"

namespace sillage {

/// Looked up once: the look-up behind EVP_sha256 takes locks and costs more than hashing a short key.
static const EVP_MD* algorithm() {
    static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return fetched ? fetched : EVP_sha256();
}

struct Sha256::Impl {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~Impl() { EVP_MD_CTX_free(context); }
    void start() const {
        if (!context || EVP_DigestInit_ex(context, algorithm(), nullptr) != 1)
            throw Error("SHA-256 is not available", "The OpenSSL library on this machine refuses SHA-256.");
    }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) { impl_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view octets) { EVP_DigestUpdate(impl_->context, octets.data(), octets.size()); }

Digest Sha256::finish() {
    Digest out{};
    unsigned length = 0;
    EVP_DigestFinal_ex(impl_->context, out.data(), &length);
    impl_->start();
    return out;
}

Digest sha256(std::string_view octets) {
    thread_local Sha256 h;
    h.add(octets);
    return h.finish();
}

std::string toHex(std::string_view octets) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out(octets.size() * 2, '\0');
    char* to = out.data();
    for (const unsigned char c : octets) {
        *to++ = kDigits[c >> 4];
        *to++ = kDigits[c & 15];
    }
    return out;
}

std::string toHex(const Digest& digest) {
    return toHex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

static int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool fromHex(std::string_view text, Digest& out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hexValue(text[2 * i]), low = hexValue(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return true;
}

std::string contentId(char letter, std::string_view key) {
    return std::string(1, letter) + "-" + toHex(sha256(key)).substr(0, 12);
}

}  // namespace sillage

// Sessions and addresses worth a look, with the signals that say so. Nothing is attributed by it, and no indicator counts.
#pragma once

#include <array>

#include "trace/attribution.h"
#include "trace/travel.h"

namespace sillage::tracing {

struct Signals;

class Suspects {
public:
    Suspects(const Input& input, const Sessions& sessions);
    /// Looks for them.
    void find();
    /// The sessions that carry a signal, strongest first.
    [[nodiscard]] std::span<const std::uint32_t> found() const { return {found_.begin(), found_.size()}; }
    /// What speaks against one of them (record/session_words.h), appended. May be called by several threads at once.
    void signals(std::uint32_t visit, std::string& out) const;

private:
    struct Hours {
        std::array<std::uint32_t, 24> sessions{};
        std::uint32_t total = 0;
        std::int64_t first = kForever;
    };
    void learnAddresses();
    void learn();
    void learnFirsts();
    void learnFactors();
    void learnLists();
    void examine(std::size_t visit, Signals& out) const;
    void network(const Visit& v, const Hours* hours, bool firstThere, Signals& out) const;
    void conduct(const Visit& v, const Hours* hours, Signals& out) const;
    void credential(const Visit& v, bool firstThere, Signals& out) const;
    void client(std::size_t visit, Signals& out) const;
    void apart(std::size_t visit, Signals& out) const;
    [[nodiscard]] static bool counts(const Visit& v) { return !v.failedOnly && v.ip && v.account && !v.backEnd && !v.trace; }

    const Input& input_;
    const Sessions& s_;
    SpoolVector<std::uint32_t> found_;
    static constexpr std::uint8_t kOwn = 1, kService = 2, kLooked = 4;
    SpoolVector<std::uint8_t> networkOf_;                  ///< by address: whether it is in an own network, or a service's
    SpoolVector<std::uint8_t> people_;                     ///< by visit: it counts, and was not at a service's address
    SpoolVector<std::uint32_t> accountsAt_, addressesOf_;  ///< by address: accounts; by token: addresses
    SpoolVector<std::uint8_t> firstThere_;                 ///< by visit: the account was not at this address before
    SpoolVector<std::uint32_t> hoursOf_;                   ///< by account: where in hours_; kNone = nowhere
    std::vector<Hours> hours_;
    SpoolVector<std::uint8_t> firstClient_, firstApp_;     ///< by visit: the account was not seen with it before, but with others
    struct Factors {
        std::uint32_t one = 0, several = 0;
    };
    std::unordered_map<Sym, Factors> factors_;             ///< sign-ins by account
    std::unordered_map<std::string, std::int64_t> listed_; ///< accounts in lists of credentials: the first list's day; 0 = undated
    std::unordered_map<std::uint32_t, Apart> apart_;
    Locations locations_{""};
};

}  // namespace sillage::tracing

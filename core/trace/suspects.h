// Sessions and addresses worth a look, with the signals that say so. Nothing is attributed by it, and no indicator counts.
#pragma once

#include <array>

#include "trace/attribution.h"

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
    void learn();
    void examine(std::size_t visit, Signals& out) const;
    void network(const Visit& v, const Hours* hours, bool firstThere, Signals& out) const;
    void conduct(const Visit& v, const Hours* hours, Signals& out) const;

    const Input& input_;
    const Sessions& s_;
    SpoolVector<std::uint32_t> found_;
    SpoolVector<std::uint32_t> accountsAt_, addressesOf_;  ///< by address: accounts; by token: addresses
    SpoolVector<std::uint8_t> firstThere_;                 ///< by visit: the account was not at this address before
    SpoolVector<std::uint32_t> hoursOf_;                   ///< by account: where in hours_; kNone = nowhere
    std::vector<Hours> hours_;
};

}  // namespace sillage::tracing

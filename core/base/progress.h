// How a long synchronous operation reports and is told to stop. Implementations must be callable from the
// thread that runs the operation; advance() is called often and must be cheap.
#pragma once

#include <cstdint>
#include <string_view>

namespace sillage {

class Progress {
public:
    virtual ~Progress() = default;
    /// done of total units of work (octets where it can be known; total 0 = unknown).
    virtual void advance(std::uint64_t done, std::uint64_t total) = 0;
    /// What is being read now, in words; never evidence text longer than a path.
    virtual void note(std::string_view what) = 0;
    /// Asked between records; true makes the operation stop at the next safe point.
    [[nodiscard]] virtual bool cancelled() const = 0;
    /// The answer is in the case and may be shown, while what is less urgent goes on being computed.
    virtual void answered() {}
    /// Asked between units; blocks while the user has paused. Returns at once by default.
    virtual void waitWhilePaused() {}
};

/// A Progress that reports nothing and never cancels.
class NoProgress final : public Progress {
public:
    void advance(std::uint64_t, std::uint64_t) override {}
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return false; }
};

}  // namespace sillage

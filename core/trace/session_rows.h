// Sessions and suspects as the store asks for them, over what the trace has in hand.
#pragma once

#include <array>
#include <memory>

#include "store/session_source.h"
#include "trace/groundwork.h"
#include "trace/suspects.h"

namespace sillage::tracing {

class TracedSessions final : public SessionSource {
public:
    /// input: names of protocols and states become texts of it. ground: is told the order of rows, and the suspects.
    /// suspects: found already.
    TracedSessions(Input& input, const Sessions& sessions, Groundwork& ground, std::unique_ptr<Suspects> suspects);
    /// For whose and verdict alone: ground knows the order already.
    struct OrderKnown {};
    TracedSessions(Input& input, const Sessions& sessions, Groundwork& ground, OrderKnown);
    [[nodiscard]] std::uint32_t listed() const override { return static_cast<std::uint32_t>(ground_.listed); }
    [[nodiscard]] std::uint32_t rows() const override { return static_cast<std::uint32_t>(ground_.order.size()); }
    [[nodiscard]] SessionRow row(std::uint32_t row) const override;
    [[nodiscard]] SessionWhose whose(std::uint32_t row) const override;
    void words(std::uint32_t row, std::string& out) const override;
    void verdict(std::uint32_t row, std::string& out) const override;
    [[nodiscard]] std::span<const std::uint32_t> suspects() const override { return {suspects_.begin(), suspects_.size()}; }
    void signals(std::uint32_t suspect, std::string& out) const override;
    [[nodiscard]] std::span<const std::uint32_t> ofEvents() const override { return {ofEvents_.begin(), ofEvents_.size()}; }
    [[nodiscard]] std::uint32_t texts() const override { return static_cast<std::uint32_t>(input_.symbols.size()); }
    [[nodiscard]] std::string_view text(std::uint32_t number) const override { return input_.view(number); }

private:
    void nameTexts(Input& input);
    void orderRows();
    const Input& input_;
    const Sessions& sessions_;
    Groundwork& ground_;
    SpoolVector<std::uint32_t> suspects_;  ///< rows, strongest first
    SpoolVector<std::uint32_t> ofEvents_;
    std::array<Sym, kRoutes> routes_{};
    std::array<Sym, 5> statuses_{};
    std::unique_ptr<Suspects> finder_;
};

}  // namespace sillage::tracing

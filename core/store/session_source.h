// Sessions as the trace has them, asked for row by row by whoever keeps or shows them. Nothing is copied on the way.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/touch.h"

namespace sillage {

/// One session in numbers. Texts are numbers of SessionSource::text; 0 = "".
struct SessionRow {
    std::uint64_t id = 0, group = 0;  ///< public ids: six octets each
    std::uint32_t account = 0, ip = 0, agent = 0, actor = 0, protocol = 0;
    std::int64_t first = 0, last = 0;
    std::uint64_t events = 0;
    std::int64_t bytesOut = -1;
    Axis attribution = Axis::None;
    std::uint32_t status = 0;         ///< text
};

/// Whose a session is: what an act of the examiner changes.
struct SessionWhose {
    std::uint32_t actor = 0, status = 0;  ///< texts
    Axis attribution = Axis::None;
};

/// Every function may be called by several threads at once.
class SessionSource {
public:
    virtual ~SessionSource() = default;
    /// Sessions listed, in order of output; then those that only suspects show.
    [[nodiscard]] virtual std::uint32_t listed() const = 0;
    [[nodiscard]] virtual std::uint32_t rows() const = 0;
    [[nodiscard]] virtual SessionRow row(std::uint32_t row) const = 0;
    [[nodiscard]] virtual SessionWhose whose(std::uint32_t number) const {
        const SessionRow r = row(number);
        return {r.actor, r.status, r.attribution};
    }
    /// What it is (record/session_words.h), then why it is whose it is: appended.
    virtual void words(std::uint32_t row, std::string& out) const = 0;
    virtual void verdict(std::uint32_t row, std::string& out) const = 0;
    /// Sessions worth a look, strongest first: their rows, and what speaks against each.
    [[nodiscard]] virtual std::span<const std::uint32_t> suspects() const = 0;
    virtual void signals(std::uint32_t suspect, std::string& out) const = 0;
    /// For each event in order of id, from 1: its session's row + 1, 0 = none.
    [[nodiscard]] virtual std::span<const std::uint32_t> ofEvents() const = 0;
    /// Texts by number.
    [[nodiscard]] virtual std::uint32_t texts() const = 0;
    [[nodiscard]] virtual std::string_view text(std::uint32_t number) const = 0;
};

/// A row in words.
Session sessionOf(const SessionSource& source, std::uint32_t row);
Session suspectOf(const SessionSource& source, std::uint32_t suspect);

/// Sessions that are in memory in words already.
class SessionList final : public SessionSource {
public:
    SessionList(const std::vector<Session>& sessions, const std::vector<Session>& suspects);
    [[nodiscard]] std::uint32_t listed() const override { return listed_; }
    [[nodiscard]] std::uint32_t rows() const override { return static_cast<std::uint32_t>(rows_.size()); }
    [[nodiscard]] SessionRow row(std::uint32_t row) const override { return rows_[row]; }
    void words(std::uint32_t row, std::string& out) const override;
    void verdict(std::uint32_t, std::string&) const override {}
    [[nodiscard]] std::span<const std::uint32_t> suspects() const override { return suspects_; }
    void signals(std::uint32_t suspect, std::string& out) const override;
    [[nodiscard]] std::span<const std::uint32_t> ofEvents() const override { return {}; }
    [[nodiscard]] std::uint32_t texts() const override { return static_cast<std::uint32_t>(texts_.size()); }
    [[nodiscard]] std::string_view text(std::uint32_t number) const override { return texts_[number]; }

private:
    void add(const Session& s);
    std::uint32_t number(const std::string& text);
    const std::vector<Session>& sessions_;
    const std::vector<Session>& list_;
    std::vector<SessionRow> rows_;
    std::vector<std::uint32_t> suspects_;
    std::vector<std::string> texts_;
    std::uint32_t listed_;
};

}  // namespace sillage

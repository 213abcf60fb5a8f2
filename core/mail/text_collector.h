// What a message says, gathered while it streams by: the folded text for the index and the digest of the
// body. Memory: one piece of at most 4 MiB, plus the index text, whose budget a message shares with those
// nested in it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace sillage {

/// Characters of index text one top-level message may have (hostile limits).
inline constexpr std::uint64_t kIndexCharacters = 10'000'000;

/// canonicalText() of a text that comes in pieces, cut at line ends: the digest equals that of the whole.
class TextDigest {
public:
    void add(std::string_view utf8);
    Digest finish() { return hash_.finish(); }
    [[nodiscard]] bool any() const { return any_; }

private:
    Sha256 hash_;
    std::size_t pendingNewlines_ = 0;
    bool any_ = false;
};

class TextCollector {
public:
    /// budget: characters left for the whole message tree; cut: set when something did not fit.
    TextCollector(std::uint64_t& budget, bool& cut) : budget_(budget), cut_(cut) {}

    enum class Role : std::uint8_t { Body, Html, Attachment };
    /// Begins a text part. quoting as in MessageOptions, "" for parts whose encoding hides line starts.
    void begin(Role role, std::string charset, bool html, std::string quoting);
    void add(std::string_view decoded) {
        piece_.append(decoded);
        if (piece_.size() >= kPiece) flush(false);
    }
    void finish();

    [[nodiscard]] std::string takeIndexText() { return std::move(index_); }
    [[nodiscard]] bool hasText() const { return plain_.any() || html_.any(); }
    Digest bodyDigest() { return plain_.any() ? plain_.finish() : html_.finish(); }
    /// Content-IDs that the HTML bodies refer to.
    [[nodiscard]] const std::set<std::string>& referenced() const { return referenced_; }

private:
    static constexpr std::size_t kPiece = 4u << 20;
    void flush(bool last);
    void index(std::string_view utf8);
    void indexMissingWords(std::string_view utf8);
    void append(std::string_view folded);
    void collectReferences(std::string_view html);

    std::uint64_t& budget_;
    bool& cut_;
    Role role_ = Role::Body;
    bool asHtml_ = false;
    std::string charset_, quoting_, piece_, index_;
    TextDigest plain_, html_;
    bool plainSeen_ = false, htmlSeen_ = false, first_ = false;
    std::set<std::string> referenced_;
};

/// Takes the quoting of an mbox off the lines of a text ("mboxo", "mboxrd"; "" = nothing to do).
std::string unquoteFrom(std::string_view text, std::string_view quoting);
/// Whether a line is a quoted `From ` line of that quoting.
bool isQuotedFrom(std::string_view line, std::string_view quoting);

}  // namespace sillage

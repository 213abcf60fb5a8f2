// The four FTS5 shards read as one index. Read-only, one object a thread (connections of its own).
// Queries are FTS5 match expressions over the columns subject, addresses, names, body, holding folded text
// (base/text.h, fold); build them with ftsTerm() so that nothing typed is taken for syntax.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "store/database.h"

namespace sillage {

inline constexpr unsigned kTextShards = 4;
/// Shard = message key mod 4.
inline unsigned shardOf(const Digest& messageKey) {
    return messageKey[31] % kTextShards;
}
std::filesystem::path shardFile(const std::filesystem::path& indexDirectory, unsigned shard);

/// A quoted FTS5 string of folded words: a phrase, or with prefix the last word as a beginning (`"terr" *`).
/// "" when text holds no word at all.
std::string ftsTerm(std::string_view text, bool prefix = false);

struct TextHit {
    std::int64_t message = 0;  ///< row of meta.db's message; may be one without placement any more (removed)
    double rank = 0;           ///< bm25 over the statistics of all shards together; larger is better
};

class TextIndex {
public:
    /// Shards that do not exist are empty.
    explicit TextIndex(const std::filesystem::path& indexDirectory);
    ~TextIndex();
    /// Best first; at most limit. Throws Error(Usage) when match is not a well-formed expression.
    std::vector<TextHit> search(const std::string& match, std::size_t limit);
    /// Every message that matches, ascending.
    std::vector<std::int64_t> matches(const std::string& match);

private:
    struct Shard;
    std::array<std::unique_ptr<Shard>, kTextShards> shards_;
};

}  // namespace sillage

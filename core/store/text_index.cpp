#include "store/text_index.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "store/text_rank.h"

namespace sillage {

struct TextIndex::Shard {
    explicit Shard(const std::filesystem::path& file) : database(file, Database::Use::ReadOnly, 8192) {
        registerTextRank(database);
    }
    TextStatistics statistics(const std::string& match) {
        Statement st =
            database.prepare("SELECT sillage_statistics(text) FROM text WHERE text MATCH ? LIMIT 1");
        st.bind(1, match);
        return st.step() ? TextStatistics::decode(st.view(0)) : TextStatistics();
    }
    void search(const std::string& match, const std::string& weights, std::size_t limit,
                std::vector<TextHit>& out) {
        Statement st = database.prepare(
            "SELECT rowid, sillage_score(text, ?2) AS score FROM text WHERE text MATCH ?1 ORDER BY score "
            "DESC LIMIT ?3");
        st.bind(1, match).bindBlob(2, weights).bind(3, static_cast<std::uint64_t>(limit));
        while (st.step()) out.push_back({st.integer(0), st.real(1)});
    }
    void matches(const std::string& match, std::vector<std::int64_t>& out) {
        Statement st = database.prepare("SELECT rowid FROM text WHERE text MATCH ?");
        st.bind(1, match);
        while (st.step()) out.push_back(st.integer(0));
    }
    Database database;
};

namespace {

/// What FTS5 says of an expression it cannot parse.
bool isMalformed(std::string_view message) {
    for (const char* sign : {"fts5:", "no such column", "unterminated string", "unknown special query"})
        if (message.find(sign) != std::string_view::npos) return true;
    return false;
}

/// Runs work(shard number) for each on a thread of its own; a malformed expression becomes an Error(Usage).
template <typename Work>
void onEach(const std::string& match, Work&& work) {
    std::array<std::exception_ptr, kTextShards> failures;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kTextShards; ++i)
        threads.emplace_back([&, i] {
            try {
                work(i);
            } catch (...) {
                failures[i] = std::current_exception();
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (const auto& failure : failures) {
        if (!failure) continue;
        try {
            std::rethrow_exception(failure);
        } catch (const Error& error) {
            if (!isMalformed(error.what())) throw;
            throw Error(phrase("the full-text expression is not understood: %1", visible(match)),
                        "Put words in quotes, or search for single words.", ExitCode::Usage);
        }
    }
}

}  // namespace

std::filesystem::path shardFile(const std::filesystem::path& indexDirectory, unsigned shard) {
    return indexDirectory / ("text-" + std::to_string(shard) + ".db");
}

std::string ftsTerm(std::string_view text, bool prefix) {
    const std::string folded = fold(text);
    const bool word = std::any_of(folded.begin(), folded.end(), [](unsigned char c) {
        return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (!word) return {};
    std::string term = "\"";
    for (const char c : folded) {
        if (c == '"') term += '"';
        if (c != '\0') term += c;
    }
    return term + (prefix ? "\" *" : "\"");
}

TextIndex::TextIndex(const std::filesystem::path& indexDirectory) {
    for (unsigned i = 0; i < kTextShards; ++i) {
        std::error_code ignored;
        if (std::filesystem::exists(shardFile(indexDirectory, i), ignored))
            shards_[i] = std::make_unique<Shard>(shardFile(indexDirectory, i));
    }
}

TextIndex::~TextIndex() = default;

std::vector<TextHit> TextIndex::search(const std::string& match, std::size_t limit) {
    std::array<TextStatistics, kTextShards> parts;
    onEach(match, [&](unsigned i) {
        if (shards_[i]) parts[i] = shards_[i]->statistics(match);
    });
    TextStatistics all;
    for (const TextStatistics& part : parts) all.add(part);
    const std::string weights = all.weights();
    std::array<std::vector<TextHit>, kTextShards> found;
    onEach(match, [&](unsigned i) {
        if (shards_[i] && parts[i].rows) shards_[i]->search(match, weights, limit, found[i]);
    });
    std::vector<TextHit> hits;
    for (const auto& list : found) hits.insert(hits.end(), list.begin(), list.end());
    std::stable_sort(hits.begin(), hits.end(), [](const TextHit& a, const TextHit& b) {
        return a.rank != b.rank ? a.rank > b.rank : a.message < b.message;
    });
    if (hits.size() > limit) hits.resize(limit);
    return hits;
}

std::vector<std::int64_t> TextIndex::matches(const std::string& match) {
    std::array<std::vector<std::int64_t>, kTextShards> found;
    onEach(match, [&](unsigned i) {
        if (shards_[i]) shards_[i]->matches(match, found[i]);
    });
    std::vector<std::int64_t> rows;
    for (const auto& list : found) rows.insert(rows.end(), list.begin(), list.end());
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace sillage

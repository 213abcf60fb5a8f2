#include "store/text_rank.h"

#include <sqlite3.h>

#include <array>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "store/database.h"

namespace sillage {
namespace {

constexpr double kK1 = 1.2, kB = 0.75;
/// A word in the subject says more than one in the body: subject, addresses, names, body.
constexpr std::array<double, 4> kColumnWeights = {4.0, 2.0, 3.0, 1.0};

int countRow(const Fts5ExtensionApi*, Fts5Context*, void* count) {
    ++*static_cast<std::int64_t*>(count);
    return SQLITE_OK;
}

void statistics(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* out, int, sqlite3_value**) {
    std::vector<std::int64_t> numbers(2);
    sqlite3_int64 rows = 0, tokens = 0;
    int code = api->xRowCount(fts, &rows);
    if (code == SQLITE_OK) code = api->xColumnTotalSize(fts, -1, &tokens);
    numbers[0] = rows;
    numbers[1] = tokens;
    const int phrases = api->xPhraseCount(fts);
    for (int i = 0; i < phrases && code == SQLITE_OK; ++i) {
        std::int64_t count = 0;
        code = api->xQueryPhrase(fts, i, &count, countRow);
        numbers.push_back(count);
    }
    if (code != SQLITE_OK) return sqlite3_result_error_code(out, code);
    sqlite3_result_blob(out, numbers.data(), static_cast<int>(numbers.size() * sizeof numbers[0]),
                        SQLITE_TRANSIENT);
}

/// weights: the mean number of words of a message, then the inverse document frequency of each phrase.
void score(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* out, int count,
           sqlite3_value** values) {
    if (count != 1) return sqlite3_result_error(out, "sillage_score takes the weights", -1);
    const auto* blob = static_cast<const char*>(sqlite3_value_blob(values[0]));
    const std::size_t n = static_cast<std::size_t>(sqlite3_value_bytes(values[0])) / sizeof(double);
    if (!blob || n == 0) return sqlite3_result_double(out, 0);
    std::vector<double> weights(n), frequency(n, 0.0);
    std::memcpy(weights.data(), blob, n * sizeof(double));
    int instances = 0, words = 0;
    int code = api->xInstCount(fts, &instances);
    if (code == SQLITE_OK) code = api->xColumnSize(fts, -1, &words);
    for (int i = 0; i < instances && code == SQLITE_OK; ++i) {
        int phrase = 0, column = 0, offset = 0;
        code = api->xInst(fts, i, &phrase, &column, &offset);
        if (code == SQLITE_OK && static_cast<std::size_t>(phrase) + 1 < n)
            frequency[static_cast<std::size_t>(phrase) + 1] +=
                kColumnWeights[static_cast<std::size_t>(column) & 3];
    }
    if (code != SQLITE_OK) return sqlite3_result_error_code(out, code);
    const double length = kK1 * (1 - kB + kB * words / weights[0]);
    double sum = 0;
    for (std::size_t i = 1; i < n; ++i)
        sum += weights[i] * frequency[i] * (kK1 + 1) / (frequency[i] + length);
    sqlite3_result_double(out, sum);
}

}  // namespace

void TextStatistics::add(const TextStatistics& other) {
    rows += other.rows;
    tokens += other.tokens;
    if (phraseRows.size() < other.phraseRows.size()) phraseRows.resize(other.phraseRows.size());
    for (std::size_t i = 0; i < other.phraseRows.size(); ++i) phraseRows[i] += other.phraseRows[i];
}

std::string TextStatistics::weights() const {
    std::vector<double> list{rows > 0 && tokens > 0 ? static_cast<double>(tokens) / static_cast<double>(rows)
                                                    : 1.0};
    for (const std::int64_t holding : phraseRows) {
        const auto n = static_cast<double>(rows), h = static_cast<double>(holding);
        list.push_back(std::log(1 + (n - h + 0.5) / (h + 0.5)));
    }
    return {reinterpret_cast<const char*>(list.data()), list.size() * sizeof(double)};
}

TextStatistics TextStatistics::decode(std::string_view blob) {
    std::vector<std::int64_t> numbers(blob.size() / sizeof(std::int64_t));
    if (!numbers.empty()) std::memcpy(numbers.data(), blob.data(), numbers.size() * sizeof(std::int64_t));
    TextStatistics s;
    if (numbers.size() < 2) return s;
    s.rows = numbers[0];
    s.tokens = numbers[1];
    s.phraseRows.assign(numbers.begin() + 2, numbers.end());
    return s;
}

fts5_api* textApi(Database& database) {
    fts5_api* api = nullptr;
    Statement st = database.prepare("SELECT fts5(?1)");
    sqlite3_bind_pointer(st.handle(), 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    st.step();
    if (!api)
        throw Error("this SQLite library has no full-text search (FTS5)", "Install Debian's libsqlite3-0.");
    return api;
}

void registerTextRank(Database& shard) {
    fts5_api* api = textApi(shard);
    api->xCreateFunction(api, "sillage_statistics", nullptr, statistics, nullptr);
    api->xCreateFunction(api, "sillage_score", nullptr, score, nullptr);
}

}  // namespace sillage

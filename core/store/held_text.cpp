// A contentless FTS5 row is deleted by giving its words again (sqlite.org/fts5.html, 4.2.2). They are read back from the
// index itself through its vocabulary (6.4, "instance"), so that this never depends on how text was decoded then.
#include "store/held_text.h"

#include <array>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "store/codec.h"
#include "store/database.h"

namespace sillage {
namespace {

constexpr std::uint64_t kWordsAtOnce = 8'000'000;
constexpr std::array<std::string_view, 4> kColumns{"subject", "addresses", "names", "body"};
using Words = std::unordered_map<std::int64_t, std::array<std::string, 4>>;

/// Words of a row by its sizes (SQLite varints, big-endian, one a column); 0 = it is not in the index.
std::uint64_t wordsOf(Database& shard, std::int64_t row) {
    Statement st = shard.prepare("SELECT sz FROM text_docsize WHERE id = ?");
    st.bind(1, row);
    if (!st.step()) return 0;
    std::uint64_t sum = 1, value = 0;
    for (const char c : st.view(0)) {
        value = value << 7 | (static_cast<unsigned char>(c) & 0x7f);
        if (static_cast<unsigned char>(c) & 0x80) continue;
        sum += value;
        value = 0;
    }
    return sum;
}

void collect(Database& shard, Words& words) {
    Statement st = shard.prepare("SELECT doc, col, term FROM temp.held_words");
    while (st.step()) {
        const auto row = words.find(st.integer(0));
        if (row == words.end()) continue;
        for (std::size_t c = 0; c < kColumns.size(); ++c)
            if (st.view(1) == kColumns[c]) (row->second[c] += st.view(2)) += ' ';
    }
}

void replace(Database& shard, const Words& words, const std::map<std::int64_t, const HeaderText*>& headers) {
    Transaction transaction(shard);
    for (const auto& [row, columns] : words) {
        shard.run("INSERT INTO text (text, rowid, subject, addresses, names, body) VALUES ('delete',?,?,?,?,?)", row,
                  columns[0], columns[1], columns[2], columns[3]);
        const HeaderText& header = *headers.at(row);
        shard.run("INSERT INTO text (rowid, subject, addresses, names, body) VALUES (?,?,?,'','')", row,
                  fold(header.subject), fold(header.addresses));
    }
    transaction.commit();
}

}  // namespace

std::string indexedAddresses(const std::string& from, std::initializer_list<const std::vector<std::string>*> lists,
                             const std::string& deliveredTo) {
    std::string out = from;
    for (const auto* list : lists)
        for (const std::string& address : *list) (out += '\n') += address;
    if (!deliveredTo.empty()) (out += '\n') += deliveredTo;
    return out;
}

HeaderText headerText(Database& meta, std::int64_t messageRow) {
    HeaderText text;
    text.row = messageRow;
    Statement st = meta.prepare("SELECT subject, sender, recipients, cc, bcc, delivered_to FROM message WHERE id = ?");
    st.bind(1, messageRow);
    if (!st.step()) return text;
    const auto to = splitLines(st.view(2)), cc = splitLines(st.view(3)), bcc = splitLines(st.view(4));
    text.subject = st.text(0);
    text.addresses = indexedAddresses(st.text(1), {&to, &cc, &bcc}, st.text(5));
    text.indexed = true;
    return text;
}

void stripText(const std::filesystem::path& shard, const std::vector<HeaderText>& rows) {
    Database database(shard, Database::Use::Derived, 16384);
    database.execute("CREATE VIRTUAL TABLE temp.held_words USING fts5vocab(main, text, instance)");
    std::map<std::int64_t, const HeaderText*> headers;
    Words words;
    std::uint64_t gathered = 0;
    const auto work = [&] {
        if (words.empty()) return;
        collect(database, words);
        replace(database, words, headers);
        words.clear();
        gathered = 0;
    };
    for (const HeaderText& row : rows) {
        headers[row.row] = &row;
        const std::uint64_t size = wordsOf(database, row.row);
        if (!size) continue;
        words[row.row];
        if ((gathered += size) >= kWordsAtOnce) work();
    }
    work();
    database.execute("INSERT INTO text (text) VALUES ('optimize')");  // deleted words stand in old segments until merged
    database.execute("VACUUM");                                       // and in free pages until these are given up
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace sillage

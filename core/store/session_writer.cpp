#include "store/session_writer.h"

#include <algorithm>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/event_chunk_text.h"
#include "store/packed.h"
#include "store/session_chunk.h"

namespace sillage {
namespace {

/// The texts of one column: which of the source's are there, and the place of each in their order.
class UsedTexts {
public:
    explicit UsedTexts(std::uint32_t texts) : bits_(texts / 64 + 1), before_(bits_.size()) {}
    void add(std::uint32_t text) { bits_[text / 64] |= std::uint64_t{1} << (text % 64); }
    void merge(const UsedTexts& other) {
        for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
    }
    /// The texts in order of their octets, as numbers of the source.
    std::vector<std::uint32_t> order(const SessionSource& source) {
        std::vector<std::uint32_t> used;
        for (std::size_t word = 0; word < bits_.size(); ++word) {
            before_[word] = static_cast<std::uint32_t>(used.size());
            for (std::uint64_t rest = bits_[word]; rest; rest &= rest - 1)
                used.push_back(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(__builtin_ctzll(rest))));
        }
        std::vector<std::uint32_t> sorted = used;
        std::sort(sorted.begin(), sorted.end(), [&source](std::uint32_t a, std::uint32_t b) { return source.text(a) < source.text(b); });
        place_.resize(used.size());
        for (std::uint32_t i = 0; i < sorted.size(); ++i) place_[dense(sorted[i])] = i;
        return sorted;
    }
    [[nodiscard]] std::uint32_t placeOf(std::uint32_t text) const { return place_[dense(text)]; }

private:
    [[nodiscard]] std::uint32_t dense(std::uint32_t text) const {
        const std::uint64_t below = bits_[text / 64] & ((std::uint64_t{1} << (text % 64)) - 1);
        return before_[text / 64] + static_cast<std::uint32_t>(__builtin_popcountll(below));
    }
    std::vector<std::uint64_t> bits_;
    std::vector<std::uint32_t> before_, place_;
};

struct Column {
    unsigned slot;
    std::string octets;
};
struct Encoded {
    SessionHeader header;
    std::vector<Column> columns;
    bool anybodys = false;  ///< a session of it is attributed to somebody
};

std::array<std::uint32_t, kSessionTexts> textsOf(const SessionRow& r) { return {r.account, r.ip, r.agent, r.protocol, r.actor, r.status}; }

class Writer {
public:
    Writer(Database& meta, const SessionSource& source)
        : meta_(meta), source_(source), version_(1 + meta.number("SELECT version FROM session_head", 0)) {}

    void change(const std::vector<bool>& chunks) {
        const std::uint32_t count = (source_.rows() + kSessionsAChunk - 1) / kSessionsAChunk;
        std::vector<bool> touched = chunks;
        touched.resize(count);
        const std::vector<std::uint32_t> actors = gatherWhose();
        if (changeTexts(kActor) | changeTexts(kStatus)) touched.assign(count, true);
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t c = 0; c < count; ++c)
            if (touched[c]) numbers.push_back(c);
        inOrder<Encoded>(static_cast<std::uint32_t>(numbers.size()), [&](std::uint32_t n) { return encodeWhose(numbers[n]); },
                         [&](std::uint32_t n, const Encoded& e) { rewrite(numbers[n], e); });
        meta_.execute("DELETE FROM actor_account");
        for (const std::uint32_t r : actors) addAccount(r);
        meta_.execute("UPDATE session_head SET version = version + 1");
    }

    void run() {
        for (const char* table : {"session_head", "session_chunk", "session_column", "session_text", "actor_account", "event_session"})
            meta_.execute(std::string("DELETE FROM ") + table);
        gatherTexts();
        const auto suspects = static_cast<std::uint32_t>(source_.suspects().size());
        const std::uint32_t chunks = (std::max(source_.rows(), suspects) + kSessionsAChunk - 1) / kSessionsAChunk;
        inOrder<Encoded>(chunks, [this](std::uint32_t chunk) { return encode(chunk); },
                         [this](std::uint32_t chunk, const Encoded& e) { write(chunk, e); });
        const auto events = static_cast<std::uint32_t>(source_.ofEvents().size());
        inOrder<Encoded>((events + kSessionsAChunk - 1) / kSessionsAChunk, [this](std::uint32_t block) { return encodeEvents(block); },
                         [this](std::uint32_t block, const Encoded& e) { writeEvents(block, e); });
        meta_.run("INSERT INTO session_head (id, version, listed, rows, suspects) VALUES (1, ?, ?, ?, ?)", version_, source_.listed(),
                  source_.rows(), suspects);
    }

private:
    /// make(n) by as many threads as cores, take(n, …) in order by this one.
    template <typename Made, typename Make, typename Take>
    static void inOrder(std::uint32_t count, Make&& make, Take&& take) {
        const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
        std::deque<std::future<Made>> making;
        std::uint32_t next = 0;
        for (std::uint32_t n = 0; n < count; ++n) {
            for (; next < count && making.size() < threads; ++next)
                making.push_back(std::async(std::launch::async, [&make, next] { return make(next); }));
            const Made made = making.front().get();
            making.pop_front();
            take(n, made);
        }
    }

    [[nodiscard]] std::uint32_t endOf(std::uint32_t chunk, std::uint32_t count) const {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, (std::uint64_t{chunk} + 1) * kSessionsAChunk));
    }

    void gatherTexts() {
        const std::uint32_t rows = source_.rows();
        for (std::size_t c = 0; c < kSessionTexts; ++c) used_.emplace_back(source_.texts());
        std::mutex mutex;
        std::vector<std::future<void>> parts;
        const std::uint32_t threads = std::clamp(rows / kSessionsAChunk, 1u, 4u);
        for (std::uint32_t t = 0; t < threads; ++t)
            parts.push_back(std::async(std::launch::async, [&, t] {
                std::vector<UsedTexts> mine(kSessionTexts, UsedTexts(source_.texts()));
                for (std::uint64_t r = std::uint64_t{rows} * t / threads; r < std::uint64_t{rows} * (t + 1) / threads; ++r) {
                    const auto texts = textsOf(source_.row(static_cast<std::uint32_t>(r)));
                    for (std::size_t c = 0; c < kSessionTexts; ++c) mine[c].add(texts[c]);
                }
                const std::lock_guard lock(mutex);
                for (std::size_t c = 0; c < kSessionTexts; ++c) used_[c].merge(mine[c]);
            }));
        for (auto& part : parts) part.get();
        std::vector<std::future<std::vector<std::uint32_t>>> orders;
        for (UsedTexts& used : used_) orders.push_back(std::async(std::launch::async, [&] { return used.order(source_); }));
        for (std::size_t c = 0; c < kSessionTexts; ++c) writeTexts(c, orders[c].get());
    }

    static constexpr std::size_t kActor = static_cast<std::size_t>(SessionColumn::Actor), kStatus = static_cast<std::size_t>(SessionColumn::Status);

    /// Texts of actors and states; the listed rows that are somebody's.
    std::vector<std::uint32_t> gatherWhose() {
        const std::uint32_t rows = source_.rows(), threads = std::clamp(rows / kSessionsAChunk, 1u, 4u);
        for (std::size_t c = 0; c < kSessionTexts; ++c) used_.emplace_back(source_.texts());
        std::vector<std::future<std::vector<std::uint32_t>>> parts;
        std::mutex mutex;
        for (std::uint32_t t = 0; t < threads; ++t)
            parts.push_back(std::async(std::launch::async, [&, t] {
                std::vector<std::uint32_t> theirs;
                UsedTexts actor(source_.texts()), status(source_.texts());
                for (std::uint64_t r = std::uint64_t{rows} * t / threads; r < std::uint64_t{rows} * (t + 1) / threads; ++r) {
                    const SessionWhose w = source_.whose(static_cast<std::uint32_t>(r));
                    actor.add(w.actor);
                    status.add(w.status);
                    if (w.actor && r < source_.listed()) theirs.push_back(static_cast<std::uint32_t>(r));
                }
                const std::lock_guard lock(mutex);
                used_[kActor].merge(actor);
                used_[kStatus].merge(status);
                return theirs;
            }));
        std::vector<std::uint32_t> all;
        for (auto& part : parts)
            for (const std::uint32_t r : part.get()) all.push_back(r);
        return all;
    }

    /// False: the texts of that column are those that are there.
    bool changeTexts(std::size_t column) {
        const std::vector<std::uint32_t> texts = used_[column].order(source_);
        const auto from = static_cast<std::int64_t>(column << 32), to = static_cast<std::int64_t>((column + 1) << 32);
        std::vector<std::string> blocks;
        Statement st = meta_.prepare("SELECT octets FROM session_text WHERE id >= ? AND id < ? ORDER BY id");
        st.bind(1, from).bind(2, to);
        while (st.step()) blocks.push_back(st.text(0));
        st.reset();
        if (blocks == textBlocks(texts)) return false;
        meta_.run("DELETE FROM session_text WHERE id >= ? AND id < ?", from, to);
        writeTexts(column, texts);
        return true;
    }

    [[nodiscard]] Encoded encodeWhose(std::uint32_t chunk) const {
        Encoded out;
        const std::uint32_t begin = chunk * kSessionsAChunk, end = endOf(chunk, source_.rows());
        std::vector<std::int64_t> actor, status, attribution, lengths;
        for (auto* n : {&actor, &status, &attribution, &lengths}) n->reserve(end - begin);
        std::string verdicts;
        for (std::uint32_t r = begin; r < end; ++r) {
            const SessionWhose w = source_.whose(r);
            actor.push_back(used_[kActor].placeOf(w.actor));
            status.push_back(used_[kStatus].placeOf(w.status));
            attribution.push_back(static_cast<std::int64_t>(w.attribution));
            const std::size_t before = verdicts.size();
            source_.verdict(r, verdicts);
            lengths.push_back(static_cast<std::int64_t>(verdicts.size() - before));
        }
        const auto number = [&](SessionColumn column, const std::vector<std::int64_t>& values) {
            const auto c = static_cast<unsigned>(column);
            out.columns.push_back({c, pack(encodeNumbers(values, false, out.header.sessions[c]))});
        };
        number(SessionColumn::Actor, actor);
        number(SessionColumn::Status, status);
        number(SessionColumn::Attribution, attribution);
        number(SessionColumn::VerdictLength, lengths);
        out.columns.push_back({kSessionVerdicts, pack(verdicts)});
        return out;
    }

    void rewrite(std::uint32_t chunk, const Encoded& e) {
        Statement read = meta_.prepare("SELECT header FROM session_chunk WHERE id = ?");
        read.bind(1, chunk);
        SessionHeader header;
        if (!read.step() || !SessionHeader::decode(read.view(0), header))
            throw Error("the sessions of this case are damaged", "Import the evidence again: they are computed anew.");
        read.reset();
        for (const Column& c : e.columns) {
            const auto id = static_cast<std::int64_t>(std::uint64_t{chunk} * kSessionSlots + c.slot);
            if (c.slot < kSessionColumns) header.sessions[c.slot] = e.header.sessions[c.slot];
            if (c.octets.empty()) meta_.run("DELETE FROM session_column WHERE id = ?", id);
            else meta_.prepare("INSERT OR REPLACE INTO session_column (id, octets) VALUES (?,?)").bind(1, id).bindBlob(2, c.octets).run();
        }
        meta_.prepare("UPDATE session_chunk SET header = ? WHERE id = ?").bindBlob(1, header.encode()).bind(2, chunk).run();
    }

    void addAccount(std::uint32_t row) {
        Statement account = meta_.prepare("INSERT OR IGNORE INTO actor_account (account) VALUES (?)");
        account.bind(1, source_.text(source_.row(row).account));
        account.run();
    }

    [[nodiscard]] std::vector<std::string> textBlocks(const std::vector<std::uint32_t>& texts) const {
        std::vector<std::string> blocks;
        for (std::size_t begin = 0; begin < texts.size(); begin += kTextsABlock) {
            std::vector<std::string_view> values;
            for (std::size_t i = begin; i < std::min<std::size_t>(texts.size(), begin + kTextsABlock); ++i) values.push_back(source_.text(texts[i]));
            blocks.push_back(pack(encodeDictionary(values)));
        }
        return blocks;
    }

    void writeTexts(std::size_t column, const std::vector<std::uint32_t>& texts) {
        Statement st = meta_.prepare("INSERT INTO session_text (id, octets) VALUES (?,?)");
        std::uint64_t block = 0;
        for (const std::string& octets : textBlocks(texts)) {
            st.bind(1, static_cast<std::int64_t>(column << 32 | block++)).bindBlob(2, octets);
            st.run();
        }
    }

    [[nodiscard]] Encoded encode(std::uint32_t chunk) const {
        Encoded out;
        const std::uint32_t begin = chunk * kSessionsAChunk, end = endOf(chunk, source_.rows());
        if (begin < end) encodeSessions(begin, end, out);
        const auto suspects = static_cast<std::uint32_t>(source_.suspects().size());
        if (begin < suspects) encodeSuspects(begin, endOf(chunk, suspects), out);
        return out;
    }

    void encodeSessions(std::uint32_t begin, std::uint32_t end, Encoded& out) const {
        std::array<std::vector<std::int64_t>, kSessionColumns> numbers;
        for (auto& n : numbers) n.reserve(end - begin);
        std::string ids, words, verdicts;
        std::vector<SessionGroup> groups;
        for (std::uint32_t r = begin; r < end; ++r) {
            const SessionRow row = source_.row(r);
            const auto texts = textsOf(row);
            for (std::size_t c = 0; c < kSessionTexts; ++c) numbers[c].push_back(used_[c].placeOf(texts[c]));
            const std::size_t wordsBefore = words.size(), verdictBefore = verdicts.size();
            source_.words(r, words);
            source_.verdict(r, verdicts);
            const std::int64_t others[] = {row.first, row.last - row.first, static_cast<std::int64_t>(row.events), row.bytesOut,
                                           static_cast<std::int64_t>(row.attribution), static_cast<std::int64_t>(words.size() - wordsBefore),
                                           static_cast<std::int64_t>(verdicts.size() - verdictBefore)};
            for (std::size_t i = 0; i < std::size(others); ++i) numbers[kSessionTexts + i].push_back(others[i]);
            putSessionId(ids, row.id);
            if (row.group != row.id) groups.push_back({r - begin, row.group});
            out.anybodys |= row.actor != 0;
        }
        for (unsigned c = 0; c < kSessionColumns; ++c) {
            const bool time = c == static_cast<unsigned>(SessionColumn::First) || c == static_cast<unsigned>(SessionColumn::Duration);
            put(out, c, pack(encodeNumbers(numbers[c], time, out.header.sessions[c])));
        }
        put(out, kSessionIds, pack(ids, false));
        put(out, kSessionGroups, pack(encodeGroups(groups)));
        put(out, kSessionWords, pack(words));
        put(out, kSessionVerdicts, pack(verdicts));
    }

    void encodeSuspects(std::uint32_t begin, std::uint32_t end, Encoded& out) const {
        std::vector<std::int64_t> rows, lengths;
        std::string words;
        for (std::uint32_t s = begin; s < end; ++s) {
            const std::size_t before = words.size();
            source_.signals(s, words);
            rows.push_back(source_.suspects()[s]);
            lengths.push_back(static_cast<std::int64_t>(words.size() - before));
        }
        put(out, kSuspectRows, pack(encodeNumbers(rows, false, out.header.suspects[0])));
        put(out, kSuspectLength, pack(encodeNumbers(lengths, false, out.header.suspects[1])));
        put(out, kSuspectWords, pack(words));
    }

    static void put(Encoded& out, unsigned slot, std::string&& octets) {
        if (!octets.empty()) out.columns.push_back({slot, std::move(octets)});
    }

    void write(std::uint32_t chunk, const Encoded& e) {
        Statement head = meta_.prepare("INSERT INTO session_chunk (id, header) VALUES (?,?)");
        head.bind(1, chunk).bindBlob(2, e.header.encode());
        head.run();
        Statement st = meta_.prepare("INSERT INTO session_column (id, octets) VALUES (?,?)");
        for (const Column& c : e.columns) {
            st.bind(1, static_cast<std::int64_t>(std::uint64_t{chunk} * kSessionSlots + c.slot)).bindBlob(2, c.octets);
            st.run();
        }
        if (!e.anybodys) return;
        for (std::uint32_t r = chunk * kSessionsAChunk; r < endOf(chunk, source_.listed()); ++r)
            if (source_.whose(r).actor) addAccount(r);
    }

    [[nodiscard]] Encoded encodeEvents(std::uint32_t block) const {
        const auto all = source_.ofEvents();
        Encoded out;
        const std::vector<std::int64_t> rows(all.begin() + block * kSessionsAChunk,
                                             all.begin() + endOf(block, static_cast<std::uint32_t>(all.size())));
        put(out, 0, pack(encodeNumbers(rows, false, out.header.sessions[0])));
        return out;
    }

    void writeEvents(std::uint32_t block, const Encoded& e) {
        std::string header;
        putVarint(header, endOf(block, static_cast<std::uint32_t>(source_.ofEvents().size())) - block * kSessionsAChunk);
        putEncoding(header, e.header.sessions[0]);
        Statement st = meta_.prepare("INSERT INTO event_session (block, header, octets) VALUES (?,?,?)");
        st.bind(1, block).bindBlob(2, header).bindBlob(3, e.columns.empty() ? std::string() : e.columns[0].octets);
        st.run();
    }

    Database& meta_;
    const SessionSource& source_;
    std::vector<UsedTexts> used_;
    std::int64_t version_;
};

}  // namespace

void writeSessions(Database& meta, const SessionSource& source) { Writer(meta, source).run(); }
void changeSessions(Database& meta, const SessionSource& source, const std::vector<bool>& chunks) { Writer(meta, source).change(chunks); }

}  // namespace sillage

#include "store/session_table.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "base/phrase.h"
#include "record/session_words.h"
#include "store/codec.h"
#include "store/database.h"
#include "store/event_chunk_text.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr std::size_t kCacheOctets = 96u << 20;
constexpr unsigned kFewAsked = 4;  ///< looks at every id are dearer than an index of them

}  // namespace

void SessionTable::damaged() const {
    throw Error(phrase("%1: the sessions are damaged", meta_.file().string()),
                "The file is derived: delete the folder index/ and import the evidence again.");
}

void SessionTable::refresh() {
    std::int64_t version = -1;
    Statement head = meta_.prepare("SELECT version, listed, rows, suspects FROM session_head");
    const bool there = head.step();
    if (there) version = head.integer(0);
    if (version == version_) return;
    version_ = version;
    const auto natural = [&](int column) { return there ? static_cast<std::uint32_t>(head.integer(column)) : 0u; };
    listed_ = natural(1);
    rows_ = natural(2);
    suspects_ = natural(3);
    headers_.clear();
    recent_.clear();
    cached_.clear();
    cachedOctets_ = 0;
    words_ = verdicts_ = signals_ = {};
    groups_ = {};
    eventBlock_ = -1;
    asked_ = 0;
    buckets_.clear();
    byId_ = {};
    Statement chunks = meta_.prepare("SELECT header FROM session_chunk ORDER BY id");
    while (chunks.step())
        if (!SessionHeader::decode(chunks.view(0), headers_.emplace_back())) damaged();
    if (headers_.size() < (std::uint64_t{std::max(rows_, suspects_)} + kSessionsAChunk - 1) / kSessionsAChunk || listed_ > rows_) damaged();
}

std::shared_ptr<const std::string> SessionTable::octets(Place place, std::int64_t id) {
    const std::uint64_t key = static_cast<std::uint64_t>(id) << 1 | static_cast<std::uint64_t>(place);
    if (const auto at = cached_.find(key); at != cached_.end()) {
        recent_.splice(recent_.begin(), recent_, at->second);
        return at->second->octets;
    }
    Statement st = meta_.prepare(place == Place::Column ? "SELECT octets FROM session_column WHERE id = ?"
                                                        : "SELECT octets FROM session_text WHERE id = ?");
    st.bind(1, id);
    auto out = std::make_shared<std::string>();
    if (st.step() && !unpack(st.view(0), *out)) damaged();
    cachedOctets_ += out->size();
    recent_.push_front({key, out});
    cached_[key] = recent_.begin();
    evict();
    return out;
}

void SessionTable::evict() {
    while (cachedOctets_ > kCacheOctets && recent_.size() > 1) {
        cachedOctets_ -= recent_.back().octets->size();
        cached_.erase(recent_.back().key);
        recent_.pop_back();
    }
}

SessionTable::Numbers SessionTable::numbers(std::uint32_t chunk, SessionColumn c) {
    Numbers out;
    out.octets = column(chunk, static_cast<unsigned>(c));
    out.view = {headers_[chunk][c], *out.octets};
    return out;
}

SessionTable::Numbers SessionTable::suspectRows(std::uint32_t chunk) {
    Numbers out;
    out.octets = column(chunk, kSuspectRows);
    out.view = {headers_[chunk].suspects[0], *out.octets};
    return out;
}

std::shared_ptr<const std::string> SessionTable::ids(std::uint32_t chunk) { return column(chunk, kSessionIds); }

const std::vector<SessionGroup>& SessionTable::groups(std::uint32_t chunk) {
    if (groups_.chunk != chunk) groups_ = {chunk, decodeGroups(*column(chunk, kSessionGroups))};
    return groups_.value;
}

std::string_view SessionTable::Words::at(std::uint32_t row) const {
    if (row >= ends_.size() || ends_[row] > octets_->size()) return {};
    const std::uint32_t begin = row ? ends_[row - 1] : 0;
    return std::string_view(*octets_).substr(begin, ends_[row] - begin);
}

const SessionTable::Words& SessionTable::wordsIn(Last<Words>& last, std::uint32_t chunk, const Numbers& lengths, std::uint32_t rows,
                                                 unsigned slot) {
    if (last.chunk == chunk) return last.value;
    last.chunk = chunk;
    Words& out = last.value;
    out.octets_ = column(chunk, slot);
    out.ends_.assign(out.octets_->empty() ? 0 : rows, 0);
    std::uint32_t end = 0, row = 0;
    for (std::uint32_t& e : out.ends_) e = end += static_cast<std::uint32_t>(lengths.at(row++));
    return out;
}

const SessionTable::Words& SessionTable::words(std::uint32_t chunk) {
    return wordsIn(words_, chunk, numbers(chunk, SessionColumn::WordsLength), rowsOf(chunk), kSessionWords);
}

const SessionTable::Words& SessionTable::verdicts(std::uint32_t chunk) {
    return wordsIn(verdicts_, chunk, numbers(chunk, SessionColumn::VerdictLength), rowsOf(chunk), kSessionVerdicts);
}

const SessionTable::Words& SessionTable::signals(std::uint32_t chunk) {
    Numbers lengths;
    lengths.octets = column(chunk, kSuspectLength);
    lengths.view = {headers_[chunk].suspects[1], *lengths.octets};
    return wordsIn(signals_, chunk, lengths, suspectsOf(chunk), kSuspectWords);
}

std::string SessionTable::text(SessionColumn c, std::uint32_t place) {
    const auto block = octets(Place::Text, static_cast<std::int64_t>(static_cast<std::uint64_t>(c) << 32 | place / kTextsABlock));
    std::string scratch;
    return std::string(DictionaryView(*block).entry(place % kTextsABlock, scratch));
}

void SessionTable::eachText(SessionColumn c, const std::function<void(std::uint32_t, std::string_view)>& visit) {
    for (std::uint32_t block = 0;; ++block) {
        const auto held = octets(Place::Text, static_cast<std::int64_t>(static_cast<std::uint64_t>(c) << 32 | block));
        if (held->empty()) return;
        DictionaryView(*held).each([&](std::uint32_t entry, std::string_view text) { visit(block * kTextsABlock + entry, text); });
    }
}

std::uint64_t SessionTable::idOf(std::uint32_t row) {
    return row >= rows_ ? 0 : sessionIdAt(*ids(row / kSessionsAChunk), row % kSessionsAChunk);
}

std::vector<std::uint32_t> SessionTable::find(std::uint64_t id) {
    if (++asked_ <= kFewAsked) return findByLooking(id);
    if (buckets_.empty()) index();
    std::vector<std::uint32_t> found;
    const std::size_t bucket = bucketOf(id);
    for (std::uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i)
        if (idOf(byId_[i]) == id) found.push_back(byId_[i]);
    return found;
}

std::size_t SessionTable::bucketOf(std::uint64_t id) const {
    return static_cast<std::size_t>(id >> (8 * kSessionIdOctets - bucketBits_));
}

/// Rows by the first bits of their id, some eight of them a bucket: ids are hashes.
void SessionTable::index() {
    for (bucketBits_ = 1; bucketBits_ < 24 && rows_ >> (bucketBits_ + 3); ++bucketBits_) {}
    buckets_.assign((std::size_t{1} << bucketBits_) + 1, 0);
    byId_.resize(rows_);
    const auto eachId = [this](const auto& visit) {
        for (std::uint32_t chunk = 0; rowsOf(chunk) > 0; ++chunk) {
            const auto held = ids(chunk);
            for (std::uint32_t at = 0; at < rowsOf(chunk); ++at) visit(bucketOf(sessionIdAt(*held, at)), chunk * kSessionsAChunk + at);
        }
    };
    eachId([this](std::size_t bucket, std::uint32_t) { ++buckets_[bucket + 1]; });
    std::partial_sum(buckets_.begin(), buckets_.end(), buckets_.begin());
    std::vector<std::uint32_t> next(buckets_.begin(), buckets_.end() - 1);
    eachId([&](std::size_t bucket, std::uint32_t row) { byId_[next[bucket]++] = row; });
}

std::vector<std::uint32_t> SessionTable::findByLooking(std::uint64_t id) {
    std::vector<std::uint32_t> found;
    std::string wanted;
    putSessionId(wanted, id);
    for (std::uint32_t chunk = 0; rowsOf(chunk) > 0; ++chunk) {
        const auto held = ids(chunk);
        for (std::size_t at = 0; at + kSessionIdOctets <= held->size(); at += kSessionIdOctets)
            if (std::memcmp(held->data() + at, wanted.data(), kSessionIdOctets) == 0)
                found.push_back(chunk * kSessionsAChunk + static_cast<std::uint32_t>(at / kSessionIdOctets));
    }
    return found;
}

std::optional<std::uint32_t> SessionTable::suspectWith(std::uint32_t row) {
    for (std::uint32_t chunk = 0; suspectsOf(chunk) > 0; ++chunk) {
        const Numbers rows = suspectRows(chunk);
        for (std::uint32_t s = 0; s < suspectsOf(chunk); ++s)
            if (rows.at(s) == row) return chunk * kSessionsAChunk + s;
    }
    return std::nullopt;
}

void SessionTable::fill(std::uint32_t row, Session& s) {
    const std::uint32_t chunk = row / kSessionsAChunk, at = row % kSessionsAChunk;
    const auto number = [&](SessionColumn c) { return numbers(chunk, c).at(at); };
    const auto name = [&](SessionColumn c) { return text(c, static_cast<std::uint32_t>(number(c))); };
    const std::uint64_t id = sessionIdAt(*ids(chunk), at);
    s.id = s.actorSession = sessionText(id);
    for (const SessionGroup& g : groups(chunk))
        if (g.row == at) s.actorSession = sessionText(g.group);
    s.account = name(SessionColumn::Account);
    s.clientIp = name(SessionColumn::Ip);
    s.userAgent = name(SessionColumn::Agent);
    s.protocol = name(SessionColumn::Protocol);
    s.first = number(SessionColumn::First);
    s.last = s.first + number(SessionColumn::Duration);
    s.events = static_cast<std::uint64_t>(number(SessionColumn::Events));
    s.bytesOut = number(SessionColumn::BytesOut);
    s.actor = name(SessionColumn::Actor);
    s.attribution = static_cast<Axis>(number(SessionColumn::Attribution));
    s.status = name(SessionColumn::Status);
    const std::string_view what = words(chunk).at(at);
    s.device = sessionArgument(what, SessionPhrase::Device);
    s.app = sessionArgument(what, SessionPhrase::Application);
}

Session SessionTable::sessionOnly(std::uint32_t row) {
    Session s;
    fill(row, s);
    return s;
}

Session SessionTable::session(std::uint32_t row) {
    Session s = sessionOnly(row);
    const std::uint32_t chunk = row / kSessionsAChunk, at = row % kSessionsAChunk;
    s.reasons = sessionSentences(words(chunk).at(at), s.clientIp);
    for (std::string& sentence : sessionSentences(verdicts(chunk).at(at), s.clientIp)) s.reasons.push_back(std::move(sentence));
    return s;
}

Session SessionTable::suspect(std::uint32_t suspect) {
    Session s;
    const std::uint32_t chunk = suspect / kSessionsAChunk, at = suspect % kSessionsAChunk;
    fill(static_cast<std::uint32_t>(suspectRows(chunk).at(at)), s);
    s.reasons = sessionSentences(signals(chunk).at(at), s.clientIp);
    return s;
}

void SessionTable::loadEvents(std::int64_t block) {
    eventBlock_ = block;
    eventRows_ = 0;
    eventOctets_.clear();
    Statement st = meta_.prepare("SELECT header, octets FROM event_session WHERE block = ?");
    st.bind(1, block);
    if (!st.step()) return;
    std::string_view header = st.view(0);
    bool ok = true;
    eventRows_ = getVarint(header, ok);
    NumberEncoding encoding;
    if (!ok || !getEncoding(header, encoding) || !unpack(st.view(1), eventOctets_)) damaged();
    events_ = {encoding, eventOctets_};
}

std::uint32_t SessionTable::rowOfEvent(std::int64_t event) {
    if (event < 1) return 0;
    const std::int64_t block = (event - 1) / kSessionsAChunk;
    if (block != eventBlock_) loadEvents(block);
    const auto at = static_cast<std::uint32_t>((event - 1) % kSessionsAChunk);
    return at < eventRows_ ? static_cast<std::uint32_t>(events_.at(at)) : 0;
}

}  // namespace sillage

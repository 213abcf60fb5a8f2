#include "store/event_chunk_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "search/value.h"
#include "store/event_chunk_terms.h"
#include "store/table_match.h"

namespace sillage {
namespace {

std::size_t wordsOf(const ChunkInfo& chunk) { return (std::size_t{chunk.rows} + 63) / 64; }

RowBits none(const ChunkInfo& chunk) { return RowBits(wordsOf(chunk), 0); }

RowBits all(const ChunkInfo& chunk) {
    RowBits bits(wordsOf(chunk), ~std::uint64_t{0});
    if (chunk.rows % 64 && !bits.empty()) bits.back() = (std::uint64_t{1} << (chunk.rows % 64)) - 1;
    return bits;
}

RowBits live(const ChunkInfo& chunk) {
    RowBits bits = all(chunk);
    for (std::size_t i = 0; i < chunk.dead.size() && i / 8 < bits.size(); ++i)
        bits[i / 8] &= ~(std::uint64_t{static_cast<unsigned char>(chunk.dead[i])} << (8 * (i % 8)));
    return bits;
}

bool empty(const RowBits& bits) {
    return std::all_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word == 0; });
}

using Filters = std::vector<std::unique_ptr<ChunkFilter>>;

bool anyWide(const Filters& filters) {
    return std::any_of(filters.begin(), filters.end(), [](const auto& filter) { return filter->wide(); });
}

class EveryRow final : public ChunkFilter {
public:
    RowBits match(ChunkReader& reader) override { return all(reader.chunk()); }
};

class AllOf final : public ChunkFilter {
public:
    explicit AllOf(Filters filters) : filters_(std::move(filters)) {
        std::stable_partition(filters_.begin(), filters_.end(), [](const auto& filter) { return !filter->wide(); });
    }
    RowBits match(ChunkReader& reader) override { return matchAmong(reader, all(reader.chunk())); }
    RowBits matchAmong(ChunkReader& reader, const RowBits& among) override {
        RowBits bits = among;
        for (const auto& filter : filters_) {
            if (empty(bits)) break;
            const RowBits other = filter->matchAmong(reader, bits);
            for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= other[i];
        }
        return bits;
    }
    [[nodiscard]] bool wide() const override { return anyWide(filters_); }

private:
    Filters filters_;
};

class AnyOf final : public ChunkFilter {
public:
    explicit AnyOf(Filters filters) : filters_(std::move(filters)) {}
    [[nodiscard]] bool wide() const override { return anyWide(filters_); }
    RowBits match(ChunkReader& reader) override { return matchAmong(reader, all(reader.chunk())); }
    RowBits matchAmong(ChunkReader& reader, const RowBits& among) override {
        RowBits bits = none(reader.chunk());
        for (const auto& filter : filters_) {
            const RowBits other = filter->matchAmong(reader, among);
            for (std::size_t i = 0; i < bits.size(); ++i) bits[i] |= other[i];
        }
        return bits;
    }

private:
    Filters filters_;
};

class NoneOf final : public ChunkFilter {
public:
    explicit NoneOf(std::unique_ptr<ChunkFilter> inner) : inner_(std::move(inner)) {}
    [[nodiscard]] bool wide() const override { return inner_->wide(); }
    RowBits match(ChunkReader& reader) override { return matchAmong(reader, all(reader.chunk())); }
    RowBits matchAmong(ChunkReader& reader, const RowBits& among) override {
        RowBits bits = among;
        const RowBits other = inner_->matchAmong(reader, among);
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= ~other[i];
        return bits;
    }

private:
    std::unique_ptr<ChunkFilter> inner_;
};

class LiveRows final : public ChunkFilter {
public:
    explicit LiveRows(std::unique_ptr<ChunkFilter> inner) : inner_(std::move(inner)) {}
    RowBits match(ChunkReader& reader) override {
        if (reader.chunk().live == 0) return none(reader.chunk());
        RowBits bits = inner_->match(reader);
        if (reader.chunk().dead.empty()) return bits;
        const RowBits alive = live(reader.chunk());
        for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= alive[i];
        return bits;
    }

private:
    std::unique_ptr<ChunkFilter> inner_;
};

std::unique_ptr<ChunkFilter> compile(const Query& q, const EventTermContext& context) {
    Filters children;
    for (const Query& child : q.children) children.push_back(compile(child, context));
    switch (q.kind) {
        case Query::Kind::All: return std::make_unique<EveryRow>();
        case Query::Kind::And: return std::make_unique<AllOf>(std::move(children));
        case Query::Kind::Or: return std::make_unique<AnyOf>(std::move(children));
        case Query::Kind::Not: return std::make_unique<NoneOf>(std::move(children.front()));
        case Query::Kind::FullText: return event_terms::fullText(q);
        default: return event_terms::term(q, context);
    }
}

}  // namespace

std::unique_ptr<ChunkFilter> compileFilter(const Query& query, const EventTermContext& context) {
    return std::make_unique<LiveRows>(compile(query, context));
}

std::unique_ptr<ChunkFilter> compileFilter(const EventFilter& filter) {
    Filters parts;
    const auto numbers = [&parts](NumberColumn column, std::vector<std::int64_t> values) {
        if (!values.empty()) parts.push_back(event_terms::numberSet(column, std::move(values)));
    };
    const auto texts = [&parts](TextColumn column, const std::vector<std::string>& values, bool folded) {
        if (!values.empty()) parts.push_back(event_terms::textSet(column, values, folded));
    };
    numbers(NumberColumn::Source, filter.sources);
    if (filter.from || filter.to) {
        Bounds bounds{filter.from.value_or(std::numeric_limits<std::int64_t>::min()),
                      filter.to.value_or(std::numeric_limits<std::int64_t>::max())};
        parts.push_back(event_terms::numberRange(NumberColumn::Utc, bounds, 0));
    }
    std::vector<std::int64_t> actions;
    for (Action action : filter.actions) actions.push_back(static_cast<std::int64_t>(action));
    numbers(NumberColumn::Action, std::move(actions));
    texts(TextColumn::Protocol, filter.protocols, false);
    texts(TextColumn::Account, filter.accounts, true);
    texts(TextColumn::ClientIp, filter.clientIps, false);
    texts(TextColumn::Session, filter.sessions, false);
    return std::make_unique<LiveRows>(std::make_unique<AllOf>(std::move(parts)));
}

}  // namespace sillage

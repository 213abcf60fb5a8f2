// See read_before.h.
#include "trace/read_before.h"

#include <algorithm>

#include "trace/parallel.h"
#include "trace/sessions.h"

namespace sillage::tracing {
namespace {

bool earlier(const Ev& a, const Ev& b) { return a.utc != b.utc ? a.utc < b.utc : a.id < b.id; }

/// What was done to it since it was read cannot be told from what was read.
bool finishedLater(const Ev& e) { return isRawTrace(e) || (isExchange(e.route) && e.rich); }

template <typename T>
void take(const SpoolVector<T>& from, SpoolVector<T>& to) {
    to.clear();
    to.append(from.begin(), from.size());
}

}  // namespace

ReadBefore::ReadBefore(const Input* before, const std::vector<ChunkInfo>& now, const std::string& reading) : before_(before) {
    if (before_) stays_.resize(before_->chunks.size());
    if (before_) findStanding(now, reading);
    if (any_) dropFinished();
    any_ = std::find(stays_.begin(), stays_.end(), true) != stays_.end();
    all_ = std::find(stays_.begin(), stays_.end(), false) == stays_.end();
    for (const ChunkInfo& chunk : now) {
        const auto same = [&chunk](const ReadChunk& c) { return c.first == chunk.first; };
        const auto was = before_ ? std::find_if(before_->chunks.begin(), before_->chunks.end(), same) - before_->chunks.begin() : 0;
        if (!before_ || was == static_cast<std::ptrdiff_t>(stays_.size()) || !stays_[static_cast<std::size_t>(was)]) unread_.push_back(&chunk);
    }
}

/// None stay where rows are gone: texts and identities that they alone had would stay too. Nor where tables hold more of what
/// nobody refers to than there are events.
void ReadBefore::findStanding(const std::vector<ChunkInfo>& now, const std::string& reading) {
    if (before_->reading != reading || before_->counters.size() + before_->web.size() > before_->events.size()) return;
    auto at = now.begin();
    std::vector<bool> standing(stays_.size());
    for (std::size_t c = 0; c < stays_.size(); ++c) {
        const ReadChunk& was = before_->chunks[c];
        while (at != now.end() && at->first < was.first) ++at;
        if (at == now.end() || at->first != was.first || at->rows != was.rows || at->live != was.live) return;
        standing[c] = at->state() == was.state;
    }
    stays_ = std::move(standing);
    any_ = true;
}

void ReadBefore::dropFinished() {
    std::vector<std::vector<bool>> finished(kStretches, std::vector<bool>(stays_.size()));
    inStretches(before_->events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (const Ev& e = before_->events[i]; finishedLater(e)) finished[stretch][chunkOf(e)] = true;
    });
    for (const auto& list : finished)
        for (std::size_t c = 0; c < stays_.size(); ++c)
            if (list[c]) stays_[c] = false;
}

std::size_t ReadBefore::chunkOf(const Ev& e) const {
    const auto& chunks = before_->chunks;
    const auto after = std::upper_bound(chunks.begin(), chunks.end(), std::int64_t{e.id}, [](std::int64_t id, const ReadChunk& c) { return id < c.first; });
    return static_cast<std::size_t>(after - chunks.begin()) - 1;
}

void ReadBefore::takeTables(Input& input) const {
    if (!any_) return;
    input.symbols.take(before_->symbols);
    input.events = SpoolVector<Ev>(input.spool);  // what is kept is made by takeEvents
    take(before_->counters, input.counters);
    take(before_->web, input.web);
    input.identities = before_->identities;
}

/// Each stretch of the earlier events with the fresh ones that fall into it, all at once: where they go is counted before.
void ReadBefore::takeEvents(Input& input) const {
    if (!any_) return;
    const auto& old = before_->events;
    SpoolVector<Ev> fresh = std::move(input.events);
    std::array<std::size_t, kStretches + 1> freshFrom{}, at{};
    std::array<std::size_t, kStretches> standing{};
    freshFrom[kStretches] = fresh.size();
    inStretches(old.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        if (stretch > 0 && from < old.size()) freshFrom[stretch] = static_cast<std::size_t>(std::lower_bound(fresh.begin(), fresh.end(), old[from], earlier) - fresh.begin());
        else if (stretch > 0) freshFrom[stretch] = fresh.size();
        standing[stretch] = all_ ? to - from : static_cast<std::size_t>(std::count_if(old.begin() + from, old.begin() + to, [this](const Ev& e) { return stays(e); }));
    });
    for (std::size_t s = 0; s < kStretches; ++s) at[s + 1] = at[s] + standing[s] + freshFrom[s + 1] - freshFrom[s];
    SpoolVector<Ev> all(input.keep);
    Ev* const begin = all.extend(at[kStretches]);
    inStretches(old.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        Ev* out = begin + at[stretch];
        const Ev *next = fresh.begin() + freshFrom[stretch], *const end = fresh.begin() + freshFrom[stretch + 1];
        for (std::size_t i = from; i < to; ++i) {
            if (!all_ && !stays(old[i])) continue;
            while (next != end && earlier(*next, old[i])) *out++ = *next++;
            *out = old[i];
            out++->session_ = -1;
        }
        std::copy(next, end, out);
    });
    input.events = std::move(all);
}

}  // namespace sillage::tracing

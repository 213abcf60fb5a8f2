// See untouched.h.
#include "trace/untouched.h"

#include <algorithm>

namespace sillage::tracing {
namespace {

constexpr std::size_t kBatch = 2'048, kAhead = 6;

}  // namespace

bool UntouchedQueue::push(Batch&& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || batches_.size() < kAhead; });
    if (closed_) return false;
    batches_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
}

UntouchedQueue::Batch UntouchedQueue::pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return error_ || closed_ || !batches_.empty(); });
    if (batches_.empty() && error_) std::rethrow_exception(error_);
    if (batches_.empty()) return {{}, true};  // given up
    Batch first = std::move(batches_.front());
    batches_.erase(batches_.begin());
    changed_.notify_all();
    return first;
}

void UntouchedQueue::fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
    changed_.notify_all();
}

void UntouchedQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

Untouched::Untouched(CaseStore& store, const Stores& stores, const Input& input)
    : store_(store), stores_(stores), input_(input), arrivals_(input.keep), arrivalsEnd_(input.keep) {}

Untouched::~Untouched() {
    for (UntouchedQueue& queue : queues_) queue.close();
}

void Untouched::begin(const Groundwork& ground, const std::vector<std::uint64_t>& sizes, TraceWriter& writer) {
    for (const auto& [name, ids] : stores_)
        if (const std::uint32_t rank = ground.rankOf(input_, input_.symbols.find(name)); rank != kNone) boxes_.push_back({&name, &ids, rank});
    arrivalsEnd_.assign(ground.mailboxes.size(), 0);
    for (std::size_t r = 0; r < kReaders; ++r)
        running_.push_back(std::async(std::launch::async, [this, r] {
            try {
                read(r);
            } catch (...) {
                queues_[r].fail(std::current_exception());
            }
        }));
    running_.push_back(std::async(std::launch::async, [this, &sizes, &writer] {
        try {
            write(sizes, writer);
        } catch (...) {
            for (UntouchedQueue& queue : queues_) queue.close();
            throw;
        }
    }));
}

void Untouched::end(Groundwork& ground) {
    for (auto& thread : running_) thread.get();
    running_.clear();
    ground.arrivals = std::move(arrivals_);
    ground.arrivalsEnd = std::move(arrivalsEnd_);
}

/// Every second mailbox, or third: who writes takes them in turns.
void Untouched::read(std::size_t reader) {
    const auto store = CaseStore::open(store_.directory(), CaseStore::Mode::Read);
    for (std::size_t b = reader; b < boxes_.size(); b += kReaders) {
        UntouchedItems items(*boxes_[b].name);
        UntouchedQueue::Batch batch;
        bool wanted = true;
        store->itemsOf(*boxes_[b].stores, [&](Placement&& p) {
            if (auto item = items.of(p)) batch.items.push_back(std::move(*item));
            if (batch.items.size() < kBatch) return true;
            wanted = queues_[reader].push(std::move(batch));
            batch = {};
            return wanted;
        });
        batch.last = true;
        if (!wanted || !queues_[reader].push(std::move(batch))) return;
    }
}

void Untouched::write(const std::vector<std::uint64_t>& sizes, TraceWriter& writer) {
    for (std::size_t b = 0; b < boxes_.size(); ++b) {
        const std::uint32_t rank = boxes_[b].rank;
        close(rank);
        const std::size_t begin = arrivals_.size();
        TouchOrdinals ordinals(rank, sizes[rank]);
        for (bool last = false; !last;) {
            const UntouchedQueue::Batch batch = queues_[b % kReaders].pop();
            for (const UntouchedItem& item : batch.items) {
                writer.untouched(ordinals.item(), item.arrival, item.touch, false);
                arrivals_.push_back(item.arrival);
            }
            last = batch.last;
        }
        std::sort(arrivals_.begin() + begin, arrivals_.end());
    }
    close(static_cast<std::uint32_t>(arrivalsEnd_.size()));
}

void Untouched::close(std::uint32_t until) {
    for (; closed_ < until; ++closed_) arrivalsEnd_[closed_] = arrivals_.size();
}

}  // namespace sillage::tracing

// See untouched.h.
#include "trace/untouched.h"

#include <algorithm>

namespace sillage::tracing {
namespace {

constexpr std::size_t kBatch = 2'048;

}  // namespace

Untouched::~Untouched() {
    for (auto& queue : queues_) queue.close();
}

void Untouched::begin(const MailboxTable& mailboxes, const std::vector<std::uint32_t>& ranks, TraceWriter& writer) {
    for (const std::uint32_t rank : ranks)
        if (const auto stores = stores_.find(input_.text(mailboxes.name(rank))); stores != stores_.end()) boxes_.push_back({stores->first, &stores->second, rank, {}});
    for (std::size_t r = 0; r < kReaders; ++r)
        running_.push_back(std::async(std::launch::async, [this, r] {
            try {
                read(r);
            } catch (...) {
                queues_[r].fail(std::current_exception());
            }
        }));
    running_.push_back(std::async(std::launch::async, [this, &mailboxes, &writer] {
        try {
            write(mailboxes, writer);
        } catch (...) {
            for (auto& queue : queues_) queue.close();
            throw;
        }
    }));
}

void Untouched::end(MailboxTable& mailboxes) {
    for (auto& thread : running_) thread.get();
    running_.clear();
    for (Box& box : boxes_) mailboxes.setArrivals(box.rank, std::move(box.arrivals));
}

/// Every second mailbox, or third: who writes takes them in turns.
void Untouched::read(std::size_t reader) {
    const auto store = CaseStore::open(store_.directory(), CaseStore::Mode::Read);
    for (std::size_t b = reader; b < boxes_.size(); b += kReaders) {
        UntouchedItems items(boxes_[b].name);
        Batch batch;
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

void Untouched::write(const MailboxTable& mailboxes, TraceWriter& writer) {
    for (std::size_t b = 0; b < boxes_.size(); ++b) {
        auto& arrivals = boxes_[b].arrivals;
        TouchOrdinals ordinals(mailboxes.number(boxes_[b].rank), mailboxes.content(boxes_[b].rank).placements);
        for (bool last = false; !last;) {
            const auto batch = queues_[b % kReaders].pop();
            if (!batch) return;  // given up
            for (const UntouchedItem& item : batch->items) {
                writer.untouched(ordinals.item(), item.arrival, item.touch, false);
                arrivals.push_back(item.arrival);
            }
            last = batch->last;
        }
        std::sort(arrivals.begin(), arrivals.end());
    }
    writer.untouchedDone();
}

}  // namespace sillage::tracing

// See placement_reader.h.
#include "trace/placement_reader.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kBatch = 512;

}  // namespace

PlacementReader::PlacementReader(CaseStore& store, const Stores& stores, const Input& input, const std::vector<Sym>& mailboxes) {
    for (const Sym m : mailboxes) {
        const auto found = stores.find(input.text(m));
        stores_.push_back(found == stores.end() ? std::vector<std::int64_t>() : found->second);
    }
    reading_ = std::async(std::launch::async, [this, directory = store.directory()] {
        try {
            read(directory);
        } catch (...) {
            queue_.fail(std::current_exception());
        }
    });
}

PlacementReader::~PlacementReader() { queue_.close(); }

void PlacementReader::read(const std::filesystem::path& directory) {
    const auto store = CaseStore::open(directory, CaseStore::Mode::Read);
    for (const auto& ids : stores_) {
        Batch batch;
        bool wanted = true;
        if (!ids.empty())
            store->placementsOf(ids, true, [&](Placement&& p) {
                batch.placements.push_back(std::move(p));
                if (batch.placements.size() < kBatch) return true;
                wanted = queue_.push(std::exchange(batch, {}));
                return wanted;
            });
        batch.last = true;
        if (!wanted || !queue_.push(std::move(batch))) return;
    }
}

void PlacementReader::next(const std::function<void(const Placement&)>& placement) {
    for (bool last = false; !last;) {
        const auto batch = queue_.pop();
        if (!batch) return;
        for (const Placement& p : batch->placements) placement(p);
        last = batch->last;
    }
}

}  // namespace sillage::tracing

// What the stores hold of some mailboxes, read ahead by a thread with its own view of the case while rules are applied.
#pragma once

#include <functional>
#include <future>

#include "trace/batch_queue.h"
#include "trace/untouched.h"

namespace sillage::tracing {

class PlacementReader {
public:
    PlacementReader(CaseStore& store, const Stores& stores, const Input& input, const std::vector<Sym>& mailboxes);
    ~PlacementReader();
    PlacementReader(const PlacementReader&) = delete;
    PlacementReader& operator=(const PlacementReader&) = delete;
    /// All placements of the next of the mailboxes, in order of folder, uid and key. What reading threw is thrown here.
    void next(const std::function<void(const Placement&)>& placement);

private:
    struct Batch {
        std::vector<Placement> placements;
        bool last = false;  ///< of its mailbox
    };
    void read(const std::filesystem::path& directory);
    std::vector<std::vector<std::int64_t>> stores_;  ///< of each mailbox
    BatchQueue<Batch> queue_;
    std::future<void> reading_;
};

}  // namespace sillage::tracing

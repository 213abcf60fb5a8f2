// Rows of the case to the compact form of model.h. The only place that knows the readers' field keys.
#pragma once

#include "base/progress.h"
#include "store/case_store.h"
#include "trace/model.h"

namespace sillage::tracing {

/// Adds one event when any rule may need it; static web pages and refreshes without a session are left out.
void addEvent(Input& input, const StoredEvent& event);
/// Adds one placement; the same (mailbox, folder, uid, message) from another state of the mailbox is one item.
class ItemBuilder {
public:
    explicit ItemBuilder(Input& input) : input_(input) {}
    void add(const Placement& placement);

private:
    Input& input_;
    std::unordered_map<std::string, std::size_t> seen_;
};
/// Sorts the events; call once after the last one was added.
void finishInput(Input& input);
/// Everything a case holds.
Input loadCase(CaseStore& store, Progress& progress);

}  // namespace sillage::tracing

// Rows of the case to the compact form of model.h.
#pragma once

#include <string>
#include <unordered_set>

#include "base/progress.h"
#include "store/case_store.h"
#include "trace/model.h"
#include "trace/touch_rows.h"

namespace sillage::tracing {

/// Octets of working tables that may lie in memory (spool.h).
inline constexpr std::size_t kTraceMemory = std::size_t{64} << 20;

/// Adds one event when any rule may need it; static web pages and refreshes without a session are left out.
void addEvent(Input& input, const StoredEvent& event);
/// Adds one placement; the same (mailbox, folder, uid, message) from another state of the mailbox is one item.
class ItemBuilder {
public:
    /// sorted: placements come in order of mailbox, folder, uid; then only one place is remembered.
    explicit ItemBuilder(Input& input, bool sorted = false) : input_(input), sorted_(sorted) {}
    /// False: not an item of its own (nested, another state of one, recovered: the last is noted in Input::recovered).
    bool add(const Placement& placement);

private:
    Input& input_;
    bool sorted_;
    ItemFilter filter_;
    std::unordered_set<std::string> seen_;
};
/// Sorts the events; call once after the last one was added.
void finishInput(Input& input);
/// Everything a case holds but its items, which are loaded mailbox by mailbox. before: what an earlier computation left; what it
/// read of events and is as it was is not read again.
Input loadCase(CaseStore& store, Progress& progress, const std::shared_ptr<Spool>& keep = nullptr, const Input* before = nullptr);
/// The same but for events, and what is gathered of them: sources, facts, settings, names, indicators.
void loadAbout(CaseStore& store, Input& input);
/// What the stores hold of each mailbox: Input::contents.
void loadContents(CaseStore& store, Input& input);

}  // namespace sillage::tracing

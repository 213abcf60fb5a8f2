// What the last whole computation read and joined, left beside the case (index/trace.keep, index/trace.keep-data) so that an
// act of the examiner does not read every record again. Derived: whoever finds it missing, damaged, of another program, of
// another machine or of another state of the case computes anew. It is never changed: what maps it changes its own copy.
// It is bound to its medium and to the running system: a case that was copied, and one found after a crash of the machine,
// have none.
#pragma once

#include <filesystem>
#include <future>
#include <optional>

#include "trace/groundwork.h"

namespace sillage::tracing {

/// Everything but what loadAbout reads of the case, and what its stores hold (mailbox_table.h).
struct KeptTrace {
    Input input;
    Sessions sessions;
    Groundwork ground;
};

class Keeping {
public:
    /// index: the case's directory of derived files. What lay there is of no use any more.
    explicit Keeping(std::filesystem::path index);
    ~Keeping();
    Keeping(const Keeping&) = delete;
    Keeping& operator=(const Keeping&) = delete;
    [[nodiscard]] const std::shared_ptr<Spool>& spool() const { return spool_; }
    /// Notes what there is. What is added to these arrays afterwards is not kept; names of sessions' actors are not either.
    void seal(Input& input, Sessions& sessions, Groundwork& ground);
    /// Leaves it under a name, which belongs into the case's own state; "" where the medium would not have it.
    std::string finish(Sessions& sessions);

private:
    std::filesystem::path index_;
    std::shared_ptr<Spool> spool_;
    std::string head_;
    bool finished_ = false;
    std::future<void> old_;  ///< the file of before, given back
};

/// What was kept may stay until its successor is written: the medium has room for both.
bool roomForBoth(const std::filesystem::path& index);
/// nullopt: none of that name, or it cannot be trusted.
std::optional<KeptTrace> restoreKept(const std::filesystem::path& index, std::string_view name, const std::shared_ptr<Spool>& spool);

}  // namespace sillage::tracing

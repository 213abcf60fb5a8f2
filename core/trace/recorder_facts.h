// What coverage reads of a case beside the events that rules work on: when each source wrote (events that witness nothing
// of mail included), where it is damaged, when somebody switched auditing off, how its stamps became instants.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "record/clock.h"
#include "store/case_store.h"
#include "trace/activity.h"
#include "trace/record_losses.h"

namespace sillage::tracing {

/// Records of a source that could not be read, by the dated records around them.
struct DamagedSpan {
    std::int64_t source = 0;
    std::int64_t from = 0, to = 0;   ///< times of the records before and after; 0 = none on that side
    std::uint64_t problems = 0, octets = 0;
};

/// An administrator's command that changes what is audited.
struct AuditSwitch {
    enum class What : std::uint8_t { MailboxOff, MailboxOn, BypassOn, BypassOff, LogOff, LogOn };
    What what = What::MailboxOff;
    std::int64_t utc = 0;
    std::string mailbox;   ///< as named by the command, lower case; "" = the whole organisation
    std::string by;        ///< account that gave it
    std::int64_t source = 0;
    std::uint64_t line = 0;
};
/// What a command says of auditing; operation and parameters (JSON) as readers keep them. Nothing for any other.
std::optional<AuditSwitch::What> auditSwitch(std::string_view operation, std::string_view parameters);

struct RecorderFacts {
    std::unordered_map<std::int64_t, Activity> activity;  ///< by source id
    std::vector<DamagedSpan> damage;                       ///< by source, then time
    std::vector<AuditSwitch> switches;                     ///< in order of time
    std::vector<RecordLoss> losses;                        ///< in order of time
    std::unordered_map<std::int64_t, SourceTime> times;    ///< by source id
    std::vector<ClockAct> clocks;
    std::vector<ClockProposal> proposals;
};

/// One pass over two columns of every event, and over the fields of administrators' commands.
class RecorderFactsGatherer {
public:
    explicit RecorderFactsGatherer(CaseStore& store);
    ~RecorderFactsGatherer();
    /// The pass: any thread, once.
    void read(const EventChunks& chunks);
    [[nodiscard]] std::shared_ptr<const RecorderFacts> done() { return facts_; }

private:
    class Gather;
    std::shared_ptr<RecorderFacts> facts_;
    std::unique_ptr<Gather> gather_;
};
/// The part of it that is no record's: times, clocks and proposals.
void aboutRecorders(CaseStore& store, RecorderFacts& facts);

}  // namespace sillage::tracing

// The parts of one examination of coverage; internal to coverage*.cpp.
#pragma once

#include <memory>

#include "trace/coverage.h"
#include "trace/coverage_ground.h"
#include "trace/coverage_settings.h"
#include "trace/host_silence.h"
#include "trace/recorder_facts.h"
#include "trace/retention.h"

namespace sillage::tracing {

std::string instantText(std::int64_t t);     ///< "2025-12-11T22:14:03Z"
std::string durationText(std::int64_t micros);
void append(std::string& detail, const std::string& more);

class Examiner {
public:
    Examiner(const Input& input, const MailboxOf& mailboxOf, const Sessions& sessions);
    CoverageView run();

private:
    using AccountRoute = CoverageGround::AccountRoute;
    struct WayState {
        bool applicable = true, covered = false;
        std::string why;                       ///< not applicable
        std::int64_t first = 0, last = 0;      ///< of its recorders
        std::vector<const Recorder*> recorders;
    };
    // coverage.cpp: routes and accounts.
    void collect();
    void window();
    void routes();
    void accounts();
    void statements();
    [[nodiscard]] std::string declared(Way way) const;
    [[nodiscard]] std::string notApplicable(Way way) const;
    [[nodiscard]] std::string recorderStatement(const Recorder& r) const;
    // coverage_hosts.cpp: all recorders of a host silent together.
    struct Together {
        WayMask records = 0;                    ///< of all its recorders
        std::vector<std::string> names;
        HostSilence silence;
    };
    void hosts();
    struct KindOf {
        const Recorder* recorder = nullptr;
        Action action = Action::Other;
        Activity activity;
    };
    [[nodiscard]] std::vector<KindOf> kindsOf(const std::vector<Recorder*>& host) const;
    void silentAlone(Recorder& r, const std::vector<KindOf>& kinds) const;
    void silentTogether(const std::vector<Recorder*>& host);
    void togetherHoles();
    [[nodiscard]] std::string togetherText(const Together& t) const;
    // coverage_holes.cpp: what is missing inside what is covered.
    void recorderHoles();
    void edges();
    void damage();
    void throttling();
    void auditing();
    void integrity();
    // coverage_losses.cpp: logs that were cleared, trimmed or stopped (T30).
    void losses();
    void lossRow(std::size_t index, const Recorder& r);
    [[nodiscard]] bool concerns(const RecordLoss& l, const Recorder& r) const;
    [[nodiscard]] std::int64_t writesAgain(std::size_t stopped, const Recorder& r) const;
    [[nodiscard]] std::string lossText(const RecordLoss& l, const Recorder& r, std::int64_t until) const;
    void hole(Coverage row, WayMask ways, Sym mailbox);
    void rulesOf(const Coverage& row);
    void recorderHole(const Recorder& r, const Coverage& row, const std::function<void(Coverage&, Way)>& ask);
    [[nodiscard]] const Recorder* otherFor(const Recorder& r, Way way, std::int64_t from, std::int64_t to) const;
    [[nodiscard]] std::string holeText(const Hole& h) const;
    void askFor(Coverage& row, Way way, std::int64_t from) const;
    [[nodiscard]] bool assumptionWithdrawn() const;
    [[nodiscard]] std::string quietHostLogs() const;
    // coverage_rows.cpp: recorders and their files.
    void recorders();
    void sources();
    void mailboxes();
    [[nodiscard]] std::string habitText(const Recorder& r) const;
    [[nodiscard]] std::string clockText(const Recorder& r) const;
    [[nodiscard]] std::string zoneText(const Source& s) const;

    const Input& input_;
    const MailboxOf& mailboxOf_;
    const Sessions& sessions_;
    std::shared_ptr<const RecorderFacts> facts_;
    LogSettings settings_;
    Platforms platforms_;
    CoverageView view_;
    std::vector<Recorder> recorders_;
    std::vector<Together> together_;  ///< by host, then time
    std::unordered_map<std::int64_t, Seen> seen_;
    std::unordered_map<std::int64_t, Columns> columns_;
    std::unordered_map<std::int64_t, std::uint64_t> used_;  ///< records that rules can use, by source
    std::array<WayState, kWays> ways_;
    std::array<Stretch, kWays> byWay_;
    std::shared_ptr<const CoverageGround> ground_;
    std::vector<AccountRoute> byAccount_;
};

}  // namespace sillage::tracing

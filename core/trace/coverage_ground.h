// What coverage asks of every event, gathered once: no act of the examiner changes it (kept.h).
#pragma once

#include <array>

#include "trace/activity.h"
#include "trace/coverage_routes.h"
#include "trace/coverage_settings.h"

namespace sillage::tracing {

/// Sums of one account and way: a few words, whatever the number of records.
struct Stretch {
    std::int64_t first = kForever, last = kBeginning;
    std::uint64_t records = 0;
    std::int64_t longest = 0, longestFrom = 0;  ///< silence inside
    void add(std::int64_t t) {
        if (!t) return;
        if (records && t - last > longest) longest = t - last, longestFrom = last;
        first = std::min(first, t);
        last = std::max(last, t);
        ++records;
    }
};

struct CoverageGround {
    static constexpr std::size_t kMostKinds = 20'000;
    struct OfSource {
        std::int64_t source = 0;
        Seen seen;
        Columns columns;
        std::uint64_t used = 0;  ///< records that rules can use
    };
    struct AccountRoute {
        Sym account;
        Way way;
        Stretch stretch;
    };
    /// Numbers of server processes that a source names within five minutes: what the host started since then shows in them.
    struct Processes {
        std::int64_t source = 0, slot = 0;   ///< slot: of kSlotMicros
        std::uint32_t low = 0, high = 0;     ///< the least beyond those of the slot before (0 = none), the greatest
    };
    /// When a source wrote of one kind of thing that was done, not refused.
    struct Kind {
        std::int64_t source = 0;
        Route route = Route::Other;
        Action action = Action::Other;
        bool local = false;  ///< from the host itself: a webmail's session on the mail server
        Activity activity;
    };
    /// When mail of an account was first sent on by a rule, and when rules of it were first worked on (T17).
    struct Forwarding {
        Sym account = 0;
        std::int64_t redirect = kForever, rules = kForever;
    };
    std::vector<OfSource> sources;
    std::vector<Forwarding> forwarding;     ///< by account
    std::array<Stretch, kWays> byWay;
    std::vector<AccountRoute> byAccount;    ///< in order of account and way, by name
    std::vector<std::uint32_t> throttled;   ///< events that say so (T03)
    std::vector<Processes> processes;       ///< of each source in order of time
    std::vector<Kind> kinds;                ///< in order of first event; not of more than kMostKinds
};

/// facts: also filled with when each source wrote; null where the case knows that.
CoverageGround gatherCoverage(const Input& input, RecorderFacts* facts);

}  // namespace sillage::tracing

// See coverage_ground.h.
#include "trace/coverage_ground.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/key_table.h"
#include "trace/recorder_facts.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMostKindDays = 200'000;

class Gathering {
public:
    Gathering(const Input& input, RecorderFacts* facts) : input_(input), facts_(facts), accounts_(input.spool), kinds_(input.spool) {}

    CoverageGround run() {
        for (std::uint32_t i = 0; i < input_.events.size(); ++i) add(i);
        std::sort(g_.byAccount.begin(), g_.byAccount.end(), [&](const CoverageGround::AccountRoute& a, const CoverageGround::AccountRoute& b) {
            if (a.account != b.account) return input_.view(a.account) < input_.view(b.account);
            return std::string_view(wayName(a.way)) < wayName(b.way);
        });
        for (const auto& [account, f] : forwarding_)
            if (f.redirect < kForever) g_.forwarding.push_back(f);
        return std::move(g_);
    }

private:
    void add(std::uint32_t index) {
        const Ev& e = input_.events[index];
        if (!of_ || g_.sources[of_ - 1].source != e.source) {
            auto& place = places_[e.source];
            if (!place) {
                g_.sources.push_back({e.source, {}, {}, 0});
                place = g_.sources.size();
            }
            of_ = place;
            if (facts_) activity_ = &facts_->activity[e.source];
        }
        CoverageGround::OfSource& s = g_.sources[of_ - 1];
        if (activity_) activity_->add(e.utc);
        if (e.utc) ++s.used;
        if (e.pid && e.utc) process(e);
        if (e.utc && e.outcome != Outcome::Failure && e.status < 400) kind(e);
        if (e.utc && e.account && e.outcome != Outcome::Failure) forwarding(e);
        s.columns.account |= e.account != 0;
        s.columns.address |= e.ip != 0;
        s.columns.agent |= e.agent != 0;
        s.columns.bytes |= e.bytes >= 0;
        s.seen.mailServer |= e.route == Route::Imap || e.route == Route::Pop3;
        s.seen.itemAccess |= e.route == Route::M365 && (e.action == Action::Access || e.action == Action::Sync);
        if (e.route == Route::M365 && e.action == Action::Access && e.client && iequals(input_.view(e.client), "true")) g_.throttled.push_back(index);
        const auto way = wayOf(e);
        if (!way) return;
        s.seen.ways |= bit(*way);
        g_.byWay[static_cast<std::size_t>(*way)].add(e.utc);
        if (e.account && e.outcome != Outcome::Failure) ofAccount(e.account, *way).add(e.utc);
    }

    void forwarding(const Ev& e) {
        const bool redirect = e.action == Action::Redirect;
        if (!redirect && e.route != Route::Sieve) return;
        CoverageGround::Forwarding& f = forwarding_[e.account];
        f.account = e.account;
        std::int64_t& first = redirect ? f.redirect : f.rules;
        first = std::min(first, e.utc);
    }

    void kind(const Ev& e) {
        if (e.action == Action::Other || e.action == Action::Connect || e.action == Action::Disconnect) return;  // anybody may knock
        const std::string_view ip = input_.view(e.ip);
        const bool local = ip == "::1" || ip.starts_with("127.");
        const std::uint32_t what = static_cast<std::uint32_t>(e.route) << 16 | static_cast<std::uint32_t>(e.action) << 1 | (local ? 1 : 0);
        std::uint32_t& index = kinds_[{static_cast<Sym>(of_), what}];
        if (index == kNone) {
            if (g_.kinds.size() >= CoverageGround::kMostKinds || kindDays_ >= kMostKindDays) return;
            index = static_cast<std::uint32_t>(g_.kinds.size());
            g_.kinds.push_back({e.source, e.route, e.action, local, {}});
        }
        constexpr std::int64_t kDayOf = kSlotsADay * kSlotMicros;
        if (lastDay_.size() <= index) lastDay_.resize(index + 1, INT64_MIN);
        if (const std::int64_t day = floorDiv(e.utc, kDayOf); day != lastDay_[index]) {
            if (++kindDays_ > kMostKindDays) return;  // stamps of no clock: what is kept of each day would be too much
            lastDay_[index] = day;
        }
        g_.kinds[index].activity.add(e.utc);
    }

    void process(const Ev& e) {
        if (numbers_.size() < of_) numbers_.resize(of_);
        Numbers& of = numbers_[of_ - 1];
        const std::int64_t slot = Activity::slotOf(e.utc);
        if (of.last == kNone || g_.processes[of.last].slot != slot) {
            of.before = of.last == kNone ? 0 : g_.processes[of.last].high;
            of.last = static_cast<std::uint32_t>(g_.processes.size());
            g_.processes.push_back({e.source, slot, 0, 0});
        }
        CoverageGround::Processes& p = g_.processes[of.last];
        if (e.pid > of.before && (!p.low || e.pid < p.low)) p.low = e.pid;
        p.high = std::max(p.high, e.pid);
    }

    Stretch& ofAccount(Sym account, Way way) {
        std::uint32_t& index = accounts_[{account, static_cast<Sym>(way)}];
        if (index == kNone) {
            index = static_cast<std::uint32_t>(g_.byAccount.size());
            g_.byAccount.push_back({account, way, {}});
        }
        return g_.byAccount[index].stretch;
    }

    const Input& input_;
    RecorderFacts* facts_;
    CoverageGround g_;
    KeyTable accounts_;
    KeyTable kinds_;
    std::vector<std::int64_t> lastDay_;  ///< of each kind
    std::size_t kindDays_ = 0;
    std::map<Sym, CoverageGround::Forwarding> forwarding_;
    struct Numbers {
        std::uint32_t last = kNone, before = 0;  ///< index of its latest slot; greatest number of the slot before
    };
    std::unordered_map<std::uint32_t, std::size_t> places_;  ///< by source: 1 + index
    std::vector<Numbers> numbers_;                           ///< by index of the source
    std::size_t of_ = 0;
    Activity* activity_ = nullptr;
};

}  // namespace

CoverageGround gatherCoverage(const Input& input, RecorderFacts* facts) { return Gathering(input, facts).run(); }

}  // namespace sillage::tracing

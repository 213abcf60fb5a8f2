// Sums over what was counted, by actor, channel, account (see volume.h).
#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/ip.h"
#include "store/exposure_rows.h"
#include "trace/volume_count.h"

namespace sillage::tracing {
namespace {

class Measure {
public:
    Measure(CaseStore& store, SessionTable& table) : table_(table), count_(store, table), systems_(store.asnRanges()) {
        for (const Indicator& i : store.indicators())
            if (i.namesNetwork() && !i.namesMore() && i.grade != IndicatorGrade::Shared)
                indicators_.emplace_back(i.ip.empty() ? std::nullopt : IpRange::parse(i.ip), i);
    }

    Volume run(Progress& progress) {
        habitualAddresses();
        count_.run([this](std::string_view address, const Counted& c) { outside(address, c); }, progress);
        byColumn();
        addPages();
        std::sort(out_.undecided.begin(), out_.undecided.end(), larger);
        return std::move(out_);
    }

private:
    /// Addresses at which nothing but the holders' habitual sessions is on record.
    void habitualAddresses() {
        std::vector<std::uint8_t> seen;  // by place: 1 habitual, 2 anything else
        table_.eachText(SessionColumn::Ip, [&](std::uint32_t, std::string_view) { seen.push_back(0); });
        const auto& rows = count_.rows();
        for (std::uint32_t c = 0; c < table_.chunks(); ++c) {
            const auto ip = table_.numbers(c, SessionColumn::Ip);
            for (std::uint32_t at = 0; at < table_.rowsOf(c) && c * kSessionsAChunk + at < rows.size(); ++at)
                seen.at(static_cast<std::size_t>(ip.at(at))) |= rows[c * kSessionsAChunk + at].whose == Whose::Habitual ? 1 : 2;
        }
        table_.eachText(SessionColumn::Ip, [&](std::uint32_t place, std::string_view text) {
            if (seen[place] == 1) habitual_.emplace(text);
        });
    }

    /// A request of no session: an actor's where it came from his address, the holders' from theirs, else anybody's.
    void outside(std::string_view address, const Counted& c) {
        OctetRange range{c.sure, c.most, bit(c.counter), bit(c.counter), 0};
        out_.total.logged += c.most;
        pageOctets_ += c.most;
        const std::string ip(address);
        const auto [known, fresh] = addressOf_.emplace(ip, kNone);
        if (fresh) known->second = place(ip);
        if (known->second == kHolders) {
            out_.actors["habitual"].logged += c.most;
            return;
        }
        if (known->second == kNone) {
            range.floor = 0;
            pages_.add(range);
            return;
        }
        VolumeAddress& a = out_.addresses[known->second];
        ++a.requests;
        if (a.attribution != Axis::Top) range.floor = 0;
        a.octets.add(range);
    }

    std::uint32_t place(const std::string& ip) {
        for (const auto& [where, indicator] : indicators_) {
            if (where && !where->contains(ip)) continue;
            if (indicator.asn && !systems_.find(indicator.asn, ip)) continue;
            const Axis axis = indicator.grade == IndicatorGrade::Exclusive ? Axis::Top : Axis::Possible;
            out_.addresses.push_back({ip, 0, {}, indicator.actor, axis});
            return static_cast<std::uint32_t>(out_.addresses.size() - 1);
        }
        return habitual_.count(ip) ? kHolders : kNone;
    }

    void byColumn() {
        std::vector<VolumeSums> byAccount;
        std::vector<std::string> actors;
        table_.eachText(SessionColumn::Account, [&](std::uint32_t, std::string_view) { byAccount.emplace_back(); });
        table_.eachText(SessionColumn::Actor, [&](std::uint32_t, std::string_view text) { actors.emplace_back(text); });
        std::array<VolumeSums, kRoutes> byRoute{};
        std::map<std::string, VolumeSums>& whose = out_.actors;
        VolumeSums &undecided = whose["undecided"], &habitual = whose["habitual"], &refused = whose["refused"];
        const auto& rows = count_.rows();
        for (std::uint32_t c = 0; c < table_.chunks(); ++c) {
            const auto account = table_.numbers(c, SessionColumn::Account), actor = table_.numbers(c, SessionColumn::Actor),
                       first = table_.numbers(c, SessionColumn::First), duration = table_.numbers(c, SessionColumn::Duration);
            for (std::uint32_t at = 0; at < table_.rowsOf(c) && c * kSessionsAChunk + at < rows.size(); ++at) {
                const std::uint32_t session = c * kSessionsAChunk + at;
                const VolumeRow& r = rows[session];
                const OctetRange range = octetsOf(count_.octets(session));
                const std::int64_t begin = first.at(at), end = begin + duration.at(at);
                VolumeSums& of = r.whose == Whose::Attributed ? whose[actors.at(static_cast<std::size_t>(actor.at(at)))]
                                 : r.whose == Whose::Habitual ? habitual : r.whose == Whose::Refused ? refused : undecided;
                for (VolumeSums* sums : {&of, &byRoute[static_cast<std::size_t>(r.route)], &byAccount.at(static_cast<std::size_t>(account.at(at))), &out_.total})
                    add(*sums, r, range, begin, end);
                show(session, r, range);
            }
        }
        for (std::size_t r = 0; r < kRoutes; ++r)
            if (byRoute[r].sessions) out_.channels[std::string(routeName(static_cast<Route>(r)))] = byRoute[r];
        for (std::uint32_t a = 0; a < byAccount.size(); ++a)
            if (byAccount[a].sessions) out_.accounts[table_.text(SessionColumn::Account, a)] = byAccount[a];
        std::erase_if(whose, [](const auto& one) { return one.first == "refused" || (!one.second.sessions && !one.second.logged); });
    }

    static void add(VolumeSums& sums, const VolumeRow& r, const OctetRange& range, std::int64_t begin, std::int64_t end) {
        if (r.whose == Whose::Refused) return;
        sums.logged += range.ceiling;
        ++sums.sessions;
        sums.inner += r.inner;
        if (r.whose == Whose::Habitual) return;
        if (!sums.first || begin < sums.first) sums.first = begin;
        sums.last = std::max(sums.last, end);
        sums.unbounded += !range.bounded();
        if (r.attribution == Axis::Top) sums.octets.addFloor(range);
        sums.octets.addCeiling(range);
    }

    static bool larger(const VolumeSession& a, const VolumeSession& b) {
        if (a.octets.bounded() != b.octets.bounded()) return !a.octets.bounded();
        return a.octets.ceiling != b.octets.ceiling ? a.octets.ceiling > b.octets.ceiling : a.row < b.row;
    }

    void show(std::uint32_t session, const VolumeRow& r, const OctetRange& range) {
        if (r.whose == Whose::Undecided) ++out_.undecidedSessions;
        if (r.inner) return;
        if (r.whose == Whose::Attributed) return out_.attributed.push_back({session, range});
        if (r.whose != Whose::Undecided || (!range.ceiling && range.bounded())) return;
        auto& list = out_.undecided;  // a heap whose front is the smallest shown
        if (list.size() == Volume::kUndecidedShown && !larger({session, range}, list.front())) return;
        list.push_back({session, range});
        std::push_heap(list.begin(), list.end(), larger);
        if (list.size() <= Volume::kUndecidedShown) return;
        std::pop_heap(list.begin(), list.end(), larger);
        list.pop_back();
    }

    void addPages() {
        OctetRange all = pages_;
        for (const VolumeAddress& a : out_.addresses) {
            all.add(a.octets);
            out_.actors[a.actor].octets.add(a.octets);
        }
        if (pages_.ceiling) out_.actors["undecided"].octets.addCeiling(pages_);
        out_.total.octets.add(all);
        if (!pageOctets_) return;
        VolumeSums& web = out_.channels["web"];
        web.octets.add(all);
        web.logged += pageOctets_;
    }

    static constexpr std::uint32_t kHolders = kNone - 1;
    SessionTable& table_;
    VolumeCount count_;
    AsnRanges systems_;
    std::vector<std::pair<std::optional<IpRange>, Indicator>> indicators_;
    std::unordered_set<std::string> habitual_;
    std::unordered_map<std::string, std::uint32_t> addressOf_;  ///< index of addresses; kNone = nobody's
    OctetRange pages_;
    std::uint64_t pageOctets_ = 0;
    Volume out_;
};

}  // namespace

Volume measureVolume(CaseStore& store, Progress& progress) {
    Volume out;
    withSessions(store, [&](SessionTable& table) { out = Measure(store, table).run(progress); });
    return out;
}

}  // namespace sillage::tracing

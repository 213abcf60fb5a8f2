// Which sessions an indicator's conditions hold for: all of one (Matcher), and those worth asking (Reached). Internal to
// attribution.cpp.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

#include "base/ip.h"
#include "base/text.h"
#include "store/event_session.h"
#include "trace/forwarded.h"
#include "trace/groundwork.h"
#include "trace/parallel.h"

namespace sillage::tracing {

/// An indicator, its address parsed and its application looked up once.
class Matcher {
public:
    Matcher(const Input& input, const Groundwork& ground, const Indicator& indicator)
        : input_(input), ground_(ground), indicator_(indicator), app_(input.symbols.find(asciiLower(indicator.app))) {
        if (!indicator.ip.empty()) range_ = IpRange::parse(indicator.ip);
    }
    bool operator()(const Visit& v, std::uint32_t visit) { return at(v, visit, v.ip); }
    /// Were the address that one.
    bool at(const Visit& v, std::uint32_t visit, Sym ip) {
        const Indicator& i = indicator_;
        if (!i.namesNetwork() && !i.namesMore()) return false;
        if (!i.ip.empty() && !inside(ip)) return false;
        if (i.asn && !input_.systems.find(i.asn, input_.view(ip))) return false;
        if (!i.account.empty() && !iequals(i.account, input_.view(v.account))) return false;
        if (!i.userAgent.empty() && i.userAgent != input_.view(v.agent)) return false;
        if (!i.session.empty() && i.session != sessionId(v.id) && i.session != sessionId(v.group) &&
            i.session != input_.view(v.key) && i.session != input_.view(v.token))
            return false;
        if (i.from && v.last < i.from) return false;
        if (i.to && v.first > i.to) return false;
        return (i.device.empty() || ofDevice(v, visit)) && (i.app.empty() || ofApplication(v, visit));
    }
    /// Some of its records may be another application's or device's: neither a session id nor a device ties them together.
    [[nodiscard]] bool inPart(const Visit& v) const {
        return (v.severalDevices && !indicator_.device.empty() && !sameThroughout(v)) || (v.mixed && !indicator_.app.empty() && !v.key);
    }

private:
    /// A session id of the cloud ties its records together, whatever they name.
    [[nodiscard]] static bool sameThroughout(const Visit& v) { return v.route == Route::M365 && v.key; }
    [[nodiscard]] bool inside(Sym ip) const { return range_ && ip && range_->contains(input_.view(ip)); }
    [[nodiscard]] bool ofDevice(const Visit& v, std::uint32_t visit) const {
        const auto of = [](const Ev& e) { return e.route == Route::ActiveSync ? e.session : e.action == Action::Login ? e.part : Sym{0}; };
        return named(v, visit, v.device, v.severalDevices, of, [this](Sym s) { return iequals(indicator_.device, input_.view(s)); });
    }
    [[nodiscard]] bool ofApplication(const Visit& v, std::uint32_t visit) const {
        if (v.route != Route::M365 || !app_) return false;
        return named(v, visit, v.app, v.mixed, [](const Ev& e) { return e.method; }, [this](Sym s) { return s == app_; });
    }
    /// The first that its records name, or any of them.
    template <typename Of, typename Is>
    [[nodiscard]] bool named(const Visit& v, std::uint32_t visit, Sym first, bool several, Of&& of, Is&& is) const {
        if (first && is(first)) return true;
        if (!several) return false;
        const auto events = ground_.eventsOf(v, visit);
        return std::any_of(events.begin(), events.end(), [&](std::uint32_t e) { return is(of(input_.events[e])); });
    }
    const Input& input_;
    const Groundwork& ground_;
    const Indicator& indicator_;
    Sym app_;
    std::optional<IpRange> range_;
};

/// Sessions that meet one condition of one of the indicators at least, ascending: few, whatever their number.
class Reached {
public:
    Reached(const Input& input, const std::vector<Indicator>& indicators) : input_(input), inside_(input.spool) {
        for (const Indicator& i : indicators) {
            if (const auto range = i.ip.empty() ? std::nullopt : IpRange::parse(i.ip)) ranges_.push_back(*range);
            else if (i.asn) systems_.push_back(i.asn);
            else if (!i.account.empty()) accounts_.push_back(input.symbols.find(asciiLower(i.account)));
            else if (!i.userAgent.empty()) agents_.push_back(input.symbols.find(i.userAgent));
            else if (!i.session.empty()) session(i.session);
            else if (!i.device.empty()) devices_.push_back(i.device);
            else if (!i.app.empty()) apps_.push_back(input.symbols.find(asciiLower(i.app)));
        }
        if (!ranges_.empty() || !systems_.empty()) inside_.assign(input.symbols.size(), 0);
    }
    [[nodiscard]] SpoolVector<std::uint32_t> of(const SpoolVector<Visit>& visits) {
        std::mutex mutex;
        std::map<std::size_t, std::vector<std::uint32_t>> found;
        inParallel(visits.size(), [&](std::size_t from, std::size_t to) {
            std::vector<std::uint32_t> mine;
            for (std::size_t v = from; v < to; ++v)
                if (!visits[v].backEnd && meets(visits[v])) mine.push_back(static_cast<std::uint32_t>(v));
            const std::lock_guard lock(mutex);
            found.emplace(from, std::move(mine));
        });
        SpoolVector<std::uint32_t> all(input_.spool);
        for (const auto& [from, part] : found) all.append(part.data(), part.size());
        return all;
    }

private:
    void session(const std::string& text) {
        if (const auto id = sessionNumber(text)) ids_.push_back(*id);
        if (const Sym s = input_.symbols.find(text)) keys_.push_back(s);
    }
    [[nodiscard]] bool meets(const Visit& v) {
        if (!inside_.empty() && (inside(v.ip) || inside(v.claimed))) return true;
        if (!apps_.empty() && v.route == Route::M365 && (v.mixed || holds(apps_, v.app))) return true;
        if (!devices_.empty() && v.device && (v.severalDevices || isDevice(v.device))) return true;
        return holds(accounts_, v.account) || holds(agents_, v.agent) || holds(ids_, v.id) || holds(ids_, v.group) || holds(keys_, v.key) || holds(keys_, v.token);
    }
    template <typename T>
    static bool holds(const std::vector<T>& list, T value) { return value && std::find(list.begin(), list.end(), value) != list.end(); }
    bool inside(Sym ip) {
        if (!ip) return false;
        std::atomic_ref<std::uint8_t> known(inside_[ip]);  // whoever comes first finds the same
        const std::uint8_t k = known.load(std::memory_order_relaxed);
        if (k) return k == 2;
        const bool is = inAny(ranges_, input_.view(ip)) || inSystem(input_.view(ip));
        known.store(is ? 2 : 1, std::memory_order_relaxed);
        return is;
    }
    [[nodiscard]] bool inSystem(std::string_view ip) const {
        return std::any_of(systems_.begin(), systems_.end(), [&](std::uint32_t asn) { return input_.systems.find(asn, ip) != nullptr; });
    }
    [[nodiscard]] bool isDevice(Sym device) const {
        return std::any_of(devices_.begin(), devices_.end(), [&](const std::string& d) { return iequals(d, input_.view(device)); });
    }
    const Input& input_;
    std::vector<IpRange> ranges_;
    std::vector<std::uint32_t> systems_;
    std::vector<std::string> devices_;
    std::vector<Sym> accounts_, agents_, keys_, apps_;
    std::vector<std::uint64_t> ids_;
    SpoolVector<std::uint8_t> inside_;  ///< by address: 0 not compared, 1 outside, 2 inside
};

}  // namespace sillage::tracing

// One pass for what coverage needs (see recorder_facts.h).
#include "trace/recorder_facts.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "store/event_chunk_store.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kMostLosses = 20'000;
constexpr std::size_t kMostProblems = 2'000;  ///< of one source, placed in time one by one; more are one span

/// Octets of a source that could not be read, and the times of the records before and after.
struct Hurt {
    std::uint64_t begin = 0, end = 0;
    std::uint64_t beforeAt = 0, afterAt = UINT64_MAX;  ///< offsets of those records
    std::int64_t before = 0, after = 0;
    std::uint64_t problems = 1;
};

}  // namespace

class RecorderFactsGatherer::Gather {
public:
    Gather(CaseStore& store, RecorderFacts& facts) : facts_(facts) {
        for (const auto& [source, problem] : store.problems())
            if (problem.length > 0) add(source, problem.offset, problem.length);
        for (auto& [source, list] : hurts_)
            std::sort(list.begin(), list.end(), [](const Hurt& a, const Hurt& b) { return a.begin < b.begin; });
    }

    void run(const EventChunks& chunks) {
        for (const ChunkInfo& info : chunks.list()) {
            ChunkReader reader = chunks.reader(info);
            chunk(reader);
        }
        for (const auto& [source, list] : hurts_)
            for (const Hurt& h : list) facts_.damage.push_back({source, h.before, h.after, h.problems, h.end - h.begin});
        const auto order = [](const DamagedSpan& a, const DamagedSpan& b) { return std::tie(a.source, a.from, a.to) < std::tie(b.source, b.from, b.to); };
        std::sort(facts_.damage.begin(), facts_.damage.end(), order);
        std::stable_sort(facts_.switches.begin(), facts_.switches.end(), [](const AuditSwitch& a, const AuditSwitch& b) { return a.utc < b.utc; });
        std::stable_sort(facts_.losses.begin(), facts_.losses.end(), [](const RecordLoss& a, const RecordLoss& b) {
            return std::tie(a.utc, a.source, a.line) < std::tie(b.utc, b.source, b.line);
        });
    }

private:
    void add(std::int64_t source, std::uint64_t offset, std::uint64_t length) {
        auto& list = hurts_[source];
        if (list.size() < kMostProblems) {
            Hurt h;
            h.begin = offset;
            h.end = offset + length;
            list.push_back(h);
            return;
        }
        Hurt& last = list.back();
        last.begin = std::min(last.begin, offset);
        last.end = std::max(last.end, offset + length);
        ++last.problems;
    }

    void chunk(ChunkReader& reader) {
        const ChunkInfo& info = reader.chunk();
        const NumberView sources = reader.number(NumberColumn::Source), utc = reader.number(NumberColumn::Utc),
                         actions = reader.number(NumberColumn::Action);
        std::int64_t source = INT64_MIN;
        Activity* activity = nullptr;
        std::vector<Hurt>* hurt = nullptr;
        for (std::uint32_t row = 0; row < info.rows; ++row) {
            if (info.isDead(row)) continue;
            if (const std::int64_t of = sources.at(row); of != source) {
                source = of;
                activity = &facts_.activity[source];
                const auto it = hurts_.find(source);
                hurt = it == hurts_.end() ? nullptr : &it->second;
            }
            const std::int64_t time = utc.at(row);
            activity->add(time);
            if (hurt && time) place(*hurt, static_cast<std::uint64_t>(reader.number(NumberColumn::Offset).at(row)), time);
            if (static_cast<Action>(actions.at(row)) == Action::Admin) administration(reader, row, source, time);
        }
    }

    /// The records nearest to each hurt.
    static void place(std::vector<Hurt>& hurts, std::uint64_t offset, std::int64_t time) {
        const auto after = std::upper_bound(hurts.begin(), hurts.end(), offset, [](std::uint64_t at, const Hurt& h) { return at < h.begin; });
        if (after != hurts.end() && offset < after->begin && (after->before == 0 || offset >= after->beforeAt)) {
            after->before = time;
            after->beforeAt = offset;
        }
        for (auto it = after; it != hurts.begin();) {
            --it;
            if (offset < it->end) continue;
            if (offset >= it->afterAt) break;
            it->after = time;
            it->afterAt = offset;
        }
    }

    void administration(ChunkReader& reader, std::uint32_t row, std::int64_t source, std::int64_t utc) {
        if (reader.text(TextColumn::Protocol).at(row) == "ssh") return;
        std::string_view operation, parameters, object;
        const auto& keys = reader.keys();
        eachField(reader.fields(row), [&](std::uint64_t key, std::string_view value) {
            if (key >= keys.size()) return;
            if (keys[key] == "operation") operation = value;
            else if (keys[key] == "parameters") parameters = value;
            else if (keys[key] == "object_id") object = value;
        });
        if (operation.empty()) return loss(reader, row, source, utc);
        const auto what = auditSwitch(operation, parameters);
        if (!what) return;
        AuditSwitch s;
        s.what = *what;
        s.utc = utc;
        if (*what != AuditSwitch::What::LogOff && *what != AuditSwitch::What::LogOn) s.mailbox = asciiLower(object);
        s.by = asciiLower(reader.text(TextColumn::Account).at(row));
        s.source = source;
        s.line = static_cast<std::uint64_t>(reader.number(NumberColumn::Line).at(row));
        facts_.switches.push_back(std::move(s));
    }

    void loss(ChunkReader& reader, std::uint32_t row, std::int64_t source, std::int64_t utc) {
        if (!utc || static_cast<Outcome>(reader.number(NumberColumn::Outcome).at(row)) == Outcome::Failure) return;
        const auto& keys = reader.keys();
        std::vector<std::pair<std::string_view, std::string_view>> fields;
        eachField(reader.fields(row), [&](std::uint64_t key, std::string_view value) {
            if (key < keys.size()) fields.emplace_back(keys[key], value);
        });
        auto found = recordLoss([&](std::string_view name) {
            const auto it = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
            return it == fields.end() ? std::string_view() : it->second;
        });
        if (!found || facts_.losses.size() >= kMostLosses) return;
        found->utc = utc;
        found->by = reader.text(TextColumn::Account).at(row);
        found->source = source;
        found->line = static_cast<std::uint64_t>(reader.number(NumberColumn::Line).at(row));
        facts_.losses.push_back(std::move(*found));
    }

    RecorderFacts& facts_;
    std::map<std::int64_t, std::vector<Hurt>> hurts_;
};

namespace {

/// The value of a parameter in the JSON that readers keep; "" = not given.
std::string_view parameter(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\":";
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos) return {};
    std::string_view rest = trim(json.substr(at + key.size()));
    if (!rest.empty() && rest[0] == '"') rest.remove_prefix(1);
    return rest.substr(0, rest.find_first_of("\",}"));
}

}  // namespace

std::optional<AuditSwitch::What> auditSwitch(std::string_view operation, std::string_view parameters) {
    using What = AuditSwitch::What;
    const auto choose = [&](std::string_view name, What ifTrue, What ifFalse) -> std::optional<What> {
        const std::string_view value = parameter(parameters, name);
        if (value.empty()) return std::nullopt;
        return iequals(value, "true") || value == "$true" || value == "1" ? ifTrue : ifFalse;
    };
    if (iequals(operation, "Set-Mailbox")) return choose("AuditEnabled", What::MailboxOn, What::MailboxOff);
    if (iequals(operation, "Set-MailboxAuditBypassAssociation")) return choose("AuditBypassEnabled", What::BypassOn, What::BypassOff);
    if (iequals(operation, "Set-AdminAuditLogConfig")) return choose("UnifiedAuditLogIngestionEnabled", What::LogOn, What::LogOff);
    if (iequals(operation, "Set-OrganizationConfig")) return choose("AuditDisabled", What::LogOff, What::LogOn);
    return std::nullopt;
}

RecorderFactsGatherer::RecorderFactsGatherer(CaseStore& store)
    : facts_(std::make_shared<RecorderFacts>()), gather_(std::make_unique<Gather>(store, *facts_)) {
    aboutRecorders(store, *facts_);
}

RecorderFactsGatherer::~RecorderFactsGatherer() = default;

void RecorderFactsGatherer::read(const EventChunks& chunks) { gather_->run(chunks); }

void aboutRecorders(CaseStore& store, RecorderFacts& facts) {
    for (SourceTime& t : store.sourceTimes()) facts.times.emplace(t.source, std::move(t));
    facts.clocks = store.clockActs();
    facts.proposals = store.clockProposals();
}

}  // namespace sillage::tracing

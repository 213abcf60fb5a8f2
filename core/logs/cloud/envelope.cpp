// See envelope.h. Levels are walked by recursion of a fixed depth.
#include "logs/cloud/envelope.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "logs/cloud/flat_record.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/ondemand.h"

namespace sillage {

namespace {

constexpr std::size_t kDepth = 6;
constexpr std::size_t kMaxOuter = 200;
constexpr std::size_t kMaxValue = 4096;

// sure: the record itself, even damaged beyond recognition.
struct Place {
    std::string_view name;
    bool sure;
};
constexpr Place kPlaces[] = {
    {"AuditData", true},       {"auditData", true}, {"RawEventData", true}, {"rawEventData", true},
    {"_raw", false},           {"_source", false},  {"result", false},      {"properties", false},
    {"input", false},          {"message", false},  {"original", false},    {"event", false},
    {"event.original", false}, {"o365", false},     {"o365audit", false},   {"audit", false},
    {"payload", false},        {"body", false},     {"msg", false},         {"log", false},
    {"full_message", false},   {"fields", false},   {"Payload", false},     {"MessageBody", false},
    {"content", false}};

/// Groups of the Elastic Common Schema whose scalars say what the record itself no longer does.
constexpr std::string_view kGroups[] = {"event", "client", "source", "user", "organization"};

const Place* placeOf(std::string_view member) {
    const auto found = std::find_if(std::begin(kPlaces), std::end(kPlaces),
                                    [&](const Place& p) { return p.name == member; });
    return found == std::end(kPlaces) ? nullptr : found;
}

struct Candidate {
    std::string text, path;
    bool kept = false;  ///< lay there as text, as it was received
    bool sure = false;
};

}  // namespace

struct Envelope::Impl {
    std::array<od::Level, kDepth> levels;
    std::array<std::vector<Candidate>, kDepth> candidates;
    std::string found;

    struct Search {
        Fits fits;
        bool audit;  ///< a sure place is one by its name
        Enclosed& out;
    };

    static void keep(Enclosed& out, std::string name, std::string value) {
        if (out.outer.size() < kMaxOuter && !value.empty())
            out.outer.emplace_back(std::move(name),
                                   value.size() > kMaxValue ? elide(value, kMaxValue) : std::move(value));
    }

    static void candidate(std::vector<Candidate>& list, const Place& place, std::string&& value,
                          bool isText) {
        const std::string_view text = trim(value);
        std::size_t begin = 0;
        if (isText && !place.sure) begin = jsonBehindPrefix(text);
        if (begin == std::string_view::npos) return;
        list.push_back({std::string(text.substr(begin)), std::string(place.name), isText, place.sure});
    }

    // The members of a level: scalars kept, candidates collected, dotted members put together.
    void collect(std::string_view json, std::size_t depth,
                 std::vector<std::pair<std::string, std::string>>& scalars) {
        auto& list = candidates[depth];
        list.clear();
        FlatRecord flat;
        od::sj::document document;
        od::sj::object object;
        if (levels[depth].open(json, document) != od::SUCCESS ||
            document.get_object().get(object) != od::SUCCESS)
            return;
        (void)od::eachField(object, [&](std::string_view key, od::sj::value v) {
            od::sj::json_type type{};
            if (const auto e = v.type().get(type)) return e;
            const bool nested = type == od::sj::json_type::object, text = type == od::sj::json_type::string;
            const Place* place = nested || text ? placeOf(key) : nullptr;
            std::string value;
            const std::string name(key);
            if (const auto e = od::raw(v, value)) return e;
            if (nested && std::find(std::begin(kGroups), std::end(kGroups), key) != std::end(kGroups))
                group(name, value, scalars);
            if (FlatRecord::dotted(name))
                flat.add(name, std::move(value));
            else if (place && (!text || place->sure || value.find('{') != std::string::npos))
                candidate(list, *place, std::move(value), text);
            else if (!nested && type != od::sj::json_type::array)
                scalars.emplace_back(name, std::move(value));
            return od::SUCCESS;
        });
        if (flat.size() >= 2) list.push_back({flat.json(), "members", false, false});
    }

    // Scalars of an ECS group, read with the tolerant scanner: it is small and needs no level of its own.
    static void group(const std::string& name, const std::string& json,
                      std::vector<std::pair<std::string, std::string>>& scalars) {
        simdjson::dom::parser parser;
        simdjson::dom::object object;
        if (parser.parse(json).get_object().get(object) != simdjson::SUCCESS) return;
        for (const auto& [key, value] : object) {
            std::string_view text;
            if (value.get_string().get(text) == simdjson::SUCCESS && key != "original")
                scalars.emplace_back(name + "." + std::string(key), std::string(text));
        }
    }

    bool search(std::string json, const std::string& path, bool sure, std::size_t depth, const Search& s) {
        const auto names = objectKeys(json);
        const bool self = s.fits(names);
        const bool inner =
            std::any_of(names.begin(), names.end(), [](std::string_view n) { return holds(n); });
        std::vector<std::pair<std::string, std::string>> scalars;
        if (inner && depth < kDepth) {
            collect(json, depth, scalars);
            auto& list = candidates[depth];
            std::stable_sort(list.begin(), list.end(), [](const Candidate& a, const Candidate& b) {
                return (a.sure ? 2 : 0) + (a.kept ? 1 : 0) > (b.sure ? 2 : 0) + (b.kept ? 1 : 0);
            });
            for (Candidate& c : list) {
                const std::string below = path.empty() ? c.path : path + "/" + c.path;
                if (!search(std::move(c.text), below, c.sure, depth + 1, s)) continue;
                for (auto& [name, value] : scalars) keep(s.out, std::move(name), std::move(value));
                return true;
            }
        }
        if (!self && !(sure && s.audit)) return false;
        found = std::move(json);
        s.out.json = found;
        s.out.path = path;
        return true;
    }
};

Envelope::Envelope() : impl_(std::make_unique<Impl>()) {}
Envelope::~Envelope() = default;

bool Envelope::holds(std::string_view member) {
    return placeOf(member) != nullptr || FlatRecord::dotted(member);
}

bool Envelope::open(std::string_view object, Fits fits, bool audit, Enclosed& out) {
    out = {};
    return impl_->search(std::string(object), {}, false, 0, {fits, audit, out});
}

}  // namespace sillage

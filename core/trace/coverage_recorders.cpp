// Rotated sets and their holes (see coverage_recorders.h).
#include "trace/coverage_recorders.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "base/time.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kHourOf = 3'600'000'000LL;

bool digit(char c) { return c >= '0' && c <= '9'; }

std::int64_t toNumber(std::string_view digits) {
    std::int64_t n = 0;
    for (const char c : digits) n = n * 10 + (c - '0');
    return n;
}

/// yymmdd, yyyymmdd, yyyymmddhh; 0 when it is no date.
std::int64_t dateOf(std::string_view d, bool& hourly) {
    if (d.size() != 6 && d.size() != 8 && d.size() != 10) return 0;
    const bool shortYear = d.size() == 6;
    const int year = static_cast<int>(shortYear ? 2000 + toNumber(d.substr(0, 2)) : toNumber(d.substr(0, 4)));
    const std::string_view rest = d.substr(shortYear ? 2 : 4);
    hourly = d.size() == 10;
    if (year < 1990 || year > 2100) return 0;
    const auto field = [&](std::size_t at) { return static_cast<unsigned>(toNumber(rest.substr(at, 2))); };
    return civilMicros(year, field(0), field(2), hourly ? field(4) : 0, 0, 0).value_or(0);
}

/// A date anywhere in the file name becomes "#"; "2025-12-11" counts as one.
void takeDate(std::string& name, RotationName& r) {
    for (std::size_t at = 0; at < name.size(); ++at) {
        if (!digit(name[at]) || (at && digit(name[at - 1]))) continue;
        std::size_t end = at;
        std::string digits;
        for (; end < name.size() && digits.size() < 11; ++end) {
            if (digit(name[end])) digits += name[end];
            else if (name[end] != '-' || (digits.size() != 4 && digits.size() != 6) || end + 1 >= name.size() || !digit(name[end + 1])) break;
        }
        if (const std::int64_t date = dateOf(digits, r.hourly); date) {
            r.date = date;
            // "-1" after it numbers the files of one hour or day.
            std::size_t tail = end;
            if (tail < name.size() && (name[tail] == '-' || name[tail] == '_')) {
                std::size_t n = tail + 1;
                while (n < name.size() && digit(name[n])) ++n;
                if (n > tail + 1) tail = n;
            }
            name.replace(at, tail - at, "#");
            return;
        }
        at = end ? end - 1 : at;
    }
}

void cutPacked(std::string& name) {
    static const std::set<std::string> kPacked = {"gz", "bz2", "xz", "zst", "lz4"};
    const auto dot = name.rfind('.');
    if (dot != std::string::npos && kPacked.count(name.substr(dot + 1))) name.resize(dot);
}

}  // namespace

RotationName rotationName(const std::string& path, const std::string& format) {
    RotationName r;
    const auto slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
    std::string name = path.substr(folder.size());
    if (format == "dovecot-rawlog") {  // a file a session: together they are one recorder
        r.set = folder + "*";
        r.number = -1;
        return r;
    }
    cutPacked(name);
    const auto dot = name.find_last_of(".-");
    const std::string tail = dot == std::string::npos ? std::string() : name.substr(dot + 1);
    const bool digits = !tail.empty() && tail.size() <= 3 && std::all_of(tail.begin(), tail.end(), digit);
    if (digits && name[dot] == '.') {
        r.number = toNumber(tail);
        name.resize(dot);
    } else {
        takeDate(name, r);
        if (!r.date) r.number = 0;
        // "access.log-20251211" and "mailbox.log.2025-12-11" rotate the live file of that name.
        if (name.ends_with("-#") || name.ends_with(".#")) name.resize(name.size() - 2);
    }
    r.set = folder + name;
    return r;
}

bool Recorder::excerpt() const {
    return !activity.empty() && habit.days() >= 30 && !habit.known() && habit.longest() > 7 * 24 * kHourOf;
}

bool Recorder::holeWithin(std::int64_t from, std::int64_t to) const {
    return std::any_of(holes.begin(), holes.end(), [&](const Hole& h) { return h.from < to && h.to > from; });
}

namespace {

struct File {
    const Source* source = nullptr;
    RotationName name;
    std::int64_t first = 0, last = 0;
};

/// The usual step between dates of a set: an hour, a day, a week; 0 = none.
std::int64_t usualStep(const std::vector<File>& files) {
    std::map<std::int64_t, int> steps;
    for (std::size_t i = 1; i < files.size(); ++i)
        if (files[i].name.date && files[i - 1].name.date && files[i].name.date > files[i - 1].name.date)
            ++steps[files[i].name.date - files[i - 1].name.date];
    std::int64_t best = 0;
    int most = 1;  // seen twice at least
    for (const auto& [step, count] : steps)
        if (count > most) most = count, best = step;
    return best;
}

std::string dayText(std::int64_t date, bool hourly) {
    const std::string iso = formatIso(Time(std::chrono::microseconds(date)), Precision::Second);
    return hourly ? iso.substr(0, 13) : iso.substr(0, 10);
}

/// The file that the names say is missing between two neighbours; "" = none.
std::string missingBetween(const Recorder& recorder, const File& older, const File& newer, std::int64_t step) {
    if (older.name.number > 0 && newer.name.number >= 0 && older.name.number - newer.name.number > 1)
        return recorder.name + "." + std::to_string(newer.name.number + 1);
    if (older.name.date && newer.name.date && step && newer.name.date - older.name.date > step + step / 2)
        return recorder.name + " (" + dayText(older.name.date + step, older.name.hourly) + ")";
    return {};
}

void findHoles(Recorder& recorder, const std::vector<File>& files) {
    const std::int64_t step = usualStep(files);
    std::int64_t inside = 0;  // the longest silence within a file: what a hole between two must exceed
    for (const auto& gap : recorder.activity.gaps(30 * 60'000'000LL)) {
        const bool between = std::any_of(files.begin() + (files.empty() ? 0 : 1), files.end(),
                                         [&](const File& f) { return gap.to - kSlotMicros <= f.first && f.first <= gap.to + kSlotMicros; });
        if (!between) inside = std::max(inside, gap.length());
    }
    std::int64_t reached = files.empty() ? 0 : files.front().last;
    for (std::size_t i = 1; i < files.size(); ++i) {
        const File &older = files[i - 1], &newer = files[i];
        const std::string missing = missingBetween(recorder, older, newer, step);
        const std::int64_t gap = newer.first - reached;
        if (gap > 0 && (!missing.empty() || (recorder.format != "dovecot-rawlog" && gap > std::max(kHourOf, inside)))) {
            Hole h;
            h.kind = missing.empty() ? Hole::Kind::Between : Hole::Kind::Rotation;
            h.from = reached;
            h.to = newer.first;
            h.before = older.source->path;
            h.after = newer.source->path;
            h.missing = missing;
            recorder.holes.push_back(std::move(h));
        }
        reached = std::max(reached, newer.last);
    }
    for (const auto& silence : recorder.habit.silences()) {
        if (recorder.holeWithin(silence.gap.from, silence.gap.to)) continue;  // already named
        Hole h;
        h.kind = Hole::Kind::Silence;
        h.from = silence.gap.from;
        h.to = silence.gap.to;
        h.silence = silence;
        recorder.holes.push_back(std::move(h));
    }
    std::sort(recorder.holes.begin(), recorder.holes.end(), [](const Hole& a, const Hole& b) { return a.from < b.from; });
}

}  // namespace

std::vector<Recorder> recordersOf(const std::vector<Source>& sources, const std::unordered_map<std::int64_t, Activity>& activity,
                                  const std::unordered_map<std::int64_t, Seen>& seen) {
    std::map<std::tuple<std::string, std::string, std::string>, std::vector<File>> sets;
    for (const Source& s : sources) {
        if (s.kind != SourceKind::Log || s.state == "removed") continue;
        File f{&s, rotationName(s.path, s.format), s.first, s.last};
        if (const auto it = activity.find(s.id); it != activity.end() && !it->second.empty()) f.first = it->second.first(), f.last = it->second.last();
        sets[{s.root, f.name.set, s.format}].push_back(std::move(f));
    }
    std::vector<Recorder> recorders;
    for (auto& [key, files] : sets) {
        Recorder r;
        std::tie(r.root, r.name, r.format) = key;
        Seen all;
        for (const File& f : files) {
            if (const auto it = activity.find(f.source->id); it != activity.end()) r.activity.merge(it->second);
            if (const auto it = seen.find(f.source->id); it != seen.end()) {
                all.ways |= it->second.ways;
                all.mailServer |= it->second.mailServer;
                all.itemAccess |= it->second.itemAccess;
            }
        }
        r.records = r.activity.empty() ? 0 : recordedBy(r.format, all);
        r.touches = r.activity.empty() ? 0 : touchedBy(r.format, all);
        r.habit = Habit(r.activity);
        if (r.excerpt()) r.records = 0;
        // Undated files say nothing of when: they stand first and open no hole.
        std::stable_sort(files.begin(), files.end(), [](const File& a, const File& b) { return std::tie(a.first, a.source->path) < std::tie(b.first, b.source->path); });
        for (const File& f : files) r.files.push_back(f.source);
        std::vector<File> dated;
        for (const File& f : files)
            if (f.first) dated.push_back(f);
        findHoles(r, dated);
        recorders.push_back(std::move(r));
    }
    return recorders;
}

}  // namespace sillage::tracing

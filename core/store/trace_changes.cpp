#include "store/trace_changes.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "base/phrase.h"
#include "record/change.h"
#include "store/codec.h"
#include "store/database.h"

namespace sillage {
namespace {

constexpr std::uint64_t kMostListed = 50'000;   ///< changes of one recomputation
constexpr std::uint64_t kMostKept = 400'000;    ///< of all of them
constexpr std::int64_t kMostNumbers = 60;

constexpr char kUnit = '\x1f';

/// What was there and is not, and the reverse.
struct Difference {
    std::vector<std::string> gone, come;
};

Difference difference(std::vector<std::string> before, std::vector<std::string> after) {
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    Difference d;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(d.gone));
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(d.come));
    return d;
}

/// Lines of "kind, key, value", and how two such lists differ, in sentences.
class Cause {
public:
    Cause(const std::vector<std::string>& before, const std::vector<std::string>& after) {
        std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> values;
        for (const auto& line : before) read(line, values, false);
        for (const auto& line : after) read(line, values, true);
        for (const auto& [key, value] : values)
            if (value.first != value.second) say(key.first, key.second, value.first, value.second);
    }
    std::vector<std::string> sentences;
    std::set<std::string> sourcesGone, sourcesCome;
    std::vector<std::string> indicators;  ///< sentences about them alone

private:
    using Values = std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>>;
    static void read(const std::string& line, Values& values, bool after) {
        const auto first = line.find(kUnit), second = line.find(kUnit, first + 1);
        if (first == std::string::npos || second == std::string::npos) return;
        auto& value = values[{line.substr(0, first), line.substr(first + 1, second - first - 1)}];
        (after ? value.second : value.first) = line.substr(second + 1);
    }

    void say(const std::string& kind, const std::string& key, const std::string& before, const std::string& after) {
        if (kind == "source") return source(key, before, after);
        if (kind == "rule") {
            sentences.push_back(phrase("rule %1: version %2 became version %3", key, before.empty() ? "–" : before, after.empty() ? "–" : after));
        } else if (kind == "indicator") {
            indicators.push_back(before.empty()  ? phrase("indicator %1 was added (%2)", key, after)
                                 : after.empty() ? phrase("indicator %1 was removed (%2)", key, before)
                                                 : phrase("indicator %1 was changed: %2 became %3", key, before, after));
            sentences.push_back(indicators.back());
        } else if (before.empty()) {
            sentences.push_back(phrase("%1 was stated: %2", key, after));
        } else if (after.empty()) {
            sentences.push_back(phrase("%1 was taken back (it was %2)", key, before));
        } else {
            sentences.push_back(phrase("%1 was changed: %2 became %3", key, before, after));
        }
    }

    void source(const std::string& path, const std::string& before, const std::string& after) {
        if (before.empty()) {
            sourcesCome.insert(path);
            sentences.push_back(phrase("source %1 came in", path));
        } else if (after.empty()) {
            sourcesGone.insert(path);
            sentences.push_back(phrase("source %1 was taken out", path));
        } else {
            sourcesCome.insert(path);
            sentences.push_back(phrase("source %1 was read anew: it has other octets, or its zone or clock was corrected", path));
        }
    }
};

std::vector<std::string> sourcesOf(std::string_view citations) {
    std::set<std::string> names;
    for (Citation& c : decodeCitations(citations)) names.insert(std::move(c.source));
    return {names.begin(), names.end()};
}

std::string withoutVersion(const std::string& rule) { return rule.substr(0, rule.find('@')); }

/// Which rules, sessions and sources made the difference of one row.
std::vector<std::string> whyOf(const Difference& rules, const Difference& sessions, const Difference& sources, const Cause& cause) {
    std::vector<std::string> why;
    for (const auto& rule : rules.gone) {
        const auto newer = std::find_if(rules.come.begin(), rules.come.end(), [&](const auto& r) { return withoutVersion(r) == withoutVersion(rule); });
        if (newer != rules.come.end()) why.push_back(phrase("rule %1 became %2", rule, *newer));
        else why.push_back(phrase("rule %1 does not apply any more", rule));
    }
    for (const auto& rule : rules.come)
        if (std::none_of(rules.gone.begin(), rules.gone.end(), [&](const auto& r) { return withoutVersion(r) == withoutVersion(rule); }))
            why.push_back(phrase("rule %1 applies now", rule));
    constexpr std::size_t kNamed = 3;
    for (std::size_t i = 0; i < std::min(kNamed, sessions.gone.size()); ++i)
        why.push_back(phrase("session %1 does not count for it any more", sessions.gone[i]));
    for (std::size_t i = 0; i < std::min(kNamed, sessions.come.size()); ++i) why.push_back(phrase("session %1 counts for it now", sessions.come[i]));
    for (const auto& path : sources.gone)
        why.push_back(cause.sourcesGone.count(path) ? phrase("it rested on %1, which was taken out", path) : phrase("%1 is not cited any more", path));
    for (const auto& path : sources.come)
        why.push_back(cause.sourcesCome.count(path) ? phrase("it rests on %1, which is new", path) : phrase("%1 is cited now", path));
    if (!sessions.gone.empty() || !sessions.come.empty() || why.empty())
        for (std::size_t i = 0; i < std::min(kNamed, cause.indicators.size()); ++i) why.push_back(cause.indicators[i]);
    if (why.empty())
        for (std::size_t i = 0; i < std::min(kNamed, cause.sentences.size()); ++i) why.push_back(cause.sentences[i]);
    return why;
}

constexpr const char* kInsert =
    "INSERT INTO grade_change (number, touch, mailbox, folder, message_id, subject, attachment, actor, old_grade, new_grade, old_depth, new_depth, "
    "old_complete, new_complete, old_rules, new_rules, why) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
#define NAMED(t) t ".id, " t ".mailbox, " t ".folder, " t ".message_id, " t ".subject, " t ".attachment, " t ".actor, "
#define VALUED(t) t ".grade, " t ".depth, " t ".complete, " t ".rules, " t ".sessions, " t ".evidence"
constexpr int kNames = 7, kValues = 6;

/// Compares the rows kept aside with those that stand, and writes what differs.
class Comparison {
public:
    Comparison(Database& db, std::int64_t number, const Cause& cause, bool listed) : db_(db), number_(number), cause_(cause), listed_(listed) {}

    void run(bool all) {
        pairs("SELECT " NAMED("b") VALUED("b") ", " VALUED("t") " FROM touch_before b LEFT JOIN touch t ON t.id = b.id AND t.actor <> '' "
              "WHERE t.id IS NULL OR t.grade <> b.grade OR t.depth <> b.depth OR t.complete <> b.complete OR t.rules <> b.rules "
              "ORDER BY b.ordinal", true);
        const std::string fresh = std::string("SELECT " NAMED("t") VALUED("t") ", " VALUED("t") " FROM ") + (all ? "" : "mailbox_before m CROSS JOIN ") +
                                  "touch t WHERE t.actor <> '' AND NOT EXISTS (SELECT 1 FROM touch_before b WHERE b.id = t.id)";
        pairs(fresh + (all ? "" : " AND t.ordinal >= m.first AND t.ordinal < m.last") + " ORDER BY t.ordinal", false);
    }
    std::array<std::uint64_t, 6> counts{};
    std::uint64_t kept = 0;

private:
    void pairs(const std::string& sql, bool had) {
        Statement st = db_.prepare(sql);
        while (st.step()) row(st, had);
    }

    void row(const Statement& st, bool had) {
        GradeChange c;
        const bool has = !st.isNull(kNames + kValues);
        const auto side = [&st](int at) {
            return GradeChange::Side{static_cast<Grade>(st.integer(at)), static_cast<Depth>(st.integer(at + 1)), st.integer(at + 2) != 0,
                                     splitLines(st.view(at + 3))};
        };
        if (had) c.before = side(kNames);
        if (has) c.after = side(kNames + kValues);
        ++counts[static_cast<std::size_t>(c.kind())];
        if (!listed_ || kept >= kMostListed) return;
        ++kept;
        write(st, c);
    }

    void write(const Statement& st, const GradeChange& c) {
        const auto lines = [&st](bool there, int at) { return there ? splitLines(st.view(at)) : std::vector<std::string>(); };
        const auto cited = [&st](bool there, int at) { return there ? sourcesOf(st.view(at)) : std::vector<std::string>(); };
        const bool had = c.before.has_value(), has = c.after.has_value();
        const auto why = whyOf(difference(lines(had, kNames + 3), lines(has, kNames + kValues + 3)),
                               difference(lines(had, kNames + 4), lines(has, kNames + kValues + 4)),
                               difference(cited(had, kNames + 5), cited(has, kNames + kValues + 5)), cause_);
        const auto value = [](const auto& s, auto get) { return s ? static_cast<int>(get(*s)) : -1; };
        const auto grade = [](const auto& s) { return s.grade; };
        const auto depth = [](const auto& s) { return s.depth; };
        const auto complete = [](const auto& s) { return s.complete; };
        db_.run(kInsert, number_, st.view(0), st.view(1), st.view(2), st.view(3), st.view(4), st.view(5), st.view(6), value(c.before, grade),
                value(c.after, grade), value(c.before, depth), value(c.after, depth), value(c.before, complete), value(c.after, complete),
                joinLines(had ? c.before->rules : std::vector<std::string>()), joinLines(has ? c.after->rules : std::vector<std::string>()), joinLines(why));
    }

    Database& db_;
    std::int64_t number_;
    const Cause& cause_;
    bool listed_;
};

/// Rows without an actor, counted: the one place that knows how they are kept.
constexpr const char* kWithoutActor = "SELECT mailbox, grade, rows FROM touch_count";

/// Old ones go, the oldest first.
void prune(Database& db, std::int64_t number) {
    std::int64_t oldest = number - kMostNumbers + 1;
    std::uint64_t sum = 0;
    Statement st = db.prepare("SELECT number, kept FROM recomputation ORDER BY number DESC");
    while (st.step())
        if ((sum += st.natural(1)) > kMostKept) {
            oldest = std::max(oldest, st.integer(0) + 1);
            break;
        }
    st.reset();
    for (const char* table : {"recomputation", "grade_change", "grade_count"}) db.run(std::string("DELETE FROM ") + table + " WHERE number < ?", oldest);
    db.run("UPDATE recomputation SET basis = '' WHERE number < ?", number);
}

}  // namespace

TraceChanges::TraceChanges(Database& meta) : db_(meta) {
    db_.execute(
        "DROP TABLE IF EXISTS touch_before; DROP TABLE IF EXISTS count_before; DROP TABLE IF EXISTS mailbox_before;"
        "CREATE TABLE touch_before (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, mailbox TEXT, folder TEXT, message_id TEXT, subject TEXT, "
        "attachment TEXT, actor TEXT, grade INTEGER, depth INTEGER, complete INTEGER, rules TEXT, sessions TEXT, evidence TEXT);"
        "CREATE TABLE count_before (mailbox TEXT, grade INTEGER, rows INTEGER, PRIMARY KEY (mailbox, grade));"
        "CREATE TABLE mailbox_before (first INTEGER PRIMARY KEY, last INTEGER);"
        "INSERT INTO count_before (mailbox, grade, rows) SELECT mailbox, grade, rows FROM touch_count");
}

static const std::string kKeep =
    "INSERT OR IGNORE INTO touch_before (id, mailbox, folder, message_id, subject, attachment, actor, grade, depth, complete, rules, sessions, evidence) "
    "SELECT id, mailbox, folder, message_id, subject, attachment, actor, grade, depth, complete, rules, sessions, evidence FROM touch WHERE actor <> ''";

void TraceChanges::before(std::int64_t first, std::int64_t last) {
    db_.run("INSERT OR IGNORE INTO mailbox_before (first, last) VALUES (?, ?)", first, last);
    db_.run(kKeep + " AND ordinal >= ? AND ordinal < ? ORDER BY ordinal", first, last);
}

void TraceChanges::beforeAll() {
    all_ = true;
    db_.execute(kKeep + " ORDER BY ordinal");
}

std::int64_t TraceChanges::finish(const std::vector<std::string>& basis) {
    std::vector<std::string> earlier;
    bool first = true;
    {
        Statement st = db_.prepare("SELECT basis FROM recomputation ORDER BY number DESC LIMIT 1");
        if (st.step()) first = false, earlier = splitLines(st.view(0));
    }
    const Cause cause(first ? basis : earlier, basis);
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    db_.run("INSERT INTO recomputation (created, basis, cause, added, removed, raised, lowered, depth, rules, kept) VALUES (?,?,?,0,0,0,0,0,0,0)",
            static_cast<std::int64_t>(now), joinLines(basis), joinLines(cause.sentences));
    const std::int64_t number = db_.lastRow();
    Comparison comparison(db_, number, cause, !first);
    comparison.run(all_);
    const auto& n = comparison.counts;
    db_.run("UPDATE recomputation SET added = ?, removed = ?, raised = ?, lowered = ?, depth = ?, rules = ?, kept = ? WHERE number = ?", n[0], n[1], n[2],
            n[3], n[4], n[5], comparison.kept, number);
    if (!first) {
        const std::string after = kWithoutActor;
        db_.run("INSERT INTO grade_count (number, mailbox, grade, before, after) SELECT ?, mailbox, grade, sum(b), sum(a) FROM ("
                "SELECT mailbox, grade, rows AS b, 0 AS a FROM count_before UNION ALL SELECT mailbox, grade, 0, rows FROM (" + after + ")) "
                "GROUP BY mailbox, grade HAVING sum(b) <> sum(a)", number);
    }
    prune(db_, number);
    db_.execute("DROP TABLE touch_before; DROP TABLE count_before; DROP TABLE mailbox_before");
    return number;
}

}  // namespace sillage

#include "case/changes.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/author.h"
#include "store/case_lock.h"

namespace sillage {
namespace {

bool isNumber(const std::string& text) {
    unsigned long long n = 0;
    return parseUint(text, n);
}

std::int64_t startOf(Case& c, const std::vector<AnswerChange>& all, const std::string& since) {
    if (since.empty()) return all.back().number - 1;
    std::int64_t number = -1;
    unsigned long long stated = 0;
    if (parseUint(since, stated)) number = static_cast<std::int64_t>(stated);
    for (const AnswerName& n : c.store().answerNames())
        if (n.name == since) number = n.number;
    if (number < 0) throw Error(phrase("no state of the answer is named %1", visible(since)), "`diff list` lists them; `diff name NAME` names the present one.", ExitCode::Usage);
    if (number > all.back().number || number + 1 < all.front().number)
        throw Error(phrase("what changed since %1 is not kept any more", visible(since)),
                    phrase("Recomputations %1 to %2 are kept.", all.front().number, all.back().number), ExitCode::Usage);
    return number;
}

bool same(const GradeChange& c) {
    if (!c.before && !c.after) return true;
    if (!c.before || !c.after) return false;
    const auto &a = *c.before, &b = *c.after;
    return a.grade == b.grade && a.depth == b.depth && a.complete == b.complete && a.rules == b.rules;
}

}  // namespace

AnswerDiff answerDiff(Case& c, const std::string& since) {
    const auto all = c.store().recomputations();
    if (all.empty()) throw Error("nothing was computed yet in this case", "Import evidence first.", ExitCode::Usage);
    AnswerDiff d;
    d.from = startOf(c, all, since);
    d.to = all.back().number;
    for (const AnswerChange& a : all) {
        if (a.number <= d.from) continue;
        d.cause.insert(d.cause.end(), a.cause.begin(), a.cause.end());
        d.unlisted += a.total() - std::min(a.total(), a.kept);
    }
    if (d.from < all.front().number) d.unlisted = 0;  // the first computation has nothing to be compared with
    std::map<std::string, std::size_t> known;
    c.store().gradeChanges(d.from, d.to, [&](GradeChange&& change) {
        const auto [at, fresh] = known.try_emplace(change.touch, d.changes.size());
        if (fresh) {
            d.changes.push_back(std::move(change));
        } else {
            GradeChange& earlier = d.changes[at->second];
            earlier.after = change.after;
            earlier.why.insert(earlier.why.end(), change.why.begin(), change.why.end());
        }
        return true;
    });
    std::erase_if(d.changes, same);
    d.counts = c.store().gradeCounts(d.from, d.to);
    std::erase_if(d.counts, [](const GradeCount& n) { return n.before == n.after; });
    return d;
}

void nameAnswer(Case& c, const std::string& name) {
    const std::string trimmed(trim(name));
    if (trimmed.empty() || isNumber(trimmed)) throw Error("a name is neither empty nor a number", "For example: diff name before-the-second-seizure", ExitCode::Usage);
    const auto all = c.store().recomputations();
    if (all.empty()) throw Error("nothing was computed yet in this case", "Import evidence first.", ExitCode::Usage);
    c.store().logCustody("answer name", JsonWriter().beginObject().key("name").string(trimmed).key("number").number(all.back().number).endObject().text());
    c.store().nameAnswer({trimmed, all.back().number, loginName(), now()});
}

std::string changeSummary(const std::array<std::uint64_t, 6>& n) {
    std::vector<std::string> parts;
    if (n[0]) parts.push_back(phrase("%1 added", counted(n[0])));
    if (n[1]) parts.push_back(phrase("%1 removed", counted(n[1])));
    if (n[2]) parts.push_back(phrase("%1 raised", counted(n[2])));
    if (n[3]) parts.push_back(phrase("%1 lowered", counted(n[3])));
    if (n[4]) parts.push_back(phrase("%1 of another depth", counted(n[4])));
    if (n[5]) parts.push_back(phrase("%1 by other rules", counted(n[5])));
    return parts.empty() ? phrase("nothing changed") : listed(parts);
}

}  // namespace sillage

// The proof of one touch put together: its raw lines read again, its records decoded, its rules, and who else reached the
// same item.
#include <algorithm>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "case/answers.h"
#include "case/tables.h"
#include "trace/trace.h"

namespace sillage {
namespace {

constexpr std::size_t kOthersRead = 2'000;  ///< records about the item that are looked at
constexpr std::size_t kOthersTold = 6;

std::string instant(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : phrase("undated");
}

std::string eventSentence(const StoredEvent& e) {
    const std::string time = instant(e.utc);
    const Said outcome = said(e.outcome == Outcome::Success   ? phraseText("it succeeded")
                              : e.outcome == Outcome::Failure ? phraseText("it was refused")
                                                              : phraseText("no outcome is logged"));
    const std::string who = e.account.empty() ? phrase("an account the record does not name") : e.account;
    const std::string from = e.clientIp.empty() ? phrase("an address it does not name") : e.clientIp;
    return phrase("%1: %2 (%3), by %4 from %5; %6", said(time), actionName(e.action), e.protocol, said(who), said(from), outcome);
}

/// Rules applied, then those only a sentence names.
std::vector<std::string> rulesOf(const Touch& t) {
    std::vector<std::string> rules = t.rules;
    for (const auto& sentence : t.why) {
        const std::string english = inEnglish(sentence);
        const auto end = english.find_first_of(": ,");
        if (english.size() < 5 || english[0] != 'T' || end == std::string::npos || english.find('@') > end) continue;
        if (const std::string rule = english.substr(0, end); std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    return rules;
}

bool opens(Action a) {
    return a == Action::Preview || a == Action::Read || a == Action::Download || a == Action::ViewSource || a == Action::Export || a == Action::Fetch ||
           a == Action::Access;
}

std::string quoted(std::string text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::vector<std::int64_t> recordsAbout(Case& c, const Touch& t) {
    std::string query;
    if (!t.messageId.empty()) query = "message_id:=" + quoted(t.messageId);
    if (t.uid) query += std::string(query.empty() ? "" : " OR ") + "(uid:" + std::to_string(t.uid) + " folder:=" + quoted(t.folder) + ")";
    if (query.empty()) return {};
    auto ids = selectRows(c, View::Events, query);
    if (ids.size() > kOthersRead) ids.resize(kOthersRead);
    return ids;
}

/// Who besides the row's actor opened the item: sessions of its mailbox, each once, the earliest first.
std::vector<std::string> othersAt(Case& c, const Touch& t) {
    struct Other {
        std::string session, sentence;
    };
    std::vector<Other> found;
    std::set<std::string> seen(t.sessions.begin(), t.sessions.end());
    for (const StoredEvent& e : c.store().events().fetch(recordsAbout(c, t), false)) {
        if (!opens(e.action) || e.outcome == Outcome::Failure) continue;
        const std::string id = sessionText(c.store().events().sessionOf(e.id));
        if (id.empty() || !seen.insert(id).second) continue;
        const auto session = c.store().session(id);
        if (!session || (!t.actor.empty() && session->actor == t.actor)) continue;
        const std::string mailbox = asciiLower(t.mailbox), account = asciiLower(session->account);
        if (account != mailbox && account != mailbox.substr(0, mailbox.find('@'))) continue;
        const Said status = said(session->status);
        const std::string time = instant(e.utc);
        const std::string as = !session->actor.empty()          ? phrase("actor %1", session->actor)
                               : session->status == "holder"    ? phrase("the owner")
                               : session->status == "habitual"  ? phrase("the owner, by habit")
                                                                : phrase("a session that is %1", status);
        found.push_back({id, phrase("also opened by %1 at %2 (%3, %4 from %5, session %6)", said(as), said(time), actionName(e.action), session->account,
                                    session->clientIp, id)});
    }
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < std::min(kOthersTold, found.size()); ++i) sentences.push_back(std::move(found[i].sentence));
    if (found.size() > kOthersTold) sentences.push_back(phrase("and by %1 further sessions", found.size() - kOthersTold));
    return sentences;
}

}  // namespace

std::optional<Proof> explain(Case& c, Reading& reading, const std::string& touchId, std::size_t maxLines) {
    auto touch = c.store().touch(touchId);
    if (!touch) return std::nullopt;
    Proof proof;
    for (const Citation& citation : touch->evidence) {
        if (maxLines && proof.lines.size() == maxLines) break;
        Proof::Line line;
        line.raw = reading.raw(citation);
        line.readAgain = line.raw.problem.empty();
        if (const auto event = citation.event ? c.store().events().get(citation.event) : std::nullopt) line.event = eventSentence(*event);
        proof.lines.push_back(std::move(line));
    }
    for (const std::string& rule : rulesOf(*touch)) {
        const std::string id = rule.substr(0, rule.find('@'));
        for (const RuleText& text : ruleTexts())
            if (id == text.id) proof.rules.push_back({rule, text.title, text.text});
    }
    proof.others = othersAt(c, *touch);
    proof.touch = std::move(*touch);
    return proof;
}

}  // namespace sillage

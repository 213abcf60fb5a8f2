#include "case/proof_tree.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "record/examiner.h"

namespace sillage {
namespace {

using Kind = ProofNode::Kind;

enum Link { Attribution, Delivery, Identity, kLinks };

std::string when(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : phrase("undated");
}

/// "T14@1" at the beginning of a sentence; "" when it names no rule.
std::string ruleOf(const std::string& english) {
    if (english.size() < 5 || english[0] != 'T' || english[1] < '0' || english[1] > '9') return {};
    const auto end = english.find_first_of(": ,");
    return end == std::string::npos || english.find('@') > end ? std::string() : english.substr(0, end);
}

/// Of which question a rule speaks (evidence model, §2).
Link linkOf(std::string_view rule) {
    const std::string_view id = rule.substr(0, rule.find('@'));
    for (const std::string_view r : {"T06", "T18", "T20", "T24", "T25", "T29", "T32"})
        if (id == r) return Attribution;
    return id == "T15" || id == "T16" ? Identity : Delivery;
}

ProofNode leaf(Kind kind, std::string text) { return {kind, std::move(text), {}}; }

class Builder {
public:
    explicit Builder(const Proof& proof) : proof_(proof), t_(proof.touch) {}

    ProofNode build() {
        ProofNode root = leaf(Kind::Touch, heading());
        root.children.push_back(item());
        root.children.push_back(grade());
        ProofNode against = leaf(Kind::Against, phrase("What speaks against it, and what else was considered"));
        for (const auto& s : t_.against) against.children.push_back(leaf(Kind::Sentence, s));
        for (const auto& s : proof_.others) against.children.push_back(leaf(Kind::Sentence, s));
        if (against.children.empty()) against.children.push_back(leaf(Kind::Sentence, phrase("nothing in the evidence examined")));
        root.children.push_back(std::move(against));
        if (!t_.coverage.empty()) root.children.push_back({Kind::Coverage, phrase("Coverage it rests on"), {leaf(Kind::Sentence, t_.coverage)}});
        return root;
    }

private:
    [[nodiscard]] std::string heading() const {
        const Said depth = said(depthName(t_.depth)), grade = said(gradeName(t_.grade));
        if (t_.actor.empty()) return phrase("%1: %2", t_.id, grade);
        return t_.complete ? phrase("%1: %2, %3, actor %4", t_.id, grade, depth, t_.actor) : phrase("%1: %2, %3 (partial), actor %4", t_.id, grade, depth, t_.actor);
    }

    [[nodiscard]] ProofNode item() const {
        ProofNode node = leaf(Kind::Item, t_.isAttachment ? phrase("Item: attachment %1 (part %2)", t_.attachment, t_.part) : phrase("Item: message %1", t_.subject));
        const auto say = [&node](std::string text) { node.children.push_back(leaf(Kind::Sentence, std::move(text))); };
        say(t_.uid ? phrase("%1, folder %2, uid %3", t_.mailbox, t_.folder, t_.uid) : phrase("%1, folder %2", t_.mailbox, t_.folder));
        if (t_.isAttachment) say(phrase("of the message %1", t_.subject));
        if (!t_.messageId.empty()) say(phrase("Message-ID %1", t_.messageId));
        if (!t_.sha256.empty()) say(t_.size >= 0 ? phrase("SHA-256 %1, %2 octets", t_.sha256, t_.size) : phrase("SHA-256 %1", t_.sha256));
        if (!t_.stored) say(phrase("a log names it, and no exhibit holds it"));
        if (t_.first) say(phrase("reached between %1 and %2", said(when(t_.first)), said(when(t_.last))));
        for (const auto& effect : t_.effects) say(phrase("effect: %1", effect));
        return node;
    }

    ProofNode grade() {
        ProofNode node = leaf(Kind::Grade, phrase("Grade, by the program: %1", said(gradeName(t_.grade))));
        if (t_.examiner) node.children.push_back(leaf(Kind::Examiner, examinerSentence(*t_.examiner, t_.grade)));
        sort();
        for (auto& s : headline_) node.children.push_back(leaf(Kind::Sentence, std::move(s)));
        if (t_.actor.empty()) {
            for (std::size_t l = 0; l < kLinks; ++l)
                for (auto& child : links_[l]) node.children.push_back(std::move(child));
            return node;
        }
        const std::pair<std::string, std::string_view> axes[] = {
            {phrase("Attribution (was this session the actor's?): %1", said(attributionName(t_.attribution))), attributionName(t_.attribution)},
            {phrase("Delivery (did the server hand the content over?): %1", said(deliveryName(t_.delivery))), deliveryName(t_.delivery)},
            {phrase("Identity (is the item the log names this item?): %1", said(identityName(t_.identity))), identityName(t_.identity)}};
        for (std::size_t l = 0; l < kLinks; ++l) {
            ProofNode axis = leaf(Kind::Axis, axes[l].first);
            axis.children = std::move(links_[l]);
            if (l == Delivery) rest(axis);
            if (axis.children.empty()) axis.children.push_back(leaf(Kind::Sentence, phrase("no sentence of proof")));
            node.children.push_back(std::move(axis));
        }
        return node;
    }

    /// Every sentence to the question it answers, under its rule where it names one.
    void sort() {
        for (auto it = t_.why.begin(); it != t_.why.end(); ++it) {
            const std::string& sentence = *it;
            if (std::find(t_.why.begin(), it, sentence) != it) continue;  // two sessions may say the same
            const std::string english = inEnglish(sentence), rule = ruleOf(english);
            const auto begins = [&english](std::string_view with) { return english.compare(0, with.size(), with) == 0; };
            if (!rule.empty()) ruleNode(rule).children.push_back(leaf(Kind::Sentence, sentence));
            else if (begins("attribution")) links_[Attribution].push_back(leaf(Kind::Sentence, sentence));
            else if (begins("identity") || begins("account")) links_[Identity].push_back(leaf(Kind::Sentence, sentence));
            else if (begins("grade")) headline_.push_back(sentence);
            else links_[Delivery].push_back(leaf(Kind::Sentence, sentence));
        }
        for (const auto& rule : t_.rules) ruleNode(rule);
    }

    ProofNode& ruleNode(const std::string& rule) {
        auto& list = links_[linkOf(rule)];
        for (ProofNode& node : list)
            if (node.kind == Kind::Rule && node.text.find(rule) != std::string::npos) return node;
        const auto known = std::find_if(proof_.rules.begin(), proof_.rules.end(), [&](const Proof::Rule& r) { return r.id == rule; });
        list.push_back(leaf(Kind::Rule, known == proof_.rules.end() ? phrase("Rule %1", rule) : phrase("Rule %1: %2", rule, said(known->title))));
        if (known != proof_.rules.end()) list.back().children.push_back(leaf(Kind::Paragraph, known->text));
        return list.back();
    }

    /// The records, under their rule where there is but one.
    void rest(ProofNode& axis) const {
        if (proof_.lines.empty()) return;
        ProofNode* rule = nullptr;
        std::size_t rules = 0;
        for (ProofNode& child : axis.children)
            if (child.kind == Kind::Rule) rule = &child, ++rules;
        std::vector<ProofNode> nodes;
        for (const auto& line : proof_.lines) nodes.push_back(record(line));
        if (t_.evidence.size() > proof_.lines.size())
            nodes.push_back(leaf(Kind::Sentence, phrase("… and %1 more lines (--lines 0 for all)", t_.evidence.size() - proof_.lines.size())));
        ProofNode records{Kind::Records, phrase("The records that say so"), std::move(nodes)};
        (rules == 1 ? rule->children : axis.children).push_back(std::move(records));
    }

    [[nodiscard]] static ProofNode record(const Proof::Line& line) {
        const RawRecord& raw = line.raw;
        ProofNode place = leaf(Kind::Place, raw.line ? phrase("%1 line %2, offset %3, %4 octets; source sha256 %5", raw.source, raw.line, raw.offset, raw.length, raw.sourceSha256)
                                                     : phrase("%1, offset %2, %3 octets; source sha256 %4", raw.source, raw.offset, raw.length, raw.sourceSha256));
        place.children.push_back(line.readAgain ? leaf(Kind::Raw, raw.shown.empty() ? raw.octets : raw.shown)
                                                : leaf(Kind::Sentence, phrase("not readable now: %1", said(raw.problem))));
        if (line.event.empty()) return place;
        return {Kind::Event, line.event, {std::move(place)}};
    }

    const Proof& proof_;
    const Touch& t_;
    std::vector<std::string> headline_;
    std::array<std::vector<ProofNode>, kLinks> links_;
};

}  // namespace

std::string_view proofKindName(ProofNode::Kind kind) {
    static constexpr std::array<const char*, 14> kNames{"touch", "item", "grade", "examiner", "axis", "rule", "paragraph", "sentence", "records", "event",
                                                        "place", "raw", "against", "coverage"};
    return kNames[static_cast<std::size_t>(kind)];
}

ProofNode proofTree(const Proof& proof) { return Builder(proof).build(); }

}  // namespace sillage

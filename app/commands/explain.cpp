// explain: the proof of one touch, from its grade to the raw lines.
#include <iostream>

#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/proof_tree.h"
#include "record/examiner.h"
#include "commands/command.h"

namespace sillage {

static void writeNode(JsonWriter& j, const ProofNode& node) {
    j.beginObject().key("kind").string(proofKindName(node.kind)).key("text");
    j.string(node.kind == ProofNode::Kind::Raw ? node.text : inEnglish(node.text));
    j.key("children").beginArray();
    for (const ProofNode& child : node.children) writeNode(j, child);
    j.endArray().endObject();
}

static void printJson(const Proof& p) {
    const Touch& t = p.touch;
    JsonWriter j;
    const auto strings = [&j](const char* key, const std::vector<std::string>& values) {
        j.key(key).beginArray();
        for (const auto& v : values) j.string(inEnglish(v));
        j.endArray();
    };
    j.beginObject().key("touch").string(t.id).key("grade").string(gradeName(t.grade)).key("depth").string(depthName(t.depth));
    j.key("complete").boolean(t.complete).key("actor").string(t.actor).key("attribution").string(attributionName(t.attribution));
    j.key("delivery").string(deliveryName(t.delivery)).key("identity").string(identityName(t.identity));
    j.key("mailbox").string(t.mailbox).key("folder").string(t.folder).key("message_id").string(t.messageId).key("subject").string(t.subject);
    strings("why", t.why);
    strings("against", t.against);
    strings("others", p.others);
    j.key("examiner");
    if (t.examiner)
        j.beginObject().key("grade").string(gradeName(t.examiner->grade)).key("state").string(standingName(standingOf(*t.examiner, t.grade)))
            .key("reason").string(t.examiner->reason).key("document").string(t.examiner->document).key("author").string(t.examiner->author)
            .key("said").string(inEnglish(examinerSentence(*t.examiner, t.grade))).endObject();
    else j.null();
    j.key("coverage").string(inEnglish(t.coverage)).key("evidence").beginArray();
    for (const auto& line : p.lines) {
        j.beginObject().key("source").string(line.raw.source).key("source_sha256").string(line.raw.sourceSha256);
        j.key("line").number(static_cast<std::int64_t>(line.raw.line)).key("offset").number(static_cast<std::int64_t>(line.raw.offset));
        j.key("length").number(static_cast<std::int64_t>(line.raw.length)).key("raw");
        if (line.readAgain) j.string(line.raw.shown.empty() ? line.raw.octets : line.raw.shown);
        else j.null();
        j.key("problem").string(inEnglish(line.raw.problem)).endObject();
    }
    j.endArray().key("rules").beginArray();
    for (const auto& rule : p.rules) j.beginObject().key("id").string(rule.id).key("title").string(rule.title).key("text").string(rule.text).endObject();
    j.endArray().key("tree");
    writeNode(j, proofTree(p));
    j.endObject();
    std::cout << j.text() << "\n";
}

static int runExplain(const Arguments& a) {
    if (a.positional().size() != 1) a.usage("name one touch (first column of `touched`)");
    const auto c = a.openCase(Case::Mode::Read);
    Reading reading(*c);
    unsigned long long lines = 50;
    if (a.has("--lines") && !parseUint(a.value("--lines"), lines)) a.usage("--lines is not a number");
    const auto proof = explain(*c, reading, a.positional()[0], lines);
    if (!proof) a.usage(phrase("no touch %1", a.positional()[0]));
    if (a.format() == TableFormat::Table) std::cout << proofText(proofTree(*proof), spokenLanguage());
    else printJson(*proof);
    return 0;
}

static constexpr Option kOptions[] = {{"--lines", "N", "at most N raw lines (default 50, 0 = all)"}};
extern const Command kExplain{"explain", "--case CASE TOUCH", "the proof of one touch, down to the raw lines", kOptions, runExplain};

}  // namespace sillage

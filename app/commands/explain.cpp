// explain: the proof of one touch, from its grade to the raw lines.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/answers.h"
#include "commands/command.h"

namespace sillage {

static std::string when(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : phrase("undated");
}

static std::string say(const std::string& sentence) { return spoken(sentence); }

static void list(const std::string& title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    std::cout << "\n" << title << "\n";
    for (const auto& line : lines) std::cout << "  " << say(line) << "\n";
}

static void printItem(const Touch& t) {
    const Said grade = said(gradeName(t.grade)), depth = said(depthName(t.depth));
    std::cout << t.id << "  " << say(t.complete ? phrase("%1  %2", grade, depth) : phrase("%1  %2 (partial)", grade, depth)) << "\n"
              << visible(t.mailbox) << " / " << visible(t.folder) << (t.uid ? " / uid " + std::to_string(t.uid) : "") << "\n"
              << visible(t.subject) << "  " << visible(t.messageId) << "\n";
    if (t.isAttachment) std::cout << say(phrase("attachment %1 (part %2)", t.attachment, t.part)) << "\n";
    const std::string actor = t.actor.empty() ? phrase("none") : t.actor;
    std::cout << say(phrase("actor %1; attribution %2, delivery %3, identity %4", said(actor), said(attributionName(t.attribution)),
                            said(deliveryName(t.delivery)), said(identityName(t.identity)))) << "\n"
              << say(phrase("from %1 to %2", said(when(t.first)), said(when(t.last)))) << "\n";
}

static void printLine(const Proof::Line& line) {
    const RawRecord& raw = line.raw;
    std::cout << "  " << say(phrase("%1 line %2, offset %3, %4 octets; source sha256 %5", raw.source, raw.line, raw.offset, raw.length,
                                    raw.sourceSha256)) << "\n    "
              << (line.readAgain ? visible(raw.shown.empty() ? raw.octets : raw.shown, !raw.shown.empty()) : say(phrase("not readable now: %1", said(raw.problem)))) << "\n";
}

static void printText(const Proof& p) {
    const Touch& t = p.touch;
    printItem(t);
    list(say(phrase("Why")), t.why);
    list(say(phrase("What speaks against it")), t.against);
    if (!t.coverage.empty()) std::cout << "\n" << say(phrase("Coverage")) << "\n  " << say(t.coverage) << "\n";
    std::cout << "\n" << say(phrase("Evidence")) << "\n";
    for (const auto& line : p.lines) printLine(line);
    if (t.evidence.size() > p.lines.size())
        std::cout << "  " << say(phrase("… and %1 more lines (--lines 0 for all)", t.evidence.size() - p.lines.size())) << "\n";
    for (const auto& rule : p.rules) std::cout << "\n" << rule.id << "  " << say(rule.title) << "\n  " << say(rule.text) << "\n";
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
    j.endArray().endObject();
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
    if (a.format() == TableFormat::Table) printText(*proof);
    else printJson(*proof);
    return 0;
}

static constexpr Option kOptions[] = {{"--lines", "N", "at most N raw lines (default 50, 0 = all)"}};
extern const Command kExplain{"explain", "--case CASE TOUCH", "the proof of one touch, down to the raw lines", kOptions, runExplain};

}  // namespace sillage

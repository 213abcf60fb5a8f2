// diff: what the last recomputation changed in the answer, or everything since a state that was named.
#include <array>
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "case/changes.h"
#include "commands/command.h"

namespace sillage {

static std::string when(std::int64_t micros) { return formatIso(Time(std::chrono::microseconds(micros)), Precision::Second); }

static std::string gradeText(const std::optional<GradeChange::Side>& s) { return s ? std::string(gradeName(s->grade)) : std::string(); }
static std::string depthText(const std::optional<GradeChange::Side>& s) { return s ? std::string(depthName(s->depth)) : std::string(); }

static std::string joined(const std::vector<std::string>& lines, Language language) {
    std::string out;
    for (const auto& line : lines) out += (out.empty() ? "" : "; ") + inLanguage(line, language);
    return out;
}

static std::array<std::uint64_t, 6> countsOf(const AnswerDiff& d) {
    std::array<std::uint64_t, 6> counts{};
    for (const GradeChange& c : d.changes) ++counts[static_cast<std::size_t>(c.kind())];
    return counts;
}

static void printTable(const AnswerDiff& d) {
    std::cout << spoken(phrase("Recomputation %1 against %2: %3", d.to, d.from, said(changeSummary(countsOf(d))))) << "\n";
    for (const auto& line : d.cause) std::cout << "  " << spoken(line) << "\n";
    for (const GradeChange& c : d.changes) {
        const auto grade = [](const auto& s) { return s ? spoken(phrase("%1, %2", said(gradeName(s->grade)), said(depthName(s->depth)))) : spoken(phrase("no row")); };
        std::cout << "\n" << c.touch << "  " << spoken(std::string(changeName(c.kind()))) << ": " << grade(c.before) << " → " << grade(c.after) << "\n  "
                  << visible(c.mailbox) << " / " << visible(c.folder) << "  " << visible(c.attachment.empty() ? c.subject : c.attachment)
                  << (c.actor.empty() ? "" : "  " + visible(c.actor)) << "\n";
        for (const auto& why : c.why) std::cout << "  - " << spoken(why) << "\n";
    }
    if (!d.counts.empty()) std::cout << "\n" << spoken(phrase("Rows without an actor")) << "\n";
    for (const GradeCount& n : d.counts)
        std::cout << "  " << visible(n.mailbox) << "  " << spoken(std::string(gradeName(n.grade))) << "  " << n.before << " → " << n.after << "\n";
    if (d.unlisted) std::cout << "\n" << spoken(phrase("%1 further changes were too many to be kept one by one", d.unlisted)) << "\n";
}

static void printJson(const AnswerDiff& d) {
    const auto strings = [](JsonWriter& j, const char* key, const std::vector<std::string>& values) {
        j.key(key).beginArray();
        for (const auto& v : values) j.string(inEnglish(v));
        j.endArray();
    };
    const auto text = [](JsonWriter& j, const char* key, const std::string& value) { value.empty() ? j.key(key).null() : j.key(key).string(value); };
    for (const GradeChange& c : d.changes) {
        JsonWriter j;
        j.beginObject().key("touch").string(c.touch).key("change").string(changeName(c.kind()));
        text(j, "old_grade", gradeText(c.before)), text(j, "new_grade", gradeText(c.after));
        text(j, "old_depth", depthText(c.before)), text(j, "new_depth", depthText(c.after));
        j.key("mailbox").string(c.mailbox).key("folder").string(c.folder).key("message_id").string(c.messageId).key("subject").string(c.subject);
        text(j, "attachment", c.attachment), text(j, "actor", c.actor);
        strings(j, "old_rules", c.before ? c.before->rules : std::vector<std::string>());
        strings(j, "new_rules", c.after ? c.after->rules : std::vector<std::string>());
        strings(j, "why", c.why);
        std::cout << j.endObject().text() << "\n";
    }
    for (const GradeCount& n : d.counts)
        std::cout << JsonWriter().beginObject().key("mailbox").string(n.mailbox).key("grade").string(gradeName(n.grade)).key("rows_before")
                         .number(static_cast<std::int64_t>(n.before)).key("rows_after").number(static_cast<std::int64_t>(n.after)).endObject().text() << "\n";
}

static void printCsv(const AnswerDiff& d) {
    std::cout << "touch,change,old_grade,new_grade,old_depth,new_depth,mailbox,folder,message_id,subject,attachment,actor,why\r\n";
    for (const GradeChange& c : d.changes) {
        std::string line;
        for (const std::string& cell : {c.touch, std::string(changeName(c.kind())), gradeText(c.before), gradeText(c.after), depthText(c.before), depthText(c.after), c.mailbox,
                                        c.folder, c.messageId, c.subject, c.attachment, c.actor, joined(c.why, Language::English)})
            line += (line.empty() ? "" : ",") + csvField(cell, false);
        std::cout << line << "\r\n";
    }
}

static int listStates(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    const auto names = c->store().answerNames();
    for (const AnswerChange& r : c->store().recomputations()) {
        std::string name;
        for (const AnswerName& n : names)
            if (n.number == r.number) name += (name.empty() ? "" : ", ") + n.name;
        if (a.format() == TableFormat::Json) {
            JsonWriter j;
            j.beginObject().key("number").number(r.number).key("time").string(when(r.created)).key("name");
            name.empty() ? j.null() : j.string(name);
            for (std::size_t k = 0; k < r.counts.size(); ++k) j.key(changeName(static_cast<ChangeKind>(k))).number(static_cast<std::int64_t>(r.counts[k]));
            j.key("cause").beginArray();
            for (const auto& line : r.cause) j.string(inEnglish(line));
            std::cout << j.endArray().endObject().text() << "\n";
        } else {
            std::cout << r.number << "  " << when(r.created) << "  " << (name.empty() ? "" : visible(name) + "  ") << spoken(changeSummary(r.counts)) << "\n";
            for (const auto& line : r.cause) std::cout << "    " << spoken(line) << "\n";
        }
    }
    return 0;
}

static int runDiff(const Arguments& a) {
    const std::string verb = a.positional().empty() ? "" : a.positional()[0];
    if (verb == "list" && a.positional().size() == 1) return listStates(a);
    if (verb == "name" && a.positional().size() == 2) {
        nameAnswer(*a.openCase(Case::Mode::Write), a.positional()[1]);
        return 0;
    }
    if (!a.positional().empty()) a.usage("list, or name NAME, or nothing?");
    const auto c = a.openCase(Case::Mode::Read);
    const AnswerDiff d = answerDiff(*c, a.value("--since"));
    if (a.format() == TableFormat::Table) printTable(d);
    else if (a.format() == TableFormat::Json) printJson(d);
    else printCsv(d);
    return 0;
}

static constexpr Option kOptions[] = {{"--since", "NAME|NUMBER", "everything since that state (default: the last recomputation)"}};
extern const Command kDiff{"diff", "--case CASE [--since NAME|NUMBER] | list | name NAME",
                           "what changed in the answer when evidence, indicators, settings or rules did, and why", kOptions, runDiff};

}  // namespace sillage

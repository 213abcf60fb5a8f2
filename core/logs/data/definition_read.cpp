// From JSON to Definition, every member checked: unknown members are mistakes, so that a misspelt one is not silently
// without effect. resources/formats/README.md is the description for people.
#include <algorithm>

#include "base/hash.h"
#include "base/phrase.h"
#include "logs/data/definition.h"
#include "logs/data/json_tree.h"
#include "record/event.h"

namespace sillage {

namespace {

using Kind = JsonNode::Kind;

struct Named {
    std::string_view name;
    Target::To to;
};
constexpr Named kTargets[] = {
    {"account", Target::To::Account},      {"mailbox", Target::To::Mailbox},   {"client_ip", Target::To::ClientIp},
    {"client_port", Target::To::ClientPort}, {"user_agent", Target::To::UserAgent}, {"session", Target::To::Session},
    {"protocol", Target::To::Protocol},    {"action", Target::To::ActionName},     {"outcome", Target::To::OutcomeName},
    {"folder", Target::To::Folder},        {"uid", Target::To::Uid},           {"message_id", Target::To::MessageId},
    {"part", Target::To::PartId},            {"bytes", Target::To::Octets},       {"record_key", Target::To::RecordKey},
    {"time", Target::To::TimeText},            {"message", Target::To::MessageText},
};

/// One place in the document and where mistakes about it go.
class At {
public:
    At(const JsonNode& node, std::string pointer, std::vector<Mistake>& mistakes)
        : node_(node), pointer_(std::move(pointer)), mistakes_(mistakes) {}

    [[nodiscard]] const JsonNode& node() const { return node_; }
    [[nodiscard]] const std::string& pointer() const { return pointer_; }
    void wrong(std::string what) const { mistakes_.push_back({pointer_, node_.line, std::move(what)}); }

    /// Calls each(key, place) for the members; a member that is not among known is a mistake.
    template <class F>
    void members(std::initializer_list<std::string_view> known, F&& each) const {
        if (node_.kind != Kind::Object) return wrong(phraseText("an object { … } belongs here"));
        for (std::size_t i = 0; i < node_.keys.size(); ++i) {
            const At place = child(i, node_.keys[i]);
            if (known.size() && std::find(known.begin(), known.end(), node_.keys[i]) == known.end()) {
                std::string list;
                for (const auto k : known) list += (list.empty() ? "" : ", ") + std::string(k);
                place.wrong(phrase("there is no member “%1”; the members here are %2", node_.keys[i], list));
            } else {
                each(std::string_view(node_.keys[i]), place);
            }
        }
    }
    template <class F>
    void each(F&& f) const {
        if (node_.kind != Kind::Array) return wrong(phraseText("a list [ … ] belongs here"));
        for (std::size_t i = 0; i < node_.items.size(); ++i) f(child(i, std::to_string(i)));
    }
    std::string text() const {
        if (node_.kind != Kind::String) wrong(phraseText("a text \"…\" belongs here"));
        return node_.kind == Kind::String ? node_.text : std::string();
    }
    /// A text, or a number or boolean as it is written.
    std::string scalar() const {
        if (node_.kind == Kind::Number || node_.kind == Kind::Boolean) return node_.text;
        return text();
    }
    /// A text or a list of texts.
    std::vector<std::string> texts() const {
        std::vector<std::string> out;
        if (node_.kind != Kind::Array) return {scalar()};
        each([&](const At& item) { out.push_back(item.scalar()); });
        return out;
    }
    bool truth() const {
        if (node_.kind != Kind::Boolean) wrong(phraseText("true or false belongs here"));
        return node_.kind == Kind::Boolean && node_.text == "true";
    }
    /// {"en": …, "fr": …}, or one text for both.
    Bilingual bilingual() const {
        Bilingual out;
        if (node_.kind == Kind::String) {
            out = {node_.text, node_.text};
        } else {
            members({"en", "fr"}, [&](std::string_view key, const At& at) { (key == "en" ? out.en : out.fr) = at.text(); });
        }
        if (out.en.empty()) wrong(phraseText("the English text is missing"));
        if (out.fr.empty()) out.fr = out.en;
        for (const std::string* text : {&out.en, &out.fr})
            if (text->find('%') != std::string::npos || hasMarks(*text)) wrong(phraseText("a text shown to people holds no % and no control characters"));
        return out;
    }
    Target target(std::string_view name) const {
        auto t = targetOf(name);
        if (!t) wrong(phrase("there is no “%1” in the vocabulary of events; see resources/formats/README.md, or call it field_%2", name, name));
        return t.value_or(Target{Target::To::Value, std::string(name)});
    }
    [[nodiscard]] const At child(std::size_t i, const std::string& name) const {
        return {node_.items[i], pointer_ + "/" + name, mistakes_};
    }

private:
    const JsonNode& node_;
    std::string pointer_;
    std::vector<Mistake>& mistakes_;
};

bool isId(std::string_view id) {
    if (id.empty() || id.size() > 40) return false;
    return std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// A constant that goes into a closed list must be in it.
void checkValue(const At& at, const Target& target, const std::string& value) {
    Action action;
    if (target.to == Target::To::ActionName && !actionFromName(value, action)) {
        std::string list;
        for (int i = 0; i <= static_cast<int>(Action::File); ++i) list += (i ? ", " : "") + std::string(actionName(static_cast<Action>(i)));
        at.wrong(phrase("there is no action “%1”; the actions are %2", value, list));
    }
    if (target.to == Target::To::OutcomeName && value != "success" && value != "failure" && value != "unknown")
        at.wrong(phrase("there is no outcome “%1”; it is success, failure or unknown", value));
}

TimeRule timeOf(const At& at) {
    TimeRule t;
    at.members({"format", "zone", "from", "zone_from"}, [&](std::string_view key, const At& value) {
        if (key == "format") t.formats = value.texts();
        if (key == "from") t.from = value.texts();
        if (key == "zone_from") t.zoneFrom = value.text();
        if (key != "zone") return;
        const std::string zone = value.text();
        if (zone == "utc") t.zone = TimeRule::Zone::Utc;
        else if (zone == "local") t.zone = TimeRule::Zone::Local;
        else if (zone != "stated") value.wrong(phrase("the zone is stated, local or utc, not “%1”", zone));
    });
    if (t.formats.empty()) at.wrong(phraseText("the format of the time is missing"));
    return t;
}

std::vector<std::pair<std::string, Target>> columnsOf(const At& at) {
    std::vector<std::pair<std::string, Target>> out;
    at.members({}, [&](std::string_view key, const At& value) { out.emplace_back(std::string(key), value.target(value.text())); });
    return out;
}

ValueMap valuesOf(const At& at) {
    ValueMap v;
    at.members({"from", "into", "map", "otherwise"}, [&](std::string_view key, const At& value) {
        if (key == "from") v.from = value.text();
        if (key == "into") v.into = value.target(value.text());
        if (key == "otherwise") v.otherwise = value.scalar();
        if (key == "map") value.members({}, [&](std::string_view from, const At& to) { v.map.emplace_back(std::string(from), to.scalar()); });
    });
    if (v.from.empty() || v.into.name.empty()) at.wrong(phraseText("\"from\" and \"into\" say which value goes where"));
    for (const auto& [from, to] : v.map) checkValue(at, v.into, to);
    if (v.otherwise) checkValue(at, v.into, *v.otherwise);
    return v;
}

Rule ruleOf(const At& at) {
    Rule r;
    r.pointer = at.pointer();
    r.line = at.node().line;
    at.members({"name", "contains", "when", "in", "pattern", "set", "values", "noise"}, [&](std::string_view key, const At& value) {
        if (key == "name") r.name = value.text();
        if (key == "contains") r.contains = value.texts();
        if (key == "in") r.in = value.text();
        if (key == "pattern") r.pattern = value.text();
        if (key == "noise") r.noise = value.bilingual();
        if (key == "values") value.each([&](const At& item) { r.values.push_back(valuesOf(item)); });
        if (key == "when") value.members({}, [&](std::string_view column, const At& v) { r.when.emplace_back(std::string(column), v.texts()); });
        if (key == "set")
            value.members({}, [&](std::string_view name, const At& v) {
                r.set.emplace_back(v.target(name), v.scalar());
                checkValue(v, r.set.back().first, r.set.back().second);
            });
    });
    if (r.name.empty()) at.wrong(phraseText("a rule has a name"));
    if (r.pattern.empty() && r.contains.empty() && r.when.empty())
        at.wrong(phraseText("a rule has a pattern, \"contains\" or \"when\": this one would take every line"));
    if (r.noise && (!r.set.empty() || !r.values.empty())) at.wrong(phraseText("what is noise gives no event: no \"set\" and no \"values\""));
    return r;
}

Expected expectedOf(const At& at) {
    Expected e;
    const auto say = [&](std::string_view key, const At& v) {
        static_cast<void>(v.target(key));
        e.values.emplace_back(std::string(key), v.scalar());
    };
    at.members({"event", "noise", "unknown"}, [&](std::string_view key, const At& value) {
        if (key == "event") value.members({}, say);
        if (key == "noise") {
            e.is = Expected::Is::Noise;
            if (value.node().kind == Kind::String) e.reason = value.text();
        }
        if (key == "unknown") e.is = Expected::Is::Unknown;
    });
    return e;
}

Sample sampleOf(const At& at) {
    Sample s;
    s.pointer = at.pointer();
    s.line = at.node().line;
    JsonNode alone;
    alone.kind = Kind::Object;
    alone.line = s.line;
    at.members({"text", "syslog", "event", "noise", "unknown", "records"}, [&](std::string_view key, const At& value) {
        if (key == "text") {
            for (const auto& line : value.texts()) s.text += line + "\n";
        } else if (key == "syslog") {
            s.syslog = value.truth();
        } else if (key == "records") {
            value.each([&](const At& item) { s.expected.push_back(expectedOf(item)); });
        } else {
            alone.keys.emplace_back(key);
            alone.items.push_back(value.node());
        }
    });
    if (!alone.keys.empty()) {
        std::vector<Mistake> ignored;  // named already where the members stand, if there are any
        s.expected.push_back(expectedOf(At(alone, s.pointer, ignored)));
        for (Mistake& m : ignored) at.wrong(std::move(m.what));
    }
    if (s.text.empty() || s.expected.empty())
        at.wrong(phraseText("a sample has a \"text\" and says what it gives: \"event\", \"noise\", \"unknown\" or \"records\""));
    return s;
}

void kindOf(Definition& d, std::string_view key, const At& at) {
    if (key == "lines") {
        LineKind& k = d.lines.emplace();
        at.members({"patterns", "time", "without_time", "indented_continues"}, [&](std::string_view name, const At& v) {
            if (name == "patterns") k.patterns = v.texts();
            if (name == "time") k.time = timeOf(v);
            if (name == "without_time")
                v.each([&](const At& item) {
                    k.withoutTime.push_back(ruleOf(item));
                    if (!k.withoutTime.back().noise) item.wrong(phraseText("a line without a time gives no event: say \"noise\""));
                });
            if (name == "indented_continues") k.indentedContinues = v.truth();
        });
        if (k.patterns.empty() || k.time.formats.empty()) at.wrong(phraseText("lines have \"patterns\" and \"time\""));
    } else if (key == "syslog") {
        SyslogKind& k = d.syslog.emplace();
        at.members({"programs", "strip"}, [&](std::string_view name, const At& v) {
            if (name == "programs") k.programs = v.texts();
            if (name == "strip") k.strip = v.text();
        });
        if (k.programs.empty()) at.wrong(phraseText("\"programs\" names the programs whose lines these are"));
    } else if (key == "table") {
        TableKind& k = d.table.emplace();
        at.members({"separator", "header", "columns", "time"}, [&](std::string_view name, const At& v) {
            if (name == "header") k.header = v.texts();
            if (name == "columns") k.columns = columnsOf(v);
            if (name == "time") k.time = timeOf(v);
            if (name != "separator") return;
            if (const std::string s = v.text(); s.size() == 1 && s != "\"") k.separator = s[0];
            else v.wrong(phraseText("the separator is one character, not the quotation mark"));
        });
        if (k.header.size() < 2 || k.time.from.empty()) at.wrong(phraseText("a table has at least two columns in \"header\", and \"time\" with \"from\""));
    } else {
        std::vector<std::string> needed;
        std::vector<std::pair<std::string, Target>> columns;
        TimeRule time;
        at.members({"requires", "columns", "time"}, [&](std::string_view name, const At& v) {
            if (name == "requires") needed = v.texts();
            if (name == "columns") columns = columnsOf(v);
            if (name == "time") time = timeOf(v);
        });
        if (needed.size() < 2 || time.from.empty()) at.wrong(phraseText("\"requires\" names at least two members, \"time\" has \"from\""));
        if (key == "json") d.json = JsonKind{needed, columns, time};
        else d.pairs = PairsKind{needed, columns, time};
    }
}

void provesOf(Definition& d, const At& at) {
    at.members({"best", "route", "means"}, [&](std::string_view key, const At& v) {
        if (key == "best") d.best = v.text();
        if (key == "route") d.route = v.text();
        if (key == "means") d.means = v.bilingual();
    });
    if (d.best != "item" && d.best != "folder" && d.best != "session" && d.best != "nothing")
        at.wrong(phraseText("\"best\" is item, folder, session or nothing: what a record names at best"));
}

void readAll(Definition& d, const At& at) {
    at.members({"id", "title", "product", "specification", "proves", "lines", "syslog", "table", "json", "pairs", "fragments", "rules",
                "otherwise", "samples"},
               [&](std::string_view key, const At& v) {
                   if (key == "id") {
                       d.id = v.text();
                       if (!isId(d.id)) v.wrong(phraseText("an id is at most 40 of a-z, 0-9 and -"));
                   } else if (key == "title") d.title = v.bilingual();
                   else if (key == "product") d.product = v.text();
                   else if (key == "specification") d.specification = v.text();
                   else if (key == "proves") provesOf(d, v);
                   else if (key == "fragments") v.members({}, [&](std::string_view name, const At& f) { d.fragments.emplace_back(std::string(name), f.text()); });
                   else if (key == "rules") v.each([&](const At& item) { d.rules.push_back(ruleOf(item)); });
                   else if (key == "otherwise") d.otherwise = v.bilingual();
                   else if (key == "samples") v.each([&](const At& item) { d.samples.push_back(sampleOf(item)); });
                   else kindOf(d, key, v);
               });
    for (const char* needed : {"id", "title", "proves", "rules", "samples"})
        if (!at.node().find(needed)) at.wrong(phrase("the member “%1” is missing", needed));
    const int own = (d.lines ? 1 : 0) + (d.table ? 1 : 0) + (d.json ? 1 : 0) + (d.pairs ? 1 : 0);
    if (own > 1 || (own == 0 && !d.syslog))
        at.wrong(phraseText("a definition has one of \"lines\", \"table\", \"json\", \"pairs\", and may have \"syslog\" beside it"));
    if (at.node().find("samples") && d.samples.empty()) at.wrong(phraseText("a definition has samples: without them nobody knows whether it works"));
}

}  // namespace

std::optional<Target> targetOf(std::string_view name) {
    for (const Named& n : kTargets)
        if (n.name == name) return Target{n.to, std::string(name)};
    const auto rest = [&](std::string_view prefix) { return name.substr(0, prefix.size()) == prefix && name.size() > prefix.size(); };
    if (rest("field_")) return Target{Target::To::Field, std::string(name.substr(6))};
    if (rest("v_")) return Target{Target::To::Value, std::string(name)};
    return std::nullopt;
}

Definition readDefinition(std::string_view octets, const std::string& file, std::vector<Mistake>& mistakes) {
    Definition d;
    d.file = file;
    d.sha256 = toHex(sha256(octets));
    JsonNode root;
    if (JsonMistake wrong = parseJsonTree(octets, root); !wrong.what.empty()) {
        mistakes.push_back({"", wrong.line, std::move(wrong.what)});
        return d;
    }
    readAll(d, At(root, "", mistakes));
    return d;
}

std::string mistakeText(const std::string& file, const Mistake& mistake) {
    return phrase("%1:%2: %3: %4", file, mistake.line, mistake.pointer.empty() ? "/" : mistake.pointer, said(mistake.what));
}

std::string withFragments(const Definition& definition, std::string_view pattern, std::string& unknown) {
    std::string out;
    while (!pattern.empty()) {
        const std::size_t at = pattern.find("%{");
        out += pattern.substr(0, at);
        if (at == std::string_view::npos) break;
        const std::size_t end = pattern.find('}', at);
        const std::string_view name = pattern.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
        const auto known = std::find_if(definition.fragments.begin(), definition.fragments.end(), [&](const auto& f) { return f.first == name; });
        if (known == definition.fragments.end() || end == std::string_view::npos) {
            unknown = std::string(name);
            return out;
        }
        out += known->second;
        pattern.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace sillage

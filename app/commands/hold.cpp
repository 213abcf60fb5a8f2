// hold add / list / remove / open: whose messages are not examined, and what a named authority opens all the same.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "case/hold.h"
#include "commands/command.h"

namespace sillage {

static std::string when(std::int64_t micros) { return formatIso(Time(std::chrono::microseconds(micros)), Precision::Second); }

static int add(const Arguments& a) {
    std::string kind, value;
    for (const char* option : {"--account", "--domain", "--address"}) {
        if (!a.has(option)) continue;
        if (!kind.empty()) a.usage("one of --account, --domain and --address at a time");
        kind = option + 2;
        value = a.value(option);
    }
    if (kind.empty()) a.usage("name an --account, a --domain or an --address");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    const HoldReceipt receipt = addHold(*c, kind, value, a.value("--reason"), *progress);
    std::cout << receipt.id << "\n";
    std::cerr << receipt.held << " messages newly held back\n";
    return 0;
}

static void print(const Arguments& a, const std::vector<std::pair<const char*, std::string>>& cells) {
    if (a.format() == TableFormat::Json) {
        JsonWriter json;
        json.beginObject();
        for (const auto& [key, text] : cells)
            if (std::string_view(key) == "id") json.key(key).raw(text);
            else json.key(key).string(text);
        std::cout << json.endObject().text() << "\n";
        return;
    }
    std::string line;
    const bool csv = a.format() == TableFormat::Csv;
    for (const auto& [key, text] : cells) line += (line.empty() ? "" : csv ? "," : "  ") + (csv ? csvField(text, false) : visible(text));
    std::cout << line << (csv ? "\r\n" : "\n");
}

static int list(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    if (a.has("--opened")) {
        if (a.format() == TableFormat::Csv) std::cout << "item,authority,reason,author,opened\r\n";
        for (const HoldOpening& o : holdOpenings(*c))
            print(a, {{"item", contentId('M', o.placement)}, {"authority", o.authority}, {"reason", o.reason}, {"author", o.author}, {"opened", when(o.created)}});
        return 0;
    }
    if (a.format() == TableFormat::Csv) std::cout << "id,kind,value,reason,author,created\r\n";
    for (const Hold& h : holds(*c))
        print(a, {{"id", std::to_string(h.id)}, {"kind", h.kind}, {"value", h.value}, {"reason", h.reason}, {"author", h.author}, {"created", when(h.created)}});
    for (const auto& [path, count] : c->store().heldBySource())
        std::cerr << visible(path) << ": " << count << " messages held, not examined\n";
    return 0;
}

static int remove(const Arguments& a) {
    unsigned long long id = 0;
    if (a.positional().size() != 2 || !parseUint(a.positional()[1], id)) a.usage("name one entry by its number (hold list)");
    const auto c = a.openCase(Case::Mode::Write);
    const HoldRemoval removal = removeHold(*c, static_cast<std::int64_t>(id), a.value("--reason"));
    if (!removal.known) a.usage(phrase("no entry %1 on the hold list", a.positional()[1]));
    if (removal.sources.empty()) return 0;
    std::cerr << "What was held stays held until its sources are read again: `source remove PATH --reason TEXT`, then `import`.\n";
    for (const auto& [path, count] : removal.sources) std::cerr << "  " << visible(path) << ": " << count << " messages held\n";
    return 0;
}

static int open(const Arguments& a) {
    if (a.positional().size() != 2) a.usage("name one message");
    const auto c = a.openCase(Case::Mode::Write);
    const std::uint64_t opened = openHeld(*c, a.positional()[1], a.value("--authority"), a.value("--reason"));
    std::cerr << opened << " opened under the authority of " << visible(a.value("--authority")) << "; written to the custody log\n";
    return 0;
}

static int runHold(const Arguments& a) {
    const std::string verb = a.positional().empty() ? "" : a.positional()[0];
    if (verb == "add" && a.positional().size() == 1) return add(a);
    if (verb == "list" && a.positional().size() == 1) return list(a);
    if (verb == "remove") return remove(a);
    if (verb == "open") return open(a);
    a.usage("add, list, remove or open?");
}

static constexpr Option kOptions[] = {
    {"--account", "A", "a mailbox, by its account"},
    {"--domain", "D", "a domain and its subdomains"},
    {"--address", "X", "an address in From, To, Cc, Bcc or Delivered-To, and its mailbox"},
    {"--authority", "TEXT", "who allows a held message to be opened"},
    {"--opened", "", "list what was opened, and by whose authority"},
    {"--reason", "TEXT", "why; written to the custody log"},
};
extern const Command kHold{"hold", "add --account A | --domain D | --address X --reason TEXT | list [--opened] | remove ID | open ITEM --authority TEXT --reason TEXT",
                           "whose messages are not examined (lawyers, journalists, physicians)", kOptions, runHold};

}  // namespace sillage

// bookmark add / list / remove: bound to the item's content identity.
#include <iostream>

#include "base/text.h"
#include "case/annotations.h"
#include "commands/command.h"

namespace sillage {

static int runBookmark(const Arguments& a) {
    const auto& p = a.positional();
    const std::string verb = p.empty() ? "" : p[0];
    if (verb == "add" && p.size() == 2) {
        const auto c = a.openCase(Case::Mode::Write);
        std::cout << addBookmark(*c, p[1], a.value("--tag"), a.value("--note")) << "\n";
        return 0;
    }
    if (verb == "list" && p.size() == 1) {
        const auto c = a.openCase(Case::Mode::Read);
        writeTable(*c, View::Bookmarks, selectRows(*c, View::Bookmarks, a.value("--query")), a.format(), std::cout);
        return 0;
    }
    unsigned long long id = 0;
    if (verb == "remove" && p.size() == 2 && parseUint(p[1], id)) {
        const auto c = a.openCase(Case::Mode::Write);
        if (!removeBookmark(*c, static_cast<std::int64_t>(id))) a.usage(phrase("no bookmark %1", p[1]));
        return 0;
    }
    a.usage("add ITEM, list, or remove NUMBER");
}

static constexpr Option kOptions[] = {{"--tag", "T", "a tag"}, {"--note", "TEXT", "a note"}};
extern const Command kBookmark{"bookmark", "add ITEM [--tag T] [--note TEXT] | list | remove NUMBER", "mark an item", kOptions, runBookmark};

}  // namespace sillage

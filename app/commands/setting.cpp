// setting set / list: what the examiner states about the whole case; each change is recomputed and logged with its reason.
#include <iostream>

#include "base/json.h"
#include "case/settings.h"
#include "commands/command.h"

namespace sillage {

static int list(const Arguments& a) {
    const auto c = a.openCase(Case::Mode::Read);
    for (const SettingKey& key : settingKeys()) {
        const std::string value = c->store().setting(key.name);
        if (a.format() == TableFormat::Table) std::cout << key.name << "\t" << forTerminal(value) << "\t" << key.help << "\n";
        else
            std::cout << JsonWriter().beginObject().key("setting").string(key.name).key("value").string(value).key("help").string(key.help).endObject().text() << "\n";
    }
    return 0;
}

static int runSetting(const Arguments& a) {
    const auto& p = a.positional();
    if (p.size() == 1 && p[0] == "list") return list(a);
    if (p.size() != 3 || p[0] != "set") a.usage("set KEY VALUE, or list");
    const auto progress = makeProgress(a);
    const auto c = a.openCase(Case::Mode::Write);
    changeSetting(*c, p[1], p[2], a.value("--reason"), *progress);
    return 0;
}

static constexpr Option kOptions[] = {{"--reason", "TEXT", "why; written to the custody log"}};
extern const Command kSetting{"setting", "set KEY VALUE --reason TEXT | list", "what holds for the whole case", kOptions, runSetting};

}  // namespace sillage

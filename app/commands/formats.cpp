// formats: every format the program recognises, and what a record of it proves.
#include <iostream>

#include "base/json.h"
#include "commands/command.h"
#include "decode/registry.h"

namespace sillage {

static int runFormats(const Arguments& a) {
    for (const Format* f : formats()) {
        if (a.format() == TableFormat::Table) std::cout << f->id << "\t" << f->title << "\t" << f->proves << "\n";
        else
            std::cout << JsonWriter().beginObject().key("format").string(f->id).key("title").string(f->title).key("proves").string(f->proves)
                             .key("read").boolean(f->read != nullptr).endObject().text() << "\n";
    }
    return 0;
}

extern const Command kFormats{"formats", "", "every format that is recognised, and what it proves", {}, runFormats};

}  // namespace sillage

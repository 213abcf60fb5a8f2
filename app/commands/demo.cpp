// demo: writes the worked example's evidence and its truth.
#include <iostream>

#include "case/demo.h"
#include "commands/command.h"

namespace sillage {

static int runDemo(const Arguments& a) {
    if (a.positional().size() != 1) a.usage("name a directory that does not exist yet");
    writeDemo(a.positional()[0]);
    std::cerr << "Evidence: " << a.positional()[0] << "/evidence   truth: " << a.positional()[0] << "/truth\n"
              << "Next: sillage-cli import --case demo.sillage " << a.positional()[0] << "/evidence\n";
    return 0;
}

extern const Command kDemo{"demo", "DIR", "write the worked example: a small invented breach and its truth", {}, runDemo};

}  // namespace sillage

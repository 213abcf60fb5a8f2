// effects, persistence: what an intruder did beside reaching items, and what goes on working without him.
#include <iostream>

#include "commands/command.h"

namespace sillage {

static int runEffects(const Arguments& a) { return printView(a, View::Effects); }

/// Standing things; unless asked for, not those that were taken back or refused.
static int runPersistence(const Arguments& a) { return printView(a, View::Effects, a.has("--all") ? "has:in_force" : "has:in_force -in_force:=no"); }

static constexpr Option kOptions[] = {{"--all", "", "also what was taken back or refused"}};
extern const Command kEffects{"effects", "--case CASE [--query Q]", "rules, rights and grants; what was sent, sent on, deleted, moved and searched for", {}, runEffects};
extern const Command kPersistence{"persistence", "--case CASE [--query Q] [--all]",
                                  "is he still in: rules, forwarding, scripts, rights, grants, devices and sessions without an end", kOptions, runPersistence};

}  // namespace sillage

#include "record/event.h"

#include <array>

namespace sillage {

static constexpr std::array<std::string_view, 37> kActions{
    "other", "login", "logout", "connect", "disconnect", "client-id", "list", "search", "preview", "read",
    "download", "view-source", "export", "fetch", "select", "access", "sync", "send", "deliver", "relay",
    "redirect", "save", "copy", "move", "delete", "undelete", "expunge", "flag", "folder", "rule", "permission",
    "admin", "compose", "refresh", "page", "file", ""};
static_assert(kActions[static_cast<std::size_t>(Action::File)] == "file");

std::string_view actionName(Action a) { return kActions[static_cast<std::size_t>(a)]; }

bool actionFromName(std::string_view name, Action& out) {
    for (std::size_t i = 0; i + 1 < kActions.size(); ++i)
        if (kActions[i] == name) {
            out = static_cast<Action>(i);
            return true;
        }
    return false;
}

std::string_view outcomeName(Outcome o) {
    return o == Outcome::Success ? "success" : o == Outcome::Failure ? "failure" : "unknown";
}

}  // namespace sillage

// Interning of strings, and the routes' names (evidence model, T31).
#include "base/text.h"
#include "trace/model.h"

namespace sillage::tracing {

Sym Symbols::intern(std::string_view text) {
    if (auto it = index_.find(text); it != index_.end()) return it->second;
    const auto s = static_cast<Sym>(texts_.size());
    texts_.emplace_back(text);
    index_.emplace(texts_.back(), s);
    return s;
}

Sym Symbols::find(std::string_view text) const {
    const auto it = index_.find(text);
    return it == index_.end() ? 0 : it->second;
}

std::string_view routeName(Route r) {
    switch (r) {
        case Route::Imap: return "imap";
        case Route::Pop3: return "pop3";
        case Route::Lmtp: return "lmtp";
        case Route::Sieve: return "sieve";
        case Route::Submission: return "submission";
        case Route::Smtp: return "smtp";
        case Route::Webmail: return "webmail";
        case Route::M365: return "m365";
        case Route::Shell: return "shell";
        case Route::Other: break;
    }
    return "other";
}

Route routeOf(std::string_view protocol) {
    static const std::pair<std::string_view, Route> kTable[] = {
        {"imap", Route::Imap}, {"imaps", Route::Imap}, {"pop3", Route::Pop3}, {"lmtp", Route::Lmtp},
        {"lda", Route::Lmtp}, {"sieve", Route::Sieve}, {"managesieve", Route::Sieve},
        {"submission", Route::Submission}, {"smtp", Route::Smtp}, {"webmail", Route::Webmail},
        {"http", Route::Webmail}, {"m365", Route::M365}, {"ssh", Route::Shell}};
    for (const auto& [name, route] : kTable)
        if (protocol == name) return route;
    return Route::Other;
}

std::string Input::sourcePath(std::int64_t id) const {
    const auto it = sourcePaths.find(id);
    return it == sourcePaths.end() ? std::string() : it->second;
}

}  // namespace sillage::tracing

// Interning of strings, and the routes' names (evidence model, T31).
#include <functional>

#include "base/text.h"
#include "trace/model.h"

namespace sillage::tracing {

namespace {

std::uint32_t hashOf(std::string_view text) {
    const std::size_t h = std::hash<std::string_view>()(text);
    return static_cast<std::uint32_t>(h ^ h >> 32);
}

}  // namespace

Symbols::Symbols(const std::shared_ptr<Spool>& spool) : arena_(spool), ends_(spool), hashes_(spool), slots_(spool) {
    ends_.push_back(0);
    hashes_.push_back(0);
    slots_.assign(1024, 0);
}

std::size_t Symbols::slot(std::string_view text, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i] && (hashes_[slots_[i]] != hash || view(slots_[i]) != text)) i = (i + 1) & mask;
    return i;
}

void Symbols::grow() {
    SpoolVector<Sym> wider(slots_.spool());
    wider.assign(slots_.size() * 2, 0);
    const std::size_t mask = wider.size() - 1;
    for (Sym s = 1; s < ends_.size(); ++s) {
        std::size_t i = hashes_[s] & mask;
        while (wider[i]) i = (i + 1) & mask;
        wider[i] = s;
    }
    slots_ = std::move(wider);
}

Sym Symbols::intern(std::string_view text) {
    return text.empty() ? 0 : intern(text, hashOf(text));
}

void Symbols::take(const Symbols& other) {
    const auto copy = [](const auto& from, auto& to) {
        to.clear();
        to.append(from.begin(), from.size());
    };
    copy(other.arena_, arena_);
    copy(other.ends_, ends_);
    copy(other.hashes_, hashes_);
    copy(other.slots_, slots_);
}

std::vector<Sym> Symbols::internAll(const Symbols& other) {
    constexpr Sym kAhead = 12;  // so far ahead, what will be compared is asked of memory
    std::vector<Sym> names(other.size(), 0);
    for (Sym s = 1; s < other.size(); ++s) {
        if (s + kAhead < other.size()) __builtin_prefetch(&slots_[other.hashes_[s + kAhead] & (slots_.size() - 1)]);
        if (s + kAhead / 2 < other.size())
            if (const Sym likely = slots_[other.hashes_[s + kAhead / 2] & (slots_.size() - 1)]) __builtin_prefetch(&hashes_[likely]);
        names[s] = intern(other.view(s), other.hashes_[s]);
    }
    return names;
}

Sym Symbols::intern(std::string_view text, std::uint32_t hash) {
    std::size_t i = slot(text, hash);
    if (slots_[i]) return slots_[i];
    if (ends_.size() * 3 >= slots_.size() * 2) {
        grow();
        i = slot(text, hash);
    }
    const auto s = static_cast<Sym>(ends_.size());
    arena_.append(text.data(), text.size());
    ends_.push_back(arena_.size());
    hashes_.push_back(hash);
    slots_[i] = s;
    return s;
}

Sym Symbols::find(std::string_view text) const {
    return text.empty() ? 0 : slots_[slot(text, hashOf(text))];
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
        case Route::Web: return "web";
        case Route::M365: return "m365";
        case Route::Owa: return "owa";
        case Route::Ews: return "ews";
        case Route::ActiveSync: return "activesync";
        case Route::Mapi: return "mapi";
        case Route::Admin: return "admin";
        case Route::CredentialList: return "credential-list";
        case Route::Shell: return "shell";
        case Route::Other: break;
    }
    return "other";
}

Route routeOf(std::string_view protocol) {
    static constexpr std::pair<std::string_view, Route> kTable[] = {
        {"imap", Route::Imap},         {"imaps", Route::Imap},       {"pop3", Route::Pop3},
        {"lmtp", Route::Lmtp},         {"lda", Route::Lmtp},         {"sieve", Route::Sieve},
        {"managesieve", Route::Sieve}, {"submission", Route::Submission}, {"smtp", Route::Smtp},
        {"webmail", Route::Webmail},   {"soap", Route::Webmail},     {"zimbra", Route::Webmail},
        {"http", Route::Web},          {"autodiscover", Route::Web}, {"oab", Route::Web},
        {"m365", Route::M365},         {"owa", Route::Owa},          {"webdav", Route::Owa},
        {"ews", Route::Ews},           {"rest", Route::Ews},         {"eas", Route::ActiveSync},
        {"mapi", Route::Mapi},         {"rpchttp", Route::Mapi},     {"ecp", Route::Admin},
        {"powershell", Route::Admin},  {"credential-list", Route::CredentialList},
        {"ssh", Route::Shell}};
    for (const auto& [name, route] : kTable)
        if (protocol == name) return route;
    return Route::Other;
}

std::string Input::sourcePath(std::int64_t id) const {
    const auto it = sourcePaths.find(id);
    return it == sourcePaths.end() ? std::string() : it->second;
}

}  // namespace sillage::tracing

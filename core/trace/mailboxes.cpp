// resolveMailboxes: names mailboxes by account (model page, Names). Stated names win; the server's configuration,
// then exactly one account with that local part, then the mailbox of the same place outside the archive.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "base/phrase.h"
#include "base/text.h"
#include "store/event_chunk_store.h"
#include "store/mailbox_rows.h"
#include "trace/mailbox_names.h"
#include "trace/model.h"
#include "trace/parallel.h"
#include "trace/trace.h"

namespace sillage {
namespace {

using namespace tracing;

bool servesMail(std::string_view protocol) {
    const Route r = routeOf(protocol);
    return r == Route::Imap || r == Route::Pop3 || r == Route::Lmtp || r == Route::Webmail || r == Route::Sieve;
}

std::vector<std::string> accountsIn(ChunkReader reader) {
    std::vector<std::string> accounts;
    const ChunkInfo& chunk = reader.chunk();
    TextReader &account = reader.text(TextColumn::Account), &protocol = reader.text(TextColumn::Protocol);
    const NumberView outcome = reader.number(NumberColumn::Outcome);
    std::vector<bool> seen(std::max<std::uint32_t>(1, chunk.header[TextColumn::Account].count));
    for (std::uint32_t row = 0; row < chunk.rows; ++row) {
        const std::uint32_t code = account.code(row);
        if (code >= seen.size() || seen[code] || chunk.isDead(row)) continue;
        if (static_cast<Outcome>(outcome.at(row)) == Outcome::Failure) continue;  // a spray names accounts that never were
        if (!servesMail(protocol.at(row))) continue;
        seen[code] = true;
        accounts.push_back(asciiLower(account.at(row)));
    }
    return accounts;
}

std::vector<std::string> accountsInLogs(CaseStore& store) {
    std::unordered_set<std::string> known;
    store.events().withChunks([&](const EventChunks& chunks) {
        const auto make = [&](std::size_t n) { return accountsIn(chunks.reader(chunks.list()[n])); };
        inOrder(chunks.list().size(), make, [&](std::size_t, std::vector<std::string>&& of) {
            for (std::string& account : of) known.insert(std::move(account));
            return true;
        });
    });
    std::set<std::string> accounts(known.begin(), known.end());
    accounts.erase("");
    return {accounts.begin(), accounts.end()};
}

std::vector<std::string> values(CaseStore& store, std::string_view key) {
    std::vector<std::string> out;
    for (const auto& f : store.facts(key)) out.push_back(f.value);
    return out;
}

/// What was stated of a mailbox, root by root.
class Statements {
public:
    explicit Statements(CaseStore& store) : store_(store), sources_(store.sources()), aliases_(store.aliases()) {
        for (MailboxRoot& r : store.mailboxRoots()) roots_[r.mailbox].push_back(std::move(r.root));
    }

    struct Stated {
        std::string name;               ///< "" = nothing, or not of all of it
        std::vector<std::string> apart; ///< roots that nothing ties together, where it is not said to be one person's
        bool disputed = false;          ///< something was stated of a part of it
    };
    Stated of(const Mailbox& m) {
        for (const auto& [account, mailbox] : aliases_)
            if ((mailbox == m.path && m.owner.empty()) || mailbox == m.name) return {asciiLower(account), {}, false};
        std::vector<Part> parts;
        const auto& roots = roots_[m.id];
        for (const std::string& root : roots) parts.push_back({{root}, statement(m, root), roots.size() > 1 ? digest(m, root) : std::string()});
        join(m, parts);
        Stated out;
        if (parts.size() == 1) out.name = parts[0].name;
        if (parts.size() < 2) return out;
        for (const Part& p : parts) {
            out.apart.push_back(p.roots.front());
            out.disputed = out.disputed || !p.name.empty();
        }
        return out;
    }

private:
    /// Roots that show one mailbox.
    struct Part {
        std::vector<std::string> roots;
        std::string name, digest;
    };

    /// Of the source nearest to the mailbox.
    std::string statement(const Mailbox& m, const std::string& root) const {
        const Source* best = nullptr;
        for (const Source& s : sources_)
            if (!s.mailbox.empty() && s.root == root && s.state != "removed" && (s.kind == SourceKind::Mailbox || s.kind == SourceKind::Container) &&
                concernsMailbox(s.path, m.path) &&
                (!best || s.path.size() > best->path.size()))
                best = &s;
        return best ? best->mailbox : std::string();
    }
    std::string digest(const Mailbox& m, const std::string& root) const {
        for (const Source& s : sources_)
            if (s.root == root && s.path == m.path && s.state != "removed") return s.sha256;
        return {};
    }

    /// Joins what is one mailbox: the same was stated, or the same octets lie there, or a message is in both and nobody says
    /// that they are two persons'.
    void join(const Mailbox& m, std::vector<Part>& parts) {
        if (parts.size() < 2) return;
        const auto merge = [&](auto&& one) {
            for (std::size_t i = 0; i < parts.size(); ++i)
                for (std::size_t j = i + 1; j < parts.size();) {
                    const bool contradict = !parts[i].name.empty() && !parts[j].name.empty() && !iequals(parts[i].name, parts[j].name);
                    if (contradict || !one(parts[i], parts[j])) {
                        ++j;
                        continue;
                    }
                    if (parts[i].name.empty()) parts[i].name = parts[j].name;
                    parts[i].roots.insert(parts[i].roots.end(), parts[j].roots.begin(), parts[j].roots.end());
                    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(j));
                    j = i + 1;
                }
        };
        merge([](const Part& a, const Part& b) { return !a.name.empty() && iequals(a.name, b.name); });
        merge([](const Part& a, const Part& b) { return !a.digest.empty() && a.digest == b.digest; });
        if (parts.size() < 2) return;
        const auto common = store_.rootsInCommon(m.id);
        const auto holds = [](const Part& p, const std::string& root) { return std::find(p.roots.begin(), p.roots.end(), root) != p.roots.end(); };
        merge([&](const Part& a, const Part& b) {
            return std::any_of(common.begin(), common.end(), [&](const auto& c) {
                return (holds(a, c.first) && holds(b, c.second)) || (holds(b, c.first) && holds(a, c.second));
            });
        });
    }

    CaseStore& store_;
    std::vector<Source> sources_;
    std::vector<std::pair<std::string, std::string>> aliases_;
    std::map<std::int64_t, std::vector<std::string>> roots_;
};

/// What is to be said of a mailbox that may be several.
std::string noteOf(const Mailbox& m, const Statements::Stated& stated) {
    if (stated.apart.empty()) return {};
    std::string places;
    for (std::size_t i = 0; i < std::min<std::size_t>(stated.apart.size(), 5); ++i) (places += places.empty() ? "" : ", ") += stated.apart[i];
    const std::string what = m.path.empty() || m.path == "." ? std::string(phraseText("loose messages")) : phrase("%1", m.path);
    return stated.disputed
               ? phrase("%1: read from %2 places into one mailbox, and whose it is was stated of a part alone: %3", said(what), stated.apart.size(), places)
               : phrase("%1: read from %2 places that have no message in common, and taken for states of one mailbox: %3", said(what), stated.apart.size(), places);
}

/// The address whose mail it holds: every message that says to whom it was delivered says the same, and the path bears
/// its local part. Mail that was forwarded here still names an earlier address: without the path it is a proposal.
MailboxName byDelivery(CaseStore& store, const Mailbox& m) {
    constexpr std::uint64_t kEnough = 3;
    const auto addresses = store.deliveredTo(m.id);
    if (addresses.size() != 1 || addresses[0].second < kEnough) return {};
    const std::string& address = addresses[0].first;
    const std::string_view local = std::string_view(address).substr(0, address.find('@'));
    if (local.empty() || local.size() == address.size()) return {};
    for (const auto component : split(m.path, '/'))
        if (iequals(component, local) || iequals(component, address)) return {address, "Delivered-To", ""};
    return {"", "", address};
}

}  // namespace

void resolveMailboxes(CaseStore& store) {
    NamingFacts facts;
    facts.homes = values(store, "mail-home");
    facts.locations = values(store, "mail-location");
    facts.accounts = accountsInLogs(store);
    Statements statements(store);
    auto mailboxes = store.mailboxes();
    std::map<std::string, std::string> byTail;
    for (auto& m : mailboxes) {
        MailboxName found;
        const Statements::Stated stated = statements.of(m);
        m.note = noteOf(m, stated);
        if (!stated.name.empty()) found = {stated.name, "stated", ""};
        else found = nameMailbox(m.path, facts);
        if (stated.disputed) found = {};
        else if (found.name.empty()) {
            MailboxName delivered = byDelivery(store, m);
            if (!delivered.name.empty() || found.proposed.empty()) found = std::move(delivered);
        }
        m.name = !found.name.empty() ? found.name : m.owner.empty() ? m.path : m.owner;
        m.basis = found.name.empty() ? "path" : found.basis;
        m.proposed = found.proposed;
        if (m.path.find("!/") == std::string::npos) byTail.emplace(mailboxTail(m.path), m.name);
    }
    for (auto& m : mailboxes) {
        if (m.basis == "path" && m.path.find("!/") != std::string::npos)
            if (const auto it = byTail.find(mailboxTail(m.path)); it != byTail.end()) {
                m.name = it->second;
                m.basis = "same place inside an archive";
            }
        store.setMailbox(m);
    }
}

bool liesWithOthers(CaseStore& store, const Source& source) {
    Statements statements(store);
    std::map<std::int64_t, std::set<std::string>> roots;
    for (const MailboxRoot& r : store.mailboxRoots()) roots[r.mailbox].insert(r.root);
    for (const Mailbox& m : store.mailboxes())
        if (roots[m.id].count(source.root) && concernsMailbox(source.path, m.path) && statements.of(m).disputed) return true;
    return false;
}

}  // namespace sillage

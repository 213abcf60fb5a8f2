// resolveMailboxes: names mailboxes by account (model page, Names). Stated names win; the server's configuration,
// then exactly one account with that local part, then the mailbox of the same place outside the archive.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "base/text.h"
#include "store/event_chunk_store.h"
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

/// A name the examiner gave: to the source it lies in, or by alias.
std::string statedName(const Mailbox& m, const std::vector<Source>& sources,
                       const std::vector<std::pair<std::string, std::string>>& aliases) {
    for (const auto& [account, mailbox] : aliases)
        if (mailbox == m.path || mailbox == m.name) return asciiLower(account);
    const Source* best = nullptr;
    for (const auto& s : sources)
        if (!s.mailbox.empty() && m.path.compare(0, s.path.size(), s.path) == 0 &&
            (!best || s.path.size() > best->path.size()))
            best = &s;
    return best ? best->mailbox : std::string();
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
    const auto sources = store.sources();
    const auto aliases = store.aliases();
    auto mailboxes = store.mailboxes();
    std::map<std::string, std::string> byTail;
    for (auto& m : mailboxes) {
        MailboxName found;
        if (const std::string stated = statedName(m, sources, aliases); !stated.empty()) found = {stated, "stated", ""};
        else found = nameMailbox(m.path, facts);
        if (found.name.empty()) {
            MailboxName delivered = byDelivery(store, m);
            if (!delivered.name.empty() || found.proposed.empty()) found = std::move(delivered);
        }
        m.name = found.name.empty() ? m.path : found.name;
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

}  // namespace sillage

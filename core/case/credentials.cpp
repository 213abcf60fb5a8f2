#include "case/credentials.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "decode/registry.h"
#include "ingest/again.h"
#include "store/event_chunk_store.h"

namespace sillage {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 32> kPublic{
    "gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr", "msn.com", "yahoo.com", "yahoo.fr",
    "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "gmx.fr", "web.de", "mail.com", "mail.ru", "yandex.ru",
    "proton.me", "protonmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr"};

constexpr std::array<std::string_view, 11> kMail{"imap", "pop3", "lmtp", "sieve", "webmail", "submission", "m365", "owa", "ews", "mapi", "eas"};

template <std::size_t N>
bool isOne(const std::array<std::string_view, N>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

void addDomain(std::set<std::string>& domains, std::string_view domain) {
    const std::string lower = asciiLower(trim(domain));
    if (lower.find('.') != std::string::npos && lower.find_first_of(" /@*") == std::string::npos && !isOne(kPublic, lower)) domains.insert(lower);
}

void addAddress(CaseAccounts& accounts, std::string_view address, bool withDomain) {
    const std::string lower = asciiLower(trim(address));
    const std::size_t at = lower.find('@');
    if (at == std::string::npos || at == 0) return;
    accounts.addresses.insert(lower);
    if (withDomain) addDomain(accounts.domains, std::string_view(lower).substr(at + 1));
}

void addLogged(CaseStore& store, CaseAccounts& accounts) {
    store.events().eachChunk([&](ChunkReader& reader) {
        const ChunkInfo& chunk = reader.chunk();
        TextReader &account = reader.text(TextColumn::Account), &protocol = reader.text(TextColumn::Protocol);
        const NumberView outcome = reader.number(NumberColumn::Outcome);
        std::vector<bool> seen(std::max<std::uint32_t>(1, chunk.header[TextColumn::Account].count));
        for (std::uint32_t row = 0; row < chunk.rows; ++row) {
            const std::uint32_t code = account.code(row);
            if (code >= seen.size() || seen[code] || chunk.isDead(row)) continue;
            if (static_cast<Outcome>(outcome.at(row)) == Outcome::Failure || !isOne(kMail, protocol.at(row))) continue;
            seen[code] = true;
            addAddress(accounts, account.at(row), protocol.at(row) == "m365");
        }
        return true;
    });
}

std::string newKey() {
    std::ifstream random("/dev/urandom", std::ios::binary);
    std::string octets(32, '\0');
    if (!random.read(octets.data(), static_cast<std::streamsize>(octets.size())))
        throw Error("no random numbers are available for the key of the credential lists");
    return toHex(std::string_view(octets));
}

}  // namespace

CaseAccounts CaseAccounts::of(CaseStore& store) {
    CaseAccounts accounts;
    for (const Mailbox& m : store.mailboxes()) addAddress(accounts, m.name, true);
    for (const Fact& f : store.facts("mail-domain")) addDomain(accounts.domains, f.value);
    addLogged(store, accounts);
    return accounts;
}

std::string CaseAccounts::match(std::string_view login, std::string_view host) const {
    const std::string address = asciiLower(login);
    if (addresses.count(address)) return "account";
    if (const std::size_t at = address.rfind('@'); at != std::string::npos && domains.count(address.substr(at + 1))) return "domain";
    for (std::string_view name = host; !name.empty();) {
        if (domains.count(std::string(name))) return "host";
        const std::size_t dot = name.find('.');
        if (dot == std::string_view::npos) break;
        name.remove_prefix(dot + 1);
    }
    return {};
}

std::string CaseAccounts::digest() const {
    Sha256 all;
    for (const std::string& a : addresses) all.add(a + "\n");
    for (const std::string& d : domains) all.add("@" + d + "\n");
    return toHex(all.finish());
}

std::string prepareCredentials(CaseStore& store, ImportOptions& options) {
    options.secretKey = store.setting("credential-key");
    if (options.secretKey.empty()) store.setSetting("credential-key", options.secretKey = newKey());
    const auto accounts = std::make_shared<const CaseAccounts>(CaseAccounts::of(store));
    options.ofCase = [accounts](Event& e) {
        const std::string why = accounts->match(e.account, e.field("host"));
        if (!why.empty()) e.fields.emplace_back("matched", why);
        return !why.empty();
    };
    return accounts->digest();
}

bool holdsSecrets(CaseStore& store, std::int64_t sourceId) {
    const auto source = store.source(sourceId);
    const Format* format = source ? findFormat(source->format) : nullptr;
    return format && format->secret;
}

std::vector<Source> credentialLists(CaseStore& store) {
    std::vector<Source> lists;
    for (Source& s : store.sources()) {
        const Format* format = findFormat(s.format);
        if (format && format->secret && format->read && s.state != "removed") lists.push_back(std::move(s));
    }
    return lists;
}

std::vector<fs::path> readCredentialsAgain(CaseStore& store) {
    std::set<std::pair<std::string, std::string>> outermost;  // root, path
    for (const Source& s : credentialLists(store)) outermost.emplace(s.root, s.path.substr(0, s.path.find("!/")));
    std::set<fs::path> roots;
    for (Source& s : store.sources()) {
        if (!outermost.count({s.root, s.path}) || s.state == "removed" || !fs::exists(s.root)) continue;
        s.state = kInterrupted;
        store.updateSource(s);
        roots.insert(s.root);
    }
    return {roots.begin(), roots.end()};
}

}  // namespace sillage

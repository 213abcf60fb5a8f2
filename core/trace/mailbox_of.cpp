// See mailbox_of.h.
#include "trace/mailbox_of.h"

#include "base/text.h"
#include "trace/distinct.h"

namespace sillage::tracing {
namespace {

bool isSid(std::string_view name) { return name.size() > 6 && name.substr(0, 4) == "s-1-"; }
bool isGuid(std::string_view name) { return name.size() == 36 && name[8] == '-' && name[13] == '-' && name[18] == '-' && name[23] == '-'; }

}  // namespace

void learnIdentity(Input& input, std::string_view name, Sym account) {
    if (name.empty() || !account) return;
    const std::string lower = asciiLower(name);
    if (!isSid(lower) && !isGuid(lower)) return;
    const std::string_view who = input.view(account);
    if (isSid(who) || isGuid(who)) return;
    const auto [it, fresh] = input.identities.emplace(input.symbols.intern(lower), account);
    if (!fresh && it->second != account) it->second = 0;
}

MailboxOf::MailboxOf(const Input& input, std::span<const Sym> accounts) : input_(input), mailboxes_(input.mailboxes.begin(), input.mailboxes.end()) {
    learnNames();
    for (const Sym account : accounts) learnDomain(account);
}

MailboxOf::MailboxOf(const Input& input) : input_(input), mailboxes_(input.mailboxes.begin(), input.mailboxes.end()) {
    learnNames();
    for (const Sym account : distinctTexts(input, {&Ev::account})) learnDomain(account);
}

void MailboxOf::learnNames() {
    for (const Sym m : mailboxes_) {
        const std::string name = input_.text(m);
        const auto [it, fresh] = byLocal_.emplace(name.substr(0, name.find('@')), m);
        if (!fresh) it->second = 0;
    }
    for (const auto& [account, mailbox] : input_.aliases)
        if (const Sym a = input_.symbols.find(asciiLower(account)), m = input_.symbols.find(asciiLower(mailbox)); a && m)
            aliases_[a] = m;
}

void MailboxOf::learnDomain(Sym account) {
    const std::string_view name = input_.view(account);
    const std::size_t slash = name.find('\\');
    if (slash == std::string_view::npos) return;
    const auto [it, fresh] = domainOf_.emplace(name.substr(slash + 1), name.substr(0, slash));
    if (!fresh && it->second != name.substr(0, slash)) it->second.clear();
}

Sym MailboxOf::byName(Sym account, std::string_view name) const {
    if (const auto known = input_.identities.find(account); known != input_.identities.end() && known->second)
        return known->second == account ? account : (*this)(known->second);
    if (name.find('@') != std::string_view::npos) return account;
    const std::size_t slash = name.find('\\');
    if (slash != std::string_view::npos) {
        const auto domain = domainOf_.find(std::string(name.substr(slash + 1)));
        if (domain == domainOf_.end() || domain->second.empty()) return account;
        name.remove_prefix(slash + 1);
    }
    const auto it = byLocal_.find(std::string(name));
    return it == byLocal_.end() || !it->second ? account : it->second;
}

Sym MailboxOf::operator()(Sym account) const {
    if (const auto it = aliases_.find(account); it != aliases_.end()) return it->second;
    if (!account || mailboxes_.count(account)) return account;
    return byName(account, input_.view(account));
}

}  // namespace sillage::tracing

// Whose mailbox an account is, in whatever form a record names it: SMTP address or UPN, bare name, DOMAIN\user, SID,
// mailbox GUID.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "trace/model.h"

namespace sillage::tracing {

/// Stated aliases, then the same name, then the account that records tie to a SID or GUID, then the one mailbox with
/// that local part: of a bare name, or of DOMAIN\user where the accounts on record know that user in one domain only.
/// Another domain behind the @ is another person until an alias states otherwise.
class MailboxOf {
public:
    explicit MailboxOf(const Input& input);
    /// accounts: those of events, where they are known already.
    MailboxOf(const Input& input, std::span<const Sym> accounts);
    /// The mailbox's name (an Item::mailbox); the account itself when the store holds none for it.
    [[nodiscard]] Sym operator()(Sym account) const;

private:
    void learnNames();
    void learnDomain(Sym account);
    [[nodiscard]] Sym byName(Sym account, std::string_view name) const;
    const Input& input_;
    std::unordered_map<Sym, Sym> aliases_;
    std::unordered_set<Sym> mailboxes_;
    std::unordered_map<std::string, Sym> byLocal_;             ///< 0: several have it
    std::unordered_map<std::string, std::string> domainOf_;    ///< user of DOMAIN\user; "" = several domains
};

/// A record ties a SID or GUID to an account; the second account of a name makes it nobody's.
void learnIdentity(Input& input, std::string_view name, Sym account);

}  // namespace sillage::tracing

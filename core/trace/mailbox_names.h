// Which account a mailbox of the store belongs to (model page, Names): pure, so that it can be tested on paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sillage::tracing {

/// Expands Dovecot variables of a home or mail location for one account: %u %n %d, with the modifier L, and the
/// long forms %{user}, %{username}, %{domain} with `| lower`. Unknown variables make the result "".
std::string expandHome(std::string_view pattern, std::string_view account);

struct NamingFacts {
    std::vector<std::string> homes;      ///< mail-home values
    std::vector<std::string> locations;  ///< mail-location values ("maildir:~/Maildir")
    std::vector<std::string> accounts;   ///< as logged, lower case, sorted, unique
};

struct MailboxName {
    std::string name;      ///< account; "" = no rule named it
    std::string basis;
    std::string proposed;  ///< account that would fit but is not certain
};
MailboxName nameMailbox(std::string_view path, const NamingFacts& facts);

/// The path without the archive it came from and without its first directories: what two states share.
std::string mailboxTail(std::string_view path);

}  // namespace sillage::tracing

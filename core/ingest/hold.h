// The hold list as a test (trace page, 6): accounts, domains and addresses whose messages are not examined.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/message.h"
#include "store/case_store.h"

namespace sillage {

/// account: the mailbox is that account's, by its name, its path or Delivered-To. address: From, To, Cc, Bcc or
/// Delivered-To names it (with or without +detail), or the mailbox is its. domain: likewise, with its subdomains.
/// Letter case and accents do not matter.
class HoldList {
public:
    explicit HoldList(std::vector<Hold> holds) : holds_(std::move(holds)) {}
    [[nodiscard]] bool empty() const { return holds_.empty(); }
    /// The first entry that names it, nullptr when none does.
    [[nodiscard]] const Hold* find(const HoldSubject& subject) const;

private:
    std::vector<Hold> holds_;
};

/// mailbox: the account stated for the import, "" = none.
HoldSubject holdSubject(const Message& m, const std::string& mailboxPath, const std::string& mailbox);

/// As the list keeps a value: folded, without what people type around it. Throws Error(Usage) when it cannot be one.
std::string holdValue(std::string_view kind, std::string_view typed);

}  // namespace sillage

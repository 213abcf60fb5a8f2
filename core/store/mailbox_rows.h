// Which row of meta.db a mailbox is (model page, Names). One path of one imported root is one mailbox, whatever is said of it
// later. The same path of another root is another state of it, unless different owners were stated: then they are two.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"

namespace sillage {

class MailboxRows {
public:
    explicit MailboxRows(Database& meta) : meta_(meta) {}
    struct Row {
        std::int64_t id = 0;
        std::string owner;  ///< tells the row from others of its path; "" = nothing was stated
    };
    /// Made where there is none. path: as mailboxPathOf gives it. Valid until the next call.
    const Row& of(std::int64_t source, const std::string& path);

private:
    std::int64_t find(std::int64_t source, const std::string& path);
    std::int64_t ofSameOctets(std::int64_t source, const std::string& path);
    std::int64_t ofOwner(const std::string& path, const std::string& stated);
    Database& meta_;
    std::map<std::pair<std::int64_t, std::string>, Row> known_;
    const std::pair<const std::pair<std::int64_t, std::string>, Row>* last_ = nullptr;
};

/// What is stated of the source holds for the mailbox: it is that store, encloses it, or is a loose message of its directory.
bool concernsMailbox(std::string_view sourcePath, std::string_view mailboxPath);
/// Mailboxes a source shows something of.
std::vector<std::int64_t> mailboxesOf(Database& meta, std::int64_t source);
/// Takes away what a removed source left of these. To be called once its placements are gone.
void forgetMailboxes(Database& meta, std::int64_t source, const std::vector<std::int64_t>& mailboxes);

}  // namespace sillage

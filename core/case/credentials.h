// Credential lists (log formats i): which of their lines belong to the case, and the key under which secrets are kept.
// What a list gives must not depend on the order of imports: whenever the case's accounts have changed after an import,
// the lists are read again with the accounts it has then.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "ingest/import.h"
#include "store/case_store.h"

namespace sillage {

/// Addresses and domains of the case, lower case: resolved mailboxes, who used mail according to the logs (not who failed
/// to), domains that configuration states. Domains of public providers count for none.
struct CaseAccounts {
    std::set<std::string> addresses, domains;
    static CaseAccounts of(CaseStore& store);
    /// "account", "domain", "host", or "" when the credential is none of the case's.
    [[nodiscard]] std::string match(std::string_view login, std::string_view host) const;
    [[nodiscard]] std::string digest() const;
};

/// Key (made at the first import, kept in case.db) and predicate, with the case's accounts as they are now. Returns their
/// digest.
std::string prepareCredentials(CaseStore& store, ImportOptions& options);
/// Its octets are shown masked and are copied nowhere.
bool holdsSecrets(CaseStore& store, std::int64_t sourceId);
/// Sources whose octets hold secrets and that were read.
std::vector<Source> credentialLists(CaseStore& store);
/// Marks the lists to be read again (of archives, the archive). Their roots, as far as they are still there.
std::vector<std::filesystem::path> readCredentialsAgain(CaseStore& store);

}  // namespace sillage

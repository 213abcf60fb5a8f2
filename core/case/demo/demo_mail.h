// The mail of the worked example: messages as a real server keeps them, in a Maildir with its dovecot-uidlist.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sillage::demo {

struct File {
    std::string name, mediaType, octets;
};

struct Mail {
    std::uint32_t uid = 0;
    std::int64_t received = 0;   ///< seconds UTC
    std::string from, to, subject, text;
    std::vector<File> files;
    std::string messageId;       ///< filled by finish()
    std::string octets;          ///< LF line ends, as on disk
    bool seen = true;
    /// Octets IMAP serves: every LF as CRLF.
    [[nodiscard]] std::uint64_t wireSize() const;
    [[nodiscard]] std::uint64_t textSize() const;  ///< of BODY[1], decoded, CRLF
};

struct Folder {
    std::string name;            ///< UTF-8, "INBOX", "Envoyés"
    std::vector<Mail> mails;
    [[nodiscard]] const Mail& uid(std::uint32_t uid) const;
};

struct Account {
    std::string login, home;     ///< "claire.martin@interieur.example", "claire.martin"
    std::vector<Folder> folders;
    [[nodiscard]] const Folder& folder(const std::string& name) const;
};

/// The three mailboxes as they were before the night.
std::vector<Account> accounts();
/// Writes one account's Maildir++ under vmail/HOME/Maildir; messages whose (folder, uid) is in gone are left out.
void writeMaildir(const Account& account, const std::filesystem::path& vmail,
                  const std::vector<std::pair<std::string, std::uint32_t>>& gone);
/// Completes messageId and octets.
void finish(Mail& mail, std::size_t serial);

}  // namespace sillage::demo

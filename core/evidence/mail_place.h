// Mailbox and folder that follow from where a file lies in a mail program's profile.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sillage {

struct MailPlace {
    std::string mailboxPath;  ///< the account's directory
    std::string folder;       ///< UTF-8, '/' between levels, INBOX in capitals
    std::string folderRaw;    ///< as it lies on disk
};

/// Apple Mail: `…/V10/<account>/Archive.mbox/2024.mbox/<id>/Data/Messages/12.emlx` is folder Archive/2024.
std::optional<MailPlace> placeInAppleMail(std::string_view path);
/// Mozilla (Thunderbird, SeaMonkey): `…/ImapMail/imap.example.org/Archives.sbd/2024` is folder Archives/2024.
std::optional<MailPlace> placeInMozilla(std::string_view path);

}  // namespace sillage

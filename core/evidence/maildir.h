// Maildir trees known by their shape in a listing (of a directory or of an archive): cur and new (tmp may be missing),
// Maildir++ `.Folder` subdirectories, Dovecot's LAYOUT=fs subdirectories. One tree is one source.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evidence/walk.h"

namespace sillage {

struct MaildirFolder {
    std::string directory;               ///< raw path within the listing
    std::string folder;                  ///< UTF-8, '/' between levels, INBOX in capitals
    std::string folderRaw;               ///< as the server names it on disk, without Maildir++'s leading '.'
    std::vector<std::size_t> messages;   ///< indices into the listing, in its order
    std::ptrdiff_t uidList = -1;         ///< index into the listing, -1 = none
};

struct MaildirTree {
    std::string root;                    ///< raw path; "" = the listing's own root
    std::vector<MaildirFolder> folders;  ///< in order of directory
};

/// listing: sorted by path. Trees in order of root.
std::vector<MaildirTree> findMaildirs(const std::vector<TreeEntry>& listing);

}  // namespace sillage

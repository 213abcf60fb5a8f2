// IMAP as two debug logs hold it (Dovecot's rawlog, Roundcube's imap.log): RFC 9051 commands and FETCH responses, only
// as far as they name folders, messages and octets. One object a connection.
//
// Events: Fetch, Select, Search, Flag, Copy, Move, Expunge, Save (APPEND), Folder, Login, Logout, ClientId, else Other.
// Fields: command (lower case), direction (request, response), uid_set (when not one uid), seq_set (FETCH without
// UID), args (FETCH items, SEARCH terms, elided), section, peek, content (the most a FETCH asks for or serves:
// whole, part, text, header, mime, none), partial, literal (octets declared), target (COPY, MOVE, RENAME),
// id_<key> and what the Roundcube request in an ID names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/event.h"

namespace sillage {

class ImapConversation {
public:
    /// text begins at the tag. items: the further uids of a set (at most 1000 named in all; larger or open sets are
    /// only in uid_set). False when it is no command.
    bool command(std::string_view text, Event& e, std::vector<std::uint32_t>& items);
    /// An untagged FETCH response or the rest of one behind a literal; false when it names no message.
    bool response(std::string_view text, Event& e);
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    std::string folder_;
    std::uint32_t lastUid_ = 0;  ///< of the FETCH response being served
};

/// Octets of the literal text announces at its end (`{12}`, `{12+}`, `~{12}`); -1 = none.
std::int64_t announcedLiteral(std::string_view text);

}  // namespace sillage

// One record of a log, in one vocabulary for every format (ECS names in comments where ECS has one).
// A reader fills what the line says and nothing it infers; joining recorders is the trace's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace sillage {

/// The closed list of what a recorder can witness (ECS event.action). New formats map onto it; the text form is
/// the lower-case hyphenated name and is part of the command line's contract.
enum class Action : std::uint8_t {
    Other,          ///< a record that is evidence of something, none of the below
    Login,          ///< authentication (outcome says whether it succeeded)
    Logout,         ///< end of a session, with counters where the recorder has them
    Connect,        ///< connection without authentication
    Disconnect,
    ClientId,       ///< client named itself (IMAP ID, RFC 2971)
    List,           ///< a page of a folder was listed
    Search,         ///< a search was run
    Preview,        ///< a message opened in a preview pane
    Read,           ///< a message opened
    Download,       ///< one attachment or part
    ViewSource,     ///< the whole message as source or .eml
    Export,         ///< several messages or all attachments at once
    Fetch,          ///< a protocol command that fetches (IMAP FETCH, POP3 RETR)
    Select,         ///< a folder opened
    Access,         ///< MailItemsAccessed Bind and its like: an item was accessed, depth unknown
    Sync,           ///< a folder was synchronised
    Send,           ///< submission or sending of a message
    Deliver,        ///< a message arrived in a mailbox (LMTP save, STOREDRIVER DELIVER)
    Relay,          ///< a message left for another server
    Redirect,       ///< a rule sent a message on
    Save, Copy, Move, Delete, Undelete, Expunge, Flag,
    Folder,         ///< a folder created, renamed, deleted
    Rule,           ///< inbox rule, Sieve script or forwarding changed
    Permission,     ///< rights, delegates, grants changed
    Admin,          ///< administration of server or tenant
    Compose,        ///< a message being written (webmail)
    Refresh,        ///< presence only: a page refreshing itself
    Page,           ///< a web request that names nothing of the mail store
    File,           ///< a file outside mail (SharePoint, share): accessed or downloaded
};

enum class Outcome : std::uint8_t { Unknown, Success, Failure };

std::string_view actionName(Action a);             ///< "view-source"
bool actionFromName(std::string_view name, Action& out);
std::string_view outcomeName(Outcome o);           ///< "unknown", "success", "failure"

struct Event {
    // Where it stands (log.offset …): filled by the reader relative to its source.
    std::uint64_t line = 0;    ///< 1-based physical line where the record begins; 0 = not a line format
    std::uint64_t offset = 0;  ///< octets (decompressed) from the start of the source
    std::uint64_t length = 0;  ///< octets, without the line end
    std::uint32_t item = 0;    ///< 0…n for the items one record names; counts use item 0

    // When (@timestamp). timeTo differs for aggregates.
    Stamp time;
    Stamp timeTo;
    std::string rawTime;       ///< as written

    // Who, from where.
    std::string account;       ///< user.name as logged (who acted)
    std::string mailbox;       ///< whose mailbox, where the record says it; "" = the account's own
    std::string clientIp;      ///< client.ip, canonical text; "" = none
    std::uint16_t clientPort = 0;
    std::string userAgent;     ///< user_agent.original, or the IMAP ID's name and version
    std::string session;       ///< the recorder's own session id (Dovecot session, Roundcube token, UAL SessionId, queue id)

    // What.
    std::string protocol;      ///< lower case: imap, pop3, lmtp, sieve, smtp, submission, webmail, http, m365, ssh…
    Action action = Action::Other;
    Outcome outcome = Outcome::Unknown;
    std::string folder;        ///< UTF-8, levels by the recorder's own separator; INBOX in capitals
    std::uint32_t uid = 0;
    std::string messageId;     ///< as logged
    std::string part;          ///< MIME part number or attachment id
    std::int64_t bytes = -1;   ///< what the recorder says was sent; -1 = it does not say

    /// What has no column of its own, in the order of the record: ("body_count","17"), ("status","200") …
    /// Keys are listed per format in the reader's header; they are evidence for rules and shown in the detail pane.
    std::vector<std::pair<std::string, std::string>> fields;
    /// Identity of the record for de-duplication across sources (UAL Id); "" = none.
    std::string recordKey;

    [[nodiscard]] std::string_view field(std::string_view key) const {
        for (const auto& [k, v] : fields)
            if (k == key) return v;
        return {};
    }
};

}  // namespace sillage

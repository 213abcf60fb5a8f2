// The request grammar of Roundcube (1.3 … 1.6): what a URL names, in access logs and in the IMAP ID command Roundcube
// sends. Log formats f.2, lab 3. Parameters are read by name, never by position; the Referer is never an access.
//
//   request                                         action       outcome of a 2xx/3xx
//   list · search · preview · show, print           List Search Preview Read
//   get (_download, _embed or plain)                Download
//   get (_frame or _preload)                        Page         HTML frame only, no content
//   get (_thumb)                                    Download + field thumb=1: fetched by the page itself
//   viewsource, with or without _save               ViewSource
//   plugin.zipdownload.*                            Export
//   mark · move, plugin.archive, markasjunk · copy  Flag Move Copy (uids are in the POST body)
//   delete · purge, expunge                         Delete Expunge
//   send · compose (_forward_uid, _reply_uid …)     Send Compose
//   POST with no _action and _framed                Send         the compose form: sent or saved as draft (form=1)
//   refresh, pagenav, getunread, keep-alive …       Refresh
//   POST _task=login                                Login        302 success, 401 and 200 failure
//   _task=logout                                    Logout
//   managesieve POST                                Rule
//   anything else                                   Page
//
// Fields, each only when the request has it: task, action (raw _action), token, search (term), search_id, headers,
// scope, filter, page, framed, thumb, download, save, embed, frame, preload, mimewarning, forward, reply, draft,
// form, uid_raw, contact, client_ms (the client's own clock in `_=` or `_unlock=loading…`), attached.
#pragma once

#include <string_view>
#include <vector>

#include "record/event.h"

namespace sillage {

/// One request. folder is UTF-8 with the separator as written.
struct RoundcubeRequest {
    bool roundcube = false;  ///< the query has _task=
    std::vector<std::uint32_t> uids;
};

/// Parses query (behind '?'), fills action, folder, part, session (token) and fields of e; uid is left to the caller:
/// one event an element of uids. isPost tells the compose form and logins apart. Outcome is not set.
RoundcubeRequest parseRoundcubeQuery(std::string_view query, bool isPost, Event& e);

/// For the command= of an IMAP ID: folder, uid (the first), part and the fields above, plus webmail_action (the
/// action's name); e.action stays. A truncated command loses its last, incomplete parameter.
void addCommandItem(std::string_view command, bool truncated, Event& e);

/// `_mbox` and `_page` of a Referer as fields referer_folder, referer_page.
void addReferer(std::string_view referer, Event& e);

/// Folder as URLs, IMAP commands and stores write it: modified UTF-7, INBOX in capitals.
std::string folderFromWire(std::string_view name);

}  // namespace sillage

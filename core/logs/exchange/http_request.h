// What a request to Exchange names: the URL grammar IIS and HttpProxy share (log formats c.1, c.3). Bodies
// are in no log, so that only OWA's attachment links, OWA 2010 and ActiveSync's GetAttachment name an item.
//
//   protocol    request                                   action
//   owa         service.svc action=… (2013 and later)     by operation, see operationAction()
//               GetFileAttachment id=, attachment.ashx    Download (thumb=1 for thumbnails, part = the id)
//               ?ae=Item&a=Open&id= (2010)                Read · Print Read · New, Reply, Forward Compose
//               ?ae=Folder                                List
//               auth.owa POST                             Login (unknown: 302 whatever the outcome)
//               auth/logon.aspx reason=2                  Login − (the page says: wrong name or password)
//               logoff                                    Logout
//               ping, keepalive, notifications            Refresh
//   ews         SoapAction= (2010 and HttpProxy)          by operation
//   eas         Cmd= or the base64 query (MS-ASHTTP)      Sync · ItemOperations Fetch · GetAttachment
//   Download … ecp         InboxRules.svc/NewObject …                Rule · Admin for other writing calls
//   mapi, rpchttp, autodiscover, powershell, oab, rest, webdav, http
//
// Fields: url (path), query (as written), and where the request has them operation, item_id, entry_id,
// mailbox_guid, attachment_entry, thumb, item_class, device_id, device_type, eas_user, eas_log, collection,
// cafe_req_id, client_id, act_id, correlation_id, reason, schema.
#pragma once

#include <string_view>

#include "record/event.h"

namespace sillage::exchange {

/// Sets protocol, action, mailbox, part, session (ActiveSync: the device) and fields of e.
void readRequest(std::string_view method, std::string_view path, std::string_view query, Event& e);

/// An EWS or OWA operation (MS-OXWS*). fetches: what reading an item is called, Fetch for a protocol, Read
/// for a page.
Action operationAction(std::string_view operation, Action fetches);
/// An ActiveSync command by name (MS-ASHTTP 2.2.1.1.1.2.5).
Action easAction(std::string_view command);
/// `v…` base64 query of ActiveSync (MS-ASHTTP 2.2.1.1.1.1) or Cmd=…&User=…; false when it is neither.
bool readEasQuery(std::string_view query, Event& e);

/// The value of key in a query, percent-decoded; keys compare without case.
std::string queryValue(std::string_view query, std::string_view key);

/// 2xx and 3xx succeeded, 4xx, 5xx and HEAD failed (nothing was handed over). 401 is
/// Unknown: the first steps of every NTLM sign-in are 401. win32 other than 0 makes a success Unknown: the
/// answer was not sent whole. OWA's sign-in form answers 302 whatever came of it: Unknown, or Failure where
/// the page says so.
void setOutcome(std::string_view method, std::string_view status, std::string_view win32, Event& e);

}  // namespace sillage::exchange

// What a web request asks of a webmail or of a mail server's web interface, by the URL alone: one grammar a product.
// Log formats f.2, f.3, g. Access logs, sogo.log and nginx logs of Zimbra all come through here. A grammar knows its
// product by words no other product's URLs have; a URL no grammar knows is a page (protocol http).
//
// Fields every grammar may set: product, action (the product's own word), part_name (file name in the URL), scope
// (folder, messages or attachments: what an export took), mail_account (SOGo's number of a further account),
// item_id and account_id (numbers that are no UID), share (what a request of Zimbra names beside messages).
#pragma once

#include <string_view>
#include <vector>

#include "record/event.h"

namespace sillage {

struct WebRequestLine {
    std::string_view method;
    std::string_view path;     ///< as written, percent-encoded, without query
    std::string_view query;    ///< behind '?', without it
    std::string_view status;   ///< three digits
    std::string_view referer;
    std::string_view user;     ///< authenticated by the web server, "" = none
};

/// Fills protocol, action, account, folder, uid, part, session and fields; further uids go to items. outcome is set
/// only where the product's status codes mean something of their own (logins). False: no webmail's request.
bool parseWebmailRequest(const WebRequestLine& request, Event& e, std::vector<std::uint32_t>& items);

/// SOGo 2 to 5 (/SOGo/so/<account>/Mail/…, /SOGo/connect).
bool parseSogoRequest(const WebRequestLine& request, Event& e);
/// Horde IMP 5 and 6 (/imp/dynamic.php, /imp/view.php, /services/ajax.php/imp/…, IMP 4's message.php).
bool parseHordeRequest(const WebRequestLine& request, Event& e, std::vector<std::uint32_t>& items);
/// SquirrelMail 1.4 (src/read_body.php, src/download.php …).
bool parseSquirrelMailRequest(const WebRequestLine& request, Event& e);
/// SnappyMail 2 and RainLoop 1 (/?/Json/&q[]=/0/Message/…, /?/Raw/…).
bool parseSnappyMailRequest(const WebRequestLine& request, Event& e);
/// Nextcloud Mail (/apps/mail/api/messages/<database id>/…).
bool parseNextcloudMailRequest(const WebRequestLine& request, Event& e);
/// Zimbra 6 to 10 (/service/home/~/?id=…, /home/<account>/<folder>?fmt=, /service/soap/…Request).
bool parseZimbraRequest(const WebRequestLine& request, Event& e, std::vector<std::uint32_t>& items);

/// Value of a parameter by name, percent-encoded as written; "" when absent.
std::string_view queryValue(std::string_view query, std::string_view name);

}  // namespace sillage

// Access logs of Apache and nginx: common, combined, vhost_combined, with escapes and users with spaces. Log formats
// f.1. Requests a webmail grammar knows (webmail_request.h, roundcube_request.h) are protocol "webmail", all others
// protocol "http", Action::Page. One line is one record; a request naming several uids gives items 0…n.
//
// Fields: status, http_bytes (as logged), method, then the request's (roundcube_request.h) for webmail or url for
// http; referer_folder, referer_page for POST of Roundcube; http_user, vhost, extra (what follows the user agent) where present.
// account is empty where the URL does not name it (Roundcube). session = the request token, where the URL has one.
// outcome: Failure for status ≥ 400 and for HEAD; logins as said there; Success is not proof of delivery (lab 3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "logs/line_log.h"

namespace sillage {

class AccessLogParser {
public:
    /// Bad when line is no access log line. items: further uids the request names beyond e.uid.
    LineVerdict parse(std::string_view line, Event& e, std::vector<std::uint32_t>& items);
    /// The shape alone, for recognition.
    static bool looksLike(std::string_view line);

private:
    std::string lastRaw_;
    Stamp lastStamp_;
    /// What stands before the time; consecutive lines mostly share it.
    std::string lastHead_;
    struct {
        std::string ip, user, vhost, forwarded;
    } client_;
};

}  // namespace sillage

// What a webmail request asks for (formats page, webmail: Roundcube 1.3–1.6 grammar; other products by the action
// their reader gave). T14, T22, T27 and T28 work on this.
#pragma once

#include "trace/model.h"

namespace sillage::tracing {

enum class WebKind : std::uint8_t {
    Other,          ///< presence, settings, compose, or nothing of the store
    Login, Logout, Refresh,
    List, Search,
    Preview, Show,  ///< headers and the displayed text
    Part,           ///< one part: download or view
    Thumbnail,      ///< an image the page fetched by itself
    Wrapper,        ///< frame, preload, pagenav: no content of the store
    AllAttachments, ///< zip of the attachments of one message
    Source,         ///< whole message as source or .eml
    Messages,       ///< several messages as one archive; uids are in the body of the request
    WholeFolder,    ///< export of a folder
    ForwardDraft,   ///< a stored message taken into a new one
    Change          ///< mark, move, delete, purge
};
std::string_view webKindName(WebKind k);

struct WebRequest {
    std::uint32_t event = 0;      ///< index into Input::events
    std::uint32_t uidsBegin = 0, uidsCount = 0;  ///< of WebRequests::uids
    std::uint32_t page = 0;       ///< 0 = not said (first)
    Sym folder = 0;               ///< UTF-8; from the request, else from the page it was sent from
    Sym part = 0, token = 0;
    Sym term = 0;                 ///< of a search
    Sym scope = 0, headers = 0;   ///< of a search
    WebKind kind = WebKind::Other;
    bool folderFromReferer = false;
    bool bySelf = false;          ///< the page asked, not the user (T27)
    bool displayed = false;       ///< _embed: shown in the browser, not saved
    [[nodiscard]] bool opensBackEnd() const { return kind != WebKind::Logout; }
    [[nodiscard]] bool content() const {
        return kind == WebKind::Preview || kind == WebKind::Show || kind == WebKind::Part ||
               kind == WebKind::Thumbnail || kind == WebKind::AllAttachments || kind == WebKind::Source ||
               kind == WebKind::Messages || kind == WebKind::WholeFolder || kind == WebKind::ForwardDraft;
    }
};

/// Every web request of the case, in order of events.
void readWebRequests(const Input& input, SpoolVector<WebRequest>& requests, SpoolVector<std::uint32_t>& uids);

}  // namespace sillage::tracing

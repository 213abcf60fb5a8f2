// Inside of sanitizeHtml (formats.h), with what the reading pane must know besides.
#pragma once

#include <string>
#include <string_view>

namespace sillage {

struct SafeHtml {
    std::string html;
    int blockedRemote = 0;
    bool truncated = false;  ///< there was more than kMaxSafeHtml
};
inline constexpr std::size_t kMaxSafeHtml = 200u * 1024;
SafeHtml makeSafeHtml(std::string_view utf8Html);

}  // namespace sillage

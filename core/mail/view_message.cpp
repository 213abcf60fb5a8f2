// One message decoded for the reading pane (formats.h): parsed as on import, then its body parts decoded.
#include <algorithm>

#include "base/text.h"
#include "mail/formats.h"
#include "mail/html_sanitize.h"
#include "mail/line_window.h"
#include "mail/parse_message.h"

namespace sillage {
namespace {

constexpr std::size_t kShown = 200u * 1024;
constexpr std::size_t kHidden = 32u << 20;  ///< of a message hidden in base64
constexpr std::size_t kDecoded = 8u << 20;  ///< of one body part, before it is made safe and cut

/// Parts of the message itself, not of messages nested in it.
bool isOwn(const std::vector<Part>& parts, const Part& p) {
    return std::none_of(parts.begin(), parts.end(), [&](const Part& outer) {
        return outer.kind == PartKind::Message && p.number.size() > outer.number.size() &&
               p.number.compare(0, outer.number.size() + 1, outer.number + ".") == 0;
    });
}

std::string bodyOf(ByteSource& source, const Part& part, const std::string& quoting, bool& cut) {
    std::string octets;
    decodePart(source, part, [&](std::string_view piece) {
        const std::size_t room = kDecoded - std::min(kDecoded, octets.size());
        octets += piece.substr(0, room);
        cut |= piece.size() > room;
    });
    if (!quoting.empty()) octets = unquoteFrom(octets, quoting);
    return toUtf8(octets, part.charset);
}

void appendShown(std::string& to, std::string_view text, bool& cut) {
    if (!to.empty() && !text.empty()) to += "\n\n";
    const std::size_t room = kShown - std::min(kShown, to.size());
    if (text.size() > room) {
        cut = true;
        to += elide(text, room > 4 ? room - 4 : 0);
    } else {
        to += text;
    }
}

void fillBodies(ByteSource& source, const std::string& quoting, MessageView& view) {
    std::string html, text;
    for (const Part& p : view.parts) {
        if (!isOwn(view.parts, p) || (p.kind != PartKind::TextBody && p.kind != PartKind::HtmlBody)) continue;
        if (p.kind == PartKind::TextBody)
            appendShown(text, bodyOf(source, p, quoting, view.truncated), view.truncated);
        else if (html.size() < kDecoded)
            html += bodyOf(source, p, quoting, view.truncated);
    }
    if (!html.empty()) {
        SafeHtml safe = makeSafeHtml(html);
        view.html = std::move(safe.html);
        view.blockedRemote = safe.blockedRemote;
        view.truncated |= safe.truncated;
        if (trim(text).empty()) {
            text.clear();
            appendShown(text, htmlToText(html), view.truncated);
        }
    }
    std::string lf;  // what is shown has LF line ends and no NUL
    for (char c : text)
        if (c != '\r' && c != '\0') lf += c;
    view.text = std::move(lf);
}

/// Whether a range is a message hidden in base64: a nested message whose enclosing part is all that can be
/// cited.
bool isHidden(ByteSource& source, std::uint64_t begin, std::uint64_t length) {
    const std::string head =
        source.readString(begin, static_cast<std::size_t>(std::min<std::uint64_t>(length, 1024)));
    const std::string_view line = trim(std::string_view(head).substr(0, head.find('\n')));
    if (line.size() < 16 ||
        line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") !=
            std::string_view::npos)
        return false;
    const std::string decoded = base64Decode(line);
    return headerNameLength(std::string_view(decoded).substr(0, decoded.find('\n'))) > 0;
}

MessageView viewPlain(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                      const MessageOptions& options) {
    MessageView view;
    MessageTree tree;
    tree.collectText = false;
    tree.headers = &view.headers;
    parseMessage(source, begin, length, options, tree);
    view.parts = std::move(tree.parts);
    view.defects = std::move(tree.nodes[0]->message.defects);
    fillBodies(source, options.quoting, view);
    return view;
}

}  // namespace

MessageView viewMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                        const MessageOptions& options) {
    if (!isHidden(source, begin, length)) return viewPlain(source, begin, length, options);
    Part whole;
    whole.transferEncoding = "base64";
    whole.bodyOffset = begin;
    whole.bodyLength = length;
    std::string octets;
    bool cut = false;
    decodePart(source, whole, [&](std::string_view piece) {
        const std::size_t room = kHidden - std::min(kHidden, octets.size());
        octets += piece.substr(0, room);
        cut |= piece.size() > room;
    });
    MemorySource decoded(octets);
    MessageView view = viewPlain(decoded, 0, octets.size(), {});
    view.truncated |= cut;
    for (Part& p : view.parts) {  // cited as on import
        p.transferEncoding +=
            ";in=base64@" + std::to_string(p.bodyOffset) + "+" + std::to_string(p.bodyLength);
        p.headerOffset = p.bodyOffset = begin;
        p.bodyLength = length;
    }
    return view;
}

}  // namespace sillage

// The mailbox formats this folder reads, for the registry, and the decoding of one message for the reading
// pane.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "evidence/reader.h"
#include "record/message_view.h"

namespace sillage {

/// In registry order: eml, mbox, maildir-message (one file of a Maildir), store metadata of Maildir and
/// Dovecot …
std::span<const Format* const> mailFormats();

/// Parses one message lying at [begin, begin+length) of source and pushes it (and nested ones) into sink;
/// used by every store format. quoting: how the store quoted body lines ("" none, "mboxrd", "mboxo").
struct MessageOptions {
    std::string quoting;
    bool mboxHeaders = false;     ///< leave X-UID, Status, X-Status, X-Keywords, X-IMAP(base), Content-Length
                                  ///< out of the wire form
    std::int32_t firstIndex = 0;  ///< messages this unit emitted before: what Message::parent counts from
};
/// Returns how many messages were pushed (1 + nested). Part sizes and digests are of the octets as they lie
/// (an mbox's From quoting not undone), so that decodePart() gives exactly what was hashed. Containers carry
/// no digest; the root multipart of a message has IMAP's number TEXT. A part that no range of the source
/// shows (inside an encoded message/rfc822, a uuencoded file in an encoded text) cites the enclosing part's
/// range, and its transferEncoding names the way down: "7bit;in=base64@120+4000" = octets [120, 4120) of that
/// range decoded. A uuencoded file inside a text has the text's number with "u1", "u2" … after it; what a TNEF part
/// encloses has its number with "t1", "t2" … (tnef/in_message.h).
std::int32_t readMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                         const MessageOptions& options, Message&& placement, Sink& sink);

/// Decodes one message for display. Never throws on damage.
MessageView viewMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                        const MessageOptions& options);

/// Streams the decoded octets of one part (a Part as stored), in order; for saving and for the bundle.
void decodePart(ByteSource& source, const Part& part, const std::function<void(std::string_view)>& out);

/// HTML to plain text for index and display (own tokenizer; linear time, bounded depth).
std::string htmlToText(std::string_view utf8Html);
/// Safe subset of HTML for the reading pane; counts removed remote references.
std::string sanitizeHtml(std::string_view utf8Html, int& blockedRemote);

}  // namespace sillage

// A message as a reader finds it in a store, and its MIME parts. Plain data; the reader fills what the store has,
// empty or 0 means "not there". Terms: RFC 5322 (headers), RFC 2045/2046 (parts), model page (Items).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/time.h"

namespace sillage {

/// What a MIME part is to an investigator.
enum class PartKind : std::uint8_t {
    Container,   ///< multipart/*: holds others
    TextBody,    ///< text/plain shown as the body
    HtmlBody,    ///< text/html shown as the body
    Attachment,  ///< anything that can be saved: Content-Disposition attachment, a name, or not text
    Inline,      ///< referenced by Content-ID from the HTML body
    Message,     ///< message/rfc822: its parts follow with deeper numbers, and it is a message of its own
};

/// One MIME part. Numbers are IMAP's (RFC 9051 6.4.5): "1", "2.1"; the body of a message without multipart is "1".
struct Part {
    std::string number;
    PartKind kind = PartKind::Attachment;
    std::string mediaType;         ///< lower case, "text/plain"; as declared (RFC 2045 default when missing)
    std::string charset;           ///< as declared, lower case
    std::string transferEncoding;  ///< lower case: "base64", "quoted-printable", "7bit", "x-uuencode"…
    std::string name;              ///< decoded file name (RFC 2231, RFC 2047, raw 8 bit repaired); may be empty
    std::string disposition;       ///< lower case token, "attachment", "inline" or ""
    std::string contentId;         ///< without angle brackets
    std::uint64_t headerOffset = 0;  ///< absolute in the source, octets
    std::uint64_t bodyOffset = 0;    ///< first octet of the encoded body
    std::uint64_t bodyLength = 0;    ///< encoded octets, without the line break that belongs to the boundary
    std::uint64_t size = 0;          ///< decoded octets
    Digest sha256{};                 ///< of the decoded octets
    /// Octets IMAP serves for BODY[number]: CRLF line ends, still encoded.
    std::uint64_t wireSize = 0;
};

/// One message of a store, nested messages included (parent ≥ 0).
struct Message {
    // Identity and place in the source (model page, Items): octets as they lie.
    Digest sha256{};
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    Digest wireSha256{};          ///< CRLF, unquoted, without an mbox's own headers: what IMAP serves
    std::uint64_t wireSize = 0;
    std::uint64_t headerWireSize = 0;  ///< octets of BODY[HEADER] with CRLF, the empty line included

    // Items of stores that keep properties, not octets (PST, MSG, TNEF, OLM): offset and length are where the item's
    // own record lies in the source; locator names it there, unique within the source ("nid:200024",
    // "nid:200024/att:8025"), and is what Format::rebuild takes. "" = offset and length are the message itself.
    std::string locator;
    std::string itemClass;         ///< PidTagMessageClass ("IPM.Note"); "" = mail that lies as RFC 5322 octets
    std::string sourceKey, changeKey, entryId;  ///< PidTagSourceKey, PidTagChangeKey, entry id; raw octets

    // Placement. mailboxPath is the store's own path within the source ("" = the source itself); the case turns
    // it into an account. folder is UTF-8, '/' between levels, INBOX in capitals; folderRaw as on disk.
    std::string mailboxPath;
    std::string folder;
    std::string folderRaw;
    std::string fileName;          ///< of one-file-a-message stores, raw octets
    std::uint32_t uid = 0;         ///< 0 = unknown
    std::uint32_t uidValidity = 0; ///< 0 = unknown
    std::string flags;             ///< letters as the store has them (Maildir "FS", mbox Status "RO")
    std::int64_t internalDate = 0; ///< server receipt, microseconds UTC, 0 = unknown (Maildir name, mbox From line)

    // Headers, decoded to UTF-8.
    std::string messageId;         ///< with angle brackets as written; "" = none
    std::string subject;
    std::string from;              ///< whole header, decoded: `Name <addr>`
    std::vector<std::string> to, cc, bcc;
    std::string deliveredTo;       ///< first Delivered-To / X-Original-To / Envelope-To address
    std::string inReplyTo;
    Stamp date;
    std::string rawDate;

    std::vector<Part> parts;       ///< in document order, containers included
    std::int32_t parent = -1;      ///< index of the enclosing message among those emitted for this unit; -1 = top level
    std::string parentPart;        ///< number of the message/rfc822 part in the parent
    std::vector<std::string> defects;  ///< what is wrong with it, one sentence each

    bool held = false;             ///< on the hold list: hash, size and headers only; set by whoever imports
    std::string indexText;         ///< body and text attachments, folded for search; capped (see hostile limits)
    Digest textSha256{};           ///< of the chosen body text, canonicalText()
    bool hasText = false;
    /// Not one of the store's live items; recoveredHow says how it was found and at which offset, one sentence.
    bool recovered = false;
    std::string recoveredHow;
    bool rebuilt = false;          ///< has no RFC 5322 octets of its own: what is shown was made from its properties
};

}  // namespace sillage

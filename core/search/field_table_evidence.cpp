// Columns of the views that show evidence as it was read (design: command line, Commands): keys and their order are
// the contract of JSON, CSV and the query language, and change only by addition at the end.
#include "search/field_table.h"

namespace sillage::field_table {
namespace {

using T = FieldType;

constexpr Field kSources[] = {
    {"path", T::Text, "source file", true, "Path relative to the imported root; members of containers after !/."},
    {"format", T::Text, "type", true, "Stable short id of what it was recognised as."},
    {"bytes", T::Bytes, "size", true, "Octets of the file."},
    {"sha256", T::Id, "hash", false, "SHA-256 of the octets."},
    {"first", T::Time, "from", true, "Time of the earliest record."},
    {"last", T::Time, "to", true, "Time of the latest record."},
    {"found", T::Integer, "", true, "Records the source holds."},
    {"imported", T::Integer, "", true, "Records now in the case."},
    {"duplicate", T::Integer, "duplicates", true, "Records that were in the case already."},
    {"skipped", T::Integer, "", true, "Records left out as known noise, each with its reason."},
    {"failed", T::Integer, "", true, "Records that could not be read, each with its problem."},
    {"problems", T::Integer, "problem", true, "Damaged or unread parts."},
    {"state", T::Text, "", true, "read, skipped, failed, partial or removed."},
    {"why", T::Text, "recognition", false, "Why it was taken for this format, or for none."},
    {"skipped_why", T::Text, "", false, "What was skipped, with the number of records, reason by reason."},
    {"held", T::Integer, "", false, "Messages on the hold list: imported, not examined."},
    {"recovered", T::Integer, "", false, "Messages found outside the live ones: extra, not part of found."},
    {"zone", T::Text, "tz", false, "Zone its stamps were resolved in; empty where each states its own."},
    {"zone_from", T::Text, "", false, "Where that zone comes from: stated in each stamp, configured, the case's, etc/timezone, assumed."},
    {"year_from", T::Text, "", false, "Where the year comes from, for stamps that have none."},
    {"clock", T::Text, "offset", false, "Seconds its clock was ahead (+) or behind (-), as declared; empty = nothing declared."},
};

constexpr Field kProblems[] = {
    {"source", T::Text, "path file", true, "Path of the source."},
    {"offset", T::Integer, "", true, "Where in the source, in octets."},
    {"length", T::Bytes, "size", true, "Octets not read or not understood; 0 is a point."},
    {"item", T::Text, "", true, "The record concerned, in words."},
    {"reason", T::Text, "why", true, "What is wrong, in one sentence."},
};

constexpr Field kMessages[] = {
    {"mailbox", T::Text, "account box", true, "Address of the account, else the name of the store."},
    {"folder", T::Text, "in", true, "Folder, levels by /, INBOX in capitals."},
    {"uid", T::Integer, "", false, "IMAP UID, where the store has it."},
    {"message_id", T::Id, "msgid id", false, "Message-ID with its angle brackets."},
    {"subject", T::Text, "title", true, "Subject, decoded."},
    {"from", T::Text, "sender f", true, "From, decoded."},
    {"to", T::List, "recipient t", true, "To, decoded."},
    {"cc", T::List, "", false, "Cc, decoded."},
    {"date", T::Time, "time sent", true, "Date header as an instant."},
    {"size", T::Bytes, "bytes", true, "Octets as they lie in the store."},
    {"sha256", T::Id, "hash", false, "SHA-256 of the octets as they lie."},
    {"wire_size", T::Bytes, "", false, "Octets as IMAP serves them."},
    {"wire_sha256", T::Id, "", false, "SHA-256 of the octets as IMAP serves them."},
    {"attachments", T::Integer, "attachment file name", true, "Number of attachments; attachment:text asks for a name."},
    {"parent", T::Id, "", false, "SHA-256 of the enclosing message."},
    {"source", T::Text, "path", false, "Path of the source."},
    {"offset", T::Integer, "", false, "First octet in the source."},
    {"length", T::Bytes, "", false, "Octets in the source."},
    {"witnesses", T::Integer, "witness", false, "Sources that show it at this placement, this one included."},
    {"recovered", T::Boolean, "", false, "Found outside the store's live items."},
    {"rebuilt", T::Boolean, "", false, "Headers or body were put together from properties."},
    {"text_sha256", T::Id, "", false, "SHA-256 of the canonical body text."},
    {"held", T::Boolean, "", false, "On the hold list: hash, size and headers only, not examined."},
    {"item_class", T::Text, "class", false, "What kind of item an Outlook store calls it: IPM.Note, IPM.Contact …"},
    {"recovered_how", T::Text, "", false, "How a recovered message was found, and where."},
    {"locator", T::Text, "", false, "Names the item in its source where it has no octets of its own."},
};

constexpr Field kAttachments[] = {
    {"mailbox", T::Text, "account box", true, "Address of the account, else the name of the store."},
    {"folder", T::Text, "in", true, "Folder of the message."},
    {"message_id", T::Id, "msgid id", false, "Message-ID of the message."},
    {"name", T::Text, "attachment file filename", true, "File name, decoded."},
    {"media_type", T::Text, "type mime", true, "Media type as declared."},
    {"size", T::Bytes, "bytes", true, "Decoded octets."},
    {"sha256", T::Id, "hash", true, "SHA-256 of the decoded octets."},
    {"source", T::Text, "path", false, "Path of the source."},
};

constexpr Field kEvents[] = {
    {"event", T::Id, "id", false, "Public id of the record; its items share it."},
    {"item", T::Integer, "", false, "0 to n for the items one record names; counts use 0."},
    {"time", T::Time, "date when", true, "Instant, in UTC."},
    {"time_to", T::Time, "", false, "End of the interval of an aggregate."},
    {"precision", T::Text, "", false, "microsecond, millisecond, second, minute, hour or day."},
    {"raw_time", T::Text, "", false, "Time as written."},
    {"tz_assumed", T::Boolean, "", false, "The zone was not stated by the source."},
    {"year_assumed", T::Boolean, "", false, "The year was not stated by the source."},
    {"account", T::Text, "user login", true, "Who acted, as logged."},
    {"mailbox", T::Text, "box", false, "Whose mailbox, where the record says so."},
    {"client_ip", T::Address, "ip addr address", true, "Address of the client; networks as 203.0.113.0/24."},
    {"session", T::Text, "", false, "The recorder's own session id; session:S-… asks for the public one."},
    {"protocol", T::Text, "proto", true, "imap, pop3, smtp, webmail, http, m365 …"},
    {"action", T::Text, "op operation", true, "login, read, download, view-source …"},
    {"outcome", T::Text, "result", true, "success, failure or unknown."},
    {"folder", T::Text, "in", true, "Folder, as logged."},
    {"uid", T::Integer, "", true, "IMAP UID, as logged."},
    {"message_id", T::Id, "msgid", false, "Message-ID, as logged."},
    {"part", T::Text, "", false, "MIME part or attachment id, as logged."},
    {"bytes", T::Bytes, "size", true, "Octets sent, where the record says so."},
    {"user_agent", T::Text, "ua agent client", true, "Client software, as logged."},
    {"source", T::Text, "path file", true, "Path of the source."},
    {"line", T::Integer, "", true, "Line where the record begins, from 1."},
    {"offset", T::Integer, "", false, "First octet in the source."},
    {"length", T::Bytes, "", false, "Octets in the source."},
    {"public_session", T::Id, "", false, "Public id of the session it belongs to, as in sessions."},
    {"fields", T::Json, "field", false, "What the record says beside these columns, key and value; fields:status=404 asks for a pair."},
};

constexpr Field kSearch[] = {
    {"kind", T::Text, "", true, "message, attachment or event."},
    {"snippet", T::Text, "", true, "Where it was found, the hit between marks."},
    {"mailbox", T::Text, "box", true, "Mailbox of the message or event."},
    {"folder", T::Text, "in", true, "Folder."},
    {"uid", T::Integer, "", false, "IMAP UID."},
    {"message_id", T::Id, "msgid id", false, "Message-ID."},
    {"subject", T::Text, "title", true, "Subject of the message."},
    {"from", T::Text, "sender", true, "From of the message."},
    {"date", T::Time, "time", true, "Date of the message or instant of the event."},
    {"account", T::Text, "user", false, "Who acted, as logged."},
    {"client_ip", T::Address, "ip addr address", false, "Address of the client."},
    {"action", T::Text, "op operation", false, "What the event says was done."},
    {"sha256", T::Id, "hash", false, "SHA-256 of the message."},
    {"source", T::Text, "path file", true, "Path of the source."},
    {"line", T::Integer, "", false, "Line of the event."},
    {"offset", T::Integer, "", false, "First octet in the source."},
    {"length", T::Bytes, "", false, "Octets in the source."},
};

}  // namespace

FieldList sources() { return {kSources, std::size(kSources)}; }
FieldList problems() { return {kProblems, std::size(kProblems)}; }
FieldList messages() { return {kMessages, std::size(kMessages)}; }
FieldList attachments() { return {kAttachments, std::size(kAttachments)}; }
FieldList events() { return {kEvents, std::size(kEvents)}; }
FieldList search() { return {kSearch, std::size(kSearch)}; }

}  // namespace sillage::field_table

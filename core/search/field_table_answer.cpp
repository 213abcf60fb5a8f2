// Columns of the views that show the answer and what the examiner wrote (design: command line, Commands): keys and
// their order are the contract of JSON, CSV and the query language, and change only by addition at the end.
#include "search/field_table.h"

namespace sillage::field_table {
namespace {

using T = FieldType;

// Suspects are sessions too: the same keys, in the same order.
constexpr Field kSessions[] = {
    {"session", T::Id, "id", true, "Public id of the session."},
    {"actor_session", T::Id, "group", false, "Groups what one token, cookie, device or client did."},
    {"account", T::Text, "user login", true, "Account of the session."},
    {"client_ip", T::Address, "ip addr address", true, "Address of the client; networks as 203.0.113.0/24."},
    {"user_agent", T::Text, "ua agent client", true, "Client software, as logged."},
    {"protocol", T::Text, "proto", true, "imap, pop3, webmail, m365 …"},
    {"first", T::Time, "time date from", true, "Earliest event."},
    {"last", T::Time, "to", true, "Latest event."},
    {"events", T::Integer, "count", true, "Number of events."},
    {"bytes_out", T::Bytes, "bytes size", true, "Octets sent to the client, where a recorder says so."},
    {"attribution", T::Text, "", true, "shown, probable or possible; empty when not attributed."},
    {"reasons", T::List, "reason why", true, "Why, in words."},
    {"actor", T::Text, "", true, "To whom it is attributed."},
    {"status", T::Text, "", true, "attributed, holder, habitual, undecided or refused."},
    {"device", T::Text, "device_id", false, "Id of the phone or tablet, as the server's log writes it (ActiveSync)."},
    {"app", T::Text, "app_id application", false, "Microsoft 365: id of the application."},
};

constexpr Field kIndicators[] = {
    {"indicator", T::Id, "id", true, "Public id of the indicator."},
    {"actor", T::Text, "", true, "Whose indicator it is."},
    {"ip", T::Text, "client_ip addr address", true, "Address or network."},
    {"account", T::Text, "user", true, "Account."},
    {"from", T::Time, "first", true, "Begin of the time it holds for."},
    {"to", T::Time, "last", true, "End of the time it holds for."},
    {"session", T::Id, "", true, "Session or actor session."},
    {"user_agent", T::Text, "ua agent client", true, "Client software, exact text."},
    {"grade", T::Text, "", true, "asserted, shared or exclusive."},
    {"document", T::Text, "", false, "Why the address was nobody else's."},
    {"reason", T::Text, "why", true, "Why it was added."},
    {"created", T::Time, "", false, "When it was added."},
    {"device", T::Text, "device_id", true, "Id of a phone or tablet."},
    {"app", T::Text, "app_id application", true, "Microsoft 365: id of an application."},
    {"asn", T::Text, "as", true, "Autonomous system, AS12876."},
};

constexpr Field kTouched[] = {
    {"mailbox", T::Text, "account box", true, "Address of the account, else the name of the store."},
    {"folder", T::Text, "in", true, "Folder of the message."},
    {"message_id", T::Id, "msgid", false, "Message-ID with its angle brackets."},
    {"subject", T::Text, "title", true, "Subject of the message."},
    {"item", T::Text, "kind", true, "message or attachment."},
    {"attachment", T::Text, "name file", true, "File name of the attachment."},
    {"sha256", T::Id, "hash", false, "SHA-256 of the message or attachment."},
    {"size", T::Bytes, "bytes", true, "Octets of the message or attachment."},
    {"stored", T::Boolean, "", false, "A store of the case holds the item."},
    {"depth", T::Text, "", true, "listed, snippet, header, body, attachment or whole."},
    {"complete", T::Boolean, "", false, "All of it went out."},
    {"destination", T::Text, "", false, "client, third-party or other-mailbox."},
    {"effects", T::List, "effect", false, "What was done besides: deleted, moved, flagged …"},
    {"grade", T::Grade, "", true, "recorded, probable, possible, undetermined, no-record or ruled-out."},
    {"actor", T::Text, "", true, "Who; empty on rows without an actor."},
    {"attribution", T::Text, "", false, "How sure it was the actor: shown, probable, possible."},
    {"delivery", T::Text, "", false, "How sure it was handed out: recorded, probable, possible."},
    {"identity", T::Text, "", false, "How sure it was this item: exact, probable, possible."},
    {"first", T::Time, "time date from", true, "First touch."},
    {"last", T::Time, "to", true, "Last touch."},
    {"sessions", T::List, "session", false, "Sessions that touched it."},
    {"rules", T::List, "rule", false, "Rules applied, with their version."},
    {"evidence", T::Json, "source", false, "Citations of raw evidence."},
    {"touch", T::Id, "id", false, "Public id of the touch."},
    {"uid", T::Integer, "", false, "IMAP UID, where a store or a log gives it."},
    {"examiner_grade", T::Grade, "examiner", true, "What an examiner holds the grade to be; grade stays the program's."},
    {"examiner_state", T::Text, "", false, "lowered, raised, agrees, or needs-document: a raise without one is not in force."},
    {"examiner_reason", T::Text, "", false, "Why the examiner holds so."},
    {"examiner_document", T::Text, "", false, "The document a raise rests on."},
    {"examiner_author", T::Text, "", false, "Who stated it."},
    {"examiner_time", T::Time, "", false, "When it was stated."},
    {"regraded", T::Boolean, "", false, "An examiner stated a grade: is:regraded."},
};

constexpr Field kCoverage[] = {
    {"route", T::Text, "", true, "A way to reach mail: imap, webmail, shell …"},
    {"account", T::Text, "user mailbox", true, "Account; empty for all."},
    {"source", T::Text, "path file", true, "Path of the source, where there is one."},
    {"state", T::Text, "", true, "covered, not-covered or not-applicable."},
    {"first", T::Time, "time date from", true, "Begin of the span."},
    {"last", T::Time, "to", true, "End of the span."},
    {"detail", T::Text, "", true, "Gaps, event types off, throttling, clock offset, who could alter it."},
    {"ask", T::Text, "", true, "What to ask for."},
    {"kind", T::Text, "", false, "What the row speaks of: route, account, recorder, source, hole, silence, off, throttled, damage."},
    {"recorder", T::Text, "", false, "Name the files of a rotated set share."},
    {"whom", T::Text, "", true, "Of whom to ask it."},
    {"expires", T::Time, "", true, "When it is typically gone."},
};

constexpr Field kExposure[] = {
    {"account", T::Text, "user mailbox", true, "Account."},
    {"session", T::Id, "", true, "Public id of the session."},
    {"protocol", T::Text, "proto", true, "Channel."},
    {"first", T::Time, "time date from", true, "Earliest event."},
    {"last", T::Time, "to", true, "Latest event."},
    {"bytes_low", T::Bytes, "", true, "Octets that went out at least."},
    {"bytes_high", T::Bytes, "bytes", true, "Octets that went out at most."},
    {"basis", T::Text, "", true, "Which recorder says so."},
};

constexpr Field kFindings[] = {
    {"kind", T::Text, "", true, "secret, marking or personal-data."},
    {"type", T::Text, "", true, "What kind of secret, marking or data."},
    {"masked", T::Text, "text", true, "What was found, masked."},
    {"item", T::Id, "", true, "Public id of the item."},
    {"offset", T::Integer, "", false, "Where in the item's text, in octets."},
    {"grade", T::Text, "", true, "How sure the detector is."},
};

constexpr Field kBookmarks[] = {
    {"bookmark", T::Integer, "id", true, "Number of the bookmark."},
    {"item", T::Id, "", true, "Public id of the item."},
    {"tag", T::Text, "", true, "Tag."},
    {"note", T::Text, "text", true, "Note."},
    {"author", T::Text, "", true, "Who wrote it."},
    {"created", T::Time, "date time", true, "When it was written."},
    {"bound", T::Boolean, "", true, "The item is in the case."},
};

constexpr Field kRegrades[] = {
    {"touch", T::Id, "id", true, "Public id of the touch."},
    {"grade", T::Grade, "examiner_grade examiner", true, "What the examiner holds it to be."},
    {"program_grade", T::Grade, "program", true, "What the program says now; empty without a row."},
    {"state", T::Text, "examiner_state", true, "lowered, raised, agrees, needs-document (not in force) or without-row."},
    {"mailbox", T::Text, "account box", true, "Mailbox of the item, as it was."},
    {"folder", T::Text, "in", false, "Folder."},
    {"message_id", T::Id, "msgid", false, "Message-ID."},
    {"subject", T::Text, "title", true, "Subject."},
    {"depth", T::Text, "", true, "Depth then."},
    {"actor", T::Text, "", true, "Actor of the row."},
    {"reason", T::Text, "why", true, "Why the examiner holds so."},
    {"document", T::Text, "", true, "The document a raise rests on."},
    {"author", T::Text, "", true, "Who stated it."},
    {"created", T::Time, "date time", true, "When it was stated."},
    {"program_then", T::Grade, "", false, "What the program said when it was stated."},
};

constexpr Field kChanges[] = {
    {"number", T::Integer, "recomputation", false, "Number of the recomputation."},
    {"touch", T::Id, "id", true, "Public id of the touch."},
    {"change", T::Text, "kind", true, "added, removed, raised, lowered, depth or rules."},
    {"old_grade", T::Grade, "", true, "Grade before; empty where there was no row."},
    {"new_grade", T::Grade, "grade", true, "Grade now; empty where there is none any more."},
    {"old_depth", T::Text, "", true, "Depth before."},
    {"new_depth", T::Text, "depth", true, "Depth now."},
    {"mailbox", T::Text, "account box", true, "Mailbox."},
    {"folder", T::Text, "in", false, "Folder."},
    {"message_id", T::Id, "msgid", false, "Message-ID."},
    {"subject", T::Text, "title", true, "Subject."},
    {"attachment", T::Text, "name file", false, "File name of the attachment."},
    {"actor", T::Text, "", true, "Actor."},
    {"old_rules", T::List, "", false, "Rules before."},
    {"new_rules", T::List, "rules rule", false, "Rules now."},
    {"why", T::List, "reason reasons", true, "Which rule, session, indicator or source made the difference."},
};

constexpr Field kEffects[] = {
    {"effect", T::Id, "id", false, "Public id of the row."},
    {"kind", T::Text, "", true, "rule, forwarding, script, permission, grant, credential, device, session, sent, forwarded, deleted, moved, search."},
    {"in_force", T::Text, "force standing", true, "yes, no or unknown: at the end of the logs."},
    {"what", T::Text, "text", true, "What was done, in words."},
    {"name", T::Text, "rule", true, "Name of the rule, script, application or device; words that were searched for."},
    {"target", T::Text, "to recipient", true, "Where it sends: address, delegate, folder."},
    {"direction", T::Text, "", true, "external, internal or unknown."},
    {"account", T::Text, "user login", true, "Account that did it."},
    {"mailbox", T::Text, "box", false, "Whose mailbox it concerns."},
    {"actor", T::Text, "", true, "To whom its session is attributed."},
    {"attribution", T::Text, "", false, "shown, probable or possible."},
    {"session", T::Id, "", false, "Public id of the session."},
    {"client_ip", T::Address, "ip addr address", true, "Address of the client."},
    {"first", T::Time, "time date from", true, "When; the first time where several records say so."},
    {"last", T::Time, "until", false, "When it was taken back, or was last seen at work."},
    {"outcome", T::Text, "", false, "success, failure or unknown."},
    {"message_id", T::Id, "msgid", false, "Message-ID of what was sent, deleted or moved."},
    {"subject", T::Text, "title", false, "Its subject."},
    {"folder", T::Text, "in", false, "Its folder."},
    {"basis", T::Text, "why", true, "Why it is held to be in force or not."},
    {"events", T::Integer, "count", false, "How many records say so."},
    {"evidence", T::Json, "source", false, "Citations of raw evidence."},
};

constexpr Field kCustody[] = {
    {"sequence", T::Integer, "id", true, "Number of the entry, from 1."},
    {"time", T::Time, "date", true, "When."},
    {"actor", T::Text, "user author", true, "Who, and with which version."},
    {"action", T::Text, "", true, "What was done."},
    {"detail", T::Json, "", true, "With what."},
    {"hash", T::Id, "", false, "SHA-256 of the entry."},
    {"previous", T::Id, "", false, "SHA-256 of the entry before."},
};

}  // namespace

FieldList sessions() { return {kSessions, std::size(kSessions)}; }
FieldList suspects() { return {kSessions, std::size(kSessions)}; }
FieldList indicators() { return {kIndicators, std::size(kIndicators)}; }
FieldList touched() { return {kTouched, std::size(kTouched)}; }
FieldList coverage() { return {kCoverage, std::size(kCoverage)}; }
FieldList exposure() { return {kExposure, std::size(kExposure)}; }
FieldList findings() { return {kFindings, std::size(kFindings)}; }
FieldList bookmarks() { return {kBookmarks, std::size(kBookmarks)}; }
FieldList custody() { return {kCustody, std::size(kCustody)}; }
FieldList regrades() { return {kRegrades, std::size(kRegrades)}; }
FieldList changes() { return {kChanges, std::size(kChanges)}; }
FieldList effects() { return {kEffects, std::size(kEffects)}; }

}  // namespace sillage::field_table

// The paragraphs of the rules, as proofs print them (evidence model §2).
#include "trace/trace.h"
#include "base/phrase.h"

namespace sillage {

const std::vector<RuleText>& ruleTexts() {
    static const std::vector<RuleText> kTexts = {
        {"T01", 1, phraseText("Bind names a message"),
         phraseText("A MailItemsAccessed record of kind Bind names one message that the server accessed for a client. That the "
         "access took place is recorded; how much was handed over, from the header to the body, is not. Attachments are "
         "possible only. Accesses by the service itself (REST system calls, proxied calls without a user session) count "
         "for nobody.")},
        {"T02", 2, phraseText("Sync names a folder"),
         phraseText("A Sync record names a folder, not messages. Every message present in it at that time was within reach, also one "
         "that a record says was moved on later; those received in the three days before, the shortest window a mail program keeps, were probably delivered, older "
         "ones possibly.")},
        {"T03", 1, phraseText("Throttled records"),
         phraseText("When a mailbox produces too many records, the service stops writing Bind records for 24 hours and says so. In "
         "that time nothing may be said of what was not accessed.")},
        {"T04", 1, phraseText("No Sync record"),
         phraseText("Only desktop Outlook leaves Sync records. Their absence does not rule out that a folder was synchronised by another "
         "client.")},
        {"T05", 1, phraseText("One record stands for minutes"),
         phraseText("A Bind record gathers the accesses of two minutes and leaves out repeats within an hour. Its time is an "
         "interval, and counts are lower bounds.")},
        {"T06", 1, phraseText("What makes one Microsoft 365 session"),
         phraseText("Records belong together when session id, address, client, mailbox and user agree. Addresses of Microsoft's own "
         "network are the service at work, not the user's place.")},
        {"T07", 1, phraseText("Searches over mailboxes"),
         phraseText("Content searches, eDiscovery and mailbox exports read mailboxes without a MailItemsAccessed record. The operation "
         "itself is the record: what the mailboxes in its scope held then is possible. Access by an application alone has no "
         "sign-in of a user; an application never seen before is a signal of its own.")},
        {"T08", 1, phraseText("What the mailbox audit leaves out"),
         phraseText("The mailbox audit of Exchange on premises does not log reads by the owner, and who has the password logs on as the "
         "owner. Its silence proves nothing.")},
        {"T09", 1, phraseText("Requests to Exchange"),
         phraseText("IIS writes each request at the front end and at the back end, and HttpProxy a third time; they share an id and are "
         "one witness. What was sent counts where one of them counted octets (sc-bytes, ResponseBytes), and a connection "
         "that broke off (sc-win32-status) is not complete. A request whose URL names nothing says only that the session "
         "was open: what the mailbox held stays possible.")},
        {"T10", 1, phraseText("Exchange's id in a request"),
         phraseText("OWA and EWS name items by an id that holds the mailbox and the item's global identifier, which a store may keep "
         "(PidTagSourceKey). A download with success named in that way is a delivery of that item's attachment; which of "
         "several attachments it was, only the octets sent can tell.")},
        {"T11", 1, phraseText("What the mail log names"),
         phraseText("Dovecot's mail_log names messages that were deleted, removed, saved, copied or flagged; it never names reads. "
         "The flag \\Seen set in a session that served bodies supports a read; a client can set it without reading, and "
         "can read without setting it. An event type the configuration leaves out is a hole, not a silence.")},
        {"T12", 1, phraseText("Bounds from counters"),
         phraseText("The logout line counts bodies and octets of the whole session exactly. Below a message's full size complete "
         "delivery is ruled out for that session; which messages were served is open, so every one that fits stays "
         "possible.")},
        {"T13", 1, phraseText("POP3 retrieval"),
         phraseText("A POP3 session sees INBOX only. When it retrieved as many messages as the mailbox had, with the mailbox's size "
         "in octets and without TOP, all of it was delivered; otherwise which messages is inferred.")},
        {"T14", 1, phraseText("A request that names the item"),
         phraseText("The line of a webmail request, or of a protocol trace, names folder, uid and part. It counts as delivered when "
         "the request succeeded and the octets sent, by the back-end session's own counters or by the web server, are "
         "at least those of the part.")},
        {"T15", 1, phraseText("Zimbra's numbers"),
         phraseText("Zimbra's addresses name an item by its number and a part of it, or a folder as one archive; mailbox.log ties the number to "
         "a Message-ID. Without that line the item stays unknown.")},
        {"T16", 1, phraseText("Clocks"),
         phraseText("Every source has a granularity and may have an offset. Records are joined as intervals; an offset nobody knows "
         "keeps the identity at probable.")},
        {"T17", 1, phraseText("Too late to be reached"),
         phraseText("A message that arrived after the last session of the actor can be ruled out only if no rule, delegation or "
         "synchronised device served him afterwards and every session of the mailbox is decided. Arrival is receipt by "
         "the server, never the Date header.")},
        {"T18", 1, phraseText("One recorder is one witness"),
         phraseText("Two lines that one program wrote for one request are one witness.")},
        {"T19", 1, phraseText("A rule that sends mail on"),
         phraseText("A forwarding rule hands every matching message to a third party: probable for each redirect the server logged, "
         "recorded when a relay outside the organisation accepted the same message. Whose rule it is follows from the one "
         "session that could have set it between the last message that was not sent on and the first that was.")},
        {"T20", 1, phraseText("Sessions of the holder"),
         phraseText("A session is the holder's on positive evidence, which the examiner states. One that fits what the account did before "
         "the actor got in (address, client, conduct) is habitual: taken as the holder's under an assumption that is printed and "
         "can be withdrawn. Where the account's records begin later, its neighbours' network and clients stand in for its own. Every "
         "other session is undecided and keeps what it could have reached undetermined.")},
        {"T21", 1, phraseText("Webmail and its back-end session"),
         phraseText("A webmail hides its user from the mail server. Roundcube quotes the web request in the IMAP session it opens, "
         "which ties the two exactly; without that, account, second and counters tie them with less certainty.")},
        {"T22", 1, phraseText("Refused requests"),
         phraseText("Nothing was delivered when the server answered with an error or a redirect, when the request was HEAD, or when a "
         "page with status 200 was in truth the login or an error page: its IMAP session served no body, or there was none "
         "while the log covers that second.")},
        {"T23", 1, phraseText("Exact volume"),
         phraseText("body_count and body_bytes are exact sums. A set fixed beforehand (whole folders, the newest messages, a selection "
         "from the listed page, one message) that gives exactly both numbers, when no other tested set does, is what was "
         "served, by inference. How many sets were tried and how many would fit by chance is printed. A transfer that was "
         "cut off is an upper bound.")},
        {"T24", 1, phraseText("What a Dovecot session id says"),
         phraseText("The id holds the start in microseconds, the client's port and its address. It stands in for a login line that "
         "was rotated away.")},
        {"T25", 1, phraseText("Session tokens"),
         phraseText("Requests that bear one token are one session. A token at a second address is one session used from two networks; "
         "that alone makes it possible, not certain, that one person did both.")},
        {"T26", 1, phraseText("State left by the software"),
         phraseText("Files the software keeps for itself, such as the list of redirects already done, name messages without any log.")},
        {"T27", 1, phraseText("What a page fetches by itself"),
         phraseText("Thumbnails and previews are fetched by the page, without a click. They are deliveries all the same, and are said "
         "to be of that kind. A Referer is never an access.")},
        {"T28", 1, phraseText("Lists and searches"),
         phraseText("A list request shows the rows of one page of a folder. The rows are reconstructed from the folder's state at that "
         "time and checked against the number of headers served. A search term shows what was looked for.")},
        {"T29", 1, phraseText("Shared addresses"),
         phraseText("An address that others share attributes nothing by itself.")},
        {"T30", 1, phraseText("Who could alter a recorder"),
         phraseText("Each recorder states who could have altered it. Where the actor had, or may have had, write access to it, its silences "
         "prove nothing; a copy from a remote collector or an earlier backup, compared line by line, does.")},
        {"T31", 1, phraseText("When there is no record"),
         phraseText("That nothing is recorded may be said only when every route to the message is covered by a record or does not "
         "apply for a stated reason. Otherwise it is undetermined, and the hole is named.")},
        {"T32", 1, phraseText("Forwarded addresses"),
         phraseText("An address that a header states (X-Forwarded-For, X-Originating-IP) counts only as far as hops that the examiner "
         "declared appended it: the first hop that is not declared is whom the server saw, and what stands before it the "
         "client could have written. Through a proxy that nobody declared a session stays undecided.")},
    };
    return kTexts;
}

}  // namespace sillage

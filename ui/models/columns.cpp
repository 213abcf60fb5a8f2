#include "ui/models/columns.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>
#include <span>

namespace sillage::ui {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Columns)
};

struct Column {
    const char* field;
    const char* title;
    int width;
};

// Sorted by nothing: read top to bottom, grouped as the views use them.
const Column kColumns[] = {
    {"time", QT_TRANSLATE_NOOP("Columns", "Time"), 23},
    {"time_to", QT_TRANSLATE_NOOP("Columns", "Until"), 23},
    {"first", QT_TRANSLATE_NOOP("Columns", "First"), 23},
    {"last", QT_TRANSLATE_NOOP("Columns", "Last"), 23},
    {"date", QT_TRANSLATE_NOOP("Columns", "Date"), 23},
    {"created", QT_TRANSLATE_NOOP("Columns", "Created"), 23},
    {"from_time", QT_TRANSLATE_NOOP("Columns", "From"), 23},
    {"to_time", QT_TRANSLATE_NOOP("Columns", "To"), 23},
    {"raw_time", QT_TRANSLATE_NOOP("Columns", "Time as written"), 22},
    {"account", QT_TRANSLATE_NOOP("Columns", "Account"), 26},
    {"mailbox", QT_TRANSLATE_NOOP("Columns", "Mailbox"), 26},
    {"client_ip", QT_TRANSLATE_NOOP("Columns", "Client address"), 16},
    {"ip", QT_TRANSLATE_NOOP("Columns", "Address"), 16},
    {"user_agent", QT_TRANSLATE_NOOP("Columns", "Client"), 26},
    {"protocol", QT_TRANSLATE_NOOP("Columns", "Protocol"), 10},
    {"action", QT_TRANSLATE_NOOP("Columns", "Action"), 12},
    {"outcome", QT_TRANSLATE_NOOP("Columns", "Outcome"), 9},
    {"session", QT_TRANSLATE_NOOP("Columns", "Session"), 15},
    {"sessions", QT_TRANSLATE_NOOP("Columns", "Sessions"), 15},
    {"device", QT_TRANSLATE_NOOP("Columns", "Device"), 20},
    {"app", QT_TRANSLATE_NOOP("Columns", "Application"), 22},
    {"asn", QT_TRANSLATE_NOOP("Columns", "Network (AS)"), 11},
    {"actor_session", QT_TRANSLATE_NOOP("Columns", "Actor session"), 16},
    {"folder", QT_TRANSLATE_NOOP("Columns", "Folder"), 14},
    {"uid", QT_TRANSLATE_NOOP("Columns", "UID"), 7},
    {"message_id", QT_TRANSLATE_NOOP("Columns", "Message-ID"), 26},
    {"subject", QT_TRANSLATE_NOOP("Columns", "Subject"), 38},
    {"from", QT_TRANSLATE_NOOP("Columns", "From"), 26},
    {"to", QT_TRANSLATE_NOOP("Columns", "To"), 26},
    {"cc", QT_TRANSLATE_NOOP("Columns", "Cc"), 20},
    {"part", QT_TRANSLATE_NOOP("Columns", "Part"), 6},
    {"bytes", QT_TRANSLATE_NOOP("Columns", "Bytes"), 9},
    {"bytes_out", QT_TRANSLATE_NOOP("Columns", "Bytes out"), 9},
    {"size", QT_TRANSLATE_NOOP("Columns", "Size"), 9},
    {"wire_size", QT_TRANSLATE_NOOP("Columns", "Wire size"), 9},
    {"wire_sha256", QT_TRANSLATE_NOOP("Columns", "Wire SHA-256"), 14},
    {"text_sha256", QT_TRANSLATE_NOOP("Columns", "Text SHA-256"), 14},
    {"source", QT_TRANSLATE_NOOP("Columns", "Source"), 28},
    {"path", QT_TRANSLATE_NOOP("Columns", "Path"), 44},
    {"format", QT_TRANSLATE_NOOP("Columns", "Format"), 14},
    {"line", QT_TRANSLATE_NOOP("Columns", "Line"), 8},
    {"offset", QT_TRANSLATE_NOOP("Columns", "Offset"), 11},
    {"length", QT_TRANSLATE_NOOP("Columns", "Length"), 8},
    {"found", QT_TRANSLATE_NOOP("Columns", "Found"), 9},
    {"imported", QT_TRANSLATE_NOOP("Columns", "Imported"), 9},
    {"duplicate", QT_TRANSLATE_NOOP("Columns", "Duplicate"), 9},
    {"skipped", QT_TRANSLATE_NOOP("Columns", "Skipped"), 9},
    {"failed", QT_TRANSLATE_NOOP("Columns", "Failed"), 8},
    {"problems", QT_TRANSLATE_NOOP("Columns", "Problems"), 9},
    {"state", QT_TRANSLATE_NOOP("Columns", "State"), 10},
    {"sha256", QT_TRANSLATE_NOOP("Columns", "SHA-256"), 14},
    {"item", QT_TRANSLATE_NOOP("Columns", "Item"), 11},
    {"attachment", QT_TRANSLATE_NOOP("Columns", "Attachment"), 30},
    {"attachments", QT_TRANSLATE_NOOP("Columns", "Attachments"), 11},
    {"name", QT_TRANSLATE_NOOP("Columns", "Name"), 30},
    {"media_type", QT_TRANSLATE_NOOP("Columns", "Type"), 24},
    {"grade", QT_TRANSLATE_NOOP("Columns", "Grade"), 15},
    {"depth", QT_TRANSLATE_NOOP("Columns", "Depth"), 11},
    {"complete", QT_TRANSLATE_NOOP("Columns", "Complete"), 9},
    {"destination", QT_TRANSLATE_NOOP("Columns", "Destination"), 12},
    {"effects", QT_TRANSLATE_NOOP("Columns", "Effects"), 12},
    {"actor", QT_TRANSLATE_NOOP("Columns", "Actor"), 6},
    {"attribution", QT_TRANSLATE_NOOP("Columns", "Attribution"), 12},
    {"delivery", QT_TRANSLATE_NOOP("Columns", "Delivery"), 11},
    {"identity", QT_TRANSLATE_NOOP("Columns", "Identity"), 10},
    {"rules", QT_TRANSLATE_NOOP("Columns", "Rules"), 10},
    {"evidence", QT_TRANSLATE_NOOP("Columns", "Evidence"), 24},
    {"touch", QT_TRANSLATE_NOOP("Columns", "Touch"), 15},
    {"stored", QT_TRANSLATE_NOOP("Columns", "Stored"), 7},
    {"event", QT_TRANSLATE_NOOP("Columns", "Event"), 8},
    {"events", QT_TRANSLATE_NOOP("Columns", "Events"), 8},
    {"reasons", QT_TRANSLATE_NOOP("Columns", "Reasons"), 50},
    {"signals", QT_TRANSLATE_NOOP("Columns", "Signals"), 50},
    {"reason", QT_TRANSLATE_NOOP("Columns", "Reason"), 50},
    {"status", QT_TRANSLATE_NOOP("Columns", "Status"), 11},
    {"document", QT_TRANSLATE_NOOP("Columns", "Document"), 24},
    {"indicator", QT_TRANSLATE_NOOP("Columns", "Indicator"), 15},
    {"id", QT_TRANSLATE_NOOP("Columns", "Id"), 15},
    {"tag", QT_TRANSLATE_NOOP("Columns", "Tag"), 14},
    {"note", QT_TRANSLATE_NOOP("Columns", "Note"), 50},
    {"author", QT_TRANSLATE_NOOP("Columns", "Author"), 14},
    {"route", QT_TRANSLATE_NOOP("Columns", "Route"), 12},
    {"detail", QT_TRANSLATE_NOOP("Columns", "Detail"), 50},
    {"ask", QT_TRANSLATE_NOOP("Columns", "Ask for"), 44},
    {"whom", QT_TRANSLATE_NOOP("Columns", "Of whom"), 30},
    {"expires", QT_TRANSLATE_NOOP("Columns", "Typically gone"), 23},
    {"recorder", QT_TRANSLATE_NOOP("Columns", "Recorder"), 28},
    {"zone", QT_TRANSLATE_NOOP("Columns", "Time zone"), 16},
    {"zone_from", QT_TRANSLATE_NOOP("Columns", "Zone known from"), 30},
    {"year_from", QT_TRANSLATE_NOOP("Columns", "Year known from"), 30},
    {"clock", QT_TRANSLATE_NOOP("Columns", "Clock off by (s)"), 12},
    {"kind", QT_TRANSLATE_NOOP("Columns", "Kind"), 11},
    {"bookmark", QT_TRANSLATE_NOOP("Columns", "Bookmark"), 9},
    {"bound", QT_TRANSLATE_NOOP("Columns", "In the case"), 11},
    {"snippet", QT_TRANSLATE_NOOP("Columns", "Passage"), 60},
    {"parent", QT_TRANSLATE_NOOP("Columns", "Enclosed in"), 14},
    {"witnesses", QT_TRANSLATE_NOOP("Columns", "Witnesses"), 9},
    {"recovered", QT_TRANSLATE_NOOP("Columns", "Recovered"), 10},
    {"rebuilt", QT_TRANSLATE_NOOP("Columns", "Rebuilt"), 8},
    {"item_class", QT_TRANSLATE_NOOP("Columns", "Kind of item"), 14},
    {"recovered_how", QT_TRANSLATE_NOOP("Columns", "How recovered"), 50},
    {"locator", QT_TRANSLATE_NOOP("Columns", "Item in the store"), 18},
    {"precision", QT_TRANSLATE_NOOP("Columns", "Precision"), 10},
    {"tz_assumed", QT_TRANSLATE_NOOP("Columns", "Zone assumed"), 12},
    {"year_assumed", QT_TRANSLATE_NOOP("Columns", "Year assumed"), 12},
    {"sequence", QT_TRANSLATE_NOOP("Columns", "No."), 6},
    {"hash", QT_TRANSLATE_NOOP("Columns", "Chain hash"), 14},
    {"previous", QT_TRANSLATE_NOOP("Columns", "Previous hash"), 14},
    {"examiner_grade", QT_TRANSLATE_NOOP("Columns", "Examiner's grade"), 15},
    {"examiner_state", QT_TRANSLATE_NOOP("Columns", "Examiner's grade is"), 16},
    {"examiner_reason", QT_TRANSLATE_NOOP("Columns", "Examiner's reason"), 40},
    {"examiner_document", QT_TRANSLATE_NOOP("Columns", "Examiner's document"), 24},
    {"examiner_author", QT_TRANSLATE_NOOP("Columns", "Examiner"), 14},
    {"examiner_time", QT_TRANSLATE_NOOP("Columns", "Stated on"), 23},
    {"regraded", QT_TRANSLATE_NOOP("Columns", "Regraded"), 9},
    {"program_grade", QT_TRANSLATE_NOOP("Columns", "Program's grade"), 15},
    {"program_then", QT_TRANSLATE_NOOP("Columns", "Program's grade then"), 15},
    {"number", QT_TRANSLATE_NOOP("Columns", "Recomputation"), 12},
    {"change", QT_TRANSLATE_NOOP("Columns", "Change"), 10},
    {"old_grade", QT_TRANSLATE_NOOP("Columns", "Grade before"), 15},
    {"new_grade", QT_TRANSLATE_NOOP("Columns", "Grade now"), 15},
    {"old_depth", QT_TRANSLATE_NOOP("Columns", "Depth before"), 11},
    {"new_depth", QT_TRANSLATE_NOOP("Columns", "Depth now"), 11},
    {"old_rules", QT_TRANSLATE_NOOP("Columns", "Rules before"), 12},
    {"new_rules", QT_TRANSLATE_NOOP("Columns", "Rules now"), 12},
    {"why", QT_TRANSLATE_NOOP("Columns", "Why"), 60},
    {"effect", QT_TRANSLATE_NOOP("Columns", "Id"), 15},
    {"in_force", QT_TRANSLATE_NOOP("Columns", "In force"), 9},
    {"what", QT_TRANSLATE_NOOP("Columns", "What"), 50},
    {"target", QT_TRANSLATE_NOOP("Columns", "Goes to"), 30},
    {"direction", QT_TRANSLATE_NOOP("Columns", "Where to"), 10},
    {"basis", QT_TRANSLATE_NOOP("Columns", "Because"), 50},
};

const char* const kWords[] = {
    QT_TRANSLATE_NOOP("Words", "message"),     QT_TRANSLATE_NOOP("Words", "attachment"),
    QT_TRANSLATE_NOOP("Words", "listed"),      QT_TRANSLATE_NOOP("Words", "snippet"),
    QT_TRANSLATE_NOOP("Words", "header"),      QT_TRANSLATE_NOOP("Words", "body"),
    QT_TRANSLATE_NOOP("Words", "whole"),       QT_TRANSLATE_NOOP("Words", "client"),
    QT_TRANSLATE_NOOP("Words", "third-party"), QT_TRANSLATE_NOOP("Words", "other-mailbox"),
    QT_TRANSLATE_NOOP("Words", "shown"),       QT_TRANSLATE_NOOP("Words", "recorded"),
    QT_TRANSLATE_NOOP("Words", "exact"),       QT_TRANSLATE_NOOP("Words", "probable"),
    QT_TRANSLATE_NOOP("Words", "possible"),    QT_TRANSLATE_NOOP("Words", "undetermined"),
    QT_TRANSLATE_NOOP("Words", "no-record"),   QT_TRANSLATE_NOOP("Words", "ruled-out"),
    QT_TRANSLATE_NOOP("Words", "attributed"),  QT_TRANSLATE_NOOP("Words", "holder"),
    QT_TRANSLATE_NOOP("Words", "habitual"),    QT_TRANSLATE_NOOP("Words", "undecided"),
    QT_TRANSLATE_NOOP("Words", "refused"),     QT_TRANSLATE_NOOP("Words", "covered"),
    QT_TRANSLATE_NOOP("Words", "not-covered"), QT_TRANSLATE_NOOP("Words", "not-applicable"),
    QT_TRANSLATE_NOOP("Words", "read"),        QT_TRANSLATE_NOOP("Words", "skipped"),
    QT_TRANSLATE_NOOP("Words", "failed"),      QT_TRANSLATE_NOOP("Words", "partial"),
    QT_TRANSLATE_NOOP("Words", "removed"),     QT_TRANSLATE_NOOP("Words", "success"),
    QT_TRANSLATE_NOOP("Words", "failure"),     QT_TRANSLATE_NOOP("Words", "unknown"),
    QT_TRANSLATE_NOOP("Words", "asserted"),    QT_TRANSLATE_NOOP("Words", "shared"),
    QT_TRANSLATE_NOOP("Words", "exclusive"),   QT_TRANSLATE_NOOP("Words", "lowered"),
    QT_TRANSLATE_NOOP("Words", "raised"),      QT_TRANSLATE_NOOP("Words", "agrees"),
    QT_TRANSLATE_NOOP("Words", "needs-document"), QT_TRANSLATE_NOOP("Words", "without-row"),
    QT_TRANSLATE_NOOP("Words", "added"),       QT_TRANSLATE_NOOP("Words", "depth"),
    QT_TRANSLATE_NOOP("Words", "rules"),       QT_TRANSLATE_NOOP("Words", "rule"),
    QT_TRANSLATE_NOOP("Words", "forwarding"),  QT_TRANSLATE_NOOP("Words", "script"),
    QT_TRANSLATE_NOOP("Words", "permission"),  QT_TRANSLATE_NOOP("Words", "grant"),
    QT_TRANSLATE_NOOP("Words", "credential"),  QT_TRANSLATE_NOOP("Words", "device"),
    QT_TRANSLATE_NOOP("Words", "session"),     QT_TRANSLATE_NOOP("Words", "sent"),
    QT_TRANSLATE_NOOP("Words", "forwarded"),   QT_TRANSLATE_NOOP("Words", "deleted"),
    QT_TRANSLATE_NOOP("Words", "moved"),       QT_TRANSLATE_NOOP("Words", "search"),
    QT_TRANSLATE_NOOP("Words", "yes"),         QT_TRANSLATE_NOOP("Words", "no"),
    QT_TRANSLATE_NOOP("Words", "external"),    QT_TRANSLATE_NOOP("Words", "internal"),
};
// What a recorder witnessed, and how fine its clock is: some of these words mean something else elsewhere.
const char* const kActionWords[] = {
    QT_TRANSLATE_NOOP("Actions", "login"), QT_TRANSLATE_NOOP("Actions", "logout"),
    QT_TRANSLATE_NOOP("Actions", "connect"), QT_TRANSLATE_NOOP("Actions", "disconnect"),
    QT_TRANSLATE_NOOP("Actions", "client-id"), QT_TRANSLATE_NOOP("Actions", "list"),
    QT_TRANSLATE_NOOP("Actions", "search"), QT_TRANSLATE_NOOP("Actions", "preview"),
    QT_TRANSLATE_NOOP("Actions", "read"), QT_TRANSLATE_NOOP("Actions", "download"),
    QT_TRANSLATE_NOOP("Actions", "view-source"), QT_TRANSLATE_NOOP("Actions", "export"),
    QT_TRANSLATE_NOOP("Actions", "fetch"), QT_TRANSLATE_NOOP("Actions", "select"),
    QT_TRANSLATE_NOOP("Actions", "access"), QT_TRANSLATE_NOOP("Actions", "sync"),
    QT_TRANSLATE_NOOP("Actions", "send"), QT_TRANSLATE_NOOP("Actions", "deliver"),
    QT_TRANSLATE_NOOP("Actions", "relay"), QT_TRANSLATE_NOOP("Actions", "redirect"),
    QT_TRANSLATE_NOOP("Actions", "save"), QT_TRANSLATE_NOOP("Actions", "copy"),
    QT_TRANSLATE_NOOP("Actions", "move"), QT_TRANSLATE_NOOP("Actions", "delete"),
    QT_TRANSLATE_NOOP("Actions", "undelete"), QT_TRANSLATE_NOOP("Actions", "expunge"),
    QT_TRANSLATE_NOOP("Actions", "flag"), QT_TRANSLATE_NOOP("Actions", "folder"),
    QT_TRANSLATE_NOOP("Actions", "rule"), QT_TRANSLATE_NOOP("Actions", "permission"),
    QT_TRANSLATE_NOOP("Actions", "admin"), QT_TRANSLATE_NOOP("Actions", "compose"),
    QT_TRANSLATE_NOOP("Actions", "refresh"), QT_TRANSLATE_NOOP("Actions", "page"),
    QT_TRANSLATE_NOOP("Actions", "file"), QT_TRANSLATE_NOOP("Actions", "other"),
};
const char* const kPrecisionWords[] = {
    QT_TRANSLATE_NOOP("Precision", "microsecond"), QT_TRANSLATE_NOOP("Precision", "millisecond"),
    QT_TRANSLATE_NOOP("Precision", "second"), QT_TRANSLATE_NOOP("Precision", "minute"),
    QT_TRANSLATE_NOOP("Precision", "hour"), QT_TRANSLATE_NOOP("Precision", "day"),
};
const char* const kWordFields[] = {"item",     "depth",  "destination", "attribution", "delivery",
                                   "identity", "status", "state",       "outcome",     "grade",      "old_grade", "new_grade",
                                   "examiner_state", "change", "old_depth", "new_depth", "kind", "in_force", "direction"};

struct ItemClass {
    const char* prefix;  // of PidTagMessageClass, [MS-OXCMSG] 2.2.1.3 and the pages of each kind
    const char* word;    // "" = mail
};
// The first that fits decides.
const ItemClass kItemClasses[] = {
    {"IPM.Note.Rules.", QT_TRANSLATE_NOOP("Words", "Rule reply")},
    {"IPM.Note.Microsoft.Voicemail", QT_TRANSLATE_NOOP("Words", "Voice message")},
    {"IPM.Note.Microsoft.Fax", QT_TRANSLATE_NOOP("Words", "Fax")},
    {"IPM.Note.", ""},
    {"IPM.Schedule.", QT_TRANSLATE_NOOP("Words", "Meeting")},
    {"IPM.Appointment", QT_TRANSLATE_NOOP("Words", "Appointment")},
    {"IPM.OLE.CLASS.{00061055-", QT_TRANSLATE_NOOP("Words", "Changed occurrence")},
    {"IPM.Contact", QT_TRANSLATE_NOOP("Words", "Contact")},
    {"IPM.AbchPerson", QT_TRANSLATE_NOOP("Words", "Contact")},
    {"IPM.DistList", QT_TRANSLATE_NOOP("Words", "Distribution list")},
    {"IPM.Task", QT_TRANSLATE_NOOP("Words", "Task")},
    {"IPM.StickyNote", QT_TRANSLATE_NOOP("Words", "Sticky note")},
    {"IPM.Activity", QT_TRANSLATE_NOOP("Words", "Journal entry")},
    {"IPM.Post", QT_TRANSLATE_NOOP("Words", "Post")},
    {"IPM.Sharing", QT_TRANSLATE_NOOP("Words", "Sharing")},
    {"IPM.Document", QT_TRANSLATE_NOOP("Words", "Document")},
    {"IPM.Recall", QT_TRANSLATE_NOOP("Words", "Recall")},
    {"IPM.Outlook.Recall", QT_TRANSLATE_NOOP("Words", "Recall")},
    {"IPM.Rule", QT_TRANSLATE_NOOP("Words", "Mailbox rule")},
    {"IPM.ExtendedRule.", QT_TRANSLATE_NOOP("Words", "Mailbox rule")},
    {"IPM.Microsoft.ScheduleData.FreeBusy", QT_TRANSLATE_NOOP("Words", "Free/busy times")},
    {"IPM.Microsoft.WunderBar.", QT_TRANSLATE_NOOP("Words", "Navigation link")},
    {"IPM.Configuration", QT_TRANSLATE_NOOP("Words", "Settings")},
    {"IPM.Microsoft.", QT_TRANSLATE_NOOP("Words", "Settings")},
    {"IPM.MessageManager", QT_TRANSLATE_NOOP("Words", "Settings")},
    {"REPORT.", QT_TRANSLATE_NOOP("Words", "Report")},
};

/// The translation of a word of that list; text itself when it is none of them.
QString wordOf(const char* context, std::span<const char* const> words, const QString& text) {
    for (const char* word : words)
        if (text == QLatin1String(word)) return QCoreApplication::translate(context, word);
    return text;
}

const Column* find(std::string_view field) {
    for (const Column& c : kColumns)
        if (field == c.field) return &c;
    return nullptr;
}

}  // namespace

QString heading(std::string_view field) {
    if (const Column* c = find(field)) return Text::tr(c->title);
    QString name = QString::fromLatin1(field.data(), qsizetype(field.size()))
                       .replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name;
}

int usualWidth(const Field& field) {
    if (const Column* c = find(field.name)) return c->width;
    switch (field.type) {
        case FieldType::Integer:
        case FieldType::Bytes:
        case FieldType::Boolean:
            return 9;
        case FieldType::Time:
            return 23;
        case FieldType::Id:
            return 15;
        default:
            return 24;
    }
}

bool rightAligned(FieldType type) {
    return type == FieldType::Integer || type == FieldType::Bytes;
}

bool elidedInTheMiddle(std::string_view field) {
    return field == "path" || field == "source" || field == "name" || field == "attachment" ||
           field == "message_id";
}

QString itemClassWord(const QString& itemClass) {
    if (itemClass.isEmpty() || itemClass.compare(QLatin1String("IPM.Note"), Qt::CaseInsensitive) == 0 ||
        itemClass.compare(QLatin1String("IPM"), Qt::CaseInsensitive) == 0)
        return {};
    for (const ItemClass& c : kItemClasses)
        if (itemClass.startsWith(QLatin1String(c.prefix), Qt::CaseInsensitive))
            return *c.word ? QCoreApplication::translate("Words", c.word) : QString();
    return itemClass;
}

QString mailboxWord(const QString& mailbox) {
    return mailbox == QLatin1String(".") ? QCoreApplication::translate("Words", "Loose messages") : mailbox;
}

QString valueWord(std::string_view field, const QString& text) {
    if (field == "item_class") return itemClassWord(text);
    if (field == "mailbox") return mailboxWord(text);
    if (field == "action") return wordOf("Actions", kActionWords, text);
    if (field == "precision") return wordOf("Precision", kPrecisionWords, text);
    const bool listed = std::find(std::begin(kWordFields), std::end(kWordFields), field) != std::end(kWordFields);
    return listed ? wordOf("Words", kWords, text) : text;
}

}  // namespace sillage::ui

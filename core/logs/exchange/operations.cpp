// EWS, OWA and ActiveSync operations as actions.
#include <unordered_map>

#include "base/text.h"
#include "logs/exchange/http_request.h"
#include "logs/scan_text.h"

namespace sillage::exchange {

namespace {

using Table = std::unordered_map<std::string_view, Action>;

// Operations that only look at the folder tree, the directory or the configuration are Other, found by not
// standing here. CreateItem may be a draft or a message sent: its body, which no log has, says which.
const Table& operations() {
    static const Table table{
        {"finditem", Action::List},
        {"findconversation", Action::List},
        {"findmailboxstatistics", Action::List},
        {"syncfolderitems", Action::Sync},
        {"syncconversation", Action::Sync},
        {"getattachment", Action::Download},
        {"getfileattachment", Action::Download},
        {"getattachmentthumbnail", Action::Download},
        {"getattachmentpreview", Action::Download},
        {"getallattachmentsaszip", Action::Export},
        {"exportitems", Action::Export},
        {"getnonindexableitemdetails", Action::Search},
        {"searchmailboxes", Action::Search},
        {"executesearch", Action::Search},
        {"endsearchsession", Action::Refresh},
        {"startsearchsession", Action::Search},
        {"getdiscoverysearchconfiguration", Action::Other},
        {"senditem", Action::Send},
        {"createitem", Action::Compose},
        {"createresponsefrommoderngroup", Action::Compose},
        {"updateitem", Action::Save},
        {"updateitemandreply", Action::Send},
        {"createattachment", Action::Compose},
        {"createattachmentfromlocalfile", Action::Compose},
        {"uploaditems", Action::Save},
        {"createuploadsession", Action::Save},
        {"moveitem", Action::Move},
        {"archiveitem", Action::Move},
        {"copyitem", Action::Copy},
        {"deleteitem", Action::Delete},
        {"emptyfolder", Action::Delete},
        {"deleteattachment", Action::Delete},
        {"applyconversationaction", Action::Move},
        {"markallitemsasread", Action::Flag},
        {"markasjunk", Action::Move},
        {"createfolder", Action::Folder},
        {"createfolderpath", Action::Folder},
        {"updatefolder", Action::Folder},
        {"movefolder", Action::Folder},
        {"copyfolder", Action::Folder},
        {"deletefolder", Action::Folder},
        {"createmanagedfolder", Action::Folder},
        {"updateinboxrules", Action::Rule},
        {"newinboxrule", Action::Rule},
        {"setinboxrule", Action::Rule},
        {"removeinboxrule", Action::Rule},
        {"enableinboxrule", Action::Rule},
        {"disableinboxrule", Action::Rule},
        {"adddelegate", Action::Permission},
        {"updatedelegate", Action::Permission},
        {"removedelegate", Action::Permission},
        {"setcalendarsharingpermissions", Action::Permission},
        {"installapp", Action::Permission},
        {"subscribe", Action::Refresh},
        {"unsubscribe", Action::Refresh},
        {"getevents", Action::Refresh},
        {"getstreamingevents", Action::Refresh},
        {"sendnotification", Action::Refresh},
        {"subscribetonotification", Action::Refresh},
        {"unsubscribetonotification", Action::Refresh},
        {"logdatapoint", Action::Refresh},
        {"logoff", Action::Logout},
    };
    return table;
}

const Table& easCommands() {
    static const Table table{
        {"sync", Action::Sync},
        {"itemoperations", Action::Fetch},
        {"getattachment", Action::Download},
        {"search", Action::Search},
        {"find", Action::Search},
        {"sendmail", Action::Send},
        {"smartreply", Action::Send},
        {"smartforward", Action::Send},
        {"moveitems", Action::Move},
        {"foldercreate", Action::Folder},
        {"folderdelete", Action::Folder},
        {"folderupdate", Action::Folder},
        {"ping", Action::Refresh},
        {"getitemestimate", Action::Refresh},
    };
    return table;
}

constexpr const char* kEasCodes[] = {"Sync",
                                     "SendMail",
                                     "SmartForward",
                                     "SmartReply",
                                     "GetAttachment",
                                     "",
                                     "",
                                     "",
                                     "",
                                     "FolderSync",
                                     "FolderCreate",
                                     "FolderDelete",
                                     "FolderUpdate",
                                     "MoveItems",
                                     "GetItemEstimate",
                                     "MeetingResponse",
                                     "Search",
                                     "Settings",
                                     "Ping",
                                     "ItemOperations",
                                     "Provision",
                                     "ResolveRecipients",
                                     "ValidateCert",
                                     "Find"};

bool takeOctets(std::string_view& rest, std::string_view& out) {
    if (rest.empty() || rest.size() - 1 < static_cast<unsigned char>(rest[0])) return false;
    out = rest.substr(1, static_cast<unsigned char>(rest[0]));
    rest.remove_prefix(1 + out.size());
    return true;
}

std::string idText(std::string_view octets) {
    for (const char c : octets)
        if (!isAlnum(c)) {
            std::string hex;
            for (const unsigned char o : octets)
                (hex += "0123456789abcdef"[o >> 4]) += "0123456789abcdef"[o & 15];
            return hex;
        }
    return std::string(octets);
}

/// Version, command, locale, device id, policy key, device type, then tagged parameters
/// (MS-ASHTTP 2.2.1.1.1.1).
bool readEncodedQuery(std::string_view query, Event& e) {
    for (const char c : query)
        if (!isAlnum(c) && c != '+' && c != '/' && c != '=' && c != '-' && c != '_') return false;
    const std::string octets = base64Decode(query);
    std::string_view rest = octets, device, policy, type;
    if (rest.size() < 8 || static_cast<unsigned char>(rest[0]) < 120 ||
        static_cast<unsigned char>(rest[0]) > 161)
        return false;
    const auto code = static_cast<unsigned char>(rest[1]);
    if (code >= std::size(kEasCodes) || kEasCodes[code][0] == '\0') return false;
    rest.remove_prefix(4);
    if (!takeOctets(rest, device) || !takeOctets(rest, policy) || !takeOctets(rest, type)) return false;
    addField(e, "operation", kEasCodes[code]);
    e.action = easAction(kEasCodes[code]);
    e.session = idText(device);
    addField(e, "device_id", e.session);
    addField(e, "device_type", clean(type, 100));
    while (rest.size() > 1) {
        const char tag = rest[0];
        rest.remove_prefix(1);
        std::string_view value;
        if (!takeOctets(rest, value)) break;
        if (tag == 0) e.part = clean(value, 500);
        if (tag == 1) addField(e, "collection", clean(value, 200));
        if (tag == 3) addField(e, "item_id", clean(value, 200));
        if (tag == 8) addField(e, "eas_user", clean(value, 200));
    }
    return true;
}

}  // namespace

Action operationAction(std::string_view operation, Action fetches) {
    const std::string name = asciiLower(operation);
    if (name == "getitem" || name == "getconversationitems" || name == "getreminderitem" ||
        name == "getmodernconversationitems")
        return fetches;
    const auto found = operations().find(name);
    return found == operations().end() ? Action::Other : found->second;
}

Action easAction(std::string_view command) {
    const auto found = easCommands().find(asciiLower(command));
    return found == easCommands().end() ? Action::Other : found->second;
}

bool readEasQuery(std::string_view query, Event& e) {
    const std::string command = queryValue(query, "Cmd");
    if (command.empty()) return readEncodedQuery(query.substr(0, query.find('&')), e);
    addField(e, "operation", elide(command, 60));
    e.action = easAction(command);
    e.session = elide(queryValue(query, "DeviceId"), 200);
    const auto add = [&](std::string_view field, std::string_view key, std::size_t max) {
        const std::string value = queryValue(query, key);
        if (!value.empty()) addField(e, field, elide(value, max));
    };
    add("device_id", "DeviceId", 200);
    add("device_type", "DeviceType", 100);
    add("eas_user", "User", 300);
    add("collection", "CollectionId", 200);
    add("item_id", "ItemId", 300);
    add("eas_log", "Log", 1000);
    e.part = elide(queryValue(query, "AttachmentName"), 500);
    return true;
}

}  // namespace sillage::exchange

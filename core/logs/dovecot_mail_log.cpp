// The mail_log plugin's lines (mail_log_events, mail_log_fields): the exact item, read from the left up to the
// Message-ID and from the right for the flags, because subject and sender are free text with commas.
#include <array>

#include "base/text.h"
#include "logs/dovecot_line.h"
#include "logs/scan_text.h"

namespace sillage {

namespace {

struct Operation {
    std::string_view word;
    Action action;
};

constexpr std::array kOperations = {
    Operation{"delete: ", Action::Delete},       Operation{"undelete: ", Action::Undelete},
    Operation{"expunge: ", Action::Expunge},     Operation{"save: ", Action::Save},
    Operation{"flag_change: ", Action::Flag},    Operation{"append: ", Action::Save},
    Operation{"Mailbox created: ", Action::Folder}, Operation{"Mailbox deleted: ", Action::Folder},
    Operation{"Mailbox renamed: ", Action::Folder}, Operation{"Mailbox subscribed: ", Action::Folder},
    Operation{"Mailbox unsubscribed: ", Action::Folder}};

constexpr std::array kKeys = {
    std::string_view(", uid="),  std::string_view(", msgid="), std::string_view(", size="),
    std::string_view(", vsize="), std::string_view(", from="), std::string_view(", subject="),
    std::string_view(", flags=")};

/// The first place where one of the known keys begins.
std::size_t nextKey(std::string_view text) {
    for (std::size_t at = text.find(','); at != std::string_view::npos; at = text.find(',', at + 1))
        for (const auto key : kKeys)
            if (startsWith(text.substr(at), key)) return at;
    return std::string_view::npos;
}

std::string_view takeValue(std::string_view& text) {
    const std::size_t end = nextKey(text);
    const std::string_view value = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return value;
}

/// The Message-ID ends at "> ," where it has angle brackets, so that one with a comma in it stays whole.
std::string_view takeMessageId(std::string_view& text) {
    const std::size_t close = findText(text, ">, ");
    const std::size_t end = nextKey(text);
    if (close != std::string_view::npos && end != std::string_view::npos && close + 1 > end &&
        startsWith(trim(text), "<")) {
        const std::string_view value = text.substr(0, close + 1);
        text.remove_prefix(close + 3);
        return value;
    }
    return takeValue(text);
}

void parseFields(std::string_view text, Event& e) {
    std::string_view flags;
    if (const std::size_t at = rfindText(text, ", flags=("); at != std::string_view::npos && text.back() == ')') {
        flags = text.substr(at + 9, text.size() - at - 10);
        text = text.substr(0, at);
    }
    while (!text.empty()) {
        if (take(text, "box=")) {
            e.folder = clean(takeValue(text));
            if (istartsWith(e.folder, "inbox") && e.folder.size() == 5) e.folder = "INBOX";
        } else if (take(text, "uid=")) {
            toUint32(takeValue(text), e.uid);
        } else if (take(text, "msgid=")) {
            e.messageId = clean(trim(takeMessageId(text)));
        } else if (take(text, "size=")) {
            addField(e, "size", leadingDigits(takeValue(text)));
        } else if (take(text, "vsize=")) {
            addField(e, "vsize", leadingDigits(takeValue(text)));
        } else if (take(text, "from=")) {
            const std::size_t subject = findText(text, ", subject=");
            addField(e, "from", clean(text.substr(0, subject), 500));
            text.remove_prefix(subject == std::string_view::npos ? text.size() : subject + 2);
        } else if (take(text, "subject=")) {
            addField(e, "subject", clean(text, 1000));
            text = {};
        } else {
            takeValue(text);
        }
    }
    if (!flags.empty()) addField(e, "flags", flags);
}

bool parseCopy(std::string_view text, Event& e) {
    std::string_view rest = text;
    const bool from = take(rest, "copy from ");
    if (!from && !take(rest, "copy -> ")) return false;
    const std::size_t at = findText(rest, ": box=");
    if (at == std::string_view::npos) return false;
    e.action = Action::Copy;
    addField(e, "op", "copy");
    addField(e, from ? "copied_from" : "copied_to", clean(rest.substr(0, at)));
    parseFields(rest.substr(at + 2), e);
    return true;
}

}  // namespace

bool parseMailLog(std::string_view text, Event& e) {
    if (text.empty()) return false;
    if (startsWith(text, "copy")) {
        if (!parseCopy(text, e)) return false;
        e.outcome = Outcome::Success;
        return true;
    }
    for (const auto& operation : kOperations) {
        if (!startsWith(text, operation.word)) continue;
        std::string_view rest = text.substr(operation.word.size());
        if (operation.action != Action::Folder && !contains(rest, "=")) return false;
        e.action = operation.action;
        e.outcome = Outcome::Success;
        addField(e, "op", operation.word.substr(0, operation.word.size() - 2));
        if (operation.action != Action::Folder) {
            parseFields(rest, e);
        } else if (const std::size_t arrow = findText(rest, " -> "); arrow != std::string_view::npos) {
            e.folder = clean(rest.substr(0, arrow));
            addField(e, "renamed_to", clean(rest.substr(arrow + 4)));
        } else {
            e.folder = clean(rest);
        }
        return true;
    }
    return false;
}

}  // namespace sillage

// See summary.h.
#include "mail/mapi/summary.h"

#include "base/text.h"
#include "mail/formats.h"
#include "mail/mapi/header_block.h"
#include "mail/mapi/property_names.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

/// A line of a summary: a property by id, or by set and LID.
struct Line {
    const char* label;
    std::uint16_t id = 0;
    const Guid* set = nullptr;
    std::uint32_t lid = 0;
};

constexpr Line kContact[] = {
    {"Name", 0x3001}, {"File as", 0, &kAddress, 0x8005}, {"Company", 0x3a16}, {"Job title", 0x3a17},
    {"Department", 0x3a18}, {"Office", 0x3a19},
    {"E-mail", 0, &kAddress, 0x8083}, {"E-mail name", 0, &kAddress, 0x8080},
    {"E-mail 2", 0, &kAddress, 0x8093}, {"E-mail 3", 0, &kAddress, 0x80a3},
    {"Business telephone", 0x3a08}, {"Business telephone 2", 0x3a1b}, {"Home telephone", 0x3a09},
    {"Mobile telephone", 0x3a1c}, {"Other telephone", 0x3a1f}, {"Primary telephone", 0x3a1a}, {"Pager", 0x3a21},
    {"Business fax", 0x3a24}, {"Home fax", 0x3a25}, {"Assistant", 0x3a30}, {"Manager", 0x3a4e},
    {"Spouse", 0x3a48}, {"Nickname", 0x3a4f}, {"Profession", 0x3a46},
    {"Work address", 0, &kAddress, 0x801b}, {"Home address", 0, &kAddress, 0x801a},
    {"Other address", 0, &kAddress, 0x801c}, {"Postal address", 0x3a15},
    {"Street", 0x3a29}, {"Postal code", 0x3a2a}, {"Town", 0x3a27}, {"Country", 0x3a26},
    {"Web page", 0x3a51}, {"Home page", 0x3a50}, {"Instant messaging", 0, &kAddress, 0x8062},
    {"Birthday", 0x3a42}, {"Anniversary", 0x3a41},
};
constexpr Line kCalendar[] = {
    {"Start", 0, &kAppointment, 0x820d}, {"End", 0, &kAppointment, 0x820e}, {"All day", 0, &kAppointment, 0x8215},
    {"Location", 0, &kAppointment, 0x8208}, {"Recurrence", 0, &kAppointment, 0x8232},
    {"Time zone", 0, &kAppointment, 0x8234}, {"Organiser", 0x0042}, {"Attendees", 0, &kAppointment, 0x8238},
    {"Required", 0, &kAppointment, 0x823b}, {"Optional", 0, &kAppointment, 0x823c},
    {"Meeting workspace", 0, &kAppointment, 0x8209}, {"Conference", 0, &kAppointment, 0x8240},
};
constexpr Line kTaskLines[] = {
    {"Start", 0, &kTask, 0x8104}, {"Due", 0, &kTask, 0x8105}, {"Completed on", 0, &kTask, 0x810f},
    {"Complete", 0, &kTask, 0x811c}, {"Share complete", 0, &kTask, 0x8102}, {"Owner", 0, &kTask, 0x811f},
    {"Assigned by", 0, &kTask, 0x8121}, {"Delegator", 0, &kTask, 0x8121}, {"Companies", 0, &kCommon, 0x8539},
    {"Contacts", 0, &kCommon, 0x853a}, {"Billing", 0, &kCommon, 0x8535}, {"Mileage", 0, &kCommon, 0x8534},
};
constexpr Line kJournal[] = {
    {"Type", 0, &kLog, 0x8700}, {"Start", 0, &kLog, 0x8706}, {"End", 0, &kLog, 0x8708},
    {"Minutes", 0, &kLog, 0x8707}, {"Description", 0, &kLog, 0x8712},
    {"Companies", 0, &kCommon, 0x8539}, {"Contacts", 0, &kCommon, 0x853a},
};
constexpr Line kList[] = {{"List", 0, &kAddress, 0x8053}, {"Name", 0x3001}};
constexpr Line kReport[] = {
    {"Report", 0x1001}, {"Reported at", 0x0032}, {"Original subject", 0x0049}, {"Original author", 0x004d},
    {"Original recipients", 0x0074}, {"Original copies", 0x0073}, {"Supplementary", 0x0c1b},
    {"Status", 0x0c20}, {"Reporting server", 0x6820},
};

/// Whole seconds are said as such: "2018-12-15 00:00:00 UTC".
std::string readable(const Property& p, std::string value) {
    constexpr std::string_view kWhole = ".000000Z";
    if (p.type != 0x0040 || !value.ends_with(kWhole)) return value;
    value.replace(value.size() - kWhole.size(), kWhole.size(), " UTC");
    if (const std::size_t at = value.find('T'); at != std::string::npos) value[at] = ' ';
    return value;
}

template <std::size_t N>
std::string lines(const Properties& p, const Line (&table)[N]) {
    std::string out;
    for (const Line& l : table) {
        const Property* found = l.set ? p.find(*l.set, l.lid) : p.find(l.id);
        if (!found) continue;
        const std::string value = readable(*found, valueText(*found, p.codePage, 64));
        if (trim(value).empty() || value == "none" || value == "false") continue;
        out += std::string(l.label) + ": " + value + "\r\n";
    }
    return out;
}

std::string members(const Properties& p) {
    const Property* list = p.find(kAddress, 0x8054);
    if (!list || list->values.empty()) list = p.find(kAddress, 0x8055);
    std::string out;
    if (!list) return out;
    for (const std::string& value : list->values)
        if (const std::string who = shown(oneOff(value)); !who.empty()) out += "Member: " + who + "\r\n";
    return out;
}

std::string reportRecipients(const Item& item) {
    std::string out;
    for (const Properties& r : item.recipients) {
        const std::string who = shown(recipientAddress(r)), why = r.text(tag::kReportText);
        if (!why.empty()) out += "Recipient: " + who + ": " + why + "\r\n";
    }
    return out;
}

std::string summaryOf(const Item& item) {
    const Properties& p = item.properties;
    const std::string c = asciiLower(p.text(tag::kMessageClass));
    const auto is = [&](std::string_view prefix) {
        return c.starts_with(prefix) && (c.size() == prefix.size() || c[prefix.size()] == '.');
    };
    if (is("ipm.contact")) return lines(p, kContact);
    if (is("ipm.distlist")) return lines(p, kList) + members(p);
    if (is("ipm.appointment") || c.starts_with("ipm.schedule.meeting") || is("ipm.ole.class"))
        return lines(p, kCalendar);
    if (is("ipm.task") || c.starts_with("ipm.taskrequest")) return lines(p, kTaskLines);
    if (is("ipm.activity")) return lines(p, kJournal);
    if (c.starts_with("report.")) return lines(p, kReport) + reportRecipients(item);
    return {};
}

}  // namespace

void addSummary(const Item& item, Bodies& bodies) {
    const std::string summary = summaryOf(item);
    if (summary.empty()) return;
    std::string text = crlfText(summary);
    if (bodies.hasText)
        text += "\r\n" + bodies.text;
    else if (bodies.hasHtml)
        text += "\r\n" + crlfText(htmlToText(toUtf8(bodies.html, bodies.htmlCharset)));
    bodies.text = std::move(text);
    bodies.hasText = true;
}

}  // namespace sillage::mapi

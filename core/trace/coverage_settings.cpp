// What recorders leave out, and who could alter them (see coverage_settings.h). Settings by their documentation: Dovecot
// "mail_log plugin", "imap_logout_format"; nginx ngx_http_log_module; Apache mod_log_config; rsyslog "omfwd".
#include "trace/coverage_settings.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage::tracing {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <std::size_t N>
std::string missingOf(std::string_view text, const char* const (&names)[N]) {
    std::string missing;
    for (const char* name : names)
        if (!has(text, name)) missing += (missing.empty() ? "" : ", ") + std::string(name);
    return missing;
}

}  // namespace

LogSettings::LogSettings(const Input& input) {
    for (const auto& f : input.facts) {
        if (f.fact.key == "dovecot-setting") {
            // What a block says adds to what stands outside it.
            std::string& value = dovecot_[f.fact.key2];
            value += (value.empty() ? "" : " ") + f.fact.value;
        } else if (f.fact.key == "roundcube-setting") {
            roundcube_[f.fact.key2] = f.fact.value;
        } else if (f.fact.key == "web-log-off") {
            webOff_.push_back(f.fact.value);
        } else if (f.fact.key == "syslog-forward") {
            forwardedTo_.push_back(f.fact.value);
        }
    }
    std::sort(webOff_.begin(), webOff_.end());
    std::sort(forwardedTo_.begin(), forwardedTo_.end());
    for (auto* list : {&webOff_, &forwardedTo_}) list->erase(std::unique(list->begin(), list->end()), list->end());
    if (const auto it = input.settings.find("recorders-remote"); it != input.settings.end())
        for (auto item : split(it->second, ',')) {
            item = trim(item);
            const auto eq = item.find('=');
            if (!item.substr(0, eq).empty())
                remote_.emplace_back(item.substr(0, eq), eq == std::string_view::npos ? std::string_view("…") : item.substr(eq + 1));
        }
}

std::string LogSettings::dovecot(std::string_view name) const {
    const auto it = dovecot_.find(std::string(name));
    return it == dovecot_.end() ? std::string() : it->second;
}

std::vector<std::string> LogSettings::mailServer() const {
    std::vector<std::string> out;
    if (dovecot_.empty()) {
        out.push_back(phrase("the server's configuration is not among the exhibits: which events it logs is not known"));
        return out;
    }
    const std::string events = dovecot("mail_log_events"), plugins = dovecot("mail_plugins");
    if (events.empty() && !has(plugins, "mail_log")) {
        out.push_back(phrase("mail_log is not configured: deletions, copies and flags are not logged"));
    } else if (!events.empty()) {
        static constexpr const char* kEvents[] = {"delete", "expunge", "copy", "save", "flag_change"};
        const std::string off = missingOf(events, kEvents);
        out.push_back(off.empty() ? phrase("mail_log: delete, expunge, copy, save, flag_change") : phrase("mail_log does not log %1", off));
    }
    if (const std::string logout = dovecot("imap_logout_format"); !logout.empty()) {
        static constexpr const char* kCounters[] = {"fetch_body_count", "fetch_body_bytes", "fetch_hdr_count"};
        if (const std::string off = missingOf(logout, kCounters); !off.empty())
            out.push_back(phrase("imap_logout_format leaves out %1: what a session fetched is not counted", off));
    }
    if (const std::string elements = dovecot("login_log_format_elements"); !elements.empty()) {
        static constexpr const char* kElements[] = {"rip", "session", "user"};
        if (const std::string off = missingOf(elements, kElements); !off.empty())
            out.push_back(phrase("login_log_format_elements leaves out %1", off));
    }
    if (const std::string trusted = dovecot("login_trusted_networks"); !trusted.empty())
        out.push_back(phrase("login_trusted_networks = %1: from there, address and session id are as the peer states them (T24)", trusted));
    return out;
}

std::vector<std::string> LogSettings::web() const {
    std::vector<std::string> out;
    if (!webOff_.empty()) {
        std::string where;
        for (const auto& w : webOff_) where += (where.empty() ? "" : ", ") + w;
        out.push_back(phrase("the web server's configuration switches the access log off for: %1", where));
    }
    return out;
}

std::vector<std::string> LogSettings::roundcube(const Recorder& recorder) const {
    std::vector<std::string> out;
    const auto is = [&](const char* key, std::string_view value) {
        const auto it = roundcube_.find(key);
        return it != roundcube_.end() && iequals(it->second, value);
    };
    if (recorder.format == "roundcube-userlogins") out.push_back(phrase("logins only: requests stand in the web server's access log"));
    if (recorder.format == "roundcube-imap" && is("imap_debug", "false"))
        out.push_back(phrase("Roundcube's settings have imap_debug off: the file stops where it was switched off"));
    if (roundcube_.empty() || recorder.format != "access-log") return out;
    if (!is("log_logins", "true")) out.push_back(phrase("Roundcube's settings do not log logins (log_logins)"));
    return out;
}

std::vector<std::string> LogSettings::leftOut(const Recorder& recorder, const Columns& columns) const {
    std::vector<std::string> out;
    const std::string& f = recorder.format;
    const bool http = f == "iis-w3c" || f == "access-log" || f == "exchange-httpproxy" || f == "exchange-ews";
    if (f == "dovecot" || (f == "syslog" && recorder.records & bit(Way::Imap))) out = mailServer();
    if (f == "access-log")
        for (auto& s : web()) out.push_back(std::move(s));
    if (f.starts_with("roundcube") || f == "access-log")
        for (auto& s : roundcube(recorder)) out.push_back(std::move(s));
    if (http && !columns.bytes) out.push_back(f == "iis-w3c" ? phrase("no record says how many octets were sent (sc-bytes is not among the fields): volume is not known") : phrase("no record says how many octets were sent: volume is not known"));
    if (http && !columns.address) out.push_back(phrase("no record says the client's address"));
    if (f != "access-log" && http && !columns.account) out.push_back(phrase("no record says the account (cs-username is not among the fields, or nobody signed in)"));
    if (http && !columns.agent) out.push_back(phrase("no record says the client's user agent"));
    if (f.starts_with("exchange-mailbox-audit")) out.push_back(phrase("T08@1: reads by the owner are not audited, and a stolen password logs on as the owner"));
    if (f.starts_with("m365-audit") && !(recorder.records & bit(Way::GraphDelegated)))
        out.push_back(phrase("not one MailItemsAccessed record: the licence, the mailboxes' auditing or the export left them out; reads are not recorded"));
    if (f == "exchange-tracking") out.push_back(phrase("deliveries and submissions only: it never shows reading"));
    return out;
}

std::string LogSettings::stated(const Recorder& recorder) const {
    for (const auto& [prefix, why] : remote_)
        if (recorder.name.compare(0, prefix.size(), prefix) == 0) return why;
    return {};
}

std::string LogSettings::integrity(const Recorder& recorder) const {
    if (const std::string why = stated(recorder); !why.empty()) return phrase("T30@1: from a remote collector, as the examiner states (%1): root on the host could not alter what was sent", why);
    const std::string& f = recorder.format;
    if (f.starts_with("m365-") || f.starts_with("entra-"))
        return phrase("T30@1: kept by Microsoft: an administrator of the tenant can switch it off, not alter what was written; the export itself is as trustworthy as whoever made it");
    if (f == "iis-w3c" || f.starts_with("exchange-")) return phrase("T30@1: kept on the server itself: its administrators could alter it");
    if (!forwardedTo_.empty() && (f == "syslog" || f == "dovecot"))
        return phrase("T30@1: kept on the host itself: root there could alter it; rsyslog sends a copy to %1: ask for it and compare", forwardedTo_.front());
    return phrase("T30@1: kept on the host itself: root there could alter it");
}

}  // namespace sillage::tracing

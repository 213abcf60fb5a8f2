// See record_losses.h.
#include "trace/record_losses.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace sillage::tracing {
namespace {

using What = RecordLoss::What;

RecordLoss loss(What what, std::string_view log = {}) {
    RecordLoss l;
    l.what = what;
    l.log = log;
    return l;
}

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Words of a command, quotes and redirections taken apart.
std::vector<std::string_view> words(std::string_view command) {
    std::vector<std::string_view> out;
    std::size_t at = 0;
    while (at < command.size() && out.size() < 64) {
        const std::size_t begin = command.find_first_not_of(" \t\"';&|", at);
        if (begin == std::string_view::npos) break;
        if (command[begin] == '>') {
            const bool appends = begin + 1 < command.size() && command[begin + 1] == '>';
            out.push_back(command.substr(begin, appends ? 2 : 1));
            at = begin + (appends ? 2 : 1);
            continue;
        }
        const std::size_t end = std::min(command.find_first_of(" \t\"';&|>", begin), command.size());
        out.push_back(command.substr(begin, end - begin));
        at = end;
    }
    return out;
}

bool isLog(std::string_view path) {
    return path.starts_with("/var/log") || path.starts_with("/run/log") || path.ends_with(".log") || path.ends_with(".journal");
}

template <std::size_t N>
bool one(const std::array<std::string_view, N>& of, std::string_view word) {
    return std::find(of.begin(), of.end(), word) != of.end();
}

bool logDaemon(std::string_view unit) {
    static constexpr std::array<std::string_view, 6> kDaemons{"rsyslog", "rsyslogd", "syslog", "syslog-ng", "systemd-journald", "auditd"};
    unit = unit.substr(0, unit.find(".s"));  // .service, .socket
    return one(kDaemons, unit);
}

std::string_view daemonsLog(std::string_view unit) { return unit.find("journald") != std::string_view::npos ? "journal" : "syslog"; }

/// systemctl stop rsyslog; service rsyslog stop.
std::optional<RecordLoss> daemonCommand(const std::vector<std::string_view>& w, std::size_t at) {
    static constexpr std::array<std::string_view, 4> kStop{"stop", "disable", "mask", "kill"};
    static constexpr std::array<std::string_view, 4> kStart{"start", "enable", "unmask", "restart"};
    std::string_view unit;
    bool stops = false, starts = false;
    for (std::size_t i = at + 1; i < w.size(); ++i) {
        if (logDaemon(w[i])) unit = w[i];
        stops |= one(kStop, w[i]);
        starts |= one(kStart, w[i]);
    }
    if (unit.empty() || stops == starts) return std::nullopt;
    return loss(stops ? What::Stopped : What::Started, daemonsLog(unit));
}

/// rm, shred, truncate and what else empties a file; the file must be a log.
std::optional<RecordLoss> fileCommand(const std::vector<std::string_view>& w, std::size_t at, std::string_view program) {
    static constexpr std::array<std::string_view, 6> kEmptying{"rm", "unlink", "shred", "truncate", "wipe", "srm"};
    const bool edits = program == "sed" && std::any_of(w.begin(), w.end(), [](std::string_view x) { return x.starts_with("-i") || x == "--in-place"; });
    const bool copiesNothing = (program == "cp" || program == "dd" || program == "cat") &&
                               std::any_of(w.begin(), w.end(), [](std::string_view x) { return x == "/dev/null" || x == "if=/dev/null" || x == "if=/dev/zero"; });
    if (!one(kEmptying, program) && !edits && !copiesNothing) return std::nullopt;
    for (std::size_t i = at + 1; i < w.size(); ++i) {
        std::string_view path = w[i];
        if (path.starts_with("of=")) path.remove_prefix(3);
        if (isLog(path)) return loss(What::Cleared, path);
    }
    return std::nullopt;
}

bool names(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<RecordLoss> windows(std::string_view op, const FieldOf& field) {
    if (op == "log-cleared") {
        const std::string_view named = field("Channel");  // 104 stands in System and names the log
        RecordLoss l = loss(What::Cleared, named.empty() ? field("channel") : named);
        l.own = named.empty() || named == field("channel");
        return l;
    }
    if (op != "audit-policy-changed") return std::nullopt;
    // Message ids of the auditing source: 8448 success removed, 8449 success added, 8450 failure removed, 8451 failure added.
    const std::string_view changes = field("AuditPolicyChanges");
    const bool cut = names(changes, "8448") || names(changes, "8450") || names(asciiLower(changes), "removed");
    RecordLoss l = loss(cut ? What::PolicyCut : What::PolicySet);
    l.policy = field("SubcategoryGuid").empty() ? field("SubcategoryId") : field("SubcategoryGuid");
    l.log = field("channel");
    return changes.empty() ? std::nullopt : std::optional(l);
}

}  // namespace

std::optional<RecordLoss> lossByCommand(std::string_view command) {
    const auto w = words(command);
    for (std::size_t at = 0; at < w.size(); ++at) {
        if (w[at] == ">" && at + 1 < w.size() && isLog(w[at + 1])) return loss(What::Cleared, w[at + 1]);
        const std::string_view program = baseName(w[at]);
        if (program == "journalctl" && std::any_of(w.begin(), w.end(), [](std::string_view x) { return x.starts_with("--vacuum-"); }))
            return loss(What::Trimmed, "journal");
        if (program == "logrotate" && std::any_of(w.begin(), w.end(), [](std::string_view x) { return x == "-f" || x == "--force"; }))
            return loss(What::Rotated);
        if (program == "auditctl" && w.size() > at + 2 && w[at + 1] == "-e" && w[at + 2] == "0") return loss(What::Stopped, "audit");
        if (program == "wevtutil" && w.size() > at + 2 && (w[at + 1] == "cl" || w[at + 1] == "clear-log")) return loss(What::Cleared, w[at + 2]);
        if (program == "systemctl" || program == "service" || program == "invoke-rc.d")
            if (auto found = daemonCommand(w, at)) return found;
        if (auto found = fileCommand(w, at, program)) return found;
    }
    return std::nullopt;
}

std::optional<RecordLoss> recordLoss(const FieldOf& field) {
    const std::string_view op = field("op");
    if (op == "sudo") {
        const std::string_view command = field("command");
        auto found = lossByCommand(command);
        if (found) found->how = elide(std::string(command), 200);
        return found;
    }
    if (op == "log-daemon-stopped") return loss(What::Stopped, field("log"));
    if (op == "log-daemon-started") return loss(What::Started, field("log"));
    if (op == "journal-vacuumed") return loss(What::Trimmed, "journal");
    return windows(op, field);
}

}  // namespace sillage::tracing

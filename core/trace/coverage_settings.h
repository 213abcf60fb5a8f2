// What the servers' configuration and the records themselves say a recorder leaves out (evidence model §3: event types
// off), and who could alter it (T30).
#pragma once

#include <map>

#include "trace/coverage_recorders.h"

namespace sillage::tracing {

/// What the records of a recorder have at all: a column that is always empty is not logged.
struct Columns {
    bool account = false, address = false, agent = false, bytes = false, counters = false;
};

/// The facts of the configuration files in evidence that say what is logged.
class LogSettings {
public:
    explicit LogSettings(const Input& input);
    /// In sentences: what it does not log, or that this is not known. Empty: nothing to say.
    [[nodiscard]] std::vector<std::string> leftOut(const Recorder& recorder, const Columns& columns) const;
    /// Who could alter it, and whether a copy goes elsewhere. One sentence.
    [[nodiscard]] std::string integrity(const Recorder& recorder) const;
    /// The examiner stated that it comes from a remote collector ("recorders-remote").
    [[nodiscard]] bool remote(const Recorder& recorder) const { return !stated(recorder).empty(); }
    [[nodiscard]] std::string dovecot(std::string_view name) const;
    [[nodiscard]] bool hasDovecot() const { return !dovecot_.empty(); }

private:
    [[nodiscard]] std::string stated(const Recorder& recorder) const;
    [[nodiscard]] std::vector<std::string> mailServer() const;
    [[nodiscard]] std::vector<std::string> web() const;
    [[nodiscard]] std::vector<std::string> roundcube(const Recorder& recorder) const;
    std::map<std::string, std::string> dovecot_, roundcube_;
    std::vector<std::string> webOff_, forwardedTo_;
    std::vector<std::pair<std::string, std::string>> remote_;  ///< prefix of a path, why
};

}  // namespace sillage::tracing

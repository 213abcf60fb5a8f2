// The formats as a table, and the checking of a definition of the user's: what `formats` prints and README holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"

namespace sillage {

struct FormatRow {
    std::string id, title;
    std::string origin;      ///< "code", "data" (built-in definition), "user"
    std::string best;        ///< what a record names at best: "item", "folder", "session", "nothing"; "" = not a log
    std::string proves;      ///< a sentence
    std::string definition;  ///< sha256 of the definition; "" = code
    std::string file;        ///< of a user's definition
    bool read = false;       ///< false: recognised only
    bool log = false;
};
/// Mailboxes, logs, containers, then what is only recognised; definitions behind the code.
std::vector<FormatRow> formatRows();
/// The logs as the table of README.md, user's definitions left out.
std::string formatMarkdown();

/// Takes in the definitions of this folder ("" = the usual one). Throws Error naming mistakes.
void loadUserFormats(const std::filesystem::path& folder);

struct SampleRow {
    std::uint64_t line = 0;         ///< in the definition
    std::string text;
    bool right = false;
    std::vector<std::string> gave;  ///< sentences, one a record
};
struct DefinitionCheck {
    std::string id, sha256;
    std::vector<SampleRow> samples;
    std::vector<std::string> mistakes;  ///< sentences that begin with FILE:LINE
};
DefinitionCheck checkFormat(const std::string& octets, const std::string& file);

struct LogCheck {
    std::string recognised;                 ///< a sentence: as what the log is recognised, and why
    std::uint64_t found = 0, events = 0, noise = 0, unknown = 0;
    std::map<std::string, std::uint64_t> noiseWhy;
    std::vector<std::string> firstUnknown;  ///< sentences: at most five, "line 12: …"
};
/// Reads a log in a sandboxed worker by a definition that has passed checkFormat(). Throws Error.
LogCheck checkLog(const std::string& octets, const std::string& file, const std::filesystem::path& log, Progress& progress);

}  // namespace sillage

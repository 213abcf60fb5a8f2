// The definitions of this process: those compiled into the program and those of the user. A format that came from here
// lives until the process ends, because sources refer to it. Setting them and listing them is thread-safe; recognising
// and reading by one definition is for one thread at a time.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/reader.h"
#include "logs/data/compiled.h"

namespace sillage {

struct DefinitionFile {
    std::string path;    ///< as it is named in messages and in the custody log
    std::string octets;
};

/// The folder of the user's definitions: stated, else $SILLAGE_FORMATS, else sillage/formats in the XDG data directory.
std::filesystem::path definitionFolder(const std::filesystem::path& stated);
/// Its *.json files, sorted by name; none when the folder is not there (but an Error when it was stated). Throws Error.
std::vector<DefinitionFile> definitionFiles(const std::filesystem::path& folder, bool mustExist);

/// What of a user's definition the program itself or another definition in use has already: its syslog programs.
std::vector<Mistake> conflictsOf(const Definition& definition);

/// Makes these the user's definitions, in place of those before. taken(id) says whether the program has a format of that
/// name already. Throws Error(Usage) naming the mistakes; then nothing has changed. check false: they have been checked
/// by the process they come from.
void useDefinitions(std::vector<DefinitionFile> files, bool check, bool (*taken)(std::string_view id));
/// What useDefinitions() was last given.
std::vector<DefinitionFile> usedDefinitions();
/// The files compiled in: formats/exim.json …
std::vector<DefinitionFile> builtInDefinitions();
/// Changes whenever the list below does.
unsigned definitionsVersion();

/// One definition as the registry sees it.
struct Defined {
    Definition definition;
    Format format;             ///< recognise is empty for one that only reads lines of a syslog file
    std::string proves;
    bool user = false;
};
/// Built-in ones, then the user's, each by id.
std::span<const Defined* const> definitions();
const Defined* findDefinition(std::string_view id);

/// The grammar of a syslog program's messages; nullptr when no definition names it.
Compiled* syslogGrammar(std::string_view program);
/// Compiles all of them: to be done while memory may still be made executable.
void readyDefinitions();
/// Sha256 (hex) by which a source of this format is read: of its definition, for syslog files of all that name
/// programs; "" when only the program's code reads it.
std::string definitionHash(const Format& format);

}  // namespace sillage

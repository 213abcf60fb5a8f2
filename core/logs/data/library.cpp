#include "logs/data/library.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase_learn.h"
#include "definitions.h"
#include "logs/data/reading.h"
#include "logs/data/samples.h"
#include "logs/syslog_messages.h"

namespace sillage {

namespace {

/// One definition and what reads by it, compiled at first use: in the worker that is before its cage closes.
struct Entry {
    Defined defined;
    std::unique_ptr<Compiled> compiled;

    Compiled& ready() {
        if (!compiled) {
            std::vector<Mistake> ignored;  // built in: held by tests; the user's: checked when they were taken in
            compiled = std::make_unique<Compiled>(defined.definition, true, ignored);
        }
        return *compiled;
    }
};

struct Library {
    std::mutex mutex;
    std::deque<Entry> entries;  // never taken away
    std::vector<const Defined*> list;
    std::map<std::string, Entry*, std::less<>> programs;
    std::deque<std::vector<const Defined*>> lists;
    std::vector<DefinitionFile> user;
    std::size_t builtIn = 0;
    std::string syslogHash;
};

std::atomic<unsigned> version{1};

const char* provesText(const Definition& d) {
    if (d.best == "item") return "names item";
    if (d.best == "folder") return "names folder";
    return d.best == "session" ? "session" : "nothing";
}

void learn(const Definition& d) {
    learnPhrase(d.title.en, d.title.fr);
    learnPhrase(d.means.en, d.means.fr);
    if (d.otherwise) learnPhrase(d.otherwise->en, d.otherwise->fr);
    for (const Rule& r : d.rules)
        if (r.noise) learnPhrase(r.noise->en, r.noise->fr);
}

Entry& addEntry(Library& library, Definition definition, bool user) {
    Entry& entry = library.entries.emplace_back();
    Defined& d = entry.defined;
    d.definition = std::move(definition);
    d.user = user;
    d.proves = provesText(d.definition);
    if (!d.definition.means.en.empty()) d.proves += ": " + d.definition.means.en;
    d.format = {d.definition.id.c_str(), d.definition.title.en.c_str(), SourceKind::Log, nullptr, nullptr, nullptr, d.proves.c_str()};
    d.format.definition = d.definition.sha256;
    d.format.definedIn = d.definition.file;
    learn(d.definition);
    if (!d.definition.lines && !d.definition.table && !d.definition.json && !d.definition.pairs) return entry;
    d.format.recognise = [&entry](const Head& head) { return recogniseByDefinition(entry.ready(), head); };
    d.format.read = [&entry](ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
        readByDefinition(entry.ready(), source, range, sink);
    };
    d.format.scan = scanOf(d.definition);
    return entry;
}

/// The list as it is now, kept for ever: spans of it are out.
void publish(Library& library, const std::vector<Entry*>& inUse) {
    std::vector<const Defined*> list;
    library.programs.clear();
    std::string all;
    for (Entry* e : inUse) {
        list.push_back(&e->defined);
        const Definition& d = e->defined.definition;
        if (!d.syslog) continue;
        for (const std::string& program : d.syslog->programs) library.programs.emplace(program, e);
        all += d.id + " " + d.sha256 + "\n";
    }
    library.syslogHash = all.empty() ? std::string() : toHex(sha256(all));
    library.lists.push_back(std::move(list));
    ++version;
}

std::vector<Entry*> builtInOf(Library& library) {
    std::vector<Entry*> out;
    for (std::size_t i = 0; i < library.builtIn; ++i) out.push_back(&library.entries[i]);
    return out;
}

Library& library() {
    static Library* const only = [] {
        auto* l = new Library;  // outlives every static that may still ask
        std::vector<Mistake> ignored;  // held by tests
        for (const auto& file : embedded::definitions()) addEntry(*l, readDefinition(file.octets, "", ignored), false);
        l->builtIn = l->entries.size();
        publish(*l, builtInOf(*l));
        return l;
    }();
    return *only;
}

/// The French of built-in definitions is there without anybody having listed formats before.
const bool kSpoken = [] {
    phraseSource([] { library(); });
    return true;
}();

[[noreturn]] void refuse(const std::string& file, const std::vector<Mistake>& mistakes) {
    throw Error(phrase("%1 (%2 mistakes in this definition of a log format)", said(mistakeText(file, mistakes.front())), mistakes.size()),
                "sillage-cli formats --check FILE names every mistake; correct it, or take the file out of the folder.", ExitCode::Usage);
}

std::vector<Mistake> conflicts(const Definition& d, const std::vector<Entry*>& inUse) {
    std::vector<Mistake> out;
    if (!d.syslog) return out;
    const auto wrong = [&](const std::string& program, const std::string& by) {
        out.push_back({"/syslog/programs", 1, phrase("the lines of the program “%1” are read by the format “%2” already", program, by)});
    };
    for (const std::string& program : d.syslog->programs) {
        if (isReadByCode(program)) wrong(program, "syslog");
        for (const Entry* other : inUse) {
            const Definition& o = other->defined.definition;
            if (o.syslog && std::count(o.syslog->programs.begin(), o.syslog->programs.end(), program)) wrong(program, o.id);
        }
    }
    return out;
}

}  // namespace

std::vector<Mistake> conflictsOf(const Definition& definition) {
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    return conflicts(definition, builtInOf(l));
}

std::filesystem::path definitionFolder(const std::filesystem::path& stated) {
    if (!stated.empty()) return stated;
    if (const char* set = std::getenv("SILLAGE_FORMATS"); set && *set) return set;
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data == '/') return std::filesystem::path(data) / "sillage/formats";
    if (const char* home = std::getenv("HOME"); home && *home == '/') return std::filesystem::path(home) / ".local/share/sillage/formats";
    return {};
}

std::vector<DefinitionFile> definitionFiles(const std::filesystem::path& folder, bool mustExist) {
    std::vector<DefinitionFile> out;
    std::error_code error;
    if (folder.empty() || !std::filesystem::is_directory(folder, error)) {
        if (mustExist) throw Error(phrase("%1 is not a folder of log formats", folder.string()), "Name the folder that holds the *.json files.", ExitCode::Usage);
        return out;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::string octets((std::istreambuf_iterator<char>(in)), {});
        if (!in) throw Error(phrase("cannot read %1", entry.path().string()), "Check that it is a file and may be read.");
        out.push_back({entry.path().string(), std::move(octets)});
    }
    if (error) throw Error(phrase("cannot read %1: %2", folder.string(), error.message()), "Check that the folder may be read.");
    std::sort(out.begin(), out.end(), [](const DefinitionFile& a, const DefinitionFile& b) { return a.path < b.path; });
    return out;
}

void useDefinitions(std::vector<DefinitionFile> files, bool check, bool (*taken)(std::string_view id)) {
    Library& l = library();
    std::vector<Definition> read;
    for (const DefinitionFile& file : files) {
        std::vector<Mistake> mistakes;
        if (check) {
            Checked checked = checkDefinition(file.octets, file.path);
            mistakes = std::move(checked.mistakes);
            read.push_back(checked.compiled->definition());
        } else {
            read.push_back(readDefinition(file.octets, file.path, mistakes));
        }
        const Definition& d = read.back();
        if (taken && taken(d.id)) mistakes.push_back({"/id", 1, phrase("the program has a format “%1” already; give yours another id", d.id)});
        for (std::size_t i = 0; i + 1 < read.size(); ++i)
            if (read[i].id == d.id) mistakes.push_back({"/id", 1, phrase("%1 has the id “%2” as well", read[i].file, d.id)});
        if (!mistakes.empty()) refuse(file.path, mistakes);
    }
    const std::lock_guard lock(l.mutex);
    const bool same = files.size() == l.user.size() &&
                      std::equal(files.begin(), files.end(), l.user.begin(), [](const auto& a, const auto& b) { return a.path == b.path && a.octets == b.octets; });
    if (same) return;
    auto inUse = builtInOf(l);
    for (Definition& d : read) {
        if (auto wrong = conflicts(d, inUse); !wrong.empty()) refuse(d.file, wrong);
        inUse.push_back(&addEntry(l, std::move(d), true));
    }
    publish(l, inUse);
    l.user = std::move(files);
}

std::vector<DefinitionFile> usedDefinitions() {
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    return l.user;
}

std::vector<DefinitionFile> builtInDefinitions() {
    std::vector<DefinitionFile> out;
    for (const auto& file : embedded::definitions()) out.push_back({std::string(file.path), std::string(file.octets)});
    return out;
}

unsigned definitionsVersion() {
    library();
    return version;
}

std::span<const Defined* const> definitions() {
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    return l.lists.back();
}

const Defined* findDefinition(std::string_view id) {
    for (const Defined* d : definitions())
        if (d->definition.id == id) return d;
    return nullptr;
}

Compiled* syslogGrammar(std::string_view program) {
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    const auto at = l.programs.find(program);
    return at == l.programs.end() ? nullptr : &at->second->ready();
}

void readyDefinitions() {
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    for (Entry& e : l.entries) e.ready();
}

std::string definitionHash(const Format& format) {
    if (std::string_view(format.id).substr(0, 6) != "syslog") return std::string(format.definition);
    Library& l = library();
    const std::lock_guard lock(l.mutex);
    return l.syslogHash;
}

}  // namespace sillage

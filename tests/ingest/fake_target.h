// A target in memory that writes down everything an import does, in order: two imports are the same when their
// journals are.
#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/phrase.h"
#include "base/hash.h"
#include "ingest/engine.h"

struct FakeStore {
    std::vector<sillage::Source> sources;
    std::vector<sillage::FileRow> files;
    std::vector<std::pair<std::int64_t, sillage::Problem>> problems;
    std::vector<std::pair<std::int64_t, sillage::Fact>> facts;
    struct Kept {
        std::int64_t source = 0, file = 0, parent = 0, id = 0;
        std::string quoting;
        sillage::Message message;
    };
    std::vector<Kept> messages;
    std::vector<std::pair<std::int64_t, sillage::Event>> events;
    std::set<std::string> placements, recordKeys;
    std::int64_t placementIds = 0;
    unsigned commits = 0, finished = 0;

    sillage::Source* byPath(const std::string& path) {
        for (auto& s : sources)
            if (s.path == path) return &s;
        return nullptr;
    }
    std::vector<std::string> reasons(const std::string& path) {
        std::vector<std::string> out;
        const auto* s = byPath(path);
        for (const auto& [id, p] : problems)
            if (s && id == s->id) out.push_back(sillage::inEnglish(p.item + ": " + p.reason));
        return out;
    }
    /// Everything but what depends on the machine (inode, times).
    std::string journal() const {
        std::ostringstream out;
        for (const auto& s : sources) {
            out << "source " << s.id << ' ' << s.path << ' ' << s.format << ' ' << s.state << ' ' << s.sha256 << ' '
                << s.bytes << ' ' << s.counts.found << ' ' << s.counts.imported << ' ' << s.counts.duplicate << ' '
                << s.counts.skipped << ' ' << s.counts.failed << ' ' << s.counts.problems << ' ' << s.why << '\n';
        }
        for (const auto& f : files)
            out << "file " << f.sourceId << ' ' << f.path << ' ' << f.spool << ' ' << f.begin << ' ' << f.length << ' '
                << f.sha256 << '\n';
        for (const auto& m : messages)
            out << "message " << m.source << ' ' << m.file << ' ' << m.parent << ' ' << m.message.folder << ' '
                << m.message.uid << ' ' << sillage::toHex(m.message.sha256) << ' ' << m.message.offset << ' '
                << m.message.subject << ' ' << m.message.indexText.size() << ' ' << m.quoting << '\n';
        for (const auto& [s, e] : events)
            out << "event " << s << ' ' << e.line << ' ' << e.offset << ' ' << e.item << ' ' << e.account << ' '
                << e.rawTime << '\n';
        for (const auto& [s, p] : problems)
            out << "problem " << s << ' ' << p.offset << ' ' << p.length << ' ' << p.item << ' ' << p.reason << '\n';
        for (const auto& [s, f] : facts) out << "fact " << s << ' ' << f.key << ' ' << f.key2 << ' ' << f.value << '\n';
        return out.str();
    }
};

class FakeWriter final : public sillage::IndexWriter {
public:
    explicit FakeWriter(FakeStore& store) : s_(store) {}
    std::int64_t addSource(const sillage::Source& s) override {
        s_.sources.push_back(s);
        return s_.sources.back().id = static_cast<std::int64_t>(s_.sources.size());
    }
    void updateSource(const sillage::Source& s) override { s_.sources.at(static_cast<std::size_t>(s.id - 1)) = s; }
    std::int64_t addFile(const sillage::FileRow& f) override {
        if (f.id) {
            s_.files.at(static_cast<std::size_t>(f.id - 1)) = f;
            return f.id;
        }
        s_.files.push_back(f);
        return s_.files.back().id = static_cast<std::int64_t>(s_.files.size());
    }
    bool addMessage(std::int64_t source, std::int64_t file, sillage::Message&& m, std::int64_t parent,
                    const std::string& quoting, std::int64_t& placement) override {
        placement = ++s_.placementIds;
        const std::string key = m.mailboxPath + '\n' + m.folder + '\n' + std::to_string(m.uid) + '\n' + m.fileName +
                                '\n' + sillage::toHex(m.sha256) + '\n' + std::to_string(m.offset) + '\n' +
                                std::to_string(parent);
        const bool isNew = s_.placements.insert(key).second;
        if (isNew) s_.messages.push_back({source, file, parent, placement, quoting, std::move(m)});
        return isNew;
    }
    bool addEvent(std::int64_t source, sillage::Event&& e) override {
        if (!e.recordKey.empty() && e.item == 0 && !s_.recordKeys.insert(e.recordKey).second) return false;
        s_.events.emplace_back(source, std::move(e));
        return true;
    }
    void addProblem(std::int64_t source, const sillage::Problem& p) override { s_.problems.emplace_back(source, p); }
    void addFact(std::int64_t source, const sillage::Fact& f) override { s_.facts.emplace_back(source, f); }
    void commit() override { ++s_.commits; }
    void finish() override { ++s_.finished; }

private:
    FakeStore& s_;
};

class FakeTarget final : public sillage::IngestTarget {
public:
    FakeTarget(FakeStore& store, std::filesystem::path spool) : s_(store), spool_(std::move(spool)) {}
    std::vector<sillage::Source> sources() override { return s_.sources; }
    std::vector<sillage::FileRow> filesOf(std::int64_t id) override {
        std::vector<sillage::FileRow> out;
        for (const auto& f : s_.files)
            if (f.sourceId == id) out.push_back(f);
        return out;
    }
    void removeSource(std::int64_t id) override {
        std::erase_if(s_.messages, [id](const auto& m) { return m.source == id; });
        std::erase_if(s_.events, [id](const auto& e) { return e.first == id; });
        std::erase_if(s_.problems, [id](const auto& p) { return p.first == id; });
        std::erase_if(s_.facts, [id](const auto& f) { return f.first == id; });
        std::erase_if(s_.files, [id](const auto& f) { return f.sourceId == id; });
        s_.placements.clear();
        s_.sources.at(static_cast<std::size_t>(id - 1)).state = "removed";
    }
    void updateSource(const sillage::Source& s) override { s_.sources.at(static_cast<std::size_t>(s.id - 1)) = s; }
    std::filesystem::path spoolDirectory() override { return spool_; }
    std::unique_ptr<sillage::IndexWriter> writer() override { return std::make_unique<FakeWriter>(s_); }
    void note(const std::string& action, const std::string&) override { notes.push_back(action); }
    std::vector<std::string> notes;

private:
    FakeStore& s_;
    std::filesystem::path spool_;
};

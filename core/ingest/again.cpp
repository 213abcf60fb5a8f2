#include "ingest/again.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/json.h"
#include "base/text.h"
#include "ingest/definitions.h"

namespace sillage {
namespace {

/// "x@2" → {"x", 2}; "x" → {"x", 1}.
std::pair<std::string, unsigned> versioned(const std::string& path) {
    const std::size_t at = path.rfind('@');
    unsigned long long n = 0;
    if (at == std::string::npos || at == 0 || !parseUint(std::string_view(path).substr(at + 1), n) || n < 2 || n > 1000000)
        return {path, 1};
    return {path.substr(0, at), static_cast<unsigned>(n)};
}

bool sameIdentity(const Source& a, const Source& b) {
    return a.bytes == b.bytes && a.mtimeNs == b.mtimeNs && a.ctimeNs == b.ctimeNs && a.inode == b.inode &&
           a.device == b.device;
}

}  // namespace

std::string treeHash(std::vector<std::pair<std::string, std::string>>&& pathsAndHashes) {
    std::vector<std::string> lines;
    for (auto& [path, hash] : pathsAndHashes) lines.push_back(hash + "  " + path + "\n");
    std::sort(lines.begin(), lines.end());
    Sha256 all;
    for (const std::string& line : lines) all.add(line);
    return toHex(all.finish());
}

std::vector<std::string> hashSources(const std::vector<const PlanSource*>& sources, WorkerPool& pool,
                                     Progress& progress) {
    struct Place {
        std::size_t source, file;
    };
    std::vector<std::vector<std::string>> hashes(sources.size());
    std::vector<JobPointer> jobs;
    std::vector<std::vector<Place>> places;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        hashes[s].resize(sources[s]->files.size());
        for (std::size_t f = 0; f < sources[s]->files.size(); ++f) {
            if (jobs.empty() || jobs.back()->unit.items.size() >= 200) {
                jobs.push_back(std::make_shared<Job>());
                jobs.back()->unit.operation = wire::Operation::Hash;
                places.emplace_back();
            }
            const PlanFile& file = sources[s]->files[f];
            wire::UnitItem item;
            item.id = static_cast<std::uint32_t>(places.back().size());
            item.begin = file.begin;
            item.length = file.length;
            item.range.end = file.length;
            jobs.back()->unit.items.push_back(std::move(item));
            jobs.back()->files.push_back(&file);
            places.back().push_back({s, f});
        }
    }
    std::size_t submitted = 0;
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        while (submitted < jobs.size() && submitted < j + 4 * pool.size()) pool.submit(jobs[submitted++]);
        while (!pool.wait(*jobs[j], std::chrono::milliseconds(100))) {
            if (!progress.cancelled()) continue;
            pool.cancel();
            return std::vector<std::string>(sources.size());
        }
        for (const JobFrame& frame : jobs[j]->frames) {
            if (frame.type != wire::Frame::ItemDone) continue;
            wire::ItemResult r;
            wire::Decoder in(frame.payload, false);
            wire::decode(in, r);
            const Place place = places[j][r.item];
            hashes[place.source][place.file] = toHex(r.sha256);
        }
        pool.release(*jobs[j]);
        progress.advance(j + 1, jobs.size());
    }
    std::vector<std::string> out;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const bool whole = std::find(hashes[s].begin(), hashes[s].end(), std::string()) == hashes[s].end();
        std::vector<std::pair<std::string, std::string>> lines;
        for (std::size_t f = 0; f < hashes[s].size(); ++f) lines.emplace_back(sources[s]->files[f].path, hashes[s][f]);
        out.push_back(!whole ? std::string() : sources[s]->tree ? treeHash(std::move(lines)) : hashes[s].empty() ? "" : hashes[s][0]);
    }
    return out;
}

Again::Again(IngestTarget& target, WorkerPool& pool, bool rehash, Progress& progress)
    : target_(target), pool_(pool), rehash_(rehash), progress_(progress) {
    dropInterrupted();
    for (Source& s : target_.sources()) {
        if (s.state == "removed") continue;
        const auto [path, version] = versioned(s.path);
        Known& k = known_[{s.root, path}];
        if (version > k.versions) {
            k.versions = version;
            k.latest = std::move(s);
        }
    }
    for (const auto& [place, k] : known_)
        if (k.latest.kind == SourceKind::Mailbox) stores_.emplace(place.second, &k);
}

/// A container that was interrupted takes its members with it: they are read together or not at all.
void Again::dropInterrupted() {
    const auto all = target_.sources();
    std::vector<const Source*> broken;
    for (const Source& s : all)
        if (s.state == kInterrupted) broken.push_back(&s);
    for (const Source& s : all) {
        const bool gone = s.state == kInterrupted ||
                          std::any_of(broken.begin(), broken.end(), [&s](const Source* b) {
                              return s.state != "removed" && s.root == b->root && s.path.starts_with(b->path + "!/");
                          });
        if (gone) target_.removeSource(s.id);
    }
}

bool Again::sameOnDisk(const PlanSource& source, const Source& known) {
    if (!source.tree) return sameIdentity(source.row, known);
    const auto rows = target_.filesOf(known.id);
    if (rows.size() != source.files.size()) return false;
    std::map<std::string, const FileRow*> byPath;
    for (const FileRow& r : rows) byPath[r.path] = &r;
    return std::all_of(source.files.begin(), source.files.end(), [&](const PlanFile& f) {
        const auto at = byPath.find(f.path);
        if (at == byPath.end()) return false;
        const FileRow& r = *at->second;
        return r.length == f.length && r.mtimeNs == f.mtimeNs && r.ctimeNs == f.ctimeNs && r.inode == f.inode &&
               r.device == f.device;
    });
}

std::uint64_t Again::membersOf(const Source& container) const {
    std::uint64_t n = 0;
    const std::string prefix = container.path + "!/";
    for (auto at = known_.lower_bound({container.root, prefix});
         at != known_.end() && at->first.first == container.root && at->first.second.starts_with(prefix); ++at)
        ++n;
    return n;
}

/// Logs only: a mailbox of another length is another state of it, and both are evidence.
bool Again::mayHaveGrown(const PlanSource& source, const Source& known) {
    return !source.tree && source.files.size() == 1 && known.kind == SourceKind::Log && known.bytes > 0 &&
           !known.sha256.empty() && source.row.bytes > known.bytes;
}

/// The whole log is read again in the place of its beginning: years and sessions reach across the old end.
void Again::grow(PlanSource& source, const Source& known) {
    ++grown_;
    source.row.path = known.path;
    target_.note("source grew", JsonWriter().beginObject().key("path").string(known.path).key("root").string(known.root)
                                    .key("sha256_before").string(known.sha256).key("octets_before")
                                    .number(static_cast<std::int64_t>(known.bytes)).key("octets")
                                    .number(static_cast<std::int64_t>(source.row.bytes)).endObject().text());
    target_.removeSource(known.id);
}

/// A source, or a member of a container, that another definition read: all of it is read again in its place.
bool Again::readByOther(PlanSource& source, const Source& known) {
    std::vector<std::int64_t> ids{known.id};
    bool other = definitionChanged(known);
    const std::string prefix = known.path + "!/";
    for (auto at = known_.lower_bound({known.root, prefix});
         at != known_.end() && at->first.first == known.root && at->first.second.starts_with(prefix); ++at) {
        ids.push_back(at->second.latest.id);
        other = other || definitionChanged(at->second.latest);
    }
    if (!other) return false;
    source.row.path = known.path;
    target_.note("definition changed", JsonWriter().beginObject().key("path").string(known.path).key("root").string(known.root)
                                           .key("format").string(known.format).key("why_before").string(inEnglish(known.why))
                                           .endObject().text());
    for (const std::int64_t id : ids) target_.removeSource(id);
    return true;
}

/// A store of the same path and length was read from another root, and somebody stated whose one of them is: whether both are
/// the same octets decides whether they are one mailbox.
bool Again::hasTwin(const PlanSource& source) const {
    const auto [from, to] = stores_.equal_range(source.row.path);
    return std::any_of(from, to, [&](const auto& one) {
        const Source& s = one.second->latest;
        return s.bytes == source.row.bytes && !s.sha256.empty() && s.mailbox != source.row.mailbox;
    });
}

/// Of those: known before they are read.
void Again::hashTwins(std::vector<PlanSource>& twins) {
    if (twins.empty()) return;
    std::vector<const PlanSource*> all;
    for (const PlanSource& s : twins) all.push_back(&s);
    const auto hashes = hashSources(all, pool_, progress_);
    for (std::size_t i = 0; i < twins.size(); ++i) twins[i].row.sha256 = hashes[i];
}

void Again::apply(std::vector<PlanSource>& sources) {
    std::vector<PlanSource> out, twins;
    std::vector<std::pair<PlanSource, const Known*>> doubtful;
    for (PlanSource& s : sources) {
        const auto at = known_.find({s.row.root, s.row.path});
        if (at == known_.end()) {
            (hasTwin(s) ? twins : out).push_back(std::move(s));
        } else if (sameOnDisk(s, at->second.latest) && readByOther(s, at->second.latest)) {
            out.push_back(std::move(s));
        } else if (!rehash_ && sameOnDisk(s, at->second.latest)) {
            unchanged_ += 1 + membersOf(at->second.latest);
        } else if (s.files.empty() && !s.tree) {
            ++unchanged_;  // a link or a file that could not be read is only listed
        } else {
            doubtful.emplace_back(std::move(s), &at->second);
        }
    }
    hashTwins(twins);
    std::move(twins.begin(), twins.end(), std::back_inserter(out));
    // Of what may have grown, only the octets it had are compared: with more of them it is not what it was.
    std::vector<PlanSource> beginnings;
    beginnings.reserve(doubtful.size());
    std::vector<const PlanSource*> toHash;
    for (const auto& [source, known] : doubtful) {
        if (!mayHaveGrown(source, known->latest)) {
            toHash.push_back(&source);
            continue;
        }
        beginnings.push_back(source);
        beginnings.back().files.front().length = known->latest.bytes;
        toHash.push_back(&beginnings.back());
    }
    if (!toHash.empty()) progress_.note(phrase("Comparing %1 sources by content", toHash.size()));
    const auto hashes = hashSources(toHash, pool_, progress_);
    for (std::size_t i = 0; i < doubtful.size(); ++i) {
        auto& [source, known] = doubtful[i];
        const bool same = !hashes[i].empty() && hashes[i] == known->latest.sha256;
        if (same && mayHaveGrown(source, known->latest)) {
            grow(source, known->latest);
            out.push_back(std::move(source));
            continue;
        }
        if (same) {
            unchanged_ += 1 + membersOf(known->latest);
            continue;
        }
        ++changed_;
        source.row.path += "@" + std::to_string(known->versions + 1);
        out.push_back(std::move(source));
    }
    sources = std::move(out);
}

}  // namespace sillage

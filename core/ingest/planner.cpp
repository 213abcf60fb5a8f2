#include "ingest/planner.h"

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "decode/registry.h"
#include "evidence/mail_place.h"
#include "ingest/again.h"
#include "ingest/definitions.h"

namespace sillage {
namespace {

constexpr std::size_t kProbeBatch = 200;

std::string lastComponent(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::string directoryOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? "." : std::string(path.substr(0, slash));
}

}  // namespace

OpenFile PlanFile::open() const {
    if (spool) throw Error("a spooled file has no descriptor of its own");
    return root->open(rawPath);
}

Planner::Planner(const ImportOptions& options, WorkerPool& pool, IngestTarget* target,
                 std::filesystem::path spoolDirectory, Progress& progress)
    : options_(options), pool_(pool), target_(target), spoolDirectory_(std::move(spoolDirectory)),
      progress_(progress), spoolLeft_(options.spoolLimit) {}

Plan Planner::make() {
    if (!options_.asFormat.empty() && !findFormat(options_.asFormat))
        throw Error(phrase("unknown format %1", options_.asFormat), "See the list of formats in the help.", ExitCode::Usage);
    auto paths = options_.paths;
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    for (const auto& path : paths) addRoot(path);
    auto& sources = plan_.sources;
    std::stable_sort(sources.begin(), sources.end(), [](const PlanSource& a, const PlanSource& b) {
        return std::tie(a.row.root, a.row.path) < std::tie(b.row.root, b.row.path);
    });
    uniquePaths();
    for (const PlanSource& s : sources)
        for (const PlanFile& f : s.files) plan_.bytes += s.settled ? 0 : f.length;
    plan_.cancelled = progress_.cancelled();
    return std::move(plan_);
}

/// A tar may hold a path twice: the later one is a later version.
void Planner::uniquePaths() {
    for (std::size_t i = 0; i + 1 < plan_.sources.size(); ++i) {
        const Source first = plan_.sources[i].row;
        for (std::size_t n = 2; ++i < plan_.sources.size() && plan_.sources[i].row.root == first.root &&
                                plan_.sources[i].row.path == first.path; ++n)
            plan_.sources[i].row.path += "@" + std::to_string(n);
        --i;
    }
}

void Planner::addRoot(const std::filesystem::path& path) {
    const auto root = std::make_shared<const EvidenceRoot>(path);
    plan_.media.push_back(phrase("%1: %2, %3", root->path().string(), said(root->medium()),
                                 said(root->noAtime() ? phraseText("access times kept") : phraseText("access times may change"))));
    progress_.note(phrase("Listing %1", pathText(path.string())));
    const auto listing = root->walk(progress_);
    Context context;
    context.root = root;
    auto sources = list(listing, context);
    if (target_ && !progress_.cancelled()) compare(sources);
    std::vector<PlanSource*> unknown;
    for (auto& s : sources)
        if (!s.settled && !s.tree) unknown.push_back(&s);
    probe(unknown);
    expandAll(sources, 0);
    std::move(sources.begin(), sources.end(), std::back_inserter(plan_.sources));
}

PlanFile Planner::fileOf(const TreeEntry& entry, std::size_t index, const Context& context) const {
    PlanFile f;
    f.rawPath = entry.path;
    f.path = context.prefix + pathText(entry.path);
    f.name = lastComponent(entry.path);
    f.root = context.root;
    f.spool = context.spool;
    f.length = entry.size;
    f.mtimeNs = entry.mtimeNs;
    if (context.members) {
        f.begin = (*context.members)[index].begin;
    } else {
        f.ctimeNs = entry.ctimeNs;
        f.inode = entry.inode;
        f.device = entry.device;
    }
    return f;
}

PlanSource Planner::base(const TreeEntry& entry, const Context& context) const {
    PlanSource s;
    s.row.path = s.place = context.prefix + pathText(entry.path);
    s.row.root = context.root->path().string();
    s.row.format = "unknown";
    s.row.bytes = entry.size;
    s.row.mailbox = options_.mailbox;
    s.row.tz = options_.tz;
    // A member is as old and as identical as the container it lies in.
    s.row.mtimeNs = context.container ? context.container->row.mtimeNs : entry.mtimeNs;
    s.row.ctimeNs = context.container ? context.container->row.ctimeNs : entry.ctimeNs;
    s.row.inode = context.container ? context.container->row.inode : entry.inode;
    s.row.device = context.container ? context.container->row.device : entry.device;
    return s;
}

void Planner::notReadable(PlanSource& s, const TreeEntry& entry) const {
    s.row.counts.found = 1;
    if (entry.kind == TreeEntry::Kind::Failed) {
        s.settle("failed", entry.reason);
        s.row.counts.failed = 1;
        s.problems.push_back({0, entry.size, "file", entry.reason});
        return;
    }
    const bool link = entry.kind == TreeEntry::Kind::Link;
    const std::string why = link ? phrase("a link: listed, not followed") : phrase("a device, socket or pipe: listed, not opened");
    s.settle("skipped", why);
    s.row.counts.skipped = 1;
    s.row.counts.skippedWhy[why] = 1;
}

PlanSource Planner::treeSource(const std::vector<TreeEntry>& listing, const MaildirTree& tree,
                               const Context& context) const {
    TreeEntry entry;
    entry.path = tree.root.empty() ? "." : tree.root;
    PlanSource s = base(entry, context);
    s.tree = true;
    s.format = findFormat("maildir");
    s.row.format = "maildir";
    s.row.kind = SourceKind::Mailbox;
    s.row.why = phrase("a Maildir: cur and new directories, %1 folders", tree.folders.size());
    s.mailboxPath = s.row.path;
    for (const MaildirFolder& folder : tree.folders) {
        PlanFolder f{folder.folder, folder.folderRaw, nullptr};
        if (folder.uidList >= 0) {
            const auto i = static_cast<std::size_t>(folder.uidList);
            f.uidList = std::make_shared<PlanFile>(fileOf(listing[i], i, context));
        }
        for (const std::size_t i : folder.messages) {
            PlanFile file = fileOf(listing[i], i, context);
            file.folder = static_cast<std::uint32_t>(s.folders.size());
            s.row.bytes += file.length;
            s.row.mtimeNs = std::max(s.row.mtimeNs, file.mtimeNs);
            s.files.push_back(std::move(file));
        }
        s.folders.push_back(std::move(f));
    }
    return s;
}

std::vector<PlanSource> Planner::list(const std::vector<TreeEntry>& listing, const Context& context) {
    std::vector<PlanSource> out;
    std::vector<bool> taken(listing.size());
    std::map<std::size_t, std::pair<const MaildirTree*, const MaildirFolder*>> lists;
    const auto trees = options_.asFormat.empty() ? findMaildirs(listing) : std::vector<MaildirTree>();
    for (const MaildirTree& tree : trees) {
        out.push_back(treeSource(listing, tree, context));
        for (const MaildirFolder& folder : tree.folders) {
            for (const std::size_t i : folder.messages) taken[i] = true;
            if (folder.uidList >= 0) lists[static_cast<std::size_t>(folder.uidList)] = {&tree, &folder};
        }
    }
    for (std::size_t i = 0; i < listing.size(); ++i) {
        const TreeEntry& entry = listing[i];
        if (taken[i] || entry.kind == TreeEntry::Kind::Directory) continue;
        PlanSource s = base(entry, context);
        if (entry.kind != TreeEntry::Kind::File) {
            notReadable(s, entry);
        } else {
            s.files.push_back(fileOf(entry, i, context));
            if (const auto at = lists.find(i); at != lists.end()) {
                s.folders.push_back({at->second.second->folder, at->second.second->folderRaw, nullptr});
                s.mailboxPath = context.prefix + pathText(at->second.first->root.empty() ? "." : at->second.first->root);
            }
        }
        out.push_back(std::move(s));
    }
    return out;
}

bool Planner::run(const std::vector<JobPointer>& jobs) {
    std::size_t submitted = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        while (submitted < jobs.size() && submitted < i + 4 * pool_.size()) pool_.submit(jobs[submitted++]);
        while (!pool_.wait(*jobs[i], std::chrono::milliseconds(100))) {
            if (!progress_.cancelled()) continue;
            pool_.cancel();
            return false;
        }
    }
    return true;
}

void Planner::probed(PlanSource& s, const std::string& id, const std::string& reason) {
    const Format* format = findFormat(id);
    s.format = format;
    s.row.format = format ? format->id : "unknown";
    s.row.kind = format ? format->kind : SourceKind::Unknown;
    s.row.why = format ? whyBy(*format, reason) : whyUnknown(reason);
    s.container = format && format->kind == SourceKind::Container;
    placeHints(s);
}

/// Names of mailbox and folder that follow from the place alone.
void Planner::placeHints(PlanSource& s) const {
    if (!s.format || s.format->kind != SourceKind::Mailbox || s.tree) return;
    if (s.format->keys) return;  // a store of its own: the source is the mailbox, its folders are inside
    const auto place = s.row.format == "emlx" ? placeInAppleMail(s.place)
                       : s.row.format == "mbox" ? placeInMozilla(s.place) : std::nullopt;
    if (place) {
        s.mailboxPath = place->mailboxPath;
        s.folders.assign(1, {place->folder, place->folderRaw, nullptr});
        return;
    }
    if (s.row.format != "mbox" && s.row.format != "olm") {
        s.mailboxPath = directoryOf(s.place);
        return;
    }
    s.mailboxPath = s.place;
    if (s.row.format == "olm") return;  // its folders are inside
    PlanFolder f{"INBOX", s.files.front().name, nullptr};
    for (const char* home : {"/mail/", "/Mail/"}) {
        const std::size_t at = s.place.find(home);
        if (at == std::string::npos || s.place.substr(0, at).ends_with("var") ||
            s.place.substr(0, at).ends_with("spool"))
            continue;
        s.mailboxPath = s.place.substr(0, at + 5);
        f.folderRaw = s.place.substr(at + 6);
        f.folder = fromModifiedUtf7(f.folderRaw);
        if (iequals(f.folder, "inbox")) f.folder = "INBOX";
        break;
    }
    s.folders.assign(1, f);
}

void Planner::probe(std::vector<PlanSource*>& sources) {
    if (!options_.asFormat.empty()) {
        for (PlanSource* s : sources) probed(*s, options_.asFormat, phraseText("stated by the investigator"));
        return;
    }
    progress_.note(phrase("Recognising %1 files", sources.size()));
    std::vector<JobPointer> jobs;
    for (std::size_t begin = 0; begin < sources.size(); begin += kProbeBatch) {
        auto job = std::make_shared<Job>();
        job->unit.operation = wire::Operation::Probe;
        for (std::size_t i = begin; i < std::min(sources.size(), begin + kProbeBatch); ++i) {
            const PlanFile& file = sources[i]->files.front();
            wire::UnitItem item;
            item.id = static_cast<std::uint32_t>(i - begin);
            item.begin = file.begin;
            item.length = file.length;
            item.hints.name = file.name;
            item.path = file.rawPath;
            job->unit.items.push_back(std::move(item));
            job->files.push_back(&file);
        }
        jobs.push_back(std::move(job));
    }
    if (!run(jobs)) return;
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        for (const JobFrame& frame : jobs[j]->frames) {
            if (frame.type != wire::Frame::Recognition) continue;
            wire::RecognitionResult r;
            wire::Decoder in(frame.payload, false);
            wire::decode(in, r);
            probed(*sources[j * kProbeBatch + r.item], r.format, r.reason);
        }
        for (const LostItem& lost : jobs[j]->lost) {
            PlanSource& s = *sources[j * kProbeBatch + lost.item];
            s.settle("failed", lost.problem.reason);
            s.row.counts.found = s.row.counts.failed = 1;
            s.problems.push_back(lost.problem);
        }
        pool_.release(*jobs[j]);
    }
}

void Planner::compare(std::vector<PlanSource>& sources) {
    Again again(*target_, pool_, options_.rehash, progress_);
    again.apply(sources);
    plan_.unchanged += again.unchanged();
    plan_.changed += again.changed();
    plan_.grown += again.grown();
}

}  // namespace sillage

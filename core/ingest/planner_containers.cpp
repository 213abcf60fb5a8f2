// Planner: opening containers, and those inside them.
#include <algorithm>
#include <deque>

#include "base/text.h"
#include "base/phrase.h"
#include "ingest/free_space.h"
#include "ingest/planner.h"

namespace sillage {
namespace {

constexpr unsigned kMaxDepth = 8;

std::string withoutExtension(const std::string& name) {
    for (const char* ending : {".gz", ".bz2", ".xz", ".zst", ".Z", ".lzma"})
        if (std::string_view(asciiLower(name)).ends_with(asciiLower(ending)))
            return name.substr(0, name.size() - std::string_view(ending).size());
    return name;
}

}  // namespace

void Planner::tooDeep(PlanSource& s) {
    const std::string why = phrase("not fully examined: containers are opened to a depth of %1", kMaxDepth);
    s.settle("failed", why);
    s.row.counts.found = s.row.counts.failed = 1;
    s.problems.push_back({0, s.row.bytes, "container", why});
    plan_.limitHit = true;
}

/// Opens every container among sources, and those inside them. Groups are formed so that no order of finishing can
/// change what fits into the spool.
void Planner::expandAll(std::vector<PlanSource>& sources, unsigned depth) {
    std::vector<PlanSource> found;
    std::vector<PlanSource*> containers;
    for (PlanSource& s : sources)
        if (s.container && !s.settled) containers.push_back(&s);
    if (!containers.empty()) {
        const std::uint64_t room = requireFreeSpace(spoolDirectory_.parent_path(), options_.minFree);
        spoolLeft_ = std::min(spoolLeft_, room);
    }
    for (std::size_t at = 0; at < containers.size() && !progress_.cancelled();) {
        std::deque<Expansion> group;
        std::vector<JobPointer> jobs;
        const std::size_t first = at;
        std::uint64_t worst = 0;
        for (; at < containers.size() && group.size() < 4 * pool_.size(); ++at) {
            PlanSource& s = *containers[at];
            const std::uint64_t packed = s.files.front().length;
            const std::uint64_t most = std::max<std::uint64_t>(100ull << 20, packed > spoolLeft_ ? packed : packed * 100);
            if (!group.empty() && worst + most > spoolLeft_) break;
            worst += most;
            group.emplace_back(spoolDirectory_, spoolLeft_);
            jobs.push_back(group.back().start(s.files.front(), s.row.format));
        }
        progress_.note(phrase("Opening %1", elide(containers[first]->row.path, 200)));
        if (!run(jobs)) return;
        for (std::size_t i = 0; i < group.size(); ++i) {
            Expanded expanded = group[i].finish();
            spoolLeft_ -= std::min(spoolLeft_, expanded.octets);
            opened(*containers[first + i], std::move(expanded), found, depth + 1);
        }
    }
    std::move(found.begin(), found.end(), std::back_inserter(sources));
}

void Planner::opened(PlanSource& s, Expanded&& expanded, std::vector<PlanSource>& out, unsigned depth) {
    if (expanded.problem.starts_with("not fully examined")) plan_.limitHit = true;
    const bool single = expanded.members.size() == 1 && expanded.members[0].header.path.empty();
    if (!single) return members(s, expanded, out, depth);
    const Member& member = expanded.members[0];
    for (const std::string& problem : {expanded.problem, member.problem})
        if (!problem.empty() && (s.problems.empty() || s.problems.back().reason != problem))
            s.problems.push_back({member.length, 0, "compressed data", problem});
    if (!member.problem.empty()) plan_.limitHit = plan_.limitHit || member.problem.starts_with("not fully");
    s.container = false;
    if (s.diskSha256.empty()) s.diskSha256 = expanded.sha256;
    PlanFile& file = s.files.front();
    file.spool = expanded.spool;
    file.begin = member.begin;
    file.length = member.length;
    file.name = withoutExtension(file.name);
    std::vector<PlanSource*> again{&s};
    const std::string how = s.row.format;
    probe(again);
    s.row.why = phrase("%1, compressed with %2", said(s.row.why), how);
    if (!s.container) return;
    if (depth >= kMaxDepth) return tooDeep(s);
    std::vector<PlanSource> one;
    one.push_back(std::move(s));
    expandAll(one, depth);
    s = std::move(one.front());
    std::move(one.begin() + 1, one.end(), std::back_inserter(out));
}

/// An archive: a row of its own, whose records are its members; each member is a source.
void Planner::members(PlanSource& s, Expanded& expanded, std::vector<PlanSource>& out, unsigned depth) {
    s.settled = true;
    s.row.sha256 = s.diskSha256.empty() ? expanded.sha256 : s.diskSha256;
    if (!expanded.problem.empty()) s.problems.push_back({0, 0, "container", expanded.problem});
    std::vector<TreeEntry> listing;
    Reconciliation& counts = s.row.counts;
    for (const Member& m : expanded.members) {
        std::string path = m.header.path;
        while (path.starts_with("./")) path.erase(0, 2);
        while (path.size() > 1 && path.ends_with('/')) path.pop_back();
        TreeEntry e;
        e.path = path.empty() || path == "." ? "unnamed" : path;
        e.size = m.length;
        e.mtimeNs = m.header.mtimeNs;
        e.kind = m.header.kind == wire::EntryKind::Directory ? TreeEntry::Kind::Directory
                 : m.header.kind == wire::EntryKind::Link    ? TreeEntry::Kind::Link
                 : m.header.kind == wire::EntryKind::Other   ? TreeEntry::Kind::Special
                                                             : TreeEntry::Kind::File;
        if (e.kind == TreeEntry::Kind::File && !m.problem.empty() && m.length == 0) {
            e.kind = TreeEntry::Kind::Failed;
            e.reason = m.problem;
        }
        listing.push_back(std::move(e));
        if (listing.back().kind == TreeEntry::Kind::Directory) continue;
        ++counts.found;
        const bool link = listing.back().kind == TreeEntry::Kind::Link || listing.back().kind == TreeEntry::Kind::Special;
        if (listing.back().kind == TreeEntry::Kind::Failed) ++counts.failed;
        else if (link) ++counts.skipped, ++counts.skippedWhy[phraseText("links and special files: listed, not followed")];
        else ++counts.imported;
    }
    if (counts.found == 0 && !expanded.problem.empty()) counts.found = counts.failed = 1;
    s.row.state = counts.failed > 0 && counts.imported == 0 ? "failed"
                  : counts.failed > 0 || !s.problems.empty() ? "partial" : "read";
    std::vector<std::size_t> order(listing.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return listing[a].path < listing[b].path; });
    std::vector<TreeEntry> sorted;
    std::vector<Member> sortedMembers;
    for (const std::size_t i : order) {
        sorted.push_back(std::move(listing[i]));
        sortedMembers.push_back(expanded.members[i]);
    }
    Context context;
    context.root = s.files.front().root;
    context.spool = expanded.spool;
    context.container = &s;
    context.prefix = s.row.path + "!/";
    context.depth = depth;
    context.members = &sortedMembers;
    auto inner = list(sorted, context);
    std::vector<PlanSource*> unknown;
    for (PlanSource& m : inner)
        if (!m.settled && !m.tree) unknown.push_back(&m);
    // What is damaged in the middle is read as far as it goes, and says so.
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (!sortedMembers[i].problem.empty() && sorted[i].kind == TreeEntry::Kind::File)
            for (PlanSource& m : inner)
                if (!m.files.empty() && !m.tree && m.files.front().rawPath == sorted[i].path)
                    m.problems.push_back({sorted[i].size, 0, "member", sortedMembers[i].problem});
    probe(unknown);
    if (depth >= kMaxDepth) {
        for (PlanSource& m : inner)
            if (m.container && !m.settled) tooDeep(m);
    } else {
        expandAll(inner, depth);
    }
    s.files.clear();
    std::move(inner.begin(), inner.end(), std::back_inserter(out));
}

}  // namespace sillage

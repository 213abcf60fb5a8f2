#include "ingest/committer.h"

#include <algorithm>
#include <set>

#include "base/phrase.h"
#include "ingest/again.h"
#include "store/placement_key.h"

namespace sillage {
namespace {

using namespace wire;

constexpr std::uint64_t kCommitOctets = 1u << 30;
constexpr std::chrono::seconds kCommitTime{2};

/// Hash, size and headers stay; nothing of what it says is taken in.
void withhold(Message& m) {
    m.held = true;
    m.indexText.clear();
    m.parts.clear();
    m.hasText = false;
    m.defects.clear();
}

/// Hex of what a unit hashed; "" when it could not be read.
std::string digestIn(const Job& hash) {
    std::string out;
    for (const JobFrame& frame : hash.frames) {
        if (frame.type != Frame::ItemDone) continue;
        ItemResult r;
        Decoder in(frame.payload, false);
        decode(in, r);
        if (r.hashed) out = toHex(r.sha256);
    }
    return out;
}

}  // namespace

struct Committer::Slice {
    std::vector<const JobFrame*> frames;
    std::vector<ItemResult> results;
    std::vector<const LostItem*> lost;
    std::string sha256, quoting;
};

Committer::Committer(Plan& plan, IndexWriter& writer, const HoldPredicate& hold, const CredentialPredicate& ofCase, ImportReport& report,
                     Await await)
    : plan_(plan), writer_(writer), hold_(hold), ofCase_(ofCase), report_(report), await_(std::move(await)) {}

Committer::Open& Committer::open(std::size_t index) {
    const auto [at, isNew] = open_.try_emplace(index);
    Open& o = at->second;
    if (!isNew) return o;
    const PlanSource& planned = plan_.sources[index];
    o.row = planned.row;
    o.row.state = kInterrupted;
    o.row.counts = {};
    o.row.id = writer_.addSource(o.row);
    for (const Problem& p : planned.problems) problem(o, p);
    return o;
}

void Committer::problem(Open& o, const Problem& p) {
    writer_.addProblem(o.row.id, p);
    ++o.row.counts.problems;
    if (p.reason.starts_with("not fully examined")) report_.limitHit = true;
}

void Committer::account(const Source& row) {
    Reconciliation& t = report_.total;
    t.found += row.counts.found;
    t.imported += row.counts.imported;
    t.duplicate += row.counts.duplicate;
    t.skipped += row.counts.skipped;
    t.failed += row.counts.failed;
    t.problems += row.counts.problems;
    t.recovered += row.counts.recovered;
    for (const auto& [why, count] : row.counts.skippedWhy) t.skippedWhy[why] += count;
    ++report_.sources;
}

/// A source of which nothing is read by a unit: its counts stand in the plan.
void Committer::settled(std::size_t index) {
    PlanSource& planned = plan_.sources[index];
    Source row = planned.row;
    if (row.state.empty()) row.state = "read";
    row.counts.problems = planned.problems.size();
    const bool container = planned.container && row.state != "failed";
    Source first = row;
    // Closed after its members: an import that is interrupted between them reads them again together.
    if (container) first.state = kInterrupted;
    row.id = writer_.addSource(first);
    for (const Problem& p : planned.problems) writer_.addProblem(row.id, p);
    if (container) containers_.push_back(row);
    account(row);
}

void Committer::addFile(Open& o, const Step& step, const std::string& sha256) {
    const PlanSource& source = plan_.sources[step.source];
    const PlanFile& file = source.files[step.file];
    FileRow row;
    row.id = o.file;  // not 0: written down already, without its digest
    row.sourceId = o.row.id;
    row.path = file.path;  // of the file itself: a later version "x@2" is still read from x
    row.root = o.row.root;
    row.spool = file.spool ? file.spool->name : "";
    row.begin = file.begin;
    row.length = file.length;
    row.sha256 = sha256;
    row.mtimeNs = file.mtimeNs;
    row.ctimeNs = file.ctimeNs;
    row.inode = file.inode;
    row.device = file.device;
    o.file = writer_.addFile(row);
    o.sha256 = sha256;
    if (source.tree && row.id) o.hashes.back().second = sha256;
    else if (source.tree) o.hashes.emplace_back(file.path, sha256);
    else o.row.sha256 = source.diskSha256.empty() ? sha256 : source.diskSha256;
}

/// The digest of the file in hand, where it is computed meanwhile.
const std::string& Committer::hashOf(Open& o) {
    if (o.sha256.empty() && o.hash && await_(*o.hash)) o.sha256 = digestIn(*o.hash);
    return o.sha256;
}

/// The digest that was computed beside the reading.
void Committer::addHash(Open& o, const Step& step) {
    const std::string sha256 = digestIn(*step.hash);
    if (sha256.empty() && step.hash->lost.empty()) problem(o, {0, 0, "file", "the decoder gave no answer about it"});
    for (const LostItem& l : step.hash->lost)
        if (sha256.empty()) problem(o, l.problem);
    addFile(o, step, sha256);
}

void Committer::seen(Open& o, const Stamp& stamp) {
    if (!stamp.present || !stamp.hasYear || stamp.zoneMinutes == Stamp::kNoZone) return;
    const std::int64_t utc = stamp.civil - static_cast<std::int64_t>(stamp.zoneMinutes) * 60'000'000;
    if (o.row.first == 0 || utc < o.row.first) o.row.first = utc;
    if (o.row.last == 0 || utc > o.row.last) o.row.last = utc;
}

void Committer::message(Open& o, Message&& m, std::vector<std::int64_t>& placements, const std::string& quoting) {
    if (!hold_) return keep(o, std::move(m), placements, quoting);
    if (m.parent < 0) settleFamily(o, placements, quoting);
    family_.push_back(std::move(m));
}

void Committer::settleFamily(Open& o, std::vector<std::int64_t>& placements, const std::string& quoting) {
    std::vector<bool> named, held;
    const auto base = static_cast<std::int64_t>(placements.size());
    const auto parentOf = [&](std::size_t i) {  // < 0: none
        const std::int64_t at = family_[i].parent - base;
        return at < static_cast<std::int64_t>(i) ? at : -1;
    };
    for (const Message& m : family_) named.push_back(hold_(m, mailboxPathOf(m, o.row.path)));
    held = named;
    for (std::size_t i = family_.size(); i-- > 0;)  // what encloses one
        if (held[i] && parentOf(i) >= 0) held[static_cast<std::size_t>(parentOf(i))] = true;
    for (std::size_t i = 0; i < family_.size(); ++i) {  // what lies inside one
        if (parentOf(i) >= 0 && named[static_cast<std::size_t>(parentOf(i))]) held[i] = named[i] = true;
        if (held[i]) withhold(family_[i]);
    }
    for (Message& m : family_) keep(o, std::move(m), placements, quoting);
    family_.clear();
}

void Committer::keep(Open& o, Message&& m, std::vector<std::int64_t>& placements, const std::string& quoting) {
    const bool top = m.parent < 0;
    const std::int64_t parent = top ? 0 : placements.at(static_cast<std::size_t>(m.parent));
    if (!top && recovered_.at(static_cast<std::size_t>(m.parent)) && !m.recovered) {
        m.recovered = true;
        m.recoveredHow = phrase("the message that encloses it was recovered");
    }
    const bool recovered = m.recovered;
    if (!m.locator.empty() && m.sha256 == Digest{}) m.sha256 = sha256(hashOf(o) + m.locator);
    if (top && m.held) ++report_.held;
    if (top && !recovered) seen(o, m.date);
    std::int64_t placement = 0;
    const bool isNew = writer_.addMessage(o.row.id, o.file, std::move(m), parent, quoting, placement);
    placements.push_back(placement);
    recovered_.push_back(recovered);
    if (!top) return;
    ++(recovered ? o.row.counts.recovered : isNew ? o.row.counts.imported : o.row.counts.duplicate);
}

/// The same for rows of a block.
void Committer::seen(Open& o, const EventBlock& block, const std::vector<bool>& rows) {
    Stamp stamp, unused;
    for (std::uint32_t row = 0; row < block.rows(); ++row) {
        if (!rows[row]) continue;
        StampBits::unpack(block.number(EventNumber::Stamps, row), stamp, unused);
        stamp.civil = block.number(EventNumber::Civil, row);
        stamp.zoneMinutes = static_cast<std::int32_t>(block.number(EventNumber::Zone, row));
        seen(o, stamp);
    }
}

void Committer::events(Open& o, const std::shared_ptr<const EventBlock>& block) {
    std::vector<bool> rows(block->rows(), true);
    Event e;
    for (std::uint32_t row = 0; ofCase_ && row < block->rows(); ++row) {
        if (block->text(EventText::Protocol, row) != "credential-list") continue;
        block->event(row, e);
        if (ofCase_(e)) continue;
        rows[row] = false;
        ++o.row.counts.skipped;
        ++o.row.counts.skippedWhy[phraseText("not one of the case's accounts")];
    }
    seen(o, *block, rows);
    std::vector<bool> added = rows;
    writer_.addEvents(o.row.id, block, added);
    for (std::uint32_t row = 0; row < block->rows(); ++row)
        if (rows[row] && block->number(EventNumber::Item, row) == 0) ++(added[row] ? o.row.counts.imported : o.row.counts.duplicate);
}

void Committer::records(Open& o, const std::string& payload, std::vector<std::int64_t>& placements,
                        const std::string& quoting) {
    Decoder in(payload, false);  // checked where it arrived
    std::uint32_t id = 0;
    in.number(id);
    while (!in.atEnd()) {
        Tag tag{};
        in.enumeration(tag, Tag::Fact);
        if (tag == Tag::Message) {
            Message m;
            decode(in, m);
            message(o, std::move(m), placements, quoting);
        } else if (tag == Tag::Fact) {
            Fact f;
            decode(in, f);
            writer_.addFact(o.row.id, f);
        } else {
            Problem p;
            decode(in, p);
            problem(o, p);
            if (tag == Tag::Failed) ++o.row.counts.failed;
        }
    }
}

void Committer::lost(Open& o, const Slice& slice, bool anyResult) {
    std::set<std::string> said;  // a remark made on every attempt is made once
    for (const LostItem* l : slice.lost) {
        if (!said.insert(std::to_string(l->problem.offset) + l->problem.reason).second) continue;
        problem(o, l->problem);
        if (!l->counts) continue;
        ++o.row.counts.found;
        ++o.row.counts.failed;
    }
    if (!anyResult && slice.lost.empty()) {
        problem(o, {0, 0, "file", "the decoder gave no answer about it"});
        ++o.row.counts.found;
        ++o.row.counts.failed;
    }
}

void Committer::item(const Step& step, const Slice& slice) {
    Open& o = open(step.source);
    if (step.firstOfFile) o.file = 0, o.hash = step.hash;
    if (step.firstOfFile) addFile(o, step, step.fileSha256.empty() ? slice.sha256 : step.fileSha256);
    const std::string& quoting = step.quoting.empty() ? slice.quoting : step.quoting;
    std::vector<std::int64_t> placements;
    recovered_.clear();
    for (const JobFrame* frame : slice.frames) {
        if (frame->type == Frame::ItemBegin) {
            settleFamily(o, placements, quoting);
            placements.clear();
            recovered_.clear();
        }
        else if (frame->type == Frame::Events) events(o, frame->events);
        else if (frame->type == Frame::Records) records(o, frame->payload, placements, quoting);
        else if (frame->type == Frame::ItemError) {
            Decoder in(frame->payload, false);
            std::uint32_t id = 0;
            Problem p{0, step.octets, "file", {}};
            in.number(id);
            in.text(p.reason);
            problem(o, p);
            ++o.row.counts.found;
            ++o.row.counts.failed;
        }
    }
    settleFamily(o, placements, quoting);
    for (const ItemResult& r : slice.results) {
        o.row.counts.found += r.found;
        for (const Skip& s : r.skipped) {
            o.row.counts.skipped += s.count;
            o.row.counts.skippedWhy[s.reason] += s.count;
        }
    }
    lost(o, slice, !slice.frames.empty());
    if (step.lastOfHashed) addHash(o, step);
    report_.bytes += step.octets;
    sinceCommit_ += step.octets;
    if (step.lastOfSource) close(step.source);
}

void Committer::close(std::size_t index) {
    const auto at = open_.find(index);
    Open& o = at->second;
    PlanSource& planned = plan_.sources[index];
    if (planned.tree) o.row.sha256 = treeHash(std::move(o.hashes));
    const Reconciliation& c = o.row.counts;
    const bool something = c.imported + c.duplicate > 0;
    if (c.failed > 0) o.row.state = something ? "partial" : "failed";
    else if (!planned.format || !planned.format->read) o.row.state = "skipped";
    else o.row.state = "read";
    const bool cut = std::any_of(planned.problems.begin(), planned.problems.end(),
                                 [](const Problem& p) { return p.reason.starts_with("not "); });
    if (cut && (o.row.state == "read" || o.row.state == "skipped")) o.row.state = "partial";
    writer_.updateSource(o.row);
    account(o.row);
    planned.files.clear();
    planned.files.shrink_to_fit();
    open_.erase(at);
}

void Committer::commit(Dealt& unit) {
    std::vector<Slice> slices(unit.job ? unit.job->unit.items.size() : 0);
    if (unit.job) {
        for (const JobFrame& frame : unit.job->frames) {
            Decoder in(frame.octets(), false);
            std::uint32_t id = 0;
            in.number(id);
            Slice& slice = slices.at(id);
            slice.frames.push_back(&frame);
            if (frame.type != Frame::ItemDone) continue;
            ItemResult r;
            Decoder whole(frame.payload, false);
            decode(whole, r);
            if (r.hashed) slice.sha256 = toHex(r.sha256);
            if (!r.quoting.empty()) slice.quoting = r.quoting;
            slice.results.push_back(std::move(r));
        }
        for (const LostItem& l : unit.job->lost) slices.at(l.item).lost.push_back(&l);
    }
    std::size_t next = 0;
    for (const Step& step : unit.steps) {
        if (step.settled) settled(step.source);
        else item(step, slices.at(next++));
    }
    const auto now = std::chrono::steady_clock::now();
    if (sinceCommit_ < kCommitOctets && now - lastCommit_ < kCommitTime) return;
    writer_.commit();
    sinceCommit_ = 0;
    lastCommit_ = now;
}

void Committer::finish() {
    for (const Source& row : containers_) writer_.updateSource(row);
    containers_.clear();
}

}  // namespace sillage

#include "store/index_writer.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/phrase.h"
#include "record/event_block.h"
#include "store/codec.h"
#include "store/event_store.h"
#include "store/indexes.h"
#include "store/held_text.h"
#include "store/rows.h"

namespace sillage {
namespace {

std::uint64_t hashOf(const std::uint8_t* octets) {
    std::uint64_t value = 0;
    std::memcpy(&value, octets, sizeof value);
    return value;
}

std::string_view view(const PlacementKey& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

CaseIndexWriter::CaseIndexWriter(Database& meta, Database& authored, EventStore& events,
                                 const std::filesystem::path& indexDirectory)
    : meta_(meta), authored_(authored), events_(events), mailboxes_(meta) {
    for (unsigned i = 0; i < kTextShards; ++i)
        text_[i] = std::make_unique<TextWriter>(shardFile(indexDirectory, i));
    load();
}

CaseIndexWriter::~CaseIndexWriter() = default;

// What is already in, for de-duplication, and the next message row: above everything a crash may have left in
// a shard.
void CaseIndexWriter::load() {
    Statement messages = meta_.prepare("SELECT id, sha256 FROM message");
    while (messages.step()) {
        const std::string_view octets = messages.view(1);
        if (octets.size() < 8) continue;
        messages_.add(hashOf(reinterpret_cast<const std::uint8_t*>(octets.data())),
                      static_cast<std::uint32_t>(messages.integer(0)));
        ++before_;
    }
    Statement placements = meta_.prepare("SELECT id, key FROM placement");
    while (placements.step()) {
        const std::string_view octets = placements.view(1);
        if (octets.size() < 8) continue;
        placements_.add(hashOf(reinterpret_cast<const std::uint8_t*>(octets.data())),
                        static_cast<std::uint32_t>(placements.integer(0)));
    }
    Statement records = meta_.prepare("SELECT hash FROM record_key");
    while (records.step()) events_.knowRecord(records.natural(0));
    nextMessage_ = meta_.number("SELECT max(id) FROM message", 0) + 1;
    for (const auto& shard : text_) nextMessage_ = std::max(nextMessage_, shard->lastRow() + 1);
    committedSource_ = meta_.number("SELECT max(id) FROM source", 0);
    nextSource_ = committedSource_ + 1;
    indexed_ = hasIndexes(meta_);
    anyHeld_ = meta_.number("SELECT 1 FROM placement WHERE held <> 0 LIMIT 1", 0) ||
               meta_.number("SELECT 1 FROM message WHERE held <> 0 LIMIT 1", 0);
}

void CaseIndexWriter::begin() {
    if (!transaction_) transaction_.emplace(meta_);
}

std::int64_t CaseIndexWriter::addSource(const Source& s) {
    begin();
    const std::int64_t id = rows::insertSource(meta_, authored_, s, nextSource_);
    if (id == nextSource_) ++nextSource_;
    sourcePaths_[id] = s.path;
    return id;
}

void CaseIndexWriter::updateSource(const Source& s) {
    begin();
    rows::updateSource(meta_, authored_, s, rows::Corrections::Keep);
}

const std::string& CaseIndexWriter::sourcePath(std::int64_t sourceId) {
    const auto at = sourcePaths_.find(sourceId);
    if (at != sourcePaths_.end()) return at->second;
    if (sourcePaths_.size() > 50'000) sourcePaths_.clear();
    Statement st = meta_.prepare("SELECT path FROM source WHERE id = ?");
    st.bind(1, sourceId);
    return sourcePaths_[sourceId] = st.step() ? st.text(0) : std::string();
}

std::int64_t CaseIndexWriter::addFile(const FileRow& f) {
    begin();
    Digest digest{};
    fromHex(f.sha256, digest);
    if (f.id) {  // written down before its digest was known
        Statement st = meta_.prepare("UPDATE file SET sha256 = ? WHERE id = ?");
        st.bindAll(digest, f.id);
        if (f.sha256.empty()) st.bindBlob(1, {});
        st.run();
        return f.id;
    }
    Statement st = meta_.prepare(
        "INSERT INTO file (source, path, root, spool, begin, length, sha256, mtime_ns, ctime_ns, inode, "
        "device) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    st.bindAll(f.sourceId, f.path, f.root, f.spool, f.begin, f.length, digest, f.mtimeNs, f.ctimeNs, f.inode,
               f.device);
    if (f.sha256.empty()) st.bindBlob(7, {});
    st.run();
    return meta_.lastRow();
}

std::int64_t CaseIndexWriter::messageRow(Message& m) {
    std::int64_t row = 0;
    bool held = false;
    const std::uint64_t hash = hashOf(m.sha256.data());
    messages_.find(hash, [&](std::uint32_t candidate) {
        Statement st = meta_.prepare("SELECT sha256, held FROM message WHERE id = ?");
        st.bind(1, candidate);
        if (!st.step() || st.view(0) != std::string_view(reinterpret_cast<const char*>(m.sha256.data()), 32))
            return false;
        row = candidate;
        held = st.integer(1) != 0;
        return true;
    });
    if (held && !m.held) restore(m, row);
    if (row) return row;
    row = nextMessage_++;
    if (row > 0xffffffffLL)
        throw Error(phrase("%1: a case holds at most 4,294,967,295 messages", meta_.file().string()),
                    "Split the evidence.");
    insertMessage(m, row);
    insertAttachments(m, row);
    indexText(m, row, false);
    anyHeld_ = anyHeld_ || m.held;
    messages_.add(hash, static_cast<std::uint32_t>(row));
    ++added_;
    return row;
}

void CaseIndexWriter::indexText(Message& m, std::int64_t row, bool replaces) {
    TextItem item;
    item.row = row;
    if (replaces) {
        HeaderText old = headerText(meta_, row);
        item.replaces = old.indexed;
        item.oldSubject = std::move(old.subject);
        item.oldAddresses = std::move(old.addresses);
    }
    item.subject = m.subject;
    item.addresses = indexedAddresses(m.from, {&m.to, &m.cc, &m.bcc}, m.deliveredTo);
    for (const Part& part : m.parts)
        if (!part.name.empty()) (item.names += part.name) += '\n';
    item.body = std::move(m.indexText);
    textPending_ = true;
    text_[shardOf(m.sha256)]->add(std::move(item));
}

/// elsewhere: the key is that of a placement in another mailbox of the same path.
std::int64_t CaseIndexWriter::findPlacement(const PlacementKey& key, std::int64_t mailbox, bool& elsewhere) {
    std::int64_t row = 0;
    placements_.find(hashOf(key.data()), [&](std::uint32_t candidate) {
        Statement st = meta_.prepare("SELECT key, mailbox FROM placement WHERE id = ?");
        st.bind(1, candidate);
        if (!st.step() || st.view(0) != view(key)) return false;
        if (st.integer(1) != mailbox) {
            elsewhere = true;
            return false;
        }
        row = candidate;
        return true;
    });
    return row;
}

bool CaseIndexWriter::addMessage(std::int64_t sourceId, std::int64_t fileId, Message&& m, std::int64_t parent,
                                 const std::string& quoting, std::int64_t& placement) {
    begin();
    const std::string path = mailboxPathOf(m, sourcePath(sourceId));
    PlacementKey parentKey{};
    if (parent > 0) {
        Statement st = meta_.prepare("SELECT key FROM placement WHERE id = ?");
        st.bind(1, parent);
        if (st.step() && st.view(0).size() == parentKey.size())
            std::memcpy(parentKey.data(), st.view(0).data(), parentKey.size());
    }
    const Where where{sourceId, fileId,    m.offset,    m.length,    m.uidValidity, m.internalDate, m.flags, m.fileName,
                      quoting,  m.locator, m.sourceKey, m.changeKey, m.entryId,     m.recoveredHow};
    const bool countsCopies = isUnnumbered(m, parent > 0);
    const MailboxRows::Row& mailbox = mailboxes_.of(sourceId, path);
    for (unsigned copy = 0;; ++copy) {
        PlacementKey key = placementKey(m, path, parent > 0 ? &parentKey : nullptr, copy);
        bool elsewhere = false;
        placement = findPlacement(key, mailbox.id, elsewhere);
        if (!placement && (elsewhere || !mailbox.owner.empty())) {
            // The same octets at the same place of another's mailbox: a message to both.
            const PlacementKey own = placementKey(m, path + '\x1f' + mailbox.owner, parent > 0 ? &parentKey : nullptr, copy);
            bool none = false;
            placement = findPlacement(own, mailbox.id, none);
            if (elsewhere) key = own;
        }
        if (!placement) {
            placement = insertPlacement(m, key, messageRow(m), mailbox.id, parent, where);
            return true;
        }
        const Seen seen = seenFrom(placement, where);
        if (anyHeld_ && !m.held && (seen != Seen::Elsewhere || !countsCopies)) release(m, placement);
        if (seen == Seen::Here) return false;
        if (seen == Seen::Elsewhere && countsCopies) continue;  // the same message again in this very store
        addWitness(placement, where);
        return false;
    }
}

void IndexWriter::addEvents(std::int64_t sourceId, const std::shared_ptr<const EventBlock>& block, std::vector<bool>& rows) {
    for (std::uint32_t row = 0; row < block->rows(); ++row) {
        if (!rows[row]) continue;
        Event e;
        block->event(row, e);
        rows[row] = addEvent(sourceId, std::move(e));
    }
}

bool CaseIndexWriter::isNewRecord(std::int64_t sourceId, std::string_view key, bool first) {
    if (key.empty()) return true;
    const bool another = !haveLastRecord_ || key != lastKey_;
    if (another) {
        const Digest digest = sha256(key);
        lastKey_ = key;
        lastRecord_ = hashOf(digest.data());
    }
    if (first || another) lastRecordKept_ = events_.addRecord(sourceId, lastRecord_);
    haveLastRecord_ = true;
    return lastRecordKept_;
}

bool CaseIndexWriter::addEvent(std::int64_t sourceId, Event&& e) {
    if (sourceId > committedSource_) commit();  // so that a crash leaves no events of an unknown source
    if (!isNewRecord(sourceId, e.recordKey, e.item == 0)) return false;
    events_.append(sourceId, e);
    eventsPending_ = true;
    return true;
}

void CaseIndexWriter::addEvents(std::int64_t sourceId, const std::shared_ptr<const EventBlock>& block, std::vector<bool>& rows) {
    if (sourceId > committedSource_) commit();
    const bool keyed = !block->none(EventText::RecordKey);
    for (std::uint32_t row = 0; keyed && row < block->rows(); ++row)
        if (rows[row])
            rows[row] = isNewRecord(sourceId, block->text(EventText::RecordKey, row), block->number(EventNumber::Item, row) == 0);
    for (std::uint32_t begin = 0, end = 0; begin < block->rows(); begin = end) {
        for (end = begin + 1; end < block->rows() && rows[end] == rows[begin];) ++end;
        if (rows[begin]) events_.append(sourceId, block, begin, end);
        eventsPending_ = eventsPending_ || rows[begin];
    }
}

void CaseIndexWriter::addProblem(std::int64_t sourceId, const Problem& p) {
    begin();
    meta_.run("INSERT INTO problem (source, offset, length, item, reason) VALUES (?,?,?,?,?)", sourceId,
              p.offset, p.length, p.item, p.reason);
}

void CaseIndexWriter::addFact(std::int64_t sourceId, const Fact& f) {
    begin();
    meta_.run("INSERT INTO fact (source, key, key2, value, offset) VALUES (?,?,?,?,?)", sourceId, f.key,
              f.key2, f.value, f.offset);
}

void CaseIndexWriter::commit() {
    if (textPending_) {
        for (auto& shard : text_) shard->requestCommit();
        for (auto& shard : text_) shard->awaitCommit();
        textPending_ = false;
    }
    if (eventsPending_) {
        events_.flush();
        eventsPending_ = false;
    }
    if (transaction_) {
        transaction_->commit();
        transaction_.reset();
        dropIndexesIfOutgrown();
    }
    committedSource_ = nextSource_ - 1;
}

// Adding a multiple of what is there is faster without indexes; finish() builds them again.
void CaseIndexWriter::dropIndexesIfOutgrown() {
    if (!indexed_ || added_ < 20'000 + before_) return;
    dropIndexes(meta_);
    indexed_ = false;
}

void CaseIndexWriter::finish() {
    commit();
    for (auto& shard : text_) shard->close();
    buildIndexes(meta_);
    indexed_ = true;
    for (auto& shard : text_) shard.reset();
    rows::settleCounts(meta_);
}

}  // namespace sillage

// A case on disk (model page, Case): NAME.sillage/{case.db, custody.jsonl, index/, spool/, lock}.
// case.db is authored and precious; index/ is derived and can be rebuilt. One process holds the lock for
// writing; any number may read. One CaseStore per thread; objects are not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "record/asn.h"
#include "record/change.h"
#include "record/clock.h"
#include "record/effect.h"
#include "record/event.h"
#include "record/fact.h"
#include "record/message.h"
#include "record/source.h"
#include "record/touch.h"
#include "store/event_store.h"
#include "store/session_source.h"
#include "store/trace_writer.h"

namespace sillage {

class Database;
class SessionTable;
class TextIndex;

/// A file that was read, or a member of a container: where the octets of messages and events can be read
/// again.
struct FileRow {
    std::int64_t id = 0;
    std::int64_t sourceId = 0;
    std::string path;         ///< relative to the imported root; members with "!/"
    std::string root;         ///< absolute path of the imported root
    std::string spool;        ///< name in spool/ when the octets come from a container; "" = the file itself
    std::uint64_t begin = 0;  ///< range in the spool file
    std::uint64_t length = 0;
    std::string sha256;  ///< hex of the octets
    std::int64_t mtimeNs = 0, ctimeNs = 0;
    std::uint64_t inode = 0, device = 0;
};

/// A message at its place: what rules, listings and the tree work on.
struct Placement {
    std::int64_t id = 0;
    std::int64_t messageRow = 0;
    std::string key;      ///< placement key (content; input of public ids)
    std::string mailbox;  ///< resolved name: account address, else the store's path
    std::int64_t mailboxId = 0;
    std::string folder;
    std::uint32_t uid = 0, uidValidity = 0;
    std::string messageId, subject, from, date;
    std::int64_t dateUtc = 0, internalDate = 0;
    std::string flags;
    std::uint64_t size = 0, wireSize = 0, headerWireSize = 0;
    std::string sha256, wireSha256;  ///< hex
    std::int64_t sourceId = 0, fileId = 0;
    std::uint64_t offset = 0, length = 0;
    std::int64_t parent = 0;  ///< placement id of the enclosing message, 0 = top level
    std::string quoting;      ///< of the mbox it came from, for re-reading
    bool held = false;        ///< on the hold list: parts are not given, whatever other copies say
    // Items that keep properties, not octets (record/message.h): offset and length are their record's.
    std::string locator;      ///< "" = offset and length are the message itself
    std::string format;       ///< id of the format that reads locator; "" without one
    std::string itemClass;
    std::string sourceKey, changeKey, entryId;  ///< hex
    bool rebuilt = false, recovered = false;
    std::string recoveredHow;
    std::vector<Part> parts;
};

/// Whose messages are not examined (trace page, 6: the hold list).
struct Hold {
    std::int64_t id = 0;
    std::string kind;   ///< "account", "domain", "address"
    std::string value;  ///< folded
    std::string reason, author;
    std::int64_t created = 0;  ///< microseconds UTC
};

/// A held message that a named authority has opened.
struct HoldOpening {
    std::int64_t id = 0;
    std::string placement;  ///< placement key
    std::string authority, reason, author;
    std::int64_t created = 0;
};

/// What a hold is matched against.
struct HoldSubject {
    std::string mailbox;      ///< resolved or stated name; "" = not known yet
    std::string mailboxPath;  ///< the store's own path
    std::string from, deliveredTo;
    std::vector<std::string> to, cc, bcc;
};
using HoldTest = std::function<bool(const HoldSubject&)>;

/// Where the octets of a message lie.
struct MessagePlace {
    std::int64_t file = 0;
    std::uint64_t offset = 0, length = 0;
    std::int64_t placement = 0;
    bool closed = false;  ///< held, and no authority has opened it
};

struct Mailbox {
    std::int64_t id = 0;
    std::string path;      ///< the store's own path
    std::string name;      ///< resolved
    std::string basis;     ///< why: "dovecot mail-home", "one account has that local part", "Delivered-To",
                           ///< "stated", "path"
    std::string proposed;  ///< alias proposed, not applied
    std::string owner;     ///< as stated when it was first read, lower case; tells mailboxes of one path apart
    std::string note;      ///< what is to be said of it, a sentence
};

/// A mailbox was read from below this imported root.
struct MailboxRoot {
    std::int64_t mailbox = 0;
    std::string root;
};

struct Bookmark {
    std::int64_t id = 0;
    std::string item;      ///< public id
    std::string selector;  ///< what to find it by again when the id no longer resolves
    std::string tag, note, author;
    std::int64_t created = 0;  ///< microseconds UTC
    bool bound = true;
};

struct CustodyEntry {
    std::uint64_t sequence = 0;
    std::int64_t time = 0;  ///< microseconds UTC
    std::string actor;      ///< who (login name) and which program version
    std::string action;     ///< "import", "intruder add", …
    std::string detailJson;
    std::string hash, previous;  ///< hex
};

/// Adds what workers decoded. Exactly one at a time; every call on one thread. FTS shards have threads of
/// their own. Message::mailboxPath: the mailbox's path below the imported root; "" = the source is the
/// mailbox. Memory beside the four shards (about 25 MB each at most): 16 to 32 octets a message, to know it
/// again. Destroyed without finish(): what was not committed is gone, what was committed stays.
class IndexWriter {
public:
    virtual ~IndexWriter() = default;
    /// Corrections stated earlier for this source (case.db) are applied; a removed source of the same path is
    /// revived under its id.
    virtual std::int64_t addSource(const Source& s) = 0;
    /// Leaves corrections in force where s states none.
    virtual void updateSource(const Source& s) = 0;
    virtual std::int64_t addFile(const FileRow& f) = 0;
    /// False: the same placement with the same message key is already in; a witness was added.
    /// parent is the placement id of the enclosing message (0 = top level); placement receives the id.
    /// m.held: it comes without parts and text. One that is not held any more is kept whole again.
    virtual bool addMessage(std::int64_t sourceId, std::int64_t fileId, Message&& m, std::int64_t parent,
                            const std::string& quoting, std::int64_t& placement) = 0;
    /// False: an event with the same non-empty recordKey is already in (the rows of that record are dropped).
    virtual bool addEvent(std::int64_t sourceId, Event&& e) = 0;
    /// The same for rows of a block: in, those to add; out, those of them that are not in already.
    virtual void addEvents(std::int64_t sourceId, const std::shared_ptr<const EventBlock>& block, std::vector<bool>& rows);
    virtual void addProblem(std::int64_t sourceId, const Problem& p) = 0;
    virtual void addFact(std::int64_t sourceId, const Fact& f) = 0;
    /// Makes everything so far durable (units are committed in order); cheap enough for every ~16 MB of
    /// evidence.
    virtual void commit() = 0;
    /// Flushes chunks, ends the FTS shards, builds the indexes that queries need. Call once at the end.
    virtual void finish() = 0;
};

class CaseStore {
public:
    enum class Mode { Read, Write };
    /// Makes the directory and an empty case; Error when it exists and is not an empty directory.
    static std::unique_ptr<CaseStore> create(const std::filesystem::path& directory);
    /// Error (Locked) when another process writes; Error when the schema is newer than this program.
    static std::unique_ptr<CaseStore> open(const std::filesystem::path& directory, Mode mode);
    ~CaseStore();

    [[nodiscard]] const std::filesystem::path& directory() const;
    [[nodiscard]] std::filesystem::path spoolDirectory() const;
    [[nodiscard]] bool writable() const;

    // Derived data.
    std::unique_ptr<IndexWriter> writer();
    EventStore& events();
    TextIndex& text();  ///< full text, read-only (store/text_index.h)
    std::vector<Source> sources();
    std::optional<Source> source(std::int64_t id);
    std::optional<Source> sourceByPath(std::string_view root, std::string_view path);
    /// As s states it: zone, clock, year and mailbox become the correction in force ("" and 0 take it away).
    void updateSource(const Source& s);
    /// Drops everything derived from a source (before reading it again); its row stays, state "removed".
    /// Placements that another source shows too are read from there. Not while a writer is open.
    void removeSource(std::int64_t sourceId);
    /// Gives parts whose octets a store keeps in files of their own (Apple Mail's Attachments) the size and hash of
    /// those files, anew each time; how many. One transaction.
    std::size_t joinBeside();
    /// The source that is a part's octets, by row of its message; nullopt: they are in the message.
    std::optional<std::int64_t> besideOf(std::int64_t messageRow, std::string_view part);
    std::optional<FileRow> file(std::int64_t id);
    std::vector<FileRow> filesOf(std::int64_t sourceId);
    std::vector<Fact> facts(std::string_view key);  ///< all sources; "" = every key
    std::vector<std::pair<std::int64_t, Fact>> factsWithSource(std::string_view key);
    /// All but those of key "uid", of which there may be one a message.
    std::vector<std::pair<std::int64_t, Fact>> factsWithoutUids();
    std::vector<std::pair<std::int64_t, Problem>> problems();  ///< (source id, problem)
    std::vector<Mailbox> mailboxes();
    /// Addresses messages of a mailbox were delivered to (Delivered-To and its like), the most frequent first, with their
    /// number, among its first few thousand messages; at most two.
    std::vector<std::pair<std::string, std::uint64_t>> deliveredTo(std::int64_t mailboxId);
    void setMailbox(const Mailbox& m);  ///< name, basis, proposed, note of mailbox id
    std::vector<MailboxRoot> mailboxRoots();
    /// Pairs of roots that show one and the same message of the mailbox.
    std::vector<std::pair<std::string, std::string>> rootsInCommon(std::int64_t mailboxId);
    /// Marks a source to be read again at the next import.
    void readAgain(const std::string& root, const std::string& path);
    std::optional<Placement> placement(std::int64_t id);
    /// In order mailbox, folder, uid, key. withParts costs a second read.
    void placements(std::optional<std::int64_t> mailboxId, bool withParts,
                    const std::function<bool(Placement&&)>& row);
    std::vector<std::int64_t> placementsByMessageId(std::string_view messageId);
    /// Messages that lie directly inside one: (number of the part, placement id), in order.
    std::vector<std::pair<std::string, std::int64_t>> enclosed(std::int64_t placementId);

    /// Of each mailbox that has any, by its id: how many placements, and a digest of what the trace reads of them, which is
    /// another one where any of it is.
    struct MailboxContent {
        std::int64_t mailbox = 0;
        std::uint64_t placements = 0, digest = 0;
    };
    std::vector<MailboxContent> mailboxContents();
    /// The same of some mailboxes, which are states of one: merged in order folder, uid, key.
    void placementsOf(const std::vector<std::int64_t>& mailboxIds, bool withParts,
                      const std::function<bool(Placement&&)>& row);
    /// The same with no more of each than its id, key, mailbox, folder, uid, Message-ID, subject, date of receipt, size and SHA-256,
    /// and whether it is nested or recovered.
    void itemsOf(const std::vector<std::int64_t>& mailboxIds, const std::function<bool(Placement&&)>& row);

    // Results of the trace (derived): replaced as a whole.
    /// What fill writes takes the place of what was there, but for rows of untouched(), which stay where they are not dropped;
    /// nothing changes when it throws. fill may read the store.
    void replaceTrace(const std::function<void(TraceWriter&)>& fill);
    /// What change does not write stays as it was; nothing changes when it throws.
    void changeTrace(const std::function<void(TraceWriter&)>& change);
    /// As TraceWriter::state was last told; empty when the trace is to be computed anew.
    struct TraceState {
        std::string basis, acts, names;
    };
    TraceState traceState();
    /// As the trace last knew them, in order of number.
    std::vector<TracedMailbox> tracedMailboxes();
    std::vector<ActorEvent> actorEvents();  ///< in their natural order
    /// The same from memory; touches are put in order.
    void replaceTrace(const std::vector<Session>& sessions, const std::vector<Session>& suspects,
                      const std::vector<Touch>& touches, const std::vector<Coverage>& coverage);
    std::optional<Touch> touch(std::string_view publicId);
    void touches(const std::function<bool(Touch&&)>& row);  ///< every row, in output order
    void touchesOfNote(const std::function<bool(Touch&&)>& row);  ///< those with an actor or an examiner's grade
    std::vector<Touch> touchesOf(std::int64_t placementId);
    /// Rows without an actor, by grade.
    std::array<std::uint64_t, 6> untouchedByGrade();
    std::optional<Session> session(std::string_view publicId);
    std::vector<Session> sessions();
    void eachSession(const std::function<bool(Session&&)>& row);  ///< in output order, until it returns false
    std::vector<Session> suspects();  ///< strongest first, as given
    std::uint64_t sessionCount();
    std::optional<Session> firstAttributed();  ///< the earliest session of an actor
    /// What the trace reads of a case beside indicators and settings, in a few words: differs where any of it differs in number.
    std::string evidenceText();
    /// False: what it reads of messages may change where they stand (some are held, or lie beside): mailboxContents does not say so.
    bool messagesStand();
    /// The same but for what stores hold and who is meant by a name.
    std::string logsText();
    /// False: a case brought to another format, whose answer is to be computed anew.
    bool isTraced();
    std::vector<Coverage> coverage();

    // Clocks (case_store_clock.cpp). Derived: replaced as a whole. Authored: one act a source, in force until cleared;
    // the offset itself is the source's correction (updateSource).
    std::vector<SourceTime> sourceTimes();
    void replaceSourceTimes(const std::vector<SourceTime>& times);
    std::vector<ClockProposal> clockProposals();
    void replaceClockProposals(const std::vector<ClockProposal>& proposals);
    std::vector<ClockAct> clockActs();
    void setClockAct(const ClockAct& act);
    bool removeClockAct(std::string_view root, std::string_view path);

    // What recomputations changed (case_store_grades.cpp). Derived; bounded: the oldest go first.
    std::vector<AnswerChange> recomputations();  ///< in order
    /// Changes of the recomputations after one number up to another, in order; several of one touch stay several.
    void gradeChanges(std::int64_t after, std::int64_t upTo, const std::function<bool(GradeChange&&)>& row);
    /// Rows without an actor that became others, from the first of them to the last.
    std::vector<GradeCount> gradeCounts(std::int64_t after, std::int64_t upTo);
    void replaceEffects(const std::vector<Effect>& effects);
    std::vector<Effect> effects();  ///< in output order

    // Authored data.
    /// Grades as an examiner holds them, by the touch's id. touch() and touches() show them beside the program's.
    std::vector<Regrade> regrades();
    std::optional<Regrade> regrade(std::string_view touch);
    void setRegrade(const Regrade& r);
    bool removeRegrade(std::string_view touch);
    /// Compares them with the rows there are now; to be called when rows were replaced.
    void bindRegrades();
    std::vector<AnswerName> answerNames();
    void nameAnswer(const AnswerName& n);
    std::vector<Indicator> indicators();
    void addIndicator(const Indicator& i);
    bool removeIndicator(std::string_view id);
    /// The files of the ASN database in force, and what of it the case keeps: ranges of the systems that indicators name.
    std::vector<AsnFile> asnFiles();
    void setAsnFiles(const std::vector<AsnFile>& files, const std::vector<AsnRange>& ranges);  ///< in place of all there was
    void addAsnRanges(const std::vector<AsnRange>& ranges);
    AsnRanges asnRanges();
    std::vector<Bookmark> bookmarks();
    std::int64_t addBookmark(const Bookmark& b);
    bool removeBookmark(std::int64_t id);
    /// "" = not set. "index" = "rebuild needed" where index/ was deleted: everything is to be imported again;
    /// whoever has done so sets it to "". "custody-head" is the custody log's.
    std::string setting(std::string_view key);
    void setSetting(std::string_view key, std::string_view value);
    /// account → mailbox name, as `source alias` states.
    std::vector<std::pair<std::string, std::string>> aliases();
    void addAlias(std::string_view account, std::string_view mailbox);

    // The hold list.
    std::vector<Hold> holds();
    std::int64_t addHold(const Hold& h);  ///< stated again: the newer reason holds
    bool removeHold(std::int64_t id);
    std::vector<HoldOpening> holdOpenings();
    void addHoldOpening(const HoldOpening& o);
    /// Held, and no authority has opened it.
    bool isClosed(const Placement& p);
    std::optional<HoldSubject> holdSubject(std::int64_t placementId);
    /// Holds back every message that test names, what lies inside one and what encloses one. What the index kept of
    /// their text and parts is gone from the disk when it returns. How many placements are newly held. Never
    /// releases. Not while a writer is open. Reads every header; a pass over a text shard for what is stripped.
    std::uint64_t holdBack(const HoldTest& test);
    /// Every place of a source's messages, by file and offset; closedOnly spares the rest. A closed item without octets
    /// of its own (a locator) closes its whole file: what it says may lie anywhere in it.
    std::vector<MessagePlace> places(std::int64_t sourceId, bool closedOnly);
    /// (source path, top-level messages held) where there are any.
    std::vector<std::pair<std::string, std::uint64_t>> heldBySource();

    // Custody log: appended before the act is reported as done; hash chain over canonical JSON.
    void logCustody(std::string_view action, std::string_view detailJson);
    std::vector<CustodyEntry> custody();
    struct ChainState {
        bool holds = true;
        std::uint64_t brokenAt = 0;
        std::string reason;
    };
    ChainState verifyCustody();

    SessionTable& sessionTable();  ///< store folder only
    Database& meta();      ///< store folder only
    Database& authored();  ///< store folder only

private:
    CaseStore();
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage

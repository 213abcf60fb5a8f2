// The one writer of derived data: messages by content, placements with their witnesses, events, problems,
// facts. Metadata goes in one transaction per commit(); text goes to four shard threads. Order of durability:
// text, events, then metadata, so that a message that is in has its text; what a crash leaves over in a shard
// is never referred to (row ids are not given twice).
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>

#include "store/case_store.h"
#include "store/database.h"
#include "store/mailbox_rows.h"
#include "store/placement_key.h"
#include "store/row_map.h"
#include "store/text_index.h"
#include "store/text_writer.h"

namespace sillage {

class CaseIndexWriter final : public IndexWriter {
public:
    CaseIndexWriter(Database& meta, Database& authored, EventStore& events,
                    const std::filesystem::path& indexDirectory);
    ~CaseIndexWriter() override;
    std::int64_t addSource(const Source& s) override;
    void updateSource(const Source& s) override;
    std::int64_t addFile(const FileRow& f) override;
    bool addMessage(std::int64_t sourceId, std::int64_t fileId, Message&& m, std::int64_t parent,
                    const std::string& quoting, std::int64_t& placement) override;
    bool addEvent(std::int64_t sourceId, Event&& e) override;
    void addEvents(std::int64_t sourceId, const std::shared_ptr<const EventBlock>& block, std::vector<bool>& rows) override;
    void addProblem(std::int64_t sourceId, const Problem& p) override;
    void addFact(std::int64_t sourceId, const Fact& f) override;
    void commit() override;
    void finish() override;

private:
    struct Where {  // what differs between the witnesses of a placement
        std::int64_t source, file;
        std::uint64_t offset, length;
        std::uint32_t uidValidity;
        std::int64_t internalDate;
        const std::string& flags;
        const std::string& fileName;
        const std::string& quoting;
        const std::string& locator;
        const std::string& sourceKey;
        const std::string& changeKey;
        const std::string& entryId;
        const std::string& recoveredHow;
    };
    static void bindWhere(Statement& st, int first, const Where& where);
    void load();
    void begin();
    std::int64_t messageRow(Message& m);
    void insertMessage(const Message& m, std::int64_t row);
    void insertAttachments(const Message& m, std::int64_t row);
    void indexText(Message& m, std::int64_t row, bool replaces);
    void restore(Message& m, std::int64_t row);
    void release(Message& m, std::int64_t placement);
    std::int64_t findPlacement(const PlacementKey& key, std::int64_t mailbox, bool& elsewhere);
    std::int64_t insertPlacement(const Message& m, const PlacementKey& key, std::int64_t message,
                                 std::int64_t mailbox, std::int64_t parent, const Where& where);
    enum class Seen { No, Here, Elsewhere };
    Seen seenFrom(std::int64_t placement, const Where& where);
    void addWitness(std::int64_t placement, const Where& where);
    bool standsBefore(const Where& where, std::int64_t placement);
    const std::string& sourcePath(std::int64_t sourceId);
    void dropIndexesIfOutgrown();

    Database& meta_;
    Database& authored_;
    EventStore& events_;
    std::array<std::unique_ptr<TextWriter>, kTextShards> text_;
    std::optional<Transaction> transaction_;
    RowMap messages_, placements_;
    MailboxRows mailboxes_;
    std::map<std::int64_t, std::string> sourcePaths_;
    std::int64_t nextMessage_ = 1, nextSource_ = 1, committedSource_ = 0;
    std::int64_t before_ = 0, added_ = 0;  ///< messages
    bool anyHeld_ = false;
    bool indexed_ = false, eventsPending_ = false, textPending_ = false;
    /// Whether an event of a record is to be added; empty key = it has no identity.
    bool isNewRecord(std::int64_t sourceId, std::string_view key, bool first);

    std::string lastKey_;          ///< of the event before
    std::uint64_t lastRecord_ = 0;
    bool lastRecordKept_ = false, haveLastRecord_ = false;
};

}  // namespace sillage

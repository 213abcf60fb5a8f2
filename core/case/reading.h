// Reading one thing: a message in the reading pane, the raw bytes behind a record, the mailbox tree.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "case/case.h"
#include "ingest/viewer.h"
#include "record/message_view.h"

namespace sillage {

/// Raw octets of a record and where they lie; nothing in it was interpreted.
struct RawRecord {
    std::string source;          ///< path as `sources` prints it
    std::string sourceSha256;
    std::uint64_t line = 0, offset = 0, length = 0;
    std::string octets;          ///< the record itself; empty where it holds secrets (masked)
    std::string shown;           ///< the record as text, where its octets are none or must not be shown; else ""
    bool masked = false;         ///< secrets are left out of shown
    std::string before, after;   ///< up to 2 KB of neighbouring octets, for context
    std::string problem;         ///< why it could not be read ("" = it was)
};

/// A folder of the tree in the Mail view.
struct FolderNode {
    std::int64_t mailboxId = 0;
    std::string mailbox;
    std::string folder;          ///< "" = the mailbox itself
    std::uint64_t messages = 0;
    std::uint64_t touched = 0;   ///< with an actor, any depth
    bool recovered = false;      ///< of the mailbox's recovered messages, which no live count includes; folder "" = the branch
    std::uint64_t notMail = 0;   ///< contacts, appointments …: itemClass is neither "" nor IPM.Note
};

/// What is said about a message beside what it says itself.
struct ItemState {
    bool recovered = false;
    std::string recoveredHow;    ///< how and where it was found, one sentence
    std::string itemClass;       ///< "IPM.Note"; "" = mail that lies as octets
    std::string locator;         ///< names it in its source; "" = it lies there as octets
    std::string sha256;          ///< the key by which those it encloses name it, hex
    struct Enclosed {
        std::string part;        ///< number of the part that holds it
        std::int64_t placement = 0;
        std::string subject;
    };
    std::vector<Enclosed> enclosed;
    std::int64_t parent = 0;     ///< placement of the message that encloses it, 0 = none
};

class Reading {
public:
    /// The case must outlive it. Workers are started at the first message.
    explicit Reading(Case& c, bool unsafeNoSandbox = false);
    ~Reading();
    MessageView message(std::int64_t placementId);
    std::optional<Placement> placement(std::int64_t placementId);
    /// The message as it lies in the evidence.
    RawRecord rawMessage(std::int64_t placementId);
    RawRecord rawEvent(std::int64_t eventId);
    RawRecord raw(const Citation& citation);
    void attachment(std::int64_t placementId, const std::string& part, const std::function<void(std::string_view)>& out);
    /// Of an item that has a locator: made from its properties as RFC 5322 octets, and all of them as JSON.
    void rebuilt(std::int64_t placementId, const std::function<void(std::string_view)>& out);
    void properties(std::int64_t placementId, const std::function<void(std::string_view)>& out);
    ItemState state(std::int64_t placementId);
    /// Touches of one placement, strongest first (rows with and without actor).
    std::vector<Touch> touches(std::int64_t placementId);
    /// Mailbox rows followed by their folders, in order; then the mailbox's recovered messages, likewise.
    std::vector<FolderNode> folders();

private:
    Case& case_;
    bool unsafe_;
    std::unique_ptr<Viewer> viewer_;
    Viewer& viewer();
    RawRecord range(const FileRow& file, std::int64_t sourceId, std::uint64_t line, std::uint64_t offset, std::uint64_t length);
    bool otherForm(RawRecord& raw, const FileRow& file, std::int64_t sourceId);
    std::optional<FileRow> fileOf(std::int64_t sourceId);
};

}  // namespace sillage

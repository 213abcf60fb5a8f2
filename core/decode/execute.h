// Doing one unit: recognise, read, hash, cut, expand, show. The same code in the worker and, for tests, in-process.
#pragma once

#include <span>
#include <string>

#include "decode/uid_list.h"
#include "decode/wire_sink.h"
#include "wire/protocol.h"

namespace sillage {

/// For tests: called before an item is read, so that a worker can be made to misbehave.
using ItemHook = void (*)(wire::Operation operation, const wire::UnitItem& item, ByteSource& source);

class Executor {
public:
    explicit Executor(FrameOut out, ItemHook hook = nullptr) : out_(std::move(out)), hook_(hook) {}
    /// Answers with frames and ends with Done. Descriptors stay the caller's. Throws wire::Malformed for a unit that
    /// names what it does not bring.
    void run(const wire::Unit& unit, std::span<const int> descriptors);

private:
    void probe(const wire::UnitItem& item, ByteSource& source);
    void read(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void readInMemory(const wire::UnitItem& item, ByteSource& source, const Format* format, const ReadHints& hints,
                      WireSink& sink);
    void hashOnly(const wire::UnitItem& item, ByteSource& source);
    void scan(const wire::UnitItem& item, ByteSource& source);
    void findCut(const wire::UnitItem& item, ByteSource& source);
    void expand(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void view(ByteSource& source, const wire::Unit& unit);
    void part(ByteSource& source, const wire::Unit& unit);
    // Items that keep properties (execute_items.cpp).
    void viewItem(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void streamItem(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void record(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void sendPieces(std::string_view octets);
    void one(const wire::UnitItem& item, ByteSource& source, const wire::Unit& unit);
    void send(wire::Frame type, std::string_view payload) { out_(type, payload); }

    FrameOut out_;
    ItemHook hook_;
    std::string uidListKey_;
    UidList uidList_;
};

/// Middle of a range where it can be cut into two that read alone; offset 0 = nowhere. Mailboxes are cut before
/// the separators its reader knows, logs before lines that do not begin with white space.
Cut middleCut(ByteSource& source, const Range& range, bool mailbox);
/// The same of a range of keys: the arithmetic middle.
Cut middleKey(const Range& range);

}  // namespace sillage

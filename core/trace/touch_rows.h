// Rows of `touched` to the store: their ordinals, and the rows of items whatever anybody did.
// ordinal = number of the mailbox (mailbox_table.h) << 43, then stride · (place of the item + 1) + a place among what stands at it; so that rows
// of an actor come and go without another row being written. stride: what is left of 2^43 by the mailbox's items.
#pragma once

#include <future>

#include "store/case_store.h"
#include "trace/batch_queue.h"
#include "trace/engine.h"

namespace sillage::tracing {

/// Placements that are items of their own, in order of mailbox, folder, uid: the same (mailbox, folder, uid, message) from
/// another state of the mailbox is one item; nested and recovered messages are none.
class ItemFilter {
public:
    [[nodiscard]] bool admits(const Placement& placement);

private:
    std::string place_;
    std::unordered_set<std::string> seen_;
};

/// internalDate as rows without an actor have it.
std::int64_t arrivalOf(std::int64_t internalDate);

/// Ordinals of one mailbox.
class TouchOrdinals {
public:
    TouchOrdinals(std::uint32_t number, std::uint64_t items);
    std::int64_t item();   ///< the next item; the ordinal of its own row
    std::int64_t own();    ///< what follows stands behind that row
    std::int64_t next();   ///< of a row

private:
    std::int64_t begin_, stride_, ahead_;
    std::int64_t place_ = 0, next_ = 0;
};

/// The row without an actor of an item of the stores.
struct UntouchedItem {
    Touch touch;
    std::int64_t arrival = 0;
};

/// Placements of one mailbox, in order of folder, uid and key, to such rows.
class UntouchedItems {
public:
    explicit UntouchedItems(std::string mailbox) : mailbox_(std::move(mailbox)) {}
    /// nullopt: not an item of its own.
    [[nodiscard]] std::optional<UntouchedItem> of(const Placement& placement);

private:
    ItemFilter filter_;
    std::string mailbox_;
};

/// Rows of actors, and of items that only logs name; items whose own row they veil. A thread of its own writes them: until
/// finish() nobody else may use the writer, or the store it writes to.
class StoredRows final : public RowSink {
public:
    StoredRows(const MailboxTable& mailboxes, TraceWriter& writer);
    ~StoredRows() override;
    /// Until all is written.
    void finish();
    void mailbox(Sym mailbox) override;
    void item(const Item& item) override;
    void own(const Item& item, bool veiled) override;
    void row(const Item& item, Touch&& t) override;

private:
    struct Line {
        std::int64_t ordinal = 0, arrival = 0;
        std::optional<Touch> touch;  ///< none: the item's own row is veiled
    };
    using Batch = std::vector<Line>;
    void add(Line&& line);
    void write();
    const MailboxTable& mailboxes_;
    TraceWriter& writer_;
    Batch batch_;
    BatchQueue<Batch> queue_;
    std::future<void> writing_;
    std::optional<TouchOrdinals> ordinals_;
};

}  // namespace sillage::tracing

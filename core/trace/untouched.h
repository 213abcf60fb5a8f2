// Rows without an actor of every item of the stores, written while sessions are weighed: readers with their own view of the
// case make them, one thread writes them in order.
#pragma once

#include <array>
#include <future>
#include <map>

#include "store/case_store.h"
#include "trace/batch_queue.h"
#include "trace/mailbox_table.h"
#include "trace/touch_rows.h"

namespace sillage::tracing {

/// The stores of each mailbox, by name in lower case: row ids.
using Stores = std::map<std::string, std::vector<std::int64_t>>;

class Untouched {
public:
    Untouched(CaseStore& store, const Stores& stores, const Input& input) : store_(store), stores_(stores), input_(input) {}
    ~Untouched();
    Untouched(const Untouched&) = delete;
    Untouched& operator=(const Untouched&) = delete;
    /// Those of some mailboxes, by rank. From now on, until end(), nobody else may write to the case's answer.
    void begin(const MailboxTable& mailboxes, const std::vector<std::uint32_t>& ranks, TraceWriter& writer);
    /// All are written; the mailboxes are told when their items arrived.
    void end(MailboxTable& mailboxes);

private:
    struct Batch {
        std::vector<UntouchedItem> items;
        bool last = false;  ///< of its mailbox
    };
    struct Box {
        std::string name;
        const std::vector<std::int64_t>* stores;
        std::uint32_t rank;
        std::vector<std::int64_t> arrivals;
    };
    static constexpr std::size_t kReaders = 2;
    void read(std::size_t reader);
    void write(const MailboxTable& mailboxes, TraceWriter& writer);
    CaseStore& store_;
    const Stores& stores_;
    const Input& input_;
    std::vector<Box> boxes_;
    std::array<BatchQueue<Batch>, kReaders> queues_;
    std::vector<std::future<void>> running_;
};

}  // namespace sillage::tracing

// Sessions on their way to the store: the trace makes rows while another thread writes them. Until finish() nobody else
// may use the writer or its database.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "store/case_store.h"
#include "trace/trace.h"

namespace sillage::tracing {

class RowQueue final : public TraceSink {
public:
    explicit RowQueue(TraceWriter& writer);
    /// Without finish() what was not written yet is dropped.
    ~RowQueue() override;
    void touch(Touch&& t) override;
    void session(Session&& s) override { add(std::move(s), false); }
    void suspect(Session&& s) override { add(std::move(s), true); }
    void coverage(Coverage&& c) override;
    void eventSession(std::uint64_t session) override;
    /// Returns when all is written; throws what stopped the writing.
    void finish();

private:
    struct Row {
        Session session;
        bool suspect;
    };
    void add(Session&& s, bool suspect);
    /// The writer, once the other thread has nothing left to write.
    TraceWriter& mine() {
        if (!drained_) drain();
        return writer_;
    }
    void send();
    void drain();
    void write();
    TraceWriter& writer_;
    std::vector<Row> filling_;
    std::vector<std::vector<Row>> waiting_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool drained_ = false;  ///< of the thread that makes rows
    bool ended_ = false, dropped_ = false, busy_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace sillage::tracing

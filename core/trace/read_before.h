// Events that an earlier computation read, of chunks that are as they were then: taken over instead of read again. What was
// set or read of an event after that is undone (its session), or its chunk is read again (protocol traces, requests to Exchange).
#pragma once

#include <vector>

#include "store/event_chunk_store.h"
#include "trace/model.h"

namespace sillage::tracing {

class ReadBefore {
public:
    /// before: what that computation left (kept.h), null = nothing; it has to stay as long as this. now: chunks with a live row.
    /// reading: as Input::reading.
    ReadBefore(const Input* before, const std::vector<ChunkInfo>& now, const std::string& reading);
    /// The chunks that are to be read, in their order.
    [[nodiscard]] const std::vector<const ChunkInfo*>& unread() const { return unread_; }
    /// Any event is taken over.
    [[nodiscard]] bool takes() const { return any_; }
    /// Texts and tables that events refer to, into an input that has none yet.
    void takeTables(Input& input) const;
    /// The events, between those that the input has, which are in order of time.
    void takeEvents(Input& input) const;

private:
    [[nodiscard]] std::size_t chunkOf(const Ev& e) const;
    void findStanding(const std::vector<ChunkInfo>& now, const std::string& reading);
    void dropFinished();
    [[nodiscard]] bool stays(const Ev& e) const { return stays_[chunkOf(e)]; }
    const Input* before_;
    std::vector<bool> stays_;   ///< by place in before's chunks
    bool any_ = false, all_ = false;  ///< of before's chunks stay
    std::vector<const ChunkInfo*> unread_;
};

}  // namespace sillage::tracing

// Frames over a connected stream socket, with descriptors (SCM_RIGHTS). One object per end, one thread at a time.
// Blocking writes; reads can wait with a limit. A closed peer or a frame too long ends the channel.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/protocol.h"

namespace sillage::wire {

struct Received {
    Frame type = Frame::Done;
    std::string payload;
    std::vector<int> descriptors;  ///< owned by the receiver
};

class Channel {
public:
    /// Does not own the socket.
    explicit Channel(int socket) : socket_(socket) {}
    /// False when the peer is gone.
    bool send(Frame type, std::string_view payload, std::span<const int> descriptors = {});
    enum class State { Frame, Closed, TimedOut };
    /// Waits at most limit (negative = for ever). Throws Malformed for a frame of unknown type or impossible length.
    State receive(Received& out, std::chrono::milliseconds limit);

private:
    bool take(Received& out);
    int socket_;
    std::string buffer_;
    std::size_t head_ = 0;
    std::vector<int> pending_;
};

}  // namespace sillage::wire

// sendmsg/recvmsg with control data (unix(7)); partial transfers and EINTR are normal.
#include "wire/channel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace sillage::wire {
namespace {

constexpr std::size_t kHeader = 5;
constexpr std::size_t kRead = 256u << 10;

void putLength(char* to, std::size_t length) {
    for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(length >> (8 * i));
}

std::size_t getLength(const char* from) {
    std::size_t length = 0;
    for (int i = 3; i >= 0; --i) length = (length << 8) | static_cast<unsigned char>(from[i]);
    return length;
}

/// One sendmsg; octets sent, 0 when the peer is gone.
std::size_t sendSome(int socket, iovec* parts, std::size_t count, std::span<const int> descriptors) {
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    std::vector<char> control;
    if (!descriptors.empty()) {
        const std::size_t octets = descriptors.size() * sizeof(int);
        control.resize(CMSG_SPACE(octets));
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(octets);
        std::memcpy(CMSG_DATA(header), descriptors.data(), octets);
    }
    for (;;) {
        const ssize_t n = ::sendmsg(socket, &message, MSG_NOSIGNAL);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno != EINTR) return 0;
    }
}

void collectDescriptors(msghdr& message, std::vector<int>& into) {
    for (cmsghdr* h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        const std::size_t before = into.size();
        into.resize(before + count);
        std::memcpy(into.data() + before, CMSG_DATA(h), count * sizeof(int));
    }
}

}  // namespace

bool Channel::send(Frame type, std::string_view payload, std::span<const int> descriptors) {
    if (payload.size() > kMaxFrame) throw Malformed("a frame longer than allowed");
    char header[kHeader];
    putLength(header, payload.size());
    header[4] = static_cast<char>(type);
    std::size_t done = 0;
    while (done < kHeader + payload.size()) {
        iovec parts[2];
        std::size_t count = 0;
        if (done < kHeader) parts[count++] = {header + done, kHeader - done};
        const std::size_t sent = done > kHeader ? done - kHeader : 0;
        if (sent < payload.size())
            parts[count++] = {const_cast<char*>(payload.data()) + sent, payload.size() - sent};
        const std::size_t n = sendSome(socket_, parts, count, done == 0 ? descriptors : std::span<const int>{});
        if (n == 0) return false;
        done += n;
    }
    return true;
}

/// Takes one whole frame from the buffer, if it is there.
bool Channel::take(Received& out) {
    if (buffer_.size() - head_ < kHeader) return false;
    const std::size_t length = getLength(buffer_.data() + head_);
    const auto type = static_cast<std::uint8_t>(buffer_[head_ + 4]);
    if (length > kMaxFrame) throw Malformed("a frame longer than allowed");
    if (type > static_cast<std::uint8_t>(Frame::Definitions)) throw Malformed("a frame of unknown type");
    if (buffer_.size() - head_ < kHeader + length) return false;
    out.type = static_cast<Frame>(type);
    out.payload.assign(buffer_, head_ + kHeader, length);
    out.descriptors = std::exchange(pending_, {});
    head_ += kHeader + length;
    if (head_ == buffer_.size() || head_ > (1u << 20)) {
        buffer_.erase(0, head_);
        head_ = 0;
        if (buffer_.empty() && buffer_.capacity() > (2u << 20)) buffer_.shrink_to_fit();
    }
    return true;
}

Channel::State Channel::receive(Received& out, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (take(out)) return State::Frame;
        if (limit.count() >= 0) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now());
            pollfd p{socket_, POLLIN, 0};
            const int ready = ::poll(&p, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
            if (ready == 0) return State::TimedOut;
            if (ready < 0 && errno != EINTR) return State::Closed;
            if (ready < 0) continue;
        }
        const std::size_t before = buffer_.size();
        buffer_.resize(before + kRead);
        iovec part{buffer_.data() + before, kRead};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxDescriptors)];
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t n = ::recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
        buffer_.resize(before + (n > 0 ? static_cast<std::size_t>(n) : 0));
        if (n > 0) collectDescriptors(message, pending_);
        if (n == 0 || (n < 0 && errno != EINTR)) return State::Closed;
    }
}

}  // namespace sillage::wire

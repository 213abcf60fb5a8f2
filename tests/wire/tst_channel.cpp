// Frames and descriptors over a socket: partial reads, many descriptors, a peer that lies or goes away.
#include <QtTest>

#include <thread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/channel.h"

using namespace sillage::wire;
using namespace std::chrono_literals;

class TestChannel : public QObject {
    Q_OBJECT
    int pair_[2] = {-1, -1};
private Q_SLOTS:
    void init() { QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair_), 0); }
    void cleanup() {
        ::close(pair_[0]);
        ::close(pair_[1]);
    }

    void framesOfEverySizeArrive() {
        std::thread sender([this] {
            Channel out(pair_[0]);
            for (const std::size_t n : {std::size_t(0), std::size_t(1), std::size_t(70'000), kMaxFrame})
                QVERIFY(out.send(Frame::Records, std::string(n, 'x')));
        });
        Channel in(pair_[1]);
        Received r;
        for (const std::size_t n : {std::size_t(0), std::size_t(1), std::size_t(70'000), kMaxFrame}) {
            QVERIFY(in.receive(r, 10s) == Channel::State::Frame);
            QCOMPARE(r.payload.size(), n);
        }
        sender.join();
    }

    void descriptorsTravelWithTheirFrame() {
        Channel out(pair_[0]), in(pair_[1]);
        const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        const std::vector<int> many(kMaxDescriptors, file);
        QVERIFY(out.send(Frame::Unit, "unit", many));
        Received r;
        QVERIFY(in.receive(r, 5s) == Channel::State::Frame);
        QCOMPARE(r.descriptors.size(), kMaxDescriptors);
        for (const int fd : r.descriptors) {
            QVERIFY(fd != file);
            ::close(fd);
        }
        ::close(file);
    }

    void waitingEnds() {
        Channel in(pair_[1]);
        Received r;
        QVERIFY(in.receive(r, 20ms) == Channel::State::TimedOut);
        ::shutdown(pair_[0], SHUT_RDWR);
        QVERIFY(in.receive(r, 5s) == Channel::State::Closed);
    }

    void aFrameTooLongIsRefusedBeforeItsOctets() {
        const char header[5] = {'\xff', '\xff', '\xff', '\x7f', 4};
        QCOMPARE(::write(pair_[0], header, 5), ssize_t(5));
        Channel in(pair_[1]);
        Received r;
        QVERIFY_THROWS_EXCEPTION(Malformed, in.receive(r, 5s));
    }

    void aFrameOfUnknownTypeIsRefused() {
        const char header[5] = {0, 0, 0, 0, '\x77'};
        QCOMPARE(::write(pair_[0], header, 5), ssize_t(5));
        Channel in(pair_[1]);
        Received r;
        QVERIFY_THROWS_EXCEPTION(Malformed, in.receive(r, 5s));
    }
};

QTEST_GUILESS_MAIN(TestChannel)
#include "tst_channel.moc"

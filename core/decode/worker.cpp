#include "decode/worker.h"

#include <clocale>
#include <cstdlib>

#include <unistd.h>

#include "base/error.h"
#include "base/sandbox.h"
#include "base/text.h"
#include "base/time.h"
#include "decode/registry.h"
#include "evidence/archive.h"
#include "wire/channel.h"

namespace sillage {
namespace {

constexpr int kSocket = 3;

/// Whatever a library opens on first use must be open before the cage closes.
void prime() {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    primeArchive();
    for (const char* charset : {"windows-1252", "gb18030", "iso-2022-jp", "koi8-r", "shift_jis", "euc-kr", "big5",
                                "iso-8859-15", "utf-16le", "utf-7", "macintosh", "ibm850"})
        static_cast<void>(toUtf8("a\xe9", charset));
    static_cast<void>(guessToUtf8("d\xe9j\xe0 vu \xe0 l'\xe9t\xe9"));
    static_cast<void>(fold("\xc3\x89t\xc3\xa9"));
    static_cast<void>(canonicalText("\xc3\x89t\xc3\xa9"));
    static_cast<void>(sha256("prime"));
    readyDefinitions();
    // Recognisers and readers keep tables and parsers of their own: run each over a small sample.
    const std::string_view samples[] = {"{\"CreationTime\":\"2025-01-01T00:00:00\"}\n", "a,b\n1,2\n",
                                        "From: a@b.example\nSubject: x\n\nbody\n"};
    for (const std::string_view sample : samples) {
        static_cast<void>(recognise({sample, sample.size(), "sample", "sample"}));
        for (const Format* format : formats()) {
            if (!format->read) continue;
            MemorySource source(sample);
            const FrameOut nowhere = [](wire::Frame, std::string_view) { return true; };
            WireSink sink(0, nowhere);
            Range range;
            range.end = format->keys ? format->keys : sample.size();
            try {
                format->read(source, range, {}, sink);
            } catch (const Error&) {}  // a store that this is not: what it needs of libraries is open all the same
        }
    }
}

/// The first word is the supervisor's: the user's formats, which it has checked. They are compiled before the cage
/// closes.
void takeDefinitions(wire::Channel& channel) {
    wire::Received received;
    if (channel.receive(received, std::chrono::milliseconds(-1)) != wire::Channel::State::Frame || received.type != wire::Frame::Definitions)
        throw wire::Malformed("the supervisor did not say which definitions are in use");
    std::vector<DefinitionFile> files;
    wire::Decoder in(received.payload);
    in.list(files, 10'000, [&in](DefinitionFile& f) {
        in.raw(f.path);
        in.raw(f.octets);
    });
    in.expectEnd();
    useFormats(std::move(files), false);
}

void closeAll(std::vector<int>& descriptors) {
    for (const int fd : descriptors) ::close(fd);
    descriptors.clear();
}

bool serveOne(wire::Channel& channel, Executor& executor) {
    wire::Received received;
    if (channel.receive(received, std::chrono::milliseconds(-1)) != wire::Channel::State::Frame) return false;
    wire::Unit unit;
    wire::Decoder in(received.payload);
    wire::decode(in, unit);
    in.expectEnd();
    executor.run(unit, received.descriptors);
    closeAll(received.descriptors);
    return true;
}

}  // namespace

int workerMain(bool sandbox, ItemHook hook) {
    try {
        wire::Channel channel(kSocket);
        takeDefinitions(channel);
        prime();
        SandboxState state;
        state.text = "sandbox off: not asked for";
        if (sandbox) state = enterSandbox({});
        wire::Encoder ready;
        ready.boolean(state.seccomp);
        ready.text(state.text);
        if (!channel.send(wire::Frame::Ready, ready.octets())) return 1;
        Executor executor(
            [&channel](wire::Frame type, std::string_view payload) {
                if (!channel.send(type, payload)) ::_exit(1);  // the supervisor is gone
                return true;
            },
            hook);
        while (serveOne(channel, executor)) {}
    } catch (const std::exception&) {
        return 2;  // the supervisor sees the socket close and knows which item was being read
    }
    return 0;
}

}  // namespace sillage

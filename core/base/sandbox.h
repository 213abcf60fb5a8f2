// The cage a worker reads hostile bytes in, and starting a worker so that it inherits nothing. Only this header's
// implementation is specific to an operating system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sillage {

struct SandboxLimits {
    std::uint64_t dataBytes = 512ull << 20;  ///< anonymous memory (RLIMIT_DATA)
    unsigned descriptors = 320;              ///< open at once
    int socket = 3;                          ///< the only descriptor that may be written to
};

struct SandboxState {
    bool seccomp = false;      ///< the system call filter holds; without it nothing hostile may be read
    std::string text;          ///< for the custody log: "seccomp on, no_new_privs on, Landlock ABI 4"
};

/// Closes the cage around the calling process, for ever. Call it once, before threads exist and after every library
/// has been primed: afterwards nothing can be opened, connected, executed or written but the socket.
SandboxState enterSandbox(const SandboxLimits& limits);

/// The decoding program: $SILLAGE_WORKER, else `sillage-worker` beside the running executable. Throws Error when
/// it is not there.
std::filesystem::path workerProgram();

struct Child {
    int pid = -1;
    int socket = -1;           ///< our end of the pair, closed on exec; owned by the caller
};
/// Starts program by exec with an empty environment, its end of a socket pair as descriptor 3 and nothing else.
/// Throws Error.
Child startChild(const std::filesystem::path& program, bool unsafeNoSandbox);
/// Kills and reaps; closes the socket. How it ended, in words ("killed by signal 11 (Segmentation fault)").
std::string endChild(Child& child);
/// Resident octets of a child, 0 when unknown.
std::uint64_t residentBytes(const Child& child);

}  // namespace sillage

// Starting a worker by posix_spawn: an empty environment, nothing inherited but one end of a socket pair.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sandbox.h"

namespace sillage {
namespace {

/// The file actions of one spawn; freed on every way out.
struct SpawnActions {
    posix_spawn_file_actions_t actions;
    SpawnActions() { posix_spawn_file_actions_init(&actions); }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
};

}  // namespace

std::filesystem::path workerProgram() {
    std::filesystem::path program;
    if (const char* stated = std::getenv("SILLAGE_WORKER"); stated && *stated) {
        program = stated;
    } else {
        std::error_code ignored;
        program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "sillage-worker";
    }
    if (::access(program.c_str(), X_OK) != 0)
        throw Error(phrase("the decoding program %1 cannot be run: %2", program.string(), std::strerror(errno)),
                    "Install sillage-worker beside this program, or name it in the variable SILLAGE_WORKER.");
    return program;
}

Child startChild(const std::filesystem::path& program, bool unsafeNoSandbox) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        throw Error(phrase("cannot make a socket for a worker: %1", std::strerror(errno)),
                    "Too many files may be open; close other programs.");
    SpawnActions spawn;
    posix_spawn_file_actions_addopen(&spawn.actions, 0, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&spawn.actions, 0, 1);
    posix_spawn_file_actions_adddup2(&spawn.actions, 0, 2);
    // dup2 onto itself clears close-on-exec (POSIX), so 3 is right whether or not the pair already is 3.
    posix_spawn_file_actions_adddup2(&spawn.actions, pair[1], 3);
    posix_spawn_file_actions_addclosefrom_np(&spawn.actions, 4);
    char name[] = "sillage-worker";
    char unsafe[] = "--unsafe-no-sandbox";
    char* const arguments[] = {name, unsafeNoSandbox ? unsafe : nullptr, nullptr};
    char* const environment[] = {nullptr};
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, program.c_str(), &spawn.actions, nullptr, arguments, environment);
    ::close(pair[1]);
    if (error != 0) {
        ::close(pair[0]);
        throw Error(phrase("cannot start the decoding program %1: %2", program.string(), std::strerror(error)),
                    "Check that the file is executable on this system.");
    }
    return {static_cast<int>(pid), pair[0]};
}

std::string endChild(Child& child) {
    if (child.socket >= 0) ::close(child.socket);
    child.socket = -1;
    if (child.pid <= 0) return {};
    int status = 0;
    // One that died by itself keeps its own status: a kill sent to what has ended does nothing.
    if (::waitpid(child.pid, &status, WNOHANG) == 0) {
        ::kill(child.pid, SIGKILL);
        while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {}
    }
    child.pid = -1;
    if (WIFSIGNALED(status))
        return phrase("killed by signal %1 (%2)", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    return phrase("exited with status %1", WEXITSTATUS(status));
}

std::uint64_t residentBytes(const Child& child) {
    std::ifstream statm("/proc/" + std::to_string(child.pid) + "/statm");
    std::uint64_t total = 0, resident = 0, shared = 0;
    if (!(statm >> total >> resident >> shared)) return 0;
    return (resident - shared) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace sillage

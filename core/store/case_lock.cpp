#include "store/case_lock.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"

namespace sillage {
namespace {

std::mutex registryMutex;
std::map<std::string, std::weak_ptr<CaseLock>>& registry() {
    static std::map<std::string, std::weak_ptr<CaseLock>> held;
    return held;
}

std::string readOwner(int fd) {
    char text[512];
    const ssize_t n = ::pread(fd, text, sizeof text, 0);
    return n > 0 ? visible(trim({text, static_cast<std::size_t>(n)})) : "another process";
}

void writeOwner(int fd) {
    char host[256] = "unknown host";
    ::gethostname(host, sizeof host - 1);
    const std::string owner = loginName() + ", process " + std::to_string(::getpid()) + " on " + host + "\n";
    // Only a help for people: the lock itself is the kernel's, so a full disk here is no reason to stop.
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, owner.data(), owner.size(), 0) < 0) return;
}

}  // namespace

std::string loginName() {
    char buffer[4096];
    passwd entry{}, *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer, sizeof buffer, &found) == 0 && found) return found->pw_name;
    return "uid " + std::to_string(::geteuid());
}

std::shared_ptr<CaseLock> CaseLock::acquire(const std::filesystem::path& caseDirectory) {
    const std::lock_guard guard(registryMutex);
    const std::string key = std::filesystem::canonical(caseDirectory).string();
    if (auto held = registry()[key].lock()) return held;
    const std::string file = (caseDirectory / "lock").string();
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        throw Error(phrase("%1: cannot be opened: %2", file, std::strerror(errno)),
                    "Check that you may write to the case's folder, or open the case read-only.");
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int code = errno;
        const std::string owner = readOwner(fd);
        ::close(fd);
        if (code != EWOULDBLOCK)
            throw Error(phrase("%1: cannot be locked: %2", file, std::strerror(code)),
                        "The file system may not support locks; put the case on a local disk.");
        throw Error(phrase("%1: the case is being written by %2", caseDirectory.string(), owner),
                    "Wait until that process is done, or end it; reading the case is possible meanwhile.",
                    ExitCode::Locked);
    }
    writeOwner(fd);
    std::shared_ptr<CaseLock> lock(new CaseLock(fd));
    registry()[key] = lock;
    return lock;
}

CaseLock::~CaseLock() {
    ::close(fd_);
}

}  // namespace sillage

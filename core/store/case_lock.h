// One process writes to a case: an advisory lock (flock) on the file `lock`, which names its owner. It
// vanishes with the process, however that ends. Several CaseStores of one process share the lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace sillage {

class CaseLock {
public:
    /// Throws Error(Locked) naming user, process and host when another process holds it.
    static std::shared_ptr<CaseLock> acquire(const std::filesystem::path& caseDirectory);
    ~CaseLock();
    CaseLock(const CaseLock&) = delete;
    CaseLock& operator=(const CaseLock&) = delete;

    /// Held while a line is added to the custody log, whichever thread does it.
    std::mutex custody;

private:
    explicit CaseLock(int fd) : fd_(fd) {}
    int fd_;
};

/// Login name of the user this process runs as; "uid 1000" when it has none.
std::string loginName();

}  // namespace sillage

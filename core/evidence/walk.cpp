#include "evidence/walk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "evidence/file_time.h"

namespace sillage {
namespace {

constexpr int kBase = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/// O_NOATIME is the owner's right only: without it the open is repeated and the access time may change.
int openQuietly(int directory, const char* name, int flags) {
    int fd = ::openat(directory, name, kBase | flags | O_NOATIME);
    if (fd < 0 && errno == EPERM) fd = ::openat(directory, name, kBase | flags);
    return fd;
}

/// Opens a path component by component, so that no link anywhere in it is followed. errno says why not.
OpenFile openBelow(int root, std::string_view relative, int flags) {
    OpenFile at;
    int from = root;
    while (!relative.empty()) {
        const std::size_t slash = relative.find('/');
        const std::string name(relative.substr(0, slash));
        const bool lastOne = slash == std::string_view::npos;
        const int fd = openQuietly(from, name.c_str(), lastOne ? flags : O_DIRECTORY);
        if (fd < 0) return OpenFile();
        at = OpenFile(fd);
        from = fd;
        relative.remove_prefix(lastOne ? relative.size() : slash + 1);
    }
    return at;
}

void fill(const struct stat& st, TreeEntry& e) {
    e.kind = S_ISREG(st.st_mode)   ? TreeEntry::Kind::File
             : S_ISDIR(st.st_mode) ? TreeEntry::Kind::Directory
             : S_ISLNK(st.st_mode) ? TreeEntry::Kind::Link
                                   : TreeEntry::Kind::Special;
    e.size = S_ISREG(st.st_mode) ? static_cast<std::uint64_t>(st.st_size) : 0;
    e.mtimeNs = nanosecondsOf(st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    e.ctimeNs = nanosecondsOf(st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
    e.inode = st.st_ino;
    e.device = st.st_dev;
}

struct Closed {
    void operator()(DIR* d) const { ::closedir(d); }
};

std::string joined(const std::string& directory, const char* name) {
    return directory.empty() ? name : directory + "/" + name;
}

/// Lists one directory into out; its subdirectories are put on pending.
void listDirectory(int root, const std::string& path, std::vector<TreeEntry>& out, std::vector<std::string>& pending) {
    OpenFile here = path.empty() ? OpenFile(openQuietly(root, ".", O_DIRECTORY)) : openBelow(root, path, O_DIRECTORY);
    const std::unique_ptr<DIR, Closed> dir(here.fd() < 0 ? nullptr : ::fdopendir(::dup(here.fd())));
    if (!dir) {
        TreeEntry failed;
        failed.path = path.empty() ? "." : path;
        failed.kind = TreeEntry::Kind::Failed;
        failed.reason = phrase("the directory cannot be listed: %1", std::strerror(errno));
        out.push_back(std::move(failed));
        return;
    }
    errno = 0;
    while (const dirent* d = ::readdir(dir.get())) {
        if (std::strcmp(d->d_name, ".") == 0 || std::strcmp(d->d_name, "..") == 0) continue;
        TreeEntry e;
        e.path = joined(path, d->d_name);
        struct stat st{};
        if (::fstatat(here.fd(), d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
            fill(st, e);
        } else {
            e.kind = TreeEntry::Kind::Failed;
            e.reason = phrase("its state cannot be read: %1", std::strerror(errno));
        }
        if (e.kind == TreeEntry::Kind::Directory) pending.push_back(e.path);
        out.push_back(std::move(e));
        errno = 0;
    }
}

}  // namespace

OpenFile::~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
}

OpenFile& OpenFile::operator=(OpenFile&& o) noexcept {
    if (this != &o) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = o.fd_;
        o.fd_ = -1;
    }
    return *this;
}

EvidenceRoot::EvidenceRoot(const std::filesystem::path& path) {
    std::error_code failed;
    // The path the investigator names may lead through links; what lies below it may not.
    std::filesystem::path real = std::filesystem::canonical(path, failed);
    if (failed)
        throw Error(phrase("cannot read %1: %2", pathText(path.string()), failed.message()),
                    "Check the path and that the medium is mounted.");
    if (!std::filesystem::is_directory(real)) {
        single_ = real.filename().string();
        real = real.parent_path();
    }
    path_ = real;
    int fd = ::open(real.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOATIME);
    if (fd < 0 && errno == EPERM) {
        noAtime_ = false;
        fd = ::open(real.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    directory_ = OpenFile(fd);
    if (fd < 0)
        throw Error(phrase("cannot read %1: %2", pathText(real.string()), std::strerror(errno)),
                    "Run as a user who may read it, or copy the evidence with its owner's rights.");
}

std::vector<TreeEntry> EvidenceRoot::walk(const Progress& progress) const {
    std::vector<TreeEntry> out;
    if (!single_.empty()) {
        TreeEntry e;
        e.path = single_;
        struct stat st{};
        if (::fstatat(directory_.fd(), single_.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0) fill(st, e);
        else e.kind = TreeEntry::Kind::Failed, e.reason = std::strerror(errno);
        out.push_back(std::move(e));
        return out;
    }
    std::vector<std::string> pending{std::string()};
    while (!pending.empty() && !progress.cancelled()) {
        const std::string path = std::move(pending.back());
        pending.pop_back();
        listDirectory(directory_.fd(), path, out, pending);
    }
    std::sort(out.begin(), out.end(), [](const TreeEntry& a, const TreeEntry& b) { return a.path < b.path; });
    return out;
}

OpenFile EvidenceRoot::open(const std::string& relative) const {
    OpenFile file = openBelow(directory_.fd(), relative, 0);
    if (file.fd() < 0)
        throw Error(phrase("cannot open %1: %2", pathText(relative), std::strerror(errno)),
                    "Check that the medium is still there and that the file may be read.");
    return file;
}

std::string EvidenceRoot::medium() const {
    struct statvfs state{};
    if (::fstatvfs(directory_.fd(), &state) != 0) return phrase("state of the medium unknown");
    return (state.f_flag & ST_RDONLY) != 0 ? phrase("mounted read-only") : phrase("mounted writable");
}

bool describeOpen(int fd, TreeEntry& entry) {
    struct stat st{};
    if (::fstat(fd, &st) != 0) return false;
    fill(st, entry);
    return true;
}

}  // namespace sillage

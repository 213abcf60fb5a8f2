// What an import is going to read, decided before anything is read in order: sources sorted bytewise by path, each
// with its files. Files of containers lie as ranges in spool files.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/problem.h"
#include "evidence/reader.h"
#include "evidence/walk.h"
#include "record/source.h"

namespace sillage {

/// A spool file: the expanded members of one container, one after the other.
struct SpoolFile {
    std::string name;                    ///< in the case's spool directory: the container's sha256
    OpenFile file;                       ///< read-only
};

struct PlanFile {
    std::string rawPath;                 ///< relative raw path; of a member, the path inside its container
    std::string path;                    ///< as written: pathText, containers joined by "!/"
    std::string name;                    ///< last component, raw; without .gz of a single compressed file
    std::shared_ptr<const EvidenceRoot> root;
    std::shared_ptr<const SpoolFile> spool;  ///< null: the file itself
    std::uint64_t begin = 0, length = 0; ///< in the spool file; of a file itself 0 and its size
    std::int64_t mtimeNs = 0, ctimeNs = 0;   ///< of the file on disk
    std::uint64_t inode = 0, device = 0;
    std::uint32_t folder = 0;            ///< index into PlanSource::folders
    /// A descriptor to read it from; throws Error.
    [[nodiscard]] OpenFile open() const;
};

struct PlanFolder {
    std::string folder, folderRaw;
    std::shared_ptr<PlanFile> uidList;   ///< null = none
};

struct PlanSource {
    std::string place;                   ///< where it lies: row.path without the "@2" of a later version
    Source row;                          ///< path, root, format, kind, why, bytes, identity on disk
    const Format* format = nullptr;      ///< nullptr = unknown, or a Maildir's tree before its messages' format is set
    bool tree = false;                   ///< a Maildir tree: sha256 over its files
    bool container = false;
    bool settled = false;                ///< counts and state are final: nothing of it is read
    std::string diskSha256;              ///< of a single compressed file: hex of the packed octets
    std::string mailboxPath;
    std::vector<PlanFolder> folders;
    std::vector<PlanFile> files;
    std::vector<Problem> problems;       ///< known before reading

    /// Nothing of it is to be read, and why.
    void settle(const char* state, std::string why) {
        settled = true;
        row.state = state;
        row.why = std::move(why);
    }
};

}  // namespace sillage

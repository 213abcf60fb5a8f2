#include "ingest/reopen.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>

#include "base/error.h"

namespace sillage {
namespace {

int hexValue(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

std::shared_ptr<const SpoolFile> openSpool(const FileRow& file, const std::filesystem::path& directory) {
    const auto place = directory / file.spool;
    auto spool = std::make_shared<SpoolFile>();
    spool->name = file.spool;
    spool->file = OpenFile(::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (spool->file.fd() < 0)
        throw Error(phrase("the expanded copy of %1 is not in the case's spool: %2", file.path, std::strerror(errno)),
                    "Remove its container with `source remove` and import it again.");
    return spool;
}

}  // namespace

std::string pathOctets(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 && hexValue(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

PlanFile reopen(const FileRow& file, const std::filesystem::path& spoolDirectory, bool mustBeUnchanged) {
    PlanFile out;
    out.rawPath = pathOctets(file.path);
    out.path = file.path;
    out.begin = file.begin;
    out.length = file.length;
    out.mtimeNs = file.mtimeNs;
    if (!file.spool.empty()) {
        out.spool = openSpool(file, spoolDirectory);
        return out;
    }
    out.root = std::make_shared<const EvidenceRoot>(file.root);
    const OpenFile opened = out.root->open(out.rawPath);
    TreeEntry now;
    if (!describeOpen(opened.fd(), now)) throw Error(phrase("cannot read the state of %1", file.path));
    if (mustBeUnchanged && (now.size != file.length || now.mtimeNs != file.mtimeNs))
        throw Error(phrase("%1 is not the file that was imported: its size or time has changed since", file.path),
                    "Run `check`, and import again to see what changed.");
    return out;
}

}  // namespace sillage

// cr.yp.to/proto/maildir.html (names, cur/new/tmp), Maildir++ (courier-mta.org/imap/README.maildirquota.html).
#include "evidence/maildir.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.h"

namespace sillage {
namespace {

std::string_view parentOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}
std::string_view nameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

struct Shape {
    bool cur = false, fresh = false, tmp = false, marker = false;
    std::size_t messages = 0, unlikely = 0;
    std::vector<std::size_t> files;
    std::ptrdiff_t uidList = -1;
    /// Two independent hits: both directories, or one and something only a Maildir has.
    [[nodiscard]] bool isMaildir() const {
        if (!cur && !fresh) return false;
        return (cur && fresh) || tmp || marker || (messages > 0 && unlikely == 0);
    }
};
using Shapes = std::map<std::string, Shape, std::less<>>;

/// `<seconds>.<unique>[:2,<flags>]`
bool likelyMessageName(std::string_view name) {
    std::size_t digits = 0;
    while (digits < name.size() && name[digits] >= '0' && name[digits] <= '9') ++digits;
    return digits >= 5 && digits < name.size() && name[digits] == '.';
}

bool isMarker(std::string_view name) {
    return name == "maildirfolder" || name == "dovecot-uidlist" || name == "courierimapuiddb" ||
           name == "maildirsize" || name.starts_with("dovecot-uidvalidity") || name.starts_with("dovecot.index");
}

void noteDirectory(Shapes& shapes, std::string_view path) {
    const std::string_view name = nameOf(path);
    if (name != "cur" && name != "new" && name != "tmp") return;
    Shape& s = shapes[std::string(parentOf(path))];
    (name == "cur" ? s.cur : name == "new" ? s.fresh : s.tmp) = true;
}

void noteFile(Shapes& shapes, const std::string& path, std::size_t index) {
    const std::string_view directory = parentOf(path), name = nameOf(path);
    const bool nested = path.find('/') != std::string::npos;
    noteDirectory(shapes, directory);
    if (nested && (nameOf(directory) == "cur" || nameOf(directory) == "new")) {
        if (name.starts_with('.') || name.starts_with("dovecot")) return;
        Shape& s = shapes[std::string(parentOf(directory))];
        ++s.messages;
        if (!likelyMessageName(name)) ++s.unlikely;
        s.files.push_back(index);
    } else if (isMarker(name)) {
        Shape& s = shapes[std::string(directory)];
        s.marker = true;
        if (name == "dovecot-uidlist" || (name == "courierimapuiddb" && s.uidList < 0))
            s.uidList = static_cast<std::ptrdiff_t>(index);
    }
}

bool isMaildir(const Shapes& shapes, std::string_view directory) {
    const auto found = shapes.find(directory);
    return found != shapes.end() && found->second.isMaildir();
}

/// The tree a folder belongs to.
std::string rootOf(const Shapes& shapes, const std::string& directory) {
    std::string_view root = directory;
    while (!root.empty()) {
        const std::string_view name = nameOf(root), parent = parentOf(root);
        if (isMaildir(shapes, parent) && (root.find('/') != std::string_view::npos || isMaildir(shapes, ""))) {
            root = parent;
        } else if (name.size() > 1 && name[0] == '.' && !iequals(name, ".maildir") && !iequals(name, ".mail")) {
            return std::string(parent);
        } else {
            break;
        }
    }
    return std::string(root);
}

/// LAYOUT=fs: an empty level between two Maildirs; looked for upwards.
std::string fsRootOf(const Shapes& shapes, const std::string& directory) {
    std::string root = rootOf(shapes, directory);
    for (std::string_view up = root; !up.empty();) {
        up = parentOf(up);
        if (isMaildir(shapes, up) && nameOf(up) != "cur" && nameOf(up) != "new") return rootOf(shapes, std::string(up));
    }
    return root;
}

void nameFolder(MaildirFolder& f, const std::string& root) {
    std::string_view raw = f.directory;
    if (!root.empty()) raw.remove_prefix(std::min(raw.size(), root.size()));
    if (raw.starts_with('/')) raw.remove_prefix(1);
    const bool plusPlus = raw.starts_with('.');
    if (plusPlus) raw.remove_prefix(1);
    f.folderRaw = std::string(raw);
    std::string name = f.folderRaw;
    if (plusPlus) std::replace(name.begin(), name.end(), '.', '/');
    name = fromModifiedUtf7(name);
    f.folder = name.empty() || iequals(name, "inbox") ? "INBOX" : name;
    if (f.folderRaw.empty()) f.folderRaw = "INBOX";
}

}  // namespace

std::vector<MaildirTree> findMaildirs(const std::vector<TreeEntry>& listing) {
    Shapes shapes;
    for (std::size_t i = 0; i < listing.size(); ++i) {
        if (listing[i].kind == TreeEntry::Kind::Directory) noteDirectory(shapes, listing[i].path);
        else if (listing[i].kind == TreeEntry::Kind::File) noteFile(shapes, listing[i].path, i);
    }
    std::map<std::string, MaildirTree> trees;
    for (const auto& [directory, shape] : shapes) {
        if (!shape.isMaildir()) continue;
        const std::string root = fsRootOf(shapes, directory);
        MaildirFolder folder;
        folder.directory = directory;
        folder.messages = shape.files;
        folder.uidList = shape.uidList;
        nameFolder(folder, root);
        MaildirTree& tree = trees[root];
        tree.root = root;
        tree.folders.push_back(std::move(folder));
    }
    std::vector<MaildirTree> out;
    for (auto& [root, tree] : trees) out.push_back(std::move(tree));
    return out;
}

}  // namespace sillage

#include "store/placement_key.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace sillage {
namespace {

// A Maildir base name up to its info part: flags change, the name does not (maildir specification, "unique
// name").
std::string_view uniqueName(std::string_view fileName) {
    return fileName.substr(0, fileName.find(":2,"));
}

}  // namespace

std::string_view withoutVersion(std::string_view path) {
    const std::size_t at = path.rfind('@');
    if (at == std::string_view::npos || at + 1 == path.size()) return path;
    unsigned long long version = 0;
    return parseUint(path.substr(at + 1), version) ? path.substr(0, at) : path;
}

std::string mailboxPathOf(const Message& message, std::string_view sourcePath) {
    std::string_view path = message.mailboxPath.empty() ? withoutVersion(sourcePath) : message.mailboxPath;
    while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    const std::size_t inner = path.rfind("!/");
    if (inner == std::string_view::npos) return std::string(path);
    std::string_view tail = path.substr(inner + 2);
    if (tail.rfind("./", 0) == 0) tail.remove_prefix(2);
    const std::size_t slash = tail.rfind('/');
    const bool named = slash != std::string_view::npos && iequals(tail.substr(slash + 1), "Maildir");
    return std::string(named ? tail : path);
}

bool isUnnumbered(const Message& message, bool nested) {
    return !nested && message.uid == 0 && message.locator.empty() && message.fileName.empty();
}

PlacementKey placementKey(const Message& message, std::string_view mailboxPath, const PlacementKey* parentKey,
                          unsigned occurrence) {
    std::string identity(mailboxPath);
    identity += '\0';
    identity += message.folder;
    identity += '\0';
    if (parentKey) {
        identity += "in";
        identity.append(reinterpret_cast<const char*>(parentKey->data()), parentKey->size());
        identity += message.parentPart;
    } else if (message.uid) {
        identity += "uid" + std::to_string(message.uid);
    } else if (!message.locator.empty()) {
        identity += message.recovered ? "recovered" : "item";
        identity += message.locator;
    } else if (!message.fileName.empty()) {
        identity += "name";
        identity += uniqueName(message.fileName);
    } else {
        identity += "copy" + std::to_string(occurrence);
    }
    identity += '\0';
    identity.append(reinterpret_cast<const char*>(message.sha256.data()), message.sha256.size());
    const Digest digest = sha256(identity);
    PlacementKey key;
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

}  // namespace sillage

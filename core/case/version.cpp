#include "case/version.h"

#include <archive.h>
#include <openssl/crypto.h>
#include <zlib.h>

#include <QtGlobal>

#include "store/database.h"

namespace sillage {

std::vector<std::pair<std::string, std::string>> versions() {
    return {{"Sillage", SILLAGE_VERSION},
            {"build", std::string("g++ ") + __VERSION__ + (
#ifdef NDEBUG
                 ", release"
#else
                 ", with assertions"
#endif
                 )},
            {"Qt", qVersion()},
            {"SQLite", sqliteVersion()},
            {"libarchive", archive_version_string()},
            {"zlib", zlibVersion()},
            {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

std::string versionText() {
    std::string text;
    for (const auto& [name, version] : versions()) text += name + " " + version + "\n";
    return text;
}

}  // namespace sillage

#include "store/migrations.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/phrase.h"
#include "schema.h"
#include "store/database.h"

namespace sillage {
namespace {

struct Step {
    int version = 0;
    std::string_view sql;
};

std::vector<Step> steps(std::string_view series) {
    std::vector<Step> found;
    for (const auto& file : embedded::schema()) {
        const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
        if (name.size() < 5 || name.substr(4) != std::string(series) + ".sql") continue;
        Step step{0, file.octets};
        std::from_chars(name.data(), name.data() + 3, step.version);
        found.push_back(step);
    }
    std::sort(found.begin(), found.end(), [](const Step& a, const Step& b) { return a.version < b.version; });
    return found;
}

int versionOf(Database& database) {
    return static_cast<int>(database.number("PRAGMA user_version", 0));
}

void refuseNewer(Database& database, int version, int latest) {
    if (version <= latest) return;
    throw Error(phrase("%1: written by a newer version of Sillage (schema %2, this program knows %3)", database.file().string(), version, latest),
                "Open the case with the version that wrote it, or a later one. Nothing was changed.");
}

}  // namespace

int latestVersion(std::string_view series) {
    const auto known = steps(series);
    return known.empty() ? 0 : known.back().version;
}

void migrate(Database& database, std::string_view series, bool backup) {
    const int latest = latestVersion(series);
    const int version = versionOf(database);
    refuseNewer(database, version, latest);
    if (version == latest) return;
    if (backup && version > 0) backUpBeforeMigrating(database, version);
    for (const Step& step : steps(series)) {
        if (step.version <= version) continue;
        Transaction transaction(database);
        database.execute(std::string(step.sql));
        database.execute("PRAGMA user_version=" + std::to_string(step.version));
        transaction.commit();
    }
}

void backUpBeforeMigrating(Database& database, int version) {
    char suffix[32];
    std::snprintf(suffix, sizeof suffix, ".before-%03d", version + 1);
    const std::filesystem::path target = database.file().string() + suffix;
    if (!std::filesystem::exists(target)) database.copyTo(target);
}

void requireVersion(Database& database, std::string_view series) {
    const int version = versionOf(database), latest = latestVersion(series);
    refuseNewer(database, version, latest);
    if (version < latest)
        throw Error(phrase("%1: schema %2 is older than this program's %3", database.file().string(), version, latest),
                    "Open the case once for writing: it is brought up to date, with a copy of case.db kept.");
}

}  // namespace sillage

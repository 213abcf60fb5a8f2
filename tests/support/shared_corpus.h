// Where the corpus of real evidence lies (../shared from the project's root, or $SILLAGE_SHARED), and its files in
// memory, gzip members inflated. Tests that need it QSKIP where it is absent.
#pragma once

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

/// Empty when there is no corpus here.
inline std::filesystem::path sharedCorpus() {
    namespace fs = std::filesystem;
    const char* stated = std::getenv("SILLAGE_SHARED");
    const fs::path root = stated ? fs::path(stated) : fs::path(SILLAGE_SOURCE_DIR) / ".." / "shared";
    const fs::path corpus = root / "corpus";
    return fs::is_directory(corpus) ? corpus : fs::path();
}

/// The whole file; gzip content is inflated (all members). Throws std::runtime_error.
inline std::string fileBytes(const std::filesystem::path& path) {
    gzFile in = gzopen(path.c_str(), "rb");  // reads plain files as they are
    if (!in) throw std::runtime_error("cannot open " + path.string());
    std::string out;
    char block[1 << 16];
    int got = 0;
    while ((got = gzread(in, block, sizeof block)) > 0) out.append(block, static_cast<std::size_t>(got));
    gzclose(in);
    if (got < 0) throw std::runtime_error("cannot inflate " + path.string());
    return out;
}

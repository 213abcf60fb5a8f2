// Writes an Outlook store of about the size asked for: what the measurements read, and samples for a debugger.
//   make_store OUT.pst [--variant ansi|unicode|4k] [--crypt none|permute|cyclic] [--plain-blocks] [--plain-lists]
//              [--size MB] [--seed N] [--manifest FILE]
// One message in five carries an attachment, one in five hundred a large one; without --size it is the sample with
// every kind of item. Prints one line: messages, attachments, octets of attachments, size of the file. The manifest has a
// line for each attachment that a reader has to find: SHA-256, octets, name.
#include "support/pst_samples.h"

#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <string>

namespace {

using namespace sillage::pstw;

int usage() {
    std::fputs("usage: make_store OUT.pst [--variant ansi|unicode|4k] [--crypt none|permute|cyclic] [--plain-blocks] "
               "[--plain-lists] [--size MB] [--seed N] [--manifest FILE]\n",
               stderr);
    return 2;
}

struct Options {
    std::string path, manifest;
    Variant variant = Variant::Unicode;
    Crypt crypt = Crypt::Permute;
    bool compress = true, lists = true;
    uint64_t megabytes = 0, seed = 1;
};

bool parse(int argc, char** argv, Options& to) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--plain-blocks") {
            to.compress = false;
            continue;
        }
        if (word == "--plain-lists") {
            to.lists = false;
            continue;
        }
        if (word.rfind("--", 0) != 0) {
            to.path = word;
            continue;
        }
        if (++i == argc) return false;
        const std::string value = argv[i];
        if (word == "--variant")
            to.variant = value == "ansi" ? Variant::Ansi : value == "4k" ? Variant::Unicode4k : Variant::Unicode;
        else if (word == "--crypt")
            to.crypt = value == "none" ? Crypt::None : value == "cyclic" ? Crypt::Cyclic : Crypt::Permute;
        else if (word == "--size")
            to.megabytes = std::stoull(value);
        else if (word == "--manifest")
            to.manifest = value;
        else if (word == "--seed")
            to.seed = std::stoull(value);
        else
            return false;
    }
    return !to.path.empty();
}

void writeManifest(const std::string& path, const Store& store) {
    std::ofstream out(path);
    for (const ExpectedMessage& m : expectedOf(store))
        for (const ExpectedAttachment& a : m.attachments)
            if (m.fate == Fate::Live) out << a.sha256 << ' ' << a.size << ' ' << a.name << '\n';
    if (!out.flush()) throw std::runtime_error("the manifest cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    try {
        if (!parse(argc, argv, options)) return usage();
        auto store = options.megabytes ? bulkStore(options.variant, options.megabytes << 20, options.seed)
                                       : sampleStore(options.variant, options.seed);
        store.crypt = options.crypt;
        store.compress = options.compress;
        store.compressLists = options.lists;
        writeStore(options.path, store);
        if (!options.manifest.empty()) writeManifest(options.manifest, store);
        uint64_t messages = 0, attachments = 0, octets = 0;
        countStore(store, messages, attachments, octets);
        std::printf("%llu messages, %llu attachments of %llu octets, file of %llu octets\n",
                    (unsigned long long)messages, (unsigned long long)attachments, (unsigned long long)octets,
                    (unsigned long long)std::filesystem::file_size(options.path));
    } catch (const std::exception& e) {
        std::fprintf(stderr, "make_store: %s\n", e.what());
        return 1;
    }
    return 0;
}

// Verification of a bag (RFC 8493 section 3), read as a stranger's: a directory, or a zip through libarchive.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "export/bag.h"

namespace sillage {

namespace fs = std::filesystem;

namespace {

struct Found {
    std::string hex;
    std::uint64_t octets = 0;
    std::string text;  ///< of tag files only, at most 64 MB
};

struct Contents {
    std::map<std::string, Found> files;
    std::vector<std::string> faults;
};

constexpr std::uint64_t kMostTagOctets = 64u << 20;

bool isTag(const std::string& name) { return name.rfind("data/", 0) != 0; }

class Reader {
public:
    explicit Reader(Progress& progress) : progress_(progress) {}
    Found read(const std::string& name, const std::function<std::size_t(char*, std::size_t)>& source) {
        Found f;
        for (std::size_t n; (n = source(buffer_.data(), buffer_.size())) > 0;) {
            hash_.add({buffer_.data(), n});
            f.octets += n;
            if (isTag(name) && f.octets <= kMostTagOctets) f.text.append(buffer_.data(), n);
            progress_.advance(done_ += n, 0);
        }
        f.hex = toHex(hash_.finish());
        return f;
    }

private:
    Progress& progress_;
    Sha256 hash_;
    std::uint64_t done_ = 0;
    std::vector<char> buffer_ = std::vector<char>(1u << 20);
};

Contents readDirectory(const fs::path& root, Progress& progress) {
    Contents c;
    Reader reader(progress);
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (progress.cancelled()) throw Error("verification was interrupted", "", ExitCode::Interrupted);
        const std::string name = fs::relative(entry.path(), root).generic_string();
        if (entry.is_symlink() || (!entry.is_directory() && !entry.is_regular_file())) {
            c.faults.push_back(phrase("%1: a link or special file; a bundle holds none", name));
            continue;
        }
        if (entry.is_directory()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        if (!in) {
            c.faults.push_back(phrase("%1: cannot be read", name));
            continue;
        }
        c.files[name] = reader.read(name, [&in](char* p, std::size_t n) {
            in.read(p, static_cast<std::streamsize>(n));
            return static_cast<std::size_t>(in.gcount());
        });
    }
    return c;
}

fs::path sidecar(const fs::path& zip) { return zip.string() + ".sha256"; }

std::string hashFile(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> buffer(1u << 20);
    Sha256 hash;
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
        hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
    return toHex(hash.finish());
}

/// A bag covers its members, not the zip around them: the sidecar does.
void checkWrapper(const fs::path& zip, Contents& c) {
    std::ifstream in(sidecar(zip));
    std::string line;
    if (!std::getline(in, line)) return;
    if (line.substr(0, 64) != hashFile(zip)) c.faults.push_back(phrase("%1: the zip itself was changed (its .sha256 says %2)", zip.filename().string(), line.substr(0, 64)));
}

Contents readZip(const fs::path& path, Progress& progress) {
    Contents c;
    Reader reader(progress);
    checkWrapper(path, c);
    const std::unique_ptr<archive, int (*)(archive*)> a(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(a.get());
    if (archive_read_open_filename(a.get(), path.c_str(), 1u << 20) != ARCHIVE_OK)
        throw Error(phrase("cannot open %1", path.string()), "It is neither a bundle directory nor a zip.", ExitCode::VerificationFailed);
    archive_entry* entry = nullptr;
    int code = 0;
    while ((code = archive_read_next_header(a.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN) {
        if (progress.cancelled()) throw Error("verification was interrupted", "", ExitCode::Interrupted);
        const char* raw = archive_entry_pathname(entry);
        const std::string whole = raw ? raw : "";
        const auto slash = whole.find('/');
        const std::string name = slash == std::string::npos ? "" : whole.substr(slash + 1);
        if (name.empty() || name.back() == '/') continue;
        if (whole[0] == '/' || whole.find("..") != std::string::npos) c.faults.push_back(phrase("%1: leads outside the bundle", visible(whole)));
        Found f = reader.read(name, [&a](char* p, std::size_t n) {
            const auto got = archive_read_data(a.get(), p, n);
            return got > 0 ? static_cast<std::size_t>(got) : 0;
        });
        if (!c.files.emplace(name, std::move(f)).second) c.faults.push_back(phrase("%1: stands twice in the zip", visible(name)));
    }
    if (code != ARCHIVE_EOF) c.faults.push_back(phrase("the zip is damaged: %1", archive_error_string(a.get()) ? archive_error_string(a.get()) : "unreadable"));
    return c;
}

std::map<std::string, std::string> parseManifest(const std::string& text, std::vector<std::string>& faults, const std::string& name) {
    std::map<std::string, std::string> manifest;
    std::size_t number = 0;
    for (const auto line : split(text, '\n')) {
        ++number;
        if (line.empty()) continue;
        Digest ignored;
        // Lower case only, as it is written: no hash covers the tag manifest, so no octet of it may pass changed.
        if (line.size() < 67 || asciiLower(line.substr(0, 64)) != line.substr(0, 64) || !fromHex(line.substr(0, 64), ignored) || line.substr(64, 2) != "  ")
            faults.push_back(phrase("%1, line %2: not a manifest line", name, number));
        else if (!manifest.emplace(std::string(line.substr(66)), std::string(line.substr(0, 64))).second)
            faults.push_back(phrase("%1, line %2: names a file twice", name, number));
    }
    return manifest;
}

void compare(const Contents& c, const std::map<std::string, std::string>& manifest, bool tags, std::vector<std::string>& faults) {
    for (const auto& [name, hex] : manifest) {
        const auto it = c.files.find(name);
        if (it == c.files.end()) faults.push_back(phrase("%1: is missing", visible(name)));
        else if (it->second.hex != hex) faults.push_back(phrase("%1: was changed (SHA-256 %2, manifest says %3)", visible(name), it->second.hex, hex));
    }
    for (const auto& [name, found] : c.files) {
        if (isTag(name) != tags || manifest.count(name)) continue;
        if (name == "tagmanifest-sha256.txt" || name.rfind("seal/", 0) == 0) continue;  // the seal is laid on afterwards
        faults.push_back(phrase("%1: was added, no manifest names it", visible(name)));
    }
}

std::string textOf(const Contents& c, const std::string& name, std::vector<std::string>& faults) {
    const auto it = c.files.find(name);
    if (it != c.files.end()) return it->second.text;
    faults.push_back(phrase("%1: is missing", name));
    return {};
}

}  // namespace

Verification verifyBag(const fs::path& path, Progress& progress) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) throw Error(phrase("%1 is not there", path.string()), "", ExitCode::Usage);
    const Contents c = fs::is_directory(path, ignored) ? readDirectory(path, progress) : readZip(path, progress);
    Verification v;
    v.faults = c.faults;
    std::uint64_t payloadFiles = 0, payloadOctets = 0;
    for (const auto& [name, found] : c.files) {
        ++v.files;
        v.octets += found.octets;
        if (!isTag(name)) {
            ++payloadFiles;
            payloadOctets += found.octets;
        }
    }
    if (textOf(c, "bagit.txt", v.faults) != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        v.faults.push_back("bagit.txt: is not that of a BagIt 1.0 bag");
    compare(c, parseManifest(textOf(c, "manifest-sha256.txt", v.faults), v.faults, "manifest-sha256.txt"), false, v.faults);
    compare(c, parseManifest(textOf(c, "tagmanifest-sha256.txt", v.faults), v.faults, "tagmanifest-sha256.txt"), true, v.faults);
    const std::string oxum = "Payload-Oxum: " + std::to_string(payloadOctets) + "." + std::to_string(payloadFiles) + "\n";
    if (textOf(c, "bag-info.txt", v.faults).find(oxum) == std::string::npos)
        v.faults.push_back(phrase("bag-info.txt: Payload-Oxum is not %1", oxum.substr(14, oxum.size() - 15)));
    v.ok = v.faults.empty();
    return v;
}

static void packFile(archive* a, archive_entry* entry, const fs::path& file, const std::string& name, std::vector<char>& buffer) {
    const std::uint64_t size = fs::file_size(file);
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0444);
    archive_entry_set_mtime(entry, 315532800, 0);  // 1980-01-01: the same case gives the same octets
    const auto failed = [a, &name] { return Error(phrase("cannot write %1: %2", name, archive_error_string(a)), "Is there space?"); };
    if (archive_write_header(a, entry) < ARCHIVE_WARN) throw failed();
    std::ifstream in(file, std::ios::binary);
    std::uint64_t octets = 0;
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0) {
        octets += static_cast<std::uint64_t>(in.gcount());
        if (archive_write_data(a, buffer.data(), static_cast<std::size_t>(in.gcount())) < 0) throw failed();
    }
    if (octets != size)  // libarchive would fill up or cut without a word
        throw Error(phrase("%1: %2 of %3 octets could be read", file.string(), octets, size), "The bundle's directory is left as it is.");
}

fs::path packBag(const fs::path& directory) {
    const fs::path target = directory.string() + ".zip", partial = target.string() + ".partial";
    std::error_code ignored;
    if (fs::exists(target, ignored)) throw Error(phrase("%1 exists", target.string()), "A bundle never overwrites; name another place.");
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    const std::unique_ptr<archive, int (*)(archive*)> a(archive_write_new(), archive_write_free);
    archive_write_set_format_zip(a.get());
    const auto check = [&](int code) {
        if (code < ARCHIVE_WARN) throw Error(phrase("cannot write %1: %2", target.string(), archive_error_string(a.get())), "Is there space?");
    };
    check(archive_write_open_filename(a.get(), partial.c_str()));
    std::vector<char> buffer(1u << 20);
    for (const auto& file : files) {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
        packFile(a.get(), entry.get(), file, (directory.filename() / fs::relative(file, directory)).generic_string(), buffer);
    }
    check(archive_write_close(a.get()));
    std::ofstream beside(sidecar(target), std::ios::binary | std::ios::trunc);
    beside << hashFile(partial) << "  " << target.filename().string() << "\n";
    if (!beside.flush()) throw Error(phrase("cannot write %1", sidecar(target).string()), "Is there space?");
    fs::rename(partial, target);
    fs::remove_all(directory, ignored);
    return target;
}

}  // namespace sillage

#include "export/bag.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage {

namespace fs = std::filesystem;

BagWriter::BagWriter(fs::path target) : target_(std::move(target)), partial_(target_.string() + ".partial") {
    std::error_code ignored;
    if (fs::exists(target_, ignored)) throw Error(phrase("%1 exists", target_.string()), "A bundle never overwrites; name another place.");
    if (fs::exists(partial_, ignored)) throw Error(phrase("%1 exists", partial_.string()), "An earlier export was cut off; remove it.");
    std::error_code failed;
    fs::create_directories(partial_ / "data", failed);
    if (failed) throw Error(phrase("cannot make %1: %2", partial_.string(), failed.message()), "Is the directory writable?");
}

BagWriter::~BagWriter() {
    std::error_code ignored;
    out_.reset();
    if (!finished_) fs::remove_all(partial_, ignored);
}

static void checkName(const std::string& name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != '%'; });
    if (!plain || name.empty() || name[0] == '/' || name.find("..") != std::string::npos)
        throw Error(phrase("not a name for a bundle: %1", name), "Names in a bundle are the program's own.");
}

void BagWriter::open(const std::string& name) {
    checkName(name);
    openName_ = "data/" + name;
    openOctets_ = 0;
    std::error_code failed;
    fs::create_directories((partial_ / openName_).parent_path(), failed);
    out_ = std::make_unique<std::ofstream>(partial_ / openName_, std::ios::binary | std::ios::trunc);
    if (!*out_) throw Error(phrase("cannot write %1", (partial_ / openName_).string()), "Is there space?");
}

void BagWriter::write(std::string_view octets) {
    hash_.add(octets);
    openOctets_ += octets.size();
    if (!out_->write(octets.data(), static_cast<std::streamsize>(octets.size())))
        throw Error(phrase("cannot write %1", (partial_ / openName_).string()), "The disk is full; the bundle needs more space.");
}

void BagWriter::close() {
    out_->close();
    if (out_->fail()) throw Error(phrase("cannot write %1", (partial_ / openName_).string()), "The disk is full; the bundle needs more space.");
    out_.reset();
    manifest_[openName_] = toHex(hash_.finish());
    octets_ += openOctets_;
}

void BagWriter::abandon() {
    out_.reset();
    hash_.finish();
    std::error_code ignored;
    fs::remove(partial_ / openName_, ignored);
}

void BagWriter::add(const std::string& name, std::string_view octets) {
    open(name);
    write(octets);
    close();
}

void BagWriter::put(const std::string& name, std::string_view octets, std::map<std::string, std::string>& manifest) {
    checkName(name);
    std::ofstream out(partial_ / name, std::ios::binary | std::ios::trunc);
    out.write(octets.data(), static_cast<std::streamsize>(octets.size()));
    if (!out.flush()) throw Error(phrase("cannot write %1", (partial_ / name).string()), "Is there space?");
    manifest[name] = toHex(sha256(octets));
}

void BagWriter::addTag(const std::string& name, std::string_view octets) { put(name, octets, tags_); }

static std::string manifestText(const std::map<std::string, std::string>& manifest) {
    std::string text;
    for (const auto& [name, hex] : manifest) text += hex + "  " + name + "\n";
    return text;
}

std::string BagWriter::finish(const std::vector<std::pair<std::string, std::string>>& info) {
    addTag("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    std::string text;
    for (const auto& [label, value] : info) {
        std::string line = value;  // RFC 8493 2.2.2: one line an element, no raw line ends
        std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
        text += label + ": " + line + "\n";
    }
    text += "Payload-Oxum: " + std::to_string(octets_) + "." + std::to_string(manifest_.size()) + "\n";
    addTag("bag-info.txt", text);
    addTag("manifest-sha256.txt", manifestText(manifest_));
    std::map<std::string, std::string> last;
    put("tagmanifest-sha256.txt", manifestText(tags_), last);
    std::error_code failed;
    fs::rename(partial_, target_, failed);
    if (failed) throw Error(phrase("cannot rename to %1: %2", target_.string(), failed.message()));
    finished_ = true;
    return last.begin()->second;
}

}  // namespace sillage

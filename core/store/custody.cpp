#include "store/custody.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "store/case_lock.h"
#include "store/database.h"

namespace sillage {
namespace {

const std::string kFirstPrevious(64, '0');
constexpr std::string_view kHashKey = ",\"hash\":\"";
constexpr std::string_view kLineEnd = "\"}";
constexpr std::size_t kTailLength = kHashKey.size() + 64 + kLineEnd.size();

/// The hash a line states and the line it is taken over; false when the line does not end as every line must.
bool takeApart(std::string_view line, std::string& canonical, std::string_view& hash) {
    if (line.size() <= kTailLength) return false;
    const std::string_view tail = line.substr(line.size() - kTailLength);
    if (tail.substr(0, kHashKey.size()) != kHashKey || tail.substr(tail.size() - kLineEnd.size()) != kLineEnd)
        return false;
    hash = tail.substr(kHashKey.size(), 64);
    canonical = std::string(line.substr(0, line.size() - kTailLength)) + "}";
    return true;
}

std::string whatIsWrong(std::string_view line, std::uint64_t sequence, const std::string& previous,
                        std::string& hashOut) {
    std::string canonical;
    std::string_view hash;
    if (!takeApart(line, canonical, hash)) return "the line does not end with its hash";
    if (toHex(sha256(canonical)) != hash) return "the line does not match its hash: it was changed";
    if (canonical.rfind("{\"sequence\":" + std::to_string(sequence) + ",\"time\":\"", 0) != 0)
        return phrase("the line is not number %1: lines were removed, added or moved", sequence);
    const std::string end = ",\"previous\":\"" + previous + "\"}";
    if (canonical.size() < end.size() ||
        canonical.compare(canonical.size() - end.size(), end.size(), end) != 0)
        return "the line does not follow the one before it";
    hashOut = hash;
    return {};
}

void writeAll(int fd, std::string_view octets, const std::string& file) {
    while (!octets.empty()) {
        const ssize_t n = ::write(fd, octets.data(), octets.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            throw Error(phrase("%1: the custody log cannot be written: %2", file, std::strerror(errno)),
                        "The act was not carried out further. Free space or check the disk, then repeat it.");
        octets.remove_prefix(static_cast<std::size_t>(n));
    }
}

}  // namespace

// SQLite's own JSON parser checks and minifies, so that no detail can break out of its line.
std::string CustodyLog::canonicalDetail(std::string_view detailJson) {
    const std::string text = repairUtf8(trim(detailJson));
    if (text.empty()) return "{}";
    Statement check = authored_.prepare("SELECT CASE WHEN json_valid(?1) THEN json(?1) END");
    check.bind(1, text);
    if (check.step() && !check.isNull(0)) {
        std::string minified = check.text(0);
        if (minified.find_first_of(std::string_view("\n\r\0", 3)) == std::string::npos) return minified;
    }
    std::string quoted;
    appendJsonString(quoted, text);
    return quoted;
}

CustodyLog::Tail CustodyLog::readTail() {
    Tail tail{0, kFirstPrevious, {}};
    std::ifstream in(file_, std::ios::binary);
    std::string line, last;
    bool any = false;
    while (std::getline(in, line)) {
        if (in.eof()) {  // no newline at its end
            tail.torn = line;
            break;
        }
        last.swap(line);
        any = true;
        ++tail.sequence;
    }
    std::string canonical;
    std::string_view hash;
    if (any && takeApart(last, canonical, hash)) tail.hash = hash;
    return tail;
}

// The machine stopped while a line was being written: what is there is kept as a detail of the next line.
void CustodyLog::repairTorn(Tail& tail) {
    const std::string torn = std::exchange(tail.torn, {});
    std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - torn.size());
    JsonWriter detail;
    detail.beginObject().key("removed_octets_hex").string(toHex(torn)).endObject();
    appendLine(tail, "custody: unfinished line removed", detail.text());
}

void CustodyLog::appendLine(Tail& tail, std::string_view action, std::string_view detailJson) {
    const auto now =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    JsonWriter json;
    json.beginObject().key("sequence").number(static_cast<std::int64_t>(tail.sequence + 1));
    json.key("time").string(formatIso(now, Precision::Microsecond));
    json.key("actor").string(loginName() + " (Sillage " SILLAGE_VERSION ")");
    json.key("action").string(action).key("detail").raw(canonicalDetail(detailJson));
    json.key("previous").string(tail.hash).endObject();
    std::string line = json.take();
    tail.hash = toHex(sha256(line));
    ++tail.sequence;
    line.pop_back();
    line.append(kHashKey).append(tail.hash).append(kLineEnd).append("\n");

    const int fd = ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        throw Error(phrase("%1: the custody log cannot be opened: %2", file_.string(), std::strerror(errno)),
                    "Check the rights of the case's folder.");
    try {
        writeAll(fd, line, file_.string());
    } catch (...) {
        ::close(fd);
        throw;
    }
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    if (!synced) throw Error(phrase("%1: the custody log did not reach the disk", file_.string()), "Check the disk.");
    authored_.run("INSERT OR REPLACE INTO setting (key, value) VALUES ('custody-head', ?)",
                  std::to_string(tail.sequence) + " " + tail.hash);
}

void CustodyLog::append(std::string_view action, std::string_view detailJson) {
    Tail tail = readTail();
    if (!tail.torn.empty()) repairTorn(tail);
    appendLine(tail, action, detailJson);
}

std::vector<CustodyEntry> CustodyLog::entries() {
    std::vector<CustodyEntry> list;
    std::ifstream in(file_, std::ios::binary);
    std::string line;
    while (std::getline(in, line)) {
        CustodyEntry entry;
        Statement read = authored_.prepare(
            "SELECT json_extract(?1,'$.sequence'), json_extract(?1,'$.time'), json_extract(?1,'$.actor'), "
            "json_extract(?1,'$.action'), json(json_quote(json_extract(?1,'$.detail'))), "
            "json_extract(?1,'$.hash'), "
            "json_extract(?1,'$.previous') WHERE json_valid(?1)");
        read.bind(1, line);
        if (read.step()) {
            entry.sequence = read.natural(0);
            if (const auto time = parseUtc(read.text(1))) entry.time = time->time_since_epoch().count();
            entry.actor = read.text(2);
            entry.action = read.text(3);
            entry.detailJson = read.text(4);
            entry.hash = read.text(5);
            entry.previous = read.text(6);
        } else {
            entry.sequence = list.size() + 1;
            entry.action = "(this line cannot be read)";
        }
        list.push_back(std::move(entry));
    }
    return list;
}

CustodyHead CustodyLog::head() {
    Statement read = authored_.prepare("SELECT value FROM setting WHERE key = 'custody-head'");
    if (!read.step()) return {};
    const std::string value = read.text(0);
    unsigned long long at = 0;
    if (value.size() < 66 || !parseUint(std::string_view(value).substr(0, value.size() - 65), at)) return {};
    return {at, value.substr(value.size() - 64)};
}

CaseStore::ChainState CustodyLog::verify() {
    std::ifstream in(file_, std::ios::binary);
    return verifyChain(in, head());
}

CaseStore::ChainState verifyChain(std::istream& log, const CustodyHead& head) {
    std::string line, previous = kFirstPrevious;
    std::uint64_t sequence = 0;
    while (std::getline(log, line)) {
        ++sequence;
        if (log.eof()) return {false, sequence, "the line does not end with a newline: it was cut"};
        std::string hash;
        if (std::string wrong = whatIsWrong(line, sequence, previous, hash); !wrong.empty())
            return {false, sequence, std::move(wrong)};
        if (sequence == head.at && hash != head.hash)
            return {false, sequence,
                    "the line is not the one the case remembers writing: the log was rewritten"};
        previous = hash;
    }
    if (sequence < head.at)
        return {false, sequence + 1,
                phrase("the case remembers %1 lines, the log holds %2: lines were cut off", head.at, sequence)};
    return {};
}

}  // namespace sillage

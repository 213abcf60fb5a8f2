#include "ingest/expand.h"

#include <atomic>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

namespace sillage {

Expansion::Expansion(std::filesystem::path spoolDirectory, std::uint64_t room)
    : directory_(std::move(spoolDirectory)), room_(room) {}

Expansion::~Expansion() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

JobPointer Expansion::start(const PlanFile& file, const std::string& format) {
    static std::atomic<unsigned> counter{0};
    std::filesystem::create_directories(directory_);
    temporary_ = directory_ / ("expanding-" + std::to_string(::getpid()) + "-" + std::to_string(++counter));
    out_ = OpenFile(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (out_.fd() < 0)
        throw Error(phrase("cannot write to the spool %1: %2", directory_.string(), std::strerror(errno)),
                    "Check the rights and the free space of the case's disk.");
    job_ = std::make_shared<Job>();
    job_->unit.operation = wire::Operation::Expand;
    job_->unit.maxExpanded = room_;
    wire::UnitItem item;
    item.begin = file.begin;
    item.length = file.length;
    item.range.end = file.length;
    item.format = format;
    job_->unit.items.push_back(std::move(item));
    job_->files.push_back(&file);
    job_->stream = [this](wire::Frame type, std::string&& payload) { return frame(type, std::move(payload)); };
    return job_;
}

void Expansion::data(const std::string& payload) {
    const char* at = payload.data();
    std::size_t left = payload.size();
    while (left > 0) {
        const ssize_t n = ::write(out_.fd(), at, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            diskError_ = std::strerror(errno);
            return;
        }
        at += n;
        left -= static_cast<std::size_t>(n);
    }
    result_.members.back().length += payload.size();
    result_.octets += payload.size();
}

bool Expansion::frame(wire::Frame type, std::string&& payload) {
    wire::Decoder in(payload);
    Member* last = result_.members.empty() ? nullptr : &result_.members.back();
    if (type == wire::Frame::Entry) {
        Member m;
        wire::decode(in, m.header);
        m.begin = result_.octets;
        result_.members.push_back(std::move(m));
        return result_.members.size() <= job_->unit.maxEntries + 1;
    }
    if (type == wire::Frame::EntryData && last && !last->whole) {
        // The worker keeps to the limit; one that does not is no longer believed.
        if (payload.size() > room_ - std::min(room_, result_.octets)) return false;
        data(payload);
        return diskError_.empty();
    }
    if (type == wire::Frame::EntryEnd && last) {
        in.text(last->problem);
        last->whole = true;
    } else if (type == wire::Frame::Records) {
        std::uint32_t id = 0;
        wire::Tag tag{};
        Problem problem;
        in.number(id);
        in.enumeration(tag, wire::Tag::Fact);
        wire::decode(in, problem);
        result_.problem = problem.reason;
    } else if (type == wire::Frame::ItemDone) {
        wire::ItemResult r;
        wire::decode(in, r);
        if (r.hashed) result_.sha256 = toHex(r.sha256);
    } else if (type == wire::Frame::ItemError) {
        std::uint32_t id = 0;
        in.number(id);
        in.text(result_.problem);
    }
    return true;
}

Expanded Expansion::finish() {
    if (!diskError_.empty())
        throw Error(phrase("cannot write to the spool %1: %2", directory_.string(), diskError_),
                    "Free some space on the case's disk and import again: what is already in stays.");
    for (const LostItem& lost : job_->lost)
        result_.problem = phrase("not fully examined: %1 after %2 members", said(lost.problem.reason), result_.members.size());
    if (!result_.members.empty() && !result_.members.back().whole) {
        result_.members.back().problem = phrase("not whole: the container ended in the middle of it");
        result_.members.back().whole = true;
    }
    if (result_.members.empty()) return std::move(result_);
    auto spool = std::make_shared<SpoolFile>();
    spool->name = result_.sha256.empty() ? contentId('X', job_->files.front()->path) : result_.sha256;
    const auto place = directory_ / spool->name;
    if (::rename(temporary_.c_str(), place.c_str()) != 0)
        throw Error(phrase("cannot name %1: %2", place.string(), std::strerror(errno)), "Check the case's disk.");
    temporary_.clear();
    out_ = OpenFile();
    spool->file = OpenFile(::open(place.c_str(), O_RDONLY | O_CLOEXEC));
    if (spool->file.fd() < 0)
        throw Error(phrase("cannot read %1: %2", place.string(), std::strerror(errno)), "Check the case's disk.");
    result_.spool = std::move(spool);
    return std::move(result_);
}

}  // namespace sillage

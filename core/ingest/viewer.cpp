#include "ingest/viewer.h"

#include <algorithm>
#include <exception>
#include <mutex>

#include "base/error.h"
#include "base/text.h"
#include "ingest/pool.h"
#include "ingest/reopen.h"

namespace sillage {
namespace {

constexpr unsigned kWorkers = 2;
constexpr std::chrono::milliseconds kPatience{60'000};

wire::UnitItem whole(const PlanFile& file) {
    wire::UnitItem item;
    item.begin = file.begin;
    item.length = file.length;
    item.range.end = file.length;
    return item;
}

/// file outlives the job.
JobPointer jobFor(wire::Operation operation, const PlanFile& file, const Placement& placement) {
    auto job = std::make_shared<Job>();
    job->unit.operation = operation;
    job->unit.items.push_back(whole(file));
    job->unit.items.back().format = placement.format;
    job->unit.offset = placement.offset;
    job->unit.length = placement.length;
    job->unit.locator = placement.locator;
    job->unit.quoting = placement.quoting;
    job->files.push_back(&file);
    return job;
}

std::string itemError(const std::string& payload) {
    std::uint32_t id = 0;
    std::string reason;
    wire::Decoder in(payload, false);
    in.number(id);
    in.text(reason);
    return reason;
}

}  // namespace

struct Viewer::Impl {
    std::filesystem::path spool;
    bool unsafe = false;
    std::mutex mutex;
    std::unique_ptr<WorkerPool> pool_;

    /// Started on first use: a case that is only listed needs no worker.
    WorkerPool& pool() {
        const std::lock_guard lock(mutex);
        if (!pool_) {
            SupervisorLimits limits;
            limits.silence = limits.itemBase = kPatience;
            pool_ = std::make_unique<WorkerPool>(kWorkers, unsafe, limits);
        }
        return *pool_;
    }

    /// Throws Error when the worker could not do it.
    void run(const JobPointer& job, const std::string& path) {
        WorkerPool& p = pool();
        p.submit(job);
        while (!p.wait(*job, std::chrono::milliseconds(1000))) {}
        p.release(*job);
        for (const LostItem& lost : job->lost)
            if (lost.counts)
                throw Error(phrase("cannot show %1: %2", path, said(lost.problem.reason)),
                            "Its octets can still be shown and exported as they are.");
    }

    /// Runs a job that answers with octets. What out throws is thrown again here, in the caller's thread.
    void stream(const JobPointer& job, const std::string& what, const Octets& out) {
        std::exception_ptr failure;
        std::string problem;
        job->stream = [&](wire::Frame type, std::string&& payload) {
            try {
                if (type == wire::Frame::PartData) out(payload);
                if (type == wire::Frame::ItemError) problem = itemError(payload);
                return true;
            } catch (...) {
                failure = std::current_exception();
                return false;
            }
        };
        try {
            run(job, what);
        } catch (const Error&) {
            if (!failure) throw;
        }
        if (failure) std::rethrow_exception(failure);
        if (!problem.empty()) throw Error(phrase("cannot read %1: %2", said(what), said(problem)));
    }
};

Viewer::Viewer(const std::filesystem::path& caseDirectory, bool unsafeNoSandbox) : impl_(std::make_unique<Impl>()) {
    impl_->spool = caseDirectory / "spool";
    impl_->unsafe = unsafeNoSandbox;
}

Viewer::~Viewer() = default;

MessageView Viewer::message(const FileRow& file, const Placement& placement) {
    const PlanFile source = reopen(file, impl_->spool);
    const JobPointer job = jobFor(wire::Operation::View, source, placement);
    MessageView view;
    bool shown = false;
    std::string problem;
    job->stream = [&](wire::Frame type, std::string&& payload) {
        wire::Decoder in(payload, false);
        if (type == wire::Frame::View) {
            wire::decode(in, view);
            shown = true;
        } else if (type == wire::Frame::ItemError) {
            problem = itemError(payload);
        }
        return true;
    };
    impl_->run(job, file.path);
    if (!shown) throw Error(phrase("cannot show %1: %2", file.path, said(problem.empty() ? phrase("no answer") : problem)));
    // What the message's own octets do not hold (an attachment of a rebuilt item, or one that lies beside) has the size
    // and hash of the import.
    for (Part& p : view.parts)
        for (const Part& known : placement.parts)
            if (p.number == known.number && (!placement.locator.empty() || p.size < known.size)) p = known;
    return view;
}

void Viewer::part(const FileRow& file, const Placement& placement, const Part& part, const Octets& out) {
    const PlanFile source = reopen(file, impl_->spool);
    const JobPointer job = jobFor(wire::Operation::Part, source, placement);
    job->unit.part = part;
    impl_->stream(job, phrase("a part of %1", file.path), out);
}

void Viewer::rebuilt(const FileRow& file, const Placement& placement, const Octets& out) {
    const PlanFile source = reopen(file, impl_->spool);
    impl_->stream(jobFor(wire::Operation::Rebuild, source, placement), phrase("an item of %1", file.path), out);
}

void Viewer::properties(const FileRow& file, const Placement& placement, const Octets& out) {
    const PlanFile source = reopen(file, impl_->spool);
    impl_->stream(jobFor(wire::Operation::Properties, source, placement), phrase("the properties of an item of %1", file.path), out);
}

std::string Viewer::record(const FileRow& file, const std::string& format, std::uint64_t offset, std::uint64_t length) {
    constexpr std::size_t kMost = 8u << 20;
    const PlanFile source = reopen(file, impl_->spool);
    Placement place;
    place.format = format;
    place.offset = offset;
    place.length = length;
    std::string text;
    impl_->stream(jobFor(wire::Operation::Record, source, place), phrase("a record of %1", file.path), [&](std::string_view piece) {
        text += piece.substr(0, kMost - std::min(kMost, text.size()));
    });
    return repairUtf8(text);
}

void Viewer::octets(const FileRow& file, const Octets& out) {
    constexpr std::uint64_t kPiece = 1u << 20;
    for (std::uint64_t at = 0; at < file.length; at += kPiece) out(raw(file, at, std::min(kPiece, file.length - at)));
}

std::string Viewer::raw(const FileRow& file, std::uint64_t offset, std::uint64_t length) {
    const PlanFile source = reopen(file, impl_->spool);
    const OpenFile own = source.spool ? OpenFile() : source.open();
    FdSource octets(source.spool ? source.spool->file.fd() : own.fd(), source.begin, source.length);
    return octets.readString(offset, static_cast<std::size_t>(length));
}

}  // namespace sillage

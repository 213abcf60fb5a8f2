// Decoding on demand for the window and the exports: a small pool of sandboxed workers that outlives one request.
// Hostile bytes are never parsed in this process. Thread-safe; calls block until the worker answers (≤ 60 s).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "record/message_view.h"
#include "store/case_store.h"

namespace sillage {

class Viewer {
public:
    explicit Viewer(const std::filesystem::path& caseDirectory, bool unsafeNoSandbox = false);
    ~Viewer();
    /// Decoded and sanitised. Throws Error when the source is gone or the worker died on it.
    MessageView message(const FileRow& file, const Placement& placement);
    /// Decoded octets of a part, in order.
    using Octets = std::function<void(std::string_view)>;
    void part(const FileRow& file, const Placement& placement, const Part& part, const Octets& out);
    /// Of an item that has a locator: made from its properties as RFC 5322 octets, attachments included; the same
    /// octets every time.
    void rebuilt(const FileRow& file, const Placement& placement, const Octets& out);
    /// Likewise: every property of it, of its recipients and attachments as one JSON object.
    void properties(const FileRow& file, const Placement& placement, const Octets& out);
    /// A record of a log whose format says how it is made readable (Format::recordText): UTF-8 for people.
    std::string record(const FileRow& file, const std::string& format, std::uint64_t offset, std::uint64_t length);
    /// A whole source as stored, piece by piece.
    void octets(const FileRow& file, const Octets& out);
    /// Raw octets [offset, offset+length) of a source as stored (nothing is parsed); from the file or the spool.
    std::string raw(const FileRow& file, std::uint64_t offset, std::uint64_t length);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage

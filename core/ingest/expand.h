// The supervisor's half of expanding a container: what the worker streams is written to a spool file under a neutral
// name, bounded; the members become ranges of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ingest/plan.h"
#include "ingest/pool.h"

namespace sillage {

struct Member {
    wire::EntryHeader header;
    std::uint64_t begin = 0, length = 0;
    bool whole = false;
    std::string problem;
};

struct Expanded {
    std::string sha256;                      ///< hex of the container's octets; "" = unknown
    std::shared_ptr<const SpoolFile> spool;  ///< null when nothing came out
    std::vector<Member> members;
    std::string problem;                     ///< why it was not examined to its end
    std::uint64_t octets = 0;
};

/// One running expansion; the job it makes writes to disk in a thread of the pool.
class Expansion {
public:
    Expansion(std::filesystem::path spoolDirectory, std::uint64_t room);
    ~Expansion();
    JobPointer start(const PlanFile& file, const std::string& format);
    /// After the job has finished: names the spool file by content. Throws Error when the disk refuses.
    Expanded finish();

private:
    bool frame(wire::Frame type, std::string&& payload);
    void data(const std::string& payload);

    std::filesystem::path directory_, temporary_;
    std::uint64_t room_;
    OpenFile out_;
    JobPointer job_;
    Expanded result_;
    std::string diskError_;
};

}  // namespace sillage

// Takes the results of units, in their order, into the target: sources, files, messages, events, problems, facts, and
// the reconciliation of every source.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ingest/dealer.h"
#include "ingest/import.h"

namespace sillage {

class Committer {
public:
    /// Waits until the job is finished; false: nothing will finish any more.
    using Await = std::function<bool(const Job&)>;
    Committer(Plan& plan, IndexWriter& writer, const HoldPredicate& hold, const CredentialPredicate& ofCase, ImportReport& report,
              Await await);
    void commit(Dealt& unit);
    /// Containers, whose rows are closed after their members; then everything is made durable.
    void finish();

private:
    struct Open {
        Source row;
        std::int64_t file = 0;
        std::vector<std::pair<std::string, std::string>> hashes;  ///< of a tree: path, hex
        std::uint64_t records = 0;
        std::string sha256;  ///< hex of the file in hand
        JobPointer hash;     ///< what computes it meanwhile
    };
    struct Slice;  ///< what came back about one item
    Open& open(std::size_t source);
    void settled(std::size_t source);
    void item(const Step& step, const Slice& slice);
    void addFile(Open& o, const Step& step, const std::string& sha256);
    void addHash(Open& o, const Step& step);
    const std::string& hashOf(Open& o);
    void records(Open& o, const std::string& payload, std::vector<std::int64_t>& placements,
                 const std::string& quoting);
    void message(Open& o, Message&& m, std::vector<std::int64_t>& placements, const std::string& quoting);
    void keep(Open& o, Message&& m, std::vector<std::int64_t>& placements, const std::string& quoting);
    void settleFamily(Open& o, std::vector<std::int64_t>& placements, const std::string& quoting);
    void events(Open& o, const std::shared_ptr<const EventBlock>& block);
    void problem(Open& o, const Problem& p);
    void seen(Open& o, const Stamp& stamp);
    void seen(Open& o, const EventBlock& block, const std::vector<bool>& rows);
    void lost(Open& o, const Slice& slice, bool anyResult);
    void close(std::size_t source);
    void account(const Source& row);

    Plan& plan_;
    IndexWriter& writer_;
    const HoldPredicate& hold_;
    const CredentialPredicate& ofCase_;
    ImportReport& report_;
    Await await_;
    std::map<std::size_t, Open> open_;
    std::vector<Source> containers_;
    std::vector<bool> recovered_;  ///< by index in the unit: what lies inside a recovered message is recovered
    std::vector<Message> family_;  ///< a message and what it encloses, until the hold list has seen all of them
    std::uint64_t sinceCommit_ = 0;
    std::chrono::steady_clock::time_point lastCommit_ = std::chrono::steady_clock::now();
};

}  // namespace sillage

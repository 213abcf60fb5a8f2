// The custody log (custody.jsonl): one canonical JSON object a line
//   {"sequence":1,"time":"…Z","actor":"…","action":"…","detail":{…},"previous":"<hash>","hash":"<hash>"}
// hash = SHA-256 of the line without `,"hash":"…"`; previous of the first line is 64 zeros. The newest hash
// also lies in case.db (setting "custody-head"), so that lines cut off the end are missed too.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "store/case_store.h"

namespace sillage {

/// The newest line the case remembers writing; at 0 = none.
struct CustodyHead {
    std::uint64_t at = 0;
    std::string hash;
};
/// Names the first line that does not follow from the ones before it, or from the head.
CaseStore::ChainState verifyChain(std::istream& log, const CustodyHead& head);

class CustodyLog {
public:
    CustodyLog(std::filesystem::path file, Database& authored)
        : file_(std::move(file)), authored_(authored) {}
    /// On the disk (fsync) when it returns. The caller holds CaseLock::custody.
    void append(std::string_view action, std::string_view detailJson);
    std::vector<CustodyEntry> entries();
    CaseStore::ChainState verify();

private:
    struct Tail {
        std::uint64_t sequence = 0;
        std::string hash;
        std::string torn;
    };
    CustodyHead head();
    Tail readTail();
    void repairTorn(Tail& tail);
    std::string canonicalDetail(std::string_view detailJson);
    void appendLine(Tail& tail, std::string_view action, std::string_view detailJson);
    std::filesystem::path file_;
    Database& authored_;
};

}  // namespace sillage

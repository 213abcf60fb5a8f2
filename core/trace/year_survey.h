// The year of the first line of every source whose stamps have none: a Dovecot session id > a dated neighbour that shares an id
// > rotation order and file mtime, walking backwards, flagged. Chunks are looked at by several threads; what they say is joined
// in order, so that the answer is that of one walk.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/progress.h"
#include "store/case_store.h"
#include "trace/years.h"

namespace sillage::tracing {

class YearSurvey {
public:
    YearSurvey(CaseStore& store, const std::unordered_map<std::int64_t, Source>& sources) : store_(store), sources_(sources) {}
    /// Looks at every line without year. False: it was interrupted.
    bool run(Progress& progress);

    struct Year {
        int base = 0;       ///< 0 = every stamp has one
        std::string why;
    };
    [[nodiscard]] Year of(const Source& source) const;
    /// Where the walk of a source's lines stands when a chunk begins; place: in the list of withChunks.
    [[nodiscard]] YearWalker walkerAt(std::size_t place, std::int64_t source) const;

private:
    class Neighbours;
    /// What lines without year say.
    struct Plan {
        YearVote ids, shared;
        YearWalker walker;
        void append(const Plan& next);
    };
    using Plans = std::map<std::int64_t, Plan>;
    Plans surveyChunk(ChunkReader& reader, const Neighbours* neighbours) const;
    CaseStore& store_;
    const std::unordered_map<std::int64_t, Source>& sources_;
    Plans plans_;
    std::vector<std::map<std::int64_t, YearWalker>> before_;  ///< by chunk, of sources that have such lines in it
};

}  // namespace sillage::tracing

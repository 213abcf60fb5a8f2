// Recorders: the files of one rotated set taken together, in order of time, with the holes between them (formats page 0.2,
// Compression & rotation).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "trace/activity.h"
#include "trace/companions.h"
#include "trace/coverage_routes.h"

namespace sillage::tracing {

/// What the name of a rotated file says of its place in the set.
struct RotationName {
    std::string set;          ///< name that all files of the set share: "log/access.log", "log/u_ex#.log"
    std::int64_t number = -1; ///< of ".1", ".2.gz": 0 is the live file, the greater the older; -1 = the name bears a date
    std::int64_t date = 0;    ///< of "-20251211", "u_ex251211", "2025121107-1": microseconds UTC; 0 = none
    bool hourly = false;      ///< the date names an hour
};
RotationName rotationName(const std::string& path, const std::string& format);

/// A part of a recorder's time of which its files say nothing.
struct Hole {
    enum class Kind : std::uint8_t {
        Rotation, Between, Silence,
        Companion,  ///< silent while another wrote of what this one as a rule writes of, too
        Together,   ///< silent with every recorder of its host
    };
    Kind kind = Kind::Rotation;
    std::int64_t from = 0, to = 0;
    std::string before, after;   ///< files on either side
    std::string missing;         ///< the file that the sequence lacks; "" = nothing in the names says so
    Habit::Silence silence;      ///< of kind Silence
    std::string companion, what; ///< of kind Companion: the recorder that went on, and of what (its name in events)
    CompanionSilence alone;      ///< … and how often it does so alone
};

struct Recorder {
    std::string root, name, format;
    std::vector<const Source*> files;   ///< in order of their first record
    WayMask records = 0, touches = 0;   ///< coverage_routes.h
    Activity activity;
    Habit habit{Activity()};
    std::vector<Hole> holes;
    [[nodiscard]] std::int64_t first() const { return activity.first(); }
    [[nodiscard]] std::int64_t last() const { return activity.last(); }
    /// A few records over a long time: somebody's selection, not what a recorder wrote. Covers nothing.
    [[nodiscard]] bool excerpt() const;
    [[nodiscard]] bool holeWithin(std::int64_t from, std::int64_t to) const;
};

/// By root, then name. seen: by source id, what its events show.
std::vector<Recorder> recordersOf(const std::vector<Source>& sources, const std::unordered_map<std::int64_t, Activity>& activity,
                                  const std::unordered_map<std::int64_t, Seen>& seen);

}  // namespace sillage::tracing

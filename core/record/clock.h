// Clocks of sources (evidence model T16; model page, Time): how each source's stamps became instants, what events that
// two recorders both saw say about their clocks, and what a person decided. Plain data.
#pragma once

#include <cstdint>
#include <string>

namespace sillage {

/// How the stamps of one source were resolved. Derived.
struct SourceTime {
    std::int64_t source = 0;
    std::string zone;        ///< IANA name, "UTC", or "" when every stamp states its own
    std::string zoneBasis;   ///< a sentence: stated in each stamp, configured for the source, the case's, etc/timezone, assumed
    bool zoneAssumed = false;
    int year = 0;            ///< of the first stamp without year; 0 = every stamp has one
    std::string yearBasis;   ///< a sentence; "" = every stamp has one
    std::uint64_t repeated = 0;  ///< stamps in an hour that came twice and whose order does not tell which: intervals
    std::uint64_t missing = 0;   ///< stamps in an hour that the zone skips: intervals
};

/// What pairs of records of two recorders say of their clocks. Derived; nothing uses it before a person accepts it.
struct ClockProposal {
    std::string root, recorder;       ///< the rotated set it is about, by the name its files share
    std::string referenceRoot, reference;  ///< the recorder it was compared with
    std::int64_t offset = 0;          ///< microseconds this recorder's clock is ahead of the reference, corrections left out
    std::int64_t applied = 0;         ///< the same, as now declared: their difference in force
    std::int64_t spread = 0;          ///< median absolute deviation, microseconds
    std::int64_t drift = 0;           ///< microseconds a day by which the offset grows, between first and last; 0 = steady
    std::uint64_t pairs = 0;          ///< pairs that agree
    std::uint64_t considered = 0;     ///< pairs looked at
    std::int64_t first = 0, last = 0; ///< of the pairs, microseconds UTC
    std::string basis;                ///< a sentence: which kinds of records were paired
};

/// What a person decided about a source's clock. Authored.
struct ClockAct {
    std::string root, path;
    std::int64_t offset = 0;          ///< microseconds its clock was ahead; 0 = right
    std::string basis;                ///< "accepted" (of a proposal) or "set"
    std::string detail;               ///< the proposal as it stood; "" = none
    std::string reason, author;
    std::int64_t created = 0;         ///< microseconds UTC
};

}  // namespace sillage

// Counting: what each recorder of a case says of each session's octets (see volume.h). Internal to volume_read.cpp.
#pragma once

#include <functional>
#include <map>
#include <unordered_map>

#include "store/session_table.h"
#include "trace/volume.h"

namespace sillage {
class ChunkReader;
}

namespace sillage::tracing {

enum class Whose : std::uint8_t { Undecided, Attributed, Habitual, Refused };

/// A recorder: the files of a rotated set, and what its number of octets means.
struct OctetRecorder {
    std::uint16_t recorder = 0;
    OctetCounter counter = OctetCounter::HttpUnknown;
    bool requests = false;   ///< its browser records are requests
    bool dashIsNone = false; ///< "-" stands for no octets
};
std::unordered_map<std::int64_t, OctetRecorder> octetRecorders(CaseStore& store);

/// What is known of one session. Small: there may be millions.
struct VolumeRow {
    std::uint64_t sure = 0, most = 0;    ///< of the first recorder that counted
    std::uint16_t recorder = 0;
    OctetCounter counter = OctetCounter::HttpUnknown;
    Route route = Route::Other;
    Whose whose = Whose::Undecided;
    Axis attribution = Axis::None;
    bool any = false, whole = false, more = false, used = false, entered = false, uncounted = false, loopback = false, inner = false;
    [[nodiscard]] bool browser() const { return route == Route::Webmail || route == Route::Web; }
};

/// A web request that belongs to no session.
using Outside = std::function<void(std::string_view address, const Counted& counted)>;

class VolumeCount {
public:
    VolumeCount(CaseStore& store, SessionTable& table);
    /// One pass over the events.
    void run(const Outside& outside, Progress& progress);
    [[nodiscard]] const std::vector<VolumeRow>& rows() const { return rows_; }
    [[nodiscard]] SessionOctets octets(std::uint32_t session) const;

private:
    struct More {
        std::uint16_t recorder;
        Counted counted;
    };
    struct Request {
        std::uint32_t session = 0;
        std::uint16_t recorder = 0;
        std::int64_t octets = -1;
        OctetCounter counter = OctetCounter::HttpProxy;
        bool success = false;
    };
    void readSessions();
    void joinGroups();
    void readChunk(ChunkReader& reader, const Outside& outside);
    void request(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets, Outcome outcome);
    void exchange(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets, Outcome outcome);
    void ended(ChunkReader& reader, std::uint32_t row, std::uint32_t session, const OctetRecorder& of, std::int64_t octets);
    void settleRequests();
    void add(std::uint32_t session, std::uint16_t recorder, const Counted& c);

    CaseStore& store_;
    SessionTable& table_;
    std::unordered_map<std::int64_t, OctetRecorder> recorders_;
    std::vector<VolumeRow> rows_;
    std::unordered_map<std::uint32_t, std::vector<More>> more_;
    std::map<std::string, Request> requests_;   ///< to Exchange, of an actor's sessions, in order
};

}  // namespace sillage::tracing

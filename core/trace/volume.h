// What left the servers, session by session (evidence model §5, T09, T12, T18, T22). Derived when asked for, from the
// sessions and two or three columns of the events; nothing is kept.
//   A recorder's octets are counted once: of two recorders of one session the larger floor holds; requests to Exchange
//   that several recorders wrote are joined by request id; a back-end session that served a web session's requests adds
//   nothing. Refused sessions and requests delivered nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "record/exposure.h"
#include "record/source.h"
#include "store/case_store.h"
#include "trace/model.h"

namespace sillage::tracing {

/// Octets that one recorder counted for one session.
struct Counted {
    std::uint64_t sure = 0, most = 0;
    OctetCounter counter = OctetCounter::HttpUnknown;
    bool whole = false;          ///< the session's last line: nothing beyond most
};

/// One session, of all its recorders.
struct SessionOctets {
    Route route = Route::Other;
    bool refused = false;        ///< every login failed, nothing else happened
    bool used = false;           ///< did something beside logging in
    bool innerOfCounted = false; ///< served requests of a web session that is itself counted (T18, T21)
    bool loopback = false;       ///< came from the server itself, no web request of it on record
    bool uncounted = false;      ///< has a request whose octets nobody counted
    std::vector<Counted> counted;
};

/// The range of one session.
OctetRange octetsOf(const SessionOctets& session);

/// What the byte field of an access log means: from the server's configuration in evidence, else from its name.
/// facts: (path of the configuration, value) of "web-log-bytes".
OctetCounter accessLogCounter(const std::string& path, const std::vector<std::pair<std::string, std::string>>& facts);

/// Sums over sessions that are of one account, channel or actor.
struct VolumeSums {
    std::uint64_t sessions = 0, unbounded = 0, logged = 0;
    std::uint64_t inner = 0;     ///< of them: served the requests of a web session, which counts instead
    OctetRange octets;
    std::int64_t first = 0, last = 0;
};

/// A session that is an actor's, or may be.
struct VolumeSession {
    std::uint32_t row = 0;       ///< of the table of sessions
    OctetRange octets;
};

/// Octets that web servers sent to an address outside any session.
struct VolumeAddress {
    std::string address;
    std::uint64_t requests = 0;
    OctetRange octets;
    std::string actor;           ///< of the indicator that names it
    Axis attribution = Axis::None;
};

struct Volume {
    std::map<std::string, VolumeSums> actors;    ///< by actor; "undecided", "habitual"; refused sessions are in none
    std::map<std::string, VolumeSums> channels, accounts;
    VolumeSums total;
    std::vector<VolumeSession> attributed;       ///< in order of time
    std::vector<VolumeSession> undecided;        ///< the largest, at most kUndecidedShown
    std::uint64_t undecidedSessions = 0;
    std::vector<VolumeAddress> addresses;        ///< addresses of indicators
    static constexpr std::size_t kUndecidedShown = 500;
};

/// One pass over the events' columns, a second for ten million.
Volume measureVolume(CaseStore& store, Progress& progress);

}  // namespace sillage::tracing

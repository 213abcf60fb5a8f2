// Sessions: what one recorder's id, one webmail token, one client at one address did (T06, T24, T25).
#pragma once

#include "trace/model.h"
#include "trace/webmail.h"

namespace sillage::tracing {

struct Sessions {
    std::vector<Visit> visits;
    std::vector<WebRequest> requests;
    std::vector<std::int32_t> requestVisit;    ///< web session of each request
    std::vector<std::int32_t> requestBackEnd;  ///< back-end (IMAP) session it opened; -1 = none found
    std::vector<Axis> requestJoin;             ///< how sure that join is
    std::vector<std::string> requestJoinWhy;
    std::vector<std::int32_t> requestTrace;    ///< connection of the webmail's protocol trace; -1 = none
    std::vector<std::int64_t> joinedAt;        ///< times of well-joined requests, ascending
    std::vector<std::int64_t> unclaimedAt;     ///< starts of back-end sessions no request claims, ascending
    std::size_t pageSize = 50;                 ///< rows of a webmail list, as the fullest list shows
    /// Queue id → events that bear it (Postfix), in order of time.
    std::unordered_map<Sym, std::vector<std::size_t>> queues;
};

/// Sets Ev::session_ on every event that belongs to a session.
Sessions buildSessions(Input& input);

// The steps, in order; separate files, separately tested.
void buildServerSessions(Input& input, Sessions& sessions);
void joinWebmail(Input& input, Sessions& sessions);
void summariseJoins(const Input& input, Sessions& sessions);
void buildWebSessions(Input& input, Sessions& sessions);
void nameSessions(const Input& input, Sessions& sessions);

/// Adds an event to a session and widens it.
void addToVisit(Input& input, Visit& visit, std::size_t event);

}  // namespace sillage::tracing

// Sessions gathered under their actor session: what one token, cookie, device or client did, as one line with
// its sessions below. Gathered off the UI thread; nothing is decided here.
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "ui/models/case_reader.h"

namespace sillage::ui {

struct SessionLine {
    QString session, actorSession, account, ip, userAgent, protocol, actor, status;
    qint64 first = 0, last = 0;  ///< microseconds UTC, 0 = undated
    qint64 events = 0, bytesOut = 0;
    QString device, app;
};

struct SessionGroup {
    QString id;  ///< public id of the actor session
    QStringList accounts, addresses, protocols, clients, actors, statuses;
    qint64 first = 0, last = 0, events = 0, bytesOut = 0;
    std::vector<SessionLine> sessions;
};

struct SessionGroups {
    std::vector<SessionGroup> groups;
    std::size_t leftOut = 0;  ///< sessions beyond what a tree can show; the flat table has them all
};
/// In the order of each group's first session.
SessionGroups groupSessions(CaseReader& reader, const Query& query);

}  // namespace sillage::ui

// Actor sessions with their sessions below, as the Actors view shows them grouped. Selecting a group stands for
// everything its token, cookie, device or client did.
#pragma once

#include <QTreeWidget>

#include "ui/models/case_session.h"
#include "ui/models/session_groups.h"

namespace sillage::ui {

class EmptyState;

class SessionTree : public QTreeWidget {
    Q_OBJECT
public:
    explicit SessionTree(CaseSession* session, QWidget* parent = nullptr);
    /// Asks anew; keeps what is current and open.
    void load(const Query& query);
    [[nodiscard]] int groupCount() const { return topLevelItemCount(); }
    /// Sessions chosen; of a group, all of its sessions.
    [[nodiscard]] std::vector<SessionLine> chosen() const;
    [[nodiscard]] const SessionGroup* currentGroup() const;

Q_SIGNALS:
    void loaded(int groups);
    void currentChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void show(SessionGroups&& groups);
    [[nodiscard]] QTreeWidgetItem* groupItem(const SessionGroup& group) const;
    void addSessions(QTreeWidgetItem* item);

    CaseSession* session_;
    SessionGroups groups_;
    EmptyState* empty_;
    Ticket asking_;
};

}  // namespace sillage::ui

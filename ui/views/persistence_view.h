// Is he still in: rules, forwarding, scripts, rights, grants, devices and sessions without an end that may still be in
// force, whoever made them; and what attributed sessions sent, sent on, deleted, moved and searched for.
#pragma once

#include "ui/views/table_page.h"

class QComboBox;

namespace sillage::ui {

class PersistenceView : public TablePage {
    Q_OBJECT
public:
    explicit PersistenceView(CaseSession* session);
    void applyQuery(const QString& query) override;
    [[nodiscard]] QComboBox* scope() const { return scope_; }

protected:
    void showRow(int row) override;

private:
    void applyScope();

    QComboBox* scope_;
    Ticket asking_;
};

}  // namespace sillage::ui

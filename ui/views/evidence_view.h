// The exhibits: one row a source with its reconciliation; below, what was skipped and why, its problems, its
// hash; beside, the custody log. Verify again reads every source and says which changed.
#pragma once

#include "ui/views/table_page.h"

class QTabWidget;

namespace sillage::ui {

class EvidenceView : public TablePage {
    Q_OBJECT
public:
    explicit EvidenceView(CaseSession* session);
    void refresh() override;

Q_SIGNALS:
    void importWanted();

protected:
    void showRow(int row) override;

private:
    void showSource(const Source& source);
    void verify();
    void checkChain();

    QTabWidget* tabs_;
    PagedTableModel* problems_;
    DataTable* problemTable_;
    PagedTableModel* custody_;
    DataTable* custodyTable_;
    std::vector<Source> sources_;
    Ticket asking_;
};

}  // namespace sillage::ui

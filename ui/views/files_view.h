// The headline: touched messages and attachments with grade, depth and proof; ghosts too. The proof of the
// selected one (sentences, counter-evidence, coverage, rules) stands below, beside the raw lines it rests on.
#pragma once

#include "ui/views/table_page.h"
#include "ui/widgets/proof_pane.h"

class QComboBox;

namespace sillage::ui {

class FilesView : public TablePage {
    Q_OBJECT
public:
    explicit FilesView(CaseSession* session);
    void applyQuery(const QString& query) override;
    /// Filters to that touch, whatever the switch says.
    void showTouch(const QString& touchId);
    void regrade() override;
    [[nodiscard]] ProofPane* proof() const { return proof_; }

protected:
    void showRow(int row) override;

private:
    void applyScope();
    void showLines(const Proof& proof);

    QComboBox* scope_;
    ProofPane* proof_;
    Ticket asking_;
};

}  // namespace sillage::ui

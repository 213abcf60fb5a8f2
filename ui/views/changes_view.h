// What changed: the rows that a recomputation added, removed or graded otherwise, with the rule, session, indicator or
// source that made the difference.
#pragma once

#include "ui/views/table_page.h"

class QComboBox;
class QLabel;

namespace sillage::ui {

class ChangesView : public TablePage {
    Q_OBJECT
public:
    explicit ChangesView(CaseSession* session);
    void applyQuery(const QString& query) override;
    void refresh() override;
    [[nodiscard]] QComboBox* which() const { return which_; }
    [[nodiscard]] QLabel* cause() const { return cause_; }

private:
    void fill(std::vector<AnswerChange>&& changes);
    void choose();

    QComboBox* which_;
    QLabel* cause_;
    std::vector<AnswerChange> changes_;
    qint64 wanted_ = 0;  ///< number asked for before it was known
    Ticket asking_;
};

}  // namespace sillage::ui

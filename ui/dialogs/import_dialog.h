// What would be read, as what, and why, before anything is: the dry run of an import, and its few options.
#pragma once

#include <QDialog>

#include "ui/jobs/background.h"
#include "ui/models/case_host.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace sillage::ui {

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    ImportDialog(const QStringList& paths, QWidget* parent);
    ~ImportDialog() override;
    [[nodiscard]] ImportOptions options() const;

private:
    void plan();
    void show(const std::vector<PlannedSource>& sources);
    void addPaths(const QStringList& paths);

    QStringList paths_;
    QTreeWidget* list_;
    QLabel* summary_;
    QComboBox* zone_;
    QPushButton* act_ = nullptr;
    Ticket planning_;
};

}  // namespace sillage::ui

// What an import found, in words, with what to look at next: said once at its end, never hidden in a log.
#pragma once

#include <QDialog>

#include "ui/models/case_session.h"

class QVBoxLayout;

namespace sillage::ui {

class ImportReportDialog : public QDialog {
    Q_OBJECT
public:
    ImportReportDialog(CaseSession* session, const ImportReport& report, QWidget* parent);

private:
    void addLink(QVBoxLayout* column, const QString& text, const char* iconName, View view,
                 const QString& query);
    CaseSession* session_;
};

}  // namespace sillage::ui

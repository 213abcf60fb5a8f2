// Versions of the program and of what decodes evidence, and the state of the cage around decoding at the last import.
#pragma once

#include <QDialog>

#include "ui/models/case_session.h"

class QLabel;

namespace sillage::ui {

class AboutDialog : public QDialog {
    Q_OBJECT
public:
    /// session: nullptr when no case is open.
    AboutDialog(CaseSession* session, QWidget* parent);

private:
    QLabel* cage_;
};

}  // namespace sillage::ui

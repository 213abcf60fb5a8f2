// What a running job does, always in the same place: what is read, how far, how fast, how long still, pause,
// cancel.
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/jobs/job.h"

class QLabel;
class QProgressBar;
class QToolButton;

namespace sillage::ui {

class ProgressStrip : public QWidget {
    Q_OBJECT
public:
    explicit ProgressStrip(QWidget* parent = nullptr);
    void follow(Job* job);

private:
    void update();

    QPointer<Job> job_;
    QLabel* what_;
    QLabel* figures_;
    QProgressBar* bar_;
    QToolButton* pause_;
};

}  // namespace sillage::ui

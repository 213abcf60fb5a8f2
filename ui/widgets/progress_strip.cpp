#include "ui/widgets/progress_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

ProgressStrip::ProgressStrip(QWidget* parent)
    : QWidget(parent),
      what_(label({})),
      figures_(label({}, TextRole::Muted)),
      bar_(new QProgressBar),
      pause_(iconButton("media-playback-pause", tr("Pause"))) {
    auto* column = tight(new QVBoxLayout(this));
    column->addWidget(hairline(Qt::Horizontal));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::panel, space::inner, space::related, space::inner);
    row->setSpacing(space::related);
    what_->setMinimumWidth(120);
    row->addWidget(what_, 3);
    bar_->setTextVisible(false);
    bar_->setRange(0, 1000);
    row->addWidget(bar_, 2);
    row->addWidget(figures_);
    row->addWidget(pause_);
    auto* cancel = iconButton("process-stop", tr("Cancel"));
    row->addWidget(cancel);
    column->addLayout(row);
    connect(pause_, &QToolButton::clicked, this, [this] {
        if (job_) job_->setPaused(!job_->state().paused);
    });
    connect(cancel, &QToolButton::clicked, this, [this] {
        if (job_) job_->cancel();
    });
    hide();
}

void ProgressStrip::follow(Job* job) {
    job_ = job;
    connect(job, &Job::advanced, this, &ProgressStrip::update);
    connect(job, &QObject::destroyed, this, &QWidget::hide);
    update();
    show();
}

void ProgressStrip::update() {
    if (!job_) return;
    const Job::State s = job_->state();
    const QString what = s.what.isEmpty()
                             ? job_->title()
                             : job_->title() + QStringLiteral(":  ") + plain(s.what.toStdString());
    what_->setText(what_->fontMetrics().elidedText(what, Qt::ElideMiddle, qMax(100, what_->width())));
    what_->setToolTip(what.toHtmlEscaped());
    bar_->setRange(0, s.total ? 1000 : 0);
    if (s.total) bar_->setValue(int(double(s.done) * 1000 / double(s.total)));
    const bool bytes = job_->unit() == Job::Unit::Bytes;
    QStringList parts;
    if (s.total) parts << tr("%1 %").arg(int(double(s.done) * 100 / double(s.total)));
    if (s.done) parts << (bytes ? humanBytes(qint64(s.done)) : number(qint64(s.done)));
    if (s.perSecond >= 1)
        parts << (bytes ? tr("%1/s").arg(humanBytes(qint64(s.perSecond)))
                        : tr("%1/s").arg(number(qint64(s.perSecond))));
    if (s.secondsLeft >= 0 && !s.paused) parts << tr("%1 left").arg(duration(s.secondsLeft));
    if (s.paused) parts << tr("paused");
    figures_->setText(parts.join(QStringLiteral(" · ")));
    pause_->setIcon(icon(s.paused ? "media-playback-start" : "media-playback-pause"));
    pause_->setToolTip(s.paused ? tr("Continue") : tr("Pause"));
}

}  // namespace sillage::ui

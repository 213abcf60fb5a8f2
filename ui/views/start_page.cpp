#include "ui/views/start_page.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr int kColumn = 760;
constexpr int kRecentShown = 6;

QWidget* act(QPushButton* b, const QString& what) {
    auto* w = new QWidget;
    auto* row = tight(new QHBoxLayout(w), space::group);
    b->setMinimumWidth(210);
    b->setMinimumHeight(34);
    row->addWidget(b);
    auto* text = label(what, TextRole::Muted);
    text->setWordWrap(true);
    row->addWidget(text, 1);
    return w;
}

}  // namespace

QStringList localPaths(const QMimeData* data) {
    QStringList paths;
    if (data)
        for (const QUrl& url : data->urls())
            if (url.isLocalFile()) paths << url.toLocalFile();
    return paths;
}

StartPage::StartPage(QWidget* parent) : QWidget(parent), recent_(nullptr), dropArea_(new QWidget) {
    setAcceptDrops(true);
    auto* outer = new QHBoxLayout(this);
    auto* middle = new QWidget;
    middle->setMaximumWidth(kColumn);
    outer->addStretch(1);
    outer->addWidget(middle, 10);
    outer->addStretch(1);
    auto* column = tight(new QVBoxLayout(middle), space::related);
    column->addStretch(2);
    auto* head = tight(new QHBoxLayout, space::panel);
    auto* mark = new QLabel;
    mark->setPixmap(icon("sillage", Tint::Accent).pixmap(40, 40));
    connect(&Theme::instance(), &Theme::changed, mark,
            [mark] { mark->setPixmap(icon("sillage", Tint::Accent).pixmap(40, 40)); });
    head->addWidget(mark);
    auto* titles = tight(new QVBoxLayout, 2);
    titles->addWidget(label(QStringLiteral("Sillage"), TextRole::Headline));
    titles->addWidget(
        label(tr("Which messages and files the intruder reached, how sure, and why"), TextRole::Muted));
    head->addLayout(titles, 1);
    column->addLayout(head);
    column->addSpacing(space::empty);

    auto* create = primaryButton(tr("New case"), "document-new");
    auto* open = button(tr("Open a case"), "document-open");
    auto* example = button(tr("See the worked example"), "view-overview");
    column->addWidget(
        act(create, tr("An empty directory that will hold the index, your decisions and the custody log.")));
    column->addWidget(act(open, tr("A directory named something.sillage.")));
    column->addWidget(
        act(example,
            tr("A small invented breach, with its truth: two minutes to see what an answer looks like.")));
    connect(create, &QPushButton::clicked, this, &StartPage::newCaseWanted);
    connect(open, &QPushButton::clicked, this, &StartPage::openCaseWanted);
    connect(example, &QPushButton::clicked, this, &StartPage::exampleWanted);

    column->addSpacing(space::group);
    auto* drop = new QVBoxLayout(dropArea_);
    drop->setContentsMargins(space::empty, space::empty, space::empty, space::empty);
    auto* dropIcon = new QLabel;
    dropIcon->setPixmap(icon("document-import", Tint::Muted).pixmap(24, 24));
    dropIcon->setAlignment(Qt::AlignCenter);
    auto* dropTitle = label(tr("Drop evidence here"));
    auto* dropWhy = label(tr("Mailboxes, logs, directories or archives. What would be read is listed first; "
                             "evidence is only ever read."),
                          TextRole::Muted);
    for (QLabel* l : {dropIcon, dropTitle, dropWhy}) {
        l->setAlignment(Qt::AlignCenter);
        l->setWordWrap(l != dropIcon);
        drop->addWidget(l);
    }
    column->addWidget(dropArea_);
    column->addSpacing(space::group);
    column->addWidget(label(tr("Recent cases"), TextRole::Title));
    recent_ = tight(new QVBoxLayout, 0);
    column->addLayout(recent_);
    column->addStretch(3);
    setRecent({});
}

void StartPage::setRecent(const QStringList& directories) {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (directories.isEmpty())
        recent_->addWidget(label(tr("Cases you open are listed here."), TextRole::Muted));
    for (const QString& directory : directories.mid(0, kRecentShown)) {
        auto* w = new QWidget;
        auto* row = tight(new QHBoxLayout(w), space::group);
        auto* b = quietButton(QFileInfo(directory).completeBaseName(), "view-evidence");
        b->setMinimumWidth(210);
        b->setEnabled(QFileInfo::exists(directory));
        b->setStyleSheet(QStringLiteral("text-align: left;"));
        connect(b, &QPushButton::clicked, this, [this, directory] { Q_EMIT recentWanted(directory); });
        row->addWidget(b);
        auto* where = label({}, TextRole::Muted);
        where->setText(fontMetrics().elidedText(plain(QDir::toNativeSeparators(directory).toStdString()),
                                                Qt::ElideMiddle, 480));
        where->setToolTip(directory.toHtmlEscaped());
        row->addWidget(where, 1);
        recent_->addWidget(w);
    }
}

void StartPage::dragEnterEvent(QDragEnterEvent* event) {
    if (localPaths(event->mimeData()).isEmpty()) return;
    event->acceptProposedAction();
    dragging_ = true;
    update();
}

void StartPage::dragLeaveEvent(QDragLeaveEvent*) {
    dragging_ = false;
    update();
}

void StartPage::dropEvent(QDropEvent* event) {
    dragging_ = false;
    update();
    event->acceptProposedAction();
    Q_EMIT evidenceDropped(localPaths(event->mimeData()));
}

void StartPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect area(dropArea_->mapTo(this, QPoint(0, 0)), dropArea_->size());
    painter.setPen(QPen(dragging_ ? tokens().accent : tokens().border, 1, Qt::DashLine));
    painter.setBrush(dragging_ ? tokens().selection : QColor(Qt::transparent));
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
}

}  // namespace sillage::ui

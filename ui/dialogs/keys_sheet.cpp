#include "ui/dialogs/keys_sheet.h"

#include <QAction>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

QString nameOf(const QAction* action) {
    QString text = action->text();
    return text.remove(QLatin1Char('&'));
}

}  // namespace

KeysSheet::KeysSheet(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keys"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(space::empty, space::group, space::empty, space::group);
    grid->setHorizontalSpacing(space::panel);
    grid->setVerticalSpacing(space::inner + 2);
    QList<QAction*> keyed;
    for (QAction* a : actions)
        if (!a->shortcut().isEmpty()) keyed << a;
    const int rows = int(keyed.size() + 1) / 2;
    for (int i = 0; i < keyed.size(); ++i) {
        const int column = i < rows ? 0 : 3;
        grid->addWidget(label(keyed[i]->shortcut().toString(QKeySequence::NativeText), TextRole::Fixed),
                        i % rows, column);
        grid->addWidget(label(nameOf(keyed[i])), i % rows, column + 1);
    }
    grid->setColumnMinimumWidth(2, space::empty);
}

Palette::Palette(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint), field_(new QLineEdit), list_(new QListWidget) {
    for (QAction* a : actions)
        if (!a->text().isEmpty() && a->isEnabled()) actions_ << a;
    resize(520, 360);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::related, space::related, space::related, space::related);
    field_->setPlaceholderText(tr("Go to a view or run an action"));
    field_->setAccessibleName(tr("Go to a view or run an action"));
    column->addWidget(field_);
    column->addWidget(list_, 1);
    list_->setFocusPolicy(Qt::NoFocus);
    field_->installEventFilter(this);
    connect(field_, &QLineEdit::textChanged, this, &Palette::narrow);
    connect(field_, &QLineEdit::returnPressed, this, &Palette::runCurrent);
    connect(list_, &QListWidget::itemClicked, this, &Palette::runCurrent);
    narrow({});
    field_->setFocus();
}

void Palette::narrow(const QString& text) {
    list_->clear();
    for (int i = 0; i < actions_.size(); ++i) {
        const QString name = nameOf(actions_[i]);
        if (!name.contains(text, Qt::CaseInsensitive)) continue;
        const QString keys = actions_[i]->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(actions_[i]->icon(),
                                         keys.isEmpty() ? name : name + QStringLiteral("    ") + keys, list_);
        item->setData(Qt::UserRole, i);
    }
    list_->setCurrentRow(0);
}

void Palette::runCurrent() {
    QListWidgetItem* item = list_->currentItem();
    if (!item) return;
    QAction* action = actions_[item->data(Qt::UserRole).toInt()];
    accept();
    action->trigger();
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step) {
            list_->setCurrentRow(qBound(0, list_->currentRow() + step, list_->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace sillage::ui

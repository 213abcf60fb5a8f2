#include "ui/widgets/filter_bar.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QSettings>
#include <QStandardItemModel>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr int kHistory = 20;

QString historyKey(View view) {
    const auto name = viewName(view);
    return QStringLiteral("history/") + QString::fromLatin1(name.data(), qsizetype(name.size()));
}

// The word the cursor stands in, from the last separator outside quotes.
qsizetype wordBegin(const QString& text, qsizetype cursor) {
    qsizetype i = cursor;
    while (i > 0 && !text.at(i - 1).isSpace() && text.at(i - 1) != QLatin1Char('(')) --i;
    if (i < cursor && text.at(i) == QLatin1Char('-')) ++i;
    return i;
}

}  // namespace

QStringList topLevelTerms(const QString& query) {
    QStringList terms;
    QString current;
    int depth = 0;
    bool quoted = false;
    for (const QChar c : query) {
        if (c == QLatin1Char('"')) quoted = !quoted;
        if (!quoted && c == QLatin1Char('(')) ++depth;
        if (!quoted && c == QLatin1Char(')')) --depth;
        if (c.isSpace() && !quoted && depth == 0) {
            if (!current.isEmpty()) terms << current;
            current.clear();
        } else {
            current += c;
        }
    }
    if (!current.isEmpty()) terms << current;
    for (const char* word : {"OR", "NOT"})
        if (terms.contains(QLatin1String(word))) return {query.trimmed()};
    terms.removeAll(QStringLiteral("AND"));
    return terms;
}

FilterBar::FilterBar(View view, const QString& placeholder, QWidget* parent)
    : QWidget(parent),
      view_(view),
      field_(new QLineEdit),
      error_(label({}, TextRole::Error)),
      chips_(new QWidget),
      chipRow_(tight(new QHBoxLayout(chips_), space::inner)),
      history_(new QMenu(this)),
      completer_(new QCompleter(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::panel, 0, space::panel, space::related);
    column->setSpacing(space::inner);
    field_->setPlaceholderText(placeholder);
    field_->setAccessibleName(tr("Filter"));
    field_->addAction(icon("view-filter", Tint::Muted), QLineEdit::LeadingPosition);
    field_->setClearButtonEnabled(false);
    QAction* past = field_->addAction(icon("document-history", Tint::Muted), QLineEdit::TrailingPosition);
    past->setToolTip(tr("Earlier filters"));
    column->addWidget(field_);
    column->addWidget(error_);
    column->addWidget(chips_);
    error_->hide();
    chips_->hide();

    completer_->setModel(new QStandardItemModel(completer_));
    completer_->setWidget(field_);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& word) {
        const qsizetype cursor = field_->cursorPosition();
        const qsizetype begin = wordBegin(field_->text(), cursor);
        QString text = field_->text();
        text.replace(begin, cursor - begin, word);
        field_->setText(text);
        field_->setCursorPosition(int(begin + word.size()));
    });
    connect(field_, &QLineEdit::textEdited, this, &FilterBar::complete);
    connect(field_, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(past, &QAction::triggered, this, [this] {
        fillHistory();
        history_->popup(
            field_->mapToGlobal(QPoint(field_->width() - history_->sizeHint().width(), field_->height())));
    });
}

void FilterBar::complete(const QString& text) {
    if (text.isEmpty()) apply();
    const qsizetype cursor = field_->cursorPosition();
    const QString word = text.mid(wordBegin(text, cursor), cursor - wordBegin(text, cursor));
    if (word.isEmpty() || word.contains(QLatin1Char(':'))) {
        completer_->popup()->hide();
        return;
    }
    auto* model = static_cast<QStandardItemModel*>(completer_->model());
    model->clear();
    for (const Field& f : fields(view_))
        model->appendRow(new QStandardItem(QLatin1String(f.name) + QLatin1Char(':')));
    completer_->setCompletionPrefix(word);
    if (completer_->completionCount() == 0) {
        completer_->popup()->hide();
        return;
    }
    const int x = field_->fontMetrics().horizontalAdvance(text.left(wordBegin(text, cursor))) + 28;
    completer_->complete(QRect(qMin(x, field_->width() - 220), 0, 220, field_->height()));
}

void FilterBar::setText(const QString& text) {
    field_->setText(text);
    apply();
}

void FilterBar::addTerm(const QString& term, bool exclude) {
    const QString text = field_->text().trimmed();
    const QString added = (exclude ? QStringLiteral("-") : QString()) + term;
    if (topLevelTerms(text).contains(added)) return;
    setText(text.isEmpty() ? added : text + QLatin1Char(' ') + added);
}

void FilterBar::focusField() {
    field_->setFocus(Qt::ShortcutFocusReason);
    field_->selectAll();
}

void FilterBar::apply() {
    const QString text = field_->text().trimmed();
    const ParsedQuery parsed = parseQuery(view_, text.toStdString());
    showError(parsed);
    if (!parsed.ok) return;
    applied_ = text;
    rememberInHistory(text);
    rebuildChips();
    Q_EMIT applied(text);
}

void FilterBar::showError(const ParsedQuery& parsed) {
    field_->setProperty("error", !parsed.ok);
    field_->style()->unpolish(field_);
    field_->style()->polish(field_);
    error_->setVisible(!parsed.ok);
    if (parsed.ok) return;
    const QString before =
        QString::fromUtf8(field_->text().trimmed().toUtf8().left(qsizetype(parsed.errorAt)));
    error_->setText(tr("At character %1: %2").arg(before.size() + 1).arg(said(parsed.error)));
    field_->setCursorPosition(int(before.size()));
}

void FilterBar::rebuildChips() {
    while (QLayoutItem* item = chipRow_->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    const QStringList terms = topLevelTerms(applied_);
    chips_->setVisible(!terms.isEmpty());
    for (const QString& term : terms) {
        auto* chip =
            new QPushButton(fontMetrics().elidedText(plain(term.toStdString()), Qt::ElideMiddle, 260));
        chip->setIcon(icon("window-close", Tint::Muted));
        chip->setIconSize(QSize(10, 10));
        chip->setLayoutDirection(Qt::RightToLeft);
        chip->setProperty("chip", true);
        chip->setToolTip(tr("Take this condition off"));
        connect(chip, &QPushButton::clicked, this, [this, terms, term] {
            QStringList rest = terms;
            rest.removeOne(term);
            setText(rest.join(QLatin1Char(' ')));
        });
        chipRow_->addWidget(chip);
    }
    chipRow_->addStretch(1);
}

void FilterBar::rememberInHistory(const QString& text) {
    if (text.isEmpty()) return;
    QSettings settings;
    QStringList list = settings.value(historyKey(view_)).toStringList();
    list.removeAll(text);
    list.prepend(text);
    settings.setValue(historyKey(view_), QStringList(list.mid(0, kHistory)));
}

void FilterBar::fillHistory() {
    history_->clear();
    for (const QString& text : QSettings().value(historyKey(view_)).toStringList())
        history_->addAction(fontMetrics().elidedText(text, Qt::ElideMiddle, 420), this,
                            [this, text] { setText(text); });
    if (history_->isEmpty()) history_->addAction(tr("No earlier filter"))->setEnabled(false);
}

}  // namespace sillage::ui

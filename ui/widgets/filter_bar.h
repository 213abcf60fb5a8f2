// The query field of a view: completion from the field table, the position of an error, history, and the
// conditions as chips that can be taken off one by one.
#pragma once

#include <QLineEdit>
#include <QWidget>

#include "search/query.h"

class QCompleter;
class QHBoxLayout;
class QLabel;
class QMenu;

namespace sillage::ui {

/// The conditions of a query text that are joined by AND at the top; one element when it is anything else.
QStringList topLevelTerms(const QString& query);

class FilterBar : public QWidget {
    Q_OBJECT
public:
    FilterBar(View view, const QString& placeholder, QWidget* parent = nullptr);
    [[nodiscard]] QString text() const { return field_->text(); }
    /// Sets and applies.
    void setText(const QString& text);
    void addTerm(const QString& term, bool exclude);
    void focusField();
    /// After the model refused: where and why.
    void showError(const ParsedQuery& parsed);
    [[nodiscard]] QLineEdit* field() const { return field_; }

Q_SIGNALS:
    void applied(const QString& text);

private:
    void apply();
    void rebuildChips();
    void rememberInHistory(const QString& text);
    void fillHistory();
    void complete(const QString& text);

    View view_;
    QLineEdit* field_;
    QLabel* error_;
    QWidget* chips_;
    QHBoxLayout* chipRow_;
    QMenu* history_;
    QCompleter* completer_;
    QString applied_;
};

}  // namespace sillage::ui

// Below a table: find a text in its rows without filtering them (Ctrl+F, F3), or go to a row's number, a time or an
// id (Ctrl+G). Rows are read in windows off the UI thread; a new search calls the one before off.
#pragma once

#include <QWidget>

#include "ui/widgets/data_table.h"

class QLabel;
class QLineEdit;

namespace sillage::ui {

class FindBar : public QWidget {
    Q_OBJECT
public:
    enum class Mode { Find, Go };
    explicit FindBar(DataTable* table, QWidget* parent = nullptr);
    void open(Mode mode);
    /// The next row that holds the text, from the current one on, beginning again at the end.
    void next();
    [[nodiscard]] QLineEdit* field() const { return field_; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void start();
    void find(const QString& text);
    void go(const QString& text);
    void goToFirstOf(const QString& query, const char* sortedBy);
    void arrive(int row);

    DataTable* table_;
    QLineEdit* field_;
    QLabel* said_;
    Mode mode_ = Mode::Find;
    Ticket asking_, running_;
};

}  // namespace sillage::ui

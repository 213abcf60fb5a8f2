// Decoded fields and sentences of one row: names at the left, values at the right, everything plain and
// selectable.
#pragma once

#include <QScrollArea>
#include <utility>
#include <vector>

#include "record/touch.h"
#include "ui/models/paged_table_model.h"

class QFormLayout;
class QVBoxLayout;

namespace sillage::ui {

class DetailPane : public QScrollArea {
    Q_OBJECT
public:
    explicit DetailPane(QWidget* parent = nullptr);
    void clear(const QString& why);
    void begin();  ///< empties; then any number of the parts below; then end()
    void title(const QString& text);
    void grade(Grade grade, const QString& beside);
    void field(const QString& name, const QString& value, bool fixedFont = false);
    void heading(const QString& text);
    void sentence(const QString& text, const char* iconName = nullptr);
    void raw(const QString& text);
    void end();
    /// Every present field of a row.
    void showRow(const PagedTableModel& model, int row);

private:
    void newForm();
    QWidget* body_ = nullptr;
    QVBoxLayout* column_ = nullptr;
    QFormLayout* form_ = nullptr;
};

}  // namespace sillage::ui

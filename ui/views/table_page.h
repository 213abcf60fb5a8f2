// A page made of a title, a filter, a table, and below it the detail of the selected row beside its raw
// octets. Events is one as it is; Files, Search, Bookmarks, Coverage and Evidence add their verbs and their
// own detail.
#pragma once

#include <QSplitter>

#include "ui/views/view_page.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/detail_pane.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/find_bar.h"
#include "ui/widgets/raw_pane.h"

class QVBoxLayout;

namespace sillage::ui {

class TablePage : public ViewPage {
    Q_OBJECT
public:
    struct Words {
        QString title;
        QString placeholder;  ///< an example filter
        QString (*counted)(int);  ///< "events" for so many, after the number
    };
    TablePage(CaseSession* session, View view, const QString& name, const Words& words,
              QWidget* parent = nullptr);

    void applyQuery(const QString& query) override;
    [[nodiscard]] QString query() const override { return filter_->text(); }
    void focusFilter() override { filter_->focusField(); }
    void toggleRaw() override;
    void bookmark() override;
    void note() override;
    void find() override { find_->open(FindBar::Mode::Find); }
    void findNext() override { find_->next(); }
    void goToPlace() override { find_->open(FindBar::Mode::Go); }
    void focusContent() override { table_->setFocus(); }
    void refresh() override;
    void saveLayout() override;

    [[nodiscard]] PagedTableModel* model() const { return model_; }
    [[nodiscard]] DataTable* table() const { return table_; }
    [[nodiscard]] FilterBar* filter() const { return filter_; }
    [[nodiscard]] DetailPane* detail() const { return detail_; }
    [[nodiscard]] RawPane* raw() const { return raw_; }

protected:
    /// Fills detail and raw panes; the default shows every field of the row.
    virtual void showRow(int row);
    [[nodiscard]] PanelTitle* titleLine() const { return title_; }
    [[nodiscard]] QVBoxLayout* column() const { return column_; }
    [[nodiscard]] QSplitter* below() const { return below_; }
    void updateCount();
    /// Forgets how many there are without a filter: the scope changed.
    void forgetTotal() { total_ = -1; }

private:
    void around(qint64 utcMicros);

    Words words_;
    PagedTableModel* model_;
    QVBoxLayout* column_;
    PanelTitle* title_;
    FilterBar* filter_;
    DataTable* table_;
    QSplitter* split_;
    QSplitter* below_;
    DetailPane* detail_;
    RawPane* raw_;
    FindBar* find_;
    int total_ = -1;  ///< rows without a filter, once known
};

}  // namespace sillage::ui

// Full text over messages, attachment names and log lines, best first, with the passage found.
#pragma once

#include <QListView>
#include <QStandardItemModel>

#include <map>

#include "ui/views/view_page.h"
#include "ui/widgets/message_pane.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/raw_pane.h"

class QLineEdit;
class QStackedWidget;

namespace sillage::ui {

class SearchView : public ViewPage {
    Q_OBJECT
public:
    explicit SearchView(CaseSession* session);
    void applyQuery(const QString& query) override;
    [[nodiscard]] QString query() const override;
    void focusFilter() override;
    void focusContent() override { focusFilter(); }
    void toggleRaw() override;
    void bookmark() override { withCurrentId([this](const QString& id) { session()->addBookmark(id, {}, {}); }); }
    void note() override { withCurrentId([this](const QString& id) { askNote(id); }); }
    void refresh() override;
    [[nodiscard]] QListView* results() const { return list_; }

private:
    struct Found {
        SearchResult result;
        std::map<View, std::map<std::int64_t, Row>> rows;  ///< of the hits, by row id
    };
    static Found lookUp(CaseReader& reader, const std::string& text);
    [[nodiscard]] QString whereText(const Found& found, const SearchHit& hit) const;
    void search();
    void refused(const Failure& failure);
    void showHits(Found&& found);
    void open(const QModelIndex& index);
    void withCurrentId(std::function<void(const QString&)> act);

    PanelTitle* title_;
    QLineEdit* field_;
    QListView* list_;
    QStandardItemModel* model_;
    EmptyState* empty_;
    QStackedWidget* right_;
    MessagePane* message_;
    RawPane* raw_;
    std::vector<SearchHit> hits_;
    Ticket asking_, opening_;
};

}  // namespace sillage::ui

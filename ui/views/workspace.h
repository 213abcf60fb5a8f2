// The open case: navigation at the left, one page a view, back and forward through where the examiner has
// been.
#pragma once

#include <QListView>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <vector>

#include "ui/views/view_page.h"

namespace sillage::ui {

class FilesView;

class Workspace : public QWidget {
    Q_OBJECT
public:
    Workspace(CaseSession* session, QWidget* parent);
    /// The key that shows a page: Ctrl+1 … Ctrl+0, then Alt+1 …
    static QString pageKey(int index);

    struct Page {
        QString name;
        const char* icon;
        ViewPage* page;
    };
    [[nodiscard]] const std::vector<Page>& pages() const { return pages_; }
    [[nodiscard]] ViewPage* current() const;
    [[nodiscard]] int currentIndex() const { return stack_->currentIndex(); }
    void showPage(int index);
    void goTo(View view, const QString& query);
    void back();
    void forward();
    void saveLayout() const;

Q_SIGNALS:
    void statusChanged(const QString& text);
    void importWanted();

private:
    void add(const QString& name, const char* iconName, ViewPage* page);
    void remember();
    void restore();
    [[nodiscard]] int indexOf(View view) const;

    struct Place {
        int page;
        QString query;
        bool operator==(const Place&) const = default;
    };
    CaseSession* session_;
    QListView* navigation_;
    QStandardItemModel* entries_;
    QStackedWidget* stack_;
    std::vector<Page> pages_;
    std::vector<Place> history_;
    std::size_t here_ = 0;
    bool travelling_ = false;
};

}  // namespace sillage::ui

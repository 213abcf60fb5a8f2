// What the examiner marked: tag, note, author, time; bound to the content of the item, so that it outlives
// the index.
#pragma once

#include "ui/views/table_page.h"

namespace sillage::ui {

class BookmarksView : public TablePage {
    Q_OBJECT
public:
    explicit BookmarksView(CaseSession* session);
    void note() override;

private:
    void showItem();
    void remove();
    void act(std::function<bool()> work, const QString& said);
};

}  // namespace sillage::ui

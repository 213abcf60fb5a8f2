// Every access event of every log in one table; the raw line of the selected one beside it.
#pragma once

#include "ui/views/table_page.h"

namespace sillage::ui {

class EventsView : public TablePage {
    Q_OBJECT
public:
    explicit EventsView(CaseSession* session);

protected:
    void showRow(int row) override;

private:
    Ticket asking_;
};

}  // namespace sillage::ui

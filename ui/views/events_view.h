// Every access event of every log in one table; the raw line of the selected one beside it.
#pragma once

#include "ui/views/table_page.h"
#include "ui/widgets/event_histogram.h"

namespace sillage::ui {

class EventsView : public TablePage {
    Q_OBJECT
public:
    explicit EventsView(CaseSession* session);
    [[nodiscard]] EventHistogram* strip() const { return strip_; }

protected:
    void showRow(int row) override;

private:
    void draw();

    EventHistogram* strip_;
    Ticket asking_, drawing_;
};

}  // namespace sillage::ui

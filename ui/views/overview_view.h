// What do I have, and what is the story so far: the reconciliation of every kind of source, the floor and
// ceiling of touched items, and story lines that lead to where they come from.
#pragma once

#include <QScrollArea>

#include "ui/views/view_page.h"

class QGridLayout;
class QVBoxLayout;

namespace sillage::ui {

class PanelTitle;

class OverviewView : public ViewPage {
    Q_OBJECT
public:
    explicit OverviewView(CaseSession* session);
    void refresh() override;
    void show(const Overview& overview);

Q_SIGNALS:
    void importWanted();

private:
    void addFigures(QVBoxLayout* column, const Overview& o);
    void addGrades(QVBoxLayout* column, const Overview& o);
    void addGuidance(QVBoxLayout* column);
    void addStory(QVBoxLayout* column, const Overview& o);
    void addReconciliation(QVBoxLayout* column, const Overview& o);

    PanelTitle* title_;
    QScrollArea* area_;
    Ticket asking_;
};

}  // namespace sillage::ui

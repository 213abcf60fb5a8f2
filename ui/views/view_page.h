// What every page of the workbench answers to: its filter, its raw pane, its bookmark, its count for the
// status bar.
#pragma once

#include <QWidget>

#include "ui/models/case_session.h"

namespace sillage::ui {

class ViewPage : public QWidget {
    Q_OBJECT
public:
    explicit ViewPage(CaseSession* session, QWidget* parent = nullptr);
    [[nodiscard]] CaseSession* session() const { return session_; }

    virtual void applyQuery(const QString&) {}
    [[nodiscard]] virtual QString query() const { return {}; }
    virtual void focusFilter() {}
    virtual void toggleRaw() {}
    virtual void bookmark() {}
    virtual void note() {}
    /// States an examiner's grade for what is current, where that is a touch.
    virtual void regrade() {}
    virtual void find() {}
    virtual void findNext() {}
    virtual void goToPlace() {}
    /// Where the keyboard goes when the page is reached by key.
    virtual void focusContent() { setFocus(); }
    /// Asks anew; called when the page is shown and something changed since.
    virtual void refresh() {}
    virtual void saveLayout() {}
    /// "8 112 of 1 284 310 events"; empty when the page counts nothing.
    [[nodiscard]] QString status() const { return status_; }
    /// Refreshes now when visible, else when shown next.
    void markStale();

Q_SIGNALS:
    void statusChanged();
    void queryApplied(const QString& query);

protected:
    void showEvent(QShowEvent* event) override;
    void setStatus(const QString& text);
    /// Asks for a tag and a note, then bookmarks with them; nothing for an empty id.
    void askNote(const QString& publicId);

private:
    CaseSession* session_;
    QString status_;
    bool stale_ = true;
};

}  // namespace sillage::ui

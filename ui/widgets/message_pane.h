// The reading pane: who, when, what; a strip saying which touch, when, why and what speaks against it; and
// the body as plain text, formatted (sanitised by a worker, nothing loads), headers, source or hex. Evidence
// is never trusted.
#pragma once

#include <QTabWidget>
#include <QWidget>

#include "ui/models/case_session.h"

class QLabel;
class QPlainTextEdit;
class QVBoxLayout;

namespace sillage::ui {

class EmptyState;
class InertBrowser;
class ItemBanner;
class PropertyPane;
class RawPane;

class MessagePane : public QWidget {
    Q_OBJECT
public:
    explicit MessagePane(CaseSession* session, QWidget* parent = nullptr);
    /// Asks for the message and its touches; shows them when they come.
    void open(qint64 placement);
    void clear(const QString& why);
    /// Jumps to the source tab.
    void showRaw();
    void setMessage(const MessageView& view);
    void setTouches(const std::vector<Touch>& touches);
    void setState(const ItemState& state);
    [[nodiscard]] qint64 placement() const { return placement_; }
    [[nodiscard]] InertBrowser* formatted() const { return html_; }
    [[nodiscard]] ItemBanner* banner() const { return banner_; }
    [[nodiscard]] PropertyPane* properties() const { return properties_; }
    [[nodiscard]] QTabWidget* tabs() const { return tabs_; }

Q_SIGNALS:
    void touchWanted(const QString& touchId);
    void gradeWanted(const QString& touchId);
    void listWanted(const QString& query);

private:
    void buildTabs();
    void fillAttachments(const std::vector<Part>& parts);
    [[nodiscard]] QWidget* touchRow(const Touch& touch, bool withCoverage);
    void askSource();
    void showTab();
    void orderTabs();

    CaseSession* session_;
    qint64 placement_ = 0;
    Ticket asking_, askingTouches_, askingRaw_, askingState_;
    ItemState state_;
    bool rebuilt_ = false;
    QWidget* wanted_ = nullptr;  ///< the tab last chosen by hand: kept from message to message
    QLabel* subject_;
    QLabel* from_;
    QLabel* to_;
    QLabel* date_;
    QLabel* notice_;
    QWidget* attachments_;
    QVBoxLayout* attachmentRows_;
    QWidget* header_;
    ItemBanner* banner_;
    QWidget* touches_;
    QVBoxLayout* touchRows_;
    QTabWidget* tabs_;
    QPlainTextEdit* text_;
    InertBrowser* html_;
    QPlainTextEdit* headers_;
    PropertyPane* properties_;
    RawPane* source_;
    QLabel* link_;
    EmptyState* empty_;
};

}  // namespace sillage::ui

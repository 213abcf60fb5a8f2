// Mailboxes and their folders, one level under another as the store has them, with how many of their messages were
// touched; what was recovered hangs in a branch of its own, in no other count.
#pragma once

#include <QTreeWidget>

#include <map>
#include <vector>

#include "case/reading.h"

namespace sillage::ui {

class FolderTree : public QTreeWidget {
    Q_OBJECT
public:
    explicit FolderTree(QWidget* parent = nullptr);
    /// Keeps what was chosen where it still is. Emits nothing.
    void fill(const std::vector<FolderNode>& folders);

    [[nodiscard]] QString mailbox() const;   ///< "" = all mailboxes
    [[nodiscard]] QString folder() const;    ///< "" = the whole mailbox
    [[nodiscard]] bool recovered() const;    ///< in the branch of what was recovered
    /// A level that only leads to others: the store lists no message in it.
    [[nodiscard]] bool onlyLeads() const;
    /// Some items are no mail.
    [[nodiscard]] bool otherItems() const { return otherItems_; }

private:
    QTreeWidgetItem* add(QTreeWidgetItem* parent, const FolderNode& node, const QString& name);
    /// The item a folder hangs under; levels the store lists nothing for are made.
    QTreeWidgetItem* above(QTreeWidgetItem* top, const FolderNode& node, QString& name);

    std::map<std::string, QTreeWidgetItem*> levels_;  ///< by folder, of the mailbox or branch being filled
    bool otherItems_ = false;
};

}  // namespace sillage::ui

#include "ui/views/folder_tree.h"

#include <algorithm>

#include <QHeaderView>
#include <QSignalBlocker>

#include "ui/models/columns.h"
#include "ui/models/format.h"
#include "ui/theme/icons.h"

namespace sillage::ui {
namespace {

enum Role { MailboxRole = Qt::UserRole + 1, FolderRole, RecoveredRole, LeadsRole };

QString text(const QTreeWidgetItem* item, int role) {
    return item ? item->data(0, role).toString() : QString();
}

QTreeWidgetItem* sought(QTreeWidgetItem* from, const QString& mailbox, const QString& folder, bool recovered) {
    if (text(from, MailboxRole) == mailbox && text(from, FolderRole) == folder &&
        from->data(0, RecoveredRole).toBool() == recovered)
        return from;
    return nullptr;
}

}  // namespace

FolderTree::FolderTree(QWidget* parent) : QTreeWidget(parent) {
    setHeaderLabels({tr("Folder"), tr("Touched"), tr("All")});
    for (int c : {1, 2}) headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    setTextElideMode(Qt::ElideMiddle);
    setRootIsDecorated(true);
    setUniformRowHeights(true);
    setIndentation(14);
    setAccessibleName(tr("Mailboxes and folders"));
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(60);
    header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int c : {1, 2}) header()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
}

QString FolderTree::mailbox() const { return text(currentItem(), MailboxRole); }
QString FolderTree::folder() const { return text(currentItem(), FolderRole); }
bool FolderTree::recovered() const { return currentItem() && currentItem()->data(0, RecoveredRole).toBool(); }
bool FolderTree::onlyLeads() const { return currentItem() && currentItem()->data(0, LeadsRole).toBool(); }

QTreeWidgetItem* FolderTree::add(QTreeWidgetItem* parent, const FolderNode& node, const QString& name) {
    auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(this);
    const bool isBranch = node.recovered && node.folder.empty(), isMailbox = node.folder.empty() && !isBranch;
    item->setText(0, name);
    item->setToolTip(0, isBranch ? tr("Found outside the live messages: deleted, orphaned or in free space. In no other count.")
                                 : plain(isMailbox ? node.mailbox : node.folder).toHtmlEscaped());
    item->setData(0, MailboxRole, QString::fromStdString(node.mailbox));
    item->setData(0, FolderRole, QString::fromStdString(node.folder));
    item->setData(0, RecoveredRole, node.recovered);
    item->setData(0, LeadsRole, node.messages == 0);
    item->setIcon(0, icon(isBranch ? "edit-undo" : isMailbox ? "mailbox" : "folder", node.touched ? Tint::Accent : Tint::Muted));
    if (node.touched) item->setText(1, number(qint64(node.touched)));
    if (node.messages || isMailbox) item->setText(2, number(qint64(node.messages)));
    for (int c : {1, 2}) item->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    if (node.touched) {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        item->setFont(1, bold);
    }
    return item;
}

QTreeWidgetItem* FolderTree::above(QTreeWidgetItem* top, const FolderNode& node, QString& name) {
    QTreeWidgetItem* parent = top;
    std::size_t begin = 0;
    for (std::size_t at = node.folder.find('/'); at != std::string::npos; at = node.folder.find('/', begin)) {
        if (at == begin || at + 1 == node.folder.size()) break;  // no name before or after it: one name with a slash
        FolderNode level = node;
        level.folder.resize(at);
        level.messages = level.touched = level.notMail = 0;
        auto [known, isNew] = levels_.try_emplace(level.folder);
        if (isNew) known->second = add(parent, level, plain(level.folder.substr(begin)));
        parent = known->second;
        begin = at + 1;
    }
    name = plain(node.folder.substr(begin));
    return parent;
}

void FolderTree::fill(const std::vector<FolderNode>& folders) {
    const QSignalBlocker quiet(this);
    const QString wasMailbox = mailbox(), wasFolder = folder();
    const bool wasRecovered = recovered();
    clear();
    otherItems_ = false;
    auto* everything = new QTreeWidgetItem(this, {tr("All mailboxes")});
    everything->setIcon(0, icon("view-mail", Tint::Muted));
    QTreeWidgetItem *box = nullptr, *top = nullptr, *again = everything;
    for (const FolderNode& f : folders) {
        otherItems_ = otherItems_ || f.notMail > 0;
        QTreeWidgetItem* item = nullptr;
        if (f.folder.empty()) {
            levels_.clear();
            item = top = f.recovered && box ? add(box, f, tr("Recovered"))
                                            : add(nullptr, f, mailboxWord(plain(f.mailbox)));
            if (!f.recovered) box = item;
        } else {
            QString name;
            QTreeWidgetItem* parent = above(top, f, name);
            item = levels_[f.folder] = add(parent, f, name);
        }
        if (QTreeWidgetItem* found = sought(item, wasMailbox, wasFolder, wasRecovered)) again = found;
    }
    levels_.clear();
    setColumnHidden(1, std::none_of(folders.begin(), folders.end(), [](const FolderNode& f) { return f.touched > 0; }));
    expandAll();
    setCurrentItem(again);
}

}  // namespace sillage::ui

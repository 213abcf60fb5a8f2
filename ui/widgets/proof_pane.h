// The proof of a touch as a tree that opens and closes by key and mouse, with its grade above; the same tree as text and
// on paper (case/proof_tree.h). Evidence is shown as plain text, wrapped to the pane.
#pragma once

#include <QTreeWidget>
#include <QWidget>

#include "case/proof_tree.h"

class QHBoxLayout;
class QLabel;
class QPrinter;

namespace sillage::ui {

class ProofPane : public QWidget {
    Q_OBJECT
public:
    explicit ProofPane(QWidget* parent = nullptr);
    void setProof(const Proof& proof);
    void clear(const QString& why);
    [[nodiscard]] QTreeWidget* tree() const { return tree_; }
    /// Of what is shown; empty when nothing is.
    [[nodiscard]] QString touchId() const { return touch_; }
    /// As copied.
    [[nodiscard]] QString text() const;
    /// As printed; offline, from the same tree.
    void print(QPrinter& printer) const;

Q_SIGNALS:
    void gradeWanted(const QString& touchId);

private:
    void fill(const ProofNode& node, QTreeWidgetItem* parent);
    void copy() const;
    void askPrinter();
    void askFile();

    ProofNode root_;
    QString touch_;
    QWidget* head_;
    QHBoxLayout* headRow_;
    QLabel* title_;
    QLabel* why_;
    QTreeWidget* tree_;
};

}  // namespace sillage::ui

#include "ui/widgets/proof_pane.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QStyledItemDelegate>
#include <QTextDocument>
#include <QVBoxLayout>

#include "ui/models/columns.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/grade_label.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

using Kind = ProofNode::Kind;
constexpr int kKindRole = Qt::UserRole + 1;

QString word(std::string_view field, std::string_view name) {
    return valueWord(field, QString::fromLatin1(name.data(), qsizetype(name.size())));
}

/// Wraps to what the tree's width leaves at that depth.
class WrappingDelegate final : public QStyledItemDelegate {
public:
    explicit WrappingDelegate(QTreeWidget* tree) : QStyledItemDelegate(tree), tree_(tree) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        int depth = 1;
        for (QModelIndex at = index.parent(); at.isValid(); at = at.parent()) ++depth;
        const int width = qMax(120, tree_->viewport()->width() - depth * tree_->indentation() - 2 * space::inner);
        const QRect needed = QFontMetrics(fontOf(index)).boundingRect(QRect(0, 0, width, 100'000), kFlags, index.data().toString());
        return {width, needed.height() + space::inner};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Tokens& t = tokens();
        painter->save();
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, t.selection);
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(t.accent);
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        painter->setFont(fontOf(index));
        const Kind kind = Kind(index.data(kKindRole).toInt());
        painter->setPen(kind == Kind::Paragraph || kind == Kind::Place ? t.muted : t.text);
        painter->drawText(option.rect.adjusted(space::inner, space::inner / 2, -space::inner, 0), kFlags, index.data().toString());
        painter->restore();
    }

private:
    static constexpr int kFlags = Qt::TextWordWrap | Qt::TextWrapAnywhere | Qt::AlignLeft | Qt::AlignTop;
    static QFont fontOf(const QModelIndex& index) {
        switch (Kind(index.data(kKindRole).toInt())) {
            case Kind::Grade:
            case Kind::Axis:
            case Kind::Item:
            case Kind::Against:
            case Kind::Coverage:
            case Kind::Examiner: return Theme::instance().strong();
            case Kind::Raw:
            case Kind::Place: return Theme::instance().fixed();
            default: return Theme::instance().body();
        }
    }
    QTreeWidget* tree_;
};

/// Heights depend on the width: they are measured again when it changes.
class ProofTreeWidget final : public QTreeWidget {
protected:
    void resizeEvent(QResizeEvent* event) override {
        QTreeWidget::resizeEvent(event);
        scheduleDelayedItemsLayout();
    }
};

}  // namespace

ProofPane::ProofPane(QWidget* parent)
    : QWidget(parent), head_(new QWidget), headRow_(nullptr), title_(label({}, TextRole::Title)), why_(label({}, TextRole::Muted)), tree_(new ProofTreeWidget) {
    setProperty("surface", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    auto* column = tight(new QVBoxLayout(this));
    auto* head = new QVBoxLayout(head_);
    head->setContentsMargins(space::panel, space::panel, space::panel, space::related);
    head->setSpacing(space::related);
    title_->setWordWrap(true);
    head->addWidget(title_);
    headRow_ = tight(new QHBoxLayout, space::related);
    head->addLayout(headRow_);
    auto* verbs = tight(new QHBoxLayout, space::related);
    const auto verb = [&](const QString& name, const char* iconName, auto act) {
        QPushButton* b = quietButton(name, iconName);
        connect(b, &QPushButton::clicked, this, act);
        verbs->addWidget(b);
    };
    verb(tr("Examiner's grade…"), "tag", [this] { Q_EMIT gradeWanted(touch_); });
    verb(tr("Copy as text"), "edit-copy", [this] { copy(); });
    verb(tr("Print…"), "view-export", [this] { askPrinter(); });
    verb(tr("Save as PDF…"), "view-export", [this] { askFile(); });
    verbs->addStretch(1);
    head->addLayout(verbs);
    why_->setWordWrap(true);
    why_->setContentsMargins(space::panel, space::panel, space::panel, space::panel);
    column->addWidget(head_);
    column->addWidget(why_);
    column->addWidget(tree_, 1);
    tree_->setHeaderHidden(true);
    tree_->setItemDelegate(new WrappingDelegate(tree_));
    tree_->setUniformRowHeights(false);
    tree_->setIndentation(space::group);
    tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setAccessibleName(tr("Proof"));
    clear(tr("Choose a row to see what it says."));
}

void ProofPane::clear(const QString& why) {
    touch_.clear();
    tree_->clear();
    tree_->hide();
    head_->hide();
    why_->setText(why);
    why_->show();
}

void ProofPane::setProof(const Proof& proof) {
    const Touch& t = proof.touch;
    root_ = proofTree(proof);
    touch_ = QString::fromStdString(t.id);
    const QString name = t.isAttachment && !t.attachment.empty() ? plain(t.attachment) : plain(t.subject);
    title_->setText(name.isEmpty() ? tr("(no subject)") : name);
    while (QLayoutItem* item = headRow_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    headRow_->addWidget(new GradeLabel(t.grade));
    if (heldGrade(t) != t.grade) {
        headRow_->addWidget(label(tr("the examiner:"), TextRole::Muted));
        headRow_->addWidget(new GradeLabel(heldGrade(t)));
    }
    QLabel* axes = label(tr("attribution %1 · delivery %2 · identity %3")
                             .arg(word("attribution", attributionName(t.attribution)), word("delivery", deliveryName(t.delivery)),
                                  word("identity", identityName(t.identity))), TextRole::Muted);
    axes->setWordWrap(true);
    headRow_->addWidget(axes, 1);  // before it is shown: without a parent it would be a window
    axes->setVisible(!t.actor.empty());
    if (t.actor.empty()) headRow_->addStretch(1);
    tree_->clear();
    for (const ProofNode& child : root_.children) fill(child, nullptr);
    // Closed at first: the paragraphs of rules, and where the item lies.
    for (QTreeWidgetItemIterator it(tree_); *it; ++it)
        (*it)->setExpanded(Kind((*it)->data(0, kKindRole).toInt()) != Kind::Item);
    tree_->setCurrentItem(tree_->topLevelItem(0));
    why_->hide();
    head_->show();
    tree_->show();
}

void ProofPane::fill(const ProofNode& node, QTreeWidgetItem* parent) {
    auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(tree_);
    const QString line = QString::fromStdString(proofLine(node, windowLanguage()));
    item->setText(0, line);
    item->setToolTip(0, line.toHtmlEscaped());
    item->setData(0, kKindRole, int(node.kind));
    for (const ProofNode& child : node.children) fill(child, item);
}

QString ProofPane::text() const {
    return touch_.isEmpty() ? QString() : QString::fromStdString(proofText(root_, windowLanguage()));
}

void ProofPane::copy() const {
    QApplication::clipboard()->setText(text());
}

void ProofPane::print(QPrinter& printer) const {
    QTextDocument page;
    page.setDefaultStyleSheet(QStringLiteral("pre, code { font-family: monospace; font-size: 8pt; white-space: pre-wrap; } ul { margin-left: -20px; }"));
    page.setHtml(QString::fromStdString(proofHtml(root_, windowLanguage())));
    QTextOption wrap = page.defaultTextOption();
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    page.setDefaultTextOption(wrap);
    page.print(&printer);
}

void ProofPane::askPrinter() {
    QPrinter printer(QPrinter::HighResolution);
    QPrintDialog dialog(&printer, this);
    if (dialog.exec() == QDialog::Accepted) print(printer);
}

void ProofPane::askFile() {
    QString path = QFileDialog::getSaveFileName(this, tr("Save as PDF"), touch_ + QStringLiteral(".pdf"), tr("PDF (*.pdf)"));
    if (path.isEmpty()) return;
    if (!path.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive)) path += QStringLiteral(".pdf");
    QPrinter printer(QPrinter::HighResolution);
    printer.setOutputFormat(QPrinter::PdfFormat);
    printer.setOutputFileName(path);
    print(printer);
}

}  // namespace sillage::ui

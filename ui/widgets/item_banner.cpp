#include "ui/widgets/item_banner.h"

#include <QLocale>
#include <QVBoxLayout>

#include "base/phrase.h"
#include "ui/models/columns.h"
#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {

namespace {

/// Of the window's own texts.
Language language() {
    Language spoken = Language::English;
    static_cast<void>(languageFromName(QLocale().name().toStdString(), spoken));
    return spoken;
}

}  // namespace

ItemBanner::ItemBanner(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout(this)) {
    rows_->setContentsMargins(space::panel, space::related, space::panel, space::related);
    rows_->setSpacing(space::inner);
    setProperty("surface", QStringLiteral("window"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("About this item"));
    hide();
}

void ItemBanner::clear() {
    while (QLayoutItem* item = rows_->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    text_.clear();
    hide();
}

void ItemBanner::say(const QString& line, const char* iconName) {
    auto* row = new QWidget;
    auto* across = tight(new QHBoxLayout(row), space::related);
    auto* mark = new QLabel;
    mark->setPixmap(icon(iconName, Tint::Muted).pixmap(16, 16));
    auto* text = label(line, TextRole::Muted);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    across->addWidget(mark, 0, Qt::AlignTop);
    across->addWidget(text, 1);
    rows_->addWidget(row);
    text_ << line;
}

void ItemBanner::offer(const QString& text, const char* iconName, qint64 placement) {
    auto* open = quietButton(fontMetrics().elidedText(text, Qt::ElideMiddle, 420), iconName);
    open->setToolTip(text.toHtmlEscaped());
    connect(open, &QPushButton::clicked, this, [this, placement] { Q_EMIT messageWanted(placement); });
    rows_->addWidget(open, 0, Qt::AlignLeft);
}

void ItemBanner::setState(const ItemState& state, bool rebuilt) {
    clear();
    if (state.recovered)
        say(state.recoveredHow.empty() ? tr("Recovered: the store no longer lists it.")
                                       : tr("Recovered: %1").arg(plain(inLanguage(state.recoveredHow, language()))),
            "edit-undo");
    if (rebuilt)
        say(tr("Rebuilt from properties: this store keeps no message octets. The source shows the item's own record."),
            "dialog-information");
    if (const QString kind = itemClassWord(QString::fromStdString(state.itemClass)); !kind.isEmpty())
        say(tr("%1 (%2), not a mail").arg(kind, plain(state.itemClass)), "tag");
    if (state.parent) offer(tr("Open the message around it"), "go-previous", state.parent);
    constexpr std::size_t kShown = 6;
    for (std::size_t i = 0; i < state.enclosed.size() && i < kShown; ++i) {
        const auto& inner = state.enclosed[i];
        const QString subject = inner.subject.empty() ? tr("(no subject)") : plain(inner.subject);
        offer(tr("Open the message inside: %1").arg(subject), "view-mail", inner.placement);
    }
    if (state.enclosed.size() > kShown) {
        auto* all = quietButton(tr("List all %n message(s) inside", nullptr, int(state.enclosed.size())), "view-mail");
        connect(all, &QPushButton::clicked, this,
                [this, query = QStringLiteral("parent:") + QString::fromStdString(state.sha256)] { Q_EMIT listWanted(query); });
        rows_->addWidget(all, 0, Qt::AlignLeft);
    }
    setVisible(rows_->count() > 0);
}

}  // namespace sillage::ui

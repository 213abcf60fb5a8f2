#include "ui/widgets/message_pane.h"

#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "record/examiner.h"
#include "ui/dialogs/save_attachment.h"
#include "ui/models/columns.h"
#include "ui/theme/theme.h"
#include "ui/widgets/grade_label.h"
#include "ui/widgets/inert_browser.h"
#include "ui/widgets/item_banner.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/property_pane.h"
#include "ui/widgets/raw_pane.h"

namespace sillage::ui {
namespace {

QPlainTextEdit* reader(const QString& name, bool fixedFont) {
    auto* edit = new QPlainTextEdit;
    edit->setReadOnly(true);
    edit->setFrameShape(QFrame::NoFrame);
    edit->setAccessibleName(name);
    edit->document()->setDocumentMargin(space::panel);
    auto fonts = [edit, fixedFont] {
        edit->setFont(fixedFont ? Theme::instance().fixed() : Theme::instance().body());
    };
    fonts();
    QObject::connect(&Theme::instance(), &Theme::changed, edit, fonts);
    return edit;
}

std::string header(const MessageView& view, std::string_view name) {
    for (const auto& [n, v] : view.headers)
        if (iequals(n, name)) return v;
    return {};
}

void clearRows(QVBoxLayout* rows) {
    while (QLayoutItem* item = rows->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
}

/// "Anna </o=Org/ou=…/cn=Recipients/cn=anna>" as "Anna <…/cn=anna>": the whole is in the tooltip and the headers.
QString shortAddresses(QString text) {
    static const QRegularExpression directoryName(QStringLiteral("</o=[^>]*(/cn=[^/>]*)>"),
                                                  QRegularExpression::CaseInsensitiveOption);
    return text.replace(directoryName, QStringLiteral("<…\\1>"));
}

QLabel* selectable(QLabel* l) {
    l->setTextInteractionFlags(Qt::TextSelectableByMouse);
    l->setWordWrap(true);
    return l;
}

}  // namespace

MessagePane::MessagePane(CaseSession* session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      subject_(selectable(label({}, TextRole::Title))),
      from_(selectable(label({}))),
      to_(selectable(label({}, TextRole::Muted))),
      date_(selectable(label({}, TextRole::Muted))),
      notice_(selectable(label({}, TextRole::Warning))),
      attachments_(new QWidget),
      attachmentRows_(tight(new QVBoxLayout(attachments_))),
      header_(new QWidget),
      banner_(new ItemBanner),
      touches_(new QWidget),
      touchRows_(new QVBoxLayout(touches_)),
      tabs_(new QTabWidget),
      text_(reader(tr("Message text"), false)),
      html_(new InertBrowser),
      headers_(reader(tr("Headers"), true)),
      properties_(new PropertyPane),
      source_(new RawPane),
      link_(label({}, TextRole::Caption)),
      empty_(new EmptyState(this)) {
    setProperty("surface", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    auto* column = tight(new QVBoxLayout(this));
    auto* head = new QVBoxLayout(header_);
    head->setContentsMargins(space::panel, space::panel, space::panel, space::related);
    head->setSpacing(space::inner);
    for (QWidget* w : {static_cast<QWidget*>(subject_), static_cast<QWidget*>(from_), static_cast<QWidget*>(to_),
                       static_cast<QWidget*>(date_), attachments_, static_cast<QWidget*>(notice_)})
        head->addWidget(w);
    touchRows_->setContentsMargins(space::panel, space::related, space::panel, space::related);
    touchRows_->setSpacing(space::related);
    touches_->setProperty("surface", QStringLiteral("window"));
    touches_->setAttribute(Qt::WA_StyledBackground);
    column->addWidget(header_);
    column->addWidget(banner_);
    column->addWidget(touches_);
    buildTabs();
    column->addWidget(tabs_, 1);
    link_->setContentsMargins(space::panel, 2, space::panel, 2);
    column->addWidget(link_);
    column->addWidget(empty_, 1);
    connect(html_, &InertBrowser::linkShown, this, [this](const QString& target) {
        link_->setText(target.isEmpty() ? QString() : tr("Link (not followed): %1").arg(target));
        link_->setVisible(!target.isEmpty());
    });
    connect(banner_, &ItemBanner::messageWanted, this, &MessagePane::open);
    connect(banner_, &ItemBanner::listWanted, this, &MessagePane::listWanted);
    clear(tr("Choose a message to read it."));
}

void MessagePane::buildTabs() {
    tabs_->setDocumentMode(true);
    tabs_->addTab(text_, tr("Text"));
    tabs_->addTab(html_, tr("Formatted"));
    tabs_->addTab(headers_, tr("Headers"));
    tabs_->addTab(properties_, tr("Properties"));
    tabs_->addTab(source_, tr("Source"));
    html_->setAccessibleName(tr("Formatted message, nothing is loaded"));
    connect(tabs_, &QTabWidget::tabBarClicked, this, [this](int tab) { wanted_ = tabs_->widget(tab); });
    connect(tabs_, &QTabWidget::currentChanged, this, [this](int tab) {
        if (tabs_->tabBar()->hasFocus()) wanted_ = tabs_->widget(tab);
        if (tabs_->widget(tab) == source_) askSource();
    });
}

void MessagePane::clear(const QString& why) {
    asking_.cancel();
    askingState_.cancel();
    placement_ = 0;
    banner_->clear();
    for (QWidget* w : {header_, touches_, static_cast<QWidget*>(tabs_), static_cast<QWidget*>(link_)})
        w->hide();
    empty_->show("view-mail", why, {});
}

void MessagePane::open(qint64 placement) {
    if (placement == placement_) return;
    asking_.cancel();
    askingTouches_.cancel();
    askingState_.cancel();
    placement_ = placement;
    state_ = {};
    rebuilt_ = false;
    banner_->clear();
    source_->clear(tr("Reading…"));
    asking_ = session_->ask<MessageView>(
        this, [placement](CaseReader& r) { return r.message(placement); },
        [this](MessageView&& view) { setMessage(view); },
        [this](const Failure& f) {
            clear({});
            empty_->show("dialog-warning", tr("This message could not be shown"),
                         f.message + QLatin1Char('\n') + f.hint);
        });
    askingState_ = session_->ask<ItemState>(
        this, [placement](CaseReader& r) { return r.itemState(placement); },
        [this](ItemState&& state) { setState(state); });
    askingTouches_ = session_->ask<std::vector<Touch>>(
        this, [placement](CaseReader& r) { return r.touches(placement); },
        [this](std::vector<Touch>&& touches) { setTouches(touches); });
    if (tabs_->currentWidget() == source_) askSource();
}

void MessagePane::setMessage(const MessageView& view) {
    empty_->hide();
    header_->show();
    tabs_->show();
    link_->hide();
    const QString subject = plain(header(view, "Subject"));
    subject_->setText(subject.isEmpty() ? tr("(no subject)") : subject);
    const QString from = plain(header(view, "From")), to = plain(header(view, "To")), date = plain(header(view, "Date"));
    from_->setText(shortAddresses(from));
    from_->setToolTip(from.toHtmlEscaped());
    to_->setText(tr("To %1").arg(shortAddresses(to)));
    to_->setToolTip(to.toHtmlEscaped());
    date_->setText(date);
    for (const auto& [shown, text] : {std::pair(from_, from), std::pair(to_, to), std::pair(date_, date)})
        shown->setVisible(!text.isEmpty());
    text_->setPlainText(plainLines(view.text));
    text_->setPlaceholderText(view.properties.empty() ? tr("This message has no text.")
                                                      : tr("This item has no text. Its properties are under Properties."));
    QWidget* const wanted = wanted_;  // hiding the current tab chooses another
    tabs_->setTabVisible(1, !view.html.empty());
    tabs_->setTabVisible(tabs_->indexOf(properties_), !view.properties.empty());
    properties_->setProperties(view.properties);
    wanted_ = wanted;
    showTab();
    rebuilt_ = view.rebuilt;
    setState(state_);
    html_->setHtml(QString::fromStdString(view.html));
    QString headers;
    for (const auto& [n, v] : view.headers)
        headers += plain(n) + QStringLiteral(": ") + plainLines(v) + QLatin1Char('\n');
    headers_->setPlainText(headers);
    fillAttachments(view.parts);
    QStringList notices;
    if (view.blockedRemote > 0)
        notices << tr("%n remote reference(s) removed; nothing was loaded.", nullptr, view.blockedRemote);
    if (view.truncated) notices << tr("Only the beginning is shown; the source is whole.");
    for (const auto& defect : view.defects) notices << said(defect);
    notice_->setText(notices.join(QLatin1Char('\n')));
    notice_->setVisible(!notices.isEmpty());
}

void MessagePane::setState(const ItemState& state) {
    state_ = state;
    banner_->setState(state_, rebuilt_);
    orderTabs();
}

// Those the sender attached first, then what the text shows in place; more than a few hang in a menu.
void MessagePane::fillAttachments(const std::vector<Part>& parts) {
    clearRows(attachmentRows_);
    std::vector<Part> saved;
    for (const bool inText : {false, true})
        std::copy_if(parts.begin(), parts.end(), std::back_inserter(saved), [inText](const Part& p) {
            return inText ? p.kind == PartKind::Inline : p.kind == PartKind::Attachment || p.kind == PartKind::Message;
        });
    constexpr std::size_t kShown = 5;
    QMenu* more = nullptr;
    for (std::size_t i = 0; i < saved.size(); ++i) {
        const Part& p = saved[i];
        const QString name = p.name.empty() ? plain(p.mediaType) : plain(p.name);
        const QString text = QStringLiteral("%1  %2").arg(fontMetrics().elidedText(name, Qt::ElideMiddle, 300), humanBytes(qint64(p.size))) +
                             (p.kind == PartKind::Inline ? tr(" · in the text") : QString());
        auto save = [this, p] { saveAttachment(session_, placement_, p, window()); };
        if (i < kShown) {
            auto* b = quietButton(text, "attachment");
            b->setToolTip(tr("Save the attachment… (%1)").arg(name).toHtmlEscaped());
            connect(b, &QPushButton::clicked, this, save);
            attachmentRows_->addWidget(b, 0, Qt::AlignLeft);
            continue;
        }
        if (!more) {
            auto* b = quietButton(tr("%n more attachment(s)", nullptr, int(saved.size() - kShown)), "attachment");
            b->setMenu(more = new QMenu(b));
            attachmentRows_->addWidget(b, 0, Qt::AlignLeft);
        }
        more->addAction(QString(text).replace(QLatin1Char('&'), QLatin1String("&&")), this, save);
    }
    attachments_->setVisible(!saved.empty());
    orderTabs();
}

QWidget* MessagePane::touchRow(const Touch& touch, bool withCoverage) {
    auto* row = new QWidget;
    auto* column = tight(new QVBoxLayout(row), 2);
    auto* line = tight(new QHBoxLayout, space::related);
    line->addWidget(new GradeLabel(touch.grade));
    QStringList words;
    const auto depth = depthName(touch.depth);
    words << valueWord("depth", QString::fromLatin1(depth.data(), qsizetype(depth.size())));
    if (touch.isAttachment) words << plain(touch.attachment);
    if (!touch.actor.empty()) words << tr("actor %1").arg(plain(touch.actor));
    if (touch.first)
        words << timeText(touch.first, session_->zone()) + QLatin1Char(' ') + session_->zone().name();
    auto* what = label(words.join(QStringLiteral(" · ")));
    what->setWordWrap(true);
    line->addWidget(what, 1);
    auto* proof = quietButton(tr("Proof"), "shield");
    connect(proof, &QPushButton::clicked, this,
            [this, id = QString::fromStdString(touch.id)] { Q_EMIT touchWanted(id); });
    auto* regrade = quietButton(tr("Examiner's grade…"), "tag");
    connect(regrade, &QPushButton::clicked, this, [this, id = QString::fromStdString(touch.id)] { Q_EMIT gradeWanted(id); });
    line->addWidget(proof, 0, Qt::AlignTop);
    line->addWidget(regrade, 0, Qt::AlignTop);
    column->addLayout(line);
    auto add = [column](const QString& text) {
        QLabel* l = selectable(label(text, TextRole::Muted));
        l->setContentsMargins(18, 0, 0, 0);
        column->addWidget(l);
    };
    if (touch.examiner) add(said(examinerSentence(*touch.examiner, touch.grade)));
    if (!touch.why.empty()) add(tr("Why: %1").arg(said(touch.why.front())));
    if (!touch.against.empty())
        add(tr("Against: %1").arg(said(touch.against.front())));
    if (withCoverage && !touch.coverage.empty()) add(tr("Coverage: %1").arg(said(touch.coverage)));
    return row;
}

void MessagePane::setTouches(const std::vector<Touch>& touches) {
    clearRows(touchRows_);
    constexpr std::size_t kShown = 3;
    const std::size_t shown = std::min(kShown, touches.size());
    for (std::size_t i = 0; i < shown; ++i) {
        // The same sentence about the mailbox's logs once, under the last row it holds for.
        const bool last = i + 1 == shown || touches[i + 1].coverage != touches[i].coverage;
        touchRows_->addWidget(touchRow(touches[i], last));
    }
    if (touches.size() > kShown)
        touchRows_->addWidget(label(
            tr("and %n more touch(es), in Files", nullptr, int(touches.size() - kShown)), TextRole::Muted));
    if (touches.empty())
        touchRows_->addWidget(
            label(tr("Nothing in the evidence says that an actor reached this message."), TextRole::Muted));
    touches_->setVisible(placement_ != 0 || !touches.empty());
    orderTabs();
}

void MessagePane::askSource() {
    if (placement_ == 0) return;
    askingRaw_.cancel();
    askingRaw_ = session_->ask<RawRecord>(
        this, [p = placement_](CaseReader& r) { return r.rawMessage(p); },
        [this](RawRecord&& raw) { source_->showRecord(raw); },
        [this](const Failure& f) { source_->clear(f.message + QLatin1Char('\n') + f.hint); });
}

// A message without properties hides their tab; the next that has some shows it again.
void MessagePane::showTab() {
    if (wanted_ && tabs_->isTabVisible(tabs_->indexOf(wanted_))) tabs_->setCurrentWidget(wanted_);
}

// Tab goes from top to bottom, whichever answer came first: before the tabs, what is above them.
void MessagePane::orderTabs() {
    QList<QPushButton*> buttons;
    for (QWidget* part : {attachments_, static_cast<QWidget*>(banner_), touches_}) buttons += part->findChildren<QPushButton*>();
    QWidget* at = tabs_->previousInFocusChain();  // its focus is that of its bar
    while (at != tabs_ && (!(at->focusPolicy() & Qt::TabFocus) || buttons.contains(qobject_cast<QPushButton*>(at))))
        at = at->previousInFocusChain();
    for (QPushButton* b : buttons) {
        setTabOrder(at, b);
        at = b;
    }
}

void MessagePane::showRaw() {
    wanted_ = source_;
    tabs_->setCurrentWidget(source_);
}

}  // namespace sillage::ui

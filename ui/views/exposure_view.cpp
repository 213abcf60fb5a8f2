#include "ui/views/exposure_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QIntValidator>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpressionValidator>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/models/columns.h"
#include "ui/theme/theme.h"
#include "ui/widgets/detail_pane.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

/// Floor filled, floor to ceiling in a pattern; without a ceiling the pattern runs to the edge.
class RangeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(p, option, index);  // background, selection and focus
        const auto* model = qobject_cast<const ExposureModel*>(index.model());
        const auto* octets = static_cast<const OctetRange*>(index.data(ExposureModel::Octets).value<const void*>());
        if (!model || !octets) return;
        const Tokens& t = Theme::instance().tokens();
        const QRect bar = option.rect.adjusted(space::related, space::inner + 2, -space::related, -space::inner - 2);
        const double most = double(std::max<std::uint64_t>(1, model->greatest()));
        const auto x = [&](std::uint64_t n) { return double(bar.width()) * std::min(1.0, double(n) / most); };
        const double floor = x(octets->floor), ceiling = octets->bounded() ? x(octets->ceiling) : double(bar.width());
        p->save();
        if (octets->floor) p->fillRect(QRectF(bar.left(), bar.top(), std::max(2.0, floor), bar.height()), t.recorded);
        if (ceiling > floor) {
            const QRectF rest(bar.left() + floor, bar.top(), std::max(2.0, ceiling - floor), bar.height());
            p->fillRect(rest, QBrush(octets->bounded() ? t.possible : t.undetermined, octets->bounded() ? Qt::Dense6Pattern : Qt::BDiagPattern));
            p->setPen(QPen(octets->bounded() ? t.possible : t.undetermined, 1));
            if (octets->bounded() && octets->ceiling) p->drawLine(QPointF(rest.right(), bar.top()), QPointF(rest.right(), bar.bottom()));
        }
        p->restore();
    }
};

QLineEdit* numberField(const QString& name, const QString& value, int characters) {
    auto* field = new QLineEdit(value);
    field->setAccessibleName(name);
    field->setToolTip(name);
    field->setMaxLength(15);
    field->setAlignment(Qt::AlignRight);
    field->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9 \\x{00A0}\\x{202F}]*")), field));
    field->setFixedWidth(field->fontMetrics().averageCharWidth() * (characters + 4));
    return field;
}

std::uint64_t value(const QLineEdit* field) {
    QString digits;
    for (const QChar c : field->text())
        if (c.isDigit()) digits += c;
    return digits.toULongLong();
}

}  // namespace

ExposureView::ExposureView(CaseSession* session)
    : ViewPage(session),
      title_(new PanelTitle(tr("Exposure"))),
      headline_(label({}, TextRole::Headline)),
      because_(label({}, TextRole::Muted)),
      sessions_(button(tr("Show the sessions"), "go-next")),
      answer_(new QWidget),
      verdict_(label({}, TextRole::Strong)),
      sentence_(label({})),
      reasons_(label({}, TextRole::Muted)),
      held_(label({})),
      levels_(new QTabBar),
      undecided_(new QCheckBox(tr("Undecided sessions"))),
      table_(new QTableView),
      model_(new ExposureModel(this)),
      detail_(new DetailPane),
      empty_(new EmptyState),
      stack_(new QStackedWidget) {
    setObjectName(QStringLiteral("exposure"));
    auto* column = tight(new QVBoxLayout(this));
    column->addWidget(title_);
    title_->addVerb(undecided_);
    title_->addVerb(sessions_);
    undecided_->setToolTip(tr("Also the largest sessions that nobody decided, among the sessions"));
    column->addWidget(hairline(Qt::Horizontal));
    column->addWidget(stack_, 1);
    auto* page = new QWidget;
    auto* body = tight(new QVBoxLayout(page));
    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::panel, space::panel, space::panel, space::related);
    top->setSpacing(space::inner);
    for (QLabel* l : {headline_, because_, verdict_, sentence_, reasons_, held_}) l->setWordWrap(true), l->setTextInteractionFlags(Qt::TextSelectableByMouse);
    top->addWidget(headline_);
    top->addWidget(because_);
    top->addSpacing(space::related);
    top->addWidget(claimForm());
    auto* said = tight(new QVBoxLayout(answer_), space::inner);
    for (QLabel* l : {verdict_, sentence_, reasons_, held_}) said->addWidget(l);
    top->addWidget(answer_);
    answer_->hide();
    body->addLayout(top);
    for (const QString& name : {tr("Channels"), tr("Actors"), tr("Accounts"), tr("Sessions")}) levels_->addTab(name);
    levels_->setAccessibleName(tr("By what the octets are added up"));
    levels_->setDocumentMode(true);
    levels_->setExpanding(false);
    body->addWidget(levels_);
    body->addWidget(hairline(Qt::Horizontal));
    auto* split = new QSplitter(Qt::Vertical);
    table_->setModel(model_);
    table_->setItemDelegateForColumn(ExposureModel::Range, new RangeDelegate(table_));
    table_->setAccessibleName(tr("What left"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setWordWrap(false);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(space::row);
    split->addWidget(table_);
    split->addWidget(detail_);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 1);
    split->setSizes({300, 200});
    split->setChildrenCollapsible(false);
    body->addWidget(split, 1);
    stack_->addWidget(page);
    stack_->addWidget(empty_);
    connect(levels_, &QTabBar::currentChanged, this, &ExposureView::showLevel);
    connect(undecided_, &QCheckBox::toggled, this, [this](bool on) {
        if (on) levels_->setCurrentIndex(ExposureModel::Sessions);
        ask();
    });
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ExposureView::showRow);
    connect(table_, &QTableView::activated, this, &ExposureView::openSessions);
    connect(sessions_, &QPushButton::clicked, this, &ExposureView::openSessions);
    connect(session, &CaseSession::zoneChanged, this, &ExposureView::showLevel);
    connect(&Theme::instance(), &Theme::changed, table_->viewport(), qOverload<>(&QWidget::update));
    show(Exposure{});
}

QWidget* ExposureView::claimForm() {
    records_ = numberField(tr("Records claimed"), {}, 13);
    records_->setPlaceholderText(QStringLiteral("16 000 000"));
    bytes_ = numberField(tr("Octets in each record, at least"), {}, 6);
    bytes_->setPlaceholderText(QStringLiteral("200"));
    compression_ = numberField(tr("Octets of records in one octet sent, at most"), QString::number(Claim().compression), 4);
    check_ = primaryButton(tr("Check the claim"), "emblem-ok");
    auto* form = new QWidget;
    auto* row = tight(new QHBoxLayout(form), space::related);
    row->addWidget(label(tr("A claim of")));
    row->addWidget(records_);
    row->addWidget(label(tr("records of at least")));
    row->addWidget(bytes_);
    row->addWidget(label(tr("octets, compressed at most")));
    row->addWidget(compression_);
    row->addWidget(label(tr("to 1")));
    row->addWidget(check_);
    row->addStretch(1);
    const auto allow = [this] { check_->setEnabled(claim().has_value()); };
    for (QLineEdit* field : {records_, bytes_, compression_}) {
        connect(field, &QLineEdit::textChanged, this, allow);
        connect(field, &QLineEdit::returnPressed, this, [this] {
            if (claim()) ask();
        });
    }
    allow();
    connect(check_, &QPushButton::clicked, this, &ExposureView::ask);
    return form;
}

std::optional<Claim> ExposureView::claim() const {
    const Claim c{value(records_), value(bytes_), value(compression_)};
    return c.records && c.bytesPerRecord && c.compression ? std::optional(c) : std::nullopt;
}

void ExposureView::refresh() { ask(); }

void ExposureView::focusContent() { (stack_->currentIndex() == 0 ? static_cast<QWidget*>(table_) : empty_)->setFocus(); }

void ExposureView::ask() {
    asking_.cancel();
    const ExposureQuestion question{claim(), undecided_->isChecked()};
    setStatus(tr("Adding up what left…"));
    asking_ = session()->ask<Exposure>(
        this, [question](CaseReader& r) { return r.exposure(question); }, [this](Exposure&& e) { show(std::move(e)); },
        [this](const Failure& f) {
            setStatus({});
            Q_EMIT session()->failure(f);
        });
}

void ExposureView::show(Exposure&& exposure) {
    exposure_ = std::move(exposure);
    const ExposureRow* total = nullptr;
    for (const ExposureRow& r : exposure_.rows)
        if (r.level == "total") total = &r;
    const bool nothing = !total || (!total->sessions && !total->logged);
    stack_->setCurrentIndex(nothing ? 1 : 0);
    sessions_->setEnabled(!nothing);
    undecided_->setVisible(exposure_.undecidedSessions > 0);
    undecided_->setText(tr("Undecided sessions (%1)").arg(number(qint64(exposure_.undecidedSessions))));
    if (nothing) {
        empty_->show("view-exposure", tr("Nothing to add up yet"), tr("Import logs that count octets: a web server's access log, Dovecot's or POP3's last lines, HttpProxy."));
        return setStatus({});
    }
    QString range = ExposureModel::rangeText(total->octets);
    range.replace(0, 1, range.at(0).toLower());  // inside a sentence
    headline_->setText(exposure_.attributed ? tr("Left in sessions that are or may be an actor's: %1").arg(range)
                                            : tr("Left in all sessions, none of them attributed yet: %1").arg(range));
    QStringList because{ExposureModel::counterText(total->octets.floorFrom | total->octets.ceilingFrom)};
    for (const std::string& w : total->why) because << sillage::ui::said(w);
    because.removeAll(QString());
    because_->setText(because.join(QStringLiteral(" · ")));
    answer_->setVisible(exposure_.answer.has_value());
    if (exposure_.answer) showAnswer(*exposure_.answer);
    showLevel();
}

void ExposureView::showAnswer(const ClaimAnswer& a) {
    const auto word = [](Verdict v) {
        return v == Verdict::Refuted ? tr("Refuted by volume") : v == Verdict::Compatible ? tr("Compatible") : tr("Not testable");
    };
    verdict_->setText(word(a.verdict));
    setRole(verdict_, a.verdict == Verdict::NotTestable ? TextRole::Warning : TextRole::Strong);
    sentence_->setText(said(a.sentence));
    QStringList reasons;
    for (const std::string& w : a.why) reasons << QStringLiteral("– ") + said(w);
    reasons_->setText(reasons.join(QLatin1Char('\n')));
    held_->setText(said(a.heldSentence));
    answer_->setAccessibleName(verdict_->text());
    answer_->setAccessibleDescription(sentence_->text());
}

void ExposureView::showLevel() {
    const auto level = ExposureModel::Level(levels_->currentIndex());
    model_->setRows(exposure_.rows, level, session()->zone());
    const bool sessions = level == ExposureModel::Sessions;
    table_->setColumnHidden(ExposureModel::Account, !sessions);
    table_->setColumnHidden(ExposureModel::Channel, !sessions);
    table_->setColumnHidden(ExposureModel::Count, sessions);
    table_->setColumnHidden(ExposureModel::Items, level == ExposureModel::Channels || sessions);
    const int character = table_->fontMetrics().averageCharWidth();
    const std::pair<int, int> widths[] = {{ExposureModel::Name, level == ExposureModel::Accounts ? 34 : 20}, {ExposureModel::Account, 30}, {ExposureModel::Channel, 14},
                                          {ExposureModel::First, 24}, {ExposureModel::Last, 24}, {ExposureModel::Count, 16}, {ExposureModel::Range, 36},
                                          {ExposureModel::Floor, 15}, {ExposureModel::Ceiling, 15}, {ExposureModel::Items, 16}};
    for (const auto& [column, characters] : widths) table_->setColumnWidth(column, character * characters);
    title_->setCount(number(model_->rowCount()));
    setStatus(tr("%n row(s)", nullptr, model_->rowCount()));
    if (model_->rowCount()) table_->selectRow(0);
    showRow();
}

void ExposureView::items(const ExposureRow& r) {
    if (!r.counted) return;
    detail_->heading(tr("Items, counted twice"));
    detail_->field(tr("Floor: recorded"), number(qint64(r.items.floor)));
    detail_->field(tr("Ceiling: everything not ruled out"), number(qint64(r.items.ceiling)));
    const std::pair<Grade, std::uint64_t> grades[] = {{Grade::Probable, r.items.probable}, {Grade::Possible, r.items.possible},
                                                      {Grade::Undetermined, r.items.undetermined}, {Grade::NoRecord, r.items.noRecord}, {Grade::RuledOut, r.items.ruledOut}};
    for (const auto& [grade, count] : grades)
        if (count) detail_->field(valueWord("grade", QString::fromUtf8(gradeName(grade).data(), int(gradeName(grade).size()))), number(qint64(count)));
    if (r.items.held) detail_->field(tr("Of them on the hold list, not examined"), number(qint64(r.items.held)));
    if (r.excluded >= 0) detail_->field(tr("Too large for any of these sessions"), number(r.excluded));
}

void ExposureView::showRow() {
    const ExposureRow* r = model_->row(table_->currentIndex().row());
    if (!r) return detail_->clear(tr("Select a row: its exact numbers and their counters stand here."));
    detail_->begin();
    detail_->title(r->level == "session" ? QString::fromStdString(r->name) : ExposureModel::nameText(*r));
    detail_->field(tr("Floor"), exactBytes(qint64(r->octets.floor)));
    detail_->field(tr("Ceiling"), r->octets.bounded() ? exactBytes(qint64(r->octets.ceiling)) : tr("none; %1 were counted").arg(exactBytes(qint64(r->octets.ceiling))));
    if (r->octets.floorFrom) detail_->field(tr("Floor counted by"), ExposureModel::counterText(r->octets.floorFrom));
    if (r->octets.ceilingFrom) detail_->field(tr("Ceiling counted by"), ExposureModel::counterText(r->octets.ceilingFrom));
    if (r->unbounded && r->level != "session") detail_->field(tr("Sessions without a ceiling"), number(qint64(r->unbounded)));
    if (r->level != "session" && r->level != "address") detail_->field(tr("Counted for all sessions, whoever's"), exactBytes(qint64(r->logged)));
    if (!r->actor.empty()) detail_->field(heading("actor"), plain(r->actor));
    if (!r->attribution.empty()) detail_->field(heading("attribution"), valueWord("attribution", QString::fromStdString(r->attribution)));
    if (!r->clientIp.empty()) detail_->field(heading("client_ip"), plain(r->clientIp), true);
    if (!r->why.empty()) detail_->heading(tr("Why"));
    for (const std::string& w : r->why) detail_->sentence(said(w));
    items(*r);
    detail_->end();
}

/// To the sessions (or events) behind the row.
void ExposureView::openSessions() {
    const ExposureRow* r = model_->row(table_->currentIndex().row());
    if (!r) return;
    const QString name = QString::fromStdString(r->name);
    if (r->level == "session") Q_EMIT session()->goTo(View::Sessions, QStringLiteral("session:") + name);
    else if (r->level == "address") Q_EMIT session()->goTo(View::Events, QStringLiteral("ip:") + name);
    else if (r->level == "account" && !r->name.empty()) Q_EMIT session()->goTo(View::Sessions, QStringLiteral("account:\"%1\"").arg(name));
    else if (r->level == "channel" && r->name == "third-party") Q_EMIT session()->goTo(View::Touched, QStringLiteral("destination:third-party"));
    else if (r->level == "channel") Q_EMIT session()->goTo(View::Sessions, QStringLiteral("protocol:") + name);
    else if (r->level == "actor" && (name == QLatin1String("undecided") || name == QLatin1String("habitual"))) Q_EMIT session()->goTo(View::Sessions, QStringLiteral("status:") + name);
    else if (r->level == "actor") Q_EMIT session()->goTo(View::Sessions, QStringLiteral("actor:") + name);
}

}  // namespace sillage::ui

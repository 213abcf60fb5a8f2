#include "ui/views/overview_view.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include "ui/theme/grade_mark.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/grade_label.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

QLabel* heading(const QString& text) {
    return label(text, TextRole::Title);
}

QLabel* figureLabel(std::uint64_t value, TextRole role = TextRole::Body) {
    auto* l = label(number(qint64(value)), value == 0 ? TextRole::Muted : role);
    l->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return l;
}

QWidget* figure(const QString& value, const QString& what) {
    auto* w = new QWidget;
    auto* column = tight(new QVBoxLayout(w), 0);
    column->addWidget(label(value, TextRole::Headline));
    column->addWidget(label(what, TextRole::Muted));
    return w;
}

// Touches of an actor exist: only then do the grades and their range say something.
bool isAttributed(const Overview& o) {
    for (const auto& [name, count] : o.grades) {
        Grade grade{};
        if (count && gradeFromName(name, grade) && grade >= Grade::Possible) return true;
    }
    return o.floor > 0;
}

const char* storyIcon(const std::string& kind) {
    static const std::pair<const char*, const char*> kIcons[] = {
        {"reconciliation", "view-evidence"}, {"login", "view-actors"},     {"rule", "view-filter"},
        {"touched", "view-files"},           {"ghost", "dialog-warning"},  {"volume", "view-export"},
        {"problem", "dialog-warning"},       {"coverage", "view-coverage"},  {"recovered", "edit-undo"},   {"assumption", "dialog-information"}};
    for (const auto& [k, i] : kIcons)
        if (kind == k) return i;
    return "dialog-information";
}

}  // namespace

OverviewView::OverviewView(CaseSession* session)
    : ViewPage(session), title_(new PanelTitle(tr("Overview"))), area_(new QScrollArea) {
    setObjectName(QStringLiteral("overview"));
    auto* column = tight(new QVBoxLayout(this));
    column->addWidget(title_);
    auto* import = primaryButton(tr("Import evidence"), "document-import");
    title_->addVerb(import);
    connect(import, &QPushButton::clicked, this, &OverviewView::importWanted);
    column->addWidget(hairline(Qt::Horizontal));
    area_->setWidgetResizable(true);
    column->addWidget(area_, 1);
}

void OverviewView::refresh() {
    asking_.cancel();
    asking_ = session()->ask<Overview>(
        this, [](CaseReader& r) { return r.overview(); }, [this](Overview&& o) { show(o); });
}

void OverviewView::show(const Overview& o) {
    title_->setCount(session()->name());
    auto* page = new QWidget;
    page->setProperty("surface", QStringLiteral("base"));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::empty, space::empty, space::empty, space::empty);
    column->setSpacing(space::related);
    if (o.kinds.empty()) {
        auto* empty = new EmptyState;
        empty->show("document-import", tr("No evidence yet"),
                    tr("Import mailboxes and the logs of the servers that gave access to them. They are only "
                       "ever read."),
                    tr("Import evidence"));
        connect(empty, &EmptyState::acted, this, &OverviewView::importWanted);
        column->addWidget(empty, 1);
    } else {
        addFigures(column, o);
        column->addSpacing(space::group);
        addStory(column, o);
        column->addSpacing(space::group);
        addReconciliation(column, o);
        column->addStretch(1);
    }
    area_->setWidget(page);
    setStatus(tr("%1 messages, %2 events").arg(number(qint64(o.messages)), number(qint64(o.events))));
}

void OverviewView::addFigures(QVBoxLayout* column, const Overview& o) {
    auto* row = tight(new QHBoxLayout, 40);
    const bool attributed = isAttributed(o);
    if (attributed)
        row->addWidget(figure(o.floor == o.ceiling ? number(qint64(o.floor))
                                                   : QStringLiteral("%1 – %2").arg(number(qint64(o.floor)),
                                                                                   number(qint64(o.ceiling))),
                              tr("items reached: at least – at most")));
    row->addWidget(figure(number(qint64(o.messages)), tr("messages")));
    if (o.recovered) row->addWidget(figure(number(qint64(o.recovered)), tr("recovered, counted apart")));
    row->addWidget(figure(number(qint64(o.mailboxes)), tr("mailboxes")));
    row->addWidget(figure(number(qint64(o.events)), tr("events")));
    row->addWidget(figure(number(qint64(o.sessions)), tr("sessions")));
    row->addStretch(1);
    column->addLayout(row);
    if (attributed) addGrades(column, o);
    if (o.first)
        column->addWidget(label(tr("Events from %1 to %2 (%3)")
                                    .arg(timeText(o.first, session()->zone()),
                                         timeText(o.last, session()->zone()), session()->zone().name()),
                                TextRole::Muted));
    if (!attributed) addGuidance(column);
}

void OverviewView::addGrades(QVBoxLayout* column, const Overview& o) {
    auto* grades = tight(new QHBoxLayout, space::group);
    for (const auto& [name, count] : o.grades) {
        Grade grade{};
        if (!gradeFromName(name, grade)) continue;
        auto* pair = tight(new QHBoxLayout, space::inner);
        pair->addWidget(new GradeLabel(grade));
        pair->addWidget(label(number(qint64(count))));
        grades->addLayout(pair);
    }
    grades->addStretch(1);
    column->addSpacing(space::related);
    column->addLayout(grades);
    column->addWidget(label(tr("At least: a log records the delivery. At most: all that the evidence does not rule "
                               "out, undetermined included."),
                            TextRole::Muted));
}

// Before anything is attributed there is no answer, and a range would look like one.
void OverviewView::addGuidance(QVBoxLayout* column) {
    column->addSpacing(space::related);
    column->addWidget(heading(tr("Nothing is attributed yet")));
    auto* why = label(tr("How many messages and files an intruder reached cannot be said before a person says which "
                         "sessions are his. Look at the candidates, each with the signals that single it out; "
                         "attribute one, its address or its client to actor A, with the reason; the answer is "
                         "computed at once and every decision can be taken back."));
    why->setWordWrap(true);
    why->setMaximumWidth(fontMetrics().averageCharWidth() * 110);
    column->addWidget(why);
    auto* go = primaryButton(tr("Look at the candidates"), "user-attribute");
    connect(go, &QPushButton::clicked, this, [this] { Q_EMIT session()->goTo(View::Suspects, {}); });
    column->addWidget(go, 0, Qt::AlignLeft);
}

void OverviewView::addStory(QVBoxLayout* column, const Overview& o) {
    column->addWidget(heading(tr("The story so far")));
    if (o.story.empty())
        column->addWidget(
            label(tr("Nothing is attributed yet: the story begins when a session is attributed to an actor."),
                  TextRole::Muted));
    for (const StoryLine& line : o.story) {
        if (!isAttributed(o) && (line.view == View::Suspects || line.view == View::Sessions))
            continue;  // said above, with what to do
        auto* b = quietButton(said(line.text), storyIcon(line.kind));
        b->setProperty("story", true);
        b->setStyleSheet(QStringLiteral("text-align: left;"));
        b->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        b->setToolTip(said(line.text).toHtmlEscaped());
        connect(b, &QPushButton::clicked, this,
                [this, view = line.view, query = QString::fromStdString(line.query)] {
                    Q_EMIT session()->goTo(view, query);
                });
        column->addWidget(b);
    }
}

void OverviewView::addReconciliation(QVBoxLayout* column, const Overview& o) {
    auto* head = tight(new QHBoxLayout, space::related);
    head->addWidget(heading(tr("Reconciliation")));
    const bool holds = o.total.holds();
    auto* badge = new QLabel;
    badge->setPixmap(icon(holds ? "emblem-ok" : "dialog-warning").pixmap(14, 14));
    head->addWidget(badge);
    head->addWidget(label(holds ? tr("found = imported + duplicate + skipped + failed, for every source")
                                : tr("The counts do not reconcile: look at Evidence."),
                          holds ? TextRole::Ok : TextRole::Error));
    head->addStretch(1);
    column->addLayout(head);
    auto* grid = tight(new QGridLayout, 0);
    grid->setHorizontalSpacing(space::empty);
    grid->setVerticalSpacing(6);
    const bool recovered = o.total.recovered > 0;
    QStringList titles{tr("Format"),    tr("Sources"), tr("Found"),  tr("Imported"),
                       tr("Duplicate"), tr("Skipped"), tr("Failed"), tr("Problems")};
    if (recovered) titles << tr("Recovered besides");
    auto valuesOf = [recovered](std::uint64_t sources, const Reconciliation& k) {
        std::vector<std::uint64_t> values{sources, k.found, k.imported, k.duplicate, k.skipped, k.failed, k.problems};
        if (recovered) values.push_back(k.recovered);
        return values;
    };
    const int columns = int(titles.size());
    int c = 0;
    for (const QString& t : titles) {
        auto* l = label(t, TextRole::Caption);
        l->setAlignment(c == 0 ? Qt::AlignLeft : Qt::AlignRight);
        grid->addWidget(l, 0, c++);
    }
    grid->addWidget(hairline(Qt::Horizontal), 1, 0, 1, columns + 1);
    auto addRow = [&, r = 2](const QString& name, std::uint64_t sources, const Reconciliation& k) mutable {
        grid->addWidget(label(name), r, 0);
        int i = 1;
        for (const std::uint64_t v : valuesOf(sources, k)) {
            grid->addWidget(figureLabel(v, i == 6   ? TextRole::Error
                                           : i == 7 ? TextRole::Warning
                                                    : TextRole::Body),
                            r, i);
            ++i;
        }
        ++r;
    };
    std::uint64_t sources = 0;
    for (const auto& k : o.kinds) {
        addRow(plain(k.format), k.sources, k.counts);
        sources += k.sources;
    }
    grid->addWidget(hairline(Qt::Horizontal), int(o.kinds.size()) + 2, 0, 1, columns + 1);
    auto addTotal = [&](int r) {
        grid->addWidget(label(tr("Total")), r, 0);
        int i = 1;
        for (const std::uint64_t v : valuesOf(sources, o.total)) grid->addWidget(figureLabel(v), r, i++);
    };
    addTotal(int(o.kinds.size()) + 3);
    grid->setColumnStretch(columns, 1);
    column->addLayout(grid);
}

}  // namespace sillage::ui

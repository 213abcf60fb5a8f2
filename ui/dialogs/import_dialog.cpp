#include "ui/dialogs/import_dialog.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/dialogs/dialog_buttons.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

class Stoppable final : public Progress {
public:
    explicit Stoppable(Ticket ticket) : ticket_(std::move(ticket)) {}
    void advance(std::uint64_t, std::uint64_t) override {}
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return ticket_.cancelled(); }

private:
    Ticket ticket_;
};

constexpr std::size_t kListed = 2000;

}  // namespace

ImportDialog::ImportDialog(const QStringList& paths, QWidget* parent)
    : QDialog(parent), list_(new QTreeWidget), summary_(label({}, TextRole::Muted)), zone_(new QComboBox) {
    setWindowTitle(tr("Import evidence"));
    resize(860, 520);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::panel);
    column->setSpacing(space::related);
    auto* head = tight(new QHBoxLayout, space::related);
    head->addWidget(label(tr("What would be read"), TextRole::Title));
    head->addWidget(summary_, 1);
    auto* files = button(tr("Add files"), "list-add");
    auto* folder = button(tr("Add a directory"), "folder");
    for (QPushButton* b : {files, folder}) {
        b->setAutoDefault(false);
        head->addWidget(b);
    }
    column->addLayout(head);
    list_->setHeaderLabels({tr("Path"), tr("Format"), tr("Size"), tr("Why")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->header()->resizeSection(0, 330);
    list_->header()->resizeSection(1, 120);
    list_->header()->resizeSection(2, 80);
    list_->setAccessibleName(tr("What would be read"));
    column->addWidget(list_, 1);
    auto* options = tight(new QHBoxLayout, space::related);
    options->addWidget(label(tr("Zone of logs that state none")));
    zone_->setEditable(true);
    zone_->addItem(tr("As the evidence says, else UTC"), QString());
    for (const char* z : {"UTC", "Europe/Paris", "Europe/London", "America/New_York", "Asia/Tokyo"})
        zone_->addItem(QLatin1String(z), QLatin1String(z));
    options->addWidget(zone_);
    options->addStretch(1);
    column->addLayout(options);
    auto* note = label(tr("Files are opened read-only and hashed as they are read. Import, hashes and counts "
                          "are written to the custody log."),
                       TextRole::Muted);
    note->setWordWrap(true);
    column->addWidget(note);
    act_ = addDialogButtons(this, column, tr("Import"));
    connect(files, &QPushButton::clicked, this,
            [this] { addPaths(QFileDialog::getOpenFileNames(this, tr("Add files"))); });
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString dir = QFileDialog::getExistingDirectory(this, tr("Add a directory"));
        if (!dir.isEmpty()) addPaths({dir});
    });
    addPaths(paths);
}

ImportDialog::~ImportDialog() {
    planning_.cancel();
}

void ImportDialog::addPaths(const QStringList& paths) {
    for (const QString& p : paths)
        if (!paths_.contains(p)) paths_ << p;
    plan();
}

ImportOptions ImportDialog::options() const {
    ImportOptions o;
    for (const QString& p : paths_) o.paths.emplace_back(p.toStdString());
    const int preset = zone_->findText(zone_->currentText());
    o.tz = (preset >= 0 ? zone_->itemData(preset).toString() : zone_->currentText().trimmed()).toStdString();
    return o;
}

void ImportDialog::plan() {
    planning_.cancel();
    planning_ = Ticket();
    act_->setEnabled(!paths_.isEmpty());
    list_->clear();
    if (paths_.isEmpty()) {
        summary_->setText(tr("Add files or a directory, or drop them on the window."));
        return;
    }
    summary_->setText(tr("Looking…"));
    inBackground<std::vector<PlannedSource>>(
        this,
        [o = options(), ticket = planning_] {
            Stoppable progress(ticket);
            return planImport(o, progress);
        },
        [this, ticket = planning_](std::vector<PlannedSource>&& sources) {
            if (!ticket.cancelled()) show(sources);
        },
        [this](const Failure& f) { summary_->setText(f.message); });
}

void ImportDialog::show(const std::vector<PlannedSource>& sources) {
    std::uint64_t bytes = 0, unknown = 0;
    for (const PlannedSource& s : sources) {
        bytes += s.bytes;
        unknown += s.format == "unknown";
    }
    QList<QTreeWidgetItem*> rows;
    for (std::size_t i = 0; i < std::min(kListed, sources.size()); ++i) {
        const PlannedSource& s = sources[i];
        auto* row =
            new QTreeWidgetItem({plain(s.path), plain(s.format), humanBytes(qint64(s.bytes)), said(s.why)});
        row->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
        row->setToolTip(0, plain(s.path).toHtmlEscaped());
        row->setToolTip(3, said(s.why).toHtmlEscaped());
        rows << row;
    }
    list_->addTopLevelItems(rows);
    QString text = tr("%n source(s), ", nullptr, int(sources.size())) + humanBytes(qint64(bytes));
    if (unknown) text += tr(", %n that nothing reads (listed as skipped)", nullptr, int(unknown));
    if (sources.size() > kListed) text += tr("; the first %1 are listed").arg(number(qint64(kListed)));
    summary_->setText(text);
}

}  // namespace sillage::ui

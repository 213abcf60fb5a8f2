#include "ui/widgets/raw_pane.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kShownOctets = 64 * 1024;

// Text that would be mostly tokens says nothing: databases and the like are read as hex.
bool isBinary(const std::string& octets) {
    const std::size_t n = std::min<std::size_t>(octets.size(), 4096);
    const auto control = std::count_if(octets.begin(), octets.begin() + std::ptrdiff_t(n), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    return std::size_t(control) * 8 > n;
}

}  // namespace

QString hexDump(const std::string& octets, std::uint64_t base, std::size_t perLine) {
    QString out;
    const std::size_t shown = std::min(octets.size(), kShownOctets);
    for (std::size_t i = 0; i < shown; i += perLine) {
        QString hex, text;
        for (std::size_t k = i; k < i + perLine; ++k) {
            if (perLine > 8 && k % perLine == 8) hex += QLatin1Char(' ');
            if (k >= shown) {
                hex += QLatin1String("   ");
                continue;
            }
            const auto c = static_cast<unsigned char>(octets[k]);
            hex += QStringLiteral("%1 ").arg(c, 2, 16, QLatin1Char('0'));
            text += c >= 0x20 && c < 0x7F ? QLatin1Char(char(c)) : QLatin1Char('.');
        }
        out += QStringLiteral("%1  %2 %3\n").arg(base + i, 10, 16, QLatin1Char('0')).arg(hex, text);
    }
    out.chop(1);
    return out;
}

RawPane::RawPane(QWidget* parent)
    : QWidget(parent),
      where_(label({}, TextRole::Muted)),
      hex_(quietButton(tr("Hex"), nullptr)),
      which_(label({}, TextRole::Muted)),
      previous_(iconButton("go-previous", tr("Previous cited record"))),
      next_(iconButton("go-next", tr("Next cited record"))),
      text_(new QPlainTextEdit) {
    auto* column = tight(new QVBoxLayout(this));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::panel, space::inner, space::related, space::inner);
    where_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    where_->setMinimumWidth(80);
    where_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    where_->installEventFilter(this);
    row->addWidget(where_, 1);
    for (QWidget* w : {static_cast<QWidget*>(previous_), static_cast<QWidget*>(which_),
                       static_cast<QWidget*>(next_)})
        row->addWidget(w);
    hex_->setCheckable(true);
    row->addWidget(hex_);
    column->addLayout(row);
    column->addWidget(hairline(Qt::Horizontal));
    column->addWidget(text_, 1);
    text_->setReadOnly(true);
    text_->setFrameShape(QFrame::NoFrame);
    text_->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    text_->setWordWrapMode(QTextOption::WrapAnywhere);
    text_->setAccessibleName(tr("Raw octets"));
    text_->document()->setDocumentMargin(space::related);
    auto fonts = [this] { text_->setFont(Theme::instance().fixed()); };
    fonts();
    connect(&Theme::instance(), &Theme::changed, this, [this, fonts] {
        fonts();
        render();
    });
    connect(hex_, &QPushButton::clicked, this, [this] { asked_ = true; });
    connect(hex_, &QPushButton::toggled, this, &RawPane::render);
    connect(previous_, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { step(1); });
    clear(tr("The raw line of the selected record appears here."));
}

void RawPane::clear(const QString& why) {
    records_.clear();
    why_ = why;
    render();
}

void RawPane::showRecord(const RawRecord& record) {
    showRecords({record});
}

void RawPane::showRecords(std::vector<RawRecord> records) {
    records_ = std::move(records);
    at_ = 0;
    step(0);
}

void RawPane::step(int by) {
    if (records_.empty()) return render();
    at_ = std::size_t(qBound(0, int(at_) + by, int(records_.size()) - 1));
    const QSignalBlocker quiet(hex_);
    if (!asked_) hex_->setChecked(isBinary(records_[at_].octets) && records_[at_].shown.empty());
    render();
}

void RawPane::showWhere() {
    if (place_.isEmpty()) return;
    where_->setText(where_->fontMetrics().elidedText(place_, Qt::ElideMiddle, where_->width()));
}

/// Offset, hex and text of 16 octets where they fit, of 8 in a narrow pane.
std::size_t RawPane::octetsPerLine() const {
    const int width = QFontMetrics(Theme::instance().fixed()).horizontalAdvance(QLatin1Char('0')) * (10 + 2 + 16 * 3 + 2 + 16);
    return text_->viewport()->width() < width + 2 * space::related ? 8 : 16;
}

void RawPane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (records_.empty()) return;
    if (hex_->isChecked() && perLine_ != octetsPerLine()) render();
}

bool RawPane::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) showWhere();
    return QWidget::eventFilter(watched, event);
}

void RawPane::render() {
    text_->setExtraSelections({});
    where_->setToolTip({});
    const bool several = records_.size() > 1;
    for (QWidget* w : {static_cast<QWidget*>(previous_), static_cast<QWidget*>(which_),
                       static_cast<QWidget*>(next_)})
        w->setVisible(several);
    if (records_.empty()) {
        place_.clear();
        where_->setText(tr("Raw"));
        text_->setPlaceholderText(why_);
        text_->clear();
        return;
    }
    previous_->setEnabled(at_ > 0);
    next_->setEnabled(at_ + 1 < records_.size());
    which_->setText(tr("%1 of %2").arg(at_ + 1).arg(records_.size()));
    const RawRecord& r = records_[at_];
    QString where = plain(r.source);
    if (r.line) where += tr(" · line %1").arg(number(qint64(r.line)));
    where += tr(" · offset %1 · %2").arg(number(qint64(r.offset)), exactBytes(qint64(r.length)));
    place_ = where;
    showWhere();
    where_->setToolTip((where + QLatin1Char('\n') + tr("SHA-256 of the source: %1").arg(plain(r.sourceSha256))).toHtmlEscaped());
    const bool dump = r.problem.empty() && hex_->isChecked() && !r.masked;
    text_->setLineWrapMode(dump ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth);  // a line of a dump is one thing
    if (!r.problem.empty()) return text_->setPlainText(said(r.problem));
    if (dump) {
        perLine_ = octetsPerLine();
        return text_->setPlainText(hexDump(r.octets, r.offset, perLine_));
    }
    showText(r);
}

void RawPane::showText(const RawRecord& r) {
    if (!r.shown.empty()) return text_->setPlainText(plainLines(std::string_view(r.shown).substr(0, kShownOctets)));
    auto shown = [](const std::string& s) { return plainLines(std::string_view(s).substr(0, kShownOctets)); };
    const QString before = shown(r.before), record = shown(r.octets), after = shown(r.after);
    text_->setPlainText(before + record + after);
    if (before.isEmpty() && after.isEmpty()) return;  // nothing to tell it from
    QTextCursor cursor(text_->document());
    cursor.setPosition(int(before.size()));
    cursor.setPosition(qMin(int(before.size() + record.size()), text_->document()->characterCount() - 1),
                       QTextCursor::KeepAnchor);
    QTextEdit::ExtraSelection mark;
    mark.cursor = cursor;
    mark.format.setBackground(tokens().mark);
    text_->setExtraSelections({mark});
    QTextCursor at(text_->document());
    at.setPosition(int(before.size()));
    text_->setTextCursor(at);
    text_->centerCursor();
}

}  // namespace sillage::ui

#include "ui/widgets/raw_pane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kShownOctets = 64 * 1024;

}  // namespace

QString hexDump(const std::string& octets, std::uint64_t base) {
    QString out;
    const std::size_t shown = std::min(octets.size(), kShownOctets);
    for (std::size_t i = 0; i < shown; i += 16) {
        QString hex, text;
        for (std::size_t k = i; k < i + 16; ++k) {
            if (k % 16 == 8) hex += QLatin1Char(' ');
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
      text_(new QPlainTextEdit) {
    auto* column = tight(new QVBoxLayout(this));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::panel, space::inner, space::related, space::inner);
    where_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    where_->setMinimumWidth(80);
    row->addWidget(where_, 1);
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
    connect(hex_, &QPushButton::toggled, this, &RawPane::render);
    clear(tr("The raw line of the selected record appears here."));
}

void RawPane::clear(const QString& why) {
    has_ = false;
    why_ = why;
    render();
}

void RawPane::showRecord(const RawRecord& record) {
    record_ = record;
    has_ = true;
    render();
}

void RawPane::render() {
    text_->setExtraSelections({});
    where_->setToolTip({});
    if (!has_) {
        where_->setText(tr("Raw"));
        text_->setPlaceholderText(why_);
        text_->clear();
        return;
    }
    QString where = plain(record_.source);
    if (record_.line) where += tr(" · line %1").arg(number(qint64(record_.line)));
    where += tr(" · offset %1 · %2").arg(number(qint64(record_.offset)), exactBytes(qint64(record_.length)));
    where_->setText(where);
    where_->setToolTip(tr("SHA-256 of the source: %1").arg(plain(record_.sourceSha256)).toHtmlEscaped());
    if (!record_.problem.empty()) {
        text_->setPlainText(plainLines(record_.problem));
        return;
    }
    if (hex_->isChecked()) {
        text_->setPlainText(hexDump(record_.octets, record_.offset));
        return;
    }
    auto shown = [](const std::string& s) { return plainLines(std::string_view(s).substr(0, kShownOctets)); };
    const QString before = shown(record_.before), record = shown(record_.octets),
                  after = shown(record_.after);
    text_->setPlainText(before + record + after);
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

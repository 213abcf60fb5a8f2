// The octets behind a record, at their offset: as text with its neighbouring lines, or as hex; the record
// highlighted.
#pragma once

#include <QPlainTextEdit>
#include <QWidget>

#include "case/reading.h"

class QLabel;
class QPushButton;

namespace sillage::ui {

/// 16 octets a line: offset, hex, printable text. base is the offset of the first octet.
QString hexDump(const std::string& octets, std::uint64_t base);

class RawPane : public QWidget {
    Q_OBJECT
public:
    explicit RawPane(QWidget* parent = nullptr);
    void showRecord(const RawRecord& record);
    void clear(const QString& why);
    [[nodiscard]] QPlainTextEdit* editor() const { return text_; }

private:
    void render();

    RawRecord record_;
    bool has_ = false;
    QString why_;
    QLabel* where_;
    QPushButton* hex_;
    QPlainTextEdit* text_;
};

}  // namespace sillage::ui

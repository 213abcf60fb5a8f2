// The octets behind a record, at their offset: as text with its neighbouring lines, or as hex; the record
// highlighted.
#pragma once

#include <QPlainTextEdit>
#include <QWidget>

#include "case/reading.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace sillage::ui {

/// perLine octets a line: offset, hex, printable text. base is the offset of the first octet.
QString hexDump(const std::string& octets, std::uint64_t base, std::size_t perLine = 16);

class RawPane : public QWidget {
    Q_OBJECT
public:
    explicit RawPane(QWidget* parent = nullptr);
    void showRecord(const RawRecord& record);
    /// Several, one at a time, with previous and next.
    void showRecords(std::vector<RawRecord> records);
    void clear(const QString& why);
    [[nodiscard]] QPlainTextEdit* editor() const { return text_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showWhere();
    [[nodiscard]] std::size_t octetsPerLine() const;
    void render();
    void step(int by);
    void showText(const RawRecord& record);

    std::vector<RawRecord> records_;
    std::size_t at_ = 0;
    bool asked_ = false;  ///< the examiner chose hex or text himself
    QString why_, place_;
    std::size_t perLine_ = 16;  ///< of the dump shown
    QLabel* where_;
    QPushButton* hex_;
    QLabel* which_;
    QToolButton* previous_;
    QToolButton* next_;
    QPlainTextEdit* text_;
};

}  // namespace sillage::ui

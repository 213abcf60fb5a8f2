// What must be known about a message before it is believed: that it was rebuilt from properties, how it was recovered,
// what kind of item it is when it is no mail; and the ways to the messages inside it and around it.
#pragma once

#include <QWidget>

#include "case/reading.h"

class QVBoxLayout;

namespace sillage::ui {

class ItemBanner : public QWidget {
    Q_OBJECT
public:
    explicit ItemBanner(QWidget* parent = nullptr);
    /// Hidden when there is nothing to say.
    void setState(const ItemState& state, bool rebuilt);
    void clear();
    /// What it says, line by line.
    [[nodiscard]] QString text() const { return text_.join(QLatin1Char('\n')); }

Q_SIGNALS:
    void messageWanted(qint64 placement);
    void listWanted(const QString& query);

private:
    void say(const QString& line, const char* iconName);
    void offer(const QString& text, const char* iconName, qint64 placement);

    QVBoxLayout* rows_;
    QStringList text_;
};

}  // namespace sillage::ui

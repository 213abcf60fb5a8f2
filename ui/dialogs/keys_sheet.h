// F1: every key, on one sheet. And the palette (Ctrl+K): every action by name.
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace sillage::ui {

class KeysSheet : public QDialog {
    Q_OBJECT
public:
    KeysSheet(const QList<QAction*>& actions, QWidget* parent);
};

class Palette : public QDialog {
    Q_OBJECT
public:
    Palette(const QList<QAction*>& actions, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void narrow(const QString& text);
    void runCurrent();

    QList<QAction*> actions_;
    QLineEdit* field_;
    QListWidget* list_;
};

}  // namespace sillage::ui

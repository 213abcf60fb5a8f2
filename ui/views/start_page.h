// What stands in the window when no case is open: new, open, recent, drop evidence, the worked example.
#pragma once

#include <QWidget>

class QMimeData;
class QVBoxLayout;

namespace sillage::ui {

class StartPage : public QWidget {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);
    void setRecent(const QStringList& directories);

Q_SIGNALS:
    void newCaseWanted();
    void openCaseWanted();
    void recentWanted(const QString& directory);
    void exampleWanted();
    void evidenceDropped(const QStringList& paths);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* recent_;
    QWidget* dropArea_;
    bool dragging_ = false;
};

/// Local paths among what is dragged.
QStringList localPaths(const QMimeData* data);

}  // namespace sillage::ui

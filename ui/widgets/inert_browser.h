// Shows sanitised HTML and nothing else: no resource is ever loaded (file, http, cid, data), no link is
// followed. The target of a link is shown as text when the pointer rests on it (libraries page, HTML preview
// traps).
#pragma once

#include <QTextBrowser>

namespace sillage::ui {

class InertBrowser : public QTextBrowser {
    Q_OBJECT
public:
    explicit InertBrowser(QWidget* parent = nullptr);
    QVariant loadResource(int type, const QUrl& name) override;
    [[nodiscard]] int refused() const { return refused_; }

Q_SIGNALS:
    void linkShown(const QString& target);

private:
    int refused_ = 0;
};

}  // namespace sillage::ui

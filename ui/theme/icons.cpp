#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

class TintedSvg final : public QIconEngine {
public:
    TintedSvg(QString name, QByteArray svg, Tint tint)
        : name_(std::move(name)), svg_(std::move(svg)), tint_(tint) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        QByteArray svg = svg_;
        svg.replace("currentColor", color(mode).name().toLatin1());
        QSvgRenderer renderer(svg);
        renderer.render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        const QString key = QStringLiteral("sillage-icon-%1-%2-%3x%4")
                                .arg(name_, color(mode).name())
                                .arg(size.width())
                                .arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        QPixmap p = pixmap(size, mode, state);
        p.setDevicePixelRatio(scale);
        return p;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new TintedSvg(name_, svg_, tint_); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode) const {
        const Tokens& t = tokens();
        if (mode == QIcon::Disabled) return t.disabled;
        switch (tint_) {
            case Tint::Muted:
                return t.muted;
            case Tint::Accent:
                return t.accent;
            case Tint::OnAccent:
                return t.onAccent;
            case Tint::Text:
                break;
        }
        return t.text;
    }

    QString name_;
    QByteArray svg_;
    Tint tint_;
};

}  // namespace

QIcon icon(const char* name, Tint tint) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new TintedSvg(QLatin1String(name), file.readAll(), tint));
}

}  // namespace sillage::ui

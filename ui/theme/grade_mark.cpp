#include "ui/theme/grade_mark.h"

#include <QCoreApplication>
#include <QPen>

namespace sillage::ui {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Grade)
};

void ring(QPainter& p, const QRectF& r, const QColor& color) {
    p.setPen(QPen(color, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(r.adjusted(0.75, 0.75, -0.75, -0.75));
}

}  // namespace

QString gradeWord(Grade grade) {
    switch (grade) {
        case Grade::Recorded:
            return Text::tr("recorded");
        case Grade::Probable:
            return Text::tr("probable");
        case Grade::Possible:
            return Text::tr("possible");
        case Grade::Undetermined:
            return Text::tr("undetermined");
        case Grade::NoRecord:
            return Text::tr("no record");
        case Grade::RuledOut:
            return Text::tr("ruled out");
    }
    return {};
}

QString gradeMeaning(Grade grade) {
    switch (grade) {
        case Grade::Recorded:
            return Text::tr("The server recorded that it delivered this item to a session of the actor.");
        case Grade::Probable:
            return Text::tr("One link of the proof is inferred, not recorded.");
        case Grade::Possible:
            return Text::tr("Nothing in the evidence excludes it, and one link is weak.");
        case Grade::Undetermined:
            return Text::tr("An open route to this item is covered by no recorder.");
        case Grade::NoRecord:
            return Text::tr("Every route is covered and no record names this item.");
        case Grade::RuledOut:
            return Text::tr("Excluded for the sessions and routes examined, with the reason.");
    }
    return {};
}

void paintGradeShape(QPainter& painter, const QRectF& rect, Grade grade, const QColor& color) {
    const qreal side = qMin<qreal>(12, qMin(rect.width(), rect.height()));
    const QRectF r(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inner = r.adjusted(0.75, 0.75, -0.75, -0.75);
    switch (grade) {
        case Grade::Recorded:
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawEllipse(r);
            break;
        case Grade::Probable:
        case Grade::Possible:
            ring(painter, r, color);
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawPie(inner, 90 * 16, -(grade == Grade::Probable ? 270 : 180) * 16);
            break;
        case Grade::Undetermined: {
            ring(painter, r, color);
            QFont font = painter.font();
            font.setPixelSize(9);
            font.setBold(true);
            painter.setFont(font);
            painter.drawText(r, Qt::AlignCenter, QStringLiteral("?"));
            break;
        }
        case Grade::NoRecord:
            ring(painter, r, color);
            break;
        case Grade::RuledOut:
            ring(painter, r, color);
            painter.drawLine(r.topRight() + QPointF(-1.5, 1.5), r.bottomLeft() + QPointF(1.5, -1.5));
            break;
    }
    painter.restore();
}

bool gradeFromName(std::string_view name, Grade& out) {
    for (Grade g : {Grade::RuledOut, Grade::NoRecord, Grade::Undetermined, Grade::Possible, Grade::Probable,
                    Grade::Recorded})
        if (gradeName(g) == name) {
            out = g;
            return true;
        }
    return false;
}

}  // namespace sillage::ui

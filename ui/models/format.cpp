#include "ui/models/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cmath>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage::ui {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

constexpr QChar kThin(0x202F);

QString listText(const std::vector<std::string>& list) {
    QStringList parts;
    for (const auto& s : list) parts << plain(s);
    return parts.join(QStringLiteral(", "));
}

struct Shown {
    FieldType type;
    const ShownZone& zone;
    bool whole;

    QString operator()(std::monostate) const { return {}; }
    QString operator()(bool v) const { return v ? Text::tr("yes") : Text::tr("no"); }
    QString operator()(std::int64_t v) const {
        if (type == FieldType::Bytes) return whole ? exactBytes(v) : humanBytes(v);
        return number(v);
    }
    QString operator()(double v) const { return QLocale().toString(v, 'g', 6); }
    QString operator()(const std::string& v) const {
        const QString text = plain(v);
        return type == FieldType::Id && !whole ? shortId(text) : text;
    }
    QString operator()(const TimeValue& v) const {
        const bool finer = !whole && v.precision == Precision::Microsecond;
        return timeText(v.utc, zone, finer ? Precision::Millisecond : v.precision);
    }
    QString operator()(const std::vector<std::string>& v) const { return listText(v); }
    QString operator()(const JsonValue& v) const { return plain(v.text); }
};

QString quoted(QString text) {
    text.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

}  // namespace

QString plain(std::string_view evidence) {
    return QString::fromStdString(visible(evidence));
}
Language windowLanguage() {
    return QLocale().language() == QLocale::French ? Language::French : Language::English;
}

QString said(std::string_view sentence) {
    return plain(inLanguage(sentence, windowLanguage()));
}

QString plainLines(std::string_view evidence) {
    return QString::fromStdString(visible(evidence, true));
}

QString number(std::int64_t value) {
    QString digits = QString::number(std::abs(value));
    for (auto i = digits.size() - 3; i > 0; i -= 3) digits.insert(i, kThin);
    return value < 0 ? QChar(0x2212) + digits : digits;
}

QString humanBytes(std::int64_t octets) {
    static const char* const kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    double v = double(octets);
    std::size_t unit = 0;
    while (std::abs(v) >= 1000 && unit + 1 < std::size(kUnits)) {
        v /= 1000;
        ++unit;
    }
    const QString figure = unit == 0 ? QString::number(octets) : QLocale().toString(v, 'f', v < 100 ? 1 : 0);
    return figure + kThin + QLatin1String(kUnits[unit]);
}

QString exactBytes(std::int64_t octets) {
    return Text::tr("%1 bytes").arg(number(octets));
}

QString shortId(const QString& id) {
    const bool lettered = id.size() > 2 && id.at(1) == QLatin1Char('-');
    const auto keep = lettered ? 14 : 12;
    return id.size() <= keep ? id : id.left(keep) + QChar(0x2026);
}

QString timeText(std::int64_t utc, const ShownZone& zone, Precision precision) {
    if (utc == 0) return {};
    using namespace std::chrono;
    const Time local = Time(microseconds(utc)) + minutes(zone.zone.offsetMinutes(Time(microseconds(utc))));
    QString text = QString::fromStdString(formatIso(local, precision));
    if (text.endsWith(QLatin1Char('Z'))) text.chop(1);
    return text.replace(QLatin1Char('T'), QLatin1Char(' '));
}

// A label wraps at spaces only.
QString breakable(QString text) {
    qsizetype run = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        run = text.at(i).isSpace() || text.at(i) == QChar(0x200B) ? 0 : run + 1;
        if (run >= 24) {
            text.insert(++i, QChar(0x200B));
            run = 0;
        }
    }
    return text;
}

QString duration(qint64 s) {
    const QString tail = QStringLiteral("%1:%2")
                             .arg((s / 60) % 60, 2, 10, QLatin1Char('0'))
                             .arg(s % 60, 2, 10, QLatin1Char('0'));
    return s < 3600 ? tail : QStringLiteral("%1:%2").arg(s / 3600).arg(tail);
}

bool isAbsent(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

QString cellText(const Value& value, FieldType type, const ShownZone& zone) {
    return std::visit(Shown{type, zone, false}, value);
}

QString wholeText(const Value& value, FieldType type, const ShownZone& zone) {
    return std::visit(Shown{type, zone, true}, value);
}

QString queryTerm(const Field& field, const Value& value) {
    const QString name = QLatin1String(field.name) + QLatin1Char(':');
    if (const auto* s = std::get_if<std::string>(&value))
        return name + QLatin1String(field.type == FieldType::Text ? "=" : "") +
               quoted(QString::fromStdString(*s));
    if (const auto* n = std::get_if<std::int64_t>(&value)) return name + QString::number(*n);
    if (const auto* b = std::get_if<bool>(&value)) return name + QLatin1String(*b ? "true" : "false");
    if (const auto* t = std::get_if<TimeValue>(&value))
        return name +
               QString::fromStdString(formatIso(Time(std::chrono::microseconds(t->utc)), t->precision));
    if (const auto* l = std::get_if<std::vector<std::string>>(&value); l && !l->empty())
        return name + quoted(QString::fromStdString(l->front()));
    return {};
}

}  // namespace sillage::ui

// How values look in the window: numbers with thin-space thousands, octets in B/kB/MB, times in the chosen
// zone, ids shortened, evidence text with its control and bidi characters as visible tokens. Pure functions.
#pragma once

#include <QString>

#include "base/phrase.h"
#include "base/time.h"
#include "store/table.h"

namespace sillage::ui {

/// The zone times are shown in: UTC, or the case's.
struct ShownZone {
    Zone zone = Zone::utc();
    [[nodiscard]] QString name() const { return QString::fromStdString(zone.name()); }
};

Language windowLanguage();
QString said(std::string_view sentence);        ///< a sentence of core, in the language of the window
QString plain(std::string_view evidence);       ///< one line, tokens visible
QString plainLines(std::string_view evidence);  ///< keeps newlines
QString number(std::int64_t value);             ///< 1 284 310
QString humanBytes(std::int64_t octets);        ///< 412.6 MB
QString exactBytes(std::int64_t octets);        ///< 412 601 113 bytes
QString shortId(const QString& id);             ///< "T-3f9c0a61b2d4", 12 digits of a hash
QString timeText(std::int64_t utcMicros, const ShownZone& zone, Precision precision = Precision::Second);
/// Long ids, hashes and paths with places where a label may break them; for showing only.
QString breakable(QString text);
QString duration(qint64 seconds);  ///< 00:07, 1:02:03

/// A cell as the table shows it / whole, as copied and as tooltip / as the query language writes it.
QString cellText(const Value& value, FieldType type, const ShownZone& zone);
QString wholeText(const Value& value, FieldType type, const ShownZone& zone);
QString queryTerm(const Field& field, const Value& value);
bool isAbsent(const Value& value);

}  // namespace sillage::ui

// What the window adds to the field table: a heading in the user's language, a usual width, an alignment. The
// columns themselves are fields(view), the same list that feeds the query language, CSV and the command line.
#pragma once

#include <QString>

#include "search/query.h"

namespace sillage::ui {

/// "Client address" for "client_ip"; a field without a heading of its own shows its name.
QString heading(std::string_view field);
/// Usual width in characters of the body font.
int usualWidth(const Field& field);
bool rightAligned(FieldType type);
/// A file path or a similar text that says most at both ends.
bool elidedInTheMiddle(std::string_view field);
/// Word for the kind of an item that is no mail ("Contact" for IPM.Contact), its class where there is no word; "" for mail.
QString itemClassWord(const QString& itemClass);
/// A mailbox named by the imported directory itself ("."), in words; every other as it is.
QString mailboxWord(const QString& mailbox);
/// Word for a closed-list value ("attachment", "webmail" …) where the window translates it; else the text
/// itself.
QString valueWord(std::string_view field, const QString& text);

}  // namespace sillage::ui

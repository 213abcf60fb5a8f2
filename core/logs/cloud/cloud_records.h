// The loop that sign-ins, directory audits and message traces share: JSON records are taken out of what
// encloses them, rows of a table are values under the names of their columns; a map makes an event of either.
#pragma once

#include <string_view>

#include "evidence/reader.h"
#include "logs/cloud/cloud_table.h"
#include "logs/cloud/cloud_values.h"
#include "logs/cloud/envelope.h"

namespace sillage {

/// The further events of a record (item 1…n) go to more.
using CloudMap = bool (*)(const CloudValues& values, std::string_view octets, Event& e,
                          std::vector<Event>& more);

struct CloudKind {
    Envelope::Fits fits;  ///< an object is the record
    HeaderFits header;    ///< a row is the header
    CloudMap map;
    const char* notRecord;  ///< why a record failed: a sentence with what is missing
};

void readCloudJson(ByteSource& source, const Range& range, Sink& sink, const CloudKind& kind);
void readCloudTable(ByteSource& source, const Range& range, Sink& sink, const CloudKind& kind);
/// The first record of a head fits: path tells where it lay. The values are the first record's.
bool firstFits(const Head& head, const CloudKind& kind, std::string& path, CloudValues& values);

/// Field name = value, unless it is empty or a word for nothing ("None", "null", "{}", "[]").
void addValue(Event& e, const char* name, std::string_view value);
/// Whether names hold one of these, whatever the case.
bool anyName(const std::vector<std::string_view>& names, std::initializer_list<std::string_view> wanted);
bool anyName(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted);

/// Read and cut functions of a kind, as Format takes them.
template <const CloudKind& (*kind)()>
struct CloudReaders {
    static void json(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) { readCloudJson(source, range, sink, kind()); }
    static void csv(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) { readCloudTable(source, range, sink, kind()); }
    static void scanCsv(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut, std::string& carry) {
        scanTable(source, data, cut, carry, kind().header);
    }
};

}  // namespace sillage

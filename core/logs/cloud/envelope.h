// What a product puts round records that are not its own: the AuditData of an export, Defender's
// RawEventData, the properties of diagnostic settings, Splunk's result and _raw, Elastic's _source with
// event.original or o365.audit, a syslog line whose text is the record, a test file's input.message. One
// mechanism for all: the innermost object that the reader recognises as its record is the record, kept text
// wins over what a product took apart, and what stands round it is handed over as values to fall back on.
//
// Cells and dotted members ("Item.InternetMessageId") are put together by flat_record.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage {

struct Enclosed {
    std::string_view json;  ///< the record; "" where its place is empty. Valid until the next call
    std::string path;       ///< where it lay: "result/_raw"; "" = it is the object itself
    /// Scalars round it, innermost first; members of ECS groups as "event.action".
    std::vector<std::pair<std::string, std::string>> outer;
};

class Envelope {
public:
    /// Given the member names of an object: is it the record looked for?
    using Fits = bool (*)(const std::vector<std::string_view>& names);
    Envelope();
    ~Envelope();
    /// A member under which products keep what they carry.
    static bool holds(std::string_view member);
    /// False when object neither is nor holds such a record. audit: a member named AuditData, auditData or
    /// RawEventData is one whatever is left of it.
    bool open(std::string_view object, Fits fits, bool audit, Enclosed& out);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sillage

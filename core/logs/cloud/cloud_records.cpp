// See cloud_records.h.
#include "logs/cloud/cloud_records.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/cloud/json_objects.h"
#include "logs/cloud/json_repair.h"
#include "logs/cloud/json_walk.h"
#include "logs/cloud/wide_source.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxValue = 16u << 10;

/// One record after the other; what does not change between them is kept.
class Opened {
public:
    explicit Opened(Envelope::Fits fits) : fits_(fits) {}

    /// False when nothing of the object is readable; damage then says why, else what was repaired.
    bool read(std::string_view object, CloudValues& values, std::string& damage) {
        values.clear();
        damage.clear();
        record_ = object;
        const bool enclosed = envelope_.open(object, fits_, false, inner_);
        if (enclosed) record_ = inner_.json;
        if (!values.addJson(record_)) {
            repaired_ = repairJson(record_, damage);
            if (damage.empty()) damage = "JSON not readable";
            if (repaired_.empty() || !values.addJson(repaired_)) return false;
        }
        if (enclosed)
            for (const auto& [name, value] : inner_.outer) values.add(name, value);
        return true;
    }
    [[nodiscard]] std::string_view record() const { return record_; }
    [[nodiscard]] const std::string& path() const { return inner_.path; }

private:
    Envelope::Fits fits_;
    Envelope envelope_;
    Enclosed inner_;
    std::string repaired_;
    std::string_view record_;
};

void push(Event&& e, std::vector<Event>& more, std::uint64_t line, std::uint64_t offset, std::uint64_t length,
          const std::string& damage, Sink& sink) {
    const std::string where = phrase("line %1", line);
    if (!damage.empty()) {
        e.fields.emplace_back("damage", damage);
        sink.problem({offset, length, where,
                      phrase("the record is damaged (%1): what could be read was kept", said(damage))});
    }
    if (!e.time.present)
        sink.problem({offset, length, where,
                      e.rawTime.empty()
                          ? phraseText("the record states no time")
                          : phrase("the record's time is not readable: %1", elide(e.rawTime, 60))});
    std::uint32_t item = 0;
    const auto place = [&](Event& one) {
        one.line = line;
        one.offset = offset;
        one.length = length;
        one.item = item++;
    };
    place(e);
    sink.event(std::move(e));
    for (Event& one : more) {
        place(one);
        sink.event(std::move(one));
    }
    more.clear();
}

}  // namespace

void readCloudJson(ByteSource& source, const Range& range, Sink& sink, const CloudKind& kind) {
    Opened opened(kind.fits);
    CloudValues values;
    std::vector<Event> more;
    walkJsonRecords(source, range, sink, [&](Bytes text, std::uint64_t line, Sink& out) {
        std::string damage;
        Event e;
        const bool readable = opened.read(text.data, values, damage);
        if (readable && kind.map(values, opened.record(), e, more)) {
            push(std::move(e), more, line, text.offset, text.size(), damage, out);
            return;
        }
        more.clear();
        out.failed({text.offset, text.size(), phrase("line %1", line),
                    damage.empty() ? std::string(kind.notRecord)
                                   : phrase("not a readable record (%1)", said(damage))});
    });
}

void readCloudTable(ByteSource& source, const Range& range, Sink& sink, const CloudKind& kind) {
    std::vector<Event> more;
    readTable(
        source, range, kind.header,
        phraseText("no header row of this export was found: the rows cannot be read"), sink,
        [](const CloudTable&) {},
        [&](const CsvRecord& row, const CloudTable& table) {
            CloudValues values;
            const std::size_t count = std::min(row.cells.size(), table.names.size());
            for (std::size_t i = 0; i < count; ++i)
                if (!row.cells[i].empty()) values.addCell(table.names[i], cellOf(row, i));
            Event e;
            if (kind.map(values, row.octets, e, more)) {
                push(std::move(e), more, row.line, row.offset, row.length, rowDamage(row), sink);
                return;
            }
            more.clear();
            sink.failed({row.offset, row.length, phrase("line %1", row.line), kind.notRecord});
        });
}

bool firstFits(const Head& head, const CloudKind& kind, std::string& path, CloudValues& values) {
    const std::string octets = narrowHead(head);
    const std::string_view object = firstObject(octets);
    if (object.empty()) return false;
    Envelope envelope;
    Enclosed inner;
    if (!envelope.open(object, kind.fits, false, inner)) return false;
    path = inner.path;
    std::string note;
    if (!values.addJson(inner.json)) values.addJson(repairJson(inner.json, note));
    for (const auto& [name, value] : inner.outer) values.add(name, value);
    return true;
}

void addValue(Event& e, const char* name, std::string_view value) {
    value = trim(value);
    constexpr std::string_view nothing[] = {"", "none", "null", "{}", "[]", "-"};
    if (std::any_of(std::begin(nothing), std::end(nothing),
                    [&](std::string_view n) { return iequals(n, value); }))
        return;
    e.fields.emplace_back(name, elide(value, kMaxValue));
}

bool anyName(const std::vector<std::string_view>& names, std::initializer_list<std::string_view> wanted) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](std::string_view w) { return iequals(name, w); });
    });
}

bool anyName(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted) {
    return anyName(std::vector<std::string_view>(names.begin(), names.end()), wanted);
}

}  // namespace sillage

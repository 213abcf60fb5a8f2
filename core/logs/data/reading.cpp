#include "logs/data/reading.h"

#include <algorithm>

#include "base/phrase.h"

namespace sillage {

namespace {

/// Lines looked at for recognition, and how many without a hit are enough to give up.
constexpr std::size_t kSampled = 100, kPatience = 12;

template <class IsHit>
Recognition byLines(const Definition& d, const Head& head, IsHit&& isHit) {
    const auto lines = headLines(head);
    std::size_t hits = 0, sampled = 0;
    for (const std::string_view line : lines) {
        if (line[0] == ' ' || line[0] == '\t') continue;
        if (sampled == kSampled || (hits == 0 && sampled == kPatience)) break;
        ++sampled;
        hits += isHit(line) ? 1 : 0;
    }
    Recognition r = recognisedByLines(hits, sampled, phrase("lines of “%1”", d.title.en));
    if (r.score > 62) r.score = std::min(100, r.score + 5);  // rules know the lines, not only their envelope
    return r;
}

/// The text of records that go on in indented lines.
std::vector<std::string> joinedHead(const Head& head) {
    std::vector<std::string> records;
    for (const std::string_view line : headLines(head)) {
        if ((line[0] == ' ' || line[0] == '\t') && !records.empty()) records.back() += "\n" + std::string(line);
        else if (records.size() < kSampled) records.emplace_back(line);
        else break;
    }
    return records;
}

Recognition recogniseLines(Compiled& compiled, const Head& head) {
    const Definition& d = compiled.definition();
    if (!d.lines->indentedContinues) return byLines(d, head, [&](std::string_view line) { return compiled.knows(line); });
    std::size_t hits = 0, sampled = 0;
    for (const std::string& record : joinedHead(head)) {
        if (hits == 0 && sampled == kPatience) break;
        ++sampled;
        hits += compiled.knows(record) ? 1 : 0;
    }
    return recognisedByLines(hits, sampled, phrase("lines of “%1”", d.title.en));
}

}  // namespace

void readByDefinition(Compiled& compiled, ByteSource& source, const Range& range, Sink& sink) {
    const Definition& d = compiled.definition();
    if (d.lines) readDefinedLines(compiled, source, range, sink);
    else if (d.table) readDefinedTable(compiled, source, range, sink);
    else if (d.json) readDefinedJson(compiled, source, range, sink);
    else if (d.pairs) readDefinedPairs(compiled, source, range, sink);
}

Recognition recogniseByDefinition(Compiled& compiled, const Head& head) {
    const Definition& d = compiled.definition();
    if (d.lines) return recogniseLines(compiled, head);
    if (d.table && isDefinedTable(*d.table, head.octets)) return {85, phrase("a table with the columns of “%1”", d.title.en)};
    if (d.json) return byLines(d, head, [&](std::string_view line) { return isDefinedJson(*d.json, line); });
    if (d.pairs) return byLines(d, head, [&](std::string_view line) { return isDefinedPairs(*d.pairs, line); });
    return {};
}

ScanFunction scanOf(const Definition& definition) { return definition.table ? nullptr : scanLines; }

}  // namespace sillage

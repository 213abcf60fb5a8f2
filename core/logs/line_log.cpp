#include "logs/line_log.h"

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {

Event eventAt(const LineReader::Line& line) {
    Event e;
    e.line = line.number;
    e.offset = line.text.offset;
    e.length = line.text.size();
    e.fields.reserve(12);
    return e;
}

void settleLine(const LineReader::Line& line, LineVerdict verdict, Event&& e, Sink& sink) {
    sink.found();
    switch (verdict.kind) {
        case LineVerdict::Kind::Event: sink.event(std::move(e)); return;
        case LineVerdict::Kind::Noise: sink.skipped(verdict.reason); return;
        case LineVerdict::Kind::Bad: break;
    }
    sink.failed({line.text.offset, line.text.size(), phrase("line %1", line.number),
                 std::string(verdict.reason) + ": \"" + visible(elide(repairUtf8(line.text.data.substr(0, 200)), 120)) +
                     "\""});
}

void settleItems(const LineReader::Line& line, LineVerdict verdict, Event&& e, const std::vector<std::uint32_t>& items,
                 Sink& sink) {
    if (items.empty() || verdict.kind != LineVerdict::Kind::Event) {
        settleLine(line, verdict, std::move(e), sink);
        return;
    }
    const Event pattern = e;
    settleLine(line, verdict, std::move(e), sink);
    std::uint32_t item = 0;
    for (const std::uint32_t uid : items) {
        Event further = pattern;
        further.item = ++item;
        further.uid = uid;
        sink.event(std::move(further));
    }
}

bool OverlongLines::settle(const LineReader::Line& line, Sink& sink) {
    if (!line.piece) return false;
    if (line.number == last_) return true;
    last_ = line.number;
    sink.found();
    sink.failed({line.text.offset, line.text.size(), phrase("line %1", line.number),
                 "the line is longer than 1 MiB and was not parsed; look at it in the source, it may be an attack "
                 "on log readers"});
    return true;
}

std::vector<std::string_view> headLines(const Head& head) {
    std::vector<std::string_view> lines;
    std::string_view rest = head.octets;
    if (rest.substr(0, 3) == "\xef\xbb\xbf") rest.remove_prefix(3);
    while (!rest.empty() && lines.size() < 400) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos && head.octets.size() < head.size) break;
        std::string_view line = rest.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return lines;
}

Recognition recognisedByLines(std::size_t hits, std::size_t sampled, std::string_view what) {
    // Most lines; several lines and more than half where two kinds were put into one file.
    const bool most = hits * 3 >= sampled * 2, half = hits >= 5 && hits * 2 > sampled;
    if (hits == 0 || (!most && !half)) return {};
    const int share = static_cast<int>(hits * 30 / sampled);
    const int score = hits == 1 ? 62 : most ? 60 + share : 60;
    return {score, phrase("%1 of the first %2 lines are %3", hits, sampled, said(what))};
}

}  // namespace sillage

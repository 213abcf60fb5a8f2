// Reading text as one log, for the tests of this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logs/formats.h"
#include "support/recording_sink.h"

inline const sillage::Format* logFormat(std::string_view id) {
    for (const auto* format : sillage::logFormats())
        if (format->id == id) return format;
    return nullptr;
}

inline RecordingSink readLog(std::string_view id, std::string_view octets, const sillage::ReadHints& hints = {}) {
    RecordingSink sink;
    sillage::MemorySource source(octets);
    sillage::Range range;
    range.end = octets.size();
    logFormat(id)->read(source, range, hints, sink);
    return sink;
}

/// The format that would be chosen, "" for none, as the registry does it.
inline std::string recognisedAs(std::string_view octets, std::string_view name, std::string_view path = {}) {
    const sillage::Head head{octets.substr(0, 65536), octets.size(), name, path.empty() ? name : path};
    std::string best;
    int score = 39;
    for (const auto* format : sillage::logFormats()) {
        const auto r = format->recognise(head);
        if (r.score > score) {
            score = r.score;
            best = format->id;
        }
    }
    return score >= 60 ? best : std::string();
}

// What the examiner authors: indicators, bookmarks. Every act is written to custody before it is reported as done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "case/case.h"
#include "record/touch.h"

namespace sillage {

/// Fills id and created, checks it (Error(Usage): nothing given, exclusive without a document, bad address or window),
/// stores it, recomputes. Returns the indicator as stored.
Indicator addIndicator(Case& c, Indicator indicator, Progress& progress);
/// False when there is none with that id.
bool removeIndicator(Case& c, const std::string& id, const std::string& reason, Progress& progress);
std::vector<Indicator> indicators(Case& c);

/// item: a public id as any table shows it. Error(Usage) when nothing has that id.
std::int64_t addBookmark(Case& c, const std::string& item, const std::string& tag, const std::string& note);
bool removeBookmark(Case& c, std::int64_t id);
std::vector<Bookmark> bookmarks(Case& c);

}  // namespace sillage

// The text files of a bundle (bundle page: inventory, findings, interop, custody), made from what the case holds.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/phrase.h"
#include "export/bundle_items.h"
#include "store/case_store.h"

namespace sillage {

std::string reconciliationCsv(const std::vector<Source>& sources);
/// One touch a line with its axes, rules, evidence and what speaks against it.
/// Its sentences in that language; keys and values of lists stay English.
std::string touchesJsonl(const std::vector<Touch>& touches, const ItemRemarks& remarks, Language language);
std::string bookmarksJson(const std::vector<Bookmark>& bookmarks);
/// Timesketch: message, datetime, timestamp_desc.
std::string timelineJsonl(const std::vector<Touch>& touches);
std::string custodyJsonl(const std::vector<CustodyEntry>& entries);
/// A flat JSON object of names and versions.
std::string versionsJson(const std::vector<std::pair<std::string, std::string>>& versions);

}  // namespace sillage

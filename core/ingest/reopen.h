// Opening again what an import has read: from the evidence, or from the case's spool. Raw octets only.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "ingest/plan.h"
#include "store/case_store.h"

namespace sillage {

/// The octets a path was written from: the inverse of pathText().
std::string pathOctets(std::string_view text);

/// A file of the case as something workers can read. Throws Error when the root, the file or the spool is gone, or
/// when the file on disk is not the one that was imported (size or time of change differ).
PlanFile reopen(const FileRow& file, const std::filesystem::path& spoolDirectory, bool mustBeUnchanged = true);

}  // namespace sillage

// The host and reader of a real case (core/case).
#pragma once

#include <filesystem>
#include <memory>

#include "ui/models/case_host.h"

namespace sillage::ui {

enum class OpenMode { Create, Open, OpenOrCreate };
/// Throws Error with a hint: locked by whom, newer schema, not a case.
std::unique_ptr<CaseHost> openCase(const std::filesystem::path& directory, OpenMode mode);

}  // namespace sillage::ui

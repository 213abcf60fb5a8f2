// The worked example that ships with the program, written out as evidence.
#pragma once

#include <QString>
#include <filesystem>

namespace sillage::ui {

/// Throws Error when the directory cannot be written.
void writeWorkedExample(const std::filesystem::path& directory);
/// What to import of it: the evidence without its truth.
QString workedExampleEvidence(const QString& directory);

}  // namespace sillage::ui

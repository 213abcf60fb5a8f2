// Versions of the program and of what decodes evidence, for --version, About and every bundle's tool.json.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sillage {

/// ("Sillage", "0.1.0"), ("SQLite", …) in a stable order.
std::vector<std::pair<std::string, std::string>> versions();
/// One "name version" a line.
std::string versionText();

}  // namespace sillage

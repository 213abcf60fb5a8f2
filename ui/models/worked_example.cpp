#include "ui/models/worked_example.h"

#include "case/demo.h"

namespace sillage::ui {

void writeWorkedExample(const std::filesystem::path& directory) {
    writeDemo(directory);
}

QString workedExampleEvidence(const QString& directory) {
    return directory + QStringLiteral("/evidence");
}

}  // namespace sillage::ui

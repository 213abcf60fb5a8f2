// An examiner's grade beside the program's (evidence model, §1): lowered freely with a reason, raised only with a named
// document. Every act is written to custody before it is done and can be taken back.
#pragma once

#include <string>

#include "case/case.h"
#include "record/examiner.h"

namespace sillage {

/// Error(Usage): no such touch, no reason, the program's own grade, or a raise without a document. Returns it as stored.
Regrade setGrade(Case& c, const std::string& touch, Grade grade, const std::string& reason, const std::string& document);
/// False when no grade is stated for it. reason is required.
bool clearGrade(Case& c, const std::string& touch, const std::string& reason);

}  // namespace sillage

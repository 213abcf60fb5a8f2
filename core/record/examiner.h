// An examiner's grade in words (evidence model, §1), the same wherever a grade is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/touch.h"

namespace sillage {

/// "recorded" … as tables print it, or with a space for the hyphen; nullopt for anything else.
std::optional<Grade> gradeFromName(std::string_view name);
/// Both grades in one sentence: what the examiner holds, who, when, why, by which document, and whether it is in force.
/// program: what the program says now; nullopt = no row.
std::string examinerSentence(const Regrade& examiner, std::optional<Grade> program);

}  // namespace sillage

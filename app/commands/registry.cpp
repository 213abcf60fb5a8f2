// Every command, in the order of the help page. A command is one file that defines its `Command`.
#include <array>

#include "commands/command.h"

namespace sillage {

extern const Command kImport, kSources, kSource, kProblems, kMessages, kAttachments, kEvents, kSearch, kSessions, kSuspects,
    kIntruder, kHold, kTouched, kExplain, kGrade, kDiff, kEffects, kPersistence, kCoverage, kExposure, kClock, kBookmark, kExport, kExportTable, kVerify, kCustody, kCheck, kSetting, kFormats, kDemo;

std::span<const Command* const> commands() {
    static constexpr std::array kAll{&kImport,   &kSources,  &kSource,    &kProblems, &kMessages, &kAttachments, &kEvents, &kSearch,
                                     &kSessions, &kSuspects, &kIntruder,  &kHold,     &kTouched,  &kExplain,  &kGrade, &kDiff, &kEffects, &kPersistence, &kCoverage, &kExposure, &kClock,    &kBookmark,
                                     &kExport,   &kExportTable, &kVerify, &kCustody,  &kCheck,    &kSetting, &kFormats,     &kDemo};
    return kAll;
}

}  // namespace sillage

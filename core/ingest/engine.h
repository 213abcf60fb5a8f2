// The import itself, against any target and with any limits: what importEvidence() does with a case.
#pragma once

#include "ingest/import.h"
#include "ingest/limits.h"
#include "ingest/target.h"

namespace sillage {

class WorkerPool;

/// watch (tests): sees the pool once it runs.
ImportReport importInto(IngestTarget& target, const ImportOptions& options, Progress& progress,
                        const SupervisorLimits& limits = {}, const std::function<void(WorkerPool&)>& watch = {});

}  // namespace sillage

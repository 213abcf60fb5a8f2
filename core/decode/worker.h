// The worker's life: prime the libraries, enter the sandbox, answer units until the socket closes.
#pragma once

#include "decode/execute.h"

namespace sillage {

/// Returns the exit status. sandbox false: debugging only.
int workerMain(bool sandbox, ItemHook hook = nullptr);

}  // namespace sillage

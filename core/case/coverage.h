// The matrix of coverage of an open case, as window and command line show it.
#pragma once

#include "case/case.h"
#include "trace/coverage_matrix.h"

namespace sillage {

/// Error(Usage) on a route that does not exist.
std::vector<MatrixCell> coverageMatrix(Case& c, const MatrixQuestion& question);

}  // namespace sillage

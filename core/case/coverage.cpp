#include "case/coverage.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"

namespace sillage {

std::vector<MatrixCell> coverageMatrix(Case& c, const MatrixQuestion& question) {
    const std::vector<Coverage> rows = c.store().coverage();
    const auto routes = matrixRoutes(rows);
    if (!question.route.empty() && !routes.empty() && std::find(routes.begin(), routes.end(), question.route) == routes.end()) {
        std::string names;
        for (const auto& r : routes) names += (names.empty() ? "" : ", ") + r;
        throw Error(phrase("no route named %1", visible(question.route)), phrase("The routes are: %1.", names), ExitCode::Usage);
    }
    return coverageMatrix(rows, question);
}

}  // namespace sillage

// The matrix of coverage rows: routes × accounts × time, as intervals of one state each (evidence model §3). Pure; window
// and command line share it.
#pragma once

#include <string>
#include <vector>

#include "record/touch.h"

namespace sillage {

struct MatrixQuestion {
    std::string route, account;          ///< "" = all
    std::int64_t from = 0, to = 0;       ///< microseconds UTC; 0 = as far as the rows go
};

/// One interval of one route and account.
struct MatrixCell {
    std::string route, account;          ///< account "" = every account that has no row of its own
    std::int64_t from = 0, to = 0;
    std::string state;                   ///< "covered", "not-covered", "not-applicable"
    bool seen = false;                   ///< covered, and that account has records by that route
    std::vector<std::string> why;        ///< sentences
    std::string ask, whom;               ///< sentences
    std::int64_t expires = 0;            ///< the earliest of what is to be asked for; 0 = not known
};

/// In order of route (T31), account, time. Accounts: those with a row of their own, and "" first.
std::vector<MatrixCell> coverageMatrix(const std::vector<Coverage>& rows, const MatrixQuestion& question = {});
/// Routes of the rows, in their order.
std::vector<std::string> matrixRoutes(const std::vector<Coverage>& rows);
/// Accounts with rows of their own, "" first.
std::vector<std::string> matrixAccounts(const std::vector<Coverage>& rows);

}  // namespace sillage

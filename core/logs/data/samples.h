// What a definition is held to: every sample gives what it says, no expression can run away.
#pragma once

#include "logs/data/compiled.h"

namespace sillage {

struct SampleResult {
    const Sample* sample = nullptr;
    std::vector<std::string> gave;      ///< one a record: "event login failure …", "noise: …", "unknown: …"
    std::vector<std::string> mistakes;  ///< sentences; empty = as it says
};

/// Runs every sample. Mistakes of their contents are in the results.
std::vector<SampleResult> runSamples(Compiled& compiled);

/// Tries every expression on texts pumped up from the samples; those that hit the limit of steps are mistakes.
void findRunaways(Compiled& compiled, std::vector<Mistake>& mistakes);

/// Everything: reading, expressions, samples, runaways. The definition that came out and what is wrong with it.
struct Checked {
    std::unique_ptr<Compiled> compiled;
    std::vector<Mistake> mistakes;
    std::vector<SampleResult> samples;
};
Checked checkDefinition(std::string_view octets, const std::string& file, bool jit = true);

}  // namespace sillage

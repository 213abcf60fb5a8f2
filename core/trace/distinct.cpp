// See distinct.h.
#include "trace/distinct.h"

#include "trace/parallel.h"

namespace sillage::tracing {

std::vector<Sym> distinctTexts(const Input& input, std::initializer_list<Sym Ev::*> places) {
    std::array<std::vector<Sym>, kStretches> found;
    inStretches(input.events.size(), [&](std::size_t stretch, std::size_t from, std::size_t to) {
        std::vector<bool> seen(input.symbols.size());
        for (std::size_t i = from; i < to; ++i)
            for (const auto place : places)
                if (const Sym s = input.events[i].*place; s && !seen[s]) seen[s] = true, found[stretch].push_back(s);
    });
    std::vector<bool> seen(input.symbols.size());
    std::vector<Sym> out;
    for (const auto& part : found)
        for (const Sym s : part)
            if (!seen[s]) seen[s] = true, out.push_back(s);
    return out;
}

}  // namespace sillage::tracing

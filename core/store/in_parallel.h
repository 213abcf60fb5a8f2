// The same work on many things, by several threads where there are enough of them.
#pragma once

#include <cstddef>
#include <functional>

namespace sillage {

/// How many threads are worth starting for so many things, at least `each` for one.
std::size_t threadsFor(std::size_t things, std::size_t each);
/// Calls work(thing, thread) for every thing, thread counting from 0; the calling thread takes part. What the first of them,
/// in their order, throws is thrown once all have ended.
void inParallel(std::size_t things, std::size_t threads, const std::function<void(std::size_t, std::size_t)>& work);

}  // namespace sillage

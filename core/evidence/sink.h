// Where readers push what they find. A reader knows neither path, settings, time zone nor database.
//
// Reconciliation contract: the reader calls found() once per unit of account (message in a store, line, CSV row or
// JSON object in a log), *before and independently of* what becomes of it; then exactly one of
//   message() with parent < 0 · event() with item 0 · skipped() · failed()
// follows for it. found = imported + duplicate + skipped + failed is then a check, not a tautology. A recovered
// message (Message::recovered) is extra: no found() for it, and it is counted apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/problem.h"
#include "record/event.h"
#include "record/fact.h"
#include "record/message.h"

namespace sillage {

class Sink {
public:
    virtual ~Sink() = default;
    virtual void found(std::uint64_t count = 1) = 0;
    virtual void message(Message&& m) = 0;   ///< top level counts as one record; nested ones do not
    virtual void event(Event&& e) = 0;       ///< item 0 counts as one record; items 1…n do not
    virtual void skipped(std::string_view reason, std::uint64_t count = 1) = 0;  ///< known noise, by a stable reason
    virtual void failed(Problem&& p) = 0;    ///< one record could not be read: counts, and is a problem
    virtual void problem(Problem&& p) = 0;   ///< damage that cost no whole record
    virtual void fact(Fact&& f) = 0;
    /// True when the reader should stop at the next record (cancelled, or a limit of the supervisor).
    [[nodiscard]] virtual bool stopped() const { return false; }
};

}  // namespace sillage

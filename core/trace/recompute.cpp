// The trace of a case: its mailboxes in order, as many in hand as fit, results straight to the store.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "trace/basis.h"
#include "trace/engine.h"
#include "trace/load.h"

namespace sillage {
namespace {

using namespace tracing;

constexpr std::size_t kInHand = 4'000;  ///< items and lines about them, from which on the rules are applied

class StoreSink final : public TraceSink {
public:
    explicit StoreSink(TraceWriter& writer) : writer_(writer) {}
    void touch(Touch&& t) override { writer_.touch(t); }
    void allSessions(const SessionSource& source) override { writer_.allSessions(source); }
    void coverage(Coverage&& c) override { writer_.coverage(c); }

private:
    TraceWriter& writer_;
};

class Recomputation {
public:
    Recomputation(CaseStore& store, Progress& progress)
        : store_(store), progress_(progress), input_(loadCase(store, progress)) {
        progress.note("joining sessions");
        engine_ = std::make_unique<Engine>(input_);
        for (const Mailbox& m : store.mailboxes()) stores_[asciiLower(m.name)].push_back(m.id);
        for (const Sym mailbox : engine_->reached()) stores_[input_.text(mailbox)];
    }

    void run(TraceSink& sink) {
        progress_.note("applying rules");
        std::uint64_t done = 0;
        for (const auto& [name, ids] : stores_) {
            progress_.advance(done++, stores_.size());
            const Sym mailbox = input_.symbols.intern(name);
            inHand_.push_back(mailbox);
            if (!engine_->reaches(mailbox)) continue;
            load(ids);
            weight_ += engine_->weight(mailbox);
            if (input_.items.size() + weight_ >= kInHand) flush(sink);
        }
        flush(sink);
        progress_.note("writing sessions");
        engine_->report(sink);
    }

private:
    void load(const std::vector<std::int64_t>& ids) {
        ItemBuilder items(input_, true);
        store_.placementsOf(ids, true, [&](Placement&& p) {
            items.add(p);
            return true;
        });
    }

    void flush(TraceSink& sink) {
        engine_->apply(inHand_, sink, [&](Sym mailbox) { untouched(mailbox, sink); });
        inHand_.clear();
        input_.items.clear();
        input_.parts.clear();
        input_.recovered.clear();
        weight_ = 0;
    }

    /// A mailbox no attributed session could have reached: one row an item, none kept.
    void untouched(Sym mailbox, TraceSink& sink) {
        const std::size_t before = input_.items.size(), parts = input_.parts.size();
        ItemBuilder items(input_, true);
        store_.placementsOf(stores_[input_.text(mailbox)], false, [&](Placement&& p) {
            if (items.add(p)) sink.touch(engine_->untouched(input_.items.back()));
            input_.items.shrink(before);
            input_.parts.shrink(parts);
            return true;
        });
        input_.recovered.clear();
    }

    CaseStore& store_;
    Progress& progress_;
    Input input_;
    std::unique_ptr<Engine> engine_;
    std::map<std::string, std::vector<std::int64_t>> stores_;  ///< by name, lower case: row ids; none where only logs know it
    std::vector<Sym> inHand_;
    std::size_t weight_ = 0;
};

}  // namespace

void recomputeTrace(CaseStore& store, Progress& progress) {
    Recomputation recomputation(store, progress);
    store.replaceTrace([&](TraceWriter& writer) {
        StoreSink sink(writer);
        writer.basis(traceBasis(store));
        recomputation.run(sink);
    });
}

}  // namespace sillage

#include "ui/models/case_reader.h"

namespace sillage::ui {

void SourcePool::renew() {
    const QMutexLocker lock(&mutex_);
    ++generation_;
    idle_.clear();
}

std::unique_ptr<CaseReader> SourcePool::take(quint64& born) {
    {
        const QMutexLocker lock(&mutex_);
        born = generation_;
        if (!idle_.empty()) {
            auto source = std::move(idle_.back());
            idle_.pop_back();
            return source;
        }
    }
    return open_();
}

void SourcePool::give(std::unique_ptr<CaseReader> source, quint64 born) {
    const QMutexLocker lock(&mutex_);
    if (born == generation_ && idle_.size() < 4) idle_.push_back(std::move(source));
}

}  // namespace sillage::ui

// Work off the UI thread: `inBackground(context, work, done, failed)` runs work in a pool and delivers its
// answer to the thread of context, or nowhere when context is gone or the ticket was cancelled. UI thread
// only.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QtConcurrentRun>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <optional>

#include "base/error.h"

namespace sillage::ui {

/// Shared between a request and whoever may call it off.
class Ticket {
public:
    Ticket() : cancelled_(std::make_shared<std::atomic<bool>>(false)) {}
    void cancel() { cancelled_->store(true); }
    [[nodiscard]] bool cancelled() const { return cancelled_->load(); }

private:
    std::shared_ptr<std::atomic<bool>> cancelled_;
};

/// Queries; kept apart from the pool of imports so that a table answers while one runs.
QThreadPool& queryPool();

struct Failure {
    QString message, hint;
};
Failure describe(const std::exception& e);

template <typename T>
struct Answer {
    std::optional<T> value;
    std::optional<Failure> failure;
};

template <typename T>
Ticket inBackground(QObject* context, std::function<T()> work, std::function<void(T&&)> done,
                    std::function<void(const Failure&)> failed, QThreadPool& pool = queryPool()) {
    Ticket ticket;
    using Result = std::shared_ptr<Answer<T>>;
    auto* watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher, &QFutureWatcher<Result>::finished, context, [=] {
        watcher->deleteLater();
        const Result result = watcher->result();
        if (ticket.cancelled()) return;
        if (result->value) {
            if (done) done(std::move(*result->value));
        } else if (result->failure && failed) {
            failed(*result->failure);
        }
    });
    watcher->setFuture(QtConcurrent::run(&pool, [ticket, work]() -> Result {
        auto result = std::make_shared<Answer<T>>();
        if (ticket.cancelled()) return result;
        try {
            result->value = work();
        } catch (const std::exception& e) {
            result->failure = describe(e);
        }
        return result;
    }));
    return ticket;
}

}  // namespace sillage::ui

#include "ui/jobs/job.h"

#include "ui/models/format.h"

#include <QMutex>
#include <QWaitCondition>
#include <atomic>

namespace sillage::ui {

class Job::Reporter final : public Progress {
public:
    explicit Reporter(Job* job) : job_(job) {}
    void answered() override { Q_EMIT job_->answered(); }  // by the job's thread: received by the window's
    void advance(std::uint64_t done, std::uint64_t total) override {
        done_.store(done, std::memory_order_relaxed);
        total_.store(total, std::memory_order_relaxed);
    }
    void note(std::string_view what) override {
        const QMutexLocker lock(&mutex_);
        what_.assign(what);
    }
    [[nodiscard]] bool cancelled() const override { return cancelled_.load(); }
    void waitWhilePaused() override {
        QMutexLocker lock(&mutex_);
        while (paused_ && !cancelled_.load()) resumed_.wait(&mutex_);
    }
    void setPaused(bool paused) {
        const QMutexLocker lock(&mutex_);
        paused_ = paused;
        resumed_.wakeAll();
    }
    void cancel() {
        cancelled_.store(true);
        resumed_.wakeAll();
    }
    [[nodiscard]] bool paused() {
        const QMutexLocker lock(&mutex_);
        return paused_;
    }
    [[nodiscard]] QString what() {
        const QMutexLocker lock(&mutex_);
        return said(what_);
    }
    [[nodiscard]] quint64 done() const { return done_.load(std::memory_order_relaxed); }
    [[nodiscard]] quint64 total() const { return total_.load(std::memory_order_relaxed); }

private:
    Job* const job_;  ///< outlives its thread
    std::atomic<std::uint64_t> done_{0}, total_{0};
    std::atomic<bool> cancelled_{false};
    QMutex mutex_;
    QWaitCondition resumed_;
    bool paused_ = false;
    std::string what_;
};

Job::Job(QString title, Unit unit, Work work, QObject* parent)
    : QObject(parent),
      title_(std::move(title)),
      unit_(unit),
      work_(std::move(work)),
      reporter_(std::make_shared<Reporter>(this)) {
    timer_.setInterval(200);
    connect(&timer_, &QTimer::timeout, this, &Job::sample);
}

Job::~Job() {
    cancel();
    if (thread_) thread_->wait();
}

void Job::start() {
    thread_.reset(QThread::create([this] {
        try {
            work_(*reporter_);
        } catch (const std::exception& e) {
            failure_ = describe(e);
        }
    }));
    connect(thread_.get(), &QThread::finished, this, [this] {
        timer_.stop();
        if (failure_)
            Q_EMIT failed(*failure_);
        else
            Q_EMIT finished();
    });
    clock_.start();
    timer_.start();
    thread_->start();
}

void Job::setPaused(bool paused) {
    reporter_->setPaused(paused);
    Q_EMIT advanced();
}

void Job::cancel() {
    reporter_->cancel();
}
bool Job::wasCancelled() const {
    return reporter_->cancelled();
}

// Speed is smoothed over about three seconds, so that the time left does not jump.
void Job::sample() {
    const qint64 now = clock_.elapsed();
    const quint64 done = reporter_->done();
    if (now > lastMs_ && done >= lastDone_ && !reporter_->paused()) {
        const double instant = double(done - lastDone_) * 1000 / double(now - lastMs_);
        speed_ = speed_ == 0 ? instant : speed_ * 0.93 + instant * 0.07;
    }
    lastMs_ = now;
    lastDone_ = done;
    Q_EMIT advanced();
}

Job::State Job::state() const {
    State s{reporter_->what(), reporter_->done(), reporter_->total(), speed_, -1, reporter_->paused()};
    if (s.total > s.done && speed_ > 1) s.secondsLeft = qint64(double(s.total - s.done) / speed_);
    return s;
}

}  // namespace sillage::ui

// A long operation of core (import, export, check) as the window runs it: one thread, progress sampled five
// times a second, pause and cancel at the operation's own safe points. Never terminates a thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>

#include "base/progress.h"
#include "ui/jobs/background.h"

namespace sillage::ui {

class Job : public QObject {
    Q_OBJECT
public:
    enum class Unit { Bytes, Items };
    struct State {
        QString what;                 ///< what is being read now
        quint64 done = 0, total = 0;  ///< total 0 = unknown
        double perSecond = 0;
        qint64 secondsLeft = -1;  ///< -1 = not known yet
        bool paused = false;
    };
    using Work = std::function<void(Progress&)>;

    /// Starts with start(); title says what the job is ("Import evidence").
    Job(QString title, Unit unit, Work work, QObject* parent);
    ~Job() override;
    void start();
    void setPaused(bool paused);
    void cancel();
    [[nodiscard]] bool running() const { return thread_ && thread_->isRunning(); }
    [[nodiscard]] bool wasCancelled() const;
    [[nodiscard]] const QString& title() const { return title_; }
    [[nodiscard]] Unit unit() const { return unit_; }
    [[nodiscard]] State state() const;

Q_SIGNALS:
    void advanced();
    void answered();  ///< what is asked first is in the case, the job goes on
    void finished();  ///< done or cancelled, see wasCancelled()
    void failed(const sillage::ui::Failure& failure);

private:
    class Reporter;
    void sample();

    QString title_;
    Unit unit_;
    Work work_;
    std::shared_ptr<Reporter> reporter_;
    std::unique_ptr<QThread> thread_;
    std::optional<Failure> failure_;
    QTimer timer_;
    QElapsedTimer clock_;
    double speed_ = 0;
    quint64 lastDone_ = 0;
    qint64 lastMs_ = 0;
};

}  // namespace sillage::ui

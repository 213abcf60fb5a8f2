// The open case on the UI thread: host, pool of readers, zone of display, and the signals by which views
// learn that something changed or that the examiner wants to go elsewhere. Owned by the main window.
#pragma once

#include <QObject>
#include <memory>

#include "ui/jobs/job.h"
#include "ui/models/case_host.h"
#include "ui/models/format.h"

namespace sillage::ui {

class CaseSession : public QObject {
    Q_OBJECT
public:
    CaseSession(std::shared_ptr<CaseHost> host, QObject* parent);

    [[nodiscard]] CaseHost& host() const { return *host_; }
    [[nodiscard]] std::shared_ptr<CaseHost> sharedHost() const { return host_; }
    [[nodiscard]] SharedPool pool() const { return pool_; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString directory() const;

    [[nodiscard]] const ShownZone& zone() const { return zone_; }
    void setZone(const ShownZone& zone);
    /// The zone of the case beside UTC, for the switch.
    [[nodiscard]] QString caseZone() const { return caseZone_; }
    /// Remembered for this case; false when there is no such zone.
    bool setCaseZone(const QString& name);

    /// Runs a query off the UI thread and delivers to the thread of context.
    template <typename T>
    Ticket ask(QObject* context, std::function<T(CaseReader&)> question, std::function<void(T&&)> answer,
               std::function<void(const Failure&)> failed = {}) {
        return inBackground<T>(
            context,
            [pool = pool_, question] { return pool->with([&](CaseReader& r) { return question(r); }); },
            std::move(answer), failed ? std::move(failed) : [this](const Failure& f) { Q_EMIT failure(f); });
    }

    /// Starts an act that writes; one at a time, shown in the progress strip. reload: tell every view
    /// afterwards.
    void run(const QString& title, Job::Unit unit, Job::Work work, std::function<void()> done = {});
    [[nodiscard]] Job* job() const { return job_; }

    void importEvidence(const ImportOptions& options);
    void addBookmark(const QString& publicId, const QString& tag, const QString& note);
    void addIndicator(const Indicator& indicator);
    /// Asks for the touch, then in a dialog over parent for grade, reason and document; nothing for an empty id.
    void askGrade(const QString& touchId, QWidget* parent);
    void removeIndicator(const QString& id, const QString& reason);

Q_SIGNALS:
    void changed();  ///< derived or authored data changed: ask again
    void annotated();  ///< only bookmarks and the custody log grew
    void zoneChanged();
    void jobStarted(sillage::ui::Job* job);
    void jobEnded();
    void failure(const sillage::ui::Failure& failure);
    void imported(const sillage::ImportReport& report);
    void announced(const QString& text);                  ///< one sentence for the status bar
    void goTo(sillage::View view, const QString& query);  ///< show that view with that filter
    void openMessage(qint64 placement);

private:
    std::shared_ptr<CaseHost> host_;
    SharedPool pool_;
    ShownZone zone_;
    QString caseZone_;
    Job* job_ = nullptr;
};

}  // namespace sillage::ui

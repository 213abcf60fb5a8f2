#include "ui/models/case_session.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QTimeZone>
#include <QWidget>

#include "ui/dialogs/grade_dialog.h"

namespace sillage::ui {
namespace {

// A directory's path is no settings key: its hash is.
QString zoneKey(const QString& directory) {
    return QStringLiteral("zones/") +
           QString::fromLatin1(QCryptographicHash::hash(directory.toUtf8(), QCryptographicHash::Sha256).toHex().left(16));
}

}  // namespace

CaseSession::CaseSession(std::shared_ptr<CaseHost> host, QObject* parent)
    : QObject(parent),
      host_(std::move(host)),
      pool_(
          std::make_shared<SourcePool>([h = std::weak_ptr<CaseHost>(host_)]() -> std::unique_ptr<CaseReader> {
              const auto alive = h.lock();
              if (!alive) throw Error("The case was closed.");
              return alive->openReader();
          })),
      caseZone_(QString::fromLatin1(QTimeZone::systemTimeZoneId())) {
    if (caseZone_.isEmpty() || caseZone_.endsWith(QLatin1String("UTC")))
        caseZone_ = QStringLiteral("Europe/Paris");
    const QString kept = QSettings().value(zoneKey(directory())).toString();
    if (Zone::find(kept.toStdString())) caseZone_ = kept;
}

QString CaseSession::name() const {
    return QString::fromStdString(host_->name());
}
QString CaseSession::directory() const {
    return QString::fromStdString(host_->directory().string());
}

void CaseSession::setZone(const ShownZone& zone) {
    zone_ = zone;
    Q_EMIT zoneChanged();
}

bool CaseSession::setCaseZone(const QString& name) {
    if (!Zone::find(name.toStdString())) return false;
    caseZone_ = name;
    QSettings().setValue(zoneKey(directory()), name);
    return true;
}

void CaseSession::run(const QString& title, Job::Unit unit, Job::Work work, std::function<void()> done) {
    if (job_) {
        Q_EMIT failure(
            {tr("%1 is still running.").arg(job_->title()), tr("Wait until it is done, or cancel it.")});
        return;
    }
    job_ = new Job(title, unit, std::move(work), this);
    auto end = [this] {
        job_->deleteLater();
        job_ = nullptr;
        pool_->renew();
        Q_EMIT jobEnded();
        Q_EMIT changed();
    };
    connect(job_, &Job::answered, this, [this] {
        pool_->renew();
        Q_EMIT changed();
    });
    connect(job_, &Job::finished, this, [end, done] {
        end();
        if (done) done();
    });
    connect(job_, &Job::failed, this, [this, end](const Failure& f) {
        end();
        Q_EMIT failure(f);
    });
    Q_EMIT jobStarted(job_);
    job_->start();
}

void CaseSession::importEvidence(const ImportOptions& options) {
    auto report = std::make_shared<ImportReport>();
    run(
        tr("Import evidence"), Job::Unit::Bytes,
        [host = host_, options, report](Progress& p) { *report = host->importEvidence(options, p); },
        [this, report] {
            const Reconciliation& t = report->total;
            Q_EMIT announced(tr("%1 found = %2 imported + %3 duplicate + %4 skipped + %5 failed")
                                 .arg(number(qint64(t.found)), number(qint64(t.imported)),
                                      number(qint64(t.duplicate)), number(qint64(t.skipped)),
                                      number(qint64(t.failed))));
            Q_EMIT imported(*report);
        });
}

void CaseSession::addBookmark(const QString& publicId, const QString& tag, const QString& note) {
    inBackground<bool>(
        this,
        [host = host_, publicId, tag, note] {
            host->addBookmark(publicId.toStdString(), tag.toStdString(), note.toStdString());
            return true;
        },
        [this, publicId](bool&&) {
            Q_EMIT announced(tr("Bookmarked %1. Written to custody.").arg(shortId(publicId)));
            Q_EMIT annotated();
        },
        [this](const Failure& f) { Q_EMIT failure(f); });
}

void CaseSession::addIndicator(const Indicator& indicator) {
    run(
        tr("Compute touches again"), Job::Unit::Items,
        [host = host_, indicator](Progress& p) { host->addIndicator(indicator, p); },
        [this] { Q_EMIT announced(tr("Indicator added, touches computed again. Written to custody.")); });
}

void CaseSession::askGrade(const QString& touchId, QWidget* parent) {
    if (touchId.isEmpty()) return;
    ask<std::optional<Proof>>(
        parent, [id = touchId.toStdString()](CaseReader& r) { return r.proof(id); },
        [this, touchId, parent](std::optional<Proof>&& proof) {
            if (!proof) return;
            auto* dialog = new GradeDialog(proof->touch, parent);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QDialog::accepted, this, [this, dialog, touchId] {
                run(
                    tr("Examiner's grade"), Job::Unit::Items,
                    [host = host_, id = touchId.toStdString(), back = dialog->takenBack(), grade = dialog->grade(), reason = dialog->reason().toStdString(),
                     document = dialog->document().toStdString()](Progress&) {
                        if (back) host->clearGrade(id, reason);
                        else host->setGrade(id, grade, reason, document);
                    },
                    [this] { Q_EMIT announced(tr("Examiner's grade changed. Written to custody.")); });
            });
            dialog->open();
        });
}

void CaseSession::removeIndicator(const QString& id, const QString& reason) {
    run(
        tr("Compute touches again"), Job::Unit::Items,
        [host = host_, id, reason](Progress& p) {
            host->removeIndicator(id.toStdString(), reason.toStdString(), p);
        },
        [this] { Q_EMIT announced(tr("Indicator removed, touches computed again. Written to custody.")); });
}

}  // namespace sillage::ui

#include "ui/jobs/background.h"

#include <QThread>

namespace sillage::ui {

QThreadPool& queryPool() {
    static QThreadPool pool;
    static const bool once = [] {
        pool.setMaxThreadCount(qBound(2, QThread::idealThreadCount(), 4));
        return true;
    }();
    Q_UNUSED(once)
    return pool;
}

Failure describe(const std::exception& e) {
    Failure failure{QString::fromUtf8(e.what()), {}};
    if (const auto* error = dynamic_cast<const Error*>(&e))
        failure.hint = QString::fromStdString(error->hint());
    return failure;
}

}  // namespace sillage::ui

#include "ui/jobs/background.h"

#include <QThread>

#include "ui/models/format.h"

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
    Failure failure{said(sentenceOf(e)), {}};
    if (const auto* error = dynamic_cast<const Error*>(&e))
        failure.hint = said(error->hintSentence());
    return failure;
}

}  // namespace sillage::ui

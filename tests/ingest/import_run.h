// Imports into memory, for tests of the supervisor.
#pragma once

#include <QTemporaryDir>
#include <QtTest>

#include "fake_target.h"
#include "ingest/engine.h"
#include "ingest/pool.h"

namespace tree {

struct Imported {
    FakeStore store;
    sillage::ImportReport report;
};

inline void again(Imported& out, const QString& path, const QString& spool, unsigned workers = 2, sillage::SupervisorLimits limits = {},
                  const std::function<void(sillage::WorkerPool&)>& watch = {}, sillage::Progress* progress = nullptr, bool rehash = false) {
    FakeTarget target(out.store, spool.toStdString());
    sillage::ImportOptions options;
    options.paths = {path.toStdString()};
    options.workers = workers;
    options.rehash = rehash;
    sillage::NoProgress none;
    out.report = importInto(target, options, progress ? *progress : none, limits, watch);
}

inline Imported import(const QString& path, unsigned workers = 2, sillage::SupervisorLimits limits = {},
                       const std::function<void(sillage::WorkerPool&)>& watch = {}) {
    Imported out;
    QTemporaryDir spool;
    again(out, path, spool.path(), workers, limits, watch);
    return out;
}

inline void everySourceReconciles(Imported& o) {
    for (const sillage::Source& s : o.store.sources)
        QVERIFY2(s.state == "removed" || s.counts.holds(), s.path.c_str());
    QVERIFY(o.report.total.holds());
}

}  // namespace tree

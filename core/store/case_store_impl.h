// What a CaseStore holds; store folder only.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/case_lock.h"
#include "store/case_store.h"
#include "store/custody.h"
#include "store/database.h"
#include "store/event_store.h"
#include "store/session_table.h"
#include "store/text_index.h"

namespace sillage {

struct CaseStore::Impl {
    std::filesystem::path directory;
    Mode mode = Mode::Read;
    std::shared_ptr<CaseLock> lock;  ///< writers only
    std::optional<Database> authored, meta, eventsFile;
    std::unique_ptr<EventStore> events;
    std::unique_ptr<TextIndex> text;
    std::unique_ptr<SessionTable> sessions;
    bool indexMissing = false;  ///< a reader found index/ deleted

    [[nodiscard]] std::filesystem::path index() const { return directory / "index"; }
    void openFiles(bool fresh);
    void openDerived(bool fresh);
    void requireWriting(const char* what) const;
};

}  // namespace sillage

#include "store/indexes.h"

#include <string>

#include "store/database.h"

namespace sillage {
namespace {

struct Index {
    const char* name;
    const char* on;
};

constexpr Index kIndexes[] = {
    {"message_sha256", "message (sha256)"},
    {"message_id", "message (message_id)"},
    {"placement_key", "placement (key)"},
    {"placement_order", "placement (mailbox, folder, uid, key)"},
    {"placement_message", "placement (message)"},
    {"placement_source", "placement (source)"},
    {"placement_parent", "placement (parent) WHERE parent <> 0"},
    {"attachment_message", "attachment (message)"},
    {"attachment_sha256", "attachment (sha256)"},
    {"witness_source", "witness (source)"},
    {"file_source", "file (source)"},
    {"problem_source", "problem (source)"},
    {"fact_key", "fact (key, key2)"},
};

}  // namespace

void buildIndexes(Database& meta) {
    for (const Index& index : kIndexes)
        meta.execute(std::string("CREATE INDEX IF NOT EXISTS ") + index.name + " ON " + index.on);
}

void dropIndexes(Database& meta) {
    for (const Index& index : kIndexes) meta.execute(std::string("DROP INDEX IF EXISTS ") + index.name);
}

bool hasIndexes(Database& meta) {
    return meta.number("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = 'placement_key'", 0) != 0;
}

}  // namespace sillage

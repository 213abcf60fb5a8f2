// Descriptions of stores for tests and measurements: one with every kind of item, one of any size.
#pragma once

#include "support/pst_writer.h"

namespace sillage::pstw {

// Messages of every class, bodies of every kind, attachments from nothing to several blocks, nesting, deleted items.
Store sampleStore(Variant variant, uint64_t seed = 1);

// About `octets` of store: ten folders of mail, made one message at a time.
Store bulkStore(Variant variant, uint64_t octets, uint64_t seed = 1);

void countStore(const Store& store, uint64_t& messages, uint64_t& attachments, uint64_t& octets);

}  // namespace sillage::pstw

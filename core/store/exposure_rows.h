// What the arithmetic of volume reads of a case beside its events: sessions by columns, touches by grade, sizes of items.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "record/touch.h"

namespace sillage {

class CaseStore;
class SessionTable;

/// The sessions of one moment, whoever writes meanwhile.
void withSessions(CaseStore& store, const std::function<void(SessionTable&)>& use);

/// Rows of touched items that are alike, counted.
struct TouchCount {
    std::string mailbox, actor;      ///< actor "" = rows without one
    Grade grade = Grade::Undetermined;
    Destination destination = Destination::Client;
    bool content = false, attachment = false, held = false;
    std::uint64_t rows = 0, octets = 0;  ///< octets: of those whose size is known
};
std::vector<TouchCount> countTouches(CaseStore& store);

/// Calls item(mailbox name, octets on the wire) for every live top-level message of a store; several states of a mailbox
/// come one after the other.
void eachItemSize(CaseStore& store, const std::function<void(const std::string& mailbox, std::uint64_t octets)>& item);

}  // namespace sillage

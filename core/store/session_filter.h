// Which sessions or suspects a query admits: one bit a row of the view. Internal to session_view.
#pragma once

#include <cstdint>
#include <vector>

#include "record/session_words.h"
#include "search/query.h"
#include "store/session_table.h"

namespace sillage {

using SessionBits = std::vector<std::uint64_t>;

/// Throws Error(Usage) when a field cannot be compared that way.
SessionBits filterSessions(SessionTable& table, View view, const Query& query);

/// The cells of View::Sessions and View::Suspects, as fields(view) has them.
enum class SessionField : std::uint8_t {
    Session, Group, Account, Ip, Agent, Protocol, First, Last, Events, BytesOut, Attribution, Reasons, Actor, Status, Device, App
};
/// Said in the words of what a session is, not in a column.
constexpr bool isInWords(SessionField field) { return field == SessionField::Device || field == SessionField::App; }
constexpr SessionPhrase phraseOf(SessionField field) { return field == SessionField::Device ? SessionPhrase::Device : SessionPhrase::Application; }
/// The column that holds a text field.
constexpr SessionColumn textColumnOf(SessionField field) {
    switch (field) {
        case SessionField::Account: return SessionColumn::Account;
        case SessionField::Ip: return SessionColumn::Ip;
        case SessionField::Agent: return SessionColumn::Agent;
        case SessionField::Protocol: return SessionColumn::Protocol;
        case SessionField::Actor: return SessionColumn::Actor;
        default: return SessionColumn::Status;
    }
}

}  // namespace sillage

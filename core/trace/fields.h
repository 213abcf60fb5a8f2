// The readers' field keys that the trace reads, by number instead of by name. Where two readers name the same thing
// differently both names stand here and nowhere else.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "trace/model.h"

namespace sillage::tracing {

enum class FieldKey : std::uint8_t {
    HdrCount, HdrBytes, BodyCount, BodyBytes, In, Out, Deleted, Expunged, Top, Retr, RetrBytes, Messages, Size,
    Task, Action, Token, Search, SearchId, Headers, Scope, ClientMs, RefererFolder, Page, RefererPage,
    Thumb, Frame, Preload, Embed, Download, Save, Forward, Form, Truncated,
    Method, CopiedFrom, DestFolder, Target, To, Recipient, Relay, AccessType, Flags, QueueId, Reason, Throttled, State,
    Content, Direction, Args, Connection, Pid, MasterPid, InLiteral, Subject, ItemSize, ItemId, UidSet, ForwardedFor, RealIp, RequestId, EntryId,
    Product, Operation, Parameters, LogonSid, OwnerSid, MailboxGuid, Status,
    AppId, TokenId, DeviceId, Factors, Latitude, Longitude, Country, WindowsOp
};
inline constexpr std::size_t kFieldKeys = static_cast<std::size_t>(FieldKey::WindowsOp) + 1;
std::optional<FieldKey> fieldKey(std::string_view name);

/// The fields of one record. Values view the record.
class Fields {
public:
    void clear() { present_.reset(); }
    /// The first value of a key stays.
    void set(FieldKey key, std::string_view value) {
        const auto at = static_cast<std::size_t>(key);
        if (present_[at]) return;
        present_.set(at);
        values_[at] = value;
    }
    [[nodiscard]] std::string_view operator[](FieldKey key) const {
        const auto at = static_cast<std::size_t>(key);
        return present_[at] ? values_[at] : std::string_view();
    }
    template <typename... Keys>
    [[nodiscard]] std::string_view first(Keys... keys) const {
        std::string_view found;
        ((found = (*this)[keys], !found.empty()) || ...);
        return found;
    }

private:
    std::bitset<kFieldKeys> present_;
    std::array<std::string_view, kFieldKeys> values_;
};

/// What sessions, joins and coverage read: counters, the webmail's request, connection and process.
void readFields(Input& input, const Fields& fields, Ev& event);
/// What rules read of an event of a session that matters.
void enrichFields(Input& input, const Fields& fields, Ev& event);

}  // namespace sillage::tracing

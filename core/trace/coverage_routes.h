// The ways to reach a mailbox (T31, in its order), and which of them a kind of recorder writes down.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "trace/model.h"

namespace sillage::tracing {

enum class Way : std::uint8_t {
    Imap, Pop3, Webmail, Owa, Ews, Mapi, ActiveSync, GraphDelegated, AppOnly, Delegates, Impersonation, Export, Rules,
    Shell, Snapshot, Backup, Archive, Gateway, OwnerPc, MobileDevice
};
inline constexpr std::size_t kWays = static_cast<std::size_t>(Way::MobileDevice) + 1;
using WayMask = std::uint32_t;
constexpr WayMask bit(Way w) { return WayMask{1} << static_cast<unsigned>(w); }

const char* wayName(Way w);                              ///< "imap", "webmail" …: a sentence of the catalogue
std::optional<Way> wayFromName(std::string_view name);
/// The way of an event; nothing for what only carries mail.
std::optional<Way> wayOf(const Ev& e);

/// What the events of a set of files show of what it records.
struct Seen {
    WayMask ways = 0;
    bool mailServer = false;   ///< lines of a mail server's IMAP or POP: all of its protocols are logged there
    bool itemAccess = false;   ///< MailItemsAccessed
};
/// Ways of which this recorder writes every access, whether or not there was one.
WayMask recordedBy(std::string_view format, const Seen& seen);
/// Ways of which it writes something (logins, errors, one session): no coverage, but worth naming.
WayMask touchedBy(std::string_view format, const Seen& seen);

/// Whose server the evidence comes from: decides what may not apply and whom to ask.
enum class Platform : std::uint8_t { Unknown, OpenSource, Exchange, Microsoft365 };
/// Platforms present, as bits.
struct Platforms {
    bool openSource = false, exchange = false, microsoft365 = false;
};
Platforms platformsOf(std::span<const Source> sources);

}  // namespace sillage::tracing

// Fields of a record to the compact form (see fields.h).
#include "trace/fields.h"

#include <charconv>

#include "base/text.h"
#include "trace/forwarded.h"
#include "trace/mailbox_of.h"
#include "trace/recorder_facts.h"

namespace sillage::tracing {
namespace {

using K = FieldKey;

std::int64_t number(std::string_view text) {
    std::int64_t n = -1;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
    return ec == std::errc() && end == text.data() + text.size() && n >= 0 ? n : -1;
}

std::uint32_t small(std::string_view text) {
    const auto n = number(text);
    return n > 0 && n <= UINT32_MAX ? static_cast<std::uint32_t>(n) : 0;
}

/// No session has served so much: a number past it is that of a damaged or forged line, and says nothing.
constexpr std::int64_t kMostCounted = 1'000'000'000'000'000;

std::int32_t readCounters(Input& input, const Fields& f) {
    Counters c;
    const std::pair<K, std::int64_t Counters::*> kFields[] = {
        {K::HdrCount, &Counters::hdrCount}, {K::HdrBytes, &Counters::hdrBytes}, {K::BodyCount, &Counters::bodyCount},
        {K::BodyBytes, &Counters::bodyBytes}, {K::In, &Counters::in}, {K::Out, &Counters::out},
        {K::Deleted, &Counters::deleted}, {K::Expunged, &Counters::expunged}, {K::Top, &Counters::top},
        {K::Retr, &Counters::retr}, {K::RetrBytes, &Counters::retrBytes}, {K::Messages, &Counters::messages},
        {K::Size, &Counters::size}};
    bool any = false;
    for (const auto& [key, member] : kFields)
        if (const std::int64_t n = number(f[key]); n >= 0 && n <= kMostCounted) {
            c.*member = n;
            any = true;
        }
    if (!any) return -1;
    input.counters.push_back(c);
    return static_cast<std::int32_t>(input.counters.size() - 1);
}

/// Fields of the webmail grammars; -1 when the record has none.
std::int32_t readWeb(Input& input, const Fields& f) {
    const bool post = !f[K::RefererFolder].empty() || !f[K::RefererPage].empty();
    if (f[K::Task].empty() && f[K::Token].empty() && f[K::Scope].empty() && f[K::Thumb].empty() && f[K::Search].empty() &&
        f[K::Forward].empty() && !post)
        return -1;
    WebFields w;
    const std::pair<K, Sym WebFields::*> kTexts[] = {
        {K::Task, &WebFields::task}, {K::Action, &WebFields::action}, {K::Token, &WebFields::token},
        {K::Search, &WebFields::search}, {K::SearchId, &WebFields::searchId}, {K::Headers, &WebFields::headers},
        {K::Scope, &WebFields::scope}, {K::ClientMs, &WebFields::clientMs}, {K::RefererFolder, &WebFields::refererFolder}};
    for (const auto& [key, member] : kTexts) w.*member = input.symbols.intern(f[key]);
    w.page = small(f[K::Page]);
    w.refererPage = small(f[K::RefererPage]);
    const std::pair<K, bool WebFields::*> kFlags[] = {
        {K::Thumb, &WebFields::thumb}, {K::Frame, &WebFields::frame}, {K::Preload, &WebFields::preload},
        {K::Embed, &WebFields::embed}, {K::Download, &WebFields::download}, {K::Save, &WebFields::save},
        {K::Forward, &WebFields::forward}, {K::Form, &WebFields::form}, {K::Truncated, &WebFields::truncated}};
    for (const auto& [key, member] : kFlags) w.*member = !f[key].empty();
    input.web.push_back(w);
    return static_cast<std::int32_t>(input.web.size() - 1);
}

/// The message's global identifier in an entry id (MS-OXCDATA 2.2.4.2: flags 4, provider 16, type 2, folder 22, pad 2,
/// message 22, pad 2), lower-case hex; "" when the id is of another form.
std::string globalIdentifier(std::string_view entryId) {
    constexpr std::size_t kHex = 2, kAt = 46 * kHex, kLong = 22 * kHex, kWhole = 70 * kHex;
    return entryId.size() == kWhole ? asciiLower(entryId.substr(kAt, kLong)) : std::string();
}

/// T32: whom a proxy names counts where it is declared; else the record keeps the proxy's address and the claim beside.
void readForwarded(Input& input, const Fields& f, Ev& e) {
    const std::string_view list = f.first(K::ForwardedFor, K::RealIp);
    if (list.empty()) return;
    const ClientAddress who = clientAddress(input.view(e.ip), list, input.proxies);
    e.ip = input.symbols.intern(who.address);
    e.claimed = input.symbols.intern(who.claimed);
}

/// What a sign-in or an audit record says of application, token, factors and place.
void readCloud(Input& input, const Fields& f, Ev& e) {
    e.method = input.symbols.intern(asciiLower(f[K::AppId]));
    e.request = input.symbols.intern(f[K::TokenId]);
    if (e.action != Action::Login) return;
    const std::string factors = asciiLower(f[K::Factors]);
    if (factors.find("multi") != std::string::npos) e.factors = 2;
    else if (factors.find("single") != std::string::npos || factors.find("unique") != std::string::npos) e.factors = 1;
    if (f[K::Latitude].empty() || f[K::Longitude].empty()) return;
    e.place = input.symbols.intern(std::string(f[K::Latitude]) + ' ' + std::string(f[K::Longitude]) + ' ' + std::string(f[K::Country]));
}

/// Sign-ins of devices that nobody registered have a word or zeros in its place.
std::string deviceId(std::string_view id) {
    return id.size() == 36 && id.find_first_not_of(id[0]) < 8 ? asciiLower(id) : std::string();
}

Tampering tamperingOf(const Fields& f) {
    if (f[K::WindowsOp] == "log-cleared") return Tampering::LogCleared;
    using What = AuditSwitch::What;
    const auto what = auditSwitch(f[K::Operation], f[K::Parameters]);
    return what && (*what == What::MailboxOff || *what == What::BypassOn || *what == What::LogOff) ? Tampering::AuditOff : Tampering::None;
}

}  // namespace

std::optional<FieldKey> fieldKey(std::string_view name) {
    static const std::unordered_map<std::string_view, K> kKeys = {
        {"hdr_count", K::HdrCount}, {"hdr_bytes", K::HdrBytes}, {"body_count", K::BodyCount}, {"body_bytes", K::BodyBytes},
        {"in", K::In}, {"out", K::Out}, {"deleted", K::Deleted}, {"expunged", K::Expunged}, {"top", K::Top},
        {"retr", K::Retr}, {"retr_bytes", K::RetrBytes}, {"messages", K::Messages}, {"size", K::Size},
        {"task", K::Task}, {"action", K::Action}, {"token", K::Token}, {"search", K::Search}, {"search_id", K::SearchId},
        {"headers", K::Headers}, {"scope", K::Scope}, {"client_ms", K::ClientMs}, {"referer_folder", K::RefererFolder},
        {"page", K::Page}, {"referer_page", K::RefererPage}, {"thumb", K::Thumb}, {"frame", K::Frame},
        {"preload", K::Preload}, {"embed", K::Embed}, {"download", K::Download}, {"save", K::Save},
        {"forward", K::Forward}, {"form", K::Form}, {"id_truncated", K::Truncated}, {"method", K::Method},
        {"copied_from", K::CopiedFrom}, {"dest_folder", K::DestFolder}, {"target", K::Target}, {"to", K::To},
        {"recipient", K::Recipient}, {"relay", K::Relay}, {"mail_access_type", K::AccessType},
        {"MailAccessType", K::AccessType}, {"flags", K::Flags}, {"queue_id", K::QueueId}, {"reason", K::Reason},
        {"is_throttled", K::Throttled}, {"IsThrottled", K::Throttled}, {"state", K::State}, {"content", K::Content},
        {"direction", K::Direction}, {"args", K::Args}, {"connection", K::Connection}, {"pid", K::Pid},
        {"mpid", K::MasterPid}, {"in_literal", K::InLiteral}, {"subject", K::Subject}, {"item_size", K::ItemSize},
        {"SizeInBytes", K::ItemSize}, {"item_id", K::ItemId}, {"item_ids", K::ItemId}, {"uid_set", K::UidSet},
        {"forwarded_for", K::ForwardedFor}, {"real_ip", K::RealIp}, {"cafe_req_id", K::RequestId}, {"request_id", K::RequestId},
        {"entry_id", K::EntryId}, {"product", K::Product}, {"operation", K::Operation},
        {"parameters", K::Parameters}, {"logon_user_sid", K::LogonSid}, {"mailbox_owner_sid", K::OwnerSid},
        {"mailbox_guid", K::MailboxGuid}, {"status", K::Status}, {"http_status", K::Status},
        {"app_id", K::AppId}, {"device_id", K::DeviceId}, {"unique_token_id", K::TokenId}, {"authentication_requirement", K::Factors}, {"latitude", K::Latitude},
        {"longitude", K::Longitude}, {"country", K::Country}, {"op", K::WindowsOp}};
    const auto it = kKeys.find(name);
    return it == kKeys.end() ? std::nullopt : std::optional(it->second);
}

void readFields(Input& input, const Fields& f, Ev& e) {
    auto& sym = input.symbols;
    readForwarded(input, f, e);
    learnIdentity(input, f[K::LogonSid], e.account);
    if (e.route == Route::M365 || e.mailbox != e.account) {  // the record itself says whose mailbox it was
        learnIdentity(input, f[K::OwnerSid], e.mailbox);
        learnIdentity(input, f[K::MailboxGuid], e.mailbox);
    }
    e.connection = sym.intern(f[K::Connection]);
    e.pid = small(f.first(K::Pid, K::MasterPid));
    if (const std::int64_t status = number(f[K::Status]); status >= 0 && status <= INT16_MAX) e.status = static_cast<std::int16_t>(status);
    e.client = sym.intern(f.first(K::Throttled, K::State));
    if (e.action == Action::Logout || e.action == Action::Disconnect) e.counters = readCounters(input, f);
    if (e.browser() || e.action == Action::ClientId) e.web = readWeb(input, f);
    if (isExchange(e.route)) e.request = sym.intern(asciiLower(f[K::RequestId]));
    if (e.browser()) e.method = sym.intern(f[K::Method]);
    if (e.route == Route::M365) readCloud(input, f, e);
    if (e.action == Action::Admin) e.tampering = tamperingOf(f);
}

void enrichFields(Input& input, const Fields& f, Ev& e) {
    auto& sym = input.symbols;
    e.target = e.action == Action::Copy || e.action == Action::Move
                   ? sym.intern(f.first(K::CopiedFrom, K::DestFolder))
                   : sym.intern(asciiLower(f.first(K::Target, K::To, K::Recipient)));
    e.relay = sym.intern(f[K::Relay]);
    e.detail = sym.intern(f.first(K::AccessType, K::Flags, K::QueueId, K::Reason));
    if (e.route == Route::Webmail && !f[K::ItemId].empty()) e.detail = sym.intern(f[K::ItemId]);
    if (e.route == Route::Webmail && (e.action == Action::List || e.action == Action::Search)) e.detail = sym.intern(f[K::Product]);
    if (e.route == Route::Webmail && e.action == Action::Export && !e.detail) e.detail = sym.intern(f[K::Product]);
    if (e.action == Action::Fetch) {  // protocol traces: what was asked for or served, and by which side
        e.detail = sym.intern(f[K::Content]);
        e.client = sym.intern(f[K::Direction]);
        e.target = sym.intern(asciiLower(f[K::Args]));
        if (!e.uid) e.relay = sym.intern(f[K::UidSet]);
    }
    if (e.route == Route::M365 && e.action == Action::Login) e.part = sym.intern(deviceId(f[K::DeviceId]));
    if (e.route == Route::M365 && e.action == Action::Delete) e.target = sym.intern(f[K::DestFolder]);
    if ((e.route == Route::M365 || e.route == Route::Admin) && (e.action == Action::Export || e.action == Action::Search)) {
        e.detail = sym.intern(f[K::Operation]);
        e.target = sym.intern(asciiLower(f[K::Parameters]));
    }
    if (isExchange(e.route)) {
        e.detail = sym.intern(globalIdentifier(f[K::EntryId]));
        const auto known = input.identities.find(sym.find(asciiLower(f[K::MailboxGuid])));  // the id says whose item it is
        if (known != input.identities.end() && known->second) e.mailbox = known->second;
    }
    e.doubtful = !f[K::InLiteral].empty();
    if (e.messageId) e.subject = sym.intern(f[K::Subject]);
    e.size = number(f.first(K::Size, K::ItemSize));
    e.rich = true;
}

}  // namespace sillage::tracing

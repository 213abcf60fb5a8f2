// T01, T02, T05: MailItemsAccessed of Microsoft 365. A Bind names the message, not how much of it; a Sync names the
// folder; a record stands for two minutes around its time. (T03, records left out, is in coverage_holes.cpp.)
#include <map>
#include <set>

#include "base/text.h"
#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

constexpr std::int64_t kAggregate = 2 * kMinute;
constexpr std::int64_t kShortestSync = 3 * kDay;
constexpr std::uint64_t kFastest = 12'500'000;  ///< octets a second that a client may plausibly have taken (100 Mbit/s)

/// Fetches by the service itself are no touches by themselves (T01).
bool service(const Input& input, const Ev& e) {
    const std::string_view agent = input.view(e.agent);
    if (agent.find("RESTSystem") != std::string_view::npos) return true;
    if (input.view(e.ip) == "::1") return true;
    return agent.find("ViaProxy") != std::string_view::npos && !e.session;
}

std::string folderText(const Input& input, const Ev& e) {
    std::string f = input.text(e.folder);
    while (!f.empty() && (f.front() == '\\' || f.front() == '/')) f.erase(0, 1);
    for (auto& ch : f)
        if (ch == '\\') ch = '/';
    return f;
}

bool kind(const Input& input, const Ev& e, std::string_view what) {
    return iequals(input.view(e.detail), what);
}

Candidate base(const Ev& e, std::uint32_t index, std::uint32_t item, const char* rule) {
    Candidate t;
    t.item = item;
    t.session = e.session_;
    t.first = e.utc - kAggregate;
    t.last = e.utcTo + kAggregate;
    t.rule = rule;
    t.events.push_back(index);
    return t;
}

/// Clients that take a message with all its parts whenever they access it.
bool fetchesWhole(const Input& input, const Ev& e) {
    const std::string_view agent = input.view(e.agent);
    return agent.find("MSExchangeRPC") != std::string_view::npos || agent.find("Protocol=POP3") != std::string_view::npos;
}

/// Received within the shortest window that a mail program keeps, its edge included.
bool recent(const Item& item, const Ev& e) { return item.internalDate && item.internalDate >= e.utc - kShortestSync; }

/// Attachments: no Bind names one.
void files(RuleContext& c, const Candidate& message) {
    const auto parts = c.input.partsOf(c.input.items[message.item]);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        if (!parts[p].file()) continue;
        Candidate file = message;
        file.part = static_cast<std::int32_t>(p);
        file.depth = Depth::Attachment;
        file.against.push_back(phrase("no record names the attachment: the message's own access is all there is"));
        c.out.push_back(std::move(file));
    }
}

void bind(RuleContext& c, std::uint32_t i) {
    const Ev& e = c.input.events[i];
    if (!e.messageId) return;
    const Sym mailbox = c.mailboxOf(e.mailbox);
    auto found = c.folders.byMessageId(mailbox, e.messageId, folderText(c.input, e), e.utc, kAggregate);
    if (found.items.empty()) {
        found.items.push_back(c.folders.ghost(mailbox, folderText(c.input, e), 0, e.messageId, e.subject, e.utc));
        found.identity = Axis::Top;
        found.why = phrase("named by its Message-ID; no exhibit holds it");
    }
    Candidate t = base(e, i, found.items[0], "T01@1");
    t.identity = found.identity;
    t.depth = Depth::Header;
    t.delivery = Axis::Top;
    t.why.push_back(phrase("T01@1: a Bind names this message: the server accessed it for that client context"));
    t.why.push_back(phrase("T05@1: the record stands for two minutes around its time; repeats within an hour are not written"));
    t.why.push_back(phrase("identity: %1", said(found.why)));
    c.out.push_back(t);
    t.depth = Depth::Body;
    const bool whole = fetchesWhole(c.input, e);
    t.delivery = whole ? Axis::Probable : Axis::Possible;
    t.why.push_back(phrase("T01@1: how much of it was delivered, from header to body, is not on record"));
    if (whole) t.why.push_back(phrase("T01@1: this client fetches whole items"));
    c.out.push_back(t);
    files(c, t);
}

/// Octets of recent items are no more than the session, its two minutes on either side included, could carry.
bool couldCarry(const RuleContext& c, const Ev& e, const std::vector<std::uint32_t>& items) {
    const Visit& v = c.visit(e.session_);
    const std::int64_t seconds = (v.last - v.first + 2 * kAggregate) / kSecond;
    std::uint64_t octets = 0;
    for (const std::uint32_t i : items)
        if (recent(c.input.items[i], e)) octets += c.input.items[i].size;
    return octets / kFastest < static_cast<std::uint64_t>(std::max<std::int64_t>(1, seconds));
}

void sync(RuleContext& c, std::uint32_t i) {
    const Ev& e = c.input.events[i];
    const Sym mailbox = c.mailboxOf(e.mailbox);
    const Sym folder = c.folders.folderName(mailbox, folderText(c.input, e));
    auto present = c.folders.presentDuring(mailbox, folder, e.utc, e.utcTo, kAggregate);
    std::map<std::uint32_t, std::uint32_t> movedOn;  // items that lay there until a record of their move
    const std::set<std::uint32_t> there(present.begin(), present.end());
    for (const auto& p : c.folders.passedDuring(mailbox, folder, e.utc, e.utcTo, kAggregate))
        if (!there.count(p.item) && movedOn.emplace(p.item, p.move).second) present.push_back(p.item);
    const bool carried = couldCarry(c, e, present);
    for (const std::uint32_t item : present) {
        Candidate t = base(e, i, item, "T02@2");
        t.depth = Depth::Whole;
        t.identity = Axis::Top;
        const bool inside = recent(c.input.items[item], e);
        t.delivery = inside && carried ? Axis::Probable : Axis::Possible;
        t.why.push_back(phrase("T02@2: a Sync of the folder that held it then; %1",
                               said(inside ? phrase("received within the shortest plausible sync window (3 days)")
                                           : phrase("older than the shortest plausible sync window (3 days)"))));
        if (const auto move = movedOn.find(item); move != movedOn.end()) {
            t.why.push_back(phrase("it lay in that folder until it was moved: a record names both folders"));
            t.events.push_back(move->second);
        }
        if (inside && !carried) t.against.push_back(phrase("the session was too short to carry all that the folder received in that window"));
        addWhole(c, t);
    }
}

template <typename Rule>
void each(RuleContext& c, std::string_view what, Rule rule) {
    for (const std::uint32_t i : c.sessions.relevant) {
        const Ev& e = c.input.events[i];
        if (e.route != Route::M365 || e.action == Action::Send || !c.holds(e.mailbox)) continue;
        const bool is = kind(c.input, e, what) || (e.action == Action::Sync && what == "Sync");
        if (is && !service(c.input, e)) rule(c, i);
    }
}

}  // namespace

void ruleT01Bind(RuleContext& c) { each(c, "Bind", bind); }
void ruleT02Sync(RuleContext& c) { each(c, "Sync", sync); }

}  // namespace sillage::tracing

// Rows without an actor (T17, T20, T31): what stays undetermined, has no record, or is ruled out. Conservative: a
// route nobody records keeps everything undetermined until somebody says why it does not apply.
#include <algorithm>
#include <set>

#include "trace/coverage.h"
#include "trace/grade.h"

namespace sillage::tracing {
namespace {

struct MailboxState {
    std::size_t undecided = 0;
    std::int64_t lastAttributed = kBeginning;  ///< end of the last session of any actor
    std::vector<std::string> undecidedIds;
};

/// T12: a session whose counters say that no body was served delivered no content, whoever it was.
bool servedNothing(const Input& input, const Visit& v) {
    if (v.trace) return true;  // a second record of another session
    if (v.route != Route::Imap || v.counters < 0) return false;
    const Counters& k = input.counters[static_cast<std::size_t>(v.counters)];
    return k.known() && k.bodyCount == 0;
}

std::unordered_map<Sym, MailboxState> states(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf) {
    std::unordered_map<Sym, MailboxState> out;
    for (const Visit& v : sessions.visits) {
        if (!v.account || v.route == Route::Lmtp || v.route == Route::Smtp) continue;
        MailboxState& s = out[mailboxOf(v.account)];
        if (v.row.attribution != Axis::None) s.lastAttributed = std::max(s.lastAttributed, v.last);
        if (v.row.status != kUndecided || servedNothing(input, v)) continue;
        ++s.undecided;
        if (s.undecidedIds.size() < 3) s.undecidedIds.push_back(v.row.id);
    }
    return out;
}

bool standingRoute(const Input& input, const MailboxOf& mailboxOf, Sym mailbox) {
    return std::any_of(input.events.begin(), input.events.end(), [&](const Ev& e) {
        return (e.action == Action::Redirect || e.action == Action::Rule || e.action == Action::Permission) && mailboxOf(e.mailbox) == mailbox;
    });
}

class Filler {
public:
    Filler(const Input& input, const MailboxOf& mailboxOf, const CoverageView& coverage, std::unordered_map<Sym, MailboxState> states)
        : input_(input), mailboxOf_(mailboxOf), coverage_(coverage), states_(std::move(states)) {}

    Touch row(const Item& item) {
        Touch t;
        fillItem(input_, item, -1, t);
        t.depth = Depth::Whole;
        t.id = touchId(item, "", t.depth, "");
        const auto statement = coverage_.statements.find(item.mailbox);
        t.coverage = statement != coverage_.statements.end() ? statement->second : coverage_.statements.at(0);
        decide(item, t);
        return t;
    }

private:
    void decide(const Item& item, Touch& t) {
        const MailboxState& s = states_[item.mailbox];
        t.grade = Grade::Undetermined;
        if (input_.indicators.empty()) {
            t.why.push_back("nothing is attributed to anybody yet");
        } else if (s.undecided) {
            t.rules.push_back("T20@1");
            std::string ids;
            for (const auto& id : s.undecidedIds) ids += (ids.empty() ? "" : ", ") + id;
            t.why.push_back("T20@1: " + std::to_string(s.undecided) + " sessions on this mailbox are undecided (" + ids + (s.undecided > s.undecidedIds.size() ? " …" : "") + ")");
        } else if (!coverage_.openRoutes.empty()) {
            t.rules.push_back("T31@1");
            t.why.push_back("T31@1: no attributed session reached it, but routes without a recorder are open: " + open());
        } else if (ruledOut(item, s)) {
            t.grade = Grade::RuledOut;
            t.rules.push_back("T17@1");
            t.why.push_back("T17@1: it arrived after the last session of the actor on this mailbox, no standing rule served him, and every session is decided");
        } else {
            t.grade = Grade::NoRecord;
            t.rules.push_back("T31@1");
            t.why.push_back("T31@1: every route is covered or not applicable and no attributed session reached it; sessions of the holder rest on the case's assumption (T20)");
        }
    }

    bool ruledOut(const Item& item, const MailboxState& s) {
        if (!item.internalDate || s.lastAttributed == kBeginning || item.internalDate <= s.lastAttributed + kMinute) return false;
        auto [it, fresh] = standing_.emplace(item.mailbox, false);
        if (fresh) it->second = standingRoute(input_, mailboxOf_, item.mailbox);
        return !it->second;
    }

    [[nodiscard]] std::string open() const {
        std::string text;
        for (const auto& r : coverage_.openRoutes) text += (text.empty() ? "" : ", ") + r;
        return text;
    }

    const Input& input_;
    const MailboxOf& mailboxOf_;
    const CoverageView& coverage_;
    std::unordered_map<Sym, MailboxState> states_;
    std::unordered_map<Sym, bool> standing_;
};

}  // namespace

void addRowsWithoutActor(const Input& input, const Sessions& sessions, const MailboxOf& mailboxOf, const CoverageView& coverage, std::vector<Touch>& rows) {
    std::set<std::int64_t> touched;
    std::set<std::string> ghosts;
    for (const Touch& t : rows)
        if (isContent(t.depth) && !t.isAttachment) {
            if (t.placement) touched.insert(t.placement);
            else ghosts.insert(t.mailbox + '\x1f' + t.folder + '\x1f' + std::to_string(t.uid) + '\x1f' + t.messageId);
        }
    Filler filler(input, mailboxOf, coverage, states(input, sessions, mailboxOf));
    for (const Item& item : input.items) {
        const bool done = item.stored() ? touched.count(item.placement) != 0
                                        : ghosts.count(input.text(item.mailbox) + '\x1f' + input.text(item.folder) + '\x1f' + std::to_string(item.uid) + '\x1f' + input.text(item.messageId)) != 0;
        if (!done) rows.push_back(filler.row(item));
    }
}

}  // namespace sillage::tracing

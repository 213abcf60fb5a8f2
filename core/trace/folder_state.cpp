// Which items lay in which folder at a given time (see folder_state.h).
#include "trace/folder_state.h"

#include <algorithm>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage::tracing {
bool namesUid(const Ev& e) {
    if (e.route == Route::M365 && (e.action == Action::Move || e.action == Action::Delete)) return e.mailbox != 0 && e.outcome != Outcome::Failure;
    switch (e.action) {
        case Action::Save: case Action::Copy: case Action::Delete: case Action::Undelete: case Action::Expunge:
        case Action::Flag: case Action::Deliver:
            return e.uid != 0 && e.mailbox != 0 && e.status < 0 && e.outcome != Outcome::Failure && e.route != Route::Webmail;
        default: return false;
    }
}

FolderState::FolderState(Input& input, const MailboxOf& mailboxOf) : input_(input) {
    for (const auto& f : input.facts)
        if (f.fact.key == "namespace-separator") dotSeparator_ = f.fact.value == ".";
    for (std::uint32_t i = 0; i < input.items.size(); ++i) index(i);
    for (std::uint32_t i = 0; i < input.events.size(); ++i)
        if (namesUid(input.events[i])) apply(i, mailboxOf(input.events[i].mailbox));
    settleFolders();
}

FolderState::FolderState(Input& input, const MailboxOf& mailboxOf, std::unordered_set<Sym> held,
                         std::span<const std::uint32_t> effects, std::int64_t firstEffect)
    : input_(input), held_(std::move(held)), all_(false), firstEffect_(firstEffect) {
    for (const auto& f : input.facts)
        if (f.fact.key == "namespace-separator") dotSeparator_ = f.fact.value == ".";
    for (std::uint32_t i = 0; i < input.items.size(); ++i) index(i);
    for (const std::uint32_t e : effects) apply(e, mailboxOf(input.events[e].mailbox));
    settleFolders();
}

void FolderState::settleFolders() {
    for (auto& [mailbox, box] : boxes_) {
        traceMoves(box, mailbox);
        for (auto& [name, folder] : box.folders)
            std::sort(folder.items.begin(), folder.items.end(), [&](std::uint32_t a, std::uint32_t b) {
                return input_.items[a].uid != input_.items[b].uid ? input_.items[a].uid < input_.items[b].uid : a < b;
            });
    }
}

void FolderState::index(std::uint32_t i) {
    const Item& item = input_.items[i];
    Box& box = boxes_[item.mailbox];
    Folder& folder = box.folders[item.folder];
    folder.items.push_back(i);
    if (item.uid) folder.byUid[item.uid].push_back(i);
    if (item.uid && item.uidValidity) folder.validities.insert(item.uidValidity);
    if (item.messageId) box.byMessageId[item.messageId].push_back(i);
    if (item.sourceKey) box.bySourceKey[item.sourceKey].push_back(i);
}

Sym FolderState::folderName(Sym mailbox, std::string_view folder) const {
    auto& symbols = input_.symbols;
    const auto box = boxes_.find(mailbox);
    const auto known = [&](const std::string& name) {
        const Sym s = symbols.find(name);
        return s && box != boxes_.end() && box->second.folders.count(s) ? s : Sym{0};
    };
    std::string name(folder);
    if (const Sym s = known(name)) return s;
    for (const char* prefix : {"INBOX.", "INBOX/"})
        if (name.rfind(prefix, 0) == 0)
            if (const Sym s = known(name.substr(6))) return s;
    std::string slashed = name;
    std::replace(slashed.begin(), slashed.end(), '.', '/');
    if (const Sym s = known(slashed)) return s;
    if (slashed.rfind("INBOX/", 0) == 0)
        if (const Sym s = known(slashed.substr(6))) return s;
    return symbols.intern(dotSeparator_ && name.find('/') == std::string::npos ? slashed : name);
}

/// The item's uid was a number of the folder at that time. A UIDVALIDITY that is a time (RFC 9051 2.3.1.1: it only grows, and
/// servers take the clock) numbers nothing before it, and ends what an earlier one numbered.
bool FolderState::numbered(const Folder& folder, std::uint32_t i, std::int64_t at) const {
    constexpr std::uint32_t kTimes = 1'000'000'000;  // smaller ones count something else
    const Item& item = input_.items[i];
    const auto begins = [](std::uint32_t validity) { return std::int64_t{validity} * kSecond; };
    if (item.uidValidity >= kTimes && begins(item.uidValidity) > at + kMinute) return false;
    std::uint32_t inForce = 0;
    for (const std::uint32_t v : folder.validities)
        if (v >= kTimes && begins(v) <= at) inForce = v;
    if (!inForce) return true;
    if (item.uidValidity) return item.uidValidity >= inForce || item.uidValidity < kTimes;
    if (item.stored()) return true;
    std::int64_t named = kBeginning;
    if (const auto proof = proof_.find(i); proof != proof_.end())
        for (const std::uint32_t e : proof->second) named = std::max(named, input_.events[e].utc);
    return named == kBeginning || named >= begins(inForce);
}

std::vector<std::uint32_t> FolderState::numbers(Sym mailbox, Sym folder, std::int64_t at) const {
    std::vector<std::uint32_t> out;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return out;
    const auto f = box->second.folders.find(folder);
    if (f == box->second.folders.end()) return out;
    std::uint32_t end = UINT32_MAX;
    for (const std::uint32_t i : f->second.items) {
        const Item& item = input_.items[i];
        if (!item.uid) continue;
        out.push_back(item.uid);
        if (item.present > at) end = std::min(end, item.uid);
    }
    if (!std::is_sorted(out.begin(), out.end())) std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    if (end == UINT32_MAX) end = out.empty() ? 0 : out.back() + 1;
    out.erase(std::lower_bound(out.begin(), out.end(), end), out.end());
    out.push_back(end);
    return out;
}

std::uint32_t FolderState::ghost(Sym mailbox, std::string_view folder, std::uint32_t uid, Sym messageId, Sym subject, std::int64_t at) {
    const Sym name = folderName(mailbox, folder);
    if (const auto box = boxes_.find(mailbox); box != boxes_.end())
        if (const auto f = box->second.folders.find(name); f != box->second.folders.end()) {
            if (const auto it = f->second.byUid.find(uid); uid && it != f->second.byUid.end())
                for (const std::uint32_t i : it->second)
                    if (numbered(f->second, i, at) && (!messageId || !input_.items[i].messageId || input_.items[i].messageId == messageId)) return i;
        }
    if (const auto box = boxes_.find(mailbox); box != boxes_.end() && !uid && messageId)
        if (const auto known = box->second.byMessageId.find(messageId); known != box->second.byMessageId.end()) {
            std::uint32_t best = kNone;
            for (const std::uint32_t i : known->second)
                if (input_.items[i].folder == name && (best == kNone || input_.items[i].uid < input_.items[best].uid)) best = i;
            if (best != kNone) return best;
        }
    Item g;
    g.mailbox = mailbox;
    g.folder = name;
    g.uid = uid;
    g.messageId = messageId;
    g.subject = subject;
    g.key = input_.symbols.intern("ghost\t" + input_.text(mailbox) + '\t' + input_.text(name) + '\t' +
                                  std::to_string(uid) + '\t' + input_.text(messageId));
    inherit(g, mailbox);
    const auto i = static_cast<std::uint32_t>(input_.items.size());
    input_.items.push_back(g);
    index(i);
    return i;
}

/// A copy inside the mailbox has the same octets: what the store knows of it holds for the ghost too.
void FolderState::inherit(Item& ghost, Sym mailbox) const {
    const auto box = boxes_.find(mailbox);
    if (!ghost.messageId || box == boxes_.end()) return;
    const auto it = box->second.byMessageId.find(ghost.messageId);
    if (it == box->second.byMessageId.end()) return;
    const Item* twin = nullptr;
    for (const std::uint32_t i : it->second) {
        const Item& other = input_.items[i];
        if (!other.stored()) continue;
        if (twin && twin->sha256 != other.sha256) return;  // two different messages bear that id
        twin = &other;
    }
    if (!twin) return;
    ghost.partsBegin = twin->partsBegin;
    ghost.partsCount = twin->partsCount;
    ghost.wireSize = twin->wireSize;
    ghost.headerWireSize = twin->headerWireSize;
    if (!ghost.subject) ghost.subject = twin->subject;
    ghost.from = twin->from;
}

std::uint32_t FolderState::settle(const Ev& e, Sym mailbox, std::uint32_t event) {
    const std::uint32_t i = ghost(mailbox, input_.text(e.folder), e.uid, e.messageId, e.subject, e.utc);
    Item& item = input_.items[i];
    if (e.size > 0) item.loggedSize = static_cast<std::uint64_t>(e.size);
    if (!item.messageId && e.messageId) {
        item.messageId = e.messageId;
        boxes_[mailbox].byMessageId[e.messageId].push_back(i);
        if (!item.stored()) inherit(item, mailbox);
    }
    proof_[i].push_back(event);
    return i;
}

/// Microsoft 365 names a message that was moved by its Message-ID and both folders: from where it lies now, back to where it came
/// from. Where it lies it was not before that, and where it came from it was until then.
void FolderState::traceMoves(Box& box, Sym mailbox) {
    for (const auto& [messageId, moves] : box.moves) {
        const auto known = box.byMessageId.find(messageId);
        if (known == box.byMessageId.end()) continue;
        for (const std::uint32_t i : known->second) {
            Item& item = input_.items[i];
            if (item.sureFrom) continue;
            const std::int64_t arrived = item.present;
            std::vector<Passage> passages;
            Sym at = item.folder;
            for (auto m = moves.rbegin(); m != moves.rend(); ++m) {
                const Ev& e = input_.events[*m];
                const Sym from = folderName(mailbox, input_.text(e.folder)), to = folderName(mailbox, input_.text(e.target));
                if (to != at || from == to) continue;
                if (passages.empty()) item.present = std::max(item.present, e.utc), item.sureFrom = true;
                else passages.back().from = e.utc;
                passages.push_back({i, *m, from, arrived < e.utc ? arrived : kBeginning, e.utc});
                at = from;
            }
            for (const Passage& p : passages) box.folders[p.folder].passed.push_back(p);
            if (!passages.empty()) box.passages.emplace(i, std::move(passages));
        }
    }
}

void FolderState::apply(std::uint32_t event, Sym mailbox) {
    const Ev& e = input_.events[event];
    if (e.route == Route::M365) {
        if (e.messageId && e.target)
            if (const auto box = boxes_.find(mailbox); box != boxes_.end()) box->second.moves[e.messageId].push_back(event);
        return;
    }
    if (e.utc && e.action != Action::Flag) firstEffect_ = std::min(firstEffect_, e.utc);
    const std::uint32_t i = settle(e, mailbox, event);
    Item& item = input_.items[i];
    switch (e.action) {
        case Action::Save: case Action::Copy: case Action::Deliver:
            if (!item.sureFrom || e.utc < item.present) item.present = e.utc;
            item.sureFrom = true;
            break;
        case Action::Expunge:
            item.gone = e.utc;
            break;
        default: break;
    }
}

FolderState::Found FolderState::byUid(Sym mailbox, std::string_view folder, std::uint32_t uid, std::int64_t at) const {
    Found found;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return found;
    const auto f = box->second.folders.find(folderName(mailbox, folder));
    if (f == box->second.folders.end()) return found;
    const auto it = f->second.byUid.find(uid);
    if (it == f->second.byUid.end()) return found;
    for (const std::uint32_t i : it->second) {
        if (numbered(f->second, i, at)) found.items.push_back(i);
    }
    if (found.items.empty()) return found;
    const Item& best = input_.items[found.items[0]];
    const auto proof = proof_.find(found.items[0]);
    const bool logged = proof != proof_.end() && best.messageId;
    if (proof != proof_.end()) found.events.assign(proof->second.begin(), proof->second.begin() +
        static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, proof->second.size())));
    if (found.items.size() == 1 && (logged || (best.stored() && best.uidValidity))) {
        found.identity = Axis::Top;
        found.why = logged ? phrase("the server's own log ties this uid to this Message-ID")
                           : phrase("exactly one message has this uid under the folder's UIDVALIDITY %1",
                                    best.uidValidity);
    } else if (found.items.size() == 1) {
        found.identity = Axis::Probable;
        found.why = best.stored() ? phrase("one message has this uid, but the folder's UIDVALIDITY is not known")
                                  : phrase("no store or log line says which message this uid was");
    } else {
        found.identity = Axis::Possible;
        found.why = phrase("%1 messages have borne this uid in the exhibits", found.items.size());
    }
    return found;
}

FolderState::Found FolderState::byMessageId(Sym mailbox, Sym messageId, std::string_view folder,
                                            std::int64_t at, std::int64_t slack) const {
    Found found;
    const auto box = boxes_.find(mailbox);
    if (!messageId || box == boxes_.end()) return found;
    const auto it = box->second.byMessageId.find(messageId);
    if (it == box->second.byMessageId.end()) return found;
    const Sym name = folder.empty() ? 0 : folderName(mailbox, folder);
    std::vector<std::uint32_t> here, elsewhere;
    const auto passed = [&](std::uint32_t i) { return name && passedAt(box->second, i, name, at, slack); };
    const auto then = [&](std::uint32_t i) { return input_.items[i].at(at, slack) || passed(i); };
    for (const std::uint32_t i : it->second) (!name || input_.items[i].folder == name || passed(i) ? here : elsewhere).push_back(i);
    std::stable_sort(here.begin(), here.end(), [&](std::uint32_t a, std::uint32_t b) { return then(a) > then(b); });
    found.items = here.empty() ? elsewhere : here;
    const auto presentThen = std::count_if(found.items.begin(), found.items.end(), then);
    if (!here.empty() && (here.size() == 1 || (name == 0 && presentThen == 1) || presentThen == 1)) {
        found.identity = Axis::Top;
        found.why = phrase("exactly one message of this mailbox bears this Message-ID there");
    } else if (found.items.size() == 1) {
        found.identity = Axis::Probable;
        found.why = phrase("the Message-ID has one candidate, in another folder");
    } else {
        found.identity = Axis::Possible;
        found.why = phrase("%1 messages bear this Message-ID", found.items.size());
    }
    return found;
}

FolderState::Found FolderState::byStoreKey(Sym mailbox, Sym sourceKey) {
    Found found;
    auto& known = boxes_[mailbox].bySourceKey[sourceKey];
    if (known.empty()) {
        Item g;
        g.mailbox = mailbox;
        g.sourceKey = sourceKey;
        g.key = input_.symbols.intern("ghost\t" + input_.text(mailbox) + "\tid\t" + input_.text(sourceKey));
        known.push_back(static_cast<std::uint32_t>(input_.items.size()));
        boxes_[mailbox].folders[0].items.push_back(known[0]);
        input_.items.push_back(g);
    }
    found.items = known;
    const bool stored = input_.items[known[0]].stored();
    const bool one = known.size() == 1 || std::all_of(known.begin(), known.end(), [&](std::uint32_t i) {
        return input_.items[i].sha256 == input_.items[known[0]].sha256;
    });
    found.identity = one ? Axis::Top : Axis::Possible;
    found.why = !stored ? phrase("named by Exchange's id; no exhibit holds it")
                : one   ? phrase("Exchange's id is the item's own (PidTagSourceKey)")
                        : phrase("%1 items of the exhibits bear this id", known.size());
    return found;
}

std::vector<std::uint32_t> FolderState::presentDuring(Sym mailbox, Sym folder, std::int64_t first, std::int64_t last,
                                                      std::int64_t slack) const {
    std::vector<std::uint32_t> out;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return out;
    const auto f = box->second.folders.find(folder);
    if (f == box->second.folders.end()) return out;
    for (const std::uint32_t i : f->second.items)
        if (input_.items[i].during(first, last, slack)) out.push_back(i);
    return out;
}

std::vector<FolderState::Passage> FolderState::passedDuring(Sym mailbox, Sym folder, std::int64_t first, std::int64_t last, std::int64_t slack) const {
    std::vector<Passage> out;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return out;
    const auto f = box->second.folders.find(folder);
    if (f == box->second.folders.end()) return out;
    for (const Passage& p : f->second.passed)
        if (p.during(first, last, slack)) out.push_back(p);
    return out;
}

bool FolderState::passedAt(const Box& box, std::uint32_t item, Sym folder, std::int64_t at, std::int64_t slack) {
    const auto of = box.passages.find(item);
    return of != box.passages.end() && std::any_of(of->second.begin(), of->second.end(), [&](const Passage& p) { return p.folder == folder && p.during(at, at, slack); });
}

std::vector<Sym> FolderState::folders(Sym mailbox) const {
    std::vector<Sym> out;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return out;
    for (const auto& [name, folder] : box->second.folders) out.push_back(name);
    std::sort(out.begin(), out.end(), [&](Sym a, Sym b) { return input_.view(a) < input_.view(b); });
    return out;
}

std::vector<std::uint32_t> FolderState::mailboxItems(Sym mailbox) const {
    std::vector<std::uint32_t> out;
    const auto box = boxes_.find(mailbox);
    if (box == boxes_.end()) return out;
    for (const auto& [name, folder] : box->second.folders)
        out.insert(out.end(), folder.items.begin(), folder.items.end());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace sillage::tracing

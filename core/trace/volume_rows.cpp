#include "trace/volume_rows.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/phrase.h"
#include "base/text.h"
#include "store/exposure_rows.h"
#include "store/session_table.h"

namespace sillage::tracing {
namespace {

/// Accounts of sessions under the names of the mailboxes.
class MailboxNames {
public:
    explicit MailboxNames(CaseStore& store) {
        std::unordered_map<std::string, std::string> byLocal;
        for (const Mailbox& m : store.mailboxes()) {
            const std::string name = asciiLower(m.name), local = name.substr(0, name.find('@'));
            names_[name] = name;
            const auto [it, fresh] = byLocal.emplace(local, name);
            if (!fresh && it->second != name) it->second.clear();
        }
        for (const auto& [local, name] : byLocal)
            if (!name.empty()) names_.emplace(local, name);
        for (const auto& [account, mailbox] : store.aliases()) names_[asciiLower(account)] = asciiLower(mailbox);
    }
    /// "" where no store is that account's.
    [[nodiscard]] std::string of(const std::string& account) const {
        const auto it = names_.find(asciiLower(account));
        return it == names_.end() ? std::string() : it->second;
    }

private:
    std::unordered_map<std::string, std::string> names_;
};

void count(ItemRange& items, const TouchCount& c) {
    switch (c.grade) {
        case Grade::Recorded: items.floor += c.rows; break;
        case Grade::Probable: items.probable += c.rows; break;
        case Grade::Possible: items.possible += c.rows; break;
        case Grade::Undetermined: items.undetermined += c.rows; break;
        case Grade::NoRecord: items.noRecord += c.rows; break;
        case Grade::RuledOut: items.ruledOut += c.rows; break;
    }
    if (c.grade > Grade::NoRecord) items.ceiling += c.rows;
    if (c.held) items.held += c.rows;
}

/// A message has one row of its content, or one without an actor.
bool countsOnce(const TouchCount& c) { return !c.attachment && (c.content || c.actor.empty()); }

void add(ItemRange& into, const ItemRange& from) {
    into.floor += from.floor;
    into.ceiling += from.ceiling;
    into.probable += from.probable;
    into.possible += from.possible;
    into.undetermined += from.undetermined;
    into.noRecord += from.noRecord;
    into.ruledOut += from.ruledOut;
    into.held += from.held;
}

class Rows {
public:
    Rows(CaseStore& store, const Volume& volume) : store_(store), volume_(volume), names_(store), touches_(countTouches(store)) {}

    std::vector<ExposureRow> run(bool undecided) {
        countItems();
        total();
        actors();
        channels();
        accounts();
        withSessions(store_, [&](SessionTable& table) {
            for (const VolumeSession& s : volume_.attributed) session(table, s);
            if (undecided)
                for (const VolumeSession& s : volume_.undecided) session(table, s);
        });
        for (const VolumeAddress& a : volume_.addresses) address(a);
        return std::move(rows_);
    }

private:
    void countItems() {
        for (const TouchCount& c : touches_) {
            if (c.destination == Destination::ThirdParty && c.grade > Grade::RuledOut && !c.actor.empty() && !c.attachment) sentOn(c);
            if (!countsOnce(c)) continue;
            count(byMailbox_[asciiLower(c.mailbox)], c);
            count(all_, c);
            if (!c.actor.empty()) count(byActor_[c.actor], c);
            else count(withoutActor_, c);
        }
    }

    /// What a rule sent on, or the actor himself, left by no session that counts.
    void sentOn(const TouchCount& c) {
        const OctetRange range{c.grade == Grade::Recorded ? c.octets : 0, c.octets, bit(OctetCounter::ItemSizes), bit(OctetCounter::ItemSizes), 0};
        sentOn_.add(range);
        sentOnBy_[c.actor].add(range);
        sentOnOf_[asciiLower(c.mailbox)].add(range);
        sentOnItems_ += c.rows;
    }

    static ExposureRow row(const char* level, std::string name, const VolumeSums& sums) {
        ExposureRow r;
        r.level = level;
        r.name = std::move(name);
        r.sessions = sums.sessions;
        r.unbounded = sums.unbounded;
        r.octets = sums.octets;
        r.logged = sums.logged;
        r.first = sums.first;
        r.last = sums.last;
        if (sums.inner)
            r.why.push_back(sums.inner == 1 ? phrase("1 session of the mail server served a webmail's requests: what left is counted at the web server")
                                            : phrase("%1 sessions of the mail server served a webmail's requests: what left is counted at the web server", sums.inner));
        return r;
    }

    void push(ExposureRow&& r) {
        for (std::size_t u = 0; u < kUnbounded; ++u)
            if (r.octets.open >> u & 1) r.why.push_back(unboundedText(static_cast<Unbounded>(u)));
        rows_.push_back(std::move(r));
    }

    void total() {
        ExposureRow r = row("total", {}, volume_.total);
        r.octets.add(sentOn_);
        r.counted = true;
        r.items = all_;
        push(std::move(r));
    }

    void actors() {
        for (const auto& [actor, sums] : volume_.actors) {
            if (actor == "habitual") continue;
            ExposureRow r = row("actor", actor, sums);
            if (actor != "undecided") {
                r.octets.add(sentOnBy_[actor]);
                r.counted = true;
                r.items = byActor_[actor];
                add(r.items, withoutActor_);  // whatever has no actor may be his
            }
            push(std::move(r));
        }
        const auto habitual = volume_.actors.find("habitual");
        if (habitual == volume_.actors.end()) return;
        ExposureRow r = row("actor", "habitual", habitual->second);
        r.why.push_back(phrase("taken as the holders' under the case's assumption (T20): %1 octets are in no bound", habitual->second.logged));
        push(std::move(r));
    }

    void channels() {
        std::vector<ExposureRow> out;
        for (const auto& [name, sums] : volume_.channels) {
            out.push_back(row("channel", name, sums));
            out.back().channel = name;
        }
        if (sentOnItems_) {
            ExposureRow r;
            r.level = "channel";
            r.name = r.channel = "third-party";
            r.octets = sentOn_;
            r.logged = sentOn_.ceiling;
            r.why.push_back(sentOnItems_ == 1 ? phrase("1 message sent to a third party, by a rule or by the actor") : phrase("%1 messages sent to a third party, by a rule or by the actor", sentOnItems_));
            out.push_back(std::move(r));
        }
        ordered(out);
    }

    void accounts() {
        std::unordered_map<std::string, std::uint64_t> largest;  // mailbox → the most one session took; absent = not bounded
        std::vector<ExposureRow> out;
        for (const auto& [name, sums] : volume_.accounts) {
            if (!sums.sessions) continue;
            ExposureRow r = row("account", name, sums);
            r.account = name;
            const std::string mailbox = names_.of(name);
            if (const auto sent = sentOnOf_.find(mailbox); sent != sentOnOf_.end()) r.octets.add(sent->second);
            if (const auto items = byMailbox_.find(mailbox); !mailbox.empty() && items != byMailbox_.end()) {
                r.counted = true;
                r.items = items->second;
            }
            out.push_back(std::move(r));
        }
        exclude(out);
        ordered(out);
    }

    /// Items larger than all that left their mailbox: not one of its sessions can have been given the whole of it (T12).
    /// Only where every session is bounded and no web server may have sent it compressed.
    void exclude(std::vector<ExposureRow>& accounts) {
        constexpr OctetCounters kUncompressed = bit(OctetCounter::SessionOut) | bit(OctetCounter::Retrieved) | bit(OctetCounter::Answers);
        std::unordered_map<std::string, ExposureRow*> byMailbox;
        for (ExposureRow& r : accounts) {
            const bool bounded = r.octets.bounded() && (r.octets.ceilingFrom & ~kUncompressed) == 0 && r.counted;
            if (!bounded) continue;
            ExposureRow*& known = byMailbox[names_.of(r.account)];
            if (known) known->excluded = -1;  // two names of one mailbox: each saw a part
            known = known ? nullptr : &r;
            if (known) r.excluded = 0;
        }
        if (byMailbox.empty()) return;
        eachItemSize(store_, [&](const std::string& mailbox, std::uint64_t octets) {
            const auto it = byMailbox.find(asciiLower(mailbox));
            if (it != byMailbox.end() && it->second && octets > it->second->octets.ceiling) ++it->second->excluded;
        });
    }

    void ordered(std::vector<ExposureRow>& rows) {
        std::stable_sort(rows.begin(), rows.end(), [](const ExposureRow& a, const ExposureRow& b) {
            if (a.octets.floor != b.octets.floor) return a.octets.floor > b.octets.floor;
            if (a.octets.bounded() != b.octets.bounded()) return !a.octets.bounded();
            return a.octets.ceiling > b.octets.ceiling;
        });
        for (ExposureRow& r : rows) push(std::move(r));
    }

    void session(SessionTable& table, const VolumeSession& measured) {
        const Session s = table.session(measured.row);
        ExposureRow r;
        r.level = "session";
        r.name = s.id;
        r.actor = s.actor;
        r.attribution = attributionName(s.attribution);
        r.status = s.status;
        r.account = s.account;
        r.channel = s.protocol;
        r.clientIp = s.clientIp;
        r.first = s.first;
        r.last = s.last;
        r.sessions = 1;
        r.octets = measured.octets;
        r.unbounded = !measured.octets.bounded();
        r.logged = measured.octets.ceiling;
        push(std::move(r));
    }

    void address(const VolumeAddress& a) {
        ExposureRow r;
        r.level = "address";
        r.name = r.clientIp = a.address;
        r.actor = a.actor;
        r.attribution = attributionName(a.attribution);
        r.channel = "web";
        r.octets = a.octets;
        r.logged = a.octets.ceiling;
        r.why.push_back(a.requests == 1 ? phrase("1 web request outside any session") : phrase("%1 web requests outside any session", a.requests));
        push(std::move(r));
    }

    CaseStore& store_;
    const Volume& volume_;
    MailboxNames names_;
    std::vector<TouchCount> touches_;
    std::unordered_map<std::string, ItemRange> byMailbox_, byActor_;
    ItemRange all_, withoutActor_;
    OctetRange sentOn_;
    std::unordered_map<std::string, OctetRange> sentOnBy_, sentOnOf_;
    std::uint64_t sentOnItems_ = 0;
    std::vector<ExposureRow> rows_;
};

}  // namespace

std::vector<ExposureRow> exposureRows(CaseStore& store, const Volume& volume, bool undecidedSessions) {
    return Rows(store, volume).run(undecidedSessions);
}

ClaimGround groundOf(CaseStore& store, const Volume& volume, const std::vector<ExposureRow>& rows) {
    ClaimGround g;
    for (const ExposureRow& r : rows)
        if (r.level == "total") g.left = r.octets, g.unbounded = r.unbounded;
    for (const Coverage& c : store.coverage()) {
        if (c.kind == "route" && c.account.empty() && c.state == "not-covered") g.uncovered.push_back(c.route);
        if (c.kind == "hole" || c.kind == "off" || c.kind == "cleared" || c.kind == "damage") g.holes.push_back(c.detail);
    }
    const MailboxNames names(store);
    std::unordered_set<std::string> reached;
    for (const auto& [account, sums] : volume.accounts)
        if (sums.sessions) reached.insert(names.of(account));
    eachItemSize(store, [&](const std::string& mailbox, std::uint64_t octets) {
        if (!reached.count(asciiLower(mailbox))) return;
        ++g.items;
        g.octets += octets;
    });
    return g;
}

}  // namespace sillage::tracing

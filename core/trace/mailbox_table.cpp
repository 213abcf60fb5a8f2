// See mailbox_table.h.
#include "trace/mailbox_table.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace sillage::tracing {
namespace {

constexpr std::uint32_t kNumbers = std::uint32_t{1} << (63 - kTouchRankShift);

}  // namespace

std::optional<MailboxTable> MailboxTable::lay(const Input& input, const Groundwork& ground, const MailboxOf& mailboxOf, const MailboxTable* earlier) {
    MailboxTable table;
    std::vector<Sym> means(ground.names.size());
    const auto name = [&table](Sym mailbox) {
        if (mailbox && table.rank_.emplace(mailbox, kNone).second) table.list_.push_back({mailbox, 0, {}, {}});
    };
    for (const Sym m : input.mailboxes) name(m);
    for (std::uint32_t n = 0; n < ground.names.size(); ++n) name(means[n] = mailboxOf(ground.names[n]));
    std::sort(table.list_.begin(), table.list_.end(), [&](const Box& a, const Box& b) { return input.view(a.name) < input.view(b.name); });
    table.index();
    for (const Sym m : means) table.rankOfName_.push_back(table.rankOf(m));
    for (const auto& [mailbox, content] : input.contents)
        if (const std::uint32_t rank = table.rankOf(mailbox); rank != kNone) table.list_[rank].content = content;
    if (!table.giveNumbers(earlier)) return std::nullopt;
    table.index();
    return table;
}

/// Spread evenly; beside an earlier table, new ones evenly between those that had theirs.
bool MailboxTable::giveNumbers(const MailboxTable* earlier) {
    if (list_.size() + 1 >= kNumbers) throw Error("the evidence names more mailboxes than an answer can hold", "Split the evidence over several cases.");
    const auto numberOf = [&](std::size_t rank) {
        const std::uint32_t was = earlier ? earlier->rankOf(list_[rank].name) : kNone;
        return was == kNone ? 0 : earlier->number(was);
    };
    std::uint64_t low = 0;
    for (std::size_t at = 0; at < list_.size();) {
        std::size_t end = at;
        std::uint64_t high = kNumbers;
        for (; end < list_.size(); ++end)
            if (const std::uint32_t kept = numberOf(end)) {
                high = kept;
                break;
            }
        const std::uint64_t stride = (high - low) / (end - at + 1);
        if (end > at && !stride) return false;
        for (std::size_t i = at; i < end; ++i) list_[i].number = static_cast<std::uint32_t>(low + stride * (i - at + 1));
        if (end < list_.size()) list_[end].number = static_cast<std::uint32_t>(high);
        low = high;
        at = end + 1;
    }
    return true;
}

void MailboxTable::index() {
    for (std::uint32_t r = 0; r < list_.size(); ++r) rank_[list_[r].name] = r;
    namesBegin_.assign(list_.size() + 1, 0);
    for (const std::uint32_t r : rankOfName_)
        if (r != kNone) ++namesBegin_[r + 1];
    std::partial_sum(namesBegin_.begin(), namesBegin_.end(), namesBegin_.begin());
    names_.resize(namesBegin_.back());
    std::vector<std::uint32_t> next(namesBegin_.begin(), namesBegin_.end());
    for (std::uint32_t n = 0; n < rankOfName_.size(); ++n)
        if (const std::uint32_t r = rankOfName_[n]; r != kNone) names_[next[r]++] = n;
}

std::uint32_t MailboxTable::rankOf(Sym mailbox) const {
    const auto it = rank_.find(mailbox);
    return it == rank_.end() ? kNone : it->second;
}

std::span<const std::uint32_t> MailboxTable::namesOf(std::uint32_t rank) const {
    return {names_.data() + namesBegin_[rank], names_.data() + namesBegin_[rank + 1]};
}

std::uint32_t MailboxTable::rankOfNumber(std::int64_t number) const {
    const auto at = std::lower_bound(list_.begin(), list_.end(), number, [](const Box& b, std::int64_t n) { return b.number < n; });
    return at != list_.end() && at->number == number ? static_cast<std::uint32_t>(at - list_.begin()) : kNone;
}

TracedMailbox MailboxTable::traced(const Input& input, std::uint32_t rank) const {
    const Box& b = list_[rank];
    return {b.number, input.text(b.name), b.content.placements, b.content.digest, b.arrivals};
}

/// The number of each name's mailbox, four octets each, the lowest first; 0 = none.
std::string MailboxTable::names() const {
    std::string out;
    for (const std::uint32_t r : rankOfName_) {
        const std::uint32_t n = r == kNone ? 0 : list_[r].number;
        for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(n >> shift & 0xff));
    }
    return out;
}

MailboxTable MailboxTable::stored(Input& input, CaseStore& store) {
    MailboxTable table;
    for (TracedMailbox& m : store.tracedMailboxes())
        table.list_.push_back({input.symbols.intern(m.name), static_cast<std::uint32_t>(m.number), {m.placements, m.content}, std::move(m.arrivals)});
    table.index();
    return table;
}

std::optional<MailboxTable> MailboxTable::restore(Input& input, const Groundwork& ground, CaseStore& store, std::string_view names) {
    if (names.size() != ground.names.size() * 4) return std::nullopt;
    MailboxTable table = stored(input, store);
    for (std::size_t at = 0; at < names.size(); at += 4) {
        std::uint32_t n = 0;
        for (std::size_t i = 4; i-- > 0;) n = n << 8 | static_cast<unsigned char>(names[at + i]);
        const std::uint32_t rank = table.rankOfNumber(n);
        if (n && rank == kNone) return std::nullopt;
        table.rankOfName_.push_back(rank);
    }
    table.index();
    return table;
}

MailboxChange compare(const MailboxTable& before, const MailboxTable& after) {
    MailboxChange change;
    const auto none = [] { return std::span<const std::uint32_t>(); };
    for (std::uint32_t r = 0; r < after.size(); ++r) {
        const std::uint32_t was = before.rankOf(after.name(r));
        const auto meant = was == kNone ? none() : before.namesOf(was), means = after.namesOf(r);
        if (was == kNone || before.content(was) != after.content(r) || !std::equal(meant.begin(), meant.end(), means.begin(), means.end())) change.changed.push_back(r);
    }
    for (std::uint32_t r = 0; r < before.size(); ++r)
        if (after.rankOf(before.name(r)) == kNone) change.gone.push_back(before.number(r));
    const auto meaning = [](const MailboxTable& t, std::uint32_t n) { return t.rankOfName(n) == kNone ? Sym{0} : t.name(t.rankOfName(n)); };
    for (std::uint32_t n = 0; n < after.namesKnown(); ++n)
        if (meaning(before, n) != meaning(after, n)) change.names.push_back(n);
    return change;
}

}  // namespace sillage::tracing

// See touch_rows.h.
#include "trace/touch_rows.h"

#include "base/error.h"
#include "base/text.h"

namespace sillage::tracing {
namespace {

constexpr std::size_t kBatch = 512;     ///< rows handed over at once
constexpr std::int64_t kAhead = 1'024;  ///< rows that may stand before an item's own

}  // namespace

std::int64_t arrivalOf(std::int64_t internalDate) { return internalDate ? internalDate : kArrivalUnknown; }

bool ItemFilter::admits(const Placement& p) {
    if (p.parent || p.recovered) return false;
    std::string place = p.mailbox + '\t' + p.folder + '\t' + std::to_string(p.uid);
    if (place != place_) {
        seen_.clear();
        place_ = std::move(place);
    }
    return seen_.insert(p.sha256 + (p.uid ? "" : '\t' + p.key)).second;
}

TouchOrdinals::TouchOrdinals(std::uint32_t number, std::uint64_t items) : begin_(static_cast<std::int64_t>(number) << kTouchRankShift) {
    stride_ = std::int64_t{1} << kTouchRankShift;
    for (std::uint64_t places = 1; places < items + 2 && stride_ > 2; places *= 2) stride_ /= 2;
    ahead_ = std::min(kAhead, stride_ / 2);
}

std::int64_t TouchOrdinals::item() {
    next_ = ++place_ * stride_;
    return begin_ + next_ + ahead_;
}

std::int64_t TouchOrdinals::own() {
    next_ = std::max(next_, place_ * stride_ + ahead_ + 1);
    return begin_ + place_ * stride_ + ahead_;
}

std::int64_t TouchOrdinals::next() {
    if (next_ >= std::int64_t{1} << kTouchRankShift) throw Error("a mailbox has more rows than an answer can hold", "Split the evidence over several cases.");
    return begin_ + next_++;
}

std::optional<UntouchedItem> UntouchedItems::of(const Placement& p) {
    if (!filter_.admits(p)) return std::nullopt;
    UntouchedItem item;
    Touch& t = item.touch;
    t.placement = p.id;
    t.mailbox = mailbox_;
    t.folder = p.folder;
    t.messageId = trim(p.messageId);
    t.subject = p.subject;
    t.uid = p.uid;
    t.sha256 = p.sha256;
    t.size = static_cast<std::int64_t>(p.size);
    t.depth = Depth::Whole;
    t.id = touchId(p.key, "", t.depth, "");
    item.arrival = arrivalOf(p.internalDate);
    return item;
}

StoredRows::StoredRows(const MailboxTable& mailboxes, TraceWriter& writer)
    : mailboxes_(mailboxes), writer_(writer), writing_(std::async(std::launch::async, [this] { write(); })) {}

StoredRows::~StoredRows() {
    queue_.close();
}

void StoredRows::write() {
    try {
        while (const auto batch = queue_.pop())
            for (const Line& line : *batch) {
                if (line.touch) writer_.touch(line.ordinal, line.arrival, *line.touch);
                else writer_.veil(line.ordinal, true);
            }
    } catch (...) {
        queue_.close();
        throw;
    }
}

void StoredRows::add(Line&& line) {
    batch_.push_back(std::move(line));
    if (batch_.size() < kBatch) return;
    if (!queue_.push(std::exchange(batch_, {}))) finish();  // throws what the thread threw
}

void StoredRows::finish() {
    if (!batch_.empty()) queue_.push(std::exchange(batch_, {}));
    queue_.end();
    if (writing_.valid()) writing_.get();
}

void StoredRows::mailbox(Sym mailbox) {
    const std::uint32_t rank = mailboxes_.rankOf(mailbox);
    if (rank == kNone) throw Error("the answer names a mailbox that nothing names", "Import the evidence again: the answer is computed anew.");
    ordinals_.emplace(mailboxes_.number(rank), mailboxes_.content(rank).placements);
}

void StoredRows::item(const Item&) { ordinals_->item(); }

void StoredRows::own(const Item&, bool veiled) {
    const std::int64_t ordinal = ordinals_->own();
    if (veiled) add({ordinal, 0, std::nullopt});
}

void StoredRows::row(const Item& item, Touch&& t) { add({ordinals_->next(), arrivalOf(item.internalDate), std::move(t)}); }

}  // namespace sillage::tracing

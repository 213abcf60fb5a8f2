#include "ui/models/exposure_model.h"

#include <algorithm>
#include <limits>

#include "ui/models/columns.h"

namespace sillage::ui {
namespace {

qint64 small(std::uint64_t n) { return qint64(std::min<std::uint64_t>(n, std::uint64_t(std::numeric_limits<qint64>::max()))); }

bool ofLevel(const ExposureRow& row, ExposureModel::Level level) {
    switch (level) {
        case ExposureModel::Channels: return row.level == "channel";
        case ExposureModel::Actors: return row.level == "actor";
        case ExposureModel::Accounts: return row.level == "account";
        case ExposureModel::Sessions: return row.level == "session" || row.level == "address";
    }
    return false;
}

}  // namespace

void ExposureModel::setRows(const std::vector<ExposureRow>& rows, Level level, const ShownZone& zone) {
    beginResetModel();
    zone_ = zone;
    rows_.clear();
    greatest_ = 0;
    for (const ExposureRow& r : rows) {
        if (!ofLevel(r, level)) continue;
        greatest_ = std::max(greatest_, r.octets.ceiling);
        rows_.push_back(r);
    }
    endResetModel();
}

QString ExposureModel::rangeText(const OctetRange& o) {
    QString least = humanBytes(small(o.floor)), most = humanBytes(small(o.ceiling));
    if (least == most && o.floor != o.ceiling) least = exactBytes(small(o.floor)), most = exactBytes(small(o.ceiling));
    if (!o.bounded()) return o.floor ? tr("At least %1, no ceiling").arg(least) : tr("No floor, no ceiling");
    if (o.floor == o.ceiling) return tr("Exactly %1").arg(least);
    return o.floor ? tr("Between %1 and %2").arg(least, most) : tr("At most %1").arg(most);
}

QString ExposureModel::counterText(OctetCounters mask) {
    QStringList out;
    for (std::size_t c = 0; c < kOctetCounters; ++c)
        if (mask >> c & 1) out << said(octetCounterText(static_cast<OctetCounter>(c)));
    return out.join(QStringLiteral("; "));
}

/// A protocol, or where something went.
static QString channelText(const std::string& channel) {
    return valueWord(channel == "third-party" ? "destination" : "protocol", QString::fromStdString(channel));
}

QString ExposureModel::nameText(const ExposureRow& r) {
    if (r.level == "channel") return channelText(r.name);
    if (r.level == "actor" && r.name == "undecided") return tr("Undecided");
    if (r.level == "actor" && r.name == "habitual") return tr("The holders'");
    if (r.level == "actor") return tr("Actor %1").arg(plain(r.name));
    if (r.level == "account" && r.name.empty()) return tr("No account on record");
    return r.level == "session" ? shortId(QString::fromStdString(r.name)) : plain(r.name);
}

int ExposureModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(rows_.size()); }
int ExposureModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(kColumns); }

QString ExposureModel::text(const ExposureRow& r, int column) const {
    switch (column) {
        case Name: return nameText(r);
        case Account: return plain(r.account);
        case Channel: return r.channel.empty() ? QString() : channelText(r.channel);
        case First: return r.first ? timeText(r.first, zone_) : QString();
        case Last: return r.last ? timeText(r.last, zone_) : QString();
        case Count: return r.sessions ? number(small(r.sessions)) : QString();
        case Range: return rangeText(r.octets);
        case Floor: return humanBytes(small(r.octets.floor));
        case Ceiling: return r.octets.bounded() ? humanBytes(small(r.octets.ceiling)) : tr("none");
        case Items: return r.counted ? tr("%1 – %2").arg(number(small(r.items.floor)), number(small(r.items.ceiling))) : QString();
        case Counters: return counterText(r.octets.floorFrom | r.octets.ceilingFrom);
        default: return {};
    }
}

QVariant ExposureModel::data(const QModelIndex& index, int role) const {
    const ExposureRow* r = row(index.row());
    if (!index.isValid() || !r) return {};
    const int column = index.column();
    if (role == Octets) return QVariant::fromValue(static_cast<const void*>(&r->octets));
    if (role == Qt::DisplayRole) return column == Range ? QVariant() : QVariant(text(*r, column));
    if (role == Qt::AccessibleTextRole) return text(*r, column);
    if (role == Qt::TextAlignmentRole && (column == Count || column == Floor || column == Ceiling || column == Items)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::ToolTipRole) return {};
    if (column == Floor) return exactBytes(small(r->octets.floor));
    if (column == Ceiling && r->octets.bounded()) return exactBytes(small(r->octets.ceiling));
    QStringList lines{(column == Name && r->level == "session" ? QString::fromStdString(r->name) : text(*r, column)).toHtmlEscaped()};
    if (column == Range || column == Ceiling)
        for (const std::string& w : r->why) lines << said(w).toHtmlEscaped();
    return lines.join(QStringLiteral("<br>"));
}

QVariant ExposureModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Count || section == Floor || section == Ceiling || section == Items ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == Floor) return tr("What sessions shown to be an actor's certainly sent");
        if (section == Ceiling) return tr("Everything that may be an actor's: attributed with any doubt, or undecided");
        if (section == Items) return tr("Recorded as delivered – everything not ruled out");
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (section) {
        case Name: return tr("Name");
        case Account: return heading("account");
        case Channel: return heading("protocol");
        case First: return tr("%1 (%2)").arg(heading("first"), zone_.name());
        case Last: return tr("%1 (%2)").arg(heading("last"), zone_.name());
        case Count: return tr("Sessions");
        case Range: return tr("Floor to ceiling");
        case Floor: return tr("Floor");
        case Ceiling: return tr("Ceiling");
        case Items: return tr("Items");
        case Counters: return tr("Counted by");
        default: return {};
    }
}

void ExposureModel::sort(int column, Qt::SortOrder order) {
    const auto key = [column](const ExposureRow& r) -> std::pair<int, std::uint64_t> {
        switch (column) {
            case First: return {0, std::uint64_t(r.first)};
            case Last: return {0, std::uint64_t(r.last)};
            case Count: return {0, r.sessions};
            case Floor: return {0, r.octets.floor};
            case Range: case Ceiling: return {r.octets.bounded() ? 0 : 1, r.octets.ceiling};
            case Items: return {0, r.items.ceiling};
            default: return {0, 0};
        }
    };
    const auto before = [&](const ExposureRow& a, const ExposureRow& b) {
        if (const auto x = key(a), y = key(b); x != y) return x < y;
        return column == Name || column == Account || column == Channel || column == Counters ? QString::localeAwareCompare(text(a, column), text(b, column)) < 0 : false;
    };
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    std::vector<std::size_t> places(rows_.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return order == Qt::AscendingOrder ? before(rows_[a], rows_[b]) : before(rows_[b], rows_[a]);
    });
    std::vector<ExposureRow> sorted;
    std::vector<int> now(rows_.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        now[places[i]] = int(i);
        sorted.push_back(std::move(rows_[places[i]]));
    }
    rows_ = std::move(sorted);
    QModelIndexList moved;
    for (const QModelIndex& i : old) moved << index(now[std::size_t(i.row())], i.column());
    changePersistentIndexList(old, moved);
    Q_EMIT layoutChanged();
}

}  // namespace sillage::ui

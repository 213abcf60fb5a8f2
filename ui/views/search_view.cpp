#include "ui/views/search_view.h"

#include <QLineEdit>
#include <QPainter>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace sillage::ui {
namespace {

enum HitRole { KindRole = Qt::UserRole + 1, IdRole, SnippetRole, WhereRole };
constexpr std::size_t kLimit = 1000;
constexpr QChar kOpen(0x2068), kClose(0x2069);

// The passage with the hits marked, and under it when and where it stands; text is drawn, never interpreted.
class HitDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, option.fontMetrics.height() + QFontMetrics(Theme::instance().caption()).height() + 2 * space::related};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Tokens& t = tokens();
        painter->save();
        if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, t.selection);
        const QRect whole = option.rect.adjusted(space::panel, space::related, -space::panel, -space::related);
        const QRect r(whole.left(), whole.top(), whole.width(), option.fontMetrics.height());
        const bool message = index.data(KindRole).toInt() == int(View::Messages);
        icon(message ? "view-mail" : "view-events", Tint::Muted)
            .paint(painter, QRect(r.left(), r.center().y() - 7, 15, 15));
        paintWhere(painter, QRect(whole.left() + 24, r.bottom() + 1, whole.width() - 24, whole.bottom() - r.bottom()),
                   index.data(WhereRole).toString());
        painter->setFont(option.font);
        int x = r.left() + 24;
        for (const auto& [text, hit] : pieces(index.data(SnippetRole).toString())) {
            const int left = r.right() - x;
            if (left < 12) break;
            const QString shown = option.fontMetrics.elidedText(text, Qt::ElideRight, left);
            const int width = option.fontMetrics.horizontalAdvance(shown);
            if (hit) painter->fillRect(QRect(x, r.top(), width, r.height()), t.mark);
            painter->setPen(t.text);
            painter->drawText(QRect(x, r.top(), width + 2, r.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                              shown);
            x += width;
        }
        painter->restore();
    }

private:
    static void paintWhere(QPainter* painter, const QRect& rect, const QString& where) {
        painter->setFont(Theme::instance().caption());
        painter->setPen(tokens().muted);
        painter->drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(where, Qt::ElideMiddle, rect.width()));
    }
    static std::vector<std::pair<QString, bool>> pieces(const QString& snippet) {
        std::vector<std::pair<QString, bool>> out;
        QString current;
        bool hit = false;
        auto flush = [&] {
            if (!current.isEmpty()) out.emplace_back(plain(current.toStdString()), hit);
            current.clear();
        };
        for (const QChar c : snippet) {
            if (c == kOpen || c == kClose) {
                flush();
                hit = c == kOpen;
            } else {
                current += c.isSpace() ? QLatin1Char(' ') : c;
            }
        }
        flush();
        return out;
    }
};

}  // namespace

SearchView::SearchView(CaseSession* session)
    : ViewPage(session),
      title_(new PanelTitle(tr("Search"))),
      field_(new QLineEdit),
      list_(new QListView),
      model_(new QStandardItemModel(this)),
      empty_(new EmptyState),
      right_(new QStackedWidget),
      message_(new MessagePane(session)),
      raw_(new RawPane) {
    setObjectName(QStringLiteral("search"));
    auto* column = tight(new QVBoxLayout(this));
    column->addWidget(title_);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(space::panel, 0, space::panel, space::related);
    row->setSpacing(space::related);
    field_->setPlaceholderText(tr("Words or a \"phrase\", in messages, attachments and log lines"));
    field_->setAccessibleName(tr("Search"));
    field_->addAction(icon("edit-find", Tint::Muted), QLineEdit::LeadingPosition);
    row->addWidget(field_, 1);
    auto* go = primaryButton(tr("Search"), nullptr);
    row->addWidget(go);
    column->addLayout(row);
    column->addWidget(hairline(Qt::Horizontal));
    auto* split = new QSplitter(Qt::Horizontal);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    auto* left = new QWidget;
    left->setProperty("surface", QStringLiteral("base"));
    auto* leftColumn = tight(new QVBoxLayout(left));
    leftColumn->addWidget(list_, 1);
    leftColumn->addWidget(empty_, 1);
    list_->setModel(model_);
    list_->setItemDelegate(new HitDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setAccessibleName(tr("Results"));
    right_->addWidget(message_);
    right_->addWidget(raw_);
    split->addWidget(left);
    split->addWidget(right_);
    split->setSizes({560, 560});
    column->addWidget(split, 1);
    list_->hide();
    empty_->show("edit-find", tr("Search every exhibit at once"),
                 tr("Accents and case do not matter; terr* finds words that begin so; \"two words\" finds "
                    "them together."));
    connect(field_, &QLineEdit::returnPressed, this, &SearchView::search);
    connect(go, &QPushButton::clicked, this, &SearchView::search);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &SearchView::open);
    connect(message_, &MessagePane::touchWanted, session, [session](const QString& id) {
        Q_EMIT session->goTo(View::Touched, QStringLiteral("touch:") + id);
    });
}

QString SearchView::query() const {
    return field_->text();
}
void SearchView::focusFilter() {
    field_->setFocus();
    field_->selectAll();
}
void SearchView::applyQuery(const QString& query) {
    field_->setText(query);
    search();
}
void SearchView::refresh() {
    if (!field_->text().isEmpty()) search();
}

void SearchView::toggleRaw() {
    if (right_->currentWidget() == message_) message_->showRaw();
}

// A hit knows its row; the row knows its public id. A line that is no event has none.
void SearchView::withCurrentId(std::function<void(const QString&)> act) {
    const int row = list_->currentIndex().isValid() ? list_->currentIndex().row() : -1;
    if (row < 0) return;
    const SearchHit& hit = hits_.at(std::size_t(row));
    const View view = hit.view == View::Search ? View::Events : hit.view;
    const std::int64_t id = hit.view == View::Search ? hit.place.event : hit.rowId;
    if (id == 0) return void(Q_EMIT session()->announced(tr("This line is no event: there is nothing to bookmark.")));
    session()->ask<QString>(
        this,
        [view, id](CaseReader& r) {
            const auto rows = r.fetch(view, std::span(&id, 1));
            return rows.empty() ? QString() : QString::fromStdString(rows.front().publicId);
        },
        [act](QString&& publicId) {
            if (!publicId.isEmpty()) act(publicId);
        });
}

void SearchView::search() {
    const std::string text = field_->text().trimmed().toStdString();
    if (text.empty()) return;
    asking_.cancel();
    asking_ = session()->ask<Found>(
        this, [text](CaseReader& r) { return lookUp(r, text); }, [this](Found&& found) { showHits(std::move(found)); },
        [this](const Failure& f) { refused(f); });
    Q_EMIT queryApplied(field_->text());
}

// The rows of the hits, fetched view by view.
SearchView::Found SearchView::lookUp(CaseReader& reader, const std::string& text) {
    Found found{reader.search(text, kLimit), {}};
    for (const View view : {View::Messages, View::Events}) {
        std::vector<std::int64_t> ids;
        for (const SearchHit& hit : found.result.hits)
            if (hit.view == view) ids.push_back(hit.rowId);
        for (Row& row : reader.fetch(view, ids)) found.rows[view].insert_or_assign(row.rowId, std::move(row));
    }
    return found;
}

// When and where a hit stands: date, mailbox and folder, sender of a message; time, account, address, source of an event.
QString SearchView::whereText(const Found& found, const SearchHit& hit) const {
    if (hit.view == View::Search)
        return tr("%1, line %2").arg(plain(hit.place.source), number(qint64(hit.place.line)));
    const auto rows = found.rows.find(hit.view);
    if (rows == found.rows.end()) return {};
    const auto row = rows->second.find(hit.rowId);
    if (row == rows->second.end()) return {};
    QStringList parts;
    const std::initializer_list<const char*> ofMessage = {"date", "mailbox", "folder", "from"};
    const std::initializer_list<const char*> ofEvent = {"time", "account", "client_ip", "action", "source", "line"};
    for (const char* name : hit.view == View::Messages ? ofMessage : ofEvent) {
        const auto field = findField(hit.view, name);
        if (!field || isAbsent(row->second.cells[*field])) continue;
        parts << cellText(row->second.cells[*field], fields(hit.view)[*field].type, session()->zone());
    }
    if (hit.view == View::Messages && isAbsent(row->second.cells[*findField(View::Messages, "date")])) parts.prepend(tr("no date"));
    return parts.join(QStringLiteral(" · "));
}

void SearchView::refused(const Failure& failure) {
    model_->clear();
    hits_.clear();
    title_->setCount({});
    list_->hide();
    empty_->show("edit-find", failure.message, failure.hint);
    setStatus(failure.message);
}

void SearchView::showHits(Found&& found) {
    SearchResult& result = found.result;
    model_->clear();
    hits_ = std::move(result.hits);
    const auto& hits = hits_;
    for (const SearchHit& hit : hits) {
        auto* item = new QStandardItem;
        item->setData(int(hit.view), KindRole);
        item->setData(qint64(hit.rowId), IdRole);
        item->setData(QString::fromStdString(hit.snippet), SnippetRole);
        const QString where = whereText(found, hit);
        item->setData(where, WhereRole);
        item->setData(plain(hit.snippet) + QStringLiteral(", ") + where, Qt::AccessibleTextRole);
        model_->appendRow(item);
    }
    list_->setVisible(!hits.empty());
    if (hits.empty())
        empty_->show("edit-find", tr("Nothing found"),
                     tr("No message, attachment name or log line holds these words."));
    else
        empty_->hide();
    title_->setCount(result.more ? tr("the best %1").arg(number(qint64(kLimit)))
                                           : number(qint64(hits.size())));
    if (result.unread.empty())
        setStatus(tr("%n passage(s) found", nullptr, int(hits.size())));
    else
        setStatus(tr("%n file(s) could not be searched, first %1: %2", nullptr, int(result.unread.size()))
                      .arg(plain(result.unread.front().first), plain(result.unread.front().second)));
    if (!hits.empty()) list_->setCurrentIndex(model_->index(0, 0));
}

void SearchView::open(const QModelIndex& index) {
    if (!index.isValid()) return;
    const qint64 id = index.data(IdRole).toLongLong();
    const bool line = index.data(KindRole).toInt() == int(View::Search);
    const Citation place = hits_.at(std::size_t(index.row())).place;
    if (index.data(KindRole).toInt() == int(View::Messages)) {
        right_->setCurrentWidget(message_);
        message_->open(id);
        return;
    }
    right_->setCurrentWidget(raw_);
    opening_.cancel();
    opening_ = session()->ask<RawRecord>(
        this, [id, line, place](CaseReader& r) { return line ? r.rawLine(place) : r.rawEvent(id); },
        [this](RawRecord&& record) { raw_->showRecord(record); },
        [this](const Failure& f) { raw_->clear(f.message); });
}

}  // namespace sillage::ui

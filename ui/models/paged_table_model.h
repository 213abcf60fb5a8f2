// One generic table over (view, query, sort): a vector of row ids computed in the background, cells fetched
// in windows of 200 when they come into sight. Nothing here ever waits on the UI thread. Columns are
// fields(view).
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>

#include "ui/jobs/background.h"
#include "ui/models/case_reader.h"
#include "ui/models/format.h"

namespace sillage::ui {

class PagedTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    /// The contract between model and views.
    enum Role {
        WholeTextRole = Qt::UserRole + 1,  ///< unshortened, tokens visible: tooltip and copy
        RawTextRole,                       ///< QString as the evidence has it (for queries and JSON)
        QueryTermRole,                     ///< `client_ip:"203.0.113.66"`
        LoadedRole,                        ///< false while a placeholder is shown
        RowIdRole,                         ///< qint64
        PublicIdRole,                      ///< QString
        FieldTypeRole,                     ///< int of FieldType
        FieldNameRole,                     ///< QString
        GradeRole,                         ///< int of Grade where the cell names one, else invalid
        UtcRole,                           ///< qint64 microseconds where the cell is a time
    };
    static constexpr int kWindow = 200;

    PagedTableModel(View view, SharedPool pool, QObject* parent);
    ~PagedTableModel() override;

    [[nodiscard]] View view() const { return view_; }
    /// False, with the error, when the text does not parse; the table then keeps what it shows.
    ParsedQuery setQueryText(const QString& text);
    [[nodiscard]] const QString& queryText() const { return queryText_; }
    /// What the page itself narrows to (a folder, a grade): not counted as the examiner's filter. With the next query.
    void setScope(const QString& scope) { scope_ = scope; }
    [[nodiscard]] const QString& scope() const { return scope_; }
    void setPool(SharedPool pool);
    void setZone(const ShownZone& zone);
    [[nodiscard]] const ShownZone& zone() const { return zone_; }
    void reload();
    [[nodiscard]] bool loading() const { return loading_; }
    [[nodiscard]] bool filtered() const { return !queryText_.trimmed().isEmpty(); }

    [[nodiscard]] int fieldIndex(std::string_view name) const;  ///< -1 = no such field in this view
    /// The loaded row, or nullptr while it is still on its way.
    [[nodiscard]] const Row* row(int index) const;
    [[nodiscard]] QString text(int index, std::string_view field) const;  ///< raw text of a loaded cell
    [[nodiscard]] int indexOfRowId(qint64 rowId) const;
    [[nodiscard]] const std::vector<std::int64_t>& rowIds() const { return ids_; }
    [[nodiscard]] const SharedPool& pool() const { return pool_; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void loadingChanged(bool loading);
    void loaded(int rows);
    void failed(const sillage::ui::Failure& failure);

private:
    void request(int window) const;
    void store(int window, std::vector<Row>&& rows);
    [[nodiscard]] QVariant cell(const Row& row, int column, int role) const;
    void forgetCells();

    View view_;
    FieldList fields_;
    SharedPool pool_;
    ShownZone zone_;
    QString queryText_, scope_, asked_;
    Query query_;
    Sort sort_;
    std::vector<std::int64_t> ids_;
    bool loading_ = false;
    Ticket selecting_;
    mutable Ticket fetching_;
    mutable QHash<int, std::shared_ptr<std::vector<Row>>> windows_;
    mutable QList<int> used_;  ///< oldest first
    mutable QSet<int> requested_;
};

}  // namespace sillage::ui

// What left the servers: the range of the whole, then by channel, actor, account and session; and a claim ("16 million
// records, 200 octets each") held against it, with the answer in a sentence.
#pragma once

#include "ui/models/exposure_model.h"
#include "ui/views/view_page.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QTableView;

namespace sillage::ui {

class DetailPane;
class EmptyState;
class PanelTitle;

class ExposureView : public ViewPage {
    Q_OBJECT
public:
    explicit ExposureView(CaseSession* session);
    void refresh() override;
    void focusContent() override;
    [[nodiscard]] ExposureModel* model() const { return model_; }
    [[nodiscard]] QTableView* table() const { return table_; }
    [[nodiscard]] QTabBar* levels() const { return levels_; }
    [[nodiscard]] QCheckBox* undecided() const { return undecided_; }
    [[nodiscard]] QLineEdit* records() const { return records_; }
    [[nodiscard]] QLineEdit* bytes() const { return bytes_; }
    [[nodiscard]] QLineEdit* compression() const { return compression_; }
    [[nodiscard]] QPushButton* check() const { return check_; }

private:
    QWidget* claimForm();
    void ask();
    void show(Exposure&& exposure);
    void showLevel();
    void showRow();
    void showAnswer(const ClaimAnswer& answer);
    void items(const ExposureRow& row);
    void openSessions();
    [[nodiscard]] std::optional<Claim> claim() const;

    PanelTitle* title_;
    QLabel* headline_;
    QLabel* because_;
    QLineEdit *records_, *bytes_, *compression_;
    QPushButton *check_, *sessions_;
    QWidget* answer_;
    QLabel *verdict_, *sentence_, *reasons_, *held_;
    QTabBar* levels_;
    QCheckBox* undecided_;
    QTableView* table_;
    ExposureModel* model_;
    DetailPane* detail_;
    EmptyState* empty_;
    QStackedWidget* stack_;
    Exposure exposure_;
    Ticket asking_;
};

}  // namespace sillage::ui

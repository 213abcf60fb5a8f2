#include "ui/models/case_binding.h"

#include "ui/models/format.h"

#include <mutex>

#include "base/json.h"
#include "case/grades.h"
#include "case/hold.h"
#include "case/tables.h"

namespace sillage::ui {
namespace {

class BoundReader final : public CaseReader {
public:
    explicit BoundReader(const std::filesystem::path& directory)
        : case_(Case::open(directory, Case::Mode::Read)), reading_(*case_) {}

    std::vector<std::int64_t> select(View view, const Query& query, const Sort& sort) override {
        return selectRows(case_->store(), view, query, sort);
    }
    std::vector<Row> fetch(View view, std::span<const std::int64_t> ids) override {
        return fetchRows(*case_, view, ids, windowLanguage());
    }
    SearchResult search(const std::string& text, std::size_t limit) override {
        NoProgress progress;
        return sillage::search(*case_, text, {limit, false}, progress);
    }
    Overview overview() override { return sillage::overview(*case_); }
    std::vector<FolderNode> folders() override { return reading_.folders(); }
    MessageView message(std::int64_t placement) override { return reading_.message(placement); }
    ItemState itemState(std::int64_t placement) override { return reading_.state(placement); }
    std::vector<Touch> touches(std::int64_t placement) override { return reading_.touches(placement); }
    RawRecord rawMessage(std::int64_t placement) override { return reading_.rawMessage(placement); }
    RawRecord rawEvent(std::int64_t event) override { return reading_.rawEvent(event); }
    RawRecord rawLine(const Citation& place) override { return reading_.raw(place); }
    std::optional<Proof> proof(const std::string& touch) override { return explain(*case_, reading_, touch); }
    std::vector<RawRecord> effectLines(const std::string& id) override {
        std::vector<RawRecord> records;
        for (const Effect& e : case_->store().effects())
            if (e.id == id)
                for (const Citation& place : e.evidence)
                    if (place.length) records.push_back(reading_.raw(place));
        return records;
    }
    std::vector<AnswerChange> answerChanges() override { return case_->store().recomputations(); }
    std::vector<Source> sources() override { return case_->store().sources(); }
    std::vector<Coverage> coverage() override { return case_->store().coverage(); }
    Exposure exposure(const ExposureQuestion& question) override {
        NoProgress progress;
        return sillage::exposure(*case_, question, progress);
    }
    void attachment(std::int64_t placement, const std::string& part,
                    const std::function<void(std::string_view)>& out) override {
        reading_.attachment(placement, part, out);
    }
    std::vector<CustodyEntry> custody() override { return case_->store().custody(); }
    HoldEntries holdList() override {
        HoldEntries list{holds(*case_), holdOpenings(*case_), 0};
        for (const auto& [path, count] : case_->store().heldBySource()) list.held += count;
        return list;
    }
    BundleReceipt planBundle(const BundleOptions& options) override {
        return sillage::planBundle(*case_, options);
    }

private:
    std::unique_ptr<Case> case_;
    Reading reading_;
};

// One writing Case; its thread is whichever job holds the mutex.
class BoundHost final : public CaseHost {
public:
    explicit BoundHost(std::unique_ptr<Case> c) : case_(std::move(c)) {}

    [[nodiscard]] std::string name() const override { return case_->name(); }
    [[nodiscard]] std::filesystem::path directory() const override { return case_->directory(); }
    std::unique_ptr<CaseReader> openReader() override { return std::make_unique<BoundReader>(directory()); }

    ImportReport importEvidence(const ImportOptions& options, Progress& progress) override {
        const std::lock_guard lock(mutex_);
        return case_->importEvidence(options, progress);
    }
    Indicator addIndicator(const Indicator& indicator, Progress& progress) override {
        const std::lock_guard lock(mutex_);
        return sillage::addIndicator(*case_, indicator, progress);
    }
    bool removeIndicator(const std::string& id, const std::string& reason, Progress& progress) override {
        const std::lock_guard lock(mutex_);
        return sillage::removeIndicator(*case_, id, reason, progress);
    }
    void setGrade(const std::string& touch, Grade grade, const std::string& reason, const std::string& document) override {
        const std::lock_guard lock(mutex_);
        sillage::setGrade(*case_, touch, grade, reason, document);
    }
    bool clearGrade(const std::string& touch, const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        return sillage::clearGrade(*case_, touch, reason);
    }
    void addBookmark(const std::string& item, const std::string& tag, const std::string& note) override {
        const std::lock_guard lock(mutex_);
        sillage::addBookmark(*case_, item, tag, note);
    }
    bool removeBookmark(std::int64_t id) override {
        const std::lock_guard lock(mutex_);
        return sillage::removeBookmark(*case_, id);
    }
    HoldReceipt addHold(const std::string& kind, const std::string& value, const std::string& reason, Progress& progress) override {
        const std::lock_guard lock(mutex_);
        return sillage::addHold(*case_, kind, value, reason, progress);
    }
    HoldRemoval removeHold(std::int64_t id, const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        return sillage::removeHold(*case_, id, reason);
    }
    std::uint64_t openHeld(const std::string& item, const std::string& authority, const std::string& reason) override {
        const std::lock_guard lock(mutex_);
        return sillage::openHeld(*case_, item, authority, reason);
    }
    BundleReceipt exportBundle(const BundleOptions& options, Progress& progress) override {
        const std::lock_guard lock(mutex_);
        return sillage::exportBundle(*case_, options, progress);
    }
    Verification verifyBundle(const std::filesystem::path& path, Progress& progress) override {
        return sillage::verifyBundle(path, progress);
    }
    std::vector<ChangedSource> checkSources(Progress& progress) override {
        const std::lock_guard lock(mutex_);
        const auto changed = sillage::checkSources(case_->store(), progress);
        JsonWriter json;
        json.beginObject().key("sources").number(case_->store().sources().size());
        json.key("changed").beginArray();
        for (const auto& c : changed)
            json.beginObject().key("path").string(c.source.path).key("what").string(c.what).endObject();
        json.endArray().endObject();
        case_->store().logCustody("check", json.text());
        return changed;
    }
    void logCustody(const std::string& action, const std::string& detailJson) override {
        const std::lock_guard lock(mutex_);
        case_->store().logCustody(action, detailJson);
    }
    std::string custodyFault() override {
        const std::lock_guard lock(mutex_);
        const auto chain = case_->store().verifyCustody();
        return chain.holds ? std::string() : chain.reason;
    }

private:
    std::unique_ptr<Case> case_;
    std::mutex mutex_;
};

}  // namespace

std::unique_ptr<CaseHost> openCase(const std::filesystem::path& directory, OpenMode mode) {
    switch (mode) {
        case OpenMode::Create:
            return std::make_unique<BoundHost>(Case::create(directory));
        case OpenMode::OpenOrCreate:
            return std::make_unique<BoundHost>(Case::openOrCreate(directory));
        case OpenMode::Open:
            break;
    }
    return std::make_unique<BoundHost>(Case::open(directory, Case::Mode::Write));
}

}  // namespace sillage::ui

// Everything a view asks of an open case, read-only. A reader belongs to one thread at a time: background
// requests take one from the pool and give it back. The defaults answer "nothing there", so that tests
// override what they use.
#pragma once

#include <QMutex>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "case/annotations.h"
#include "case/answers.h"
#include "case/bundle.h"
#include "case/exposure.h"
#include "case/hold.h"
#include "case/reading.h"
#include "case/search.h"
#include "ui/models/table_source.h"

namespace sillage::ui {

/// The hold list as its dialog shows it.
struct HoldEntries {
    std::vector<Hold> holds;
    std::vector<HoldOpening> openings;
    std::uint64_t held = 0;  ///< messages held back at present
};

class CaseReader : public TableSource {
public:
    virtual SearchResult search(const std::string&, std::size_t) { return {}; }
    virtual Overview overview() { return {}; }
    virtual std::vector<FolderNode> folders() { return {}; }
    virtual MessageView message(std::int64_t) { return {}; }
    virtual ItemState itemState(std::int64_t) { return {}; }
    virtual std::vector<Touch> touches(std::int64_t) { return {}; }
    virtual RawRecord rawMessage(std::int64_t) { return {}; }
    virtual RawRecord rawEvent(std::int64_t) { return {}; }
    virtual RawRecord rawLine(const Citation&) { return {}; }
    virtual std::optional<Proof> proof(const std::string&) { return {}; }
    /// The raw records an effect rests on.
    virtual std::vector<RawRecord> effectLines(const std::string&) { return {}; }
    virtual std::vector<AnswerChange> answerChanges() { return {}; }
    virtual std::vector<Source> sources() { return {}; }
    virtual std::vector<Coverage> coverage() { return {}; }
    virtual Exposure exposure(const ExposureQuestion&) { return {}; }
    /// Decoded octets of one attachment, in order.
    virtual void attachment(std::int64_t, const std::string&, const std::function<void(std::string_view)>&) {}
    virtual std::vector<CustodyEntry> custody() { return {}; }
    virtual HoldEntries holdList() { return {}; }
    virtual BundleReceipt planBundle(const BundleOptions&) { return {}; }
};

/// Thread-safe. renew() drops what is idle and makes what is out not come back: after an import.
class SourcePool {
public:
    using Open = std::function<std::unique_ptr<CaseReader>()>;
    explicit SourcePool(Open open) : open_(std::move(open)) {}

    template <typename F>
    auto with(F&& use) {
        quint64 born = 0;
        std::unique_ptr<CaseReader> reader = take(born);
        auto result = use(*reader);
        give(std::move(reader), born);
        return result;
    }
    void renew();

private:
    std::unique_ptr<CaseReader> take(quint64& born);
    void give(std::unique_ptr<CaseReader> reader, quint64 born);

    Open open_;
    QMutex mutex_;
    quint64 generation_ = 0;
    std::vector<std::unique_ptr<CaseReader>> idle_;
};
using SharedPool = std::shared_ptr<SourcePool>;

}  // namespace sillage::ui

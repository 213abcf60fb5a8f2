#include "export/bundle_writer.h"

#include <chrono>
#include <map>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/time.h"
#include "export/bag.h"
#include "export/bundle_items.h"
#include "export/bundle_text.h"
#include "export/redact.h"
#include "export/assumptions.h"
#include "export/report.h"
#include "export/table_text.h"

namespace sillage {
namespace {

class Writer {
public:
    Writer(CaseStore& store, const BundleOptions& o, const BundleFrame& frame, BundleEvidence& evidence, Progress& progress)
        : store_(store), options_(o), frame_(frame), evidence_(evidence), progress_(progress), selection_(selectForBundle(store, o)),
          redacted_(o.profile == "redacted"), redactor_(redacted_ ? redactionKey() : std::string(32, '0')), bag_(o.output) {}

    BundleReceipt run() {
        tables();
        if (!redacted_) {
            receipt_.itemPlaces = selection_.placements.size();
            receipt_.attachmentPlaces = selection_.parts.size();
            items();
            attachments();
            logExtracts();
        }
        findings();
        report();
        custody();
        return seal();
    }

private:
    std::string redactionKey() {
        std::string key = store_.setting("redaction-key");
        if (key.empty()) store_.setSetting("redaction-key", key = newRedactionKey());
        return key;
    }

    void step(const char* what) {
        if (progress_.cancelled()) throw Error("the export was interrupted", "Nothing was left behind.", ExitCode::Interrupted);
        progress_.note(what);
        progress_.advance(bag_.octets(), 0);
    }

    void addText(const std::string& name, const std::string& text) { bag_.add(name, redacted_ ? redactor_.apply(text) : text); }

    /// Streams one file into the bag, or takes it back and lists it as missing under its name.
    bool stream(const std::string& name, const std::string& what, const std::function<void(const BundleEvidence::Octets&)>& read) {
        try {
            bag_.open(name);
            read([this](std::string_view octets) { bag_.write(octets); });
            bag_.close();
            return true;
        } catch (const Error& e) {
            bag_.abandon();
            receipt_.missing.push_back(what + ": " + e.what());
            return false;
        }
    }

    void table(View view, const std::string& name) {
        std::ostringstream out;
        writeTable(store_, view, selectRows(store_, view, std::string()), TableFormat::Csv, out, language());
        addText(name, out.str());
    }

    void tables() {
        step("Tables");
        table(View::Sources, "inventory/sources.csv");
        table(View::Problems, "inventory/problems.csv");
        table(View::Touched, "findings/touched.csv");
        table(View::Sessions, "findings/sessions.csv");
        table(View::Coverage, "findings/coverage.csv");
        table(View::Indicators, "findings/indicators.csv");
        table(View::Regrades, "findings/examiner-grades.csv");
        table(View::Effects, "findings/effects.csv");
        table(View::Changes, "findings/changes.csv");
        addText("inventory/reconciliation.csv", reconciliationCsv(store_.sources()));
    }

    static std::string nameOf(const Placement& p) { return p.mailbox + "/" + p.folder + " " + p.messageId; }

    void items() {
        step("Messages");
        for (const auto id : selection_.placements) {
            if (progress_.cancelled()) step("");
            const auto p = store_.placement(id);
            if (!p || isHeld(*p)) continue;
            const std::string name = "items/" + p->sha256.substr(0, 2) + "/" + p->sha256;
            if (!bag_.has(name + ".eml")) item(*p, name);
            list(*p, bag_.has(name + ".eml") ? name + ".eml" : std::string());
        }
        addText("findings/items.csv", itemsCsv(items_, language()));
    }

    void item(const Placement& p, const std::string& name) {
        receipt_.items += stream(name + ".eml", nameOf(p), [&](const BundleEvidence::Octets& out) { evidence_.message(p, out); });
        if (!p.locator.empty())
            stream(name + ".json", nameOf(p) + " properties", [&](const BundleEvidence::Octets& out) { evidence_.properties(p, out); });
    }

    void list(const Placement& p, const std::string& file) {
        const auto source = store_.source(p.sourceId);
        items_.push_back({file, source ? source->path : std::string(), p});
        items_.back().place.parts.clear();
    }

    /// Of the touched items: which were rebuilt or recovered.
    void remark() {
        for (const Touch& t : selection_.touches) {
            if (!t.placement || remarks_.count(t.placement)) continue;
            const auto p = store_.placement(t.placement);
            if (const std::string text = p ? remarkOn(*p, language()) : std::string(); !text.empty()) remarks_[t.placement] = text;
        }
    }

    /// Left out and listed as held unless an authority opened it.
    bool isHeld(const Placement& p) {
        try {
            evidence_.requireOpen(p);
            return false;
        } catch (const Error& e) {
            receipt_.missing.push_back(nameOf(p) + " sha256 " + p.sha256 + ": " + e.what());
            return true;
        }
    }

    void attachments() {
        step("Attachments");
        for (const auto& [id, number] : selection_.parts) {
            const auto p = store_.placement(id);
            if (!p || p->held) continue;  // of a held one the index keeps no parts: it goes as a message, or not at all
            for (const Part& part : p->parts) {
                const std::string hex = toHex(part.sha256), name = "attachments/" + hex.substr(0, 2) + "/" + hex + ".bin";
                if (part.number != number || bag_.has(name)) continue;
                receipt_.attachments += stream(name, p->messageId + " part " + number,
                                               [&, n = number](const BundleEvidence::Octets& out) { evidence_.attachment(*p, n, out); });
            }
        }
    }

    /// The cited lines and every line of the sessions that were attributed, rejected or left undecided.
    void logExtracts() {
        step("Log lines");
        std::map<std::int64_t, std::map<std::uint64_t, Citation>> lines;
        for (const Touch& t : selection_.touches)
            for (const Citation& citation : t.evidence) lines[citation.sourceId].emplace(citation.offset, citation);
        std::set<std::string> wanted;
        for (const Session& s : store_.sessions())
            if (s.status == "attributed" || s.status == "undecided" || s.status == "rejected") wanted.insert(s.clientIp);
        wanted.erase("");
        if (!wanted.empty()) {
            EventFilter filter;
            filter.clientIps.assign(wanted.begin(), wanted.end());
            store_.events().scan(filter, [&](const StoredEvent& e) {
                lines[e.sourceId].emplace(e.offset, Citation{e.id, e.sourceId, "", e.line, e.offset, e.length});
                return true;
            });
        }
        std::string index = "extract,extract_offset,source,source_sha256,line,offset,length\r\n";
        for (const auto& [sourceId, cited] : lines) extract(sourceId, cited, index);
        bag_.add("log-extracts/index.csv", index);
        bag_.add("log-extracts/rules.json", frame_.rulesJson);
    }

    void extract(std::int64_t sourceId, const std::map<std::uint64_t, Citation>& cited, std::string& index) {
        const auto source = store_.source(sourceId);
        const auto files = store_.filesOf(sourceId);
        if (!source || files.empty() || source->kind == SourceKind::Mailbox) return;
        const std::string name = "log-extracts/" + source->sha256.substr(0, 16) + ".log";
        if (bag_.has(name)) return;
        std::uint64_t at = 0;
        bag_.open(name);
        for (const auto& [offset, citation] : cited) {
            std::string octets;
            try {
                octets = evidence_.octets(files.front(), offset, citation.length);
            } catch (const Error& e) {
                receipt_.missing.push_back(source->path + ", offset " + std::to_string(offset) + ": " + e.what());
                continue;
            }
            bag_.write(octets);
            bag_.write("\n");
            index += name.substr(13) + "," + std::to_string(at) + "," + csvField(source->path, false) + "," + source->sha256 + "," +
                     std::to_string(citation.line) + "," + std::to_string(offset) + "," + std::to_string(octets.size()) + "\r\n";
            at += octets.size() + 1;
            ++receipt_.logLines;
        }
        bag_.close();
    }

    void findings() {
        step("Findings");
        remark();
        addText("findings/touches.jsonl", touchesJsonl(selection_.touches, remarks_, language()));
        addText("findings/bookmarks.json", bookmarksJson(store_.bookmarks()));
        addText("interop/timeline.jsonl", timelineJsonl(selection_.touches));
    }

    void report() {
        step("Report");
        Report r;
        r.caseName = frame_.caseName;
        r.caseNumber = options_.caseNumber;
        r.exhibits = options_.exhibits;
        r.examiner = options_.examiner;
        r.program = program();
        r.date = formatIso(Time(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())), Precision::Day);
        r.language = options_.language;
        r.redacted = redacted_;
        r.unsafe = store_.setting("unsafe-no-sandbox") == "1";
        for (const Assumption& a : assumptionsOf(store_)) r.assumptions.push_back(inLanguage(a.text, language()));
        r.indicators = store_.indicators();
        r.sources = store_.sources();
        r.touches = selection_.touches;
        r.regrades = store_.regrades();
        r.remarks = remarks_;
        r.items = items_;
        r.undetermined = selection_.undetermined;
        r.noRecord = selection_.noRecord;
        r.ruledOut = selection_.ruledOut;
        r.exposure = frame_.exposure;
        date_ = r.date;
        addText("report/report.html", reportHtml(r));
    }

    void custody() {
        const auto entries = store_.custody();
        custodyHead_ = entries.empty() ? std::string() : entries.back().hash;
        bag_.add("custody/custody.jsonl", custodyJsonl(entries));
        bag_.add("custody/custody.head", custodyHead_ + "\n");
        bag_.add("custody/tool.json", versionsJson(frame_.versions));
    }

    [[nodiscard]] std::string program() const { return "Sillage " + (frame_.versions.empty() ? std::string() : frame_.versions.front().second); }

    BundleReceipt seal() {
        const auto stated = [](const std::string& text, const std::string& otherwise) { return text.empty() ? otherwise : text; };
        bag_.addTag("VERIFY.md", verifyText());
        receipt_.files = bag_.files();
        receipt_.octets = bag_.octets();
        receipt_.manifestSha256 = bag_.finish({{"Source-Organization", stated(options_.examiner, "not stated")},
                                               {"External-Identifier", stated(options_.caseNumber, frame_.caseName)},
                                               {"External-Description", "Evidence bundle of case " + frame_.caseName + ", profile " +
                                                                            options_.profile + ", selection " + options_.select},
                                               {"Exhibits", stated(options_.exhibits, "not stated")},
                                               {"Bagging-Date", date_},
                                               {"Bag-Software-Agent", program()},
                                               {"Custody-Head", custodyHead_}});
        receipt_.path = options_.zip ? packBag(options_.output) : options_.output;
        return receipt_;
    }

    CaseStore& store_;
    [[nodiscard]] Language language() const {
        Language stated = Language::English;
        languageFromName(options_.language, stated);
        return stated;
    }
    const BundleOptions& options_;
    const BundleFrame& frame_;
    BundleEvidence& evidence_;
    Progress& progress_;
    BundleSelection selection_;
    bool redacted_;
    Redactor redactor_;
    BagWriter bag_;
    BundleReceipt receipt_;
    std::vector<BundleItem> items_;
    ItemRemarks remarks_;
    std::string date_, custodyHead_;
};

}  // namespace

BundleReceipt writeBundle(CaseStore& store, const BundleOptions& options, const BundleFrame& frame, BundleEvidence& evidence,
                          Progress& progress) {
    return Writer(store, options, frame, evidence, progress).run();
}

}  // namespace sillage

#include "case/bundle.h"

#include <chrono>
#include <map>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "case/hold.h"
#include "case/reading.h"
#include "case/tables.h"
#include "case/version.h"
#include "export/redact.h"
#include "export/report.h"
#include "trace/trace.h"

namespace sillage {

namespace {

/// What goes in, decided before anything is written.
struct Selection {
    std::vector<std::int64_t> placements;                       ///< messages whose octets are included
    std::vector<std::pair<std::int64_t, std::string>> parts;    ///< (placement, part number) of attachments
    std::vector<Touch> touches;                                 ///< with an actor
    std::uint64_t undetermined = 0, noRecord = 0, ruledOut = 0;
};

void selectTouches(Case& c, Selection& s) {
    c.store().touches([&](Touch&& t) {
        if (t.actor.empty()) {
            ++(t.grade == Grade::Undetermined ? s.undetermined : t.grade == Grade::NoRecord ? s.noRecord : s.ruledOut);
            return true;
        }
        s.touches.push_back(std::move(t));
        return true;
    });
}

Selection select(Case& c, const BundleOptions& o) {
    Selection s;
    selectTouches(c, s);
    std::set<std::int64_t> placements;
    std::set<std::pair<std::int64_t, std::string>> parts;
    if (o.select == "touched") {
        for (const Touch& t : s.touches) {
            if (!t.placement || t.grade < Grade::Possible) continue;
            placements.insert(t.placement);
            if (t.isAttachment) parts.emplace(t.placement, t.part);
        }
    } else if (o.select == "bookmarked") {
        std::map<std::string, std::int64_t> touched;
        for (const Touch& t : s.touches) touched[t.id] = t.placement;
        std::set<std::string> marked;
        for (const Bookmark& b : c.store().bookmarks()) {
            marked.insert(b.item);
            if (const auto it = touched.find(b.item); it != touched.end() && it->second) placements.insert(it->second);
        }
        for (const Row& row : fetchRows(c, View::Messages, selectRows(c, View::Messages, "")))
            if (marked.count(row.publicId)) placements.insert(row.rowId);
    } else if (o.select.rfind("query:", 0) == 0) {
        for (const auto id : selectRows(c, View::Messages, o.select.substr(6))) placements.insert(id);
    } else {
        throw Error("--select is touched, bookmarked or query:Q, not " + o.select, "", ExitCode::Usage);
    }
    s.placements.assign(placements.begin(), placements.end());
    s.parts.assign(parts.begin(), parts.end());
    return s;
}

class Exporter {
public:
    Exporter(Case& c, const BundleOptions& o, Progress& progress)
        : case_(c), options_(o), progress_(progress), reading_(c), selection_(select(c, o)), redacted_(o.profile == "redacted"),
          redactor_(redacted_ ? redactionKey() : std::string(32, '0')), bag_(o.output) {}

    BundleReceipt run() {
        if (!redacted_) {
            receipt_.itemPlaces = selection_.placements.size();
            receipt_.attachmentPlaces = selection_.parts.size();
        }
        tables();
        if (!redacted_) {
            items();
            attachments();
            logExtracts();
        }
        findings();
        timeline();
        report();
        custody();
        return seal();
    }

private:
    std::string redactionKey() {
        std::string key = case_.store().setting("redaction-key");
        if (key.empty()) case_.store().setSetting("redaction-key", key = newRedactionKey());
        return key;
    }

    void step(const char* what) {
        if (progress_.cancelled()) throw Error("the export was interrupted", "Nothing was left behind.", ExitCode::Interrupted);
        progress_.note(what);
        progress_.advance(bag_.octets(), 0);
    }

    void addText(const std::string& name, const std::string& text) { bag_.add(name, redacted_ ? redactor_.apply(text) : text); }

    void table(View view, const std::string& name, const std::string& query = {}) {
        std::ostringstream out;
        writeTable(case_, view, selectRows(case_, view, query), TableFormat::Csv, out);
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
        std::string text = "format,sources,found,imported,duplicate,skipped,failed,problems,adds_up\r\n";
        std::map<std::string, std::pair<std::uint64_t, Reconciliation>> kinds;
        for (const Source& s : case_.store().sources()) {
            auto& [n, r] = kinds[s.format];
            ++n;
            r.found += s.counts.found, r.imported += s.counts.imported, r.duplicate += s.counts.duplicate;
            r.skipped += s.counts.skipped, r.failed += s.counts.failed, r.problems += s.counts.problems;
        }
        for (const auto& [format, kind] : kinds) {
            const auto& r = kind.second;
            text += csvField(format, false) + "," + std::to_string(kind.first);
            for (const auto n : {r.found, r.imported, r.duplicate, r.skipped, r.failed, r.problems}) text += "," + std::to_string(n);
            text += r.holds() ? ",yes\r\n" : ",NO\r\n";
        }
        addText("inventory/reconciliation.csv", text);
    }

    void items() {
        step("Messages");
        for (const auto id : selection_.placements) {
            if (progress_.cancelled()) step("");
            const auto p = case_.store().placement(id);
            const auto file = p ? case_.store().file(p->fileId) : std::nullopt;
            if (!p || !file || isHeld(*p)) continue;
            const std::string name = "items/" + p->sha256.substr(0, 2) + "/" + p->sha256 + ".eml";
            if (bag_.has(name)) continue;
            try {
                constexpr std::uint64_t kBlock = 4u << 20;
                bag_.open(name);
                for (std::uint64_t at = 0; at < p->length; at += kBlock)
                    bag_.write(viewer().raw(*file, p->offset + at, std::min(kBlock, p->length - at)));
                bag_.close();
                ++receipt_.items;
            } catch (const Error& e) {
                bag_.abandon();
                receipt_.missing.push_back(p->mailbox + "/" + p->folder + " " + p->messageId + ": " + e.what());
            }
        }
    }

    /// Left out and listed as held unless an authority opened it.
    bool isHeld(const Placement& p) {
        try {
            requireOpen(case_.store(), p);
            return false;
        } catch (const Error& e) {
            receipt_.missing.push_back(p.mailbox + "/" + p.folder + " " + p.messageId + " sha256 " + p.sha256 + ": " + e.what());
            return true;
        }
    }

    void attachments() {
        step("Attachments");
        for (const auto& [id, number] : selection_.parts) {
            const auto p = case_.store().placement(id);
            if (!p || p->held) continue;  // of a held one the index keeps no parts: it goes as a message, or not at all
            for (const Part& part : p->parts) {
                const std::string hex = toHex(part.sha256), name = "attachments/" + hex.substr(0, 2) + "/" + hex + ".bin";
                if (part.number != number || bag_.has(name)) continue;
                try {
                    bag_.open(name);
                    reading_.attachment(id, number, [this](std::string_view octets) { bag_.write(octets); });
                    bag_.close();
                    ++receipt_.attachments;
                } catch (const Error& e) {
                    bag_.abandon();
                    receipt_.missing.push_back(p->messageId + " part " + number + ": " + e.what());
                }
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
        for (const Session& s : case_.store().sessions())
            if (s.status == "attributed" || s.status == "undecided" || s.status == "rejected") wanted.insert(s.clientIp);
        wanted.erase("");
        if (!wanted.empty()) {
            EventFilter filter;
            filter.clientIps.assign(wanted.begin(), wanted.end());
            case_.store().events().scan(filter, [&](const StoredEvent& e) {
                lines[e.sourceId].emplace(e.offset, Citation{e.id, e.sourceId, "", e.line, e.offset, e.length});
                return true;
            });
        }
        std::string index = "extract,extract_offset,source,source_sha256,line,offset,length\r\n";
        for (const auto& [sourceId, cited] : lines) extract(sourceId, cited, index);
        bag_.add("log-extracts/index.csv", index);
        JsonWriter rules;
        rules.beginArray();
        for (const RuleText& r : ruleTexts())
            rules.beginObject().key("id").string(std::string(r.id) + "@" + std::to_string(r.version)).key("title").string(r.title).key("text").string(r.text).endObject();
        bag_.add("log-extracts/rules.json", rules.endArray().take() + "\n");
    }

    void extract(std::int64_t sourceId, const std::map<std::uint64_t, Citation>& cited, std::string& index) {
        const auto source = case_.store().source(sourceId);
        const auto files = case_.store().filesOf(sourceId);
        if (!source || files.empty() || source->kind == SourceKind::Mailbox) return;
        const std::string name = "log-extracts/" + source->sha256.substr(0, 16) + ".log";
        if (bag_.has(name)) return;
        std::uint64_t at = 0;
        bag_.open(name);
        for (const auto& [offset, citation] : cited) {
            std::string octets;
            try {
                octets = viewer().raw(files.front(), offset, citation.length);
            } catch (const Error& e) {
                receipt_.missing.push_back(source->path + ", offset " + std::to_string(offset) + ": " + e.what());
                continue;
            }
            bag_.write(octets);
            bag_.write("\n");
            index += name.substr(13) + "," + std::to_string(at) + "," + csvField(source->path, false) + "," + source->sha256 + "," + std::to_string(citation.line) + "," +
                     std::to_string(offset) + "," + std::to_string(octets.size()) + "\r\n";
            at += octets.size() + 1;
            ++receipt_.logLines;
        }
        bag_.close();
    }

    static void strings(JsonWriter& j, const char* key, const std::vector<std::string>& values) {
        j.key(key).beginArray();
        for (const auto& v : values) j.string(v);
        j.endArray();
    }

    void findings() {
        step("Findings");
        std::string text;
        for (const Touch& t : selection_.touches) {
            JsonWriter j;
            j.beginObject().key("touch").string(t.id).key("actor").string(t.actor).key("mailbox").string(t.mailbox).key("folder").string(t.folder);
            j.key("uid").number(t.uid).key("message_id").string(t.messageId).key("sha256").string(t.sha256).key("stored").boolean(t.stored);
            j.key("depth").string(depthName(t.depth)).key("complete").boolean(t.complete).key("grade").string(gradeName(t.grade));
            j.key("attribution").string(attributionName(t.attribution)).key("delivery").string(deliveryName(t.delivery)).key("identity").string(identityName(t.identity));
            strings(j, "rules", t.rules);
            strings(j, "sessions", t.sessions);
            strings(j, "why", t.why);
            strings(j, "against", t.against);
            j.key("coverage").string(t.coverage).key("evidence").beginArray();
            for (const Citation& e : t.evidence)
                j.beginObject().key("source").string(e.source).key("line").number(static_cast<std::int64_t>(e.line)).key("offset").number(static_cast<std::int64_t>(e.offset))
                    .key("length").number(static_cast<std::int64_t>(e.length)).endObject();
            text += j.endArray().endObject().take() + "\n";
        }
        addText("findings/touches.jsonl", text);
        JsonWriter marks;
        marks.beginArray();
        for (const Bookmark& b : case_.store().bookmarks())
            marks.beginObject().key("item").string(b.item).key("tag").string(b.tag).key("note").string(b.note).key("author").string(b.author).key("created")
                .string(formatIso(Time(std::chrono::microseconds(b.created)))).endObject();
        addText("findings/bookmarks.json", marks.endArray().take() + "\n");
    }

    /// Timesketch: message, datetime, timestamp_desc.
    void timeline() {
        std::string text;
        for (const Touch& t : selection_.touches) {
            if (!t.first) continue;
            const std::string what = std::string(gradeName(t.grade)) + ": actor " + t.actor + ", " + std::string(depthName(t.depth)) + " of " +
                                     (t.isAttachment ? t.attachment + " in " : "") + t.messageId + " (" + t.mailbox + "/" + t.folder + ")";
            text += JsonWriter().beginObject().key("message").string(what).key("datetime").string(formatIso(Time(std::chrono::microseconds(t.first))))
                        .key("timestamp_desc").string("Item reached").key("touch").string(t.id).endObject().take() + "\n";
        }
        addText("interop/timeline.jsonl", text);
    }

    void report() {
        step("Report");
        Report r;
        r.caseName = case_.name();
        r.caseNumber = options_.caseNumber;
        r.exhibits = options_.exhibits;
        r.examiner = options_.examiner;
        r.program = "Sillage " + versions().front().second;
        r.date = formatIso(Time(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())), Precision::Day);
        r.language = options_.language;
        r.redacted = redacted_;
        r.unsafe = case_.store().setting("unsafe-no-sandbox") == "1";
        r.indicators = case_.store().indicators();
        r.sources = case_.store().sources();
        r.touches = selection_.touches;
        r.undetermined = selection_.undetermined;
        r.noRecord = selection_.noRecord;
        r.ruledOut = selection_.ruledOut;
        date_ = r.date;
        addText("report/report.html", reportHtml(r));
    }

    void custody() {
        std::string log, head;
        for (const CustodyEntry& e : case_.store().custody()) {
            log += JsonWriter().beginObject().key("sequence").number(static_cast<std::int64_t>(e.sequence)).key("time").string(formatIso(Time(std::chrono::microseconds(e.time)), Precision::Microsecond))
                       .key("actor").string(e.actor).key("action").string(e.action).key("detail").string(e.detailJson).key("previous").string(e.previous).key("hash").string(e.hash).endObject().take() + "\n";
            head = e.hash;
        }
        bag_.add("custody/custody.jsonl", log);
        bag_.add("custody/custody.head", head + "\n");
        JsonWriter tool;
        tool.beginObject();
        for (const auto& [name, version] : versions()) tool.key(name).string(version);
        bag_.add("custody/tool.json", tool.endObject().take() + "\n");
        custodyHead_ = head;
    }

    BundleReceipt seal() {
        bag_.addTag("VERIFY.md", verifyText());
        receipt_.files = bag_.files();
        receipt_.octets = bag_.octets();
        receipt_.manifestSha256 = bag_.finish({{"Source-Organization", options_.examiner.empty() ? "not stated" : options_.examiner},
                                               {"External-Identifier", options_.caseNumber.empty() ? case_.name() : options_.caseNumber},
                                               {"External-Description", "Evidence bundle of case " + case_.name() + ", profile " + options_.profile + ", selection " + options_.select},
                                               {"Exhibits", options_.exhibits.empty() ? "not stated" : options_.exhibits},
                                               {"Bagging-Date", date_},
                                               {"Bag-Software-Agent", "Sillage " + versions().front().second},
                                               {"Custody-Head", custodyHead_}});
        receipt_.path = options_.zip ? packBag(options_.output) : options_.output;
        return receipt_;
    }

    Viewer& viewer() {
        if (!viewer_) viewer_ = std::make_unique<Viewer>(case_.directory());
        return *viewer_;
    }

    Case& case_;
    const BundleOptions& options_;
    Progress& progress_;
    Reading reading_;
    Selection selection_;
    bool redacted_;
    Redactor redactor_;
    BagWriter bag_;
    BundleReceipt receipt_;
    std::unique_ptr<Viewer> viewer_;
    std::string date_, custodyHead_;
};

void checkOptions(const BundleOptions& o) {
    if (o.profile != "full" && o.profile != "redacted") throw Error("--profile is full or redacted, not " + o.profile, "", ExitCode::Usage);
    if (o.language != "en" && o.language != "fr") throw Error("--lang is en or fr, not " + o.language, "", ExitCode::Usage);
}

}  // namespace

BundleReceipt exportBundle(Case& c, const BundleOptions& options, Progress& progress) {
    checkOptions(options);
    c.store().logCustody("export", JsonWriter().beginObject().key("output").string(options.output.string()).key("select").string(options.select)
        .key("profile").string(options.profile).key("language").string(options.language).endObject().text());
    const BundleReceipt receipt = Exporter(c, options, progress).run();
    c.store().logCustody("export done", JsonWriter().beginObject().key("output").string(receipt.path.string()).key("tagmanifest_sha256").string(receipt.manifestSha256)
        .key("files").number(static_cast<std::int64_t>(receipt.files)).key("missing").number(static_cast<std::int64_t>(receipt.missing.size())).endObject().text());
    return receipt;
}

BundleReceipt planBundle(Case& c, const BundleOptions& options) {
    checkOptions(options);
    const Selection s = select(c, options);
    BundleReceipt plan;
    if (options.profile == "redacted") return plan;  // octets of evidence cannot be masked: none go in
    plan.itemPlaces = s.placements.size();
    plan.attachmentPlaces = s.parts.size();
    std::set<std::string> contents;
    for (const auto id : s.placements) {
        const auto p = c.store().placement(id);
        if (!p || c.store().isClosed(*p) || !contents.insert(p->sha256).second) continue;
        ++plan.items;
        plan.octets += p->length;
    }
    std::set<Digest> attached;
    for (const auto& [id, number] : s.parts) {
        const auto p = c.store().placement(id);
        if (!p || p->held) continue;
        for (const Part& part : p->parts) {
            if (part.number != number || !attached.insert(part.sha256).second) continue;
            ++plan.attachments;
            plan.octets += part.size;
        }
    }
    return plan;
}

Verification verifyBundle(const std::filesystem::path& path, Progress& progress) { return verifyBag(path, progress); }

}  // namespace sillage

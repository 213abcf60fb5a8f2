#include "case/bundle.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "case/exposure.h"
#include "case/hold.h"
#include "case/reading.h"
#include "case/version.h"
#include "decode/registry.h"
#include "export/bundle_writer.h"
#include "ingest/viewer.h"
#include "trace/trace.h"

namespace sillage {
namespace {

/// The evidence of an open case.
class CaseEvidence final : public BundleEvidence {
public:
    explicit CaseEvidence(Case& c) : case_(c), reading_(c) {}

    void requireOpen(const Placement& placement) override { sillage::requireOpen(case_.store(), placement); }
    void message(const Placement& p, const Octets& out) override {
        if (!p.locator.empty()) return reading_.rebuilt(p.id, out);
        const auto file = case_.store().file(p.fileId);
        if (!file) throw Error("its file is not in the case any more", "Its source may have been removed.");
        constexpr std::uint64_t kBlock = 4u << 20;
        for (std::uint64_t at = 0; at < p.length; at += kBlock)
            out(viewer().raw(*file, p.offset + at, std::min(kBlock, p.length - at)));
    }
    void properties(const Placement& p, const Octets& out) override { reading_.properties(p.id, out); }
    void attachment(const Placement& p, const std::string& part, const Octets& out) override { reading_.attachment(p.id, part, out); }
    std::string octets(const FileRow& file, std::uint64_t offset, std::uint64_t length) override {
        const auto source = case_.store().source(file.sourceId);
        const Format* format = source ? findFormat(source->format) : nullptr;
        if (format && format->secret) return viewer().record(file, source->format, offset, length);  // secrets stay behind
        return viewer().raw(file, offset, length);
    }

private:
    Viewer& viewer() {
        if (!viewer_) viewer_ = std::make_unique<Viewer>(case_.directory());
        return *viewer_;
    }
    Case& case_;
    Reading reading_;
    std::unique_ptr<Viewer> viewer_;
};

std::string rulesJson() {
    JsonWriter rules;
    rules.beginArray();
    for (const RuleText& r : ruleTexts())
        rules.beginObject().key("id").string(std::string(r.id) + "@" + std::to_string(r.version)).key("title").string(r.title)
            .key("text").string(r.text).endObject();
    return rules.endArray().take() + "\n";
}

}  // namespace

BundleReceipt exportBundle(Case& c, const BundleOptions& options, Progress& progress) {
    checkBundleOptions(options);
    c.store().logCustody("export", JsonWriter().beginObject().key("output").string(options.output.string()).key("select").string(options.select)
        .key("profile").string(options.profile).key("language").string(options.language).endObject().text());
    CaseEvidence evidence(c);
    const BundleReceipt receipt = writeBundle(c.store(), options, {c.name(), versions(), rulesJson(), exposure(c, {}, progress).rows}, evidence, progress);
    c.store().logCustody("export done", JsonWriter().beginObject().key("output").string(receipt.path.string()).key("tagmanifest_sha256").string(receipt.manifestSha256)
        .key("files").number(static_cast<std::int64_t>(receipt.files)).key("missing").number(static_cast<std::int64_t>(receipt.missing.size())).endObject().text());
    return receipt;
}

BundleReceipt planBundle(Case& c, const BundleOptions& options) { return planBundle(c.store(), options); }

Verification verifyBundle(const std::filesystem::path& path, Progress& progress) { return verifyBag(path, progress); }

}  // namespace sillage

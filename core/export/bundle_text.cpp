#include "export/bundle_text.h"

#include <chrono>
#include <map>

#include "base/json.h"
#include "base/phrase.h"
#include "base/time.h"
#include "export/table_text.h"
#include "record/examiner.h"

namespace sillage {
namespace {

std::string instantText(std::int64_t micros, Precision precision = Precision::Second) {
    return formatIso(Time(std::chrono::microseconds(micros)), precision);
}

void strings(JsonWriter& j, const char* key, const std::vector<std::string>& values, Language language = Language::English) {
    j.key(key).beginArray();
    for (const auto& v : values) j.string(inLanguage(v, language));
    j.endArray();
}

/// The examiner's grade beside the program's; null where none is stated.
void examiner(JsonWriter& j, const Touch& t, Language language) {
    j.key("examiner");
    if (!t.examiner) return void(j.null());
    const Regrade& r = *t.examiner;
    j.beginObject().key("grade").string(gradeName(r.grade)).key("state").string(standingName(standingOf(r, t.grade)));
    j.key("held").string(gradeName(heldGrade(t))).key("reason").string(r.reason).key("document").string(r.document).key("author").string(r.author);
    j.key("time").string(instantText(r.created)).key("said").string(inLanguage(examinerSentence(r, t.grade), language)).endObject();
}

}  // namespace

std::string reconciliationCsv(const std::vector<Source>& sources) {
    std::string text = "format,sources,found,imported,duplicate,skipped,failed,problems,adds_up\r\n";
    std::map<std::string, std::pair<std::uint64_t, Reconciliation>> kinds;
    for (const Source& s : sources) {
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
    return text;
}

std::string touchesJsonl(const std::vector<Touch>& touches, const ItemRemarks& remarks, Language language) {
    std::string text;
    for (const Touch& t : touches) {
        JsonWriter j;
        j.beginObject().key("touch").string(t.id).key("actor").string(t.actor).key("mailbox").string(t.mailbox).key("folder").string(t.folder);
        j.key("uid").number(t.uid).key("message_id").string(t.messageId).key("sha256").string(t.sha256).key("stored").boolean(t.stored);
        j.key("depth").string(depthName(t.depth)).key("complete").boolean(t.complete).key("grade").string(gradeName(t.grade));
        j.key("attribution").string(attributionName(t.attribution)).key("delivery").string(deliveryName(t.delivery)).key("identity").string(identityName(t.identity));
        examiner(j, t, language);
        if (const auto remark = remarks.find(t.placement); remark != remarks.end()) j.key("remark").string(remark->second);
        strings(j, "rules", t.rules);
        strings(j, "sessions", t.sessions);
        strings(j, "why", t.why, language);
        strings(j, "against", t.against, language);
        j.key("coverage").string(inLanguage(t.coverage, language)).key("evidence").beginArray();
        for (const Citation& e : t.evidence)
            j.beginObject().key("source").string(e.source).key("line").number(static_cast<std::int64_t>(e.line)).key("offset").number(static_cast<std::int64_t>(e.offset))
                .key("length").number(static_cast<std::int64_t>(e.length)).endObject();
        text += j.endArray().endObject().take() + "\n";
    }
    return text;
}

std::string bookmarksJson(const std::vector<Bookmark>& bookmarks) {
    JsonWriter marks;
    marks.beginArray();
    for (const Bookmark& b : bookmarks)
        marks.beginObject().key("item").string(b.item).key("tag").string(b.tag).key("note").string(b.note).key("author").string(b.author).key("created")
            .string(instantText(b.created)).endObject();
    return marks.endArray().take() + "\n";
}

std::string timelineJsonl(const std::vector<Touch>& touches) {
    std::string text;
    for (const Touch& t : touches) {
        if (!t.first) continue;
        const std::string what = std::string(gradeName(t.grade)) + ": actor " + t.actor + ", " + std::string(depthName(t.depth)) + " of " +
                                 (t.isAttachment ? t.attachment + " in " : "") + t.messageId + " (" + t.mailbox + "/" + t.folder + ")";
        text += JsonWriter().beginObject().key("message").string(what).key("datetime").string(instantText(t.first))
                    .key("timestamp_desc").string("Item reached").key("touch").string(t.id).endObject().take() + "\n";
    }
    return text;
}

std::string custodyJsonl(const std::vector<CustodyEntry>& entries) {
    std::string log;
    for (const CustodyEntry& e : entries)
        log += JsonWriter().beginObject().key("sequence").number(static_cast<std::int64_t>(e.sequence)).key("time").string(instantText(e.time, Precision::Microsecond))
                   .key("actor").string(e.actor).key("action").string(e.action).key("detail").string(e.detailJson).key("previous").string(e.previous).key("hash").string(e.hash).endObject().take() + "\n";
    return log;
}

std::string versionsJson(const std::vector<std::pair<std::string, std::string>>& versions) {
    JsonWriter tool;
    tool.beginObject();
    for (const auto& [name, version] : versions) tool.key(name).string(version);
    return tool.endObject().take() + "\n";
}

}  // namespace sillage

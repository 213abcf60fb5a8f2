#include "store/table_view.h"

#include "record/touch.h"

namespace sillage {
namespace {

const SqlView kSources{
    "source s", "1", "s.id", "s.path || char(10) || s.sha256", 'X', "s.path, s.root, s.id", false,
    {{"s.path", Cell::Text}, {"s.format", Cell::Text}, {"s.bytes", Cell::Number}, {"s.sha256", Cell::Text},
     {"nullif(s.first, 0)", Cell::Instant}, {"nullif(s.last, 0)", Cell::Instant}, {"s.found", Cell::Number}, {"s.imported", Cell::Number},
     {"s.duplicate", Cell::Number}, {"s.skipped", Cell::Number}, {"s.failed", Cell::Number},
     {"s.problems", Cell::Number}, {"s.state", Cell::Text}, {"s.why", Cell::Sentence}, {"s.skipped_why", Cell::Reasons},
     {"(SELECT count(*) FROM placement p WHERE p.source = s.id AND p.held <> 0 AND p.parent = 0)", Cell::Number},
     {"s.recovered", Cell::Number},
     {"(SELECT t.zone FROM source_time t WHERE t.source = s.id)", Cell::Text},
     {"(SELECT t.zone_basis FROM source_time t WHERE t.source = s.id)", Cell::Sentence},
     {"(SELECT t.year_basis FROM source_time t WHERE t.source = s.id)", Cell::Sentence},
     {"iif(s.clock_offset = 0, NULL, printf('%+.3f', s.clock_offset / 1e6))", Cell::Text}}};

const SqlView kProblems{
    "problem x LEFT JOIN source s ON s.id = x.source", "1", "x.id",
    "s.path || char(10) || s.sha256 || char(10) || x.offset || char(10) || x.reason", 'P',
    "s.path, s.root, x.offset, x.item, x.id", false,
    {{"s.path", Cell::Text}, {"x.offset", Cell::Number}, {"x.length", Cell::Number}, {"x.item", Cell::Sentence},
     {"x.reason", Cell::Sentence}}};

// An attachment is listed once: one inside an enclosed message with the message that stands in the store, as the
// server hands it out, under the deeper number it has there: "2.3" of part 3 in the message that is part 2, "2t4t3" of one
// in a TNEF part, which numbers by another rule but gives the same octets.
#define LISTED_HERE                                                                                                   \
    "(p.parent = 0 OR NOT EXISTS (SELECT 1 FROM placement ep JOIN attachment ea ON ea.message = ep.message "          \
    "WHERE ep.id = p.parent AND (ea.part = p.parent_part || '.' || a.part OR "                                        \
    "(ea.part LIKE p.parent_part || 't%' AND ea.sha256 = a.sha256))))"

const SqlView kMessages{
    "placement p JOIN message m ON m.id = p.message JOIN mailbox b ON b.id = p.mailbox", "1", "p.id",
    "lower(hex(p.key))", 'M', "b.name, p.folder, p.uid, p.key", false,
    {{"b.name", Cell::Text}, {"p.folder", Cell::Text}, {"p.uid", Cell::NumberOver0}, {"m.message_id", Cell::Text},
     {"m.subject", Cell::Text}, {"m.sender", Cell::Text}, {"m.recipients", Cell::Lines}, {"m.cc", Cell::Lines},
     {"nullif(m.date_utc, -9223372036854775808)", Cell::Instant}, {"m.size", Cell::Number}, {"m.sha256", Cell::Hash}, {"m.wire_size", Cell::NumberOver0},
     {"nullif(m.wire_sha256, zeroblob(32))", Cell::Hash}, {"iif(p.held, 0, iif(p.parent = 0, m.attachments, (SELECT count(*) FROM attachment a WHERE a.message = m.id AND " LISTED_HERE ")))",
      Cell::Number},
     {"(SELECT em.sha256 FROM placement ep JOIN message em ON em.id = ep.message WHERE ep.id = p.parent)", Cell::Hash},
     {"(SELECT path FROM source WHERE id = p.source)", Cell::Text}, {"p.offset", Cell::Number},
     {"p.length", Cell::Number}, {"p.witnesses", Cell::Number}, {"p.recovered", Cell::Boolean},
     {"m.rebuilt", Cell::Boolean}, {"iif(p.held, NULL, m.text_sha256)", Cell::Hash}, {"p.held", Cell::Boolean},
     {"m.item_class", Cell::Text}, {"p.recovered_how", Cell::Sentence}, {"p.locator", Cell::Text}}};

const SqlView kAttachments{
    "placement p JOIN message m ON m.id = p.message JOIN mailbox b ON b.id = p.mailbox "
    "JOIN attachment a ON a.message = m.id",
    "p.held = 0 AND " LISTED_HERE, "(p.id << 32 | a.id)", "lower(hex(p.key)) || char(10) || a.part", 'A',
    "b.name, p.folder, p.uid, p.key, a.part, a.id", false,
    {{"b.name", Cell::Text}, {"p.folder", Cell::Text}, {"m.message_id", Cell::Text}, {"a.name", Cell::Text},
     {"a.media_type", Cell::Text}, {"a.size", Cell::Number}, {"a.sha256", Cell::Hash},
     {"(SELECT path FROM source WHERE id = p.source)", Cell::Text}}};

const SqlView kIndicators{
    "indicator i", "1", "i.ordinal", "i.id", 0, "i.ordinal", true,
    {{"i.id", Cell::Text}, {"i.actor", Cell::Text}, {"i.ip", Cell::Text}, {"i.account", Cell::Text},
     {"nullif(i.from_time, 0)", Cell::Instant}, {"nullif(i.to_time, 0)", Cell::Instant}, {"i.session", Cell::Text}, {"i.user_agent", Cell::Text},
     {"i.grade", Cell::IndicatorName}, {"i.document", Cell::Text}, {"i.reason", Cell::Text}, {"nullif(i.created, 0)", Cell::Instant},
     {"i.device", Cell::Text}, {"i.app", Cell::Text}, {"iif(i.asn, 'AS' || i.asn, '')", Cell::Text}}};

const SqlView kTouched{
    "touch_row t", "1", "t.ordinal", "t.id", 0, "t.ordinal", false,
    {{"t.mailbox", Cell::Text}, {"t.folder", Cell::Text}, {"t.message_id", Cell::Text}, {"t.subject", Cell::Text},
     {"t.is_attachment", Cell::AttachedItem}, {"t.attachment", Cell::Text}, {"t.sha256", Cell::Text},
     {"t.size", Cell::NumberFrom0}, {"t.stored", Cell::Boolean}, {"t.depth", Cell::DepthName},
     {"t.complete", Cell::Boolean}, {"t.destination", Cell::DestinationName}, {"t.effects", Cell::Lines},
     {"t.grade", Cell::GradeName}, {"t.actor", Cell::Text}, {"t.attribution", Cell::AttributionName},
     {"t.delivery", Cell::DeliveryName}, {"t.identity", Cell::IdentityName}, {"nullif(t.first, 0)", Cell::Instant},
     {"nullif(t.last, 0)", Cell::Instant}, {"t.sessions", Cell::Lines}, {"t.rules", Cell::Lines}, {"t.evidence", Cell::Citations},
     {"t.id", Cell::Text}, {"t.uid", Cell::NumberOver0},
     {"coalesce(t.examiner_grade, -1)", Cell::GradeName}, {"coalesce(t.examiner_standing, -1)", Cell::StandingName},
     {"t.examiner_reason", Cell::Text}, {"t.examiner_document", Cell::Text}, {"t.examiner", Cell::Text}, {"t.examined", Cell::Instant},
     {"t.examined_touch IS NOT NULL", Cell::Boolean}}};

const SqlView kRegrades{
    "regrade g", "1", "g.ordinal", "g.touch", 0, "g.ordinal", false,
    {{"g.touch", Cell::Text}, {"g.grade", Cell::GradeName}, {"coalesce(g.now, -1)", Cell::GradeName}, {"g.standing", Cell::StandingName},
     {"g.mailbox", Cell::Text}, {"g.folder", Cell::Text}, {"g.message_id", Cell::Text}, {"g.subject", Cell::Text},
     {"g.depth", Cell::DepthName}, {"g.actor", Cell::Text}, {"g.reason", Cell::Text}, {"g.document", Cell::Text},
     {"g.author", Cell::Text}, {"nullif(g.created, 0)", Cell::Instant}, {"g.program", Cell::GradeName}}};

const SqlView kChanges{
    "grade_change c", "1", "c.ordinal", "c.touch", 0, "c.ordinal", false,
    {{"c.number", Cell::Number}, {"c.touch", Cell::Text},
     {"CASE WHEN c.old_grade < 0 THEN 0 WHEN c.new_grade < 0 THEN 1 WHEN c.new_grade > c.old_grade THEN 2 WHEN c.new_grade < c.old_grade "
      "THEN 3 WHEN c.new_depth <> c.old_depth OR c.new_complete <> c.old_complete THEN 4 ELSE 5 END", Cell::ChangeName},
     {"c.old_grade", Cell::GradeName}, {"c.new_grade", Cell::GradeName}, {"c.old_depth", Cell::DepthName}, {"c.new_depth", Cell::DepthName},
     {"c.mailbox", Cell::Text}, {"c.folder", Cell::Text}, {"c.message_id", Cell::Text}, {"c.subject", Cell::Text},
     {"c.attachment", Cell::Text}, {"c.actor", Cell::Text}, {"c.old_rules", Cell::Lines}, {"c.new_rules", Cell::Lines},
     {"c.why", Cell::Sentences}}};

const SqlView kEffects{
    "effect e", "1", "e.ordinal", "e.id", 0, "e.ordinal", false,
    {{"e.id", Cell::Text}, {"e.kind", Cell::Text}, {"e.in_force", Cell::Text}, {"e.what", Cell::Sentence}, {"e.name", Cell::Text},
     {"e.target", Cell::Text}, {"e.direction", Cell::Text}, {"e.account", Cell::Text}, {"e.mailbox", Cell::Text}, {"e.actor", Cell::Text},
     {"e.attribution", Cell::AttributionName}, {"e.session", Cell::Text}, {"e.client_ip", Cell::Text}, {"nullif(e.time, 0)", Cell::Instant},
     {"nullif(e.until, 0)", Cell::Instant}, {"e.outcome", Cell::Text}, {"e.message_id", Cell::Text}, {"e.subject", Cell::Text},
     {"e.folder", Cell::Text}, {"e.basis", Cell::Sentence}, {"e.number", Cell::Number}, {"e.evidence", Cell::Citations}}};

// What is missing where an actor was comes first, then what is missing elsewhere, then what is covered; routes that do
// not exist here last.
#define COVERAGE_ORDER                                                                                                \
    "CASE c.state WHEN 'not-covered' THEN iif(c.account = '' OR lower(c.account) IN (SELECT lower(account) FROM " \
    "actor_account), 0, 1) WHEN 'covered' THEN 2 ELSE 3 END, c.ordinal"

const SqlView kCoverage{
    "coverage c", "1", "c.ordinal", "c.route || char(10) || c.account || char(10) || c.source || char(10) || c.first", 'C',
    COVERAGE_ORDER, false,
    {{"c.route", Cell::Sentence}, {"c.account", Cell::Text}, {"c.source", Cell::Text}, {"c.state", Cell::Text},
     {"nullif(c.first, 0)", Cell::Instant}, {"nullif(c.last, 0)", Cell::Instant}, {"c.detail", Cell::Sentence}, {"c.ask", Cell::Sentence},
     {"c.kind", Cell::Text}, {"c.recorder", Cell::Text}, {"c.whom", Cell::Sentence}, {"nullif(c.expires, 0)", Cell::Instant}}};

const SqlView kBookmarks{
    "bookmark k", "1", "k.id", "k.item", 0, "k.id", true,
    {{"k.id", Cell::Number}, {"k.item", Cell::Text}, {"k.tag", Cell::Text}, {"k.note", Cell::Text},
     {"k.author", Cell::Text}, {"nullif(k.created, 0)", Cell::Instant}, {"k.bound", Cell::Boolean}}};

template <typename Value, typename Name>
std::vector<std::string> names(Value last, Name&& name) {
    std::vector<std::string> out;
    for (int i = 0; i <= static_cast<int>(last); ++i) out.emplace_back(name(static_cast<Value>(i)));
    return out;
}

}  // namespace

const char* const kListedHere = LISTED_HERE;

const SqlView* sqlView(View view) {
    switch (view) {
        case View::Sources: return &kSources;
        case View::Problems: return &kProblems;
        case View::Messages: return &kMessages;
        case View::Attachments: return &kAttachments;
        case View::Indicators: return &kIndicators;
        case View::Touched: return &kTouched;
        case View::Coverage: return &kCoverage;
        case View::Bookmarks: return &kBookmarks;
        case View::Regrades: return &kRegrades;
        case View::Changes: return &kChanges;
        case View::Effects: return &kEffects;
        default: return nullptr;
    }
}

std::vector<std::string> cellNames(Cell cell) {
    switch (cell) {
        case Cell::AttachedItem: return {"message", "attachment"};
        case Cell::DepthName: return names(Depth::Whole, depthName);
        case Cell::DestinationName: return names(Destination::OtherMailbox, destinationName);
        case Cell::GradeName: return names(Grade::Recorded, gradeName);
        case Cell::AttributionName: return names(Axis::Top, attributionName);
        case Cell::DeliveryName: return names(Axis::Top, deliveryName);
        case Cell::IdentityName: return names(Axis::Top, identityName);
        case Cell::StandingName: return names(Standing::WithoutRow, standingName);
        case Cell::ChangeName: return {"added", "removed", "raised", "lowered", "depth", "rules"};
        case Cell::IndicatorName: return names(IndicatorGrade::Exclusive, indicatorGradeName);
        default: return {};
    }
}

}  // namespace sillage

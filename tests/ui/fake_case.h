// A case that exists only in memory, with invented rows (interieur.example): what the window's tests and
// screens use where no evidence is needed. Slow or failing answers can be asked for.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "ui/models/case_host.h"

namespace fake {

using namespace sillage;
using namespace sillage::ui;

inline constexpr std::int64_t kNight = 1'765'490'400'000'000;  // 2025-12-11T22:00:00Z
/// A recovered appointment rebuilt from properties, and the message inside it.
inline constexpr std::int64_t kRebuilt = 7, kInside = 8;

inline const char* const kHostile =
    "<b>Facture</b> <img src=file:///etc/hostname> \xE2\x80\xAE"
    "fdp.exe";

struct State {
    std::function<void(Progress&)> computing;  ///< what an act takes its time with
    std::int64_t events = 128'431;
    std::atomic<int> selects{0}, fetches{0}, fetchedRows{0}, messages{0};
    std::atomic<int> delayMs{0};
    bool empty = false;
    std::vector<Indicator> added;
    std::vector<std::string> bookmarked, notes, custody;
    HoldEntries holds;
    std::map<std::string, Regrade> regrades;
    std::int64_t nextHold = 0;

    /// The last query a view was asked with.
    std::string asked(View view) {
        const std::lock_guard lock(askedMutex);
        return askedOf[view];
    }
    std::mutex askedMutex;
    std::map<View, std::string> askedOf;
};

inline Touch touch(std::int64_t i) {
    static const Grade grades[] = {Grade::Recorded,     Grade::Recorded, Grade::Probable, Grade::Possible,
                                   Grade::Undetermined, Grade::NoRecord, Grade::RuledOut};
    static const char* const subjects[] = {"Note de service : accès au parc",
                                           "Liste des agents mutés au 1er janvier",
                                           "RE: Habilitations du bureau 3",
                                           "Compte rendu CODIR du 9 décembre",
                                           "Planning de permanence",
                                           "Point sécurité, diffusion limitée",
                                           kHostile};
    Touch t;
    t.id = "T-3f9c0a61b2d" + std::to_string(i % 10);
    t.placement = i;
    t.mailbox = i % 3 ? "claire.martin@interieur.example" : "paul.durand@interieur.example";
    t.folder = i % 2 ? "INBOX" : "Archives/2025";
    t.messageId = "<20251204.1f" + std::to_string(i) + "@mail.interieur.example>";
    t.subject = subjects[i % 7];
    t.uid = std::uint32_t(1200 + i);
    t.isAttachment = i % 2;
    t.attachment = i % 2 ? "liste_agents_janvier.xlsx" : "";
    t.sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    t.size = 48'213 + i * 7919;
    t.stored = i % 9 != 8;
    t.depth = i % 2 ? Depth::Attachment : i % 4 ? Depth::Body : Depth::Listed;
    t.grade = grades[i % 7];
    t.actor = t.grade >= Grade::Possible ? "A" : "";
    t.attribution = t.delivery = Axis::Top;
    t.identity = t.grade == Grade::Recorded ? Axis::Top : Axis::Probable;
    t.first = kNight + i * 61'000'000;
    t.last = t.first + 13'000'000;
    t.sessions = {"S-8c1f20aa93be"};
    t.rules = {"T14@1"};
    t.why = {
        "T14: the web server answered 200 to a download of part 2 of UID 1203 in INBOX, and sent 48 213 "
        "bytes.",
        "T16: the webmail token rc-4f2a ties the request to the IMAP session of claire.martin at 22:14:03."};
    t.against = {"The same address served two other accounts of the ministry on 3 December."};
    t.coverage = "nginx access log covers 2025-12-01 to 2025-12-12 without a gap; Dovecot logged no IMAP ID.";
    return t;
}

/// Cells by field name, so that the fake never depends on the order of the columns.
inline Value cell(View view, std::string_view f, FieldType type, std::int64_t i) {
    static const char* const accounts[] = {"claire.martin@interieur.example", "paul.durand@interieur.example",
                                           "sofia.bernard@interieur.example"};
    static const char* const ips[] = {"203.0.113.66", "198.51.100.23", "2001:db8:4::17"};
    static const char* const actions[] = {"login", "list", "read", "download", "view-source", "logout"};
    const Touch t = touch(i);
    auto str = [](auto v) { return std::string(v); };
    if (f == "grade")
        return view == View::Indicators ? Value(str("asserted")) : Value(str(gradeName(t.grade)));
    if (f == "depth") return str(depthName(t.depth));
    if (f == "item")
        return view == View::Touched     ? Value(str(t.isAttachment ? "attachment" : "message"))
               : view == View::Bookmarks ? Value(t.id)
               : view == View::Problems  ? Value("message " + std::to_string(i))
                                         : Value(std::int64_t(0));
    if (f == "attachment") return t.attachment.empty() ? Value() : Value(t.attachment);
    if (f == "subject") return t.subject;
    if (f == "actor")
        return view == View::Custody ? Value(str("lefevre, sillage 0.1.0"))
               : t.actor.empty()     ? Value()
                                     : Value(t.actor);
    if (f == "account" || f == "mailbox") return str(accounts[i % 3]);
    if (f == "client_ip" || f == "ip") return str(ips[i % 3]);
    if (f == "user_agent")
        return str("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
    if (f == "protocol") return str(i % 2 ? "webmail" : "imap");
    if (f == "action")
        return view == View::Custody ? Value(str(i ? "intruder add" : "import")) : Value(str(actions[i % 6]));
    if (f == "outcome") return str(i % 11 ? "success" : "failure");
    if (f == "folder") return t.folder;
    if (f == "touch") return t.id;
    if (f == "session") return str("S-8c1f20aa93be");
    if (f == "actor_session") return str("S-77ab10c2d3e4");
    if (f == "status") return str(i % 4 ? "undecided" : "attributed");
    if (f == "attribution") return i % 4 ? Value() : Value(str("shown"));
    if (f == "reasons")
        return std::vector<std::string>{"first seen 11 December 21:58, after 14 failures",
                                        "address never used by this account before"};
    if (f == "message_id") return t.messageId;
    if (f == "from")
        return view == View::Indicators ? Value(TimeValue{kNight, Precision::Second})
                                        : Value(str("Claire Martin <claire.martin@interieur.example>"));
    if (f == "to" && type == FieldType::List)
        return std::vector<std::string>{"bureau3@interieur.example", "paul.durand@interieur.example"};
    if (f == "path" || f == "source")
        return str(i % 2 ? "var/log/nginx/access.log.1.gz"
                         : "var/vmail/interieur.example/claire.martin/Maildir");
    if (f == "format") return str(i % 2 ? "nginx-combined" : "maildir");
    if (f == "state")
        return view == View::Coverage ? Value(str(i % 3 ? "covered" : "not-covered"))
                                      : Value(str(i % 5 ? "read" : "partial"));
    if (f == "found") return std::int64_t(12'408 + i);
    if (f == "imported") return std::int64_t(12'400);
    if (f == "duplicate" || f == "failed" || f == "problems") return std::int64_t(i % 5 ? 0 : 3);
    if (f == "skipped") return std::int64_t(8);
    if (f == "reason") return str("This address belongs to no one at the ministry.");
    if (f == "note") return str("To be read to Mrs Bernard before the hearing.");
    if (f == "tag") return str("report");
    if (f == "author") return str("lefevre");
    if (f == "route") return str(i % 2 ? "webmail" : "imap");
    if (f == "detail")
        return type == FieldType::Json
                   ? Value(JsonValue{"{\"paths\":[\"evidence\"]}"})
                   : Value(str("rotation without a hole; nothing says who could alter it"));
    if (f == "ask")
        return i % 3 ? Value() : Value(str("Ask the host for imap.log of December: kept 30 days."));
    if (f == "in_force") return str(i % 3 ? "yes" : "unknown");
    if (f == "what") return str("New-InboxRule “.”: DeleteMessage; sends to drop@relais.example");
    if (f == "target") return str("drop@relais.example");
    if (f == "direction") return str("external");
    if (f == "change") return str(i % 2 ? "raised" : "lowered");
    if (f == "kind" && view == View::Effects) return str("forwarding");
    if (f == "indicator") return str("I-51c0ffee9a10");
    switch (type) {
        case FieldType::Time:
            return TimeValue{kNight + i * 7'130'000, Precision::Second};
        case FieldType::Bytes:
            return std::int64_t(412'601'113 / (i + 1));
        case FieldType::Integer:
            return i;
        case FieldType::Id:
            return t.sha256;
        case FieldType::Boolean:
            return true;
        case FieldType::List:
            return std::vector<std::string>{};
        case FieldType::Json:
            return JsonValue{"[]"};
        default:
            return Value();
    }
}

class Reader final : public CaseReader {
public:
    explicit Reader(std::shared_ptr<State> state) : s_(std::move(state)) {}

    std::vector<std::int64_t> select(View view, const Query& query, const Sort& sort) override {
        ++s_->selects;
        {
            const std::lock_guard lock(s_->askedMutex);
            s_->askedOf[view] = formatQuery(view, query);
        }
        wait();
        std::int64_t n = view == View::Events       ? s_->events
                         : view == View::Indicators ? std::int64_t(s_->added.size())
                         : view == View::Bookmarks  ? std::int64_t(s_->bookmarked.size())
                                                    : 40;
        if (s_->empty) n = 0;
        if (query.kind != Query::Kind::All && view == View::Events) n /= 16;
        std::vector<std::int64_t> ids;
        for (std::int64_t i = 0; i < n; ++i) ids.push_back(sort.descending ? n - i : i + 1);
        return ids;
    }
    std::vector<Row> fetch(View view, std::span<const std::int64_t> ids) override {
        ++s_->fetches;
        s_->fetchedRows += int(ids.size());
        wait();
        std::vector<Row> rows;
        for (const std::int64_t id : ids) {
            Row r{id, touch(id).id, {}};
            for (const Field& f : fields(view)) r.cells.push_back(cell(view, f.name, f.type, id));
            rows.push_back(std::move(r));
        }
        return rows;
    }
    SearchResult search(const std::string& text, std::size_t) override {
        SearchResult result;
        std::vector<SearchHit>& hits = result.hits;
        for (int i = 0; i < 24; ++i)
            hits.push_back({i % 3 ? View::Messages : View::Events, i, 1.0,
                            "… la \xE2\x81\xA8" + text + "\xE2\x81\xA9 des agents mutés, " +
                                (i == 1 ? kHostile : "à ne pas diffuser")});
        return result;
    }
    Overview overview() override {
        Overview o;
        if (s_->empty) return o;
        for (const char* f : {"maildir", "dovecot", "postfix", "nginx-combined", "roundcube"}) {
            Overview::KindCount k{f, 3, {}};
            k.counts.found = 12'420;
            k.counts.imported = 12'400;
            k.counts.duplicate = 12;
            k.counts.skipped = 8;
            o.kinds.push_back(k);
            o.total.found += 12'420;
            o.total.imported += 12'400;
            o.total.duplicate += 12;
            o.total.skipped += 8;
        }
        o.messages = 1'410;
        o.events = 128'431;
        o.mailboxes = 12;
        o.sessions = 342;
        o.floor = 61;
        o.ceiling = 88;
        o.grades = {{"recorded", 61},     {"probable", 19},     {"possible", 8},
                    {"undetermined", 40}, {"no-record", 1'250}, {"ruled-out", 32}};
        o.first = kNight - 864'000'000'000;
        o.last = kNight + 21'600'000'000;
        o.story = {
            {"login",
             "First login of actor A: claire.martin@interieur.example from 203.0.113.66, 11 December "
             "21:58:12 UTC, after 14 failures.",
             View::Events, "ip:203.0.113.66"},
            {"touched", "61 items recorded as delivered to actor A in 3 mailboxes, 24 of them attachments.",
             View::Touched, "grade:recorded"},
            {"ghost", "2 messages named by the logs are held by no exhibit.", View::Touched, "stored:false"},
            {"coverage", "IMAP of 3–5 December is covered by no log: ask the host before 3 January.",
             View::Coverage, "state:not-covered"}};
        return o;
    }
    std::vector<FolderNode> folders() override {
        if (s_->empty) return {};
        return {{1, "claire.martin@interieur.example", "", 812, 41},
                {1, "claire.martin@interieur.example", "INBOX", 402, 33},
                {1, "claire.martin@interieur.example", "Archives/2025", 310, 8},
                {1, "claire.martin@interieur.example", "Sent", 100, 0},
                {1, "claire.martin@interieur.example", "", 3, 0, true},
                {1, "claire.martin@interieur.example", "Éléments supprimés", 3, 0, true},
                {2, "paul.durand@interieur.example", "", 598, 20, false, 1},
                {2, "paul.durand@interieur.example", "INBOX", 598, 20}};
    }
    MessageView message(std::int64_t placement) override {
        ++s_->messages;
        MessageView m;
        m.headers = {{"From", "Claire Martin <claire.martin@interieur.example>"},
                     {"To", "bureau3@interieur.example"},
                     {"Subject", touch(placement).subject},
                     {"Date", "Thu, 04 Dec 2025 09:12:44 +0100"},
                     {"Message-ID", touch(placement).messageId}};
        m.text =
            "Bonjour,\n\nVoici la liste des agents mutés au 1er janvier. Merci de ne pas la diffuser avant "
            "la réunion.\n\nClaire Martin\nBureau 3";
        m.html =
            "<p>Bonjour,</p><p>Voici la <b>liste</b> des agents. <a "
            "href=\"http://203.0.113.9/x\">lien</a><img src=\"file:///etc/hostname\"><img "
            "src=\"http://203.0.113.9/p.png\"></p>";
        m.blockedRemote = 1;
        if (placement == kRebuilt) {
            m.rebuilt = true;
            m.properties = {{"0x001A001F", "PidTagMessageClass", "PtypString", "IPM.Appointment"},
                            {"0x0037001F", "PidTagSubject", "PtypString", kHostile},
                            {"{00062002-0000-0000-C000-000000000046}/0x820D", "PidLidAppointmentStartWhole", "PtypTime", "2025-12-11T09:00:00Z"},
                            {"0x65E20102", "PidTagChangeKey", "PtypBinary", "00112233445566778899aabbccddeeff"},
                            {"0x8123001F", "", "PtypString", "x"}};
        }
        Part p;
        p.number = "2";
        p.name = "liste_agents_janvier.xlsx";
        p.mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        p.size = 48'213;
        m.parts = {p};
        return m;
    }
    ItemState itemState(std::int64_t placement) override {
        ItemState state;
        if (placement == kInside) state.parent = kRebuilt;
        if (placement != kRebuilt) return state;
        state.recovered = true;
        state.recoveredHow = "an orphan node, record at offset 1,048,576";
        state.itemClass = "IPM.Appointment";
        state.locator = "nid:200024";
        state.enclosed = {{"2", kInside, kHostile}};
        return state;
    }
    std::vector<Touch> touches(std::int64_t placement) override {
        return {examined(touch(placement)), examined(touch(placement + 2))};
    }
    RawRecord rawMessage(std::int64_t) override {
        return raw("var/vmail/interieur.example/claire.martin/Maildir/cur/1764.M1.mx:2,S",
                   "From: Claire Martin <claire.martin@interieur.example>\r\nSubject: Liste\r\n\r\nBonjour,");
    }
    RawRecord rawEvent(std::int64_t event) override {
        RawRecord r = raw(
            "var/log/nginx/access.log.1.gz",
            R"(203.0.113.66 - - [11/Dec/2025:23:14:03 +0100] "GET /?_task=mail&_mbox=INBOX&_uid=1203&_part=2&_download=1 HTTP/2.0" 200 48213 "-" "Mozilla/5.0")");
        r.line = std::uint64_t(48'112 + event);
        r.before =
            "203.0.113.66 - - [11/Dec/2025:23:13:58 +0100] \"GET /?_task=mail&_mbox=INBOX HTTP/2.0\" 200 "
            "9121 \"-\" \"Mozilla/5.0\"\n";
        r.after =
            "\n203.0.113.66 - - [11/Dec/2025:23:14:10 +0100] \"POST /?_task=mail&_action=refresh HTTP/2.0\" "
            "200 412 \"-\" \"Mozilla/5.0\"\n";
        return r;
    }
    std::optional<Proof> proof(const std::string& id) override {
        for (int i = 1; i <= 40; ++i)
            if (touch(i).id == id)
                return Proof{examined(touch(i)),
                             {{rawEvent(i), true}},
                             {{"T14@1", "A webmail request names the item",
                               "A request of the webmail that names folder, UID and part, answered with "
                               "success, was delivered to that client."}}};
        return {};
    }
    std::vector<RawRecord> effectLines(const std::string&) override { return {rawEvent(3)}; }
    std::vector<AnswerChange> answerChanges() override {
        if (s_->empty) return {};
        AnswerChange first, last;
        first.number = 1, first.created = kNight;
        last.number = 2, last.created = kNight + 60'000'000, last.counts = {3, 1, 2, 4, 0, 0}, last.kept = 10;
        last.cause = {"indicator I-51c0ffee9a10 was added (actor A 203.0.113.66, exclusive)"};
        return {first, last};
    }
    std::vector<Source> sources() override { return {}; }
    Exposure exposure(const ExposureQuestion& question) override {
        Exposure e;
        if (s_->empty) return e;
        const auto row = [&](const char* level, const char* name, std::uint64_t floor, std::uint64_t ceiling, UnboundedMask open, std::uint64_t sessions) {
            ExposureRow r;
            r.level = level, r.name = name, r.sessions = sessions, r.first = kNight, r.last = kNight + 3'600'000'000;
            r.octets = {floor, ceiling, floor ? bit(OctetCounter::SessionOut) : 0, bit(OctetCounter::SessionOut) | bit(OctetCounter::NginxBody), open};
            r.logged = ceiling;
            if (open) r.unbounded = 1, r.why = {unboundedText(Unbounded::NoEnd)};
            e.rows.push_back(std::move(r));
        };
        row("total", "", 5'298'946, 18'296'162, bit(Unbounded::NoEnd), 320);
        row("actor", "A", 5'298'946, 5'305'764, 0, 88);
        row("actor", "undecided", 0, 12'990'398, bit(Unbounded::NoEnd), 1);
        row("channel", "webmail", 3'478'371, 3'478'371, 0, 12);
        row("channel", "imap", 1'820'480, 14'817'791, bit(Unbounded::NoEnd), 290);
        row("channel", "sieve", 95, 95, 0, 1);
        row("account", "claire.martin@interieur.example", 696'522, 704'172, 0, 135);
        e.rows.back().account = "claire.martin@interieur.example";
        e.rows.back().counted = true;
        e.rows.back().items.floor = 14, e.rows.back().items.undetermined = 264, e.rows.back().items.ceiling = 278;
        e.rows.back().excluded = 3;
        row("session", "S-a48803e5d607", 503'215, 503'215, 0, 1);
        e.rows.back().account = "claire.martin@interieur.example", e.rows.back().channel = "webmail", e.rows.back().clientIp = "203.0.113.66";
        e.rows.back().actor = "A", e.rows.back().attribution = "shown";
        e.attributed = true;
        e.undecidedSessions = 1;
        if (question.undecidedSessions) {
            row("session", "S-1bdb8a0b6295", 0, 832, 0, 1);
            e.rows.back().channel = "imap";
        }
        if (question.claim) {
            ClaimAnswer a;
            a.needed = question.claim->records * question.claim->bytesPerRecord;
            a.verdict = Verdict::Refuted;
            a.sentence = phrase("no recorder covers these routes: %1", question.claim->records);
            a.why = {phrase("compression allowed for: %1 octets of records in one octet sent (gzip, an archive, IMAP COMPRESS)", question.claim->compression)};
            a.heldSentence = phraseText("No mailbox store of the accounts in reach is in evidence: what they held is not known.");
            e.answer = a;
        }
        return e;
    }
    std::vector<Coverage> coverage() override {
        if (s_->empty) return {};
        std::vector<Coverage> list;
        const std::int64_t from = kNight - 864'000'000'000, to = kNight + 20'000'000'000, hole = kNight - 500'000'000'000, end = kNight - 300'000'000'000;
        const auto row = [&](const char* kind, const char* route, const char* account, const char* state, std::int64_t first, std::int64_t last,
                             const char* detail, const char* ask = "") {
            Coverage c;
            c.kind = kind, c.route = route, c.account = account, c.state = state, c.first = first, c.last = last, c.detail = detail, c.ask = ask;
            if (*ask) c.whom = "the administrators of the mail server", c.expires = kNight + 864'000'000'000;
            if (c.kind == "recorder" || c.kind == "hole") c.recorder = c.source = "var/log/mail.log";
            list.push_back(std::move(c));
        };
        for (const char* route : {"imap", "webmail"}) row("route", route, "", "covered", from, to, "mail.log");
        for (const char* route : {"owa", "activesync"}) row("route", route, "", "not-applicable", 0, 0, "no Exchange server");
        row("route", "shell", "", "not-covered", 0, 0, "no auth.log", "Ask for auth.log and wtmp");
        row("recorder", "dovecot", "", "covered", from, to, "mail.log: 4 files");
        row("hole", "imap", "", "not-covered", hole, end, "hole of 55 hours", "mail.log.2");
        for (const char* account : {"claire.martin@interieur.example", "paul.durand@interieur.example"}) row("account", "imap", account, "covered", from, to, "812 records");
        return list;
    }
    void attachment(std::int64_t, const std::string&,
                    const std::function<void(std::string_view)>& out) override {
        out("PK\x03\x04");
        out("liste");
    }
    HoldEntries holdList() override { return s_->holds; }
    BundleReceipt planBundle(const BundleOptions&) override {
        BundleReceipt r;
        r.itemPlaces = 63;
        r.items = 61;
        r.attachments = 24;
        r.logLines = 412;
        r.octets = 41'260'111;
        return r;
    }

private:
    [[nodiscard]] Touch examined(Touch t) const {
        if (const auto found = s_->regrades.find(t.id); found != s_->regrades.end()) t.examiner = found->second;
        return t;
    }
    void wait() const {
        if (s_->delayMs > 0) std::this_thread::sleep_for(std::chrono::milliseconds(s_->delayMs));
    }
    static RawRecord raw(const char* source, const char* octets) {
        RawRecord r;
        r.source = source;
        r.sourceSha256 = touch(0).sha256;
        r.offset = 99'120;
        r.octets = octets;
        r.length = r.octets.size();
        return r;
    }
    std::shared_ptr<State> s_;
};

class Host final : public CaseHost {
public:
    std::shared_ptr<State> state = std::make_shared<State>();
    [[nodiscard]] std::string name() const override { return "ministere"; }
    [[nodiscard]] std::filesystem::path directory() const override {
        return std::filesystem::temp_directory_path() / "ministere.sillage";
    }
    std::unique_ptr<CaseReader> openReader() override { return std::make_unique<Reader>(state); }
    ImportReport importEvidence(const ImportOptions&, Progress& p) override {
        for (std::uint64_t i = 0; i <= 100 && !p.cancelled(); ++i) {
            p.waitWhilePaused();
            p.advance(i * 40'000'000, 4'000'000'000);
            p.note("var/log/nginx/access.log.1.gz");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return {};
    }
    Indicator addIndicator(const Indicator& i, Progress& progress) override {
        state->added.push_back(i);
        if (state->computing) state->computing(progress);
        return i;
    }
    bool removeIndicator(const std::string&, const std::string&, Progress&) override {
        return !state->added.empty() && (state->added.pop_back(), true);
    }
    void setGrade(const std::string& touchId, Grade grade, const std::string& reason, const std::string& document) override {
        state->custody.push_back("grade set " + touchId + " " + std::string(gradeName(grade)) + " " + reason + " | " + document);
        Regrade r;
        r.touch = touchId, r.grade = grade, r.reason = reason, r.document = document, r.author = "lefevre", r.created = kNight;
        state->regrades[touchId] = r;
    }
    bool clearGrade(const std::string& touchId, const std::string& reason) override {
        state->custody.push_back("grade clear " + touchId + " " + reason);
        return state->regrades.erase(touchId) > 0;
    }
    void addBookmark(const std::string& item, const std::string&, const std::string& note) override {
        state->bookmarked.push_back(item);
        state->notes.push_back(note);
    }
    bool removeBookmark(std::int64_t) override { return true; }
    HoldReceipt addHold(const std::string& kind, const std::string& value, const std::string& reason, Progress&) override {
        if (value.find(' ') != std::string::npos) throw Error("not an address: " + value, "For example x@avocats.example.");
        state->holds.holds.push_back({++state->nextHold, kind, value, reason, "examiner", kNight});
        state->holds.held = 7;
        return {state->nextHold, 7};
    }
    HoldRemoval removeHold(std::int64_t id, const std::string& reason) override {
        std::erase_if(state->holds.holds, [id](const Hold& h) { return h.id == id; });
        state->custody.push_back("hold remove " + reason);
        return {true, {{"vmail/claire", 7}}};
    }
    std::uint64_t openHeld(const std::string& item, const std::string& authority, const std::string& reason) override {
        state->holds.openings.push_back({1, item, authority, reason, "examiner", kNight});
        return 1;
    }
    BundleReceipt exportBundle(const BundleOptions& o, Progress&) override {
        BundleReceipt r;
        r.path = o.output;
        r.items = 61;
        r.manifestSha256 = touch(0).sha256;
        return r;
    }
    Verification verifyBundle(const std::filesystem::path&, Progress&) override {
        return {true, 112, 41'260'111, {}};
    }
    std::vector<ChangedSource> checkSources(Progress&) override { return {}; }
    void logCustody(const std::string& action, const std::string& detailJson) override {
        state->custody.push_back(action + " " + detailJson);
    }
    std::string custodyFault() override { return {}; }
};

}  // namespace fake

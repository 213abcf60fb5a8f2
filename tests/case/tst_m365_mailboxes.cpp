// Mailboxes built for the message ids of an audit log, and what the actor's MailItemsAccessed records must give there: Bind,
// Sync, service contexts, throttling (evidence model T01–T05). The expectation is reckoned from the records by this test
// alone, first for a small log made here, then for a real tenant's, which is skipped where it is absent.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "case/annotations.h"
#include "case/case.h"
#include "tests/support/shared_corpus.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kDay = 86'400;

struct Access {
    std::string type, mailbox, folder, messageId, ip, session, agent;
    std::int64_t at = 0, size = 0;
    bool throttled = false;
    /// The service itself, for which nobody sat at a screen (T01).
    [[nodiscard]] bool service() const {
        return agent.find("RESTSystem") != std::string::npos || ip == "::1" || (agent.find("ViaProxy") != std::string::npos && session.empty());
    }
    [[nodiscard]] bool fetchesWhole() const { return agent.find("MSExchangeRPC") != std::string::npos; }
};

std::string text(const QJsonValue& v) { return v.toString().toStdString(); }

std::string folderName(QString path) {
    if (path.startsWith('\\')) path.remove(0, 1);
    path.replace('\\', '/');
    return path == "Inbox" ? "INBOX" : path.toStdString();
}

/// What the records say, without any of the program's readers. type: Bind, Sync, or Send of a message the actor sent himself.
std::vector<Access> accessesOf(const fs::path& log) {
    std::vector<Access> out;
    QFile file(QString::fromStdString(log.string()));
    if (!file.open(QIODevice::ReadOnly)) return out;
    std::set<std::string> seen;
    while (!file.atEnd()) {
        const QJsonObject r = QJsonDocument::fromJson(file.readLine()).object();
        const bool sent = r["Operation"] == "Send";
        if ((!sent && r["Operation"] != "MailItemsAccessed") || !seen.insert(text(r["Id"])).second) continue;
        Access a;
        if (sent) a.type = "Send", a.messageId = text(r["Item"]["InternetMessageId"]);
        for (const QJsonValue& p : r["OperationProperties"].toArray()) {
            if (p["Name"] == "MailAccessType") a.type = text(p["Value"]);
            if (p["Name"] == "IsThrottled") a.throttled = p["Value"] == "True";
        }
        a.mailbox = asciiLower(text(r["MailboxOwnerUPN"]));
        a.ip = text(r["ClientIPAddress"]);
        a.session = text(r["SessionId"]);
        a.agent = text(r["ClientInfoString"]);
        a.at = QDateTime::fromString(r["CreationTime"].toString() + "Z", Qt::ISODate).toSecsSinceEpoch();
        if (sent && !a.messageId.empty()) out.push_back(a);
        if (a.type == "Sync") {
            a.folder = folderName(r["Item"]["ParentFolder"]["Name"].toString());
            out.push_back(a);
        }
        for (const QJsonValue& f : r["Folders"].toArray())
            for (const QJsonValue& item : f["FolderItems"].toArray()) {
                Access one = a;
                one.folder = folderName(f["Path"].toString());
                one.messageId = text(item["InternetMessageId"]);
                one.size = item["SizeInBytes"].toInteger();
                if (!one.messageId.empty()) out.push_back(one);
            }
    }
    return out;
}

struct Stored {
    std::string mailbox, folder, messageId;
    std::int64_t received = 0, size = 0;
};

/// Maildir++ of one account; one message a Message-ID, received when said.
void writeMailbox(const fs::path& root, const std::vector<Stored>& messages) {
    int n = 0;
    for (const Stored& m : messages) {
        std::string folder = m.folder == "INBOX" ? std::string() : "." + m.folder;
        std::replace(folder.begin(), folder.end(), '/', '.');
        const fs::path at = folder.empty() ? root : root / folder;
        for (const char* sub : {"cur", "new", "tmp"}) fs::create_directories(at / sub), fs::create_directories(root / sub);
        const fs::path file = at / "cur" / (std::to_string(m.received) + ".M" + std::to_string(++n) + ".host:2,S");
        const std::string date = QDateTime::fromSecsSinceEpoch(m.received, Qt::UTC).toString(Qt::RFC2822Date).toStdString();
        std::string body = "From: a@b.example\r\nTo: " + m.mailbox + "\r\nDelivered-To: " + m.mailbox + "\r\nDate: " + date + "\r\nSubject: message " + std::to_string(n) +
                           "\r\nMessage-ID: " + m.messageId + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";
        while (static_cast<std::int64_t>(body.size()) + 2 < std::min<std::int64_t>(m.size, 100'000)) body += "x";
        std::ofstream(file, std::ios::binary) << body << "\r\n";
        fs::last_write_time(file, std::chrono::file_clock::from_sys(std::chrono::sys_seconds(std::chrono::seconds(m.received))));
    }
}

struct Wanted {
    Grade header = Grade::NoRecord, content = Grade::NoRecord;  ///< NoRecord: no row with an actor
    Depth depth = Depth::Body;
};

/// What the actor's own records must give for one stored message (T01, T02).
Wanted wanted(const Stored& m, const std::vector<Access>& accesses, const std::set<std::string>& actor) {
    Wanted w;
    const auto better = [&](Grade g, Depth d) {
        if (g > w.content || (g == w.content && d > w.depth)) w.content = g, w.depth = d;
    };
    for (const Access& a : accesses) {
        if (a.mailbox != m.mailbox || !actor.count(a.ip)) continue;
        if (a.type == "Send" && a.messageId == m.messageId) better(Grade::Recorded, Depth::Whole);
        if (a.service()) continue;
        if (a.type == "Bind" && a.messageId == m.messageId) {
            // Named in another folder than the one it lies in: the one candidate for its id (identity probable).
            w.header = std::max(w.header, a.folder == m.folder ? Grade::Recorded : Grade::Probable);
            better(a.fetchesWhole() ? Grade::Probable : Grade::Possible, Depth::Body);
        }
        if (a.type == "Sync" && a.folder == m.folder && m.received <= a.at + 120)
            better(m.received >= a.at - 3 * kDay ? Grade::Probable : Grade::Possible, Depth::Whole);
    }
    return w;
}

QByteArray line(const QJsonObject& o) { return QJsonDocument(o).toJson(QJsonDocument::Compact) + "\n"; }

QJsonObject record(const char* id, const char* time, const char* owner, const char* ip, const char* agent, const char* type, const char* session,
                   const char* throttled = "False") {
    return {{"Id", id}, {"CreationTime", time}, {"Operation", "MailItemsAccessed"}, {"RecordType", 50}, {"ResultStatus", "Succeeded"}, {"Workload", "Exchange"},
            {"UserId", owner}, {"MailboxOwnerUPN", owner}, {"ClientIPAddress", ip}, {"ClientInfoString", agent}, {"SessionId", session}, {"LogonType", 0},
            {"OrganizationId", "00000000-0000-0000-0000-000000000001"}, {"UserType", 0}, {"UserKey", owner}, {"Version", 1},
            {"OperationProperties", QJsonArray{QJsonObject{{"Name", "MailAccessType"}, {"Value", type}}, QJsonObject{{"Name", "IsThrottled"}, {"Value", throttled}}}}};
}

QJsonObject bind(QJsonObject r, const char* folder, std::initializer_list<const char*> ids) {
    QJsonArray items;
    for (const char* id : ids) items.append(QJsonObject{{"InternetMessageId", id}, {"SizeInBytes", 4000}});
    r["Folders"] = QJsonArray{QJsonObject{{"Path", folder}, {"FolderItems", items}}};
    return r;
}

QJsonObject sync(QJsonObject r, const char* folder) {
    r["Item"] = QJsonObject{{"Id", "x"}, {"ParentFolder", QJsonObject{{"Id", "y"}, {"Name", folder}, {"Path", "Not Available"}}}};
    return r;
}

}  // namespace

class M365Mailboxes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ofASmallLog();
    void ofARealTenant();

private:
    struct Answer {
        std::vector<Stored> stored;
        std::vector<Touch> touches;
        std::vector<Coverage> coverage;
    };
    Answer build(const fs::path& root, const fs::path& log, const std::vector<Access>& accesses, const std::set<std::string>& actor, std::size_t leaveOut);
    void check(const Answer& answer, const std::vector<Access>& accesses, const std::set<std::string>& actor, std::map<std::string, int>& counts);
    NoProgress none_;
};

/// Every id a Bind names gets its message, but for each leaveOut-th; and each folder a Sync names gets three: received a day
/// before the first sync, ten days before, and the day after the last.
M365Mailboxes::Answer M365Mailboxes::build(const fs::path& root, const fs::path& log, const std::vector<Access>& accesses, const std::set<std::string>& actor, std::size_t leaveOut) {
    Answer answer;
    std::map<std::pair<std::string, std::string>, Stored> byId;
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> synced;
    for (const Access& a : accesses) {
        if (a.type == "Bind") {
            Stored& s = byId.try_emplace({a.mailbox, a.messageId}, Stored{a.mailbox, a.folder, a.messageId, a.at - 20 * kDay, a.size}).first->second;
            s.received = std::min(s.received, a.at - 20 * kDay);
        } else if (a.type == "Sync") {
            auto& span = synced.try_emplace({a.mailbox, a.folder}, a.at, a.at).first->second;
            span = {std::min(span.first, a.at), std::max(span.second, a.at)};
        }
    }
    std::size_t n = 0;
    for (auto& [key, s] : byId)
        if (++n % leaveOut) answer.stored.push_back(s);
    for (const auto& [key, span] : synced) {
        const std::string id = "@" + std::to_string(++n) + ".built.example>";
        answer.stored.push_back({key.first, key.second, "<new" + id, span.first - kDay, 3000});
        answer.stored.push_back({key.first, key.second, "<old" + id, span.first - 10 * kDay, 3000});
        answer.stored.push_back({key.first, key.second, "<after" + id, span.second + kDay, 3000});
    }
    std::map<std::string, std::vector<Stored>> boxes;
    for (const Stored& s : answer.stored) boxes[s.mailbox].push_back(s);
    for (auto& [mailbox, messages] : boxes) messages.push_back({mailbox, "INBOX", "<never@" + std::to_string(++n) + ".built.example>", messages[0].received, 900}), answer.stored.push_back(messages.back());
    const auto c = Case::create(root / "night.sillage");
    for (const auto& [mailbox, messages] : boxes) {
        const fs::path disk = root / ("disk" + std::to_string(++n));
        writeMailbox(disk / mailbox / "Maildir", messages);
        ImportOptions options;
        options.paths = {disk};
        options.mailbox = mailbox;
        const ImportReport report = c->importEvidence(options, none_);
        if (report.total.failed || report.total.imported < messages.size()) QTest::qFail(("the mailbox of " + mailbox + " was not read whole").c_str(), __FILE__, __LINE__);
    }
    ImportOptions options;
    options.paths = {log};
    c->importEvidence(options, none_);
    for (const std::string& ip : actor) {
        Indicator i;
        i.ip = ip;
        i.grade = IndicatorGrade::Exclusive;
        i.document = "lease record";
        addIndicator(*c, i, none_);
    }
    c->store().touches([&](Touch&& t) {
        answer.touches.push_back(std::move(t));
        return true;
    });
    answer.coverage = c->store().coverage();
    return answer;
}

void M365Mailboxes::check(const Answer& answer, const std::vector<Access>& accesses, const std::set<std::string>& actor, std::map<std::string, int>& counts) {
    std::map<std::pair<std::string, std::string>, std::vector<const Touch*>> rows;
    for (const Touch& t : answer.touches)
        if (!t.isAttachment) rows[{t.mailbox, t.messageId}].push_back(&t);
    for (const Stored& m : answer.stored) {
        const Wanted w = wanted(m, accesses, actor);
        Grade header = Grade::NoRecord, content = Grade::NoRecord;
        Depth depth = Depth::Body;
        for (const Touch* t : rows[{m.mailbox, m.messageId}]) {
            QVERIFY(t->stored);
            if (t->actor.empty()) continue;
            const bool body = t->depth >= Depth::Body;
            // A session tied to the actor's by a token or id at another address is a possibility, never more.
            if (t->attribution < Axis::Top) {
                QVERIFY(t->grade <= Grade::Possible);
                continue;
            }
            (body ? content : header) = t->grade;
            if (body) depth = t->depth;
        }
        const auto name = [&] { return m.mailbox + " " + m.folder + " " + m.messageId + " header " + std::string(gradeName(header)) + " content " + std::string(gradeName(content)); };
        QVERIFY2(header == w.header, name().c_str());
        QVERIFY2(content == w.content, name().c_str());
        if (content != Grade::NoRecord) QVERIFY2(depth == w.depth, name().c_str());
        ++counts["header " + std::string(gradeName(header))];
        ++counts["content " + std::string(gradeName(content))];
    }
    // What no exhibit holds is a ghost, and as recorded as the rest.
    std::set<std::pair<std::string, std::string>> held, ghosts;
    for (const Stored& m : answer.stored) held.insert({m.mailbox, m.messageId});
    for (const Access& a : accesses)
        if (a.type == "Bind" && actor.count(a.ip) && !a.service() && !held.count({a.mailbox, a.messageId})) ghosts.insert({a.mailbox, a.messageId});
    for (const auto& ghost : ghosts) {
        const auto& of = rows[ghost];
        QVERIFY2(std::any_of(of.begin(), of.end(), [](const Touch* t) { return !t->stored && t->grade == Grade::Recorded && t->depth == Depth::Header; }), ghost.second.c_str());
        ++counts["ghosts"];
    }
}

void M365Mailboxes::ofASmallLog() {
    QTemporaryDir directory;
    const fs::path root = directory.path().toStdString(), log = root / "audit.jsonl";
    const char *anna = "Anna@x.example", *ben = "ben@x.example", *evil = "203.0.113.66", *desk = "198.51.100.11";
    const char *owa = "Client=OWA;Mozilla/5.0", *outlook = "Client=MSExchangeRPC";
    QByteArray lines;
    lines += line(bind(record("1", "2025-12-11T22:00:00", anna, evil, owa, "Bind", "s1"), "\\Inbox", {"<a1@x>", "<a2@x>", "<a3@x>"}));
    lines += line(bind(record("2", "2025-12-11T22:01:00", anna, evil, outlook, "Bind", "s1"), "\\Sent Items", {"<a4@x>", "<a5@x>"}));
    lines += line(bind(record("3", "2025-12-11T22:02:00", anna, evil, "Client=REST;Client=RESTSystem;;", "Bind", ""), "\\Inbox", {"<a6@x>"}));
    lines += line(bind(record("4", "2025-12-11T22:03:00", anna, evil, "Client=OWA;Action=ViaProxy", "Bind", ""), "\\Inbox", {"<a7@x>"}));
    lines += line(bind(record("5", "2025-12-11T22:03:30", anna, evil, "Client=OWA;Action=ViaProxy", "Bind", "s1"), "\\Inbox", {"<a8@x>"}));
    lines += line(bind(record("6", "2025-12-11T09:00:00", anna, desk, owa, "Bind", "s9"), "\\Inbox", {"<a9@x>", "<a10@x>"}));
    lines += line(sync(record("7", "2025-12-11T23:00:00", ben, evil, outlook, "Sync", "s2"), "Inbox"));
    lines += line(sync(record("8", "2025-12-11T23:04:00", ben, evil, outlook, "Sync", "s2"), "Archive"));
    lines += line(sync(record("9", "2025-12-11T10:00:00", ben, desk, outlook, "Sync", "s8"), "Projects"));
    lines += line(bind(record("1", "2025-12-11T22:00:00", anna, evil, owa, "Bind", "s1"), "\\Inbox", {"<a1@x>", "<a2@x>", "<a3@x>"}));  // exported twice
    std::ofstream(log, std::ios::binary) << lines.toStdString();
    const auto accesses = accessesOf(log);
    QCOMPARE(accesses.size(), std::size_t{13});
    std::map<std::string, int> counts;
    check(build(root, log, accesses, {evil}, 5), accesses, {evil}, counts);
    // Reckoned by hand: a1, a2, a3, a5, a8 held and a4 not; a6 and a7 are the service's; Outlook fetches whole items (a5).
    QCOMPARE(counts["header recorded"], 5);
    QCOMPARE(counts["ghosts"], 1);
    QCOMPARE(counts["content possible"], 4 + 2);      // and the older ones of two folders synced
    QCOMPARE(counts["content probable"], 1 + 2 + 1);  // and the newer ones, and the one that nobody named
}

void M365Mailboxes::ofARealTenant() {
    const fs::path log = sharedCorpus() / "logs/ual_jsonl/auditrecords_user_activity.jsonl";
    QFile truthFile(QString::fromStdString((sharedCorpus() / "truth/logs/ual_dev.json").string()));
    if (!fs::exists(log) || !truthFile.open(QIODevice::ReadOnly)) QSKIP("the real audit log is not here");
    const QJsonObject truth = QJsonDocument::fromJson(truthFile.readAll()).object()["dev/ual_jsonl/auditrecords_user_activity.jsonl"].toObject();
    const auto accesses = accessesOf(log);
    // The expectation rests on the truth's own numbers.
    std::set<std::string> ids;
    std::map<std::string, std::set<std::string>> byMailbox;
    int syncs = 0;
    for (const Access& a : accesses)
        if (a.type == "Bind") ids.insert(a.messageId), byMailbox[a.mailbox].insert(a.messageId);
        else syncs += a.type == "Sync";
    QCOMPARE(int(ids.size()), truth["bind_distinct_message_ids_total"].toInt());
    QCOMPARE(syncs, truth["MailItemsAccessed_distinct"]["Sync"].toInt());
    const QJsonObject boxes = truth["bind_by_mailbox"].toObject();
    QCOMPARE(int(byMailbox.size()), int(boxes.size()));
    for (auto box = boxes.begin(); box != boxes.end(); ++box)
        QCOMPARE(int(byMailbox[box.key().toStdString()].size()), box.value().toObject()["distinct_message_ids"].toInt());

    QTemporaryDir directory;
    const std::set<std::string> actor{"178.85.138.132", "62.149.20.10"};
    std::map<std::string, int> counts;
    check(build(directory.path().toStdString(), log, accesses, actor, 7), accesses, actor, counts);
    QVERIFY(counts["header recorded"] > 10 && counts["content probable"] > 10 && counts["content possible"] > 10 && counts["content no-record"] > 50 && counts["ghosts"] > 0);
    for (const auto& [what, n] : counts) qInfo("%s: %d", what.c_str(), n);
}

QTEST_GUILESS_MAIN(M365Mailboxes)
#include "tst_m365_mailboxes.moc"

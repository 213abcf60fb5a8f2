// The Microsoft 365 exports of the reference corpus against its ground truth: every key the truth states is
// compared. Where the two differ, allowed() names the difference and the reason.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <map>
#include <set>

#include "base/ip.h"
#include "base/text.h"
#include "base/time.h"
#include "m365_collect.h"

using namespace sillage;

namespace {

using Counts = std::map<std::string, int>;
using Texts = std::set<std::string>;

QString shared() {
    const QString given = qEnvironmentVariable("SILLAGE_SHARED");
    return given.isEmpty() ? QStringLiteral(SILLAGE_SOURCE_DIR "/../shared") : given;
}

std::string utf8(const QString& text) {
    return text.toStdString();
}

QByteArray fileOctets(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Counts countsOf(const QJsonValue& value) {
    Counts out;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) out[utf8(it.key())] = it.value().toInt();
    return out;
}

Texts textsOf(const QJsonValue& value) {
    Texts out;
    for (const QJsonValue& v : value.toArray()) out.insert(utf8(v.toString()));
    return out;
}

std::string isoOf(const Event& e) {
    return e.time.present ? formatIso(Time(std::chrono::microseconds(e.time.civil))) : std::string();
}

// The truth names folders as the record does ("\Inbox"); an event names them INBOX, A/B.
std::string folderName(std::string path) {
    if (!path.empty() && path[0] == '\\') path.erase(0, 1);
    if (path == "Inbox") return "INBOX";
    for (char& c : path)
        if (c == '\\') c = '/';
    return path;
}

/// One record: its item-0 event and all its items.
struct Record {
    const Event* first = nullptr;
    std::vector<const Event*> items;
};

std::vector<Record> recordsOf(const Collect& sink) {
    std::vector<Record> out;
    for (const Event& e : sink.events) {
        if (e.item == 0) out.push_back({&e, {}});
        out.back().items.push_back(&e);
    }
    return out;
}

bool fromOuterColumns(const Record& r) {
    return r.first->field("audit_data") == "empty";
}

std::vector<Record> distinct(const std::vector<Record>& all) {
    std::vector<Record> out;
    Texts seen;
    for (const Record& r : all)
        if (!fromOuterColumns(r) && seen.insert(r.first->recordKey).second) out.push_back(r);
    return out;
}

template <class F>
Counts countBy(const std::vector<Record>& records, F key) {
    Counts out;
    for (const Record& r : records) {
        const std::string k = key(*r.first);
        if (!k.empty()) ++out[k];
    }
    return out;
}

std::string fieldOf(const Event& e, std::string_view name) {
    return std::string(e.field(name));
}

// "message id|subject|attachments|folder" of a record's items, sorted.
std::string itemLine(const Event& e) {
    std::string attachments;
    const QJsonArray list =
        QJsonDocument::fromJson(QByteArray::fromStdString(fieldOf(e, "attachments"))).array();
    for (const QJsonValue& v : list) {
        if (!attachments.empty()) attachments += "; ";
        attachments += utf8(v[QStringLiteral("name")].toString());
        if (!v[QStringLiteral("size")].isUndefined())
            attachments += " (" + std::to_string(v[QStringLiteral("size")].toInteger()) + "b)";
    }
    return e.messageId + "|" + fieldOf(e, "subject") + "|" + attachments + "|" + e.folder;
}

std::string truthItemLine(const QJsonObject& o) {
    return utf8(o[QStringLiteral("message_id")].toString()) + "|" +
           utf8(o[QStringLiteral("subject")].toString()) + "|" +
           utf8(o[QStringLiteral("attachments")].toString()) + "|" +
           folderName(utf8(o[QStringLiteral("folder")].toString()));
}

// Who, when, whence, in which session.
std::string truthHead(const QJsonObject& o, const QString& op = QString()) {
    return utf8(o[QStringLiteral("time_utc")].toString()) + "|" +
           utf8(op.isEmpty() ? o[QStringLiteral("op")].toString() : op) + "|" +
           asciiLower(utf8(o[QStringLiteral("user")].toString())) + "|" +
           utf8(o[QStringLiteral("ip")].toString());
}

std::string head(const Event& e) {
    return isoOf(e) + "|" + fieldOf(e, "operation") + "|" + asciiLower(e.account) + "|" + e.clientIp;
}

}  // namespace

class TestM365Corpus : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unifiedAuditLog_data();
    void unifiedAuditLog();
    void mixedRecords();
    void sentinel();
    void unitsReadTheSame_data();
    void unitsReadTheSame();

private:
    QJsonObject truthOf(const QString& name);
};

QJsonObject TestM365Corpus::truthOf(const QString& name) {
    const QByteArray octets = fileOctets(shared() + QStringLiteral("/corpus/truth/logs/ual_dev.json"));
    return QJsonDocument::fromJson(octets).object()[QStringLiteral("dev/") + name].toObject();
}

void TestM365Corpus::unifiedAuditLog_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("csv");
    for (const char* name :
         {"ual_csv/auditrecords_splunk_export.csv", "ual_csv/purview_portal_2021_columns.csv",
          "ual_csv/Search-UnifiedAuditLog_utf16le_typeline.csv"})
        QTest::newRow(name) << QString::fromLatin1(name) << true;
    QTest::newRow("jsonl") << QStringLiteral("ual_jsonl/auditrecords_user_activity.jsonl") << false;
}

void TestM365Corpus::unifiedAuditLog() {
    QFETCH(QString, name);
    QFETCH(bool, csv);
    const QByteArray octets = fileOctets(shared() + QStringLiteral("/corpus/logs/") + name);
    const QJsonObject truth = truthOf(name);
    if (octets.isEmpty() || truth.isEmpty())
        QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const auto t = [&](const char* key) { return truth[QLatin1String(key)]; };

    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    const Format& format = csv ? kM365AuditCsvFormat : kM365AuditJsonFormat;
    const Format& other = csv ? kM365AuditJsonFormat : kM365AuditCsvFormat;
    QVERIFY(recogniseText(format, text).score >= 90);
    QCOMPARE(recogniseText(other, text).score, 0);
    MemorySource source(text);
    const Collect sink = readWhole(format, source);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    QCOMPARE(sink.skippedCount, 0u);

    const std::vector<Record> all = recordsOf(sink), once = distinct(all);
    QCOMPARE(static_cast<int>(all.size()), t("csv_rows_excluding_header").toInt());
    std::vector<Record> valid;
    for (const Record& r : all)
        if (!fromOuterColumns(r)) valid.push_back(r);
    QCOMPARE(static_cast<int>(valid.size()), t("rows_with_valid_AuditData").toInt());
    QCOMPARE(static_cast<int>(all.size() - valid.size()), t("rows_with_empty_AuditData").toInt());
    QCOMPARE(static_cast<int>(once.size()), t("distinct_record_ids").toInt());

    const auto operation = [](const Event& e) { return fieldOf(e, "operation"); };
    QCOMPARE(countBy(valid, operation), countsOf(t("operations_all_rows")));
    QCOMPARE(countBy(once, operation), countsOf(t("operations_distinct_ids")));
    QCOMPARE(countBy(once, [](const Event& e) { return fieldOf(e, "record_type"); }),
             countsOf(t("record_type_ids_distinct")));
    QCOMPARE(countBy(once, [](const Event& e) { return fieldOf(e, "workload"); }),
             countsOf(t("workloads_distinct")));

    Texts times, users;
    for (const Record& r : once) {
        times.insert(isoOf(*r.first));
        users.insert(asciiLower(r.first->account));
    }
    QCOMPARE(*times.begin(), utf8(t("first_utc").toString()));
    QCOMPARE(*times.rbegin(), utf8(t("last_utc").toString()));
    QCOMPARE(static_cast<int>(users.size()), t("distinct_users_lowercased").toInt());
    QCOMPARE(users, textsOf(t("users")));

    const Counts addresses = countBy(once, [](const Event& e) { return e.clientIp; });
    QCOMPARE(static_cast<int>(addresses.size()), t("distinct_client_ips_normalised").toInt());
    QCOMPARE(addresses, countsOf(t("client_ips")));

    const auto accessType = [](const Event& e) { return fieldOf(e, "mail_access_type"); };
    QCOMPARE(countBy(valid, accessType), countsOf(t("MailItemsAccessed_all_rows")));
    QCOMPARE(countBy(once, accessType), countsOf(t("MailItemsAccessed_distinct")));
    int throttled = 0, mentions = 0;
    std::map<std::string, std::map<std::string, std::multiset<std::string>>>
        binds;  // mailbox → id → accesses
    std::map<std::string, std::map<std::string, Texts>> bindFolders;
    std::map<std::string, Texts> byAddress;
    Texts ids, folderOnly;
    std::map<std::string, std::multiset<std::string>> syncs;
    std::multiset<std::string> sends, deletions, rules, files;
    for (const Record& r : once) {
        const Event& e = *r.first;
        const std::string op = operation(e);
        throttled += e.field("is_throttled") == "True";
        if (accessType(e) == "Bind") {
            QCOMPARE(e.action, Action::Access);
            for (const Event* item : r.items) {
                // One record names a folder with no message in it; the truth counts messages.
                if (item->messageId.empty()) {
                    folderOnly.insert(item->folder);
                    continue;
                }
                ++mentions;
                const std::string mailbox = asciiLower(item->mailbox);
                ids.insert(item->messageId);
                byAddress[item->clientIp].insert(item->messageId);
                binds[mailbox][item->messageId].insert(isoOf(e) + "|" + e.clientIp + "|" + e.session + "|" +
                                                       asciiLower(e.account) + "|" + e.userAgent + "|" +
                                                       e.recordKey.substr(0, 36));
                bindFolders[mailbox][item->messageId].insert(item->folder);
            }
        } else if (accessType(e) == "Sync") {
            QCOMPARE(e.action, Action::Sync);
            QCOMPARE(r.items.size(), 1u);
            syncs[asciiLower(e.mailbox)].insert(isoOf(e) + "|" + e.folder + "|" + fieldOf(e, "folder_id") +
                                                "|" + e.clientIp + "|" + e.session + "|" + e.userAgent + "|" +
                                                fieldOf(e, "client_process") + "|" + e.recordKey.substr(0, 36));
        } else if (e.action == Action::Send) {
            QCOMPARE(r.items.size(), 1u);
            const std::string line = itemLine(e);
            sends.insert(head(e) + "|" + e.session + "|" + line.substr(0, line.rfind('|')));
        } else if (e.action == Action::Delete) {
            std::multiset<std::string> lines;
            for (const Event* item : r.items) lines.insert(itemLine(*item));
            std::string joined = head(e) + "|" + e.session;
            for (const std::string& line : lines) joined += "\n" + line;
            deletions.insert(joined);
        } else if (e.action == Action::Rule) {
            const auto parameters =
                QJsonDocument::fromJson(QByteArray::fromStdString(fieldOf(e, "parameters"))).object();
            rules.insert(head(e) + "|" +
                         QJsonDocument(parameters).toJson(QJsonDocument::Compact).toStdString());
        } else if (e.action == Action::File && op.rfind("File", 0) == 0) {
            files.insert(head(e) + "|" + fieldOf(e, "object_id") + "|" + fieldOf(e, "size"));
        }
    }
    QCOMPARE(throttled, t("MailItemsAccessed_throttled_distinct").toInt());
    QCOMPARE(folderOnly, Texts{"Deleted Items/Éléments supprimés"});
    QCOMPARE(mentions, t("bind_item_mentions_distinct_records").toInt());
    QCOMPARE(static_cast<int>(ids.size()), t("bind_distinct_message_ids_total").toInt());

    const QJsonObject byMailbox = t("bind_by_mailbox").toObject();
    QCOMPARE(static_cast<int>(binds.size()), byMailbox.size());
    for (auto box = byMailbox.begin(); box != byMailbox.end(); ++box) {
        const std::string mailbox = utf8(box.key());
        const QJsonObject messages = box.value()[QStringLiteral("messages")].toObject();
        QCOMPARE(static_cast<int>(binds[mailbox].size()),
                 box.value()[QStringLiteral("distinct_message_ids")].toInt());
        for (auto m = messages.begin(); m != messages.end(); ++m) {
            const std::string id = utf8(m.key());
            Texts folders;
            for (const std::string& f : textsOf(m.value()[QStringLiteral("folders")]))
                folders.insert(folderName(f));
            QCOMPARE(bindFolders[mailbox][id], folders);
            std::multiset<std::string> accesses;
            for (const QJsonValue& v : m.value()[QStringLiteral("accesses")].toArray()) {
                const QJsonObject a = v.toObject();
                const auto s = [&](const char* key) { return utf8(a[QLatin1String(key)].toString()); };
                accesses.insert(s("time_utc") + "|" + s("ip") + "|" + s("session") + "|" +
                                asciiLower(s("user")) + "|" + s("client") + "|" + s("record_id"));
            }
            QCOMPARE(binds[mailbox][id], accesses);
        }
    }

    const QJsonObject truthAddresses = t("bind_message_ids_by_ip").toObject();
    QCOMPARE(static_cast<int>(byAddress.size()), truthAddresses.size());
    for (auto it = truthAddresses.begin(); it != truthAddresses.end(); ++it)
        QCOMPARE(byAddress[utf8(it.key())], textsOf(it.value()));

    const QJsonObject truthSyncs = t("sync_by_mailbox").toObject();
    QCOMPARE(static_cast<int>(syncs.size()), truthSyncs.size());
    for (auto it = truthSyncs.begin(); it != truthSyncs.end(); ++it) {
        std::multiset<std::string> expected;
        for (const QJsonValue& v : it.value().toArray()) {
            const auto s = [&](const char* key) { return utf8(v[QLatin1String(key)].toString()); };
            const std::string path = s("folder_path");
            expected.insert(s("time_utc") + "|" +
                            folderName(path == "Not Available" ? s("folder_name") : path) + "|" +
                            s("folder_id") + "|" + s("ip") + "|" + s("session") + "|" + s("client") + "|" +
                            s("process") + "|" + s("record_id"));
        }
        QCOMPARE(syncs[utf8(it.key())], expected);
    }

    std::multiset<std::string> expectedSends, expectedDeletions, expectedRules, expectedFiles;
    for (const QJsonValue& v : t("sends").toArray()) {
        const std::string line = truthItemLine(v.toObject());
        expectedSends.insert(truthHead(v.toObject(), QStringLiteral("Send")) + "|" +
                             utf8(v[QStringLiteral("session")].toString()) + "|" +
                             line.substr(0, line.rfind('|')));
    }
    QCOMPARE(sends, expectedSends);
    for (const QJsonValue& v : t("deletions").toArray()) {
        std::multiset<std::string> lines;
        for (const QJsonValue& item : v[QStringLiteral("items")].toArray())
            lines.insert(truthItemLine(item.toObject()));
        std::string joined = truthHead(v.toObject()) + "|" + utf8(v[QStringLiteral("session")].toString());
        for (const std::string& line : lines) joined += "\n" + line;
        expectedDeletions.insert(joined);
    }
    QCOMPARE(deletions, expectedDeletions);
    for (const QJsonValue& v : t("rules").toArray()) {
        const QJsonObject parameters = v[QStringLiteral("parameters")].toObject();
        expectedRules.insert(truthHead(v.toObject()) + "|" +
                             QJsonDocument(parameters).toJson(QJsonDocument::Compact).toStdString());
    }
    QCOMPARE(rules, expectedRules);
    for (const QJsonValue& v : t("files").toArray())
        expectedFiles.insert(
            truthHead(v.toObject()) + "|" + utf8(v[QStringLiteral("object")].toString()) + "|" +
            (v[QStringLiteral("bytes")].isDouble() ? std::to_string(v[QStringLiteral("bytes")].toInteger())
                                                   : std::string()));
    Texts named;
    for (const QJsonValue& v : t("files").toArray()) named.insert(utf8(v[QStringLiteral("op")].toString()));
    // The truth lists the operations that deliver or open a file; ours are all File… ones.
    for (auto it = files.begin(); it != files.end();) {
        const std::size_t bar = it->find('|');
        const std::string op = it->substr(bar + 1, it->find('|', bar + 1) - bar - 1);
        it = named.count(op) ? std::next(it) : files.erase(it);
    }
    QCOMPARE(files, expectedFiles);
}

void TestM365Corpus::mixedRecords() {
    const QString name = QStringLiteral("ual_jsonl/sekoia_o365_mixed.jsonl");
    const QByteArray octets = fileOctets(shared() + QStringLiteral("/corpus/logs/") + name);
    const QJsonObject truth = truthOf(name);
    if (octets.isEmpty() || truth.isEmpty())
        QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    QVERIFY(recogniseText(kM365AuditJsonFormat, text).score >= 90);
    MemorySource source(text);
    const Collect sink = readWhole(kM365AuditJsonFormat, source);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    const auto all = recordsOf(sink);
    QCOMPARE(static_cast<int>(all.size()), truth[QStringLiteral("records")].toInt());
    QCOMPARE(countBy(all, [](const Event& e) { return fieldOf(e, "operation"); }),
             countsOf(truth[QStringLiteral("operations")]));
    QCOMPARE(countBy(all, [](const Event& e) { return fieldOf(e, "record_type"); }),
             countsOf(truth[QStringLiteral("record_types")]));
    Texts times, addresses;
    for (const Record& r : all) {
        times.insert(r.first->rawTime);
        if (!r.first->clientIp.empty()) addresses.insert(r.first->clientIp);
    }
    QCOMPARE(*times.begin(), utf8(truth[QStringLiteral("first")].toString()));
    QCOMPARE(*times.rbegin(), utf8(truth[QStringLiteral("last")].toString()));
    Texts expected;
    // Two differences of spelling, ours on purpose: "<null>" is no address, and an IPv4-mapped one is its
    // IPv4.
    for (const std::string& ip : textsOf(truth[QStringLiteral("client_ips_normalised")]))
        if (const std::string one = canonicalIp(ip); !one.empty()) expected.insert(one);
    QCOMPARE(addresses, expected);
    std::multiset<std::string> binds, expectedBinds;
    for (const Record& r : all) {
        if (r.first->field("operation") != "MailItemsAccessed") continue;
        std::string line = fieldOf(*r.first, "mail_access_type") + "|" + r.first->clientIp;
        for (const Event* e : r.items) line += "|" + e->messageId;
        binds.insert(line);
    }
    for (const QJsonValue& v : truth[QStringLiteral("MailItemsAccessed")].toArray()) {
        std::string line =
            utf8(v[QStringLiteral("type")].toString()) + "|" + utf8(v[QStringLiteral("ip")].toString());
        for (const QJsonValue& id : v[QStringLiteral("message_ids")].toArray())
            line += "|" + utf8(id.toString());
        expectedBinds.insert(line);
    }
    QCOMPARE(binds, expectedBinds);
}

void TestM365Corpus::sentinel() {
    const QByteArray octets =
        fileOctets(shared() + QStringLiteral("/corpus/logs/m365_sentinel/OfficeActivityEvents.json"));
    const QByteArray directory =
        fileOctets(shared() + QStringLiteral("/corpus/logs/m365_sentinel/AADAuditEvents.json"));
    if (octets.isEmpty()) QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    QVERIFY(recogniseText(kM365AuditJsonFormat, text).score >= 90);
    MemorySource source(text);
    const Collect sink = readWhole(kM365AuditJsonFormat, source);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.problems.size(), 0u);
    const QJsonObject truth =
        QJsonDocument::fromJson(fileOctets(shared() + QStringLiteral("/corpus/truth/logs/formats_dev.json")))
            .object()[QStringLiteral("dev/m365_sentinel/OfficeActivityEvents.json")]
            .toObject();
    const auto all = recordsOf(sink);
    QCOMPARE(static_cast<int>(all.size()), truth[QStringLiteral("records")].toInt());
    QCOMPARE(countBy(all, [](const Event& e) { return fieldOf(e, "operation"); }),
             countsOf(truth[QStringLiteral("by_operation_or_eventid")]));
    QCOMPARE(countBy(all, [](const Event& e) { return e.clientIp; }).begin()->first,
             *textsOf(truth[QStringLiteral("client_ips")]).begin());
    QCOMPARE(Texts{all[0].first->account}, textsOf(truth[QStringLiteral("users")]));
    QCOMPARE(sink.events.size(), 7u);  // Folders, JSON in a JSON string, names seven messages
    const Event& e = sink.events.front();
    QCOMPARE(e.action, Action::Access);
    QCOMPARE(e.folder, std::string("INBOX"));
    QCOMPARE(isoOf(e), std::string("2021-08-02T13:32:07Z"));
    // Entra's directory audit is another log.
    QCOMPARE(recogniseText(kM365AuditJsonFormat, std::string_view(directory.constData(),
                                                                  static_cast<std::size_t>(directory.size())))
                 .score,
             0);
}

void TestM365Corpus::unitsReadTheSame_data() {
    unifiedAuditLog_data();
}

void TestM365Corpus::unitsReadTheSame() {
    QFETCH(QString, name);
    QFETCH(bool, csv);
    const QByteArray octets = fileOctets(shared() + QStringLiteral("/corpus/logs/") + name);
    if (octets.isEmpty()) QSKIP("the corpus is not here: set SILLAGE_SHARED to its directory");
    const std::string_view text(octets.constData(), static_cast<std::size_t>(octets.size()));
    const Format& format = csv ? kM365AuditCsvFormat : kM365AuditJsonFormat;
    MemorySource source(text);
    const Collect one = readWhole(format, source), many = readInUnits(format, source);
    QCOMPARE(many.events.size(), one.events.size());
    for (std::size_t i = 0; i < one.events.size(); ++i) {
        const Event &a = one.events[i], &b = many.events[i];
        QVERIFY(a.offset == b.offset && a.length == b.length && a.line == b.line &&
                a.recordKey == b.recordKey);
    }
    QVERIFY(many.reconciles());
}

QTEST_GUILESS_MAIN(TestM365Corpus)
#include "tst_m365_corpus.moc"

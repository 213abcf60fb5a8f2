// The corpus of real server logs against its ground truth (truth/logs/lab_dev.json, formats_dev.json): events by
// operation, sessions with their counters, accounts, addresses, queue ids, first and last time.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <set>

#include "logs/log_reading.h"
#include "support/shared_corpus.h"

namespace fs = std::filesystem;
using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

QJsonObject json(const fs::path& file) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(fileBytes(file))).object();
}

std::string str(const QJsonValue& v) { return v.toString().toStdString(); }
std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }

bool isPostfix(const Event& e) {
    return !e.session.empty() && (e.protocol == "smtp" || e.protocol == "submission" || !e.field("relay").empty());
}

/// The UTC second of a stamp that states its zone.
QString utc(const Event& e) {
    return QDateTime::fromSecsSinceEpoch(e.time.civil / 1000000 - e.time.zoneMinutes * 60, Qt::UTC)
        .toString(Qt::ISODate);
}

}  // namespace

class LogTruthTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void sessionsAndTheirCounters();
    void logins();
    void mailLogPlugin();
    void postfix();
    void webmailRequests();
    void webmailItems();
    void apacheCombined();
    void sshd_data();
    void sshd();
    void rawlogCommands();

private:
    fs::path corpus_;
    QJsonObject facts_, formats_;
    RecordingSink mail_, web_;
};

void LogTruthTest::initTestCase() {
    corpus_ = sharedCorpus();
    if (corpus_.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    facts_ = json(corpus_ / "truth/logs/lab_dev.json")["log_facts"].toObject();
    formats_ = json(corpus_ / "truth/logs/formats_dev.json");
    std::string mail, web;
    for (const char* name : {"mail.log.2.gz", "mail.log.1", "mail.log"})
        mail += fileBytes(corpus_ / "logs/dovecot_postfix_lab" / name);
    for (const char* name : {"apache2_access.log.2.gz", "apache2_access.log.1", "apache2_access.log"})
        web += fileBytes(corpus_ / "logs/roundcube_lab" / name);
    mail_ = readLog("syslog", mail);
    web_ = readLog("access-log", web);
    QVERIFY(!facts_.isEmpty() && !formats_.isEmpty());
    QCOMPARE(qint64(mail_.foundCount), qint64(facts_["mail_log_lines_total"].toInt()));
    QVERIFY(mail_.reconciles() && mail_.failures.empty() && mail_.problems.empty());
    QCOMPARE(qint64(web_.imported), qint64(facts_["access_log_requests"].toInt()));
    QVERIFY(web_.reconciles() && web_.failures.empty() && web_.problems.empty());
}

void LogTruthTest::sessionsAndTheirCounters() {
    const QJsonObject sessions = facts_["sessions"].toObject();
    std::map<std::string, const Event*> ends, logins;
    for (const auto& e : mail_.events) {
        if (e.protocol != "imap" && e.protocol != "pop3") continue;
        if (e.action == Action::Logout) ends[e.session] = &e;
        if (e.action == Action::Login && e.outcome == Outcome::Success) logins[e.session] = &e;
    }
    QCOMPARE(int(logins.size()), int(sessions.size()));
    for (auto it = sessions.begin(); it != sessions.end(); ++it) {
        const QJsonObject truth = it.value().toObject();
        const std::string id = it.key().toStdString();
        QVERIFY2(ends.contains(id) && logins.contains(id), id.c_str());
        const Event &end = *ends[id], &login = *logins[id];
        QCOMPARE(end.protocol, str(truth["proto"]));
        QCOMPARE(end.account, str(truth["user"]));
        QCOMPARE(login.account, str(truth["user"]));
        QCOMPARE(login.clientIp, str(truth["rip"]));
        QCOMPARE(end.clientIp, str(truth["rip"]));  // out of the session id
        QCOMPARE(field(login, "lip"), str(truth["lip"]));
        QCOMPARE(field(login, "tls") == "TLS", truth["tls"].toBool());
        for (const char* key : {"in", "out", "deleted", "expunged", "trashed", "hdr_count", "hdr_bytes", "body_count",
                                "body_bytes", "top", "retr", "retr_bytes", "del", "messages", "size"})
            if (truth.contains(QLatin1String(key)))
                QCOMPARE(field(end, key), std::to_string(truth[QLatin1String(key)].toInteger()));
    }
}

void LogTruthTest::logins() {
    int ok = 0, failed = 0;
    std::map<std::string, int> byIp;
    for (const auto& e : mail_.events) {
        if (e.action != Action::Login || (e.protocol != "imap" && e.protocol != "pop3")) continue;
        (e.outcome == Outcome::Success ? ok : failed) += 1;
        if (e.outcome == Outcome::Success) ++byIp[e.clientIp];
    }
    QCOMPARE(ok, facts_["imap_pop_logins_ok"].toInt());
    QCOMPARE(failed, facts_["auth_failed_disconnects"].toInt());
    const QJsonObject truth = facts_["sessions_by_rip"].toObject();
    QCOMPARE(int(byIp.size()), int(truth.size()));
    for (auto it = truth.begin(); it != truth.end(); ++it) QCOMPARE(byIp[it.key().toStdString()], it.value().toInt());
}

void LogTruthTest::mailLogPlugin() {
    const QJsonArray truth = facts_["mail_log_plugin_detail"].toArray();
    std::vector<const Event*> events;
    std::map<std::string, int> counts;
    for (const auto& e : mail_.events) {
        const std::string op = field(e, "op");
        if (e.action == Action::Deliver || e.action == Action::Redirect || isPostfix(e) || op.empty()) continue;
        events.push_back(&e);
        ++counts[op.substr(0, op.find(' '))];
    }
    const QJsonObject byEvent = facts_["mail_log_plugin_events"].toObject();
    for (auto it = byEvent.begin(); it != byEvent.end(); ++it) QCOMPARE(counts[it.key().toStdString()], it.value().toInt());
    QCOMPARE(int(events.size()), int(truth.size()));
    for (int i = 0; i < truth.size(); ++i) {
        const QJsonObject t = truth[i].toObject();
        const Event& e = *events[std::size_t(i)];
        QVERIFY(str(t["event"]).starts_with(field(e, "op").substr(0, 4)));
        QCOMPARE(e.protocol, str(t["proto"]));
        QCOMPARE(e.account, str(t["user"]));
        QCOMPARE(e.session, str(t["session"]));
        if (t["box"].isString()) QCOMPARE(e.folder, str(t["box"]));
        QCOMPARE(int(e.uid), t["uid"].toInt());
        QCOMPARE(e.messageId, str(t["msgid"]));
    }
}

void LogTruthTest::postfix() {
    std::set<std::string> queues;
    std::vector<std::vector<std::string>> ok, external;
    int failed = 0;
    for (const auto& e : mail_.events) {
        if (isPostfix(e)) queues.insert(e.session);
        if (e.protocol == "submission" && e.action == Action::Login) {
            if (e.outcome == Outcome::Failure) ++failed;
            else ok.push_back({field(e, "client"), field(e, "sasl_method"), e.account});
        }
        if (e.action == Action::Relay) external.push_back({e.session, field(e, "to"), field(e, "relay"), field(e, "status")});
    }
    QCOMPARE(int(queues.size()), facts_["postfix_queue_ids"].toInt());
    QCOMPARE(failed, facts_["sasl_failed"].toInt());
    const auto same = [](const std::vector<std::vector<std::string>>& rows, const QJsonArray& truth) {
        if (rows.size() != std::size_t(truth.size())) return false;
        for (int i = 0; i < truth.size(); ++i)
            for (int k = 0; k < truth[i].toArray().size(); ++k)
                if (rows[std::size_t(i)][std::size_t(k)] != str(truth[i].toArray()[k])) return false;
        return true;
    };
    QVERIFY(same(ok, facts_["sasl_ok"].toArray()));
    QVERIFY(same(external, facts_["sent_external"].toArray()));
}

void LogTruthTest::webmailRequests() {
    std::map<std::string, int> byAction;
    for (const auto& e : web_.events) ++byAction[field(e, "action").empty() ? "None" : field(e, "action")];
    const QJsonObject truth = facts_["access_log_by_action"].toObject();
    QCOMPARE(int(byAction.size()), int(truth.size()));
    for (auto it = truth.begin(); it != truth.end(); ++it) QCOMPARE(byAction[it.key().toStdString()], it.value().toInt());
}

void LogTruthTest::webmailItems() {
    const QJsonArray truth = facts_["access_log_item_requests"].toArray();
    std::vector<const Event*> items;
    for (const auto& e : web_.events)
        if (e.uid != 0) items.push_back(&e);
    QCOMPARE(int(items.size()), int(truth.size()));
    for (int i = 0; i < truth.size(); ++i) {
        const QJsonObject t = truth[i].toObject();
        const Event& e = *items[std::size_t(i)];
        QCOMPARE(e.clientIp, str(t["ip"]));
        QCOMPARE(utc(e), t["time_utc"].toString());
        QCOMPARE(field(e, "method"), str(t["method"]));
        QCOMPARE(field(e, "action"), str(t["action"]));
        QCOMPARE(int(e.uid), t["uid"].toInt());
        QCOMPARE(e.part, str(t["part"]));
        QCOMPARE(field(e, "download") == "1", t["download"].toBool());
        QCOMPARE(field(e, "status"), std::to_string(t["status"].toInt()));
        QCOMPARE(qint64(e.bytes), qint64(t["bytes"].toInteger()));
    }
}

void LogTruthTest::apacheCombined() {
    const QJsonObject truth = formats_["dev/web_access/apache_combined.log"].toObject();
    const auto sink = readLog("access-log", fileBytes(corpus_ / "logs/web_access/apache_combined.log"));
    QCOMPARE(qint64(sink.imported), qint64(truth["parsed"].toInt()));
    QCOMPARE(qint64(sink.failures.size()), qint64(truth["unparsed"].toInt()));
    std::set<std::string> addresses;
    std::map<std::string, int> status;
    QString first = utc(sink.events.front()), last = first;
    for (const auto& e : sink.events) {
        addresses.insert(e.clientIp);
        ++status[field(e, "status")];
        first = std::min(first, utc(e));
        last = std::max(last, utc(e));
    }
    QCOMPARE(int(addresses.size()), truth["distinct_ips"].toInt());
    const QJsonObject byStatus = truth["status"].toObject();
    QCOMPARE(int(status.size()), int(byStatus.size()));
    for (auto it = byStatus.begin(); it != byStatus.end(); ++it) QCOMPARE(status[it.key().toStdString()], it.value().toInt());
    QCOMPARE(first, truth["first_utc"].toString());
    QCOMPARE(last, truth["last_utc"].toString());
}

void LogTruthTest::sshd_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("loghub") << "loghub_OpenSSH_2k.log";
    QTest::newRow("lab") << "lab_auth.log";
}

void LogTruthTest::sshd() {
    QFETCH(QString, file);
    const QJsonObject truth = formats_[QLatin1String("dev/auth_sshd/") + file].toObject();
    QVERIFY(!truth.isEmpty());
    const auto sink = readLog("syslog", fileBytes(corpus_ / "logs/auth_sshd" / file.toStdString()));
    QCOMPARE(qint64(sink.foundCount), qint64(truth["lines"].toInt()));
    int failedPassword = 0, invalid = 0;
    std::set<std::string> addresses;
    std::set<std::vector<std::string>> accepted, expected;
    for (const auto& e : sink.events) {
        if (e.action != Action::Login) continue;
        if (e.outcome == Outcome::Success) accepted.insert({e.account, e.clientIp, field(e, "method")});
        else if (field(e, "method") == "password" && field(e, "count").empty()) {
            ++failedPassword;
            invalid += e.field("invalid_user").empty() ? 0 : 1;
        }
        if (field(e, "method") != "none") addresses.insert(e.clientIp);
    }
    for (const auto row : truth["accepted"].toArray())
        expected.insert({str(row.toArray()[0]), str(row.toArray()[1]), str(row.toArray()[2])});
    QCOMPARE(accepted, expected);
    // The truth counts a repeated line's text once, and its pattern misses names that are empty or have spaces.
    int repeated = 0, odd = 0;
    for (const auto& e : sink.events) {
        if (e.action != Action::Login || e.outcome != Outcome::Failure || field(e, "method") != "password") continue;
        repeated += e.field("count").empty() ? 0 : 1;
        odd += e.account.empty() || e.account.find(' ') != std::string::npos ? 1 : 0;
    }
    QCOMPARE(failedPassword + repeated - odd, truth["failed_password_lines"].toInt());
    QCOMPARE(invalid - odd, truth["of_which_invalid_user"].toInt());
    QCOMPARE(int(addresses.size()), truth["distinct_ips_in_accept_or_fail"].toInt());
}

void LogTruthTest::rawlogCommands() {
    std::uint64_t fetches = 0, responses = 0;
    for (const auto& entry : fs::directory_iterator(corpus_ / "logs/dovecot_rawlog/greffe")) {
        const std::string octets = fileBytes(entry.path()), name = entry.path().filename().string();
        QCOMPARE(recognisedAs(octets, name), std::string("dovecot-rawlog"));
        const auto sink = readLog("dovecot-rawlog", octets, {name, {}, {}, {}, 0, 0, {}});
        QVERIFY2(sink.reconciles() && sink.failures.empty() && sink.problems.empty(), name.c_str());
        for (const auto& e : sink.events) {
            if (e.action != Action::Fetch || e.item != 0) continue;
            (name.ends_with(".in") ? fetches : responses) += 1;
            QVERIFY(e.uid != 0);
            QVERIFY(e.field("cut").empty());
            if (e.bytes >= 0) QCOMPARE(std::to_string(e.bytes), field(e, "literal"));
        }
    }
    QVERIFY(fetches > 0 && responses >= fetches);
}

QTEST_GUILESS_MAIN(LogTruthTest)
#include "tst_log_truth.moc"

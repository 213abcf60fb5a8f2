// Every log of the two lab servers and of the corpus through its recognised format: each line is accounted for, and
// the reasons of what was skipped are printed, to be looked at.
#include <QtTest>

#include "logs/log_reading.h"
#include "support/shared_corpus.h"

namespace fs = std::filesystem;

class SurveyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLineIsAccountedFor_data();
    void everyLineIsAccountedFor();
};

namespace {

std::uint64_t lineCount(const std::string& octets) {
    std::uint64_t n = 0;
    for (const char c : octets) n += c == '\n' ? 1 : 0;
    return n + (!octets.empty() && octets.back() != '\n' ? 1 : 0);
}

void addFile(const fs::path& file, const std::string& id, bool wellFormed = true) {
    QTest::newRow(file.filename().c_str()) << QString::fromStdString(file.string()) << QString::fromStdString(id)
                                           << wellFormed;
}

}  // namespace

void SurveyTest::everyLineIsAccountedFor_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("format");
    QTest::addColumn<bool>("wellFormed");
    const fs::path corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    for (const char* run : {"run1", "run3"}) {
        const fs::path log = corpus / "lab" / run / "evidence/var/log";
        addFile(log / "dovecot.log", "dovecot");
        addFile(log / "mail.log", fs::file_size(log / "mail.log") > 0 ? "syslog" : "");
        addFile(log / "auth.log", "syslog");
        addFile(log / "nginx/access.log", "access-log");
        addFile(log / "php8.2-fpm.log", "php-fpm");
    }
    const fs::path run1 = corpus / "lab/run1/evidence/var/log";
    addFile(run1 / "nginx/access.log.1.gz", "access-log");
    addFile(run1 / "roundcube/userlogins.log", "roundcube-userlogins");
    addFile(run1 / "roundcube/sendmail.log", "roundcube-sendmail");
    addFile(run1 / "roundcube/errors.log", "roundcube-errors");
    addFile(run1 / "roundcube/imap.log", "roundcube-imap");
    addFile(corpus / "lab/run3/evidence/var/log/sogo/sogo.log", "sogo");
    const fs::path logs = corpus / "logs";
    addFile(logs / "dovecot_postfix_lab/mail.log", "syslog");
    addFile(logs / "dovecot_postfix_lab/mail.log.1", "syslog");
    addFile(logs / "dovecot_postfix_lab/mail.log.2.gz", "syslog");
    addFile(logs / "roundcube_lab/apache2_access.log", "access-log");
    addFile(logs / "roundcube_lab/apache2_access.log.1", "access-log");
    addFile(logs / "roundcube_lab/apache2_access.log.2.gz", "access-log");
    addFile(logs / "roundcube_lab/userlogins.log", "roundcube-userlogins");
    addFile(logs / "roundcube_lab/errors.log", "roundcube-errors");
    addFile(logs / "roundcube_lab/imap.log", "roundcube-imap");
    addFile(logs / "web_access/apache_combined.log", "access-log");
    addFile(logs / "web_access/crowdsec_nginx-mail.log", "nginx-error", false);
    addFile(logs / "web_access/nginx-http-auth_error.log", "nginx-error", false);
    addFile(logs / "auth_sshd/lab_auth.log", "syslog");
    addFile(logs / "auth_sshd/lab_auth.log.2.gz", "syslog");
    addFile(logs / "auth_sshd/loghub_OpenSSH_2k.log", "syslog");
    addFile(logs / "auth_sshd/fail2ban_sshd.log", "syslog", false);
    addFile(logs / "postfix/fail2ban_postfix.log", "syslog", false);
    addFile(logs / "postfix/sekoia_messages.jsonl", "");
    addFile(logs / "dovecot/dovecot23_logout_quotes.log", "syslog", false);
    addFile(logs / "dovecot/fail2ban_dovecot.log", "syslog", false);
    addFile(logs / "dovecot/wazuh-ruleset_dovecot.log", "syslog", false);
    addFile(logs / "syslog/plaso_syslog", "syslog", false);
    addFile(logs / "syslog/plaso_syslog_rsyslog_SyslogProtocol23Format", "syslog", false);
    addFile(logs / "syslog/lab_rfc5424_mail_auth.log", "syslog");
    addFile(logs / "syslog/loghub_Linux_2k.log", "syslog");
    addFile(logs / "webmail_app/roundcube-auth.log", "", false);
    addFile(logs / "webmail_app/sogo-auth.log", "sogo", false);
    addFile(logs / "SOURCES.tsv", "");
}

void SurveyTest::everyLineIsAccountedFor() {
    QFETCH(QString, file);
    QFETCH(QString, format);
    QFETCH(bool, wellFormed);
    const fs::path path = file.toStdString();
    const std::string octets = fileBytes(path);
    const std::string id = recognisedAs(octets, path.filename().string(), path.string());
    if (!format.isEmpty() || wellFormed) QCOMPARE(QString::fromStdString(id), format);
    if (id.empty()) return;
    const auto sink = readLog(id, octets, {path.filename().string(), {}, {}, {}, 0, 0, {}});
    qInfo("%s: %s found %llu events %llu skipped %llu failed %zu", path.filename().c_str(), id.c_str(),
          static_cast<unsigned long long>(sink.foundCount), static_cast<unsigned long long>(sink.imported),
          static_cast<unsigned long long>(sink.skippedCount), sink.failures.size());
    for (const auto& [reason, count] : sink.reasons) qInfo("    %6llu  %s", static_cast<unsigned long long>(count), reason.c_str());
    for (std::size_t i = 0; i < sink.failures.size() && i < 8; ++i)
        qInfo("    failed %s: %s", sink.failures[i].item.c_str(), sink.failures[i].reason.c_str());
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, lineCount(octets));
    QCOMPARE(sink.problems.size(), std::size_t(0));
    if (wellFormed) QCOMPARE(sink.failures.size(), std::size_t(0));
    for (const auto& e : sink.events) QVERIFY(e.offset + e.length <= octets.size() && e.line > 0);
}

QTEST_GUILESS_MAIN(SurveyTest)
#include "tst_survey.moc"

// From the line of a log to the coverage: a command that empties a log, and the log daemon's own words, through reader, case
// and trace (evidence model T30).
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "base/phrase.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/demo.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

const char* kAuth =
    "Dec 11 20:00:01 mail sshd[700]: Accepted publickey for admin from 198.51.100.9 port 50000 ssh2\n"
    "Dec 12 04:10:00 mail sudo:    admin : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/truncate -s 0 /var/log/dovecot.log\n"
    "Dec 12 04:11:00 mail sudo:    admin : command not allowed ; TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/rm /var/log/mail.log\n"
    "Dec 12 04:12:00 mail systemd-journald[77]: Vacuuming done, freed 8.0M of archived journals from /var/log/journal/00.\n";

}  // namespace

class ClearedLogs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCommandThatEmptiesALogIsSaidInTheCoverage() {
        QTemporaryDir directory;
        const fs::path root = directory.path().toStdString();
        writeDemo(root / "demo");
        std::ofstream(root / "demo/evidence/var/log/auth.log", std::ios::binary) << kAuth;
        const auto c = Case::create(root / "night.sillage");
        NoProgress none;
        ImportOptions options;
        options.paths = {root / "demo/evidence"};
        c->importEvidence(options, none);
        const auto said = [&] {
            std::vector<std::string> out;
            for (const Coverage& row : c->store().coverage())
                if (row.kind == "cleared") out.push_back(inEnglish(row.recorder + " " + row.detail));
            return out;
        };
        const auto rows = said();
        QCOMPARE(rows.size(), std::size_t{2});
        const auto one = std::find_if(rows.begin(), rows.end(), [](const std::string& s) { return s.rfind("var/log/dovecot.log ", 0) == 0; });
        QVERIFY(one != rows.end());
        QVERIFY2(one->find("was cleared at 2025-12-12T03:10:00Z by admin") != std::string::npos, one->c_str());
        QVERIFY(one->find("truncate -s 0") != std::string::npos);
        for (const std::string& row : rows) QVERIFY2(row.find("rm /var/log/mail.log") == std::string::npos, row.c_str());  // it was refused
        // After an act, what is kept beside the case says the same.
        Indicator i;
        i.ip = "203.0.113.66";
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(*c, i, none);
        QCOMPARE(said(), rows);
    }
};

QTEST_GUILESS_MAIN(ClearedLogs)
#include "tst_cleared_logs.moc"

// A clock that was off: what two recorders both wrote finds the offset, nothing uses it before it is declared, and once it
// is, the answer is that of the evidence with a right clock, octet for octet (evidence model T16).
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "case/annotations.h"
#include "case/case.h"
#include "case/clock.h"
#include "case/demo.h"
#include "case/tables.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::string slurp(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

void spill(const fs::path& file, const std::string& text) {
    const auto time = fs::last_write_time(file);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    fs::last_write_time(file, time);  // the year of stamps without one hangs on it
}

/// "Dec 11 23:31:00 …" so many seconds later, line by line.
std::string shifted(const std::string& log, int seconds) {
    std::istringstream in(log);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        const QDateTime at = QLocale::c().toDateTime(QStringLiteral("2025 ") + QString::fromStdString(line.substr(0, 15)).simplified(), QStringLiteral("yyyy MMM d HH:mm:ss"));
        if (at.isValid()) line.replace(0, 15, QLocale::c().toString(at.addSecs(seconds), QStringLiteral("MMM dd HH:mm:ss")).toStdString());
        out += line + "\n";
    }
    return out;
}

}  // namespace

class ClockDeclared : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        directory_ = std::make_unique<QTemporaryDir>();
        root_ = directory_->path().toStdString();
        writeDemo(root_ / "demo");
        evidence_ = root_ / "demo/evidence";
        // Twelve deliveries that both servers write down, besides those of the example.
        std::string mail = slurp(evidence_ / "var/log/mail.log"), dovecot = slurp(evidence_ / "var/log/dovecot.log");
        std::string mailMore, dovecotMore;
        for (int i = 0; i < 12; ++i) {
            const std::string at = "Dec 11 0" + std::to_string(1 + i / 6) + ":" + std::to_string(10 + i % 6 * 7) + ":0", id = "<pair" + std::to_string(i) + "@prefecture.example>";
            mailMore += at + "0 mail postfix/cleanup[195]: 4D0000" + std::to_string(10 + i) + ": message-id=" + id + "\n";
            dovecotMore += at + "1 lmtp(paul.renaud@interieur.example)<2101><AAAA" + std::to_string(10 + i) + "AAAAGYYd3A>: Info: save: box=INBOX, uid=" + std::to_string(300 + i) +
                           ", msgid=" + id + ", size=900\n";
        }
        spill(evidence_ / "var/log/mail.log", mailMore + mail);
        spill(evidence_ / "var/log/dovecot.log", dovecotMore + dovecot);
        right_ = import("right.sillage");
        touched_ = answer(*right_);
        QVERIFY(touched_.size() > 5000);
        spill(evidence_ / "var/log/dovecot.log", shifted(dovecotMore + dovecot, kAhead));
        wrong_ = import("wrong.sillage");
    }
    void clocksThatAgreeAreSaidToAgree() {
        const ClockRow row = rowOf(*right_, "var/log/dovecot.log");
        const ClockRow mail = rowOf(*right_, "var/log/mail.log");
        const ClockRow& tied = row.proposal ? row : mail;
        QVERIFY(tied.proposal.has_value());
        QCOMPARE(std::string(tied.state()), std::string("agrees"));
        QVERIFY(tied.proposal->pairs >= 12);
        QCOMPARE(row.zone, std::string("Europe/Paris"));
        QVERIFY(!row.zoneBasis.empty());
    }
    void theOffsetIsFoundAndNotUsed() {
        const auto proposal = anyProposal(*wrong_);
        QVERIFY(proposal.has_value());
        QVERIFY(std::llabs(std::llabs(proposal->offset) - kAhead * kSecond) <= 2 * kSecond);
        QVERIFY(proposal->pairs >= 12);
        for (const Source& s : wrong_->store().sources()) QCOMPARE(s.clockOffsetMicros, 0);
        QVERIFY(answer(*wrong_) != touched_);
    }
    void declaredItIsAsIfTheClockHadBeenRight() {
        setClock(*wrong_, "var/log/dovecot.log", kAhead * kSecond, "compared with the gateway's log", none_);
        QCOMPARE(QString::fromStdString(answer(*wrong_)), QString::fromStdString(touched_));
        const ClockRow row = rowOf(*wrong_, "var/log/dovecot.log");
        QVERIFY(row.declared);
        QCOMPARE(std::string(row.state()), std::string("declared"));
        QCOMPARE(row.offset, kAhead * kSecond);
        QCOMPARE(row.reason, std::string("compared with the gateway's log"));
        const auto custody = wrong_->store().custody();
        QVERIFY(std::any_of(custody.begin(), custody.end(), [](const CustodyEntry& e) { return e.action == "clock" && e.detailJson.find("gateway") != std::string::npos; }));
        QVERIFY(wrong_->store().verifyCustody().holds);
        if (const auto p = anyProposal(*wrong_)) QVERIFY(std::llabs(p->offset - p->applied) <= 3 * kSecond);
    }
    void clearedItIsAsBefore() {
        clearClock(*wrong_, "var/log/dovecot.log", "that log was of another host", none_);
        QVERIFY(answer(*wrong_) != touched_);
        QVERIFY(!rowOf(*wrong_, "var/log/dovecot.log").declared);
        QVERIFY_EXCEPTION_THROWN(clearClock(*wrong_, "var/log/dovecot.log", "again", none_), Error);
    }
    void aProposalIsAccepted() {
        std::string name;
        for (const ClockRow& r : clocks(*wrong_))
            if (std::string(r.state()) == "proposed") name = r.recorder;
        QVERIFY(!name.empty());
        acceptClock(*wrong_, name, "as proposed", none_);
        QCOMPARE(rowOf(*wrong_, name).basis, std::string("accepted"));
        QCOMPARE(std::llabs(rowOf(*wrong_, name).offset) / kSecond / 10, kAhead / 10);
        clearClock(*wrong_, name, "test", none_);
    }
    void anActNeedsAReasonAndARecorder() {
        QVERIFY_EXCEPTION_THROWN(setClock(*wrong_, "var/log/dovecot.log", kSecond, " ", none_), Error);
        QVERIFY_EXCEPTION_THROWN(setClock(*wrong_, "var/log/nowhere.log", kSecond, "x", none_), Error);
        QVERIFY_EXCEPTION_THROWN(acceptClock(*wrong_, "var/log/nginx/access.log", "x", none_), Error);
    }

private:
    static constexpr int kAhead = 3600;
    std::unique_ptr<Case> import(const char* name) {
        auto c = Case::create(root_ / name);
        ImportOptions options;
        options.paths = {evidence_};
        c->importEvidence(options, none_);
        Indicator i;
        i.ip = "203.0.113.66";
        i.grade = IndicatorGrade::Exclusive;
        i.document = "provider's answer";
        addIndicator(*c, i, none_);
        return c;
    }
    static std::string answer(Case& c) {
        std::ostringstream out;
        writeTable(c, View::Touched, selectRows(c, View::Touched, ""), TableFormat::Json, out);
        return out.str();
    }
    static ClockRow rowOf(Case& c, const std::string& recorder) {
        for (ClockRow& r : clocks(c))
            if (r.recorder == recorder) return r;
        return {};
    }
    static std::optional<ClockProposal> anyProposal(Case& c) {
        for (ClockRow& r : clocks(c))
            if (r.proposal && std::llabs(r.proposal->offset) > 60 * kSecond) return r.proposal;
        return std::nullopt;
    }
    std::unique_ptr<QTemporaryDir> directory_;
    fs::path root_, evidence_;
    std::unique_ptr<Case> right_, wrong_;
    std::string touched_;
    NoProgress none_;
};

QTEST_GUILESS_MAIN(ClockDeclared)
#include "tst_clock_declared.moc"

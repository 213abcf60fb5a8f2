// A recomputation that is interrupted ends at once, and the next act makes up for it.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "case/case.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

class Cancelled final : public Progress {
public:
    void note(std::string_view) override {}
    void advance(std::uint64_t, std::uint64_t) override {}
    [[nodiscard]] bool cancelled() const override { return true; }
};

}  // namespace

class InterruptedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recomputationEndsAndIsMadeUpFor() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        fs::create_directories(root / "evidence");
        std::ofstream(root / "evidence/mail.log")
            << "Dec 11 23:02:03 mx dovecot: imap-login: Login: user=<a@x.example>, method=PLAIN, rip=203.0.113.66, lip=10.0.0.1, mpid=7, TLS, session=<abc>\n"
               "Dec 11 23:02:04 mx dovecot: imap(a@x.example)<7><abc>: Logged out in=10 out=500 hdr_count=0 hdr_bytes=0 body_count=0 body_bytes=0\n";
        const auto c = Case::create(root / "night.sillage");
        ImportOptions options;
        options.paths = {root / "evidence"};
        NoProgress none;
        c->importEvidence(options, none);
        const auto sessions = c->store().sessions().size();
        QVERIFY(sessions > 0);
        Cancelled cancelled;
        c->recompute(cancelled);
        QCOMPARE(c->store().setting("resolved"), std::string());
        c->retrace(none);
        QCOMPARE(c->store().setting("resolved"), std::string("1"));
        QCOMPARE(c->store().sessions().size(), sessions);
    }
};

QTEST_GUILESS_MAIN(InterruptedTest)
#include "tst_interrupted.moc"

// Attachments that Apple Mail keeps beside a message: joined to its part, read, exported by hash, and let go again.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "case/case.h"
#include "case/reading.h"
#include "case/tables.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

const std::string kPlan = "%PDF-1.4 the plan of the building\n";

void write(const fs::path& file, const std::string& octets) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << octets;
}

/// A message of two parts whose second Apple Mail took out.
std::string partial(const std::string& subject) {
    const std::string mail = "From: a@x.example\r\nTo: b@x.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject +
        "@x>\r\nDate: Thu, 11 Dec 2025 20:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nSee the plan.\r\n"
        "--B\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n"
        "Content-Transfer-Encoding: base64\r\nX-Apple-Content-Length: 46\r\n\r\n\r\n--B--\r\n";
    return std::to_string(mail.size()) + "\n" + mail +
           "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>flags</key><integer>1</integer></dict></plist>\n";
}

}  // namespace

class BesideTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void partHasTheFilesHashAndSize();
    void itsOctetsAreTheFiles();
    void twoFilesInOnePlaceJoinNothing();
    void nothingIsCountedTwice();
    void aRemovedFileIsLetGo();

private:
    Part part(const std::string& messageId);
    QTemporaryDir dir_;
    NoProgress none_;
    std::unique_ptr<Case> case_;
    ImportReport report_;
};

void BesideTest::initTestCase() {
    const fs::path root = dir_.path().toStdString(), box = root / "evidence/V10/INBOX.mbox/Data";
    write(box / "Messages/12.partial.emlx", partial("one"));
    write(box / "Attachments/12/2/plan.pdf", kPlan);
    write(box / "Messages/13.partial.emlx", partial("two"));
    write(box / "Attachments/13/2/plan.pdf", kPlan);
    write(box / "Attachments/13/2/other.pdf", "another");
    write(box / "Messages/14.partial.emlx", partial("three"));  // its file was not seized
    case_ = Case::create(root / "apple.sillage");
    ImportOptions options;
    options.paths = {root / "evidence"};
    report_ = case_->importEvidence(options, none_);
}

Part BesideTest::part(const std::string& messageId) {
    const auto ids = case_->store().placementsByMessageId(messageId);
    if (ids.empty()) return {};
    const auto placement = case_->store().placement(ids[0]);
    for (const Part& p : placement->parts)
        if (p.number == "2") return p;
    return {};
}

void BesideTest::partHasTheFilesHashAndSize() {
    QCOMPARE(part("<one@x>").size, std::uint64_t(kPlan.size()));
    QCOMPARE(toHex(part("<one@x>").sha256), toHex(sha256(kPlan)));
    QVERIFY(part("<three@x>").size <= 2);
}

void BesideTest::itsOctetsAreTheFiles() {
    const auto id = case_->store().placementsByMessageId("<one@x>").at(0);
    std::string got;
    Reading reading(*case_);
    reading.attachment(id, "2", [&](std::string_view piece) { got += piece; });
    QCOMPARE(got, kPlan);
    const MessageView view = reading.message(id);
    for (const Part& p : view.parts)
        if (p.number == "2") QCOMPARE(p.size, std::uint64_t(kPlan.size()));
}

void BesideTest::twoFilesInOnePlaceJoinNothing() { QVERIFY(part("<two@x>").size <= 2); }

void BesideTest::nothingIsCountedTwice() {
    QVERIFY(report_.total.holds());
    QCOMPARE(report_.total.found, std::uint64_t(6));  // three messages, three files beside
    QCOMPARE(report_.total.imported, std::uint64_t(3));
    QCOMPARE(report_.total.skipped, std::uint64_t(3));
    QCOMPARE(report_.total.failed, std::uint64_t(0));
}

void BesideTest::aRemovedFileIsLetGo() {
    std::string path;
    for (const Source& s : case_->store().sources())
        if (s.path.find("Attachments/12/2") != std::string::npos) path = s.path;
    case_->removeSource(path, "not part of the warrant", none_);
    QVERIFY(part("<one@x>").size <= 2);
    std::string got;
    Reading(*case_).attachment(case_->store().placementsByMessageId("<one@x>").at(0), "2", [&](std::string_view piece) { got += piece; });
    QVERIFY(got.size() <= 2);
}

QTEST_GUILESS_MAIN(BesideTest)
#include "tst_beside.moc"

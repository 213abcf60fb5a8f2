#include <QtTest>

#include <fstream>

#include "base/error.h"
#include "export/bag.h"
#include "export/redact.h"
#include "export/report.h"

using namespace sillage;
namespace fs = std::filesystem;

static QString q(const std::string& s) { return QString::fromStdString(s); }

class TestBag : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void verifiesWhatItWrote();
    void everyFlippedBitIsFound();
    void addedRemovedAndLinkedFilesAreFound();
    void aZipVerifiesAndAFlippedOctetDoesNot();
    void aZipThatCannotBeWholeLeavesTheDirectory();
    void neverOverwritesAndLeavesNothingHalfDone();
    void refusesNamesThatLeadOutside();
    void sha256sumAgrees();
    void pseudonymsAreStableAndKeyed();
    void theReportEscapesEverything();

private:
    std::unique_ptr<QTemporaryDir> directory_;
    fs::path bag_;
    NoProgress none_;
};

static fs::path writeBag(const fs::path& target) {
    BagWriter w(target);
    w.add("items/ab/one.eml", "Subject: x\n\nbody\n");
    w.add("findings/touched.csv", "a,b\r\n1,2\r\n");
    w.addTag("VERIFY.md", verifyText());
    w.finish({{"External-Identifier", "case\n7"}});
    return target;
}

void TestBag::init() {
    directory_ = std::make_unique<QTemporaryDir>();
    bag_ = writeBag(fs::path(directory_->path().toStdString()) / "bundle");
}

void TestBag::verifiesWhatItWrote() {
    const Verification v = verifyBag(bag_, none_);
    QVERIFY2(v.ok, v.faults.empty() ? "" : v.faults[0].c_str());
    QCOMPARE(v.files, std::uint64_t{7});
    std::ifstream info(bag_ / "bag-info.txt");
    const std::string text((std::istreambuf_iterator<char>(info)), {});
    QVERIFY(text.find("External-Identifier: case 7\n") != std::string::npos);  // no line can be forged
    QVERIFY(text.find("Payload-Oxum: 27.2\n") != std::string::npos);
}

void TestBag::everyFlippedBitIsFound() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(bag_))
        if (entry.is_regular_file() && entry.file_size() < 1000) files.push_back(entry.path());
    QVERIFY(files.size() >= 5);
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        std::string octets((std::istreambuf_iterator<char>(in)), {});
        const bool caseToo = file.filename() == "tagmanifest-sha256.txt";  // under no hash: each octet, as a change of case
        for (std::size_t i = 0; i < octets.size(); i += caseToo ? 1 : 7) {
            const std::string kept = octets;
            octets[i] = static_cast<char>(octets[i] ^ (caseToo ? 0x20 : 1 << i % 8));
            std::ofstream(file, std::ios::binary) << octets;
            const bool ok = verifyBag(bag_, none_).ok;
            octets = kept;
            std::ofstream(file, std::ios::binary) << octets;
            // tagmanifest-sha256.txt itself is what the seal pins; its own hexadecimal digits are checked against the files.
            QVERIFY2(!ok, (file.string() + " octet " + std::to_string(i)).c_str());
        }
    }
    QVERIFY(verifyBag(bag_, none_).ok);
}

void TestBag::addedRemovedAndLinkedFilesAreFound() {
    std::ofstream(bag_ / "data/extra.txt") << "x";
    QVERIFY(!verifyBag(bag_, none_).ok);
    fs::remove(bag_ / "data/extra.txt");
    fs::create_symlink("/etc/hostname", bag_ / "data/link");
    QVERIFY(!verifyBag(bag_, none_).ok);
    fs::remove(bag_ / "data/link");
    fs::rename(bag_ / "data/items/ab/one.eml", bag_ / "data/items/ab/ONE.eml");
    QCOMPARE(verifyBag(bag_, none_).faults.size(), std::size_t{2});
}

void TestBag::aZipVerifiesAndAFlippedOctetDoesNot() {
    const fs::path zip = packBag(bag_);
    QVERIFY(!fs::exists(bag_));
    QVERIFY(verifyBag(zip, none_).ok);
    std::ifstream in(zip, std::ios::binary);
    const std::string octets((std::istreambuf_iterator<char>(in)), {});
    for (std::size_t i = 0; i < octets.size(); i += 13) {
        std::string flipped = octets;
        flipped[i] = static_cast<char>(flipped[i] ^ 4);
        std::ofstream(zip, std::ios::binary) << flipped;
        bool ok = true;
        try {
            ok = verifyBag(zip, none_).ok;
        } catch (const Error&) {
            ok = false;
        }
        QVERIFY2(!ok, std::to_string(i).c_str());
    }
}

void TestBag::aZipThatCannotBeWholeLeavesTheDirectory() {
    const fs::path zip = bag_.string() + ".zip", sum = zip.string() + ".sha256";
    fs::create_directory(sum);
    QVERIFY_EXCEPTION_THROWN(packBag(bag_), Error);
    QVERIFY(fs::exists(bag_ / "data/items/ab/one.eml"));
    QVERIFY(!fs::exists(zip));
    fs::remove(sum);
    fs::create_symlink("/proc/self/status", bag_ / "data/grown");  // gives more octets than its size says
    QVERIFY_EXCEPTION_THROWN(packBag(bag_), Error);
    QVERIFY(fs::exists(bag_ / "data/items/ab/one.eml"));
    QVERIFY(!fs::exists(zip));
    fs::remove(bag_ / "data/grown");
    QVERIFY(verifyBag(packBag(bag_), none_).ok);
    QVERIFY(!fs::exists(bag_));
    QVERIFY(!fs::exists(zip.string() + ".partial"));
}

void TestBag::neverOverwritesAndLeavesNothingHalfDone() {
    QVERIFY_EXCEPTION_THROWN(BagWriter{bag_}, Error);
    const fs::path other = bag_.string() + "2";
    { BagWriter w(other); w.add("a", "b"); }
    QVERIFY(!fs::exists(other));
    QVERIFY(!fs::exists(other.string() + ".partial"));
}

void TestBag::refusesNamesThatLeadOutside() {
    BagWriter w(bag_.string() + "3");
    for (const char* name : {"../x", "/etc/x", "a/../../x", "a\nb", "", "a\\b"}) QVERIFY_EXCEPTION_THROWN(w.add(name, "x"), Error);
}

void TestBag::sha256sumAgrees() {
    QProcess p;
    p.setWorkingDirectory(q(bag_.string()));
    p.start("sh", {"-c", "sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt"});
    QVERIFY(p.waitForFinished());
    QCOMPARE(p.exitCode(), 0);
}

void TestBag::pseudonymsAreStableAndKeyed() {
    const Redactor a("0123456789abcdef"), b("fedcba9876543210");
    const std::string text = "from Claire <claire.martin@interieur.example>, to CLAIRE.MARTIN@interieur.example.";
    const std::string out = a.apply(text);
    QVERIFY(out.find("claire") == std::string::npos && out.find("CLAIRE") == std::string::npos);
    const auto first = out.find("person-"), second = out.find("person-", first + 1);
    QCOMPARE(q(out.substr(first, 15)), q(out.substr(second, 15)));
    QVERIFY(out != b.apply(text));
    QCOMPARE(q(a.apply("no address @ all")), QString("no address @ all"));
}

void TestBag::theReportEscapesEverything() {
    Report r;
    r.caseName = "<script>alert(1)</script>";
    Touch t;
    t.actor = "A";
    t.subject = "\"><img src=http://x.example/>\xe2\x80\xae";
    t.folder = "a&b\x1b[2J";
    t.grade = Grade::Recorded;
    r.touches.push_back(t);
    for (const char* language : {"en", "fr"}) {
        r.language = language;
        const std::string html = reportHtml(r);
        QVERIFY(html.find("<script") == std::string::npos);
        QVERIFY(html.find("<img") == std::string::npos);
        QVERIFY(html.find("a&amp;b\\x1b[2J") != std::string::npos);
        QVERIFY(html.find("\\u202e") != std::string::npos);
        QVERIFY(html.find("default-src 'none'") != std::string::npos);
    }
    QVERIFY(reportHtml(r).find("Messages et fichiers atteints") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestBag)
#include "tst_bag.moc"

// The custody log: one line an act, chained by hashes, so that nothing can be changed, added or taken out
// unseen.
#include <QtTest>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "store/custody.h"
#include "tests/store/case_fixture.h"

using namespace sillage;
namespace fs = std::filesystem;

class CustodyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEntryComesBack();
    void theChainCanBeCheckedByHand();
    void detailsCannotBreakOutOfTheirLine();
    void everyFlippedBitIsFound();
    void theFirstBrokenLineIsNamed();
    void linesCannotBeTakenOffTheEnd();
    void aRewrittenLogIsFound();
    void anUnfinishedLineIsKeptAsADetail();

private:
    std::string read(const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void write(const fs::path& file, const std::string& octets) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << octets;
    }
    std::unique_ptr<CaseStore> filled(const char* name, int lines) {
        auto store = CaseStore::create(folder_.path(name));
        for (int i = 1; i < lines; ++i)
            store->logCustody("import", "{\"paths\":[\"e" + std::to_string(i) + "\"]}");
        return store;
    }
    fixture::Folder folder_;
};

void CustodyTest::anEntryComesBack() {
    auto store = filled("entry.sillage", 1);
    store->logCustody("intruder add", "{\n  \"ip\": \"203.0.113.9\",\r\n \"reason\": \"dit \\\"lui\\\"\"\n}");
    const auto list = store->custody();
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[1].sequence, std::uint64_t{2});
    QCOMPARE(list[1].action, std::string("intruder add"));
    QCOMPARE(list[1].detailJson, std::string("{\"ip\":\"203.0.113.9\",\"reason\":\"dit \\\"lui\\\"\"}"));
    QCOMPARE(list[1].previous, list[0].hash);
    QVERIFY(list[1].actor.find("Sillage ") != std::string::npos);
    QVERIFY(list[1].time > 1'700'000'000'000'000);
    QCOMPARE(list[0].previous, std::string(64, '0'));
}

void CustodyTest::theChainCanBeCheckedByHand() {
    auto store = filled("hand.sillage", 3);
    std::ifstream in(folder_.path("hand.sillage/custody.jsonl"));
    std::string line, previous(64, '0');
    int lines = 0;
    while (std::getline(in, line)) {
        const std::size_t at = line.rfind(",\"hash\":\"");
        const std::string hash = toHex(sha256(line.substr(0, at) + "}"));
        QCOMPARE(line.substr(at), ",\"hash\":\"" + hash + "\"}");
        QVERIFY(line.find("\"previous\":\"" + previous + "\"") != std::string::npos);
        previous = hash;
        ++lines;
    }
    QCOMPARE(lines, 3);
}

void CustodyTest::detailsCannotBreakOutOfTheirLine() {
    auto store = filled("inject.sillage", 1);
    const std::vector<std::string> hostile = {"{}\n{\"sequence\":2}",
                                              "{},\"hash\":\"00\"}",
                                              "not json",
                                              "{\"a\":\"\nb\"}",
                                              "",
                                              "[1,",
                                              std::string("{\0}", 3),
                                              "{\"a\":\"\\u000a\"}",
                                              "\"\xff\xfe\"",
                                              "{\"a\":1}}",
                                              "\r",
                                              "{\"\xe2\x80\xa8\":1}"};
    for (const std::string& detail : hostile) store->logCustody("act\nwith \"newline\"", detail);
    const std::string octets = read(folder_.path("inject.sillage/custody.jsonl"));
    QCOMPARE(std::count(octets.begin(), octets.end(), '\n'), static_cast<std::ptrdiff_t>(hostile.size() + 1));
    QVERIFY(store->verifyCustody().holds);
    const auto list = store->custody();
    QCOMPARE(list.size(), hostile.size() + 1);
    for (std::size_t i = 1; i < list.size(); ++i)
        QCOMPARE(list[i].action, std::string("act\nwith \"newline\""));
}

void CustodyTest::everyFlippedBitIsFound() {
    auto store = filled("flips.sillage", 1);
    const auto file = folder_.path("flips.sillage/custody.jsonl");
    while (fs::file_size(file) < 16 * 1024)
        store->logCustody("import", "{\"paths\":[\"" + std::string(600, 'p') + "\"]}");
    QVERIFY(store->verifyCustody().holds);
    const std::string whole = read(file);
    const CustodyHead head{store->custody().size(), store->custody().back().hash};
    std::string octets = whole;
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        octets[bit / 8] = static_cast<char>(octets[bit / 8] ^ (1 << (bit % 8)));
        std::istringstream log(octets);
        if (verifyChain(log, head).holds) QFAIL(("bit " + std::to_string(bit) + " went unseen").c_str());
        octets[bit / 8] = whole[bit / 8];
    }
    std::istringstream log(octets);
    QVERIFY(verifyChain(log, head).holds);
}

void CustodyTest::theFirstBrokenLineIsNamed() {
    auto store = filled("named.sillage", 6);
    const auto file = folder_.path("named.sillage/custody.jsonl");
    const std::string whole = read(file);
    std::vector<std::string> lines;
    std::istringstream in(whole);
    for (std::string line; std::getline(in, line);) lines.push_back(line + "\n");
    const auto with = [&](std::vector<std::string> changed) {
        std::string octets;
        for (const auto& line : changed) octets += line;
        write(file, octets);
        return store->verifyCustody();
    };
    auto removed = lines;
    removed.erase(removed.begin() + 3);
    QCOMPARE(with(removed).brokenAt, std::uint64_t{4});
    auto moved = lines;
    std::swap(moved[1], moved[2]);
    QCOMPARE(with(moved).brokenAt, std::uint64_t{2});
    auto doubled = lines;
    doubled.insert(doubled.begin() + 2, doubled[1]);
    QCOMPARE(with(doubled).brokenAt, std::uint64_t{3});
    auto changed = lines;
    changed[4].replace(changed[4].find("import"), 6, "export");
    const auto state = with(changed);
    QCOMPARE(state.brokenAt, std::uint64_t{5});
    QVERIFY(!state.reason.empty());
    QVERIFY(with(lines).holds);
}

void CustodyTest::linesCannotBeTakenOffTheEnd() {
    auto store = filled("end.sillage", 4);
    const auto file = folder_.path("end.sillage/custody.jsonl");
    std::string octets = read(file);
    octets.pop_back();
    octets.erase(octets.rfind('\n') + 1);
    write(file, octets);
    const auto state = store->verifyCustody();
    QVERIFY(!state.holds);
    QCOMPARE(state.brokenAt, std::uint64_t{4});
    fs::remove(file);
    QCOMPARE(store->verifyCustody().brokenAt, std::uint64_t{1});
}

// Somebody who knows the format makes a whole new chain: the case remembers the old one.
void CustodyTest::aRewrittenLogIsFound() {
    auto honest = filled("honest.sillage", 3);
    auto forged = CaseStore::create(folder_.path("forged.sillage"));
    for (const char* act : {"a", "b", "c", "d"}) forged->logCustody(act, "{}");
    QVERIFY(forged->verifyCustody().holds);
    fs::copy_file(folder_.path("forged.sillage/custody.jsonl"), folder_.path("honest.sillage/custody.jsonl"),
                  fs::copy_options::overwrite_existing);
    QVERIFY(!honest->verifyCustody().holds);
}

void CustodyTest::anUnfinishedLineIsKeptAsADetail() {
    auto store = filled("torn.sillage", 3);
    const auto file = folder_.path("torn.sillage/custody.jsonl");
    std::ofstream(file, std::ios::app | std::ios::binary) << "{\"sequence\":4,\"ti";
    QCOMPARE(store->verifyCustody().brokenAt, std::uint64_t{4});
    store->logCustody("import", "{}");
    QVERIFY(store->verifyCustody().holds);
    const auto list = store->custody();
    QCOMPARE(list.size(), std::size_t{5});
    QVERIFY(list[3].detailJson.find(toHex("{\"sequence\":4,\"ti")) != std::string::npos);
}

QTEST_GUILESS_MAIN(CustodyTest)
#include "tst_custody.moc"

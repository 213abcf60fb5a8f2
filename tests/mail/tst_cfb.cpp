// Compound files: what lies in them comes out octet for octet and is cited where it lies; no damage loops or throws
// but a header or directory that is not there.
#include <QTest>

#include "base/error.h"
#include "mail/cfb/compound_file.h"
#include "mail/cfb/storage_image.h"
#include "mail/mail_support.h"
#include "mail/mutants.h"
#include "support/cfb_writer.h"

namespace {

using sillage::cfb::CompoundFile;

std::string pattern(std::size_t size, char first) {
    std::string out(size, ' ');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(first + static_cast<char>(i * 7 / 3));
    return out;
}

CfbNode sample() {
    return {"Root Entry", true, {},
            {{"small", false, pattern(100, 'a'), {}},
             {"empty", false, "", {}},
             {"big", false, pattern(20'000, 'b'), {}},
             {"edge", false, pattern(4096, 'c'), {}},
             {"inner", true, {}, {{"deep", false, pattern(70, 'd'), {}}, {"deeper", true, {}, {{"leaf", false, "x", {}}}}}}}};
}

std::uint32_t at(const CompoundFile& file, std::initializer_list<const char*> way) {
    std::uint32_t i = CompoundFile::kRoot;
    for (const char* name : way) i = file.child(i, name).value();
    return i;
}

void writeU32(std::string& octets, std::size_t where, std::uint32_t n) {
    for (std::size_t i = 0; i < 4; ++i, n >>= 8) octets[where + i] = static_cast<char>(n & 0xff);
}

std::uint32_t readU32(const std::string& octets, std::size_t where) {
    std::uint32_t n = 0;
    for (std::size_t i = 4; i-- > 0;) n = n << 8 | static_cast<unsigned char>(octets[where + i]);
    return n;
}

/// Everything read, so that damage can show; returns how many octets came out.
std::uint64_t readAll(const std::string& octets, std::size_t* problems = nullptr) {
    MemorySource source(octets);
    const CompoundFile file(source);
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < file.entries().size(); ++i) {
        std::string problem;
        file.read(i, [&](std::string_view piece) { sum += piece.size(); }, &problem);
        if (problems && !problem.empty()) ++*problems;
        (void)file.place(i);
    }
    if (problems) *problems += file.problems().size();
    return sum;
}

class TstCfb : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void streamsOfBothVersions_data() {
        QTest::addColumn<int>("version");
        QTest::newRow("3") << 3;
        QTest::newRow("4") << 4;
    }
    void streamsOfBothVersions() {
        QFETCH(int, version);
        const std::string octets = writeCompoundFile(sample(), version);
        MemorySource source(octets);
        const CompoundFile file(source);
        QCOMPARE(file.problems().size(), std::size_t{0});
        QCOMPARE(file.readAll(at(file, {"small"}), 1000), pattern(100, 'a'));
        QCOMPARE(file.readAll(at(file, {"empty"}), 1000), std::string());
        QCOMPARE(file.readAll(at(file, {"BIG"}), 1 << 20), pattern(20'000, 'b'));
        QCOMPARE(file.readAll(at(file, {"edge"}), 1 << 20), pattern(4096, 'c'));
        QCOMPARE(file.readAll(at(file, {"big"}), 10), pattern(20'000, 'b').substr(0, 10));
        QCOMPARE(file.readAll(at(file, {"inner", "deep"}), 1000), pattern(70, 'd'));
        QCOMPARE(file.readAll(at(file, {"inner", "deeper", "leaf"}), 1000), std::string("x"));
        QVERIFY(!file.child(CompoundFile::kRoot, "leaf"));
    }

    void aStorageWrittenOutIsACompoundFileOfItsOwn() {
        CfbNode object = sample();
        object.name = "object";
        for (int i = 0; i < 40; ++i) object.children.push_back({"n" + std::to_string(i), false, pattern(static_cast<std::size_t>(i) * 300, 'e'), {}});
        object.children.push_back({"large", false, pattern(9'000'000, 'f'), {}});  // its FAT goes beyond the header
        const std::string octets = writeCompoundFile({"Root Entry", true, {}, {{"other", false, "not this", {}}, object}});
        MemorySource source(octets);
        const CompoundFile file(source);
        const sillage::cfb::StorageImage image(file, at(file, {"object"}));
        std::string saved;
        image.write([&](std::string_view piece) { saved += piece; });
        QCOMPARE(saved.size(), static_cast<std::size_t>(image.size()));
        MemorySource savedSource(saved);
        const CompoundFile read(savedSource);
        QCOMPARE(read.problems().size(), std::size_t{0});
        QVERIFY(!read.child(CompoundFile::kRoot, "other"));
        QCOMPARE(read.entry(CompoundFile::kRoot).children.size(), object.children.size());
        for (const CfbNode& n : object.children) {
            std::string problem;
            if (!n.storage) QVERIFY(read.readAll(at(read, {n.name.c_str()}), 10'000'000, &problem) == n.octets);
            QCOMPARE(problem, std::string());
        }
        QCOMPARE(read.readAll(at(read, {"inner", "deep"}), 1000), pattern(70, 'd'));
        QCOMPARE(read.readAll(at(read, {"inner", "deeper", "leaf"}), 1000), std::string("x"));
    }

    void mutantsOfStoragesAreWrittenToTheEnd() {
        const std::string octets = writeCompoundFile({"Root Entry", true, {}, {sample()}});
        for (int i = 0; i < mutantCount(); ++i) {
            const std::string damaged = mutant(octets, static_cast<std::uint32_t>(i));
            MemorySource source(damaged);
            try {
                const CompoundFile file(source);
                const sillage::cfb::StorageImage image(file, CompoundFile::kRoot);
                std::uint64_t size = 0;
                image.write([&](std::string_view piece) { size += piece.size(); });
                QCOMPARE(size, image.size());
            } catch (const Error&) {
            }
        }
    }

    void whatIsCitedIsThere() {
        const std::string octets = writeCompoundFile(sample());
        MemorySource source(octets);
        const CompoundFile file(source);
        for (const auto& [name, expected] : {std::pair{"small", pattern(100, 'a')}, std::pair{"big", pattern(20'000, 'b')}}) {
            const auto place = file.place(at(file, {name}));
            QCOMPARE(octets.substr(place.offset, place.length), expected);
        }
        const auto storage = file.place(at(file, {"inner"}));
        QCOMPARE(storage.length, std::uint64_t{128});
        QCOMPARE(octets.substr(storage.offset, 10), std::string("i\0n\0n\0e\0r\0", 10));
    }

    void fatBeyondTheHeader() {
        const std::string big = pattern(8u << 20, 'z');  // more than 109 sectors of FAT
        const std::string octets = writeCompoundFile({"Root Entry", true, {}, {{"big", false, big, {}}}});
        QVERIFY(readU32(octets, 72) > 0);
        MemorySource source(octets);
        const CompoundFile file(source);
        QCOMPARE(file.problems().size(), std::size_t{0});
        QVERIFY(file.readAll(at(file, {"big"}), big.size() + 1) == big);
    }

    void chainInACircle() {
        std::string octets = writeCompoundFile(sample());
        // The first stream with sectors of its own starts at sector 0: its second sector leads back to the first.
        const std::size_t fat = (readU32(octets, 76) + 1) * 512;
        writeU32(octets, fat + 4, 0);
        std::size_t problems = 0;
        QVERIFY(readAll(octets, &problems) > 0);
        QCOMPARE(problems, std::size_t{1});
    }

    void directoryInACircle() {
        std::string octets = writeCompoundFile(sample());
        const std::uint32_t directory = readU32(octets, 48);
        writeU32(octets, (readU32(octets, 76) + 1) * 512 + 4 * directory, directory);
        std::size_t problems = 0;
        readAll(octets, &problems);
        QVERIFY(problems > 0);
    }

    void storageThatIsItsOwnChild() {
        std::string octets = writeCompoundFile(sample());
        const std::size_t directory = (readU32(octets, 48) + 1) * 512;
        writeU32(octets, directory + 76, 0);          // the root's child is the root
        std::size_t problems = 0;
        QCOMPARE(readAll(octets, &problems) > 0, true);  // streams can still be read one by one
        QVERIFY(problems >= 2);                       // the tree names the root; all others belong to nobody
    }

    void noCompoundFile() {
        MemorySource shortOne("\xd0\xcf\x11\xe0");
        QVERIFY_EXCEPTION_THROWN(CompoundFile{shortOne}, Error);
        std::string octets = writeCompoundFile(sample());
        writeU32(octets, 48, 0xfffffffe);
        MemorySource noDirectory(octets);
        QVERIFY_EXCEPTION_THROWN(CompoundFile{noDirectory}, Error);
    }

    void cutShortEverywhere() {
        const std::string octets = writeCompoundFile(sample());
        int opened = 0;
        for (std::size_t n = 0; n < octets.size(); n += 64) {
            try {
                readAll(octets.substr(0, n));
                ++opened;
            } catch (const Error&) {
            }
        }
        QVERIFY(opened > 0);
    }

    void mutants() {
        const std::string octets = writeCompoundFile(sample());
        int opened = 0;
        for (int i = 0; i < 5 * mutantCount(); ++i) {
            try {
                readAll(mutant(octets, static_cast<std::uint32_t>(i)));
                ++opened;
            } catch (const Error&) {
            }
        }
        QVERIFY(opened > 0);
    }
};

}  // namespace

QTEST_GUILESS_MAIN(TstCfb)
#include "tst_cfb.moc"

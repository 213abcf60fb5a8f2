// Outlook stores that were damaged: what was not hit is still read, what was hit is said, and nothing crashes or hangs.
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <random>
#include <set>

#include "base/error.h"
#include "mail/mutants.h"
#include "mail/pst_damage.h"

namespace {

struct Tally {
    std::size_t stores = 0, refused = 0, all = 0, undamaged = 0, read = 0, readAll = 0, whole = 0, problems = 0;
    qint64 slowest = 0;
};

void damageAndRead(const Pristine& from, std::uint32_t seed, bool together, Tally& t) {
    std::mt19937 random(seed);
    std::string octets = from.octets;
    std::set<std::uint64_t> hits;
    const std::uint64_t start = random() % (octets.size() - 64);
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint64_t at = together ? start + i : random() % octets.size();
        octets[at] = static_cast<char>(random());
        hits.insert(at);
    }
    ++t.stores;
    QElapsedTimer timer;
    timer.start();
    KeepingSink sink;
    try {
        sink = readPstOctets(octets);
    } catch (const Error&) {
        ++t.refused;
    }
    t.slowest = std::max(t.slowest, timer.elapsed());
    t.problems += sink.problems.size();
    std::multiset<std::string> said;
    std::multiset<Digest> contents;
    for (const Message* m : sink.top()) {
        said.insert(m->itemClass + "\n" + m->subject);
        contents.insert(m->sha256);
    }
    for (const Original& o : from.items) {
        const bool hit = isHit(o, hits);
        const auto found = said.find(o.itemClass + "\n" + o.subject);
        ++t.all;
        t.undamaged += hit ? 0 : 1;
        if (!hit) {
            const auto content = contents.find(o.content);
            t.whole += content != contents.end() ? 1 : 0;
            if (content != contents.end()) contents.erase(content);
        }
        if (found == said.end()) continue;
        t.readAll += 1;
        t.read += hit ? 0 : 1;
        said.erase(found);
    }
}

void print(const char* what, const Tally& t) {
    qInfo("%s: %zu stores, %zu refused; of %zu items not hit %zu read (%.2f %%), %zu with all their content (%.2f %%); of "
          "all %zu items %zu read (%.2f %%); %zu problems said; slowest %lld ms",
          what, t.stores, t.refused, t.undamaged, t.read, 100.0 * double(t.read) / double(t.undamaged), t.whole,
          100.0 * double(t.whole) / double(t.undamaged), t.all, t.readAll, 100.0 * double(t.readAll) / double(t.all),
          t.problems, t.slowest);
}

}  // namespace

class TestPstDamage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void header_gone();
    void encryption_of_the_device();
    void roots_gone();
    void hit_at_random();
    void published_hit_at_random();
    void cut_short();
    void tree_page_is_its_own_child();
    void message_contains_itself();
    void mutants();
};

/// Nothing of the header is needed: layout, roots and encryption are told by the file itself.
void TestPstDamage::header_gone() {
    for (const auto v : {pstw::Variant::Ansi, pstw::Variant::Unicode, pstw::Variant::Unicode4k}) {
        const Pristine whole(sampleOctets(v));
        std::string octets = whole.octets;
        for (std::size_t i = 8; i < 560; ++i) octets[i] = '\xAA';
        const KeepingSink sink = readPstOctets(octets);
        std::set<Digest> contents;
        for (const Message* m : sink.top()) contents.insert(m->sha256);
        for (const Original& o : whole.items) QVERIFY2(contents.contains(o.content), o.subject.c_str());
        QVERIFY(!sink.problems.empty());
        QCOMPARE(sink.failures.size(), std::size_t(0));
    }
}

void TestPstDamage::roots_gone() {
    const Pristine whole(sampleOctets(pstw::Variant::Unicode));
    for (const std::size_t root : {216U, 232U}) {
        std::string octets = whole.octets;
        for (std::size_t i = 0; i < 16; ++i) octets[root + i] = static_cast<char>(0x55 + i);
        const KeepingSink sink = readPstOctets(octets);
        std::set<Digest> contents;
        for (const Message* m : sink.top()) contents.insert(m->sha256);
        for (const Original& o : whole.items) QVERIFY2(contents.contains(o.content), o.subject.c_str());
        QVERIFY(sink.problems.size() >= 3);  // two checksums of the header, one page
        QCOMPARE(sink.failures.size(), std::size_t(0));
    }
}

void TestPstDamage::encryption_of_the_device() {
    const Pristine whole(sampleOctets(pstw::Variant::Unicode));
    std::string octets = whole.octets;
    octets[513] = '\x10';
    const KeepingSink sink = readPstOctets(octets);
    QCOMPARE(sink.top().size() >= whole.items.size(), true);  // the mark alone hides nothing
    QVERIFY(std::any_of(sink.problems.begin(), sink.problems.end(), [](const Problem& p) {
        return inEnglish(p.reason).find("Windows Information Protection") != std::string::npos;
    }));
}

void TestPstDamage::hit_at_random() {
    for (const auto v : {pstw::Variant::Ansi, pstw::Variant::Unicode, pstw::Variant::Unicode4k}) {
        const Pristine whole(sampleOctets(v));
        for (const bool together : {true, false}) {
            Tally t;
            for (std::uint32_t seed = 0; seed < 20; ++seed) damageAndRead(whole, seed, together, t);
            print(together ? "64 octets in one place" : "64 octets all over", t);
            QVERIFY(t.undamaged > 0 && t.problems > 0);
            QVERIFY(t.read * 100 >= t.undamaged * 99);
            QCOMPARE(t.refused, std::size_t(0));
            QVERIFY(t.slowest < 20'000);
        }
    }
}

void TestPstDamage::published_hit_at_random() {
    const QString corpus = sharedPath(QStringLiteral("corpus"));
    if (corpus.isEmpty()) QSKIP("no corpus of published stores here (../shared, or $SILLAGE_SHARED)");
    std::vector<Pristine> stores;
    const QDir dir(corpus + QStringLiteral("/mail/pst"));
    for (const QString& name : dir.entryList({QStringLiteral("*.pst")}, QDir::Files, QDir::Name))
        if (!name.contains(QLatin1String("AddingBulk"))) stores.emplace_back(fileBytes(dir.filePath(name).toStdString()));
    for (const bool together : {true, false}) {
        Tally t;
        for (std::uint32_t seed = 0; seed < 100; ++seed) damageAndRead(stores[seed % stores.size()], seed + (together ? 0 : 100), together, t);
        print(together ? "64 octets in one place" : "64 octets all over", t);
        QVERIFY(t.read * 100 >= t.undamaged * 99);
        QVERIFY(t.slowest < 20'000);
    }
}

/// A store cut anywhere: everything whose blocks are still there.
void TestPstDamage::cut_short() {
    const std::string octets = sampleOctets(pstw::Variant::Unicode);
    std::size_t most = 0;
    for (std::size_t tenths = 0; tenths <= 10; ++tenths) {
        const std::string cut = octets.substr(0, octets.size() / 10 * tenths);
        try {
            const KeepingSink sink = readPstOctets(cut);
            most = std::max(most, sink.top().size());
            if (tenths < 10) QVERIFY(!sink.problems.empty());
        } catch (const Error& e) {
            QVERIFY2(tenths == 0, e.what());
        }
    }
    QVERIFY(most > 10);
}

/// A branch whose first child is the branch itself: said, and the items are found without it.
void TestPstDamage::tree_page_is_its_own_child() {
    const Pristine whole(sampleOctets(pstw::Variant::Unicode));
    for (const std::size_t root : {216U, 232U}) {
        std::string octets = whole.octets;
        const auto offset = pst::load<std::uint64_t>(octets.data() + root + 8);
        QVERIFY(octets[offset + 491] > 0);  // a branch
        std::memcpy(octets.data() + offset + 16, &offset, 8);
        const KeepingSink sink = readPstOctets(octets);
        std::set<Digest> contents;
        for (const Message* m : sink.top()) contents.insert(m->sha256);
        for (const Original& o : whole.items) QVERIFY2(contents.contains(o.content), o.subject.c_str());
        QVERIFY(!sink.problems.empty());
        QCOMPARE(sink.failures.size(), std::size_t(0));
    }
}

/// Every attachment of an item is made the item itself: nesting and number are bounded, and said.
void TestPstDamage::message_contains_itself() {
    QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("s.pst"));
    pstw::Store made = pstw::sampleStore(pstw::Variant::Unicode);
    for (auto& folder : made.folders) folder.generated = 0;
    pstw::writeStore(path.toStdString(), made);
    std::string octets = fileBytes(path.toStdString());
    std::string locator;
    {
        const std::string before = octets;
        MemorySource source(before);
        pst::Database db(source, {});
        db.eachNode(0, std::uint64_t{1} << 32, [&](const pst::NodeEntry& node) {
            if (pst::typeOf(node.id) != pst::NodeType::Message || node.sub == 0) return true;
            for (const pst::NodeEntry& sub : pst::readSubNodes(db, node.sub)) {
                if (pst::typeOf(sub.id) != pst::NodeType::Attachment || sub.sub == 0) continue;
                for (const pst::NodeEntry& inner : pst::readSubNodes(db, sub.sub)) {
                    if (pst::typeOf(inner.id) != pst::NodeType::Message) continue;
                    const auto list = db.block(sub.sub);
                    const std::size_t at = octets.find(std::string(reinterpret_cast<const char*>(&inner.id), 4), list->offset);
                    std::memcpy(octets.data() + at + 8, &node.data, 8);
                    std::memcpy(octets.data() + at + 16, &node.sub, 8);
                    locator = "nid:" + pst::hexOf(node.id);
                }
            }
            return true;
        });
    }
    QVERIFY(!locator.empty());
    QElapsedTimer timer;
    timer.start();
    const KeepingSink sink = readPstOctets(octets);
    QVERIFY(timer.elapsed() < 60'000);
    QVERIFY(!sink.problems.empty());  // lists of sub-nodes whose checksums fail
    std::size_t inside = 0;
    bool said = false;
    for (const Message& m : sink.messages) {
        inside += m.locator.starts_with(locator + "/") ? 1 : 0;
        for (const std::string& d : m.defects) said = said || d.find("100") != std::string::npos || d.find("10,000") != std::string::npos;
    }
    qInfo("%zu messages inside, %lld ms", inside, timer.elapsed());
    QVERIFY(inside >= 1 && inside <= 10'000);
    QVERIFY(said);
}

void TestPstDamage::mutants() {
    const std::string sources[] = {sampleOctets(pstw::Variant::Unicode), sampleOctets(pstw::Variant::Ansi),
                                   sampleOctets(pstw::Variant::Unicode4k)};
    qint64 slowest = 0;
    for (const std::string& whole : sources) {
        for (int seed = 0; seed < mutantCount() / 3; ++seed) {
            const std::string octets = mutant(whole, static_cast<std::uint32_t>(seed));
            QElapsedTimer timer;
            timer.start();
            try {
                const KeepingSink sink = readPstOctets(octets);
                QVERIFY(sink.foundCount >= sink.failures.size());
            } catch (const Error&) {
            }
            slowest = std::max(slowest, timer.elapsed());
        }
    }
    qInfo("slowest mutant %lld ms", slowest);
    QVERIFY(slowest < 20'000);
}

QTEST_GUILESS_MAIN(TestPstDamage)
#include "tst_pst_damage.moc"

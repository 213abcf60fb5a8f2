// Outlook stores that are damaged, through the program: the command line imports copies hit at random and everything
// that was not hit is in the case; a decoder that dies on one item costs no other. SILLAGE_DAMAGED sets how many copies
// (20). This program is also a worker, one that dies on an item.
#include <cstring>
#include <random>

#include <unistd.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QtTest>

#include "base/phrase.h"
#include "decode/worker.h"
#include "evidence_tree.h"
#include "import_run.h"
#include "store/case_store.h"
#include "tests/mail/pst_damage.h"

using namespace sillage;

namespace {

constexpr std::uint64_t kDeadly = 0x200084;  ///< a node id of the made store

void dieOnOneItem(wire::Operation operation, const wire::UnitItem& item, ByteSource&) {
    if (operation == wire::Operation::Read && item.format == "pst" && item.range.begin <= kDeadly && kDeadly < item.range.end) __builtin_trap();
}

int copies() {
    const int n = qEnvironmentVariableIntValue("SILLAGE_DAMAGED");
    return n > 0 ? n : 20;
}

/// One way of damage after the other; hits: every octet that is no longer what it was.
std::string damaged(std::string octets, std::uint32_t seed, std::set<std::uint64_t>& hits) {
    std::mt19937 random(seed);
    const auto set = [&](std::uint64_t at, char value) {
        if (at >= octets.size()) return;
        octets[at] = value;
        hits.insert(at);
    };
    const std::uint64_t start = random() % octets.size();
    switch (seed % 5) {
        case 0:  // single octets all over
            for (int i = 0; i < 64; ++i) set(random() % octets.size(), static_cast<char>(random()));
            break;
        case 1:  // a torn write
            for (std::uint64_t i = 0; i < 64; ++i) set(start + i, static_cast<char>(random()));
            break;
        case 2:  // sectors that could not be read
            for (std::uint64_t i = 0; i < 4096; ++i) set(start / 512 * 512 + i, '\0');
            break;
        case 3:  // another file's octets
            for (std::uint64_t i = 0; i < 2000; ++i) set(start + i, octets[(start + 40'000 + i) % octets.size()]);
            break;
        default:  // cut short, by a tenth at most
            for (std::uint64_t at = octets.size() - start / 10; at < octets.size(); ++at) hits.insert(at);
            octets.resize(octets.size() - start / 10);
    }
    return octets;
}

struct Judged {
    std::size_t notHit = 0, read = 0, whole = 0, died = 0;
};

/// What the case holds of one copy, by what an item says and by its content.
struct Held {
    std::multiset<std::string> said, contents;
};

std::map<std::string, Held> heldOf(CaseStore& store) {
    std::map<std::int64_t, std::string> paths;
    for (const Source& s : store.sources()) paths[s.id] = s.path;
    std::map<std::string, Held> out;
    store.placements({}, true, [&](Placement&& p) {
        if (p.parent != 0) return true;
        Held& held = out[paths[p.sourceId]];
        held.said.insert(p.itemClass + "\n" + p.subject);
        held.contents.insert(p.sha256);
        return true;
    });
    return out;
}

void judge(const Pristine& from, const std::set<std::uint64_t>& hits, Held& held, Judged& j) {
    for (const Original& o : from.items) {
        if (isHit(o, hits)) continue;
        ++j.notHit;
        if (const auto content = held.contents.find(toHex(o.content)); content != held.contents.end()) {
            held.contents.erase(content);
            ++j.whole;
        }
        const auto found = held.said.find(o.itemClass + "\n" + o.subject);
        if (found == held.said.end()) continue;
        held.said.erase(found);
        ++j.read;
    }
}

}  // namespace

class TestStoreDamage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void damagedCopiesThroughTheCommandLine() {
        const QString cli = QStringLiteral(SILLAGE_BIN_DIR) + QStringLiteral("/sillage-cli");
        if (!QFile::exists(cli)) QSKIP("the command line is not built");
        QTemporaryDir dir, home;
        std::vector<Pristine> made;
        for (const auto v : {pstw::Variant::Ansi, pstw::Variant::Unicode, pstw::Variant::Unicode4k}) made.emplace_back(sampleOctets(v));
        std::vector<std::set<std::uint64_t>> hits(static_cast<std::size_t>(copies()));
        for (std::size_t i = 0; i < hits.size(); ++i)
            tree::put(dir.filePath(QStringLiteral("%1.pst").arg(i, 4, 10, QLatin1Char('0'))),
                      QByteArray::fromStdString(damaged(made[i % 3].octets, static_cast<std::uint32_t>(i), hits[i])));
        QProcess run;
        QElapsedTimer timer;
        timer.start();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SILLAGE_WORKER"), QStringLiteral(SILLAGE_BIN_DIR) + QStringLiteral("/sillage-worker"));
        run.setProcessEnvironment(environment);
        run.start(cli, {QStringLiteral("import"), QStringLiteral("--case"), home.filePath("a.sillage"), dir.path()});
        QVERIFY(run.waitForFinished(580'000));
        QCOMPARE(run.exitStatus(), QProcess::NormalExit);
        QVERIFY2(run.exitCode() == 0 || run.exitCode() == 3, run.readAllStandardError().constData());
        const auto store = CaseStore::open(home.filePath("a.sillage").toStdString(), CaseStore::Mode::Read);
        for (const Source& s : store->sources()) {
            QVERIFY2(s.counts.holds(), s.path.c_str());
            QCOMPARE(s.format, std::string("pst"));
        }
        Judged j;
        for (const auto& [source, p] : store->problems()) {
            const std::string reason = inEnglish(p.reason);
            const bool died = reason.find("the decoder") != std::string::npos;
            j.died += died ? 1 : 0;
            if (died) qWarning("source %lld: %s", static_cast<long long>(source), reason.c_str());
        }
        auto held = heldOf(*store);
        for (std::size_t i = 0; i < hits.size(); ++i) {
            Judged one;
            judge(made[i % 3], hits[i], held[QStringLiteral("%1.pst").arg(i, 4, 10, QLatin1Char('0')).toStdString()], one);
            if (one.read < one.notHit) qInfo("copy %zu (damage %zu, store %zu): %zu of %zu read", i, i % 5, i % 3, one.read, one.notHit);
            j.notHit += one.notHit;
            j.read += one.read;
            j.whole += one.whole;
        }
        qInfo("%zu copies in %lld ms: of %zu items not hit %zu read (%.2f %%), %zu with all their content (%.2f %%); %zu decoders died",
              hits.size(), timer.elapsed(), j.notHit, j.read, 100.0 * double(j.read) / double(j.notHit), j.whole,
              100.0 * double(j.whole) / double(j.notHit), j.died);
        QVERIFY(j.notHit > hits.size() * 20);
        QVERIFY(j.read * 100 >= j.notHit * 99);
        QCOMPARE(j.died, std::size_t(0));
    }

    void aDecoderThatDiesOnAnItemCostsNoOther() {
        QTemporaryDir dir;
        const Pristine made(sampleOctets(pstw::Variant::Unicode));
        tree::put(dir.filePath("a.pst"), QByteArray::fromStdString(made.octets));
        const QByteArray real = QByteArray(SILLAGE_BIN_DIR) + "/sillage-worker";
        qputenv("SILLAGE_WORKER", real);
        tree::Imported whole = tree::import(dir.path());
        qputenv("SILLAGE_WORKER", QCoreApplication::applicationFilePath().toLocal8Bit());
        tree::Imported once = tree::import(dir.path());
        tree::everySourceReconciles(once);
        std::multiset<std::string> all, left;
        std::string lost;
        for (const auto& m : whole.store.messages) {
            if (m.message.locator == "nid:" + pst::hexOf(kDeadly)) lost = m.message.subject;
            all.insert(m.message.locator);
        }
        for (const auto& m : once.store.messages) left.insert(m.message.locator);
        QVERIFY2(!lost.empty(), "the made store has no such item");
        for (const std::string& locator : all)
            if (!left.count(locator)) QVERIFY2(locator.starts_with("nid:" + pst::hexOf(kDeadly)), locator.c_str());
        const Source& s = *once.store.byPath("a.pst");
        QCOMPARE(s.counts.failed, std::uint64_t(1));
        QCOMPARE(s.counts.found, whole.store.byPath("a.pst")->counts.found);
        QCOMPARE(s.counts.imported + 1, whole.store.byPath("a.pst")->counts.imported);
        const auto reasons = once.store.reasons("a.pst");
        QVERIFY(std::any_of(reasons.begin(), reasons.end(), [](const std::string& r) { return r.find("killed by signal 4") != std::string::npos; }));
    }
};

int main(int argc, char** argv) {
    if (std::strcmp(argv[0], "sillage-worker") == 0)
        ::_exit(workerMain(argc < 2 || std::strcmp(argv[1], "--unsafe-no-sandbox") != 0, dieOnOneItem));
    QCoreApplication app(argc, argv);
    TestStoreDamage test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_store_damage.moc"

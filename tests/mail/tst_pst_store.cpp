// Outlook stores made for the test, in every layout and encryption: every item with its folder, class, subject and
// attachments; what is deleted or orphaned recovered and marked; the same in one range as in many.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "mail/pst_support.h"
#include "support/pst_samples.h"

namespace pstw = sillage::pstw;

namespace {

struct Made {
    QTemporaryDir dir;
    std::string path;
    std::vector<pstw::ExpectedMessage> expected;
    explicit Made(const pstw::Store& store) : path(dir.filePath("store.pst").toStdString()) {
        pstw::writeStore(path, store);
        expected = pstw::expectedOf(store);
    }
};

std::multiset<std::string> hashes(const Message& m) {
    std::multiset<std::string> out;
    for (const Part& p : m.parts)
        if (p.kind == PartKind::Attachment || p.kind == PartKind::Inline) out.insert(toHex(p.sha256));
    return out;
}

const char* nameOf(pstw::Variant v) {
    return v == pstw::Variant::Ansi ? "ansi" : v == pstw::Variant::Unicode ? "unicode" : "4k";
}

}  // namespace

class TestPstStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_layout_data();
    void every_layout();
    void ranges_agree();
};

void TestPstStore::every_layout_data() {
    QTest::addColumn<int>("variant");
    QTest::addColumn<int>("crypt");
    QTest::addColumn<bool>("compress");
    for (const auto v : {pstw::Variant::Ansi, pstw::Variant::Unicode, pstw::Variant::Unicode4k})
        for (const auto c : {pstw::Crypt::None, pstw::Crypt::Permute, pstw::Crypt::Cyclic})
            for (const bool compress : {false, true})
                if (!compress || v == pstw::Variant::Unicode4k)
                    QTest::addRow("%s crypt %d%s", nameOf(v), int(c), compress ? " deflated" : "") << int(v) << int(c) << compress;
}

void TestPstStore::every_layout() {
    QFETCH(int, variant);
    QFETCH(int, crypt);
    QFETCH(bool, compress);
    pstw::Store store = pstw::sampleStore(static_cast<pstw::Variant>(variant));
    store.crypt = static_cast<pstw::Crypt>(crypt);
    store.compress = compress;
    const Made made(store);
    FileSource source(made.path);
    const KeepingSink sink = readPst(*source);

    std::map<std::string, const Message*> byLocator;
    for (const Message* m : sink.top()) QVERIFY2(byLocator.emplace(m->locator, m).second, m->locator.c_str());
    std::size_t live = 0;
    std::multiset<std::string> deleted, orphans, recovered;
    for (const auto& e : made.expected) {
        if (e.depth > 0) continue;
        if (e.fate == pstw::Fate::Deleted) deleted.insert(e.subject);
        if (e.fate == pstw::Fate::Orphan) orphans.insert(e.subject);
        if (e.fate != pstw::Fate::Live) continue;
        ++live;
        char locator[20];
        std::snprintf(locator, sizeof locator, "nid:%x", e.nid);
        const auto found = byLocator.find(locator);
        QVERIFY2(found != byLocator.end(), (std::string(locator) + " " + e.subject).c_str());
        const Message& m = *found->second;
        QVERIFY2(!m.recovered, locator);
        QCOMPARE(m.folder, e.folder);
        QCOMPARE(m.itemClass, e.messageClass);
        QCOMPARE(m.subject, e.subject);
        QVERIFY(m.length > 0 && m.rebuilt && m.sha256 != Digest{});
        std::multiset<std::string> wanted;
        for (const auto& a : e.attachments)
            if (a.method != pstw::Method::Embedded) wanted.insert(a.sha256);
        const auto have = hashes(m);
        for (const std::string& sha : wanted) QVERIFY2(have.count(sha) >= wanted.count(sha), (e.subject + " " + sha).c_str());
    }
    for (const Message* m : sink.top()) {
        if (!m->recovered) continue;
        QVERIFY(!m->recoveredHow.empty());
        recovered.insert(m->subject);
    }
    QVERIFY(live > 0 && !deleted.empty() && !orphans.empty());
    QCOMPARE(sink.foundCount, live);
    for (const auto& set : {deleted, orphans})
        for (const std::string& subject : set) QVERIFY2(recovered.count(subject) >= set.count(subject), subject.c_str());
    QCOMPARE(recovered.size(), deleted.size() + orphans.size());
    for (const Problem& p : sink.problems) qWarning("%s @%llu: %s", p.item.c_str(), (unsigned long long)p.offset, p.reason.c_str());
    QCOMPARE(sink.problems.size(), std::size_t(0));
    QCOMPARE(sink.failures.size(), std::size_t(0));
}

void TestPstStore::ranges_agree() {
    const Made made(pstw::sampleStore(pstw::Variant::Unicode));
    FileSource source(made.path);
    KeepingSink whole, pieces;
    readPstRange(*source, 0, std::uint64_t{1} << 32, whole);
    std::vector<std::uint64_t> edges = {0};
    for (const auto& e : made.expected)
        if (e.nid) edges.push_back(e.nid);
    std::sort(edges.begin(), edges.end());
    edges.push_back(std::uint64_t{1} << 32);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i)
        if (edges[i] != edges[i + 1]) readPstRange(*source, edges[i], edges[i + 1], pieces);
    QCOMPARE(pieces.foundCount, whole.foundCount);
    QCOMPARE(pieces.messages.size(), whole.messages.size());
    for (std::size_t i = 0; i < whole.messages.size(); ++i) {
        QCOMPARE(pieces.messages[i].locator, whole.messages[i].locator);
        QCOMPARE(pieces.messages[i].sha256, whole.messages[i].sha256);
    }
    QCOMPARE(whole.problems.size() + pieces.problems.size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(TestPstStore)
#include "tst_pst_store.moc"

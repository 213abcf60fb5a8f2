// A tree of evidence is listed whole, followed nowhere, and left as it was; Maildirs are known by their shape.
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "evidence/maildir.h"

using namespace sillage;

namespace {

void put(const QString& path, const QByteArray& octets = "x") {
    QDir().mkpath(QFileInfo(path).path());
    QFile f(path);
    QVERIFY(f.open(QIODevice::WriteOnly));
    f.write(octets);
}

const TreeEntry* entry(const std::vector<TreeEntry>& all, const std::string& path) {
    for (const auto& e : all)
        if (e.path == path) return &e;
    return nullptr;
}

TreeEntry file(const std::string& path) {
    TreeEntry e;
    e.path = path;
    return e;
}

}  // namespace

class TestWalk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingIsListedInOrder() {
        QTemporaryDir dir;
        put(dir.filePath("b/c"));
        put(dir.filePath("b!"));
        put(dir.filePath("a"));
        QCOMPARE(::symlink("/etc/passwd", qPrintable(dir.filePath("link"))), 0);
        QCOMPARE(::symlink("..", qPrintable(dir.filePath("b/loop"))), 0);
        ::mkfifo(qPrintable(dir.filePath("pipe")), 0600);
        const EvidenceRoot root(dir.path().toStdString());
        const auto all = root.walk(NoProgress());
        std::vector<std::string> paths;
        for (const auto& e : all) paths.push_back(e.path);
        QCOMPARE(paths, (std::vector<std::string>{"a", "b", "b!", "b/c", "b/loop", "link", "pipe"}));
        QVERIFY(entry(all, "link")->kind == TreeEntry::Kind::Link);
        QVERIFY(entry(all, "b/loop")->kind == TreeEntry::Kind::Link);
        QVERIFY(entry(all, "pipe")->kind == TreeEntry::Kind::Special);
        QCOMPARE(entry(all, "a")->size, std::uint64_t(1));
    }

    void aLinkIsNeverOpened() {
        QTemporaryDir dir;
        put(dir.filePath("real/secret"));
        QCOMPARE(::symlink("real", qPrintable(dir.filePath("alias"))), 0);
        const EvidenceRoot root(dir.path().toStdString());
        QVERIFY(root.open("real/secret").fd() >= 0);
        QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(root.open("alias/secret")));
    }

    void accessTimesStay() {
        QTemporaryDir dir;
        put(dir.filePath("d/f"));
        const timespec old[2] = {{1000, 0}, {2000, 0}};
        for (const char* p : {"d/f", "d"}) ::utimensat(AT_FDCWD, qPrintable(dir.filePath(p)), old, 0);
        const EvidenceRoot root(dir.path().toStdString());
        QVERIFY(root.noAtime());
        QCOMPARE(root.walk(NoProgress()).size(), std::size_t(2));
        char c = 0;
        QCOMPARE(::read(root.open("d/f").fd(), &c, 1), ssize_t(1));
        for (const char* p : {"d/f", "d"}) {
            struct stat st{};
            ::stat(qPrintable(dir.filePath(p)), &st);
            QCOMPARE(st.st_atime, time_t(1000));
        }
    }

    void aSingleFileIsARootOfItsOwn() {
        QTemporaryDir dir;
        put(dir.filePath("one"));
        put(dir.filePath("other"));
        const EvidenceRoot root(dir.filePath("one").toStdString());
        const auto all = root.walk(NoProgress());
        QCOMPARE(all.size(), std::size_t(1));
        QCOMPARE(all[0].path, std::string("one"));
        QVERIFY_THROWS_EXCEPTION(Error, EvidenceRoot("/nonexistent/evidence"));
    }

    void maildirFoldersAreNamed() {
        const std::vector<TreeEntry> listing = {
            file("u/Maildir/.&AMk-l&AOk-ments.2025/cur/1765393206.M1P1.mail:2,S"),
            file("u/Maildir/.&AMk-l&AOk-ments.2025/dovecot-uidlist"),
            file("u/Maildir/cur/1765393206.M2P1.mail:2,"),
            file("u/Maildir/dovecot-uidlist"),
            file("u/Maildir/dovecot.index"),
            file("u/Maildir/new/1765393207.M2P1.mail"),
        };
        const auto trees = findMaildirs(listing);
        QCOMPARE(trees.size(), std::size_t(1));
        QCOMPARE(trees[0].root, std::string("u/Maildir"));
        QCOMPARE(trees[0].folders.size(), std::size_t(2));
        QCOMPARE(trees[0].folders[0].folder, std::string("INBOX"));
        QCOMPARE(trees[0].folders[0].messages, (std::vector<std::size_t>{2, 5}));
        QCOMPARE(trees[0].folders[0].uidList, std::ptrdiff_t(3));
        QCOMPARE(trees[0].folders[1].folder, std::string("Éléments/2025"));
        QCOMPARE(trees[0].folders[1].folderRaw, std::string("&AMk-l&AOk-ments.2025"));
    }

    void subdirectoriesAsLevels() {
        const std::vector<TreeEntry> listing = {
            file("m/Archives/2025/cur/1765393206.M1P1.h:2,S"), file("m/Archives/2025/new/1765393206.M1P1.h"),
            file("m/cur/1765393206.M2P1.h:2,"), file("m/new/1765393206.M3P1.h")};
        const auto trees = findMaildirs(listing);
        QCOMPARE(trees.size(), std::size_t(1));
        QCOMPARE(trees[0].folders[1].folder, std::string("Archives/2025"));
    }

    void directoriesOfOtherThingsAreNoMaildirs() {
        QVERIFY(findMaildirs({file("src/new/readme.txt"), file("src/old/readme.txt")}).empty());
        QVERIFY(findMaildirs({file("proc/cur/notes")}).empty());
        QCOMPARE(findMaildirs({file("cur/1765393206.M2P1.h:2,")}).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestWalk)
#include "tst_walk.moc"

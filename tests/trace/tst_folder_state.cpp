// What a uid meant, and what lay in a folder, at a given time (T11 gives saves, copies and expunges).
#include <QtTest>

#include "scene.h"
#include "trace/folder_state.h"

using namespace scene;

class FolderStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void uidUnderKnownValidity() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000));
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        const Sym box = s.input.symbols.find(kOwner);
        const auto found = f.byUid(box, "INBOX", 4, kNight);
        QCOMPARE(found.items.size(), std::size_t{1});
        QCOMPARE(found.identity, Axis::Top);
        QVERIFY(f.byUid(box, "INBOX", 5, kNight).items.empty());
    }
    void withoutValidityOnlyProbable() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000).validity(0));
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        QCOMPARE(f.byUid(s.input.symbols.find(kOwner), "INBOX", 4, kNight).identity, Axis::Probable);
    }
    void aLaterValidityNumbersAnotherLife() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000).validity(1765490400 + 30 * 86400));
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        QVERIFY(f.byUid(s.input.symbols.find(kOwner), "INBOX", 4, kNight).items.empty());
    }
    void aRemovedMessageIsStillNamed() {
        Scene s;
        s.add(Line(Action::Save, "lmtp", kNight).account(kOwner).item("INBOX", 9, "<gone@x>").ok());
        s.add(Line(Action::Expunge, "imap", kNight + 60 * kSec).account(kOwner).session("s1").item("INBOX", 9, "<gone@x>").ok());
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        const Sym box = s.input.symbols.find(kOwner);
        const auto found = f.byUid(box, "INBOX", 9, kNight + 10 * kSec);
        QCOMPARE(found.items.size(), std::size_t{1});
        QCOMPARE(found.identity, Axis::Top);
        QVERIFY(!s.input.items[found.items[0]].stored());
        const Sym inbox = f.folderName(box, "INBOX");
        QCOMPARE(f.present(box, inbox, kNight + 10 * kSec, 0).size(), std::size_t{1});
        QCOMPARE(f.present(box, inbox, kNight + 120 * kSec, 0).size(), std::size_t{0});
        QCOMPARE(f.present(box, inbox, kNight - 120 * kSec, 0).size(), std::size_t{0});
    }
    void aMovedMessageKeepsItsContent() {
        Scene s;
        s.add(Mail("Trash", 3, 1000).id("<m@x>").file("2", "plan.pdf", 700));
        s.add(Line(Action::Expunge, "imap", kNight).account(kOwner).session("s1").item("INBOX", 8, "<m@x>").ok());
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        const auto found = f.byUid(s.input.symbols.find(kOwner), "INBOX", 8, kNight - kSec);
        QCOMPARE(found.items.size(), std::size_t{1});
        QCOMPARE(s.input.partsOf(s.input.items[found.items[0]]).size(), std::size_t{2});
    }
    void foldersAsLogsWriteThem() {
        Scene s;
        s.add(Mail("Archives/2025", 1, 1000));
        s.finish();
        MailboxOf of(s.input);
        FolderState f(s.input, of);
        const Sym box = s.input.symbols.find(kOwner);
        const Sym archive = s.input.symbols.find("Archives/2025");
        QCOMPARE(f.folderName(box, "Archives.2025"), archive);
        QCOMPARE(f.folderName(box, "INBOX.Archives.2025"), archive);
        QCOMPARE(f.folderName(box, "Archives/2025"), archive);
    }
    void twoStatesOfOneMailboxAreOneItem() {
        Scene s;
        Mail live("INBOX", 4, 1000), copy("INBOX", 4, 1000);
        copy.p.sourceId = 7;
        s.add(live).add(copy);
        QCOMPARE(s.input.items.size(), std::size_t{1});
    }
    void shortAccountNames() {
        Scene s;
        s.add(Mail("INBOX", 4, 1000));
        s.add(Line(Action::Login, "imap", kNight).account("claire").ip(kDesk).session("s1").ok());
        s.finish();
        MailboxOf of(s.input);
        QCOMPARE(of(s.input.symbols.find("claire")), s.input.symbols.find(kOwner));
    }
};

QTEST_GUILESS_MAIN(FolderStateTest)
#include "tst_folder_state.moc"

// T07: operations that reach mailboxes without a record of the mailbox's own.
#include <QtTest>

#include <set>

#include "scene.h"

using namespace scene;

namespace {

Line operation(Action action, const std::string& name, const std::string& parameters = {}) {
    Line l(action, "m365", kNight);
    return l.account("admin@x.example").ip(kIntruder).session("aad1").ok().field("operation", name).field("parameters", parameters);
}

Scene twoMailboxes() {
    Scene s;
    s.indicator(kIntruder);
    s.add(Mail("Inbox", 1, 1000).file("2", "plan.pdf", 500)).add(Mail("Inbox", 1, 2000).in("denis@x.example"));
    return s;
}

std::set<std::string> mailboxes(const TraceResult& r, bool content) {
    std::set<std::string> out;
    for (const Touch& t : withActor(r))
        if (isContent(t.depth) == content) out.insert(t.mailbox);
    return out;
}

}  // namespace

class ContentSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exportOfUnknownScopeMayBeEveryMailbox();
    void exportOfOneMailboxIsThatOne();
    void searchAloneShowsNoMoreThanLists();
    void mailThatCameLaterIsNotAmongIt();
    void failedOrOthersOperationReachesNothing();
    void theSearchBoxIsOnesOwnMailbox();
};

void ContentSearchTest::exportOfUnknownScopeMayBeEveryMailbox() {
    Scene s = twoMailboxes();
    s.add(operation(Action::Export, "SearchExportDownloaded"));
    const auto r = s.run();
    QCOMPARE(mailboxes(r, true), (std::set<std::string>{kOwner, "denis@x.example"}));
    for (const Touch& t : withActor(r)) QCOMPARE(t.grade, Grade::Possible);
    QVERIFY(!rowOf(r, 1, true, "2", "Inbox").id.empty());  // its files with it
}

void ContentSearchTest::exportOfOneMailboxIsThatOne() {
    Scene s = twoMailboxes();
    s.add(operation(Action::Export, "New-MailboxExportRequest", "[{\"Name\":\"Mailbox\",\"Value\":\"Denis@x.example\"}]"));
    QCOMPARE(mailboxes(s.run(), true), std::set<std::string>{"denis@x.example"});
}

void ContentSearchTest::searchAloneShowsNoMoreThanLists() {
    Scene s = twoMailboxes();
    s.add(operation(Action::Search, "New-ComplianceSearch"));
    const auto r = s.run();
    QVERIFY(mailboxes(r, true).empty());
    QCOMPARE(mailboxes(r, false).size(), std::size_t(2));
}

void ContentSearchTest::mailThatCameLaterIsNotAmongIt() {
    Scene s;
    s.indicator(kIntruder).add(Mail("Inbox", 1, 1000).arrived(kNight + 3600 * kSec));
    s.add(operation(Action::Export, "SearchExportDownloaded"));
    QVERIFY(withActor(s.run()).empty());
}

void ContentSearchTest::failedOrOthersOperationReachesNothing() {
    Scene failed = twoMailboxes();
    failed.add(operation(Action::Export, "SearchExportDownloaded").failed());
    QVERIFY(withActor(failed.run()).empty());
    Scene others = twoMailboxes();
    others.add(operation(Action::Export, "SearchExportDownloaded").ip(kDesk));
    QVERIFY(withActor(others.run()).empty());
}

void ContentSearchTest::theSearchBoxIsOnesOwnMailbox() {
    Scene s = twoMailboxes();
    s.add(operation(Action::Search, "SearchQueryInitiatedExchange").account(kOwner));
    QCOMPARE(mailboxes(s.run(), false), std::set<std::string>{kOwner});
}

QTEST_GUILESS_MAIN(ContentSearchTest)
#include "tst_content_search.moc"

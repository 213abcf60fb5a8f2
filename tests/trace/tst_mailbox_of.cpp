// One mailbox under the names records give its account.
#include <QtTest>

#include "scene.h"

using namespace scene;

class MailboxOfTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names_data();
    void names();
    void domainsOfTwoForests();
    void sidTiedByRecords();
    void sidOfTwoAccountsIsNobodys();
    void guidNeedsAStatedMailbox();
    void touchesUnderEveryName_data();
    void touchesUnderEveryName();
};

namespace {

Scene withMailbox() {
    Scene s;
    s.add(Mail("INBOX", 7, 5000));
    return s;
}

Line opened(const std::string& account) {
    return Line(Action::Login, "imap", kNight).account(account).ip(kIntruder).ok();
}

std::string mailboxOf(Scene& s, const std::string& name) {
    s.finish();
    const MailboxOf of(s.input);
    return s.input.text(of(s.input.symbols.intern(name)));
}

}  // namespace

void MailboxOfTest::names_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("mailbox");
    QTest::newRow("address") << "claire@x.example" << "claire@x.example";
    QTest::newRow("bare") << "claire" << "claire@x.example";
    QTest::newRow("DOMAIN\\user") << "corp\\claire" << "claire@x.example";
    QTest::newRow("UPN of another domain is another person") << "claire@corp.local" << "claire@corp.local";
    QTest::newRow("somebody else") << "corp\\denis" << "corp\\denis";
    QTest::newRow("a SID nothing ties") << "s-1-5-21-1-2-3-1104" << "s-1-5-21-1-2-3-1104";
}

void MailboxOfTest::names() {
    QFETCH(QString, name);
    QFETCH(QString, mailbox);
    Scene s = withMailbox();
    s.add(opened("CORP\\claire"));
    QCOMPARE(QString::fromStdString(mailboxOf(s, name.toStdString())), mailbox);
}

void MailboxOfTest::domainsOfTwoForests() {
    Scene s = withMailbox();
    s.add(opened("CORP\\claire")).add(opened("PARTNER\\claire"));
    QCOMPARE(mailboxOf(s, "corp\\claire"), std::string("corp\\claire"));
}

void MailboxOfTest::sidTiedByRecords() {
    Scene s = withMailbox();
    s.add(Line(Action::Access, "m365", kNight).account(kOwner).ip(kIntruder).field("logon_user_sid", "S-1-5-21-1-2-3-1104"));
    QCOMPARE(mailboxOf(s, "s-1-5-21-1-2-3-1104"), std::string(kOwner));
}

void MailboxOfTest::sidOfTwoAccountsIsNobodys() {
    Scene s = withMailbox();
    for (const char* account : {kOwner, "denis@x.example"})
        s.add(Line(Action::Access, "m365", kNight).account(account).field("logon_user_sid", "S-1-5-21-1-2-3-1104"));
    QCOMPARE(mailboxOf(s, "s-1-5-21-1-2-3-1104"), std::string("s-1-5-21-1-2-3-1104"));
}

void MailboxOfTest::guidNeedsAStatedMailbox() {
    const std::string guid = "c14b2bbb-4b46-4a3e-a0a3-9fd5bdd0f7b5";
    Scene own = withMailbox();  // MAPI: whoever asks, the id is of the mailbox opened, which may be a shared one
    own.add(Line(Action::Other, "mapi", kNight).account(kOwner).field("mailbox_guid", guid));
    QCOMPARE(mailboxOf(own, guid), guid);
    Scene audit = withMailbox();
    audit.add(Line(Action::Access, "m365", kNight).account(kOwner).field("mailbox_guid", guid));
    QCOMPARE(mailboxOf(audit, guid), std::string(kOwner));
}

void MailboxOfTest::touchesUnderEveryName_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"claire@x.example", "Claire@X.example", "claire", "CORP\\claire"}) QTest::newRow(name) << name;
}

void MailboxOfTest::touchesUnderEveryName() {
    QFETCH(QString, name);
    Scene s = withMailbox();
    s.add(web(Action::Read, kNight).account(name.toStdString()).item("INBOX", 7).bytes(4000)).indicator(kIntruder);
    const Touch t = rowOf(s.run(), 7, true);
    QCOMPARE(t.mailbox, std::string(kOwner));
    QVERIFY(t.grade == Grade::Probable);
}

QTEST_GUILESS_MAIN(MailboxOfTest)
#include "tst_mailbox_of.moc"

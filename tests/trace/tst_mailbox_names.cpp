// Which account a mailbox of the store is (model page, Names).
#include <QtTest>

#include "trace/mailbox_names.h"

using namespace sillage::tracing;

class MailboxNamesTest : public QObject {
    Q_OBJECT
    NamingFacts facts_{{"/var/vmail/%Ln"}, {"maildir:~/Maildir"}, {"claire@x.example", "paul@x.example"}};
private Q_SLOTS:
    void expandsDovecotVariables() {
        QCOMPARE(expandHome("/var/vmail/%Ln", "Claire@X.example"), std::string("/var/vmail/claire"));
        QCOMPARE(expandHome("/srv/%d/%n", "claire@x.example"), std::string("/srv/x.example/claire"));
        QCOMPARE(expandHome("/home/%u", "claire"), std::string("/home/claire"));
        QCOMPARE(expandHome("/m/%{user | username | lower}", "Claire@x"), std::string("/m/claire"));
        QCOMPARE(expandHome("/m/%{domain}", "a@x.example"), std::string("/m/x.example"));
        QCOMPARE(expandHome("/m/%h", "a@x"), std::string());  // not known: no guess
        QCOMPARE(expandHome("100%%/%n", "a@x"), std::string("100%/a"));
    }
    void configurationNames() {
        const auto m = nameMailbox("var/vmail/claire/Maildir", facts_);
        QCOMPARE(m.name, std::string("claire@x.example"));
        QCOMPARE(m.basis, std::string("dovecot mail-home"));
    }
    void aPrefixIsNotADirectory() {
        QVERIFY(nameMailbox("var/vmail/claire2/Maildir", facts_).name.empty());
    }
    void insideAnArchive() {
        QCOMPARE(nameMailbox("claire_store.tar.gz!/var/vmail/claire/Maildir", facts_).name, std::string("claire@x.example"));
    }
    void oneLocalPart() {
        NamingFacts facts;
        facts.accounts = {"claire@x.example", "paul@x.example"};
        const auto m = nameMailbox("export/claire/mail", facts);
        QCOMPARE(m.name, std::string("claire@x.example"));
        QCOMPARE(m.basis, std::string("one account has that local part"));
    }
    void twoLocalPartsAreOnlyProposed() {
        NamingFacts facts;
        facts.accounts = {"claire@x.example", "claire@y.example"};
        const auto m = nameMailbox("export/claire/mail", facts);
        QVERIFY(m.name.empty());
        QCOMPARE(m.proposed, std::string("claire@x.example"));
        QCOMPARE(nameMailbox("export/y.example/claire", facts).name, std::string("claire@y.example"));
    }
    void tailIsWhatTwoStatesShare() {
        QCOMPARE(mailboxTail("a.tar.gz!/var/vmail/claire/Maildir"), mailboxTail("var/vmail/claire/Maildir"));
        QCOMPARE(mailboxTail("Maildir"), std::string("Maildir"));
    }
};

QTEST_GUILESS_MAIN(MailboxNamesTest)
#include "tst_mailbox_names.moc"

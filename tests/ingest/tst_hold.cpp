// Who is on the hold list (core/ingest/hold.h): names are compared as people mean them, and nobody else is caught.
#include <QTest>

#include "base/error.h"
#include "ingest/hold.h"

using namespace sillage;

class TestHoldList : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names_data();
    void names();
    void theFirstEntryThatNamesItIsGiven();
    void valuesAreFoldedAndChecked();
};

void TestHoldList::names_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("held");
    const auto row = [](const char* kind, const char* value, const char* field, const char* text, bool held) {
        QTest::addRow("%s %s in %s: %s", kind, value, field, text) << kind << value << field << text << held;
    };
    row("address", "maitre.leroy@avocats.example", "from", "\"Leroy, Anne\" <Maitre.Leroy@Avocats.example>", true);
    row("address", "maitre.leroy@avocats.example", "from", "maitre.leroy@avocats.example", true);
    row("address", "maitre.leroy@avocats.example", "to", "Claire <c@interieur.example>, <maitre.leroy@avocats.example>", true);
    row("address", "maitre.leroy@avocats.example", "cc", "maitre.leroy+dossier7@avocats.example", true);
    row("address", "maitre.leroy@avocats.example", "bcc", "maitre.leroy@avocats.example.", true);
    row("address", "maitre.leroy@avocats.example", "delivered", "<maitre.leroy@avocats.example>", true);
    row("address", "maitre.leroy@avocats.example", "mailbox", "maitre.leroy@avocats.example", true);
    row("address", "maitre.leroy@avocats.example", "path", "var/vmail/avocats.example/maitre.leroy/Maildir", true);
    row("address", "maitre.leroy@avocats.example", "from", "x.maitre.leroy@avocats.example", false);
    row("address", "maitre.leroy@avocats.example", "from", "maitre.leroy@avocats.example.org", false);
    row("address", "maitre.leroy@avocats.example", "from", "maitre.leroy at avocats.example", false);
    row("address", "rene@avocats.example", "from", "Ren\u00e9 <ren\u00e9@avocats.example>", true);
    row("domain", "avocats.example", "from", "x@avocats.example", true);
    row("domain", "avocats.example", "to", "x@mail.Avocats.EXAMPLE", true);
    row("domain", "avocats.example", "mailbox", "x@avocats.example", true);
    row("domain", "avocats.example", "path", "home/x@avocats.example/Maildir", true);
    row("domain", "avocats.example", "path", "vmail/avocats.example/x/Maildir", true);
    row("domain", "avocats.example", "from", "x@anciensavocats.example", false);
    row("domain", "avocats.example", "from", "avocats.example@interieur.example", false);
    row("domain", "avocats.example", "from", "x@avocats.example.net", false);
    row("account", "claire.martin@interieur.example", "mailbox", "Claire.Martin@interieur.example", true);
    row("account", "claire.martin@interieur.example", "path", "var/vmail/interieur.example/claire.martin/Maildir", true);
    row("account", "claire.martin@interieur.example", "path", "claire.martin@interieur.example/Maildir", true);
    row("account", "claire.martin@interieur.example", "delivered", "claire.martin@interieur.example", true);
    row("account", "claire.martin@interieur.example", "from", "claire.martin@interieur.example", false);  // in others' mailboxes
    row("account", "claire.martin@interieur.example", "path", "var/vmail/claire.martin/Maildir", false);  // whose domain? not known yet
    row("account", "cmartin", "path", "export/cmartin/inbox.mbox", true);
    row("account", "cmartin", "path", "export/cmartinez/inbox.mbox", false);
}

void TestHoldList::names() {
    QFETCH(QString, kind);
    QFETCH(QString, value);
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(bool, held);
    Hold hold;
    hold.kind = kind.toStdString();
    hold.value = holdValue(hold.kind, value.toStdString());
    const HoldList list({hold});
    HoldSubject s;
    const std::string t = text.toStdString();
    if (field == "from") s.from = t;
    else if (field == "to") s.to = {"somebody@else.example", t};
    else if (field == "cc") s.cc = {t};
    else if (field == "bcc") s.bcc = {t};
    else if (field == "delivered") s.deliveredTo = t;
    else if (field == "mailbox") s.mailbox = t;
    else s.mailboxPath = t;
    QCOMPARE(list.find(s) != nullptr, held);
}

void TestHoldList::theFirstEntryThatNamesItIsGiven() {
    Hold domain{1, "domain", "avocats.example", "lawyers", {}, 0}, address{2, "address", "x@avocats.example", "counsel", {}, 0};
    const HoldList list({domain, address});
    HoldSubject s;
    s.from = "x@avocats.example";
    QCOMPARE(list.find(s)->id, std::int64_t{1});
    s.from = "y@presse.example";
    QVERIFY(!list.find(s));
    QVERIFY(HoldList({}).empty());
}

void TestHoldList::valuesAreFoldedAndChecked() {
    QCOMPARE(holdValue("domain", " *.Avocats.Example "), std::string("avocats.example"));
    QCOMPARE(holdValue("domain", "@avocats.example"), std::string("avocats.example"));
    QCOMPARE(holdValue("address", "<X@Avocats.Example>"), std::string("x@avocats.example"));
    QCOMPARE(holdValue("account", "CMartin"), std::string("cmartin"));
    for (const auto& [kind, value] : {std::pair{"domain", "x@avocats.example"}, {"domain", "localhost"}, {"domain", ""},
                                      {"address", "avocats.example"}, {"address", "@avocats.example"}, {"address", "x@"},
                                      {"account", " "}, {"account", "two words"}})
        QVERIFY_THROWS_EXCEPTION(Error, holdValue(kind, value));
}

QTEST_GUILESS_MAIN(TestHoldList)
#include "tst_hold.moc"

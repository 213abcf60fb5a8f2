// Rules, rights, grants and effects read from single records (T11, T17, T19), and the JSON their parameters come in.
#include <QtTest>

#include "base/phrase.h"
#include "trace/effects.h"
#include "trace/json_scalars.h"

using namespace sillage;
using namespace sillage::tracing;

class TestEffects : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anInboxRuleIsNamedWithWhatItDoes();
    void aTransportRuleThatCopiesOutIsForwarding();
    void outlookRulesNameTheirRecipients();
    void aMailboxThatForwardsAndStops();
    void removingARuleHasItsKey();
    void aRightNamesWhoAndWhat();
    void aConsentNamesTheApplication();
    void aCredentialAndADevice();
    void administrationIsNoEffect();
    void aSearchIsWhatSomebodyTyped();
    void deletionsAreOneByMessage();
    void targetsAreInsideOrOutside();
    void scalarsOfDamagedJson();
    void standingThingsOutliveTheirSession();

private:
    static StoredEvent event(Action a, std::vector<std::pair<std::string, std::string>> fields, const std::string& account = "claire@x.example") {
        StoredEvent e;
        e.action = a;
        e.account = account;
        e.outcome = Outcome::Success;
        e.utc = 1765490400000000;
        e.fields = std::move(fields);
        return e;
    }
    static Reading read(const StoredEvent& e) { return readEffect(e, Organisation({"x.example"})).value(); }
    static std::string what(const Reading& r) { return inEnglish(r.effect.what); }
};

void TestEffects::anInboxRuleIsNamedWithWhatItDoes() {
    const Reading r = read(event(Action::Rule, {{"operation", "New-InboxRule"},
                                                {"parameters", R"({"Force":"False","From":"boss@out.example","Name":".","DeleteMessage":"True"})"}}));
    QCOMPARE(r.effect.kind, std::string("rule"));
    QCOMPARE(r.effect.name, std::string("."));
    QVERIFY(r.effect.target.empty() && r.effect.direction.empty() && !r.gone);
    QCOMPARE(what(r), std::string("New-InboxRule “.”: From=boss@out.example, DeleteMessage"));
}

void TestEffects::aTransportRuleThatCopiesOutIsForwarding() {
    const Reading r = read(event(Action::Rule, {{"operation", "New-TransportRule"}, {"parameters", R"({"Name":"t","BlindCopyTo":"drop@out.example","Comments":""})"}}));
    QCOMPARE(r.effect.kind, std::string("forwarding"));
    QCOMPARE(r.effect.target, std::string("drop@out.example"));
    QCOMPARE(r.effect.direction, std::string("external"));
    // The organisation's rule is one whoever changes it.
    QCOMPARE(read(event(Action::Rule, {{"operation", "Set-TransportRule"}, {"parameters", R"({"Name":"t"})"}}, "other@x.example")).key, r.key);
}

void TestEffects::outlookRulesNameTheirRecipients() {
    const Reading r = read(event(Action::Rule, {{"operation", "UpdateInboxRules"}, {"rule_name", "R"},
                                                {"rule_actions", R"([{"ActionType":"Forward","Recipients":["a@x.example","b@out.example"],"ForwardFlags":"None"}])"}}));
    QCOMPARE(r.effect.kind, std::string("forwarding"));
    QCOMPARE(r.effect.target, std::string("a@x.example, b@out.example"));
    QCOMPARE(r.effect.direction, std::string("external"));  // one outside is enough
}

void TestEffects::aMailboxThatForwardsAndStops() {
    const Reading on = read(event(Action::Rule, {{"operation", "Set-Mailbox"}, {"parameters", R"({"Identity":"claire","ForwardingSmtpAddress":"smtp:drop@out.example"})"}}));
    QCOMPARE(on.effect.kind, std::string("forwarding"));
    QCOMPARE(on.effect.target, std::string("drop@out.example"));
    QVERIFY(!on.gone);
    const Reading off = read(event(Action::Rule, {{"operation", "Set-Mailbox"}, {"parameters", R"({"Identity":"claire","ForwardingSmtpAddress":""})"}}));
    QVERIFY(off.gone);
    QCOMPARE(off.key, on.key);
}

void TestEffects::removingARuleHasItsKey() {
    const Reading made = read(event(Action::Rule, {{"operation", "New-InboxRule"}, {"parameters", R"({"Name":"hide"})"}}));
    const Reading removed = read(event(Action::Rule, {{"operation", "Remove-InboxRule"}, {"object_id", "x.example\\claire\\hide"}}));
    QVERIFY(removed.gone && !made.gone);
    QCOMPARE(removed.key, made.key);
    QVERIFY(read(event(Action::Rule, {{"operation", "Remove-InboxRule"}, {"object_id", "claire\\other"}})).key != made.key);
}

void TestEffects::aRightNamesWhoAndWhat() {
    const Reading r = read(event(Action::Permission, {{"operation", "Add-MailboxPermission"},
                                                      {"parameters", R"({"Identity":"org\/claire","User":"org\/mallory","AccessRights":"FullAccess"})"}}));
    QCOMPARE(r.effect.kind, std::string("permission"));
    QCOMPARE(what(r), std::string("Add-MailboxPermission: claire for mallory (rights: FullAccess)"));
    const Reading back = read(event(Action::Permission, {{"operation", "Remove-MailboxPermission"}, {"parameters", R"({"Identity":"claire","User":"mallory"})"}}));
    QVERIFY(back.gone);
    QCOMPARE(back.key, r.key);
    QVERIFY(read(event(Action::Permission, {{"operation", "ModifyFolderPermissions"}, {"member_upn", "Everyone"}, {"member_rights", "None"}})).gone);
}

void TestEffects::aConsentNamesTheApplication() {
    const Reading r = read(event(Action::Permission, {{"operation", "Consent to application."}, {"object_id", "1111"},
                                                      {"target", R"([{"ID":"ServicePrincipal_3","Type":2},{"ID":"Sneaky App","Type":1},{"ID":"x","Type":4}])"}}));
    QCOMPARE(r.effect.kind, std::string("grant"));
    QCOMPARE(r.effect.name, std::string("Sneaky App"));
    const Reading scope = read(event(Action::Permission, {{"operation", "Add delegated permission grant."}, {"target", R"([{"ID":"Graph","Type":1}])"},
                                                          {"modified_properties", R"([{"Name":"DelegatedPermissionGrant.Scope","NewValue":" Mail.Read ","OldValue":""}])"}}));
    QVERIFY(what(scope).find("rights: Mail.Read") != std::string::npos);
    QVERIFY(inLanguage(scope.effect.what, Language::French).find("droits") != std::string::npos);
}

void TestEffects::aCredentialAndADevice() {
    QCOMPARE(read(event(Action::Admin, {{"operation", "Reset user password."}, {"object_id", "paul@x.example"}})).effect.kind, std::string("credential"));
    QCOMPARE(read(event(Action::Admin, {{"operation", "Add registered owner to device."}, {"object_id", "d"}})).effect.kind, std::string("device"));
}

void TestEffects::administrationIsNoEffect() {
    QVERIFY(!readEffect(event(Action::Admin, {{"operation", "Set-TransportConfig"}}), Organisation()));
    QVERIFY(!readEffect(event(Action::Read, {}), Organisation()));
    QVERIFY(!readEffect(event(Action::Login, {}), Organisation()));
}

void TestEffects::aSearchIsWhatSomebodyTyped() {
    QCOMPARE(read(event(Action::Search, {{"search", "mot de passe"}})).effect.name, std::string("mot de passe"));
    QCOMPARE(read(event(Action::Search, {{"args", "TEXT \"virement\""}})).effect.name, std::string("TEXT \"virement\""));
    for (const char* mechanical : {"ALL", "1:*", "126", "UNSEEN UNDELETED"}) QVERIFY2(!readEffect(event(Action::Search, {{"args", mechanical}}), Organisation()), mechanical);
}

void TestEffects::deletionsAreOneByMessage() {
    StoredEvent mark = event(Action::Delete, {{"subject", "Alerte"}}), purge = event(Action::Expunge, {{"subject", "Alerte"}});
    mark.messageId = purge.messageId = "<a@b>";
    QCOMPARE(read(mark).key, read(purge).key);
    purge.messageId = "<c@d>";
    QVERIFY(read(mark).key != read(purge).key);
    QCOMPARE(what(read(mark)), std::string("deleted: Alerte in a folder the record does not name"));
    // What names nothing is never taken for something else that names nothing.
    StoredEvent one = event(Action::Delete, {}), two = event(Action::Delete, {});
    one.record = 1, two.record = 2;
    QVERIFY(read(one).key != read(two).key);
}

void TestEffects::targetsAreInsideOrOutside() {
    const Organisation o({"x.example"});
    QCOMPARE(o.direction("paul@X.EXAMPLE", ""), std::string("internal"));
    QCOMPARE(o.direction("paul@sub.x.example", ""), std::string("external"));  // a subdomain is not the organisation's until it says so
    QCOMPARE(o.direction("paul@y.example", "claire@y.example"), std::string("internal"));
    QCOMPARE(o.direction("mallory", ""), std::string("unknown"));
    QCOMPARE(o.direction("", "claire@x.example"), std::string("unknown"));
    QCOMPARE(Organisation().direction("a@b.example", ""), std::string("unknown"));
}

void TestEffects::scalarsOfDamagedJson() {
    const auto all = [](std::string_view json) {
        std::string out;
        eachJsonScalar(json, [&](const std::string& n, const std::string& v) {
            out += n + "=" + v + ";";
            return out.size() < 1000;
        });
        return out;
    };
    QCOMPARE(all("{\"a\":\"x\",\"b\":[1,true,{\"c\":\"y\\\"\\u00e9\\n\"}],\"d\":null}"), std::string("a=x;b=1;b=true;c=y\"é\n;d=null;"));
    QCOMPARE(all("{\"a\":\"unclosed"), std::string());
    QCOMPARE(all(""), std::string());
    QCOMPARE(all(std::string(100'000, '[')), std::string());
    QCOMPARE(jsonScalar(R"({"Name":"n","name":"m"})", "NAME"), std::string("n"));
    QCOMPARE(jsonScalar("{}", "x"), std::string());
}

void TestEffects::standingThingsOutliveTheirSession() {
    Effect e;
    for (const char* kind : {"rule", "forwarding", "script", "permission", "grant", "credential", "device", "session"}) {
        e.kind = kind;
        QVERIFY(standing(e));
    }
    for (const char* kind : {"sent", "forwarded", "deleted", "moved", "search"}) {
        e.kind = kind;
        QVERIFY(!standing(e));
    }
}

QTEST_GUILESS_MAIN(TestEffects)
#include "tst_effects.moc"

// Exports of the mailbox audit log of Exchange on premises, CSV and XML: every record, its items, its time.
#include <QtTest>

#include "base/phrase.h"
#include "base/text.h"
#include "logs/log_reading.h"
#include "support/recording_sink.h"

using sillage::Action;
using sillage::Event;
using sillage::Outcome;

namespace {

const std::string kColumns =
    "\"Operation\",\"OperationResult\",\"LogonType\",\"FolderPathName\",\"DestFolderPathName\",\"ClientInfoString\",\"ClientIPAddress\","
    "\"InternalLogonType\",\"MailboxOwnerUPN\",\"LogonUserDisplayName\",\"LogonUserSid\",\"SourceItemIdsList\","
    "\"SourceItemSubjectsList\",\"SourceItemInternetMessageIdsList\",\"ItemId\",\"ItemSubject\",\"MailboxGuid\",\"LastAccessed\",\"Identity\"";

std::string row(const std::map<std::string, std::string>& values) {
    std::string out;
    for (const QString& name : QString::fromStdString(kColumns).split(',')) {
        const auto found = values.find(name.mid(1, name.size() - 2).toStdString());
        out += (out.empty() ? "\"" : ",\"") + (found == values.end() ? std::string() : found->second) + "\"";
    }
    return out + "\r\n";
}

std::string csv(const std::string& rows) { return "#TYPE Microsoft.Exchange.Data.Storage.Management.MailboxAuditLogEvent\r\n" + kColumns + "\r\n" + rows; }

const std::string kEvent =
    "<Event MailboxGuid=\"d0f10000-1111-2222-3333-444455556666\" Owner=\"Marie\" LastAccessed=\"2025-12-11T22:14:03.12-07:00\" "
    "Operation=\"HardDelete\" OperationResult=\"Succeeded\" LogonType=\"Admin\" FolderPathName=\"\\Recoverable Items\\Deletions\" "
    "ClientInfoString=\"Client=OWA;a &gt; b\" ClientIPAddress=\"203.0.113.66\" MailboxOwnerUPN=\"marie@example.org\" "
    "LogonUserDisplayName=\"Admin &#233; &amp; co\" LogonUserSid=\"S-1-5-21-1\">\r\n"
    "  <SourceItems>\r\n    <Item Id=\"RgAAA1\" Subject=\"liste\" FolderPathName=\"\\Inbox\" />\r\n    <Item Id=\"RgAAA2\" Subject=\"a &lt;b&gt;\" />\r\n"
    "  </SourceItems>\r\n</Event>\r\n";
const std::string kShort = "<Event MailboxGuid=\"x\" MailboxOwnerUPN=\"marie@example.org\" LogonType=\"Delegate\" Operation=\"FolderBind\" "
                           "LastAccessed=\"2025-12-11T05:00:00Z\" FolderPathName=\"\\Inbox\" />\r\n";

std::string xml(const std::string& events) { return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<SearchResults>\r\n" + events + "</SearchResults>\r\n"; }

std::string utf16(const std::string& text) {
    std::string out = "\xff\xfe";
    for (const char16_t c : QString::fromStdString(text).toStdU16String()) (out += static_cast<char>(c & 0xff)) += static_cast<char>(c >> 8);
    return out;
}

std::string field(const Event& e, std::string_view key) { return std::string(e.field(key)); }
const char* const kCsv = "exchange-mailbox-audit-csv";
const char* const kXml = "exchange-mailbox-audit-xml";

}  // namespace

class MailboxAuditTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void csvRecord();
    void csvItems();
    void csvListsThatDoNotAgree();
    void csvTimeIsLocal();
    void csvUtf16AndSeparator();
    void csvDamage();
    void notTheUnifiedLog();
    void saysWhatItCannotTell();
    void xmlRecord();
    void xmlWithoutEndTag();
    void xmlUtf16();
    void xmlDamage();
    void xmlLarge();
    void xmlHostile();
};

void MailboxAuditTest::csvRecord() {
    const std::string log = csv(row({{"Operation", "MessageBind"}, {"OperationResult", "Succeeded"}, {"LogonType", "Admin"},
                                     {"FolderPathName", "\\Inbox\\Sub"}, {"ClientIPAddress", "203.0.113.66"}, {"MailboxOwnerUPN", "marie@example.org"},
                                     {"LogonUserDisplayName", "jean"}, {"LogonUserSid", "S-1-5-21-1"}, {"ItemId", "RgAAA"}, {"ItemSubject", "liste"},
                                     {"LastAccessed", "2025-12-11T22:14:03Z"}, {"ClientInfoString", "Client=OWA"}}));
    QCOMPARE(recognisedAs(log, "audit.csv"), std::string(kCsv));
    const auto sink = readLog(kCsv, log);
    QCOMPARE(sink.events.size(), std::size_t(1));
    const Event& e = sink.events[0];
    QCOMPARE(e.action, Action::Access);
    QCOMPARE(e.outcome, Outcome::Success);
    QCOMPARE(e.account, std::string("jean"));
    QCOMPARE(e.mailbox, std::string("marie@example.org"));
    QCOMPARE(e.folder, std::string("Inbox/Sub"));
    QCOMPARE(e.clientIp, std::string("203.0.113.66"));
    QCOMPARE(e.userAgent, std::string("Client=OWA"));
    QCOMPARE(e.protocol, std::string("exchange"));
    QCOMPARE(e.time.zoneMinutes, 0);
    QCOMPARE(e.line, std::uint64_t(3));
    QCOMPARE(field(e, "item_id"), std::string("RgAAA"));
    QCOMPARE(field(e, "subject"), std::string("liste"));
    QCOMPARE(field(e, "logon_type"), std::string("Admin"));
    QCOMPARE(field(e, "logon_user_sid"), std::string("S-1-5-21-1"));
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
}

void MailboxAuditTest::csvItems() {
    const auto sink = readLog(kCsv, csv(row({{"Operation", "SoftDelete"}, {"LastAccessed", "2025-12-11T22:14:03Z"}, {"SourceItemIdsList", "id1; id2"},
                                             {"SourceItemSubjectsList", "liste; note"}, {"SourceItemInternetMessageIdsList", "<a,b@x>; <c@y>"}})));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.imported, std::uint64_t(1));
    QCOMPARE(sink.events[0].messageId, std::string("<a,b@x>"));
    QCOMPARE(sink.events[1].messageId, std::string("<c@y>"));
    QCOMPARE(field(sink.events[1], "item_id"), std::string("id2"));
    QCOMPARE(field(sink.events[1], "subject"), std::string("note"));
    QCOMPARE(sink.events[1].action, Action::Delete);
    QVERIFY(sink.reconciles());
}

void MailboxAuditTest::csvListsThatDoNotAgree() {
    const auto sink = readLog(kCsv, csv(row({{"Operation", "Move"}, {"LastAccessed", "2025-12-11T22:14:03Z"}, {"SourceItemIdsList", "id1,id2"},
                                             {"SourceItemSubjectsList", "one, two, three"}})));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QVERIFY(field(sink.events[0], "subject").empty());
    QCOMPARE(field(sink.events[0], "subjects"), std::string("one, two, three"));
}

void MailboxAuditTest::csvTimeIsLocal() {
    const auto sink = readLog(kCsv, csv(row({{"Operation", "SendAs"}, {"LastAccessed", "12/11/2025 10:14:03 PM"}}) + row({{"Operation", "SendAs"}, {"LastAccessed", "31/12/2025 22:14:03"}})));
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.events[0].time.zoneMinutes, sillage::Stamp::kNoZone);
    QCOMPARE(sink.events[0].time.civil, sillage::parseIsoStamp("2025-12-11 22:14:03")->civil);
    QCOMPARE(sink.events[1].time.civil, sillage::parseIsoStamp("2025-12-31 22:14:03")->civil);
    QCOMPARE(sink.events[0].action, Action::Send);
}

void MailboxAuditTest::csvUtf16AndSeparator() {
    std::string text = csv(row({{"Operation", "FolderBind"}, {"LogonUserDisplayName", "Hélène"}, {"LastAccessed", "2025-12-11T22:14:03Z"}}));
    std::replace(text.begin(), text.end(), ',', ';');
    const std::string log = utf16(text);
    QCOMPARE(recognisedAs(log, "x"), std::string(kCsv));
    const auto sink = readLog(kCsv, log);
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].account, std::string("Hélène"));
    QCOMPARE(sink.events[0].action, Action::Select);
}

void MailboxAuditTest::csvDamage() {
    const std::string log = csv(row({{"Operation", "Move"}, {"LastAccessed", "2025-12-11T22:14:03Z"}}) + "\"\",\"\"\r\n" + kColumns + "\r\n" +
                                row({{"Operation", "Copy"}, {"LastAccessed", "2025-12-11T22:14:03Z"}}) + "\"Copy\",\"Succ");
    const auto sink = readLog(kCsv, log);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(sink.foundCount, std::uint64_t(5));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QCOMPARE(sink.reasons.at("repeated header row"), std::uint64_t(1));
    QCOMPARE(sink.problems.size(), std::size_t(2));  // the quote, and the time that went with it
    QVERIFY(sink.reconciles());
}

void MailboxAuditTest::notTheUnifiedLog() {
    QVERIFY(recognisedAs("Operation,LogonType,MailboxGuid,MailboxOwnerUPN,AuditData\n", "x") != kCsv);
    QVERIFY(recognisedAs("Operation,Name\na,b\n", "x") != kCsv);
}

void MailboxAuditTest::saysWhatItCannotTell() {
    for (const char* id : {kCsv, kXml}) QVERIFY(QString(logFormat(id)->proves).contains("owners' reads are not audited"));
}

void MailboxAuditTest::xmlRecord() {
    const std::string log = xml(kEvent + kShort);
    QCOMPARE(recognisedAs(log, "SearchResult.xml"), std::string(kXml));
    const auto sink = readLog(kXml, log);
    QCOMPARE(sink.foundCount, std::uint64_t(2));
    QCOMPARE(sink.events.size(), std::size_t(3));
    const Event& e = sink.events[1];
    QCOMPARE(e.item, std::uint32_t(1));
    QCOMPARE(e.account, std::string("Admin é & co"));
    QCOMPARE(e.userAgent, std::string("Client=OWA;a > b"));
    QCOMPARE(e.mailbox, std::string("marie@example.org"));
    QCOMPARE(e.time.zoneMinutes, -420);
    QCOMPARE(field(e, "subject"), std::string("a <b>"));
    QCOMPARE(sink.events[0].folder, std::string("INBOX"));
    QCOMPARE(sink.events[0].line, std::uint64_t(3));
    QCOMPARE(log.substr(sink.events[0].offset, sink.events[0].length) + "\r\n", kEvent);
    QCOMPARE(log.substr(sink.events[2].offset, sink.events[2].length) + "\r\n", kShort);
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
}

void MailboxAuditTest::xmlWithoutEndTag() {
    const auto sink = readLog(kXml, xml(kShort + kShort + kEvent));
    QCOMPARE(sink.foundCount, std::uint64_t(3));
    QCOMPARE(sink.events[0].action, Action::Select);
    QVERIFY(sink.reconciles() && sink.problems.empty());
}

void MailboxAuditTest::xmlUtf16() {
    const std::string text = xml("<!-- \xf0\x9f\x98\x80 é -->" + kShort + kEvent), log = utf16(text);
    QCOMPARE(recognisedAs(log, "x"), std::string(kXml));
    const auto sink = readLog(kXml, log);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QCOMPARE(log.substr(sink.events[1].offset, sink.events[1].length), utf16(kEvent.substr(0, kEvent.size() - 2)).substr(2));
}

void MailboxAuditTest::xmlDamage() {
    const std::string cutTag = kEvent.substr(0, 250), cutBody = kEvent.substr(0, kEvent.find("</Source"));
    const auto sink = readLog(kXml, xml(cutTag + kShort + cutBody + kEvent + "<Event a=\"1\" />" + kShort + cutTag));
    QCOMPARE(sink.foundCount, std::uint64_t(7));
    QCOMPARE(sink.imported, std::uint64_t(6));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QCOMPARE(sink.problems.size(), std::size_t(3));
    QVERIFY(sink.reconciles());
}

void MailboxAuditTest::xmlLarge() {
    std::string events;
    while (events.size() < (9u << 20)) events += kEvent + kShort;
    const auto sink = readLog(kXml, xml(events));
    const std::uint64_t pairs = events.size() / (kEvent.size() + kShort.size());
    QCOMPARE(sink.foundCount, pairs * 2);
    QCOMPARE(sink.events.size(), std::size_t(pairs * 3));
    QCOMPARE(sink.events.back().line, 3 + pairs * 7 - 1);
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
}

void MailboxAuditTest::xmlHostile() {
    const std::string giant = "<Event Operation=\"Move\" LogonType=\"" + std::string(20u << 20, 'x');
    const auto sink = readLog(kXml, xml(giant + "\">" + kShort));
    QCOMPARE(sink.events.back().action, Action::Select);
    QVERIFY(sink.foundCount >= 2 && sink.reconciles());
    const auto nuls = readLog(kXml, xml(std::string(3000, '\0') + kShort + "<Event&#0;&#99999999999; Operation=\"&#xD800;&bad;&\" LastAccessed='x'/>"));
    QVERIFY(nuls.reconciles());
    for (const Event& e : nuls.events) QVERIFY(sillage::isUtf8(field(e, "operation")));
}

QTEST_GUILESS_MAIN(MailboxAuditTest)
#include "tst_exchange_mailbox_audit.moc"

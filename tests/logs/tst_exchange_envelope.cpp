// The envelope of Exchange's logs: header lines that change, fragments without them, damage, encodings, ranges. Every
// physical line is an event, known noise or a problem.
#include <QtTest>

#include "base/phrase.h"
#include "logs/exchange/envelope.h"
#include "logs/exchange/log_lines.h"
#include "logs/exchange_samples.h"
#include "logs/log_reading.h"
#include "logs/m365_collect.h"
#include "support/shared_corpus.h"

using namespace exchange_samples;
using sillage::Event;

namespace {

std::uint64_t lineCount(std::string_view octets) {
    std::uint64_t n = 0;
    for (const char c : octets) n += c == '\n' ? 1 : 0;
    return n + (!octets.empty() && octets.back() != '\n' ? 1 : 0);
}

std::string login(const std::string& user, const std::string& time = "2025-12-11T22:14:03.120Z") {
    return row(kImapFields, {{"dateTime", time}, {"sessionId", "0000A"}, {"seqNumber", "2"}, {"sIp", "10.0.0.1:143"},
                             {"cIp", "203.0.113.66:40000"}, {"user", user}, {"duration", "1"}, {"rqsize", "31"},
                             {"rpsize", "34"}, {"command", "authenticate"}, {"parameters", "PLAIN"}, {"context", "R=OK"}});
}

std::string utf16(std::string_view text, bool little) {
    std::string out = little ? "\xff\xfe" : "\xfe\xff";
    for (const char16_t c : QString::fromUtf8(text.data(), static_cast<int>(text.size())).toStdU16String()) {
        const char low = static_cast<char>(c & 0xff), high = static_cast<char>(c >> 8);
        out += little ? low : high;
        out += little ? high : low;
    }
    return out;
}

std::vector<std::string> accounts(const std::vector<Event>& events) {
    std::vector<std::string> names;
    for (const Event& e : events) names.push_back(e.account);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

class ExchangeEnvelopeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void headerLinesAreCounted();
    void fieldsChangeInTheMiddle();
    void headerRepeatedAsRow();
    void fragments_data();
    void fragments();
    void fragmentFieldListsAreWhole();
    void unknownFragment();
    void unknownLogType();
    void fewerAndMoreCells();
    void timeThatCannotBeRead();
    void quotedLineEnds();
    void openQuoteSwallowsNoRow();
    void openQuoteAtTheEnd();
    void byteOrderMark();
    void utf16Logs_data();
    void utf16Logs();
    void mixedEncodings();
    void longCells();
    void overlongLines();
    void nuls();
    void rangesReadAlike();
    void carryIsBounded();
    void corpus_data();
    void corpus();
};

void ExchangeEnvelopeTest::headerLinesAreCounted() {
    const std::string log = header("IMAP4 Log", kImapFields) + login("u") + "\r\n" + login("v");
    QCOMPARE(recognisedAs(log, "IMAP4.LOG"), std::string("exchange-imap-pop"));
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(sink.foundCount, lineCount(log));
    QCOMPARE(sink.reasons.at("header line"), std::uint64_t(5));
    QCOMPARE(sink.reasons.at("empty line"), std::uint64_t(1));
    QVERIFY(sink.reconciles());
    QCOMPARE(accounts(sink.events), (Names{"u", "v"}));
    QCOMPARE(sink.events[1].line, std::uint64_t(8));
    QCOMPARE(log.substr(sink.events[1].offset, sink.events[1].length) + "\r\n", login("v"));
    QCOMPARE(sink.problems.size(), std::size_t(0));
}

void ExchangeEnvelopeTest::fieldsChangeInTheMiddle() {
    const std::string other = "dateTime,user,command,sIp,cIp,rpsize,context";
    const std::string log = header("IMAP4 Log", kImapFields) + login("u") + header("IMAP4 Log", other) +
                            "2025-12-11T22:15:00Z,v,login,10.0.0.1:143,203.0.113.66:1,7,R=OK\r\n" +
                            header("ECP Server Log", kEcpFields) + row(kEcpFields, {{"EventId", "Request"}, {"EventData", "S:PSA=w"}});
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"u", "v", "w"}));
    QCOMPARE(sink.events[1].bytes, std::int64_t(7));
    QCOMPARE(sink.events[2].protocol, std::string("ecp"));
    QCOMPARE(sink.foundCount, lineCount(log));
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
}

void ExchangeEnvelopeTest::headerRepeatedAsRow() {
    const std::string log = header("HttpProxy Logs", kProxyFields) + kProxyFields + "\r\n" + row(kProxyFields, {{"AuthenticatedUser", "D\\u"}});
    const auto sink = readLog("exchange-httpproxy", log);
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.reasons.at("repeated header row"), std::uint64_t(1));
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void ExchangeEnvelopeTest::fragments_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("format");
    QTest::newRow("9") << "2025-12-11T22:14:03.120Z,EX\\Default,08DA,9,10.0.0.1:25,203.0.113.66:5,>,535 5.7.3 no," << "exchange-smtp";
    QTest::newRow("13") << QString::fromStdString(login("u")) << "exchange-imap-pop";
    QTest::newRow("30") << QString::fromStdString(row(kTrackingFields, {{"source", "SMTP"}, {"event-id", "SEND"}})) << "exchange-tracking";
    const QString id = "0c3a1c1e-1111-2222-3333-444455556666";
    QTest::newRow("74") << "2025-12-11T22:14:03.120Z," + id + ",15,1,1,1,,Owa,h,/owa/," + QString(",").repeated(63) << "exchange-httpproxy";
    QTest::newRow("92") << "2025-12-11T22:14:03.120Z," + id + QString(",").repeated(8) + "true,u@example.org" + QString(",").repeated(81) << "exchange-ews";
}

void ExchangeEnvelopeTest::fragments() {
    QFETCH(QString, line);
    QFETCH(QString, format);
    const std::string log = line.trimmed().toStdString() + "\n" + line.trimmed().toStdString();
    QCOMPARE(recognisedAs(log, "x.log"), format.toStdString());
    const auto sink = readLog(format.toStdString(), log);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QVERIFY(sink.events[0].field("cells").empty());
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
}

void ExchangeEnvelopeTest::fragmentFieldListsAreWhole() {
    // A count beyond what is named would show as a field "cells"; a name out of place shows in the last columns.
    const auto sink = readLog("exchange-httpproxy", "2025-12-11T22:14:03.120Z,0c3a1c1e-1111-2222-3333-444455556666,15,1,1,1,,Owa,h,/owa/,,FBA,true,D\\u,,,UA,203.0.113.9,S,200,200,,GET,Proxy,,,,,,,,11,22" + std::string(31, ',') + "77,,?q=1,,GI,GE,,,,,X\n");
    QCOMPARE(sink.events.size(), std::size_t(1));
    QCOMPARE(sink.events[0].bytes, std::int64_t(22));
    QCOMPARE(std::string(sink.events[0].field("total_ms")), std::string("77"));
    QCOMPARE(std::string(sink.events[0].field("query")), std::string("?q=1"));
    QCOMPARE(std::string(sink.events[0].field("errors")), std::string("GE"));
    QVERIFY(sink.events[0].field("cells").empty());
}

void ExchangeEnvelopeTest::unknownFragment() {
    const auto sink = readLog("exchange-smtp", "2025-12-11T22:14:03.120Z,a,b\nnothing of the kind\n");
    QCOMPARE(sink.failures.size(), std::size_t(2));
    QVERIFY(sink.failures[1].reason.find("nothing of the kind") != std::string::npos);
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::unknownLogType() {
    const std::string log = header("Connectivity Log", "date-time,session,source,Destination,direction,description") +
                            "2025-12-11T22:14:03.120Z,08DA,SMTP,example.org,>,DNS server returned\r\n";
    QCOMPARE(recognisedAs(log, "CONNECTLOG.LOG"), std::string("exchange-other"));
    const auto sink = readLog("exchange-other", log);
    QCOMPARE(std::string(sink.events.at(0).field("destination")), std::string("example.org"));
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::fewerAndMoreCells() {
    const std::string log = header("IMAP4 Log", kImapFields) + "2025-12-11T22:14:03.120Z,0A,2,10.0.0.1:143,203.0.113.66:4,u\r\n" +
                            login("v").substr(0, login("v").size() - 2) + ",x,y\r\n";
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"u", "v"}));
    QCOMPARE(std::string(sink.events[0].field("cells")), std::string("6 of 13"));
    QCOMPARE(std::string(sink.events[1].field("cells")), std::string("15 of 13"));
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void ExchangeEnvelopeTest::timeThatCannotBeRead() {
    const auto sink = readLog("exchange-imap-pop", header("IMAP4 Log", kImapFields) + login("u", "yesterday") + login("v"));
    QCOMPARE(accounts(sink.events), (Names{"v"}));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QCOMPARE(sillage::inEnglish(sink.failures[0].item), std::string("line 6"));
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::quotedLineEnds() {
    const std::string log = header("Rps Cmdlet Logs", kCmdletFields) +
                            row(kCmdletFields, {{"Cmdlet", "Set-Mailbox"}, {"Parameters", "-Notes \"a\nb\nc\""}}) +
                            row(kCmdletFields, {{"Cmdlet", "Get-Mailbox"}});
    const auto sink = readLog("exchange-cmdlet", log);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(std::string(sink.events[0].field("parameters")), std::string("-Notes \"a\nb\nc\""));
    QCOMPARE(sink.events[1].line, std::uint64_t(9));
    QCOMPARE(sink.reasons.at("further line of a quoted cell"), std::uint64_t(2));
    QCOMPARE(sink.foundCount, lineCount(log));
    QVERIFY(sink.reconciles() && sink.problems.empty());
}

void ExchangeEnvelopeTest::openQuoteSwallowsNoRow() {
    const std::string cut = "2025-12-11T22:14:03.120Z,0A,2,10.0.0.1:143,203.0.113.66:4,u,1,1,1,login,,\"R=OK;Msg=\r\n";
    const std::string log = header("IMAP4 Log", kImapFields) + cut + login("v") + cut + header("IMAP4 Log", kImapFields) + login("w");
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"u", "v", "u", "w"}));
    QCOMPARE(sink.problems.size(), std::size_t(2));
    QCOMPARE(sink.foundCount, lineCount(log));
    QCOMPARE(sink.events[1].line, std::uint64_t(7));
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void ExchangeEnvelopeTest::openQuoteAtTheEnd() {
    std::string log = header("IMAP4 Log", kImapFields) + login("u") + "2025-12-11T22:14:03.120Z,0A,2,10.0.0.1:143,1.1.1.1:4,v,1,1,1,\"lo";
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"u", "v"}));
    QCOMPARE(sink.problems.size(), std::size_t(1));
    QCOMPARE(sink.foundCount, lineCount(log));
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::byteOrderMark() {
    const std::string log = "\xef\xbb\xbf" + header("IMAP4 Log", kImapFields) + login("u");
    QCOMPARE(recognisedAs(log, "x"), std::string("exchange-imap-pop"));
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"u"}));
    QCOMPARE(log.substr(sink.events[0].offset, 4), std::string("2025"));
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void ExchangeEnvelopeTest::utf16Logs_data() {
    QTest::addColumn<bool>("little");
    QTest::newRow("little endian") << true;
    QTest::newRow("big endian") << false;
}

void ExchangeEnvelopeTest::utf16Logs() {
    QFETCH(bool, little);
    const std::string text = header("IMAP4 Log", kImapFields) + login("hélène") + login("w");
    const std::string log = utf16(text, little);
    QCOMPARE(recognisedAs(log, "x"), std::string("exchange-imap-pop"));
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(accounts(sink.events), (Names{"hélène", "w"}));
    QCOMPARE(sink.foundCount, lineCount(text));
    QCOMPARE(sink.events[1].line, std::uint64_t(7));
    QCOMPARE(log.substr(sink.events[1].offset, sink.events[1].length), utf16(login("w").substr(0, login("w").size() - 2), little).substr(2));
    QVERIFY(sink.reconciles() && sink.failures.empty());
}

void ExchangeEnvelopeTest::mixedEncodings() {
    const auto sink = readLog("exchange-cmdlet", header("Rps Cmdlet Logs", kCmdletFields) +
                              row(kCmdletFields, {{"AuthenticatedUser", "AUTORITE NT\\Syst\xe8me"}, {"Cmdlet", "Get-X"}, {"Parameters", "-A \"é\""}}));
    QCOMPARE(sink.events.at(0).account, std::string("AUTORITE NT\\Système"));
    QCOMPARE(std::string(sink.events[0].field("parameters")), std::string("-A \"é\""));
}

void ExchangeEnvelopeTest::longCells() {
    const std::string log = header("Rps Cmdlet Logs", kCmdletFields) +
                            row(kCmdletFields, {{"Cmdlet", "Import-X"}, {"Parameters", "\"" + std::string(1u << 20, 'A') + "\""}}) +
                            row(kCmdletFields, {{"Cmdlet", "Get-X"}}) + std::string(200000, ',') + "\n" + row(kCmdletFields, {{"Cmdlet", "Get-Y"}});
    const auto sink = readLog("exchange-cmdlet", log);
    QCOMPARE(sink.events.size(), std::size_t(3));
    QVERIFY(sink.events[0].field("parameters").size() <= 16003);
    QCOMPARE(sink.events[0].length, std::uint64_t(row(kCmdletFields, {{"Cmdlet", "Import-X"}, {"Parameters", "\"" + std::string(1u << 20, 'A') + "\""}}).size() - 2));
    QCOMPARE(sink.events[2].line, std::uint64_t(9));
    QCOMPARE(sink.failures.size(), std::size_t(1));  // a row of commas has no time
    QCOMPARE(sink.foundCount, lineCount(log));
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::overlongLines() {
    const std::string log = header("IMAP4 Log", kImapFields) + std::string(40u << 20, 'x') + "\n" + login("u");
    for (const std::string& octets : {log, utf16(log, true)}) {
        const auto sink = readLog("exchange-imap-pop", octets);
        QCOMPARE(accounts(sink.events), (Names{"u"}));
        QCOMPARE(sink.events[0].line, std::uint64_t(7));
        QCOMPARE(sink.failures.size(), std::size_t(1));
        QCOMPARE(sink.foundCount, lineCount(log));
        QVERIFY(sink.reconciles());
    }
}

void ExchangeEnvelopeTest::nuls() {
    const std::string log = header("IMAP4 Log", kImapFields) + login(std::string("u\0v", 3)) + std::string(4096, '\0') + "\n" + login("w");
    const auto sink = readLog("exchange-imap-pop", log);
    QCOMPARE(sink.events.size(), std::size_t(2));
    QCOMPARE(sink.failures.size(), std::size_t(1));
    QCOMPARE(sink.events[1].line, std::uint64_t(8));
    QVERIFY(sink.reconciles());
}

void ExchangeEnvelopeTest::rangesReadAlike() {
    std::string log = header("IMAP4 Log", kImapFields);
    const std::string other = "dateTime,user,command,sIp,cIp,rpsize,context";
    for (int i = 0; i < 150000; ++i) {
        if (i == 60000) log += header("IMAP4 Log", other);
        log += i < 60000 ? login("u" + std::to_string(i))
                         : "2025-12-11T22:15:00Z,u" + std::to_string(i) + ",login,10.0.0.1:143,203.0.113.66:1,7,\"R=OK\n more\"\r\n";
    }
    sillage::MemorySource source(log);
    const auto whole = sillage::readWhole(*logFormat("exchange-imap-pop"), source);
    std::size_t units = 0;
    const auto parts = sillage::readInUnits(*logFormat("exchange-imap-pop"), source, &units);
    QVERIFY(units > 3);
    QCOMPARE(parts.foundCount, whole.foundCount);
    QCOMPARE(parts.foundCount, lineCount(log));
    QVERIFY(parts.reconciles() && parts.failures.empty() && parts.problems.empty());
    QCOMPARE(parts.events.size(), whole.events.size());
    for (std::size_t i = 0; i < parts.events.size(); ++i) {
        const Event &a = parts.events[i], &b = whole.events[i];
        if (a.account != b.account || a.line != b.line || a.offset != b.offset || a.bytes != b.bytes)
            QFAIL(qPrintable(QString("event %1 differs").arg(i)));
    }
}

void ExchangeEnvelopeTest::carryIsBounded() {
    std::string log;
    for (int i = 0; i < 100000; ++i) log += "#Fields: dateTime,sIp,cIp,rpsize,command,c" + std::to_string(i) + "\n" + std::string(i == 99999 ? 0 : 60, ' ') + "\n";
    log += login("u");
    sillage::MemorySource source(log);
    std::string carry;
    logFormat("exchange-imap-pop")->scan(source, [](sillage::Bytes) {}, [](sillage::Cut) {}, carry);
    QVERIFY(carry.size() <= 64u << 10);
}

void ExchangeEnvelopeTest::corpus_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("events");
    const std::filesystem::path corpus = sharedCorpus();
    if (corpus.empty()) QSKIP("the corpus of real evidence is not here (../shared or $SILLAGE_SHARED)");
    const auto add = [&](const char* file, const char* format, int events) {
        QTest::newRow(file) << QString::fromStdString((corpus / "logs" / file).string()) << format << events;
    };
    add("exchange_httpproxy/Autodiscover_HttpProxy_2023010919-1.LOG", "exchange-httpproxy", 1);
    add("exchange_httpproxy/Ecp_HttpProxy_2023010611-1.LOG", "exchange-httpproxy", 1);
    add("exchange_httpproxy/Mapi_HttpProxy_2023010601-1.LOG", "exchange-httpproxy", 3);
    add("exchange_httpproxy/PowerShell_HttpProxy_2023011116-1.LOG", "exchange-httpproxy", 2);
    add("exchange_httpproxy/RpcHttp_HttpProxy_2023010708-1.LOG", "exchange-httpproxy", 1);
    add("exchange_ews/Ews_2023010616-1.LOG", "exchange-ews", 1);
    add("exchange_msgtrk/MSGTRKMS2022091915-1.LOG", "exchange-tracking", 2);
    add("exchange_smtp_protocol/elastic_smtp_receive.log", "exchange-smtp", 1);
    add("exchange_smtp_protocol/smtp_receive_bf.log", "exchange-smtp", 9);
    add("exchange_imap_pop/elastic_imap4_proxy.log", "exchange-imap-pop", 1);
    add("exchange_imap_pop/imap4.log", "exchange-imap-pop", 7);
    add("exchange_imap_pop/pop3_one.log", "exchange-imap-pop", 1);
    add("exchange_other/AgentLog20220913-1.LOG", "exchange-agent", 2);
    add("exchange_other/ECPActivity_11500_20230111-1.LOG", "exchange-ecp", 2);
    add("exchange_other/ECPServer20230111-1.LOG", "exchange-ecp", 1);
    add("exchange_other/Rps_Cmdlet_2023011116-1.LOG", "exchange-cmdlet", 1);
    add("exchange_other/audit20230111-1.LOG", "exchange-audit", 1);
    add("iis_w3c/exchange_excerpt_headerless.log", "iis-w3c", 2);
    add("iis_w3c/iis10.log", "iis-w3c", 1);
    add("iis_w3c/iis6.log", "iis-w3c", 12);
    add("iis_w3c/iis7_owa.log", "iis-w3c", 3);
    add("iis_w3c/iis_without_date.log", "iis-w3c", 11);
}

void ExchangeEnvelopeTest::corpus() {
    QFETCH(QString, file);
    QFETCH(QString, format);
    QFETCH(int, events);
    const std::string octets = fileBytes(file.toStdString());
    QCOMPARE(QString::fromStdString(recognisedAs(octets, "x")), format);
    const auto sink = readLog(format.toStdString(), octets);
    QCOMPARE(static_cast<int>(sink.events.size()), events);
    QCOMPARE(sink.foundCount, lineCount(octets));
    QVERIFY(sink.reconciles() && sink.failures.empty() && sink.problems.empty());
    for (const Event& e : sink.events) QVERIFY(e.time.present && e.time.zoneMinutes == 0 && e.field("cells").empty());
}

QTEST_GUILESS_MAIN(ExchangeEnvelopeTest)
#include "tst_exchange_envelope.moc"

// The Microsoft 365 unified audit log in every shape it is exported in.
#include "m365_samples.h"

#include "base/phrase.h"

class TestM365Audit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jsonShapes_data();
    void jsonShapes();
    void csvShapes_data();
    void csvShapes();
    void recognisesNothingElse_data();
    void recognisesNothingElse();
    void recordsAreCitedByTheirOctets();
    void csvRowsAreCitedByTheirOctets();
    void unitsReadTheSame();
    void manyColumns();
    void repeatedHeader();
    void stops();
    void smallTexts();
};

void TestM365Audit::jsonShapes_data() {
    QTest::addColumn<QByteArray>("text");
    const QByteArray one = QByteArray::fromStdString(bind());
    QTest::newRow("lines") << one + "\n";
    QTest::newRow("no last line end") << one;
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + one + "\r\n";
    QTest::newRow("array") << "[" + one + "]";
    QTest::newRow("array over lines") << "[\n  " + one + "\n]\n";
    QTest::newRow("value") << "{\"value\":[" + one + "]}";
    QTest::newRow("value with its envelope")
        << "{\"@odata.context\":\"https://x/$metadata#a\",\"@odata.count\":1,\"value\": [\n" + one +
               "\n],\"@odata.nextLink\":\"https://x/?a={b}\"}\n";
    QTest::newRow("pretty") << QJsonDocument::fromJson(one).toJson(QJsonDocument::Indented);
    QTest::newRow("pretty array")
        << QJsonDocument(QJsonArray{QJsonDocument::fromJson(one).object()}).toJson(QJsonDocument::Indented);
    QJsonObject outer{{QStringLiteral("CreationDate"), QStringLiteral("2025-12-11T22:14:03Z")},
                      {QStringLiteral("UserIds"), QStringLiteral("outer@example.org")},
                      {QStringLiteral("Operations"), QStringLiteral("MailItemsAccessed")},
                      {QStringLiteral("RecordType"), QStringLiteral("ExchangeItemAggregated")},
                      {QStringLiteral("AuditData"), QString::fromUtf8(one)}};
    QTest::newRow("Search-UnifiedAuditLog | ConvertTo-Json") << QJsonDocument(QJsonArray{outer}).toJson();
}

void TestM365Audit::jsonShapes() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    const Recognition r = recogniseText(kM365AuditJsonFormat, t);
    QVERIFY(r.score >= 60);
    QVERIFY(!r.reason.empty());
    QCOMPARE(recogniseText(kM365AuditCsvFormat, t).score, 0);
    const Collect sink = readJson(t);
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    isTheBind(sink);
}

void TestM365Audit::csvShapes_data() {
    QTest::addColumn<QByteArray>("text");
    const std::string cell = quoted(bind());
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    const std::string powershell =
        "#TYPE "
        "Deserialized.X\r\n\"RunspaceId\",\"RecordType\",\"CreationDate\",\"UserIds\",\"Operations\","
        "\"AuditData\",\"Identity\"\r\n\"r\",\"ExchangeItemAggregated\",\"12/11/2025 10:14:03 "
        "PM\",\"o\",\"MailItemsAccessed\"," +
        cell + ",\"i\"\r\n";
    row("Search-UnifiedAuditLog", powershell);
    row("Search-UnifiedAuditLog, UTF-16", utf16le(powershell));
    row("portal, old",
        "\xEF\xBB\xBF"
        "CreationDate,UserIds,Operations,AuditData\r\n2025-12-11T22:14:03.0000000Z,o,MailItemsAccessed," +
            cell + "\r\n");
    row("portal, new",
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,"
        "AssociatedAdminUnitsNames\n" +
            kId + ",2025-12-11T22:14:03.0000000Z,50,MailItemsAccessed,o," + cell + ",,\n");
    row("SIEM", "AuditData,_raw,\"_time\",CreationDate,Operations,UserIds\n" + cell + ",raw,1,x,o,u\n");
    row("semicolons", "CreationDate;UserIds;Operations;AuditData\n2025-12-11;o;p;" + cell + "\n");
    row("AuditData alone", "n,AuditData\n1," + cell + "\n");
    row("CR only", "CreationDate,UserIds,Operations,AuditData\r2025-12-11,o,p," + cell + "\r");
}

void TestM365Audit::csvShapes() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    const Recognition r = recogniseText(kM365AuditCsvFormat, t);
    QVERIFY(r.score >= 60);
    QVERIFY(!r.reason.empty());
    QCOMPARE(recogniseText(kM365AuditJsonFormat, t).score, 0);
    const Collect sink = readCsv(t);
    QCOMPARE(sink.foundCount, 1u);
    QCOMPARE(sink.problems.size(), 0u);
    QCOMPARE(sink.failures.size(), 0u);
    QCOMPARE(sink.skippedCount, 0u);
    isTheBind(sink);
}

void TestM365Audit::recognisesNothingElse_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("Dec 11 22:14:03 mx1 dovecot: imap-login: Login\n");
    QTest::newRow("other CSV") << QByteArray("CreationDate,UserIds,Operations\n1,2,3\n");
    QTest::newRow("one word") << QByteArray("AuditData\nfoo\n");
    QTest::newRow("a column of that name") << QByteArray("n,AuditData\n1,none\n");
    QTest::newRow("other JSON") << QByteArray("{\"CreationTime\":\"2025-12-11T22:14:03\",\"name\":1}\n");
    QTest::newRow("sign-ins") << QByteArray(
        "{\"createdDateTime\":\"x\",\"userPrincipalName\":\"u\",\"ipAddress\":\"1.2.3.4\"}\n");
    QTest::newRow("words inside a string")
        << QByteArray("{\"a\":\"CreationTime Operation RecordType UserId\"}\n");
    QTest::newRow("names inside a member")
        << QByteArray("{\"a\":{\"CreationTime\":1,\"Operation\":2,\"RecordType\":3,\"UserId\":4}}\n");
    QTest::newRow("broken JSON") << QByteArray("{\"CreationTime\":\"2025");
    QTest::newRow("NULs") << QByteArray(1000, '\0');
}

void TestM365Audit::recognisesNothingElse() {
    QFETCH(QByteArray, text);
    const std::string_view t(text.constData(), static_cast<std::size_t>(text.size()));
    QCOMPARE(recogniseText(kM365AuditJsonFormat, t).score, 0);
    QCOMPARE(recogniseText(kM365AuditCsvFormat, t).score, 0);
}

void TestM365Audit::recordsAreCitedByTheirOctets() {
    const std::string a = bind(), b = record("Send", "", "11111111-1111-4111-8111-111111111111", 2);
    for (const std::string& text :
         {a + "\n\n" + b + "\n", "[" + a + ",\n\n" + b + "]", "{\"value\":[\n\n" + a + "\n,\n" + b + "]}"}) {
        const Collect sink = readJson(text);
        QCOMPARE(sink.records(), 2u);
        const Event &first = sink.events.front(), &last = sink.events.back();
        QCOMPARE(text.substr(first.offset, first.length), a);
        QCOMPARE(text.substr(last.offset, last.length), b);
        QCOMPARE(first.line, 1 + static_cast<std::uint64_t>(std::count(
                                     text.begin(), text.begin() + static_cast<long>(first.offset), '\n')));
        QCOMPARE(last.line, 1 + static_cast<std::uint64_t>(std::count(
                                    text.begin(), text.begin() + static_cast<long>(last.offset), '\n')));
    }
}

void TestM365Audit::csvRowsAreCitedByTheirOctets() {
    const std::string a = "\"two\nlines\"," + quoted(bind()),
                      b = "x," + quoted(record("Send", "", "11111111-1111-4111-8111-111111111111", 2));
    const std::string text = "Operations,AuditData,UserIds\r\n" + a + ",u\r\n\r\n" + b + ",u";
    for (const bool wide : {false, true}) {
        const std::string octets = wide ? utf16le(text) : text;
        const Collect sink = readCsv(octets);
        QCOMPARE(sink.records(), 2u);
        const Event &first = sink.events.front(), &last = sink.events.back();
        QCOMPARE(first.line, 2u);
        QCOMPARE(last.line, 5u);
        const std::string wideA = utf16le(a + ",u").substr(2), wideB = utf16le(b + ",u").substr(2);
        QCOMPARE(octets.substr(first.offset, first.length), wide ? wideA : a + ",u");
        QCOMPARE(octets.substr(last.offset, last.length), wide ? wideB : b + ",u");
    }
}

void TestM365Audit::unitsReadTheSame() {
    std::string lines, csv = "CreationDate,UserIds,Operations,AuditData\n";
    for (int i = 0; lines.size() < (11u << 20); ++i) {
        char id[40];
        std::snprintf(id, sizeof id, "%08x-0000-4000-8000-000000000000", static_cast<unsigned>(i));
        lines += bind(id) + "\n";
        csv += "2025-12-11T22:14:03Z,u,\"line\nend\"," + quoted(bind(id)) + "\n";
    }
    const auto same = [](const Format& format, const std::string& text) {
        MemorySource source(text);
        std::size_t units = 0;
        const Collect one = readWhole(format, source), many = readInUnits(format, source, &units);
        QVERIFY(units >= 3);
        QVERIFY(many.reconciles());
        QCOMPARE(many.problems.size() + many.failures.size(), 0u);
        QCOMPARE(many.events.size(), one.events.size());
        for (std::size_t i = 0; i < one.events.size(); ++i)
            QVERIFY(many.events[i].offset == one.events[i].offset &&
                    many.events[i].line == one.events[i].line &&
                    many.events[i].recordKey == one.events[i].recordKey);
    };
    same(kM365AuditJsonFormat, lines);
    same(kM365AuditCsvFormat, csv);
    same(kM365AuditCsvFormat, utf16le(csv));
    // Arrays are one unit.
    const std::string array = "[" + bind() + "]";
    MemorySource source(array);
    std::size_t units = 0;
    isTheBind(readInUnits(kM365AuditJsonFormat, source, &units));
    QCOMPARE(units, 1u);
}

void TestM365Audit::manyColumns() {
    std::string header = "AuditData,UserIds,Operations", row = quoted(bind()) + ",u,o";
    for (int i = 0; i < 5000; ++i) header += ",c" + std::to_string(i), row += ",v";
    const Collect sink = readCsv(header + "\n" + row + "\n");
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 1u);
    QVERIFY(sillage::inEnglish(f(sink.events[0], "damage")).find("5003 columns") != std::string::npos);
}

void TestM365Audit::repeatedHeader() {
    const std::string header = "CreationDate,UserIds,Operations,AuditData\n",
                      row = "2025-12-11T22:14:03Z,u,o," + quoted(bind()) + "\n";
    const Collect sink = readCsv(header + row + header + row);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 3u);
    QCOMPARE(sink.skippedWhy, std::vector<std::string>{"repeated header row"});
}

void TestM365Audit::stops() {
    struct Stopping final : Sink {
        std::uint64_t seen = 0;
        void found(std::uint64_t) override { ++seen; }
        void message(Message&&) override {}
        void event(Event&&) override {}
        void skipped(std::string_view, std::uint64_t) override {}
        void failed(Problem&&) override {}
        void problem(Problem&&) override {}
        void fact(Fact&&) override {}
        [[nodiscard]] bool stopped() const override { return seen >= 2; }
    };
    std::string lines, csv = "UserIds,Operations,AuditData\n";
    for (int i = 0; i < 9; ++i) lines += bind() + "\n", csv += "u,o," + quoted(bind()) + "\n";
    const std::pair<const Format*, std::string> cases[] = {
        {&kM365AuditJsonFormat, lines},
        {&kM365AuditJsonFormat, "[\n" + bind() + ",\n" + bind() + ",\n" + bind() + "]"},
        {&kM365AuditCsvFormat, csv}};
    for (const auto& [format, text] : cases) {
        MemorySource source(text);
        Stopping sink;
        Range range;
        range.end = source.size();
        format->read(source, range, {}, sink);
        QCOMPARE(sink.seen, 2u);
    }
}

void TestM365Audit::smallTexts() {
    QCOMPARE(snakeCase("MailAccessType"), std::string("mail_access_type"));
    QCOMPARE(snakeCase("OS"), std::string("os"));
    QCOMPARE(snakeCase("AADSessionId"), std::string("aad_session_id"));
    QCOMPARE(snakeCase("a b-c"), std::string("a_b_c"));
    QCOMPARE(exchangeFolder("\\Inbox"), std::string("INBOX"));
    QCOMPARE(exchangeFolder("\\inbox"), std::string("inbox"));
    QCOMPARE(exchangeFolder("\\A\\B"), std::string("A/B"));
    QCOMPARE(attachmentsJson("x (12b)"), std::string("[{\"name\":\"x\",\"size\":12}]"));
    QCOMPARE(attachmentsJson("no size"), std::string("[{\"name\":\"no size\"}]"));
    QCOMPARE(attachmentsJson("a (1b) (2b); b (3b)"),
             std::string("[{\"name\":\"a (1b)\",\"size\":2},{\"name\":\"b\",\"size\":3}]"));
    QVERIFY(isGuid(kId));
    QVERIFY(!isGuid("ANONYMIZED"));
    QCOMPARE(wholeNumber("1156492.00"), std::string("1156492"));
    QCOMPARE(wholeNumber("1.5"), std::string("1.5"));
    std::string note;
    QCOMPARE(repairJson("{\"a\":1,\"b\":[1,{\"c\":\"d\"},{\"e\":\"f", note),
             std::string("{\"a\":1,\"b\":[1,{\"c\":\"d\"}]}"));
    QCOMPARE(note, std::string("truncated"));
    QCOMPARE(repairJson("{\"a\":1}", note), std::string("{\"a\":1}"));
    QVERIFY(note.empty());
}

QTEST_GUILESS_MAIN(TestM365Audit)
#include "tst_m365_audit.moc"

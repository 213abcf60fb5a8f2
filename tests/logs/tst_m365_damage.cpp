// The ways exports of the Microsoft 365 unified audit log are damaged, cut off, or made to hurt a reader.
#include "m365_samples.h"

class TestM365Damage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void emptyAuditData();
    void truncatedAuditData_data();
    void truncatedAuditData();
    void damagedText();
    void damagedCsv();
    void damagedJson();
    void hugeAndHostile();
};

void TestM365Damage::emptyAuditData() {
    const std::string row = "3/25/2021 12:36:42 PM,Certificate,Add service principal.,AzureActiveDirectory,";
    const std::string text = "CreationDate,UserIds,Operations,RecordType,AuditData\n" + row + "\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 0u);
    const Event& e = sink.events[0];
    QCOMPARE(e.account, std::string("Certificate"));
    QCOMPARE(f(e, "operation"), std::string("Add service principal."));
    QCOMPARE(f(e, "record_type"), std::string("8"));  // the column's word, as the record's own number
    QCOMPARE(f(e, "audit_data"), std::string("empty"));
    QCOMPARE(e.action, Action::Admin);
    QCOMPARE(e.rawTime, std::string("3/25/2021 12:36:42 PM"));
    QVERIFY(e.time.present);
    QCOMPARE(text.substr(e.offset, e.length), row);
}

void TestM365Damage::truncatedAuditData_data() {
    QTest::addColumn<int>("keep");
    for (const int keep : {1, 20, 60, 150, 300, 420, 500, 600, 680, 715})
        QTest::addRow("%d octets", keep) << keep;
}

void TestM365Damage::truncatedAuditData() {
    QFETCH(int, keep);
    const std::string whole = bind();
    QVERIFY(static_cast<std::size_t>(keep) < whole.size());
    const std::string text =
        "CreationDate,UserIds,Operations,AuditData\n2025-12-11T22:14:03Z,outer@example.org,"
        "MailItemsAccessed," +
        quoted(whole.substr(0, static_cast<std::size_t>(keep))) + "\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.records(), 1u);
    QCOMPARE(sink.problems.size(), 1u);
    QCOMPARE(sink.failures.size(), 0u);
    QVERIFY(sink.problems[0].reason.find("truncated") != std::string::npos);
    QCOMPARE(sink.problems[0].offset, sink.events[0].offset);
    const Event& e = sink.events[0];
    QVERIFY(f(e, "damage").find("truncated") != std::string::npos);
    QCOMPARE(f(e, "operation"), std::string("MailItemsAccessed"));
    QVERIFY(e.account == "outer@example.org" || e.account == "Anna@example.org");
    QVERIFY(e.time.present);
    // Messages named before the cut are kept, exactly those whose id stands whole.
    const std::string kept = whole.substr(0, static_cast<std::size_t>(keep));
    for (const char* id : {"<a@x>", "b@x", "<c@x>"}) {
        const bool there = std::any_of(sink.events.begin(), sink.events.end(),
                                       [&](const Event& x) { return x.messageId == id; });
        if (there) QVERIFY(kept.find(id) != std::string::npos);
        if (kept.find("\"" + std::string(id) + "\",") != std::string::npos ||
            kept.find("\"" + std::string(id) + "\"}") != std::string::npos)
            QVERIFY(there);
    }
}

void TestM365Damage::damagedText() {
    // Octets that are not UTF-8 (a CP1252 export), a raw NUL and a lone surrogate: the record is kept.
    std::string nul = record("Send", R"(,"Item":{"InternetMessageId":"<n@x>","Subject":"a_b"})", kId, 2);
    nul[nul.find("a_b") + 1] = '\0';
    const Collect n = readJson(nul + "\n");
    QCOMPARE(n.records(), 1u);
    QCOMPARE(n.events[0].messageId, std::string("<n@x>"));
    QCOMPARE(n.problems.size(), 1u);
    QVERIFY(f(n.events[0], "damage").find("control characters") != std::string::npos);
    const Collect latin = readJson(record("Send", ",\"Item\":{\"Subject\":\"R\xE9union\"}", kId, 2) + "\n");
    QCOMPARE(latin.records(), 1u);
    QCOMPARE(f(latin.events[0], "subject"), std::string("Réunion"));
    QCOMPARE(latin.problems.size(), 1u);
    const Collect half = readJson(
        record("Send", R"(,"Item":{"InternetMessageId":"<h@x>","Subject":"x\ud83d"})", kId, 2) + "\n");
    QCOMPARE(half.records(), 1u);
    QCOMPARE(f(half.events[0], "subject"), std::string("x\xEF\xBF\xBD"));
    QCOMPARE(half.problems.size(), 0u);
}

void TestM365Damage::damagedCsv() {
    const std::string header = "CreationDate,UserIds,Operations,AuditData\n";
    // A quote that never closes costs its own row's JSON and nothing after it.
    const std::string text =
        header + "2025-12-11T22:14:03Z,u,Send,\"{\"\"CreationTime\"\":\n2025-12-11T22:15:00Z,v,Move,\n";
    const Collect sink = readCsv(text);
    QVERIFY(sink.reconciles());
    QCOMPARE(sink.foundCount, 2u);
    QCOMPARE(sink.records(), 2u);
    QCOMPARE(sink.events[1].account, std::string("v"));
    QVERIFY(f(sink.events[0], "damage").find("quote") != std::string::npos);
    QCOMPARE(sink.problems.size(), 1u);
    // A row of nothing readable fails, with its place.
    const Collect garbage = readCsv(header + ",,,\nx\n");
    QVERIFY(garbage.reconciles());
    QCOMPARE(garbage.failures.size(), 1u);
    QCOMPARE(garbage.failures[0].offset, header.size());
    // Recognised by another's word but without a header: one failure, not silence.
    const Collect none = readCsv("a,b\n1,2\n");
    QVERIFY(none.reconciles());
    QCOMPARE(none.failures.size(), 1u);
}

void TestM365Damage::damagedJson() {
    const std::string good = bind("11111111-1111-4111-8111-111111111111");
    // In lines: the damaged line alone.
    const Collect lines = readJson(good + "\n" + bind().substr(0, 500) + "\nnot json\n" + good + "\n");
    QVERIFY(lines.reconciles());
    QCOMPARE(lines.foundCount, 4u);
    QCOMPARE(lines.records(), 3u);
    QCOMPARE(lines.failures.size(), 1u);
    QCOMPARE(lines.problems.size(), 1u);
    // In an array: up to the next record.
    for (const std::size_t keep : {400u, 515u, 560u, 600u}) {
        const std::string text = "[\n" + good + ",\n" + bind().substr(0, keep) + "\n" + good + "\n]";
        const Collect array = readJson(text);
        QVERIFY(array.reconciles());
        QCOMPARE(array.foundCount, 3u);
        QCOMPARE(array.records(), 3u);
        QCOMPARE(array.problems.size(), 1u);
        QCOMPARE(text.substr(array.events.back().offset, array.events.back().length), good);
    }
    // A file cut short.
    const Collect cut = readJson("{\"value\":[" + good + "," + bind().substr(0, 620));
    QVERIFY(cut.reconciles());
    QCOMPARE(cut.records(), 2u);
    QCOMPARE(cut.problems.size(), 1u);
    // An object that is no audit record, and text between objects.
    const Collect other = readJson("[" + good + ",{\"a\":1}]\ngarbage\n");
    QVERIFY(other.reconciles());
    QCOMPARE(other.foundCount, 3u);
    QCOMPARE(other.failures.size(), 2u);
}

void TestM365Damage::hugeAndHostile() {
    const std::string good = bind("11111111-1111-4111-8111-111111111111");
    const std::string deep =
        record("Send", ",\"Item\":" + std::string(200000, '[') + std::string(200000, ']'), kId, 2);
    const Collect nested = readJson(deep + "\n" + good + "\n");
    QVERIFY(nested.reconciles());
    QCOMPARE(nested.foundCount, 2u);
    const std::string open = record("Send", ",\"Item\":" + std::string(2000000, '{'), kId, 2);
    const Collect unclosed = readJson(open + "\n" + good + "\n");
    QVERIFY(unclosed.reconciles());
    QCOMPARE(unclosed.events.back().recordKey.substr(0, 36), std::string("11111111-1111-4111-8111-111111111111"));
    // 20 MB in one member: the record is given up, the others are not, in every shape.
    const std::string huge = record("Send", ",\"X\":\"" + std::string(20u << 20, 'x') + "\"", kId, 2);
    for (const std::string& text :
         {good + "\n" + huge + "\n" + good + "\n", "[" + good + "," + huge + "," + good + "]"}) {
        const Collect sink = readJson(text);
        QVERIFY(sink.reconciles());
        QCOMPARE(sink.foundCount, 3u);
        QCOMPARE(sink.failures.size(), 1u);
        QCOMPARE(sink.records(), 2u);
    }
    const Collect csv = readCsv("UserIds,Operations,AuditData\nu,o," + quoted(good) + "\nu,o," +
                                quoted(huge) + "\nu,o," + quoted(good) + "\n");
    QVERIFY(csv.reconciles());
    QCOMPARE(csv.foundCount, 3u);
    QCOMPARE(csv.failures.size(), 1u);
    QCOMPARE(csv.failures[0].length, static_cast<std::uint64_t>(4 + quoted(huge).size()));
    QCOMPARE(csv.records(), 2u);
    // 5,000 properties: bounded, and said so.
    std::string many = ",\"OperationProperties\":[{\"Name\":\"P\",\"Value\":\"1\"}";
    for (int i = 0; i < 5000; ++i) many += ",{\"Name\":\"P" + std::to_string(i) + "\",\"Value\":\"1\"}";
    const Collect wide = readJson(record("Send", many + "]") + "\n");
    QCOMPARE(wide.records(), 1u);
    QVERIFY(wide.events[0].fields.size() < 600);
    QCOMPARE(wide.problems.size(), 1u);
    // Lines that each break at once are read in one pass.
    std::string broken = "[\n";
    for (int i = 0; i < 20000; ++i)
        broken += "{\"CreationTime\":\"2025-12-11T22:14:03\",\"Operation\":\"Send\",\n";
    QElapsedTimer timer;
    timer.start();
    const Collect linear = readJson(broken);
    QVERIFY(linear.reconciles());
    QCOMPARE(linear.foundCount, 20000u);
    QVERIFY(timer.elapsed() < 5000);
}

QTEST_GUILESS_MAIN(TestM365Damage)
#include "tst_m365_damage.moc"

// What left, in the report: the same figures in both languages, nothing of accounts or addresses.
#include <QtTest>

#include "export/report.h"

using namespace sillage;

class ReportExposure : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingMeasuredIsNoSection() { QCOMPARE(exposureHtml({}, "en"), std::string()); }
    void totalsActorsAndChannels() {
        std::vector<ExposureRow> rows;
        const auto row = [&](const char* level, const char* name, std::uint64_t floor, std::uint64_t ceiling, UnboundedMask open) {
            ExposureRow r;
            r.level = level, r.name = name, r.octets = {floor, ceiling, bit(OctetCounter::NginxBody), bit(OctetCounter::NginxBody), open};
            if (open) r.why = {unboundedText(Unbounded::Shell)};
            rows.push_back(std::move(r));
        };
        row("total", "", 1000, 5000, 0);
        row("actor", "A", 1000, 2000, 0);
        row("channel", "shell<script>", 0, 0, bit(Unbounded::Shell));
        row("account", "claire@x.example", 7777, 7777, 0);
        row("address", "203.0.113.66", 8888, 8888, 0);
        const std::string en = exposureHtml(rows, "en"), fr = exposureHtml(rows, "fr");
        for (const std::string* html : {&en, &fr}) {
            QVERIFY(html->find("claire@x.example") == std::string::npos);
            QVERIFY(html->find("203.0.113.66") == std::string::npos);
            QVERIFY(html->find("<script>") == std::string::npos);
            QVERIFY(html->find("1\xe2\x80\xaf" "000") != std::string::npos);
        }
        QVERIFY(en.find("What left the servers") != std::string::npos);
        QVERIFY(en.find("<td>none</td>") != std::string::npos);
        QVERIFY(en.find("what went through a shell is not counted") != std::string::npos);
        QVERIFY(fr.find("Ce qui est sorti des serveurs") != std::string::npos);
        QVERIFY(fr.find("<td>aucun") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ReportExposure)
#include "tst_report_exposure.moc"

// What a bundle says of its items: one row each, in the language, as CSV that no field can break out of; and the report,
// which remarks on those that were rebuilt or recovered only.
#include <QtTest>

#include "base/phrase.h"
#include "export/bundle_items.h"
#include "export/bundle_text.h"
#include "export/report.h"

using namespace sillage;

namespace {

BundleItem octets() {
    BundleItem item{"items/aa/aa.eml", "inbox.mbox", {}};
    item.place.mailbox = "anna@example.org";
    item.place.folder = "INBOX";
    item.place.subject = "Plain, \"quoted\"";
    return item;
}

BundleItem rebuilt() {
    BundleItem item{"items/bb/bb.eml", "office.pst", {}};
    item.place.id = 7;
    item.place.subject = "<b>Crisis</b>";
    item.place.itemClass = "IPM.Appointment";
    item.place.locator = "nid:200024";
    item.place.rebuilt = item.place.recovered = true;
    item.place.recoveredHow = phrase("an orphan node, record at offset %1", 1'048'576);
    return item;
}

bool holds(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

class TestItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneRowAnItem() {
        const std::string csv = itemsCsv({octets(), rebuilt()}, Language::English);
        QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), std::ptrdiff_t(3));
        QVERIFY(csv.starts_with("file,mailbox,folder,uid,message_id,subject,item_class,origin,recovered,"));
        QVERIFY(holds(csv, "\"Plain, \"\"quoted\"\"\",,octets as they lie in the source,,inbox.mbox,"));
        QVERIFY(holds(csv, ",IPM.Appointment,rebuilt from properties,"));
        QVERIFY(holds(csv, "\"recovered: an orphan node, record at offset 1048576\""));
    }

    void onlyTheUnusualIsRemarked() {
        QVERIFY(remarkOn(octets().place, Language::English).empty());
        QCOMPARE(remarkOn(rebuilt().place, Language::English),
                 std::string("rebuilt from properties, recovered: an orphan node, record at offset 1048576"));
        QVERIFY(remarkOn(rebuilt().place, Language::French).starts_with("reconstitué à partir de propriétés, récupéré"));
        Placement inside = octets().place;
        inside.parent = 3;
        QCOMPARE(inEnglish(originOf(inside)), std::string("octets of a message inside another"));
        inside.locator = "item:38e8/part:2";  // of an octet store: decoded, not rebuilt
        QCOMPARE(inEnglish(originOf(inside)), std::string("octets of a message inside another"));
        Placement lost = octets().place;
        lost.recovered = true;
        QCOMPARE(remarkOn(lost, Language::English), std::string("recovered: the store no longer lists it"));
    }

    void theReportRemarksOnThem() {
        Report r;
        r.items = {octets(), rebuilt()};
        const std::string english = reportHtml(r);
        QVERIFY(holds(english, "rebuilt from properties, recovered: an orphan node"));
        QVERIFY(holds(english, "&lt;b&gt;Crisis&lt;/b&gt;"));
        QVERIFY(!holds(english, "inbox.mbox"));
        r.language = "fr";
        QVERIFY(holds(reportHtml(r), "reconstitué à partir de propriétés"));
        r.items = {octets()};
        QVERIFY(!holds(reportHtml(r), "findings/items.csv"));  // nothing to remark, nothing said
    }

    void aTouchedItemCarriesItsRemark() {
        Touch t;
        t.id = "T-000000000001";
        t.actor = "A";  // rows of nobody are listed only where an examiner holds otherwise
        t.placement = 7;
        Touch other = t;
        other.placement = 8;
        const ItemRemarks remarks{{7, "rebuilt from properties"}};
        const std::string lines = touchesJsonl({t, other}, remarks, Language::English);
        const std::size_t end = lines.find('\n');
        QVERIFY(holds(lines.substr(0, end), "\"remark\":\"rebuilt from properties\""));
        QVERIFY(!holds(lines.substr(end), "remark"));
        Report r;
        r.touches = {t};
        r.remarks = remarks;
        QVERIFY(holds(reportHtml(r), "(rebuilt from properties)"));
    }
};

QTEST_GUILESS_MAIN(TestItems)
#include "tst_items.moc"

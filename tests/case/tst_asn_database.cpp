// Databases of autonomous systems: every form they come in, what is wrong with one said with its place, and that an indicator
// by system rests on the file it was stated with.
#include <QtTest>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/error.h"
#include "base/hash.h"
#include "base/phrase.h"
#include "case/annotations.h"
#include "case/asn_database.h"
#include "case/settings.h"
#include "store/database.h"

using namespace sillage;
namespace fs = std::filesystem;

namespace {

/// A MaxMind DB of some networks (file format 2.0): 24-bit records, a map of number and name for each network.
class Tree {
public:
    explicit Tree(int version) : version_(version) { node(); }
    void add(const std::string& network, std::uint32_t asn, const std::string& name) { put(network, map(asn, name)); }
    void put(const std::string& network, const std::string& data) {
        const IpRange range = *IpRange::parse(network);
        const bool v4 = range.base.isV4();
        int from = 0, bits = range.prefix;
        if (version_ == 4) from = 96;
        std::array<std::uint8_t, 16> octets = range.base.octets;
        if (v4 && version_ == 6) octets[10] = octets[11] = 0;
        const std::uint32_t at = 16 + static_cast<std::uint32_t>(data_.size());
        data_ += data;
        std::uint32_t now = 0;
        for (int b = from; b < bits; ++b) {
            const bool right = octets[static_cast<std::size_t>(b / 8)] >> (7 - b % 8) & 1;
            if (b + 1 == bits) {
                leaves_.push_back({now, right, at});
                return;
            }
            if (!nodes_[now][right]) {
                const std::uint32_t next = node();
                nodes_[now][right] = next;
            }
            now = nodes_[now][right];
        }
    }
    /// Another way to the node of ::/96, as 6to4 has one.
    void aliasV4() {
        std::uint32_t v4 = 0;
        for (int i = 0; i < 96; ++i) v4 = nodes_[v4][0];
        put("2002::/16", map(1, "x"));
        alias_ = std::pair(leaves_.back(), v4);
        leaves_.pop_back();
    }
    [[nodiscard]] std::string file() const {
        const auto count = static_cast<std::uint32_t>(nodes_.size());
        std::vector<std::array<std::uint32_t, 2>> records(nodes_.size(), {count, count});
        for (std::size_t n = 0; n < nodes_.size(); ++n)
            for (std::size_t side = 0; side < 2; ++side)
                if (nodes_[n][side]) records[n][side] = nodes_[n][side];
        for (const Leaf& l : leaves_) records[l.node][l.right] = count + l.data;
        if (alias_) records[alias_->first.node][alias_->first.right] = alias_->second;
        std::string out;
        for (const auto& record : records)
            for (const std::uint32_t r : record)
                for (const int shift : {16, 8, 0}) out += static_cast<char>(r >> shift & 255);
        out.append(16, '\0');
        out += data_;
        out += "\xab\xcd\xefMaxMind.com";
        out += '\xe9';  // a map of nine
        field(out, "node_count", number(6, count));
        field(out, "record_size", number(5, 24));
        field(out, "ip_version", number(5, static_cast<std::uint32_t>(version_)));
        field(out, "database_type", text("Test-ASN"));
        field(out, "languages", std::string("\x00\x04", 2));
        field(out, "binary_format_major_version", number(5, 2));
        field(out, "binary_format_minor_version", number(5, 0));
        field(out, "build_epoch", std::string("\x01\x02\x01", 3));
        field(out, "description", std::string("\xe0", 1));
        return out;
    }
    static std::string text(const std::string& s) { return std::string(1, static_cast<char>(0x40 + s.size())) + s; }
    static std::string number(int type, std::uint32_t n) {
        std::string octets;
        for (; n; n >>= 8) octets.insert(octets.begin(), static_cast<char>(n & 255));
        return std::string(1, static_cast<char>(type << 5 | static_cast<int>(octets.size()))) + octets;
    }
    static std::string map(std::uint32_t asn, const std::string& name) {
        std::string out(1, '\xe2');
        field(out, "autonomous_system_number", number(6, asn));
        const std::string key = "autonomous_system_organization";  // longer than 28: the size stands in an octet of its own
        out += '\x5d';
        out += static_cast<char>(key.size() - 29);
        return out + key + text(name);
    }
    static std::string ipinfo(const std::string& asn, const std::string& name) {
        std::string out(1, '\xe2');
        field(out, "asn", text(asn));
        field(out, "name", text(name));
        return out;
    }

private:
    struct Leaf {
        std::uint32_t node;
        bool right;
        std::uint32_t data;
    };
    static void field(std::string& out, const std::string& key, const std::string& value) { out += text(key) + value; }
    std::uint32_t node() {
        nodes_.push_back({0, 0});
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    int version_;
    std::vector<std::array<std::uint32_t, 2>> nodes_;
    std::vector<Leaf> leaves_;
    std::optional<std::pair<Leaf, std::uint32_t>> alias_;
    std::string data_;
};

const char* const kTsv =
    "198.51.100.0\t198.51.100.255\t64501\tFR\tOTHER\n"
    "203.0.113.0\t203.0.113.63\t0\tNone\tNot routed\n"
    "203.0.113.64\t203.0.113.127\t64500\tNL\tEXAMPLE-HOSTING - Example, \"quoted\"\n"
    "2001:db8:66::\t2001:db8:66:ffff:ffff:ffff:ffff:ffff\t64500\tNL\tEXAMPLE-HOSTING\n";

}  // namespace

class AsnDatabaseTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir folder_;
    fs::path path(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }
    fs::path file(const std::string& name, const std::string& octets) const {
        std::ofstream(path(name), std::ios::binary) << octets;
        return path(name);
    }
    fs::path packed(const std::string& name, const std::string& octets, std::size_t cut = 0) const {
        gzFile out = gzopen(path(name).c_str(), "wb");
        gzwrite(out, octets.data(), static_cast<unsigned>(octets.size()));
        gzclose(out);
        if (cut) fs::resize_file(path(name), fs::file_size(path(name)) - cut);
        return path(name);
    }
    static AsnReading read(const fs::path& p) {
        NoProgress none;
        return readAsnDatabase(p, {64500}, none);
    }
    static std::string refused(const std::function<void()>& act) {
        try {
            act();
        } catch (const Error& e) {
            return e.what() + std::string(" | ") + e.hint();
        }
        return "not refused";
    }

private Q_SLOTS:
    void everyFormGivesTheSameRanges_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("octets");
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<QString>("place");
        const auto row = [](const char* what, const char* name, const std::string& octets, bool gzip, const char* place) {
            QTest::newRow(what) << QString(name) << QByteArray(octets.data(), qsizetype(octets.size())) << gzip << QString(place);
        };
        row("iptoasn", "ip2asn.tsv", kTsv, false, "line 3");
        row("iptoasn, gzip", "ip2asn.tsv.gz", kTsv, true, "line 3");
        row("iptoasn, CRLF, no last newline", "crlf.tsv", "203.0.113.64\t203.0.113.127\t64500\tNL\tE\r\n2001:db8:66::\t2001:db8:66:ffff:ffff:ffff:ffff:ffff\t64500\tNL\tE", false, "line 1");
        row("numbers for IPv4", "u32.tsv", "3405803840\t3405803903\t64500\tNL\tE\n2001:db8:66::\t2001:db8:66:ffff:ffff:ffff:ffff:ffff\t64500\tNL\tE\n", false, "line 1");
        row("GeoLite2 CSV", "blocks.csv", "network,autonomous_system_number,autonomous_system_organization\n203.0.113.64/26,64500,\"Example, Inc\"\n2001:db8:66::/48,64500,E\n", false, "line 2");
        row("DB-IP CSV", "dbip.csv", "203.0.113.64,203.0.113.127,64500,\"Example, \"\"X\"\"\"\n2001:db8:66::,2001:db8:66:ffff:ffff:ffff:ffff:ffff,64500,E\n", false, "line 1");
        row("IPinfo CSV", "ipinfo.csv", "start_ip,end_ip,country,asn,as_name\n203.0.113.64,203.0.113.127,NL,AS64500,E\n2001:db8:66::,2001:db8:66:ffff:ffff:ffff:ffff:ffff,NL,AS64500,E\n198.18.0.0,198.18.0.255,NL,,\n", false, "line 2");
        Tree six(6);
        six.add("203.0.113.64/26", 64500, "E");
        six.add("2001:db8:66::/48", 64500, "E");
        six.add("198.51.100.0/24", 64501, "O");
        six.aliasV4();
        row("MaxMind DB", "asn.mmdb", six.file(), false, "network 203.0.113.64/26");
        Tree info(6);
        info.put("203.0.113.64/26", Tree::ipinfo("AS64500", "E"));
        info.put("2001:db8:66::/48", Tree::ipinfo("AS64500", "E"));
        row("IPinfo mmdb", "ipinfo.mmdb", info.file(), false, "network 203.0.113.64/26");
    }
    void everyFormGivesTheSameRanges() {
        QFETCH(QString, name);
        QFETCH(QByteArray, octets);
        QFETCH(bool, gzip);
        QFETCH(QString, place);
        const std::string text(octets.constData(), static_cast<std::size_t>(octets.size()));
        const fs::path p = gzip ? packed(name.toStdString(), text) : file(name.toStdString(), text);
        AsnReading r = read(p);
        QCOMPARE(r.damaged, std::uint64_t{0});
        QCOMPARE(r.problems.size(), std::size_t{0});
        QCOMPARE(r.ranges.size(), std::size_t{2});
        std::sort(r.ranges.begin(), r.ranges.end(), [](const AsnRange& a, const AsnRange& b) { return a.first.octets < b.first.octets; });
        QCOMPARE(r.ranges[0].text(), std::string("203.0.113.64 – 203.0.113.127"));
        QCOMPARE(r.ranges[1].text(), std::string("2001:db8:66:: – 2001:db8:66:ffff:ffff:ffff:ffff:ffff"));
        QCOMPARE(QString::fromStdString(inEnglish(r.ranges[0].place)), place);
        std::ifstream in(p, std::ios::binary);
        QCOMPARE(r.file.sha256, toHex(sha256(std::string((std::istreambuf_iterator<char>(in)), {}))));
    }
    void aTreeOfIPv4() {
        Tree four(4);
        four.add("203.0.113.64/26", 64500, "E");
        const AsnReading r = read(file("four.mmdb", four.file()));
        QCOMPARE(r.ranges.size(), std::size_t{1});
        QCOMPARE(r.ranges[0].text(), std::string("203.0.113.64 – 203.0.113.127"));
        QCOMPARE(inEnglish(r.ranges[0].place), std::string("network 203.0.113.64/26"));
    }

    void damageIsSaidWithItsPlace_data() {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("no address") << QByteArray("203.0.113\t203.0.113.255\t64500\tNL\tE") << QByteArray("not an address: 203.0.113");
        QTest::newRow("no number") << QByteArray("203.0.113.0\t203.0.113.255\tE64500\tNL\tE") << QByteArray("not an AS number: E64500");
        QTest::newRow("too large") << QByteArray("203.0.113.0\t203.0.113.255\t4294967296\tNL\tE") << QByteArray("not an AS number");
        QTest::newRow("backwards") << QByteArray("203.0.113.255\t203.0.113.0\t64500\tNL\tE") << QByteArray("ends before it begins");
        QTest::newRow("two families") << QByteArray("203.0.113.0\t2001:db8::\t64500\tNL\tE") << QByteArray("begins with 203.0.113.0 and ends with 2001:db8::");
        QTest::newRow("cut off") << QByteArray("203.0.113.0\t203.0") << QByteArray("not an address: 203.0");
        QTest::newRow("endless line") << QByteArray(200'000, 'x') << QByteArray("longer than any row");
    }
    void damageIsSaidWithItsPlace() {
        QFETCH(QByteArray, row);
        QFETCH(QByteArray, said);
        const std::string first = "198.51.100.0\t198.51.100.255\t64500\tFR\tOTHER\n";
        const AsnReading r = read(file("damaged.tsv", first + row.toStdString() + "\n192.0.2.0\t192.0.2.255\t64500\tFR\tX\n"));
        QCOMPARE(r.damaged, std::uint64_t{1});
        QCOMPARE(inEnglish(r.problems[0].item), std::string("line 2"));
        QCOMPARE(r.problems[0].offset, std::uint64_t{first.size()});
        QVERIFY2(inEnglish(r.problems[0].reason).find(said.toStdString()) != std::string::npos, r.problems[0].reason.c_str());
        QCOMPARE(r.ranges.size(), std::size_t{2});  // reading goes on
    }
    void rowsThatContradictEachOtherAreDamage() {
        const AsnReading r = read(file("twice.tsv", "10.0.0.0\t10.0.255.255\t64500\tFR\tA\n10.0.1.0\t10.0.1.255\t64501\tFR\tB\n10.0.2.0\t10.0.2.255\t64501\tFR\tB\n"));
        QCOMPARE(r.damaged, std::uint64_t{2});
        QVERIFY(inEnglish(r.problems[0].reason).find("at octets 0 and 33") != std::string::npos);
    }
    void aCutOffGzipIsDamage() {
        std::string rows;
        for (int i = 0; i < 250; ++i) rows += "10." + std::to_string(i) + ".0.0\t10." + std::to_string(i) + ".0.255\t" + std::to_string(64500 + i) + "\tFR\tName " + std::to_string(i * 7919) + "\n";
        const AsnReading r = read(packed("cut.tsv.gz", rows, 40));
        QVERIFY(r.damaged >= 1);
        QVERIFY(inEnglish(r.problems.back().reason).find("gzip") != std::string::npos);
    }
    void aDamagedTreeIsSaid() {
        Tree six(6);
        six.add("203.0.113.64/26", 64500, "E");
        std::string octets = six.file();
        octets[0] = octets[1] = octets[2] = '\x7f';  // the root's left record
        QVERIFY2(refused([&] {
            const AsnReading r = read(file("bad.mmdb", octets));
            throw Error(inEnglish(r.problems.at(0).reason));
        }).find("search tree is damaged") != std::string::npos, "");
        QVERIFY(refused([&] { read(file("short.mmdb", octets.substr(600))); }).find("short.mmdb") != std::string::npos);
    }
    void whateverIsDamagedEndsInAnAnswer() {  // 300 copies with one to eight octets changed; the seed is fixed
        Tree six(6);
        for (int i = 0; i < 40; ++i) six.add("10." + std::to_string(i) + ".0.0/16", 64500 + static_cast<std::uint32_t>(i), "Name " + std::to_string(i));
        six.add("2001:db8:66::/48", 64500, "E");
        six.aliasV4();
        const std::string whole = six.file(), text(kTsv);
        std::mt19937 random(20251211);
        const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
        const int copies = qEnvironmentVariableIntValue("SILLAGE_FUZZ") ? qEnvironmentVariableIntValue("SILLAGE_FUZZ") : 300;
        int read_ = 0, refused_ = 0;
        for (int i = 0; i < copies; ++i) {
            std::string octets = i % 3 ? whole : text;
            for (std::size_t n = 1 + pick(8); n-- > 0;) octets[pick(octets.size())] = static_cast<char>(pick(256));
            if (pick(10) == 0) octets.resize(pick(octets.size()));
            try {
                const AsnReading r = read(file("fuzz.mmdb", octets));
                QVERIFY(r.problems.size() <= AsnReading::kProblems && r.damaged >= r.problems.size());
                ++read_;
            } catch (const Error& e) {
                QVERIFY(std::string(e.what()).find("fuzz.mmdb") != std::string::npos);
                ++refused_;
            }
        }
        QVERIFY(read_ > 0 && refused_ > 0);
    }
    void whatIsNoDatabaseIsRefused() {
        QVERIFY(refused([&] { read(file("letter.txt", "Dear Sir,\nplease find enclosed\n")); }).find("is no database of autonomous systems") != std::string::npos);
        QVERIFY(refused([&] { read(file("empty.tsv", "")); }).find("no row names an autonomous system") != std::string::npos);
        QVERIFY(refused([&] { read(path("missing.tsv")); }).find("cannot be opened") != std::string::npos);
        Tree city(6);
        city.put("203.0.113.64/26", std::string(1, '\xe1') + Tree::text("city") + Tree::text("Paris"));
        QVERIFY(refused([&] { read(file("city.mmdb", city.file())); }).find("no row names an autonomous system") != std::string::npos);
    }

    void anIndicatorBySystemWantsItsDatabase() {
        NoProgress none;
        auto c = Case::create(path("asn.sillage"));
        Indicator i;
        i.asn = 64500;
        const auto add = [&] { addIndicator(*c, i, none); };
        const auto set = [&](const std::string& value) { changeSetting(*c, "asn-database", value, "test", none); };
        QVERIFY(refused(add).find("setting set asn-database") != std::string::npos);
        QVERIFY(c->store().indicators().empty());
        const fs::path good = file("given.tsv", kTsv);
        QVERIFY(refused([&] { set(file("half.tsv", std::string(kTsv) + "10.0.0.0\tx\t1\tFR\tX\n").string()); }).find("line 5 (octet ") != std::string::npos);
        QVERIFY(c->store().asnFiles().empty());
        set(good.string());
        QCOMPARE(c->store().setting("asn-database"), good.string());
        QCOMPARE(c->store().asnFiles().at(0).rows, std::uint64_t{3});
        QCOMPARE(addIndicator(*c, i, none).asn, 64500u);
        QVERIFY(c->store().asnRanges().find(64500, "203.0.113.64"));
        QVERIFY(!c->store().asnRanges().find(64500, "203.0.113.63"));
        i.asn = 64999;
        QVERIFY(refused(add).find("names no address of AS64999") != std::string::npos);
        QVERIFY(refused([&] { set(""); }).find("names AS64500") != std::string::npos);
        // The file changes: what is in the case stays, and another system wants the database stated again.
        file("given.tsv", std::string(kTsv) + "10.0.0.0\t10.0.0.255\t64502\tFR\tX\n");
        i.asn = 64501;
        QVERIFY(refused(add).find("is not the ASN database that was given") != std::string::npos);
        set(good.string());
        addIndicator(*c, i, none);
        QCOMPARE(c->store().indicators().size(), std::size_t{2});
        for (const Indicator& x : c->store().indicators()) removeIndicator(*c, x.id, "test", none);
        set("");
        QVERIFY(c->store().asnFiles().empty() && !c->store().asnRanges().knows(64500));
        bool hashed = false;
        for (const auto& e : c->store().custody()) hashed = hashed || e.detailJson.find("\"sha256\"") != std::string::npos;
        QVERIFY(hashed);
    }
    void twoFilesAreOneDatabase() {
        NoProgress none;
        auto c = Case::create(path("two.sillage"));
        const auto v4 = file("v4.tsv", "203.0.113.64\t203.0.113.127\t64500\tNL\tE\n"), v6 = file("v6.tsv", "2001:db8:66::\t2001:db8:66::ff\t64500\tNL\tE\n");
        changeSetting(*c, "asn-database", v4.string() + "; " + v6.string(), "test", none);
        Indicator i;
        i.asn = 64500;
        addIndicator(*c, i, none);
        const AsnRanges r = c->store().asnRanges();
        QCOMPARE(r.file(r.find(64500, "203.0.113.65")->file)->path, v4.string());
        QCOMPARE(r.file(r.find(64500, "2001:db8:66::1")->file)->path, v6.string());
    }
    void anIndicatorKeepsItsIdAndStatesTheRest() {
        NoProgress none;
        auto c = Case::create(path("ids.sillage"));
        Indicator i;
        i.ip = "203.0.113.66";
        // The hash of what versions before wrote of it.
        QCOMPARE(addIndicator(*c, i, none).id, contentId('I', R"({"actor":"A","ip":"203.0.113.66","account":"","session":"","user_agent":"","from":"","to":""})"));
        Indicator phone = i, app = i;
        phone.device = " APPL1 ";
        app.app = "27922004-5251-4030-B22D-91ECD9A37EA4";
        const Indicator p = addIndicator(*c, phone, none), a = addIndicator(*c, app, none);
        QVERIFY(p.id != a.id);
        QCOMPARE(c->store().indicators().size(), std::size_t{3});
        QCOMPARE(c->store().indicators()[1].device, std::string("APPL1"));
        QCOMPARE(c->store().indicators()[2].app, std::string("27922004-5251-4030-b22d-91ecd9a37ea4"));
    }
    void aCaseFromBeforeIsBroughtUpToDate() {
        NoProgress none;
        const fs::path directory = path("old.sillage");
        std::string id;
        {
            auto c = Case::create(directory);
            Indicator i;
            i.ip = "203.0.113.66";
            i.userAgent = "x";
            id = addIndicator(*c, i, none).id;
        }
        {
            Database db(directory / "case.db", Database::Use::Authored);
            for (const char* column : {"device", "app", "asn"}) db.execute(std::string("ALTER TABLE indicator DROP COLUMN ") + column);
            db.execute("DROP TABLE asn_range; DROP TABLE asn_file; PRAGMA user_version=9");
        }
        auto c = Case::open(directory, Case::Mode::Write);
        QCOMPARE(c->store().indicators().size(), std::size_t{1});
        const Indicator i = c->store().indicators()[0];
        QCOMPARE(i.id, id);
        QCOMPARE(i.userAgent, std::string("x"));
        QVERIFY(i.device.empty() && i.app.empty() && i.asn == 0);
        QVERIFY(fs::exists(directory / "case.db.before-010"));
    }
};

QTEST_GUILESS_MAIN(AsnDatabaseTest)
#include "tst_asn_database.moc"

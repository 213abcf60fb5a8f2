// Blocks of events: what goes in comes out; whatever a worker could send instead is refused, or is a block that can be
// looked at without leaving its octets (a sanitised build sees anything else).
#include <QtTest>

#include <limits>

#include "base/text.h"
#include "record/event_block.h"

using namespace sillage;

namespace {

using L = std::numeric_limits<std::int64_t>;
constexpr std::uint64_t kAnywhere = std::numeric_limits<std::uint64_t>::max();

Event sample(int i) {
    Event e;
    e.line = static_cast<std::uint64_t>(i) + 1;
    e.offset = static_cast<std::uint64_t>(i) * 100;
    e.length = 80;
    e.item = i % 3 == 2;
    e.time = {1'700'000'000'000'000 + i * 1'000'000ll, i % 2 ? Stamp::kNoZone : 60, Precision::Second, true, i % 5 != 0};
    if (i % 4 == 1) e.timeTo = {e.time.civil + 5, 60, Precision::Day, true, true};
    e.rawTime = "Nov 14 " + std::to_string(i);
    e.account = i % 2 ? "camille@example.org" : "";
    e.clientIp = "203.0.113." + std::to_string(i % 7);
    e.clientPort = static_cast<std::uint16_t>(i * 91);
    e.session = std::to_string(i * 7919);
    e.protocol = "imap";
    e.action = i % 2 ? Action::File : Action::Login;
    e.outcome = Outcome::Failure;
    e.uid = i % 2 ? 0xffffffffu : 0;
    e.bytes = i % 6 == 0 ? L::min() : i % 6 == 1 ? L::max() : -1;
    for (int f = 0; f < i % 4; ++f) e.fields.emplace_back(f == 2 ? "é" : "key" + std::to_string(f), std::string(static_cast<std::size_t>(f * i), 'v'));
    e.recordKey = i % 2 ? "" : "key " + std::to_string(i / 3);
    return e;
}

bool same(const Event& a, const Event& b) {
    const auto stamps = [](const Stamp& x, const Stamp& y) {
        return x.present == y.present && (!x.present || (x.civil == y.civil && x.zoneMinutes == y.zoneMinutes &&
                                                         x.precision == y.precision && x.hasYear == y.hasYear));
    };
    for (std::size_t c = 0; c < kEventTexts; ++c)
        if (textOf(a, static_cast<EventText>(c)) != textOf(b, static_cast<EventText>(c))) return false;
    return a.line == b.line && a.offset == b.offset && a.length == b.length && a.item == b.item && stamps(a.time, b.time) &&
           stamps(a.timeTo, b.timeTo) && a.clientPort == b.clientPort && a.action == b.action && a.outcome == b.outcome &&
           a.uid == b.uid && a.bytes == b.bytes && a.fields == b.fields;
}

std::string written(const std::vector<Event>& events) {
    EventBlockBuilder builder;
    for (const Event& e : events) builder.add(e);
    std::string out;
    builder.write(out);
    return out;
}

std::vector<Event> samples(int count) {
    std::vector<Event> out;
    for (int i = 0; i < count; ++i) out.push_back(sample(i));
    return out;
}

const char* why(const std::string& octets, std::uint64_t size = kAnywhere) {
    EventBlock block;
    return block.take(std::string(octets), 0, size);
}

/// Looks at everything a block says it has.
std::size_t lookAt(const EventBlock& block) {
    Event e;
    std::size_t seen = 0;
    for (std::uint32_t row = 0; row < block.rows(); ++row) {
        block.event(row, e);
        for (std::size_t c = 0; c < kEventTexts; ++c) seen += isUtf8(textOf(e, static_cast<EventText>(c)));
        for (const auto& [key, value] : e.fields) seen += isUtf8(key) + isUtf8(value);
    }
    std::vector<std::int64_t> numbers;
    for (std::size_t c = 0; c < kEventNumbers; ++c) block.numbers(static_cast<EventNumber>(c), 0, block.rows(), numbers);
    return seen + numbers.size();
}

}  // namespace

class TestEventBlock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eventsComeBack_data() {
        QTest::addColumn<int>("rows");
        for (const int rows : {1, 2, 7, 300, 5000}) QTest::addRow("%d", rows) << rows;
    }
    void eventsComeBack() {
        QFETCH(int, rows);
        const std::vector<Event> events = samples(rows);
        EventBlock block;
        QCOMPARE(block.take("head" + written(events), 4, kAnywhere), nullptr);
        QCOMPARE(static_cast<int>(block.rows()), rows);
        Event back;
        for (std::uint32_t row = 0; row < block.rows(); ++row) {
            block.event(row, back);
            QVERIFY2(same(back, events[row]), std::to_string(row).c_str());
        }
        std::vector<std::int64_t> lines;
        block.numbers(EventNumber::Line, block.rows() / 2, block.rows(), lines);
        QCOMPARE(lines.size(), static_cast<std::size_t>(block.rows() - block.rows() / 2));
        QCOMPARE(lines.back(), std::int64_t{rows});
    }

    void aBuilderBeginsAnew() {
        EventBlockBuilder builder;
        builder.add(sample(3));
        std::string first, second, third;
        builder.write(first);
        QCOMPARE(builder.rows(), 0u);
        builder.add(sample(8));
        builder.write(second);
        builder.add(sample(3));
        builder.write(third);
        QVERIFY(first == third && first != second);
    }

    void textIsRepaired() {
        Event e = sample(2);
        e.account = "caf\xe9";
        e.session = "\xff";
        // Together they would be UTF-8, each of them is not.
        e.fields = {{"k\xc3", "caf\xc3"}, {"\xa9", "\xa9 au lait"}, {"ok", "é"}};
        EventBlock block;
        QCOMPARE(block.take(written({e, sample(3)}), 0, kAnywhere), nullptr);
        Event back;
        block.event(0, back);
        const std::string mark = "\xef\xbf\xbd";
        QCOMPARE(back.account, "caf" + mark);
        QCOMPARE(back.session, mark);
        const std::vector<std::pair<std::string, std::string>> expected = {{"k" + mark, "caf" + mark}, {mark, mark + " au lait"}, {"ok", "é"}};
        QVERIFY(back.fields == expected);
        block.event(1, back);
        QVERIFY(same(back, sample(3)));
    }

    void sizesAreForeseen() {
        EventBlockBuilder builder;
        std::size_t foreseen = 1000;
        for (int i = 0; i < 3000; ++i) {
            Event e = sample(i);
            e.fields.emplace_back("x", std::string(static_cast<std::size_t>(i % 50), '\xff'));
            foreseen += EventBlockBuilder::octetsOf(e);
            builder.add(e);
        }
        std::string out;
        builder.write(out);
        QVERIFY(out.size() < foreseen);
    }

    void truncationIsRefused() {
        const std::string octets = written(samples(40));
        QCOMPARE(why(octets), nullptr);
        for (std::size_t n = 0; n < octets.size(); ++n) QVERIFY2(why(octets.substr(0, n)), std::to_string(n).c_str());
        QVERIFY(why(octets + '\0'));
    }

    void whatIsOutOfRangeIsRefused() {
        const auto with = [](auto&& change) {
            std::vector<Event> events = samples(5);
            change(events[3]);
            return written(events);
        };
        QVERIFY(why(with([](Event& e) { e.action = static_cast<Action>(200); })));
        QVERIFY(why(with([](Event& e) { e.outcome = static_cast<Outcome>(3); })));
        QVERIFY(why(with([](Event& e) { e.time.precision = static_cast<Precision>(7); })));
        QVERIFY(why(with([](Event& e) { e.time.civil = L::max(); })));
        QVERIFY(why(with([](Event& e) { e.offset = kAnywhere; })));
        const std::string plain = with([](Event&) {});
        QCOMPARE(why(plain, 480), nullptr);
        QVERIFY(why(plain, 479));                                               // the last record ends outside the source
        QVERIFY(why(with([](Event& e) { e.length = 400; }), 480));
        QVERIFY(why(with([](Event& e) { e.length = static_cast<std::uint64_t>(L::max()); })));
        QVERIFY(why(written({})));
    }

    void damageIsRefusedOrRead() {
        std::uint64_t state = 0x2545f4914f6cdd1dull;
        const auto below = [&state](std::size_t n) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return static_cast<std::size_t>(state % n);
        };
        const std::string whole = written(samples(60));
        std::size_t refused = 0, read = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string damaged = whole;
            for (std::size_t n = 1 + below(3); n > 0; --n) damaged[below(round % 2 ? damaged.size() : 200)] = static_cast<char>(below(256));
            EventBlock block;
            if (block.take(std::move(damaged), 0, 6'000)) ++refused;
            else if (lookAt(block) > 0) ++read;
        }
        QCOMPARE(refused + read, std::size_t{20'000});
        QVERIFY(refused > 5'000 && read > 100);
    }
};

QTEST_GUILESS_MAIN(TestEventBlock)
#include "tst_event_block.moc"

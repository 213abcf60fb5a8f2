// The mailboxes that anything names: their order, their numbers with gaps, who means whom, and what of a later table is another.
#include <QtTest>

#include "trace/mailbox_table.h"

using namespace sillage;
using namespace sillage::tracing;

namespace {

/// A case as its logs name it, and its stores.
struct Made {
    Input input;
    Groundwork ground{nullptr};
    explicit Made(const std::vector<std::string>& names) {
        for (const auto& n : names) ground.names.push_back(input.symbols.intern(n));
    }
    void store(const std::string& name, std::uint64_t placements) {
        const Sym s = input.symbols.intern(name);
        input.mailboxes.push_back(s);
        input.contents[s] = {placements, placements * 31};
    }
    [[nodiscard]] std::optional<MailboxTable> lay(const MailboxTable* earlier = nullptr) const { return MailboxTable::lay(input, ground, MailboxOf(input), earlier); }
    [[nodiscard]] std::uint32_t rank(const MailboxTable& t, const char* name) const { return t.rankOf(input.symbols.find(name)); }
};

}  // namespace

class MailboxTableTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mailboxesStandInOrderOfTheirNames() {
        Made made({"zoe", "anna@x.example", "marc"});
        made.store("marc@x.example", 3);
        const auto table = made.lay();
        QVERIFY(table.has_value());
        QCOMPARE(table->size(), std::size_t{3});  // marc is marc@x.example
        QCOMPARE(made.rank(*table, "anna@x.example"), 0u);
        QCOMPARE(made.rank(*table, "marc@x.example"), 1u);
        QCOMPARE(made.rank(*table, "zoe"), 2u);
        QCOMPARE(made.rank(*table, "marc"), kNone);
        QCOMPARE(table->rankOfName(2), 1u);
        QCOMPARE(table->content(1).placements, std::uint64_t{3});
        QVERIFY(table->number(0) < table->number(1) && table->number(1) < table->number(2));
        QVERIFY(table->number(0) > 0);
        QCOMPARE(table->rankOfNumber(table->number(1)), 1u);
        QCOMPARE(table->rankOfNumber(table->number(1) + 1), kNone);
    }

    void whatComesInStandsBetween() {
        Made made({"anna", "zoe"});
        const auto before = made.lay();
        made.store("marc", 5);
        const auto after = made.lay(&*before);
        QVERIFY(after.has_value());
        QCOMPARE(after->number(made.rank(*after, "anna")), before->number(0));
        QCOMPARE(after->number(made.rank(*after, "zoe")), before->number(1));
        QCOMPARE(made.rank(*after, "marc"), 1u);
        const MailboxChange change = compare(*before, *after);
        QCOMPARE(change.changed, std::vector<std::uint32_t>{1});
        QVERIFY(change.gone.empty() && change.names.empty());
    }

    void aStoreTakesTheNameOfItsAccount() {
        Made made({"anna", "zoe"});
        const auto before = made.lay();
        made.store("zoe@x.example", 5);
        const auto after = made.lay(&*before);
        const MailboxChange change = compare(*before, *after);
        QCOMPARE(change.changed, std::vector<std::uint32_t>{made.rank(*after, "zoe@x.example")});
        QCOMPARE(change.gone, std::vector<std::uint32_t>{before->number(1)});
        QCOMPARE(change.names, std::vector<std::uint32_t>{1});
    }

    void otherContentIsAChange() {
        Made made({"anna"});
        made.store("anna", 5);
        const auto before = made.lay();
        QVERIFY(compare(*before, *made.lay(&*before)).changed.empty());
        made.input.contents.begin()->second.digest ^= 1;
        QCOMPARE(compare(*before, *made.lay(&*before)).changed, std::vector<std::uint32_t>{0});
    }

    /// Numbers run out where many come in at one place: then all of them are given anew by the caller.
    void withoutANumberLeftNothingIsLaid() {
        Made made({"a", "c"});
        std::optional<MailboxTable> table = made.lay();
        int came = 0;
        for (; table && came < 64; ++came) {
            made.store("b" + std::string(static_cast<std::size_t>(came), 'b'), 1);  // always between the last and c
            table = made.lay(&*table);
        }
        QVERIFY(!table);
        QVERIFY2(came > 10, std::to_string(came).c_str());
        QVERIFY(made.lay().has_value());
    }
};

QTEST_GUILESS_MAIN(MailboxTableTest)
#include "tst_mailbox_table.moc"

// Messages that travel as a file attached to another: opened, nested where they belong, reached again by their locator.
#include <algorithm>

#include "mail/attached_item.h"
#include "mail/mail_support.h"
#include "mail/mapi_support.h"
#include "mail/msg.h"
#include "mail/mutants.h"
#include "mail/tnef_writer.h"
#include "support/cfb_writer.h"

namespace {

namespace tag = sillage::mapi::tag;

MsgBag file(const std::string& name, const std::string& octets) {
    MsgBag bag;
    bag.number(tag::kAttachMethod, 1).text(tag::kAttachLongFilename, name).binary(0x3701, octets);
    return bag;
}

std::string msg(const std::string& subject, const std::vector<std::pair<std::string, std::string>>& files = {}) {
    MsgSpec m;
    m.properties.text(0x1a, "IPM.Note").text(0x37, subject).text(0x1000, "words of " + subject);
    for (const auto& [name, octets] : files) m.attachments.push_back({file(name, octets), {}, {}});
    return writeMsg(m);
}

std::string winmail(const std::string& subject) {
    return TnefWriter().subject(subject).body("text of " + subject).beginAttachment().title("plan.pdf").data("%PDF of " + subject).octets();
}

std::string mailWith(const std::string& name, const std::string& octets) {
    return "From: a@example.org\nSubject: carrier\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n"
           "Content-Type: application/octet-stream; name=" + name + "\nContent-Transfer-Encoding: base64\n\n" +
           QByteArray(octets.data(), static_cast<qsizetype>(octets.size())).toBase64().toStdString() + "\n--b--\n";
}

const Message* withSubject(const KeepingSink& sink, std::string_view subject) {
    const auto found = std::find_if(sink.messages.begin(), sink.messages.end(), [&](const Message& m) { return m.subject == subject; });
    return found == sink.messages.end() ? nullptr : &*found;
}

std::string rebuilt(const Format& format, const std::string& store, const std::string& locator) {
    MemorySource source(store);
    std::string out;
    format.items->rebuild(source, locator, true, [&](std::string_view piece) { out += piece; });
    return out;
}

std::string part(const Format& format, const std::string& store, const std::string& locator, const std::string& number) {
    MemorySource source(store);
    std::string out;
    format.items->part(source, locator, number, [&](std::string_view piece) { out += piece; });
    return out;
}

/// Each message is found again by its locator, with the subject it has in the index.
void everyMessageIsReachedAgain(const std::string& format, const std::string& store, const KeepingSink& sink) {
    for (const Message& m : sink.messages) {
        if (m.locator.empty() || m.parent < 0) continue;
        QCOMPARE(parseOne(rebuilt(*mailFormat(format), store, m.locator)).subject, m.subject);
        for (const Part& p : m.parts)
            if (p.kind == PartKind::Attachment) QCOMPARE(sha256(part(*mailFormat(format), store, m.locator, p.number)), p.sha256);
    }
}

}  // namespace

class TestAttachedItems : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messageFileInAMail() {
        const std::string inner = msg("inner", {{"deep.bin", "deep octets"}});
        const std::string mail = mailWith("inner.msg", inner);
        const KeepingSink sink = readText(mail, "eml");
        QCOMPARE(sink.foundCount, std::uint64_t{1});
        QCOMPARE(sink.problems.size(), std::size_t{0});
        QCOMPARE(sink.messages.size(), std::size_t{2});
        const Message &top = sink.messages[0], &nested = sink.messages[1];
        QCOMPARE(top.parts.back().sha256, sha256(inner));  // the file stays the attachment it is
        QCOMPARE(nested.subject, std::string("inner"));
        QCOMPARE(nested.parent, 0);
        QCOMPARE(nested.parentPart, std::string("2"));
        QVERIFY(nested.rebuilt && nested.offset == top.offset && nested.length == top.length);
        QCOMPARE(nested.locator, "mail:0+" + std::to_string(mail.size()) + "/msg:2");
        QCOMPARE(part(*mailFormat("eml"), mail, nested.locator, "2"), std::string("deep octets"));
        everyMessageIsReachedAgain("eml", mail, sink);
        QVERIFY_THROWS_EXCEPTION(Error, rebuilt(*mailFormat("eml"), mail, "mail:0+" + std::to_string(mail.size()) + "/msg:1"));
    }

    void messageFilesAndWinmailInAnItem() {
        const std::string store = msg("top", {{"one.msg", msg("one", {{"two.msg", msg("two", {{"winmail.dat", winmail("three")}})}})},
                                              {"notes.txt", "plain"}, {"winmail.dat", winmail("four")}});
        const KeepingSink sink = readText(store, "msg");
        QCOMPARE(sink.foundCount, std::uint64_t{1});
        QCOMPARE(sink.problems.size(), std::size_t{0});
        QCOMPARE(sink.messages.size(), std::size_t{5});
        const Message *one = withSubject(sink, "one"), *two = withSubject(sink, "two"), *three = withSubject(sink, "three"), *four = withSubject(sink, "four");
        QVERIFY(one && two && three && four);
        QCOMPARE(one->locator, std::string("msg/file:2/msg"));
        QCOMPARE(three->locator, std::string("msg/file:2/msg/file:2/msg/file:2/tnef"));
        QCOMPARE(four->locator, std::string("msg/file:4/tnef"));
        QCOMPARE(sink.messages[static_cast<std::size_t>(two->parent)].subject, std::string("one"));
        QCOMPARE(four->parent, 0);
        QCOMPARE(part(*mailFormat("msg"), store, three->locator, "2"), std::string("%PDF of three"));
        everyMessageIsReachedAgain("msg", store, sink);
        MemorySource source(store);
        QVERIFY(!mailFormat("msg")->items->view(source, three->locator).empty());
        QVERIFY_THROWS_EXCEPTION(Error, rebuilt(*mailFormat("msg"), store, "msg/file:3/msg"));
        QVERIFY_THROWS_EXCEPTION(Error, rebuilt(*mailFormat("msg"), store, "msg/file:2"));
    }

    void messageFileInAMailInAnItem() {
        const std::string store = msg("top", {{"mail.eml", mailWith("inner.msg", msg("inner"))}});
        const KeepingSink sink = readText(store, "msg");
        QCOMPARE(sink.messages.size(), std::size_t{3});
        const Message* inner = withSubject(sink, "inner");
        QVERIFY(inner);
        QCOMPARE(sink.messages[static_cast<std::size_t>(inner->parent)].subject, std::string("carrier"));
        QCOMPARE(inner->parentPart, std::string("2"));
        everyMessageIsReachedAgain("msg", store, sink);
    }

    void otherCompoundFilesStayAttachments() {
        const std::string letter = writeCompoundFile({"Root Entry", true, {}, {{"WordDocument", false, std::string(5000, 'w'), {}}}});
        for (const std::string& store : {msg("top", {{"letter.msg", letter}}), msg("top", {{"letter.msg", "no compound file at all"}})}) {
            const KeepingSink sink = readText(store, "msg");
            QCOMPARE(sink.messages.size(), std::size_t{1});
            QCOMPARE(sink.problems.size(), std::size_t{0});
        }
    }

    void damageIsSaidAndTheRestIsRead() {
        const std::string broken = msg("broken").substr(0, 700);
        const KeepingSink sink = readText(msg("top", {{"broken.msg", broken}, {"good.msg", msg("good")}}), "msg");
        QCOMPARE(sink.messages.size(), std::size_t{2});
        QVERIFY(withSubject(sink, "good"));
        QCOMPARE(sink.problems.size(), std::size_t{1});
        QVERIFY(sink.problems[0].reason.find("broken.msg") != std::string::npos);
        const KeepingSink mail = readText(mailWith("broken.msg", broken), "eml");
        QCOMPARE(mail.messages.size(), std::size_t{1});
        QCOMPARE(mail.problems.size(), std::size_t{1});
    }

    void whatIsTooLargeToBeOpenedIsAProblem() {
        const std::string large = msg("large") + std::string(kMaxAttachedFile, '\0');
        const KeepingSink mail = readText(mailWith("large.msg", large), "eml");
        QCOMPARE(mail.messages.size(), std::size_t{1});
        QCOMPARE(mail.messages[0].parts.back().sha256, sha256(large));
        QCOMPARE(mail.problems.size(), std::size_t{1});
        QCOMPARE(mail.problems[0].item, std::string("part 2"));
        const KeepingSink item = readText(msg("top", {{"large.msg", large}}), "msg");
        QCOMPARE(item.messages.size(), std::size_t{1});
        QCOMPARE(item.problems.size(), std::size_t{1});
    }

    void filesInFilesEnd() {
        std::string octets = msg("innermost");
        for (std::size_t i = 0; i < kMaxFilesInside + 3; ++i) octets = msg("level", {{"next.msg", octets}});
        const KeepingSink sink = readText(octets, "msg");
        QCOMPARE(sink.messages.size(), 1 + kMaxFilesInside);
        QCOMPARE(sink.problems.size(), std::size_t{1});
        QVERIFY(!withSubject(sink, "innermost"));
        everyMessageIsReachedAgain("msg", octets, sink);
    }

    void mutantsAreReadToTheEnd() {
        const std::string inner = msg("inner", {{"winmail.dat", winmail("deep")}});
        for (int i = 0; i < mutantCount(); ++i) {
            const KeepingSink sink = readText(msg("top", {{"a.msg", mutant(inner, static_cast<std::uint32_t>(i))}}), "msg");
            QCOMPARE(sink.foundCount, std::uint64_t{1});
            QCOMPARE(sink.top().size(), std::size_t{1});
        }
    }
};

QTEST_GUILESS_MAIN(TestAttachedItems)
#include "tst_attached_items.moc"

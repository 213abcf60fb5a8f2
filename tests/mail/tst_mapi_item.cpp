// Items of properties as messages: headers, bodies, parts, what is nested in them, and their identity.
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonArray>

#include "base/text.h"
#include "mail/mapi/item_access.h"
#include "mail/mapi_support.h"

namespace {

using namespace mapi;
namespace tag = mapi::tag;

void embed(Item& outer, std::function<Item()> make) {
    Attachment a;
    a.properties.list = {number(tag::kAttachMethod, 5), text(tag::kDisplayName, u"inner item")};
    a.locator = "att:7";
    a.offset = 9000;
    a.length = 64;
    a.embedded = [make = std::move(make)] { return std::make_unique<Item>(make()); };
    outer.attachments.push_back(std::move(a));
}

Item nested(int levels) {
    Item item = note(u"level " , u"body");
    item.locator = "nid:1";
    for (int i = 0; i < levels; ++i) item.locator += "/att:7";
    if (levels < 150) embed(item, [levels] { return nested(levels + 1); });
    return item;
}

bool asciiInShortLines(const std::string& octets) {
    std::size_t column = 0;
    for (const char c : octets) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
        column = c == '\n' ? 0 : column + 1;
        if (column > 77) return false;  // 76 and the CR
    }
    return true;
}

class TstMapiItem : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mailWithoutTransportHeaders() {
        Item item = note(u"Réunion à Évian", u"Bonjour à tous\r\nsuite");
        Properties to, cc, ex;
        to.list = {number(tag::kRecipientType, 1), text(tag::kDisplayName, u"Zoë, the \"first\""), text(tag::kSmtpAddress, u"zoe@example.org")};
        cc.list = {number(tag::kRecipientType, 2), text(tag::kDisplayName, u"bob@example.org"), text(tag::kEmailAddress, u"bob@example.org")};
        ex.list = {number(tag::kRecipientType, 1), text(tag::kDisplayName, u"Old Hand"), text(tag::kAddressType, u"EX"),
                   text(tag::kEmailAddress, u"/o=Org/ou=Admin Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=old")};
        item.recipients = {to, ex, cc};
        item.properties.list.push_back(text(tag::kInternetMessageId, u"<1@example.org>"));
        item.properties.list.push_back(text(tag::kInReplyTo, u"<0@example.org>"));
        item.properties.list.push_back(number(tag::kMessageFlags, 1));
        const KeepingSink sink = pushed(item);
        QCOMPARE(sink.messages.size(), std::size_t{1});
        QCOMPARE(sink.problems.size(), std::size_t{0});
        const Message& m = sink.messages.front();
        QCOMPARE(m.subject, std::string("Réunion à Évian"));
        QCOMPARE(m.from, std::string("Ann Ray <ann@example.org>"));
        QCOMPARE(m.to.size(), std::size_t{2});
        QCOMPARE(m.to[0], std::string("Zoë, the \"first\" <zoe@example.org>"));
        QCOMPARE(m.to[1], std::string("Old Hand </o=Org/ou=Admin Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=old>"));
        QCOMPARE(m.cc, std::vector<std::string>{"bob@example.org"});
        QCOMPARE(m.messageId, std::string("<1@example.org>"));
        QCOMPARE(m.inReplyTo, std::string("<0@example.org>"));
        QCOMPARE(m.rawDate, std::string("Tue, 14 Nov 2023 22:13:20 +0000"));
        QCOMPARE(m.flags, std::string("S"));
        QCOMPARE(m.itemClass, std::string("IPM.Note"));
        QCOMPARE(m.locator, std::string("nid:1"));
        QVERIFY(m.rebuilt && m.hasText && m.indexText.find("bonjour a tous") != std::string::npos);
        QCOMPARE(m.offset, std::uint64_t{4096});
        QVERIFY(m.defects.empty());
        QVERIFY(asciiInShortLines(eml(item)));
        QCOMPARE(eml(item), eml(item));
        QCOMPARE(partsDiffer(item), std::string());
    }

    void transportHeadersGoFirst() {
        Item item = note(u"stored subject", u"text");
        item.properties.list.push_back(text(tag::kTransportHeaders,
            u"Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a\r\n\tby b; Mon, 1 Jan 2024 10:00:00 +0200\r\n"
            u"From: =?utf-8?Q?J=C3=A9r=C3=B4me?= <j@example.org>\r\nX-Raw: déjà vu là\r\nDate: Mon, 1 Jan 2024 10:00:00 +0200\r\n"
            u"Content-Type: multipart/mixed; boundary=x\r\nMIME-Version: 1.0\r\n\r\n--x\r\nSubject: of a part\r\n"));
        const Message m = pushed(item).messages.at(0);
        QCOMPARE(m.from, std::string("Jérôme <j@example.org>"));
        QCOMPARE(m.rawDate, std::string("Mon, 1 Jan 2024 10:00:00 +0200"));
        QCOMPARE(m.subject, std::string("stored subject"));  // the transport headers have none
        QCOMPARE(m.parts.size(), std::size_t{1});
        const std::string octets = eml(item);
        QVERIFY(octets.find("Received: from a\r\n\tby b;") != std::string::npos);
        QVERIFY(octets.find("of a part") == std::string::npos);
        MemorySource source(octets);
        const MessageView view = viewMessage(source, 0, octets.size(), {});
        std::string raw;
        for (const auto& [name, value] : view.headers)
            if (name == "X-Raw") raw = value;
        QCOMPARE(raw, std::string("déjà vu là"));
    }

    void noValueBeginsAField() {
        Item item = note(u"first\r\nBcc: planted@example.org\r\n\r\nbody of another", u"text");
        item.properties.list[3] = text(tag::kSenderName, u"A\r\nX-Planted: 1");
        item.properties.list.push_back(text(tag::kInternetMessageId, u"<1>\r\nX-Planted: 2"));
        item.attachments.push_back(attachment(u"a\r\nX-Planted: 3\".txt", "x"));
        const std::string octets = eml(item);
        QVERIFY(octets.find("\nBcc:") == std::string::npos);
        QVERIFY(octets.find("\nX-Planted") == std::string::npos);
        const Message m = pushed(item).messages.at(0);
        QVERIFY(m.bcc.empty());
        QCOMPARE(m.subject.substr(0, 5), std::string("first"));
        QCOMPARE(partsDiffer(item), std::string());
    }

    void bodiesAndAttachments() {
        Item item = note(u"all", u"plain");
        item.properties.list.push_back(number(tag::kInternetCodePage, 1251));
        item.properties.list.push_back(binary(tag::kHtml, "<html><img src=\"cid:pic@1\">\xcf\xf0\xe8\xe2\xe5\xf2\n</html>"));
        Attachment inlined = attachment(u"pic.png", std::string("\x89PNG\0\r\n\x1a\n", 9));
        inlined.properties.list.push_back(text(tag::kAttachContentId, u"pic@1"));
        Attachment link = attachment(u"share", "", 7);
        link.content = nullptr;
        link.properties.list.push_back(text(tag::kAttachLongPathname, u"\\\\server\\share\\plans.docx"));
        item.attachments.push_back(attachment(u"naïve – Плáн.txt", "needle in an attachment"));
        item.attachments.push_back(inlined);
        item.attachments.push_back(link);
        item.attachments.push_back(attachment(u"", std::string(100'000, '\xee'), 6));
        const Message m = pushed(item).messages.at(0);
        std::vector<std::string> layout;
        for (const Part& p : m.parts) layout.push_back(p.number + " " + p.mediaType + " " + p.name);
        const std::vector<std::string> expected = {
            "TEXT multipart/mixed ", "1 multipart/related ", "1.1 multipart/alternative ", "1.1.1 text/plain ",
            "1.1.2 text/html ", "1.2 image/png pic.png", "2 text/plain naïve – Плáн.txt",
            "3 application/octet-stream \\\\server\\share\\plans.docx", "4 application/octet-stream OLE object"};
        QCOMPARE(layout, expected);
        QCOMPARE(partNumbered(m, "1.2")->kind, PartKind::Inline);
        QCOMPARE(partNumbered(m, "1.1.2")->charset, std::string("windows-1251"));
        QCOMPARE(partNumbered(m, "4")->size, std::uint64_t{100'000});
        QVERIFY(m.indexText.find("needle") != std::string::npos);
        QVERIFY(m.indexText.find("привет") != std::string::npos);
        QCOMPARE(partsDiffer(item), std::string());
        QVERIFY(eml(item, false).size() < eml(item).size());
        QVERIFY(eml(item, false).find("plans.docx") != std::string::npos);
    }

    void embeddedAndAttachedMessages() {
        Item item = note(u"outer", u"outer body");
        embed(item, [] {
            Item inner = note(u"inner", u"inner body");
            inner.locator = "nid:1/att:7";
            inner.offset = 9000;
            inner.attachments.push_back(attachment(u"deep.bin", "deep octets"));
            return inner;
        });
        item.attachments.push_back(attachment(
            u"mail.eml", "Subject: attached\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\n"
                         "quoted words\r\n--q\r\nContent-Type: application/x; name=z.bin\r\n\r\n12345\r\n--q--\r\n"));
        const KeepingSink sink = pushed(item);
        QCOMPARE(sink.problems.size(), std::size_t{0});
        QCOMPARE(sink.messages.size(), std::size_t{3});
        const Message &inner = sink.messages[1], &mail = sink.messages[2];
        QCOMPARE(inner.parent, 0);
        QCOMPARE(inner.locator, std::string("nid:1/att:7"));
        QCOMPARE(inner.subject, std::string("inner"));
        QCOMPARE(inner.parentPart, std::string("2"));
        QCOMPARE(inner.offset, std::uint64_t{9000});
        QCOMPARE(inner.parts.back().name, std::string("deep.bin"));
        QCOMPARE(inner.parts.back().number, std::string("2"));
        QCOMPARE(mail.subject, std::string("attached"));
        QCOMPARE(mail.locator, std::string("nid:1/part:3"));
        QCOMPARE(partsDiffer(item), std::string());
        QCOMPARE(partOctets(item, "2.2"), std::string("deep octets"));
        QCOMPARE(partOctets(item, "3.2"), std::string("12345"));
        QVERIFY_EXCEPTION_THROWN(partOctets(item, "9"), Error);
        // An embedded item's octets in its parent are those it has on its own.
        const std::unique_ptr<Item> own = item.attachments[0].embedded();
        QCOMPARE(partOctets(item, "2"), eml(*own));
        // The same by locator.
        const OpenItem open = [&](std::string_view) { return std::make_unique<Item>(item); };
        std::string got;
        part(open, "nid:1/part:3", "2", [&](std::string_view o) { got += o; });
        QCOMPARE(got, std::string("12345"));
    }

    void signedMessageStaysWhole() {
        const std::string entity =
            "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"s\"\r\n\r\n"
            "--s\r\nContent-Type: text/plain\r\n\r\nsigned words \r\n--s\r\nContent-Type: application/pkcs7-signature;"
            " name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--s--\r\n";
        Item item = note(u"signed", u"ignored");
        item.properties.list[0] = text(tag::kMessageClass, u"IPM.Note.SMIME.MultipartSigned");
        item.attachments.push_back(attachment(u"SMIME.p7m", entity));
        const Message m = pushed(item).messages.at(0);
        QCOMPARE(m.parts.size(), std::size_t{3});
        QCOMPARE(m.parts[2].name, std::string("smime.p7s"));
        QVERIFY(eml(item).find(entity) != std::string::npos);
        QVERIFY(m.indexText.find("signed words") != std::string::npos);
        QCOMPARE(partsDiffer(item), std::string());
    }

    void oneHundredLevels() {
        const KeepingSink sink = pushed(nested(0));
        QCOMPARE(sink.messages.size(), std::size_t{100});
        bool said = false;
        for (const std::string& d : sink.messages.back().defects) said |= d.find("100 levels") != std::string::npos;
        QVERIFY(said);
        QCOMPARE(sink.messages[99].parent, 98);
    }

    void itemsThatCannotBeOpened() {
        Item item = note(u"outer", u"body");
        Attachment a = attachment(u"lost", "");
        a.content = nullptr;
        a.embedded = []() -> std::unique_ptr<Item> { throw Error("the block is gone"); };
        item.attachments.push_back(a);
        Attachment broken = attachment(u"half.bin", "");
        broken.content = [](const Octets& out) {
            out("half");
            throw Error("sector 9 cannot be read");
        };
        item.attachments.push_back(broken);
        const Message m = pushed(item).messages.at(0);
        QCOMPARE(m.defects.size(), std::size_t{2});
        QVERIFY(m.defects[0].find("the block is gone") != std::string::npos);
        QVERIFY(m.defects[1].find("sector 9") != std::string::npos);
        QCOMPARE(m.parts.size(), std::size_t{4});
        QCOMPARE(m.parts[3].size, std::uint64_t{4});
    }

    void itemsThatAreNoMail() {
        Item contact;
        contact.locator = "nid:2";
        contact.properties.list = {text(tag::kMessageClass, u"IPM.Contact"), text(tag::kDisplayName, u"Paul Lac"),
                                   text(0x3a16, u"Barrage SA"), text(0x3a1c, u"+33 6 00"), text(tag::kBody, u"met in May"),
                                   named(kAddress, 0x8083, text(0x8001, u"paul@example.org"))};
        const Message m = pushed(contact).messages.at(0);
        QCOMPARE(m.itemClass, std::string("IPM.Contact"));
        for (const char* word : {"paul lac", "barrage sa", "+33 6 00", "paul@example.org", "met in may"})
            QVERIFY2(m.indexText.find(word) != std::string::npos, word);
        Item meeting;
        meeting.properties.list = {text(tag::kMessageClass, u"IPM.Appointment"),
                                   named(kAppointment, 0x8208, text(0x8002, u"Room 7")),
                                   named(kAppointment, 0x820d, time(0x8003, 1'700'000'000))};
        const std::string said = pushed(meeting).messages.at(0).indexText;
        QVERIFY(said.find("room 7") != std::string::npos && said.find("2023-11-14 22:13:20 utc") != std::string::npos);
        Item report;
        report.properties.list = {text(tag::kMessageClass, u"REPORT.IPM.Note.NDR"), text(tag::kReportText, u"no such box")};
        QVERIFY(pushed(report).messages.at(0).indexText.find("no such box") != std::string::npos);
        QCOMPARE(partsDiffer(contact), std::string());
    }

    void textOfEveryCodePage() {
        Item item = note(u"", u"");
        item.properties.codePage = 932;
        item.properties.list[1] = prop(tag::kSubject, mapi::type::kString8, "\x93\xfa\x96\x7b");
        QCOMPARE(pushed(item).messages.at(0).subject, std::string("日本"));
        item.properties.codePage = 50220;
        QCOMPARE(pushed(item).messages.at(0).subject, std::string("日本"));
        item.properties.list[1] = prop(tag::kSubject, mapi::type::kString8, "\x1b$BF|K\\\x1b(B");
        QCOMPARE(pushed(item).messages.at(0).subject, std::string("日本"));
        item.properties.codePage = 1251;
        item.properties.list[1] = prop(tag::kSubject, mapi::type::kString8, "\xcc\xe8\xf0");
        QCOMPARE(pushed(item).messages.at(0).subject, std::string("Мир"));
        item.properties.codePage = 0;
        item.properties.list[1] = prop(tag::kSubject, mapi::type::kString8, "\xe9t\xe9");
        QCOMPARE(pushed(item).messages.at(0).subject, std::string("été"));
    }

    void identityIsContent() {
        const auto identity = [](const Item& i) { return pushed(i).messages.at(0).sha256; };
        Item one = note(u"same", u"text");
        one.attachments.push_back(attachment(u"a.bin", "octets"));
        Item other = one;
        other.locator = "nid:99";
        other.offset = 1;
        std::swap(other.properties.list[1], other.properties.list[3]);
        other.properties.list.push_back(binary(tag::kEntryId, "entry"));
        other.properties.list.push_back(binary(tag::kSourceKey, "source"));
        other.properties.list.push_back(number(tag::kMessageFlags, 1));
        other.properties.list.push_back(number(0x0e08, 12345));
        QVERIFY(identity(one) == identity(other));
        Item ansi = one;
        ansi.properties.list[1] = prop(tag::kSubject, mapi::type::kString8, "same");
        QVERIFY(identity(one) == identity(ansi));
        Item edited = one;
        edited.properties.list[2] = text(tag::kBody, u"text.");
        QVERIFY(identity(one) != identity(edited));
        Item changed = one;
        changed.attachments[0] = attachment(u"a.bin", "OCTETS");
        QVERIFY(identity(one) != identity(changed));
    }

    // Cases of earlier versions must find their items again: the definition (mapi/digest.h) does not change.
    void identityStaysTheSameForEver() {
        Item item = note(u"Grüße", std::u16string(3000, u'é'));
        item.properties.list.push_back(binary(tag::kHtml, std::string(5000, 'h')));
        item.properties.list.push_back(named(kAppointment, 0x8208, text(0x8000, u"Room 7")));
        item.properties.list.push_back(number(0x0017, 2));
        Properties to;
        to.list = {number(tag::kRecipientType, 1), text(tag::kDisplayName, u"Zoë"), text(tag::kSmtpAddress, u"zoe@example.org")};
        item.recipients = {to};
        item.attachments.push_back(attachment(u"a.bin", "octets"));
        QCOMPARE(toHex(pushed(item).messages.at(0).sha256), std::string("b005bf8da9f8c1f1e06db32e54813ff77412f747658c979d431eae4e49a8a933"));
    }

    void propertiesForPeopleAndMachines() {
        Item item = note(u"Sujet", u"corps");
        item.properties.list.push_back(binary(0x7777, std::string(5000, '\xab')));
        item.properties.list.push_back(named(kAppointment, 0x8208, text(0x8000, u"Room \u202e7")));
        const std::vector<PropertyView> view = viewProperties(item);
        QCOMPARE(view.size(), item.properties.list.size());
        QCOMPARE(view[1].tag, std::string("0x0037001F"));
        QCOMPARE(view[1].name, std::string("PidTagSubject"));
        QCOMPARE(view[1].type, std::string("PtypString"));
        QCOMPARE(view[5].value, std::string("2023-11-14T22:13:20.000000Z"));
        QVERIFY(view[6].value.ends_with("(5000 octets)") && view[6].value.size() < 8300);
        QCOMPARE(view[7].tag, std::string("{00062002-0000-0000-C000-000000000046}/0x8208"));
        QCOMPARE(view[7].name, std::string("PidLidLocation"));
        QCOMPARE(view[7].value, std::string("Room \\u202e7"));
        std::string json;
        writePropertiesJson(item, [&](std::string_view piece) { json += piece; });
        QJsonParseError error{};
        const QJsonObject o = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonArray list = o[QLatin1String("properties")].toArray();
        QCOMPARE(static_cast<std::size_t>(list.size()), item.properties.list.size());
        QCOMPARE(list[1].toObject()[QLatin1String("value")].toString(), QStringLiteral("Sujet"));
        QCOMPARE(list[6].toObject()[QLatin1String("value")].toString().size(), 10'000);
    }

    void placementOfTheTop() {
        Message placement;
        placement.folder = "INBOX/sub";
        placement.recovered = true;
        placement.recoveredHow = "from a stale page at offset 512";
        placement.flags = "F";
        Item item = note(u"x", u"y");
        embed(item, [] { return note(u"in", u"z"); });
        const KeepingSink sink = pushed(item, std::move(placement));
        QCOMPARE(sink.messages[0].flags, std::string("F"));
        QCOMPARE(sink.messages[0].recoveredHow, std::string("from a stale page at offset 512"));
        QCOMPARE(sink.messages[1].folder, std::string("INBOX/sub"));
        QVERIFY(sink.messages[1].recovered);
        QCOMPARE(sink.foundCount, std::uint64_t{0});
    }
};

}  // namespace

QTEST_GUILESS_MAIN(TstMapiItem)
#include "tst_mapi_item.moc"

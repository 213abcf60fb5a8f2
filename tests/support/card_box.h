// An invented store whose items have keys and properties but no octets of their own, as PST has: a header and one card
// of 512 octets an item. Small enough to be the reference for everything that carries such items through the program.
// The test's program registers it (decode/registry.h, addFormat) in itself and in its worker.
#pragma once

#include <QByteArray>
#include <QList>

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "evidence/reader.h"

namespace cardbox {

using namespace sillage;

constexpr std::uint64_t kKeys = 0x10000;
constexpr std::uint64_t kCard = 512;
constexpr const char* kMagic = "CARD BOX 1";

struct Card {
    std::uint64_t key = 0;
    QByteArray itemClass = "IPM.Note", folder = "Inbox", subject, body;
    QByteArray attachment;     ///< content of report.bin, "" = none
    QByteArray enclosed;       ///< subject of a message inside, "" = none
    bool recovered = false;
};

inline QByteArray padded(QByteArray text) {
    if (text.size() >= static_cast<qsizetype>(kCard)) qFatal("a card too long");
    text.append(QByteArray(static_cast<qsizetype>(kCard) - text.size() - 1, ' '));
    return text + '\n';
}

inline QByteArray write(const std::vector<Card>& cards) {
    QByteArray out = padded(kMagic);
    for (const Card& c : cards)
        out += padded(QByteArray::number(static_cast<qulonglong>(c.key)) + '\t' + c.itemClass + '\t' + c.folder + '\t' +
                      c.subject + '\t' + c.body + '\t' + c.attachment + '\t' + c.enclosed + '\t' +
                      (c.recovered ? "recovered" : "live") + '\t');
    return out;
}

struct Placed {
    Card card;
    std::uint64_t offset = 0;
};

inline void eachCard(ByteSource& source, const std::function<void(const Placed&)>& each) {
    for (std::uint64_t at = kCard; at + kCard <= source.size(); at += kCard) {
        const QList<QByteArray> f = QByteArray::fromStdString(source.readString(at, kCard)).split('\t');
        if (f.size() < 8) continue;
        each({{f[0].toULongLong(), f[1], f[2], f[3], f[4], f[5], f[6], f[7] == "recovered"}, at});
    }
}

inline std::string locatorOf(const Card& c) { return "card:" + std::to_string(c.key); }

inline Placed findCard(ByteSource& source, std::string_view locator) {
    Placed found;
    eachCard(source, [&](const Placed& p) {
        const std::string own = locatorOf(p.card);
        if (locator == own || locator == own + "/in") found = p;
    });
    if (!found.offset) throw Error("no card " + std::string(locator));
    return found;
}

inline std::string headersOf(const QByteArray& subject, std::uint64_t key) {
    return "From: Camille <camille@example.org>\r\nTo: etienne@example.org\r\nSubject: " + subject.toStdString() +
           "\r\nDate: Thu, 11 Dec 2025 22:14:03 +0100\r\nMessage-ID: <card" + std::to_string(key) +
           "@example.org>\r\nMIME-Version: 1.0\r\n";
}

inline std::string enclosedEml(const Card& c) {
    return headersOf(c.enclosed, c.key + 1) + "Content-Type: text/plain\r\n\r\nInside.\r\n";
}

inline std::string emlOf(const Card& c, bool attachments) {
    std::string out = headersOf(c.subject, c.key) + "Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n"
                      "Content-Type: text/plain\r\n\r\n" + c.body.toStdString() + "\r\n";
    if (!c.attachment.isEmpty())
        out += "--cut\r\nContent-Type: application/octet-stream; name=report.bin\r\n"
               "Content-Disposition: attachment; filename=report.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
               (attachments ? c.attachment.toBase64().toStdString() + "\r\n" : std::string("\r\n"));
    if (!c.enclosed.isEmpty()) out += "--cut\r\nContent-Type: message/rfc822\r\n\r\n" + enclosedEml(c);
    return out + "--cut--\r\n";
}

inline Part part(const char* number, PartKind kind, const char* type, const std::string& content) {
    Part p;
    p.number = number;
    p.kind = kind;
    p.mediaType = type;
    p.size = content.size();
    p.sha256 = sha256(content);
    if (kind == PartKind::Attachment) p.name = "report.bin";
    return p;
}

inline Message messageOf(const Placed& p) {
    const Card& c = p.card;
    Message m;
    m.offset = p.offset;
    m.length = kCard;
    m.locator = locatorOf(c);
    m.itemClass = c.itemClass.toStdString();
    m.sourceKey = "SK" + std::to_string(c.key);
    m.changeKey = "CK";
    m.entryId = std::string("\0\1", 2);
    m.folder = c.folder.toStdString();
    m.subject = c.subject.toStdString();
    m.from = "Camille <camille@example.org>";
    m.to = {"etienne@example.org"};
    m.messageId = "<card" + std::to_string(c.key) + "@example.org>";
    m.date = {1765487643000000, 0, Precision::Second, true, true};
    m.rawDate = "Thu, 11 Dec 2025 22:14:03 +0100";
    m.indexText = c.body.toStdString();
    m.hasText = true;
    m.rebuilt = true;
    m.recovered = c.recovered;
    if (c.recovered) m.recoveredHow = "a card without a folder, at offset " + std::to_string(p.offset);
    m.parts.push_back(part("1", PartKind::TextBody, "text/plain", m.indexText));
    if (!c.attachment.isEmpty())
        m.parts.push_back(part("2", PartKind::Attachment, "application/octet-stream", c.attachment.toStdString()));
    if (!c.enclosed.isEmpty())
        m.parts.push_back(part(c.attachment.isEmpty() ? "2" : "3", PartKind::Message, "message/rfc822", enclosedEml(c)));
    return m;
}

inline void read(ByteSource& source, const Range& range, const ReadHints&, Sink& sink) {
    std::int32_t pushed = 0;
    eachCard(source, [&](const Placed& p) {
        const Card& c = p.card;
        if (c.key < range.begin || c.key >= range.end) return;
        if (c.body.contains("X-Misbehave: crash")) __builtin_trap();
        if (c.body.contains("X-Misbehave: throw")) throw Error("a page of the box is not there");
        if (!c.recovered) sink.found();
        Message m = messageOf(p);
        const std::string parentPart = m.parts.back().number;
        sink.message(std::move(m));
        const std::int32_t parent = pushed++;
        if (c.enclosed.isEmpty()) return;
        Message in = messageOf(p);
        in.locator += "/in";
        in.subject = c.enclosed.toStdString();
        in.messageId = "<card" + std::to_string(c.key + 1) + "@example.org>";
        in.parent = parent;
        in.parentPart = parentPart;
        in.recovered = false;  // inherited by whoever takes it in
        in.recoveredHow.clear();
        in.parts.resize(1);
        sink.message(std::move(in));
        ++pushed;
    });
}

/// Every fourth card begins a unit.
inline void scan(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
                 std::string&) {
    Stream stream(source, 0, source.size());
    for (Bytes block = stream.next(); !block.empty(); block = stream.next()) data(block);
    int n = 0;
    eachCard(source, [&](const Placed& p) {
        if (++n % 4 == 0) cut({p.card.key, 1});
    });
}

inline void rebuild(ByteSource& source, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    const Placed p = findCard(source, locator);
    eml(locator.ends_with("/in") ? enclosedEml(p.card) : emlOf(p.card, attachments));
}

inline void writePart(ByteSource& source, std::string_view locator, std::string_view number, const ItemAccess::Octets& out) {
    const Card c = findCard(source, locator).card;
    if (number == "1") out(c.body.toStdString());
    else if (number == "2" && !c.attachment.isEmpty()) out(c.attachment.toStdString());
    else if (!c.enclosed.isEmpty()) out(enclosedEml(c));
    else throw Error("the card has no part " + std::string(number));
}

inline void properties(ByteSource& source, std::string_view locator, const ItemAccess::Octets& json) {
    json("{\"PidTagSubject\":\"" + findCard(source, locator).card.subject.toStdString() + "\"}");
}

inline std::vector<PropertyView> view(ByteSource& source, std::string_view locator) {
    const Card c = findCard(source, locator).card;
    return {{"0x001A001F", "PidTagMessageClass", "PtypString", c.itemClass.toStdString()},
            {"0x0037001F", "PidTagSubject", "PtypString", c.subject.toStdString()}};
}

inline Recognition recognise(const Head& head) {
    return head.octets.starts_with(kMagic) ? Recognition{100, "begins with the name of a card box"} : Recognition{};
}

inline const ItemAccess kItems{rebuild, writePart, properties, view};
inline const Format kFormat{"card-box", "Card box",  SourceKind::Mailbox, recognise, read,
                            scan,       "names item", kKeys,               &kItems};

/// A few live cards of every kind, and what was found beside them.
inline std::vector<Card> someCards(int live = 10) {
    std::vector<Card> cards;
    for (int i = 0; i < live; ++i) {
        Card c;
        c.key = 0x20u + 4u * static_cast<unsigned>(i);
        c.folder = i % 3 == 2 ? "Sent/2025" : "Inbox";
        c.itemClass = i == 1 ? "IPM.Contact" : "IPM.Note";
        c.subject = "Card " + QByteArray::number(i);
        c.body = "Text of card " + QByteArray::number(i);
        if (i == 3) c.attachment = QByteArray("\0\1\2report", 9).toHex();
        if (i == 4) c.enclosed = "A message inside";
        cards.push_back(c);
    }
    Card lost;
    lost.key = 0x8000;
    lost.folder = "Deleted";
    lost.subject = "A card thrown away";
    lost.body = "secret of the bin";
    lost.enclosed = "Inside what was thrown away";
    lost.recovered = true;
    cards.push_back(lost);
    return cards;
}

}  // namespace cardbox

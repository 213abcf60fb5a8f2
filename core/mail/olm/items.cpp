#include "mail/olm/items.h"

#include <algorithm>
#include <optional>

#include <QXmlStreamReader>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"
#include "mail/mapi/tags.h"

namespace sillage::olm {
namespace {

namespace tag = mapi::tag;
namespace type = mapi::type;
using mapi::Properties;

constexpr std::size_t kMostItems = 1'000'000, kMostProperties = 2'000, kMostAttachments = 10'000;
constexpr int kMaxDepth = 50;

std::string octetsOf(std::uint64_t v, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(v >> (8 * i));
    return out;
}

void add(Properties& p, std::uint16_t id, std::uint16_t kind, std::string value) {
    mapi::Property property;
    property.id = id;
    property.type = kind;
    property.size = value.size();
    property.values.push_back(std::move(value));
    p.list.push_back(std::move(property));
}

std::string utf16(const QString& text) {
    std::string out;
    out.reserve(static_cast<std::size_t>(text.size()) * 2);
    for (const QChar c : text) out += octetsOf(c.unicode(), 2);
    return out;
}

void addText(Properties& p, std::uint16_t id, const QString& text) {
    if (!text.isEmpty()) add(p, id, type::kString, utf16(text));
}

void addNumber(Properties& p, std::uint16_t id, std::uint32_t v) { add(p, id, type::kInteger32, octetsOf(v, 4)); }

/// The program writes civil times of UTC without a zone.
std::optional<std::int64_t> microsOf(const QString& text) {
    const auto stamp = parseIsoStamp(text.trimmed().toStdString());
    if (!stamp || !stamp->present) return {};
    return stamp->civil - (stamp->zoneMinutes == Stamp::kNoZone ? 0 : stamp->zoneMinutes * 60'000'000ll);
}

void addTime(Properties& p, std::uint16_t id, const QString& text) {
    if (const auto micros = microsOf(text); micros && *micros > -11'644'473'600'000'000ll)
        add(p, id, type::kTime, octetsOf(static_cast<std::uint64_t>(*micros + 11'644'473'600'000'000ll) * 10, 8));
}

/// Every element is kept under its own name, so that nothing the archive says is lost.
void addNamed(Properties& p, const QString& name, const QString& text) {
    if (text.isEmpty() || p.list.size() >= kMostProperties) return;
    auto named = std::make_shared<mapi::PropertyName>();
    named->set = mapi::kPublicStrings;
    named->name = name.toStdString();
    add(p, static_cast<std::uint16_t>(0x8000 + std::min<std::size_t>(p.list.size(), 0x7ffe)), type::kString, utf16(text));
    p.list.back().name = std::move(named);
}

/// "1E0", "-1", "4.1E1".
double number(const QString& text) { return text.toDouble(); }

struct Kind {
    const char* element;
    const char* itemClass;
    const char* titles[3];
};
constexpr Kind kKinds[] = {
    {"email", "IPM.Note", {"OPFMessageCopySubject", "", ""}},
    {"contact", "IPM.Contact", {"OPFContactCopyDisplayName", "OPFContactCopyLastName", "OPFContactCopyFirstName"}},
    {"appointment", "IPM.Appointment", {"OPFCalendarEventCopySummary", "", ""}},
    {"task", "IPM.Task", {"OPFTaskCopyName", "", ""}},
    {"note", "IPM.StickyNote", {"OPFNoteCopyTitle", "", ""}},
    {"group", "IPM.DistList", {"OPFGroupCopyDisplayName", "OPFGroupCopyName", ""}},
};

/// "OPFContactCopyFirstName" is "FirstName" to a reader.
QString shortName(const QString& element) {
    for (const char* prefix : {"OPFCalendarEventCopy", "OPFCalendarEventGet", "OPFCalendarEvent", "OPFContactCopy", "OPFContactGet",
                               "OPFContact", "OPFTaskCopy", "OPFTaskGet", "OPFNoteCopy", "OPFNoteGet", "OPFGroupCopy"})
        if (element.startsWith(QLatin1String(prefix))) return element.mid(static_cast<qsizetype>(qstrlen(prefix)));
    return element;
}

class Reader {
public:
    Reader(std::string_view xml, const Members& members)
        : in_(QByteArray::fromRawData(xml.data(), static_cast<qsizetype>(xml.size()))), members_(members) {
        in_.setEntityExpansionLimit(0);
    }
    std::vector<ReadItem> read(std::string& problem) {
        while (!in_.atEnd() && out_.size() < kMostItems) {
            switch (in_.readNext()) {
                case QXmlStreamReader::StartElement: begin(); break;
                case QXmlStreamReader::EndElement: end(); break;
                case QXmlStreamReader::Characters: if (depth_ > 2) text_ += in_.text(); break;
                default: break;
            }
            if (depth_ > kMaxDepth) {
                problem = phrase("the XML is nested more than %1 levels deep", kMaxDepth);
                break;
            }
        }
        if (problem.empty() && in_.hasError())
            problem = phrase("the XML is damaged at octet %1 (%2)", in_.characterOffset(), in_.errorString().toStdString());
        if (kind_) close(problem);
        return std::move(out_);
    }

private:
    void begin() {
        ++depth_;
        if (depth_ == 2) {
            kind_ = nullptr;
            for (const Kind& k : kKinds)
                if (in_.name() == QLatin1String(k.element)) kind_ = &k;
            now_ = {};
            readable_.clear();
            text_.clear();
            if (kind_) addText(now_.item.properties, tag::kMessageClass, QString::fromLatin1(kind_->itemClass));
        } else if (depth_ == 3) {
            field_ = in_.name().toString();
            text_.clear();
        }
        if (!kind_ || depth_ < 4) return;
        const QXmlStreamAttributes a = in_.attributes();
        if (in_.name() == QLatin1String("emailAddress")) address(a);
        else if (in_.name() == QLatin1String("messageAttachment")) attachment(a);
        else for (const QXmlStreamAttribute& one : a) extra(one.name().toString(), one.value().toString());
    }

    void end() {
        if (depth_ == 3 && kind_) field();
        if (depth_ == 2 && kind_) close({});
        --depth_;
    }

    void extra(const QString& name, const QString& value) {
        if (name == QLatin1String("space") || value.isEmpty()) return;
        addNamed(now_.item.properties, field_ + QLatin1Char('.') + name, value);
        readable_ += shortName(name) + QStringLiteral(": ") + value + QStringLiteral("\r\n");
    }

    void address(const QXmlStreamAttributes& a) {
        const QString address = a.value(QLatin1String("OPFContactEmailAddressAddress")).toString();
        const QString name = a.value(QLatin1String("OPFContactEmailAddressName")).toString();
        if (kind_ != &kKinds[0]) return extra(QStringLiteral("EmailAddress"), name.isEmpty() ? address : name + QStringLiteral(" <") + address + QLatin1Char('>'));
        Properties& p = now_.item.properties;
        const bool from = field_ == QLatin1String("OPFMessageCopyFromAddresses");
        if (from || field_ == QLatin1String("OPFMessageCopySenderAddress")) {
            const std::uint16_t nameTag = from ? tag::kSentRepresentingName : tag::kSenderName;
            if (p.find(nameTag) || p.find(from ? tag::kSentRepresentingEmail : tag::kSenderEmail))
                return addNamed(p, field_, address);
            addText(p, nameTag, name.isEmpty() ? address : name);
            addText(p, from ? tag::kSentRepresentingAddressType : tag::kSenderAddressType, QStringLiteral("SMTP"));
            addText(p, from ? tag::kSentRepresentingEmail : tag::kSenderEmail, address);
            return;
        }
        const int recipient = field_ == QLatin1String("OPFMessageCopyToAddresses")    ? 1
                              : field_ == QLatin1String("OPFMessageCopyCCAddresses")  ? 2
                              : field_ == QLatin1String("OPFMessageCopyBCCAddresses") ? 3 : 0;
        if (recipient == 0 || now_.item.recipients.size() >= 100'000) return addNamed(p, field_, address);
        Properties& r = now_.item.recipients.emplace_back();
        addNumber(r, tag::kRecipientType, static_cast<std::uint32_t>(recipient));
        addText(r, tag::kDisplayName, name.isEmpty() ? address : name);
        addText(r, tag::kAddressType, QStringLiteral("SMTP"));
        addText(r, tag::kEmailAddress, address);
    }

    void attachment(const QXmlStreamAttributes& a) {
        if (now_.item.attachments.size() >= kMostAttachments) return;
        mapi::Attachment& out = now_.item.attachments.emplace_back();
        const auto value = [&](const char* name) { return a.value(QLatin1String(name)).toString(); };
        out.locator = "att:" + std::to_string(now_.item.attachments.size() - 1);
        addNumber(out.properties, tag::kAttachMethod, 1);
        addText(out.properties, tag::kAttachLongFilename, value("OPFAttachmentName"));
        addText(out.properties, tag::kAttachMimeTag, value("OPFAttachmentContentType"));
        addText(out.properties, tag::kAttachContentId, value("OPFAttachmentContentID"));
        const std::string url = value("OPFAttachmentURL").toStdString();
        const Member* m = members_.find(url);
        if (!m) {
            out.defects.push_back(phrase("The octets of an attachment are not in the archive: %1", elide(pathText(url), 300)));
            return;
        }
        out.offset = m->header;
        out.length = m->packed;
        out.size = m->size;
        // The size given is that of the base64 the attachment once was.
        const double given = number(value("OPFAttachmentContentFileSize"));
        const auto size = static_cast<double>(m->size);
        if (given > 0 && (given < size || given > size * 1.45 + 200))
            out.defects.push_back(phrase("The message gives an attachment the size %1, in the archive it has %2 octets.", static_cast<std::uint64_t>(std::min(given, 1e15)), m->size));
        out.content = [members = &members_, m](const mapi::Octets& octets) {
            if (const std::string why = members->read(*m, octets); !why.empty()) throw Error(why);
        };
    }

    void field() {
        if (text_.trimmed().isEmpty()) return;
        Properties& p = now_.item.properties;
        const auto is = [&](const char* name) { return field_ == QLatin1String(name); };
        for (const char* title : kind_->titles)
            if (*title && is(title) && !p.find(tag::kSubject)) addText(p, tag::kSubject, text_);
        if (kind_ != &kKinds[0]) {
            readable_ += shortName(field_) + QStringLiteral(": ") + text_ + QStringLiteral("\r\n");
            if (field_.endsWith(QLatin1String("ModDate"))) addTime(p, tag::kLastModificationTime, text_);
            return addNamed(p, field_, text_);
        }
        if (is("OPFMessageCopySubject")) return;
        if (is("OPFMessageCopyBody")) body_ = text_;
        else if (is("OPFMessageCopyHTMLBody")) html_ = text_;
        else if (is("OPFMessageCopyMessageID")) addText(p, tag::kInternetMessageId, text_.startsWith(QLatin1Char('<')) ? text_ : QLatin1Char('<') + text_ + QLatin1Char('>'));
        else if (is("OPFMessageCopyInReplyTo")) addText(p, tag::kInReplyTo, text_);
        else if (is("OPFMessageCopyReferences")) addText(p, tag::kInternetReferences, text_);
        else if (is("OPFMessageCopySource")) addText(p, tag::kTransportHeaders, text_);
        else if (is("OPFMessageCopySentTime")) addTime(p, tag::kClientSubmitTime, text_);
        else if (is("OPFMessageCopyModDate")) addTime(p, tag::kLastModificationTime, text_);
        else if (is("OPFMessageCopyReceivedTime")) {
            addTime(p, tag::kMessageDeliveryTime, text_);
            now_.received = microsOf(text_).value_or(0);
        } else {
            if (is("OPFMessageGetIsRead")) addNumber(p, tag::kMessageFlags, number(text_) != 0 ? 1 : 0);
            if (is("OPFMessageCopyGetFlagStatus") && number(text_) != 0) addNumber(p, tag::kFlagStatus, 2);
            addNamed(p, field_, text_);
        }
    }

    /// The program writes the HTML into both bodies where the message has no plain one.
    void close(const std::string& damage) {
        Properties& p = now_.item.properties;
        if (kind_ != &kKinds[0]) {
            addText(p, tag::kBody, readable_);
        } else {
            const bool same = !html_.isEmpty() && body_ == html_;
            if (!same) addText(p, tag::kBody, body_);
            addNumber(p, tag::kInternetCodePage, 65001);
            p.codePage = 65001;
            if (!html_.isEmpty()) add(p, tag::kHtml, type::kBinary, html_.toStdString());
        }
        body_.clear();
        html_.clear();
        if (!damage.empty()) now_.item.defects.push_back(phrase("Only a part of it could be read: %1.", said(damage)));
        out_.push_back(std::move(now_));
        now_ = {};
        kind_ = nullptr;
    }

    QXmlStreamReader in_;
    const Members& members_;
    std::vector<ReadItem> out_;
    ReadItem now_;
    const Kind* kind_ = nullptr;
    QString field_, text_, body_, html_, readable_;
    int depth_ = 0;
};

}  // namespace

std::vector<ReadItem> readItems(std::string_view xml, const Members& members, std::string& problem) {
    return Reader(xml, members).read(problem);
}

}  // namespace sillage::olm

#include "support/pst_writer_message.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace sillage::pstw {
namespace {

std::string number(uint64_t value, size_t octets) {
    std::string out;
    for (size_t i = 0; i < octets; ++i)
        out.push_back(char(value >> 8 * (octets - 1 - i)));
    return out;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::toupper(c)); });
    return text;
}

std::string searchKeyOf(const Recipient& who) {
    return upper(who.addressType + ":" + who.address) + std::string(1, '\0');
}

// A one-off entry id ([MS-OXCDATA] 2.2.5.1).
std::string oneOff(const Recipient& who) {
    std::string id(4, '\0');
    id += guidOctets("a41f2b81-a3be-1910-9d6e-00dd010f5402");
    id += std::string("\0\0\x01\x90", 4);
    for (const auto& part : {who.name, who.addressType, who.address})
        id += utf16(part) + std::string(2, '\0');
    return id;
}

std::string joined(const std::vector<Recipient>& recipients, uint32_t type) {
    std::string names;
    for (const auto& who : recipients)
        if (who.type == type) names += (names.empty() ? "" : "; ") + who.name;
    return names;
}

void setSender(Properties& p, const Recipient& who) {
    for (const auto& [name, kind, address, key, entry] :
         {std::array<uint16_t, 5>{0x0C1A, 0x0C1E, 0x0C1F, 0x0C1D, 0x0C19},
          std::array<uint16_t, 5>{0x0042, 0x0064, 0x0065, 0x003B, 0x0041}}) {
        p.setText(name, who.name);
        p.setText(kind, who.addressType);
        p.setText(address, who.address);
        p.set(key, kBinary, searchKeyOf(who));
        p.set(entry, kBinary, oneOff(who));
    }
    if (!who.smtp.empty()) p.setText(0x5D01, who.smtp);
}

void setBodies(Properties& p, const Message& m) {
    if (!m.plain.empty()) p.setText(0x1000, m.plain);
    if (!m.html.empty()) {
        p.set(0x1013, kBinary, m.html);
        p.setInt(0x1016, 3);
    }
    if (!m.rtf.empty()) {
        p.set(0x1009, kBinary, compressedRtf(m.rtf));
        p.setFlag(0x0E1F, true);
    }
    p.setInt(0x3FDE, 65001);
    p.setInt(0x3FFD, 1252);
}

void setIdentity(Properties& p, const Composer& composer, uint64_t serial) {
    const std::string key = composer.storeKey + number(serial, 6);
    p.set(0x65E0, kBinary, key);
    p.set(0x65E2, kBinary, composer.storeKey + number(serial + 0x100000, 6));
    p.set(0x65E3, kBinary, std::string(1, char(22)) + composer.storeKey + number(serial + 0x100000, 6));
    Random random{serial * 77 + uint8_t(composer.storeKey[0])};
    p.set(0x300B, kBinary, number(random.next(), 8) + number(random.next(), 8));
}

uint64_t lengthOf(const Message& m) {
    uint64_t length = 1024 + m.headers.size() + m.plain.size() + m.html.size() + m.rtf.size();
    for (const auto& attachment : m.attachments)
        length += attachment.embedded ? lengthOf(*attachment.embedded) : attachment.length();
    return length;
}

void setTimes(Properties& p, const Message& m) {
    if (m.submitted) p.setTime(0x0039, m.submitted);
    if (m.delivered) p.setTime(0x0E06, m.delivered);
    const int64_t known = m.delivered ? m.delivered : m.submitted;
    if (!known) return;
    p.setTime(0x3007, known);
    p.setTime(0x3008, known);
}

Properties basicProperties(const Composer& composer, const Message& m, uint64_t serial) {
    Properties p(composer.file.layout());
    p.setText(0x001A, m.messageClass);
    const std::string rest = m.subject.substr(m.subjectPrefix.size());
    p.setText(0x0037, "\x01" + std::string(1, char(m.subjectPrefix.size() + 1)) + m.subject);
    p.setText(0x0070, rest);
    p.set(0x0071, kBinary, std::string(1, '\x01') + number(fileTime(m.submitted) >> 24, 5) + composer.storeKey);
    p.setInt(0x0017, 1);
    p.setInt(0x0026, 0);
    p.setInt(0x0036, 0);
    p.setInt(0x0E07, m.flags | (m.attachments.empty() ? 0 : 0x10));
    p.setInt(0x0E08, uint32_t(std::min<uint64_t>(lengthOf(m), 0x7FFFFFFF)));
    p.setInt(0x0E17, 0);
    p.setFlag(0x0E1B, !m.attachments.empty());
    p.setText(0x0E04, joined(m.recipients, 1));
    p.setText(0x0E03, joined(m.recipients, 2));
    p.setText(0x0E02, joined(m.recipients, 3));
    if (!m.headers.empty()) p.setText(0x007D, m.headers);
    if (!m.messageId.empty()) p.setText(0x1035, m.messageId);
    setTimes(p, m);
    if (!m.sender.address.empty()) setSender(p, m.sender);
    setIdentity(p, composer, serial);
    setBodies(p, m);
    return p;
}

void setNamed(Properties& p, Composer& composer, const Message& m) {
    for (const auto& named : m.named) {
        const uint16_t id = named.set.empty() ? uint16_t(named.id) : composer.names.idOf(named);
        if (named.type == kString)
            p.setText(id, named.value);
        else
            p.set(id, named.type, named.value);
    }
}

Content writeRecipients(Composer& composer, const Message& m) {
    const auto& layout = composer.file.layout();
    Table table(layout, recipientColumns());
    uint32_t row = 0;
    for (const auto& who : m.recipients) {
        Properties p(layout);
        p.setInt(0x0C15, who.type);
        p.setFlag(0x0E0F, true);
        p.setInt(0x0FFE, 6);
        p.set(0x0FFF, kBinary, oneOff(who));
        p.setText(0x3001, who.name);
        p.setText(0x3002, who.addressType);
        p.setText(0x3003, who.address);
        p.set(0x300B, kBinary, searchKeyOf(who));
        p.setInt(0x3900, 0);
        const std::string& smtp = who.addressType == "SMTP" ? who.address : who.smtp;
        if (!smtp.empty()) p.setText(0x39FE, smtp);
        p.setText(0x39FF, who.name);
        p.setFlag(0x3A40, true);
        table.addRow(row++, p);
    }
    return table.write(composer.file);
}

std::string extensionOf(const std::string& name) {
    const size_t dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : name.substr(dot);
}

Properties attachmentProperties(const Layout& layout, const Attachment& a, uint32_t number) {
    Properties p(layout);
    p.setInt(0x0E20, uint32_t(std::min<uint64_t>(a.length() + 512, 0x7FFFFFFF)));
    p.setInt(0x0E21, number);
    p.setText(0x3001, a.name);
    p.setInt(0x3705, uint32_t(a.method));
    p.setInt(0x370B, 0xFFFFFFFF);
    p.setInt(0x3714, 0);
    if (a.method != Method::Embedded) {
        p.setText(0x3703, extensionOf(a.name));
        p.setText(0x3704, a.name);
        p.setText(0x3707, a.name);
        p.setText(0x370E, a.mimeType);
    }
    if (!a.contentId.empty()) p.setText(0x3712, a.contentId);
    return p;
}

// The attachment's node and its own subnodes: long content, the embedded message, the OLE storage.
Subnode writeAttachment(Composer& composer, const Attachment& a, uint32_t nid, Properties p) {
    std::vector<Subnode> subnodes;
    if (a.method == Method::Embedded && a.embedded) {
        // Unique in the store, as Outlook's: libpff looks among the top-level nodes first.
        const uint32_t inner = uint32_t(0x400000 + composer.serial) << 5 | 0x04;
        const auto message = writeMessage(composer, *a.embedded);
        subnodes.push_back({inner, message.content.data, message.content.sub});
        p.setObject(0x3701, inner, uint32_t(std::min<uint64_t>(lengthOf(*a.embedded), 0x7FFFFFFF)));
    } else if (a.method == Method::Ole || a.length() > Heap::kLongest) {
        const uint32_t inner = 0x4000 << 5 | 0x1F;
        NodeFile::Stream stream(composer.file);
        streamAttachment(a, [&](std::string_view piece) { stream.add(piece); });
        subnodes.push_back({inner, stream.finish(), 0});
        if (a.method == Method::Ole)
            p.setObject(0x3701, inner, uint32_t(a.length()));
        else
            p.setSubnode(0x3701, kBinary, inner);
    } else {
        std::string bytes;
        streamAttachment(a, [&](std::string_view piece) { bytes += piece; });
        p.set(0x3701, kBinary, bytes);
    }
    const auto content = writeProperties(composer.file, p, std::move(subnodes));
    return {nid, content.data, content.sub};
}

void writeAttachments(Composer& composer, const Message& m, std::vector<Subnode>& subnodes) {
    const auto& layout = composer.file.layout();
    Table table(layout, attachmentColumns());
    uint32_t number = 0;
    for (const auto& a : m.attachments) {
        const uint32_t nid = (0x401 + number) << 5 | 0x05;
        const auto p = attachmentProperties(layout, a, number++);
        table.addRow(nid, p);
        subnodes.push_back(writeAttachment(composer, a, nid, p));
    }
    const auto content = table.write(composer.file);
    subnodes.push_back({0x671, content.data, content.sub});
}

}  // namespace

std::vector<uint32_t> recipientColumns() {
    return {0x0C150003, 0x0E0F000B, 0x0FF90102, 0x0FFE0003, 0x0FFF0102, 0x3001001F, 0x3002001F,
            0x3003001F, 0x300B0102, 0x39000003, 0x39FE001F, 0x39FF001F, 0x3A40000B};
}

std::vector<uint32_t> attachmentColumns() {
    return {0x0E200003, 0x3704001F, 0x37050003, 0x370B0003};
}

Composed writeMessage(Composer& composer, const Message& message) {
    const uint64_t serial = ++composer.serial;
    Properties p = basicProperties(composer, message, serial);
    setNamed(p, composer, message);
    std::vector<Subnode> subnodes;
    const auto recipients = writeRecipients(composer, message);
    subnodes.push_back({0x692, recipients.data, recipients.sub});
    if (!message.attachments.empty()) writeAttachments(composer, message, subnodes);
    return {writeProperties(composer.file, p, std::move(subnodes)), std::move(p)};
}

}  // namespace sillage::pstw

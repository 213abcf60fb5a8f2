// What the tests of items share: making items in memory, and the one promise all of them check, that a part's number
// means the same octets in what is indexed, in the rebuilt message and on demand.
#pragma once

#include <QTest>

#include "base/error.h"
#include "mail/mail_support.h"
#include "mail/mapi/message.h"
#include "mail/mapi/tags.h"

namespace mapi = sillage::mapi;

inline std::string utf16(std::u16string_view text) {
    std::string out;
    for (const char16_t c : text) {
        out += static_cast<char>(c & 0xff);
        out += static_cast<char>(c >> 8);
    }
    return out;
}

inline mapi::Property prop(std::uint16_t id, std::uint16_t type, std::string octets) {
    mapi::Property p;
    p.id = id;
    p.type = type;
    p.size = octets.size();
    p.values.push_back(std::move(octets));
    return p;
}
inline mapi::Property text(std::uint16_t id, std::u16string_view value) {
    return prop(id, mapi::type::kString, utf16(value));
}
inline mapi::Property binary(std::uint16_t id, std::string octets) {
    return prop(id, mapi::type::kBinary, std::move(octets));
}
inline mapi::Property number(std::uint16_t id, std::int32_t value) {
    std::string octets;
    for (int i = 0; i < 4; ++i) octets += static_cast<char>(static_cast<std::uint32_t>(value) >> 8 * i);
    return prop(id, mapi::type::kInteger32, octets);
}
inline mapi::Property time(std::uint16_t id, std::int64_t unixSeconds) {
    std::string octets;
    const auto n = static_cast<std::uint64_t>(unixSeconds + 11'644'473'600) * 10'000'000;
    for (int i = 0; i < 8; ++i) octets += static_cast<char>(n >> 8 * i);
    return prop(id, mapi::type::kTime, octets);
}
inline mapi::Property named(const mapi::Guid& set, std::uint32_t lid, mapi::Property p) {
    auto name = std::make_shared<mapi::PropertyName>();
    name->set = set;
    name->id = lid;
    p.name = std::move(name);
    return p;
}

inline mapi::Attachment attachment(std::u16string_view name, std::string octets, std::int32_t method = 1) {
    mapi::Attachment a;
    a.properties.list = {number(mapi::tag::kAttachMethod, method), text(mapi::tag::kAttachLongFilename, name)};
    a.locator = "att:" + std::to_string(octets.size());
    a.size = octets.size();
    a.content = [octets = std::move(octets)](const mapi::Octets& out) { out(octets); };
    return a;
}

inline mapi::Item note(std::u16string_view subject, std::u16string_view body) {
    mapi::Item item;
    item.locator = "nid:1";
    item.offset = 4096;
    item.length = 100;
    item.properties.list = {text(mapi::tag::kMessageClass, u"IPM.Note"), text(mapi::tag::kSubject, subject),
                            text(mapi::tag::kBody, body), text(mapi::tag::kSenderName, u"Ann Ray"),
                            text(mapi::tag::kSenderEmail, u"ann@example.org"),
                            time(mapi::tag::kClientSubmitTime, 1'700'000'000)};
    return item;
}

inline KeepingSink pushed(const mapi::Item& item, Message&& placement = {}) {
    KeepingSink sink;
    mapi::pushItem(item, std::move(placement), 0, sink);
    return sink;
}

inline std::string eml(const mapi::Item& item, bool attachments = true) {
    std::string out;
    mapi::writeEml(item, attachments, [&](std::string_view piece) { out += piece; });
    return out;
}

inline std::string partOctets(const mapi::Item& item, const std::string& number) {
    std::string out;
    mapi::writePart(item, number, [&](std::string_view piece) { out += piece; });
    return out;
}

/// "" when every part of the item is the same in all three, else what differs.
inline std::string partsDiffer(const mapi::Item& item) {
    const KeepingSink sink = pushed(item);
    const std::string octets = eml(item);
    const KeepingSink read = readText(octets, "eml");
    if (sink.messages.empty() || read.messages.empty()) return "nothing was read";
    if (sink.messages.size() != read.messages.size())
        return std::to_string(sink.messages.size()) + " messages, rebuilt " + std::to_string(read.messages.size());
    for (std::size_t i = 0; i < sink.messages.size(); ++i)
        if (std::string other = saysOther(sink.messages[i], read.messages[i]); !other.empty())
            return "message " + std::to_string(i) + ": " + other;
    for (const Part& p : sink.messages.front().parts) {
        if (p.kind == PartKind::Container) continue;
        const std::string where = "part " + p.number + ": ";
        try {
            const std::string own = partOctets(item, p.number);
            if (sha256(own) != p.sha256) return where + "other octets on demand, " + std::to_string(own.size()) + " not " + std::to_string(p.size);
            if (own.size() != p.size) return where + "size";
        } catch (const Error& e) {
            return where + e.what();
        }
    }
    return {};
}

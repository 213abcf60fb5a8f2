#include "mail/tnef/in_message.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/attached_item.h"
#include "mail/mapi/bodies.h"
#include "mail/mapi/item_access.h"
#include "mail/mapi/rtf.h"
#include "mail/mapi/rtf_compressed.h"
#include "mail/mapi/tags.h"
#include "mail/msg.h"
#include "mail/parse_message.h"
#include "mail/tnef/enclosed.h"
#include "mail/tnef/stream.h"

namespace sillage::tnef {
namespace {

constexpr std::size_t kMaxStream = 64u << 20;   ///< octets of one TNEF part
constexpr std::size_t kMaxNested = 16;
constexpr std::size_t kMaxDefects = 100;

/// The decoded octets of a part, at most kMaxStream.
std::string fileOf(ByteSource& source, const Part& p) {
    std::string octets;
    decodePart(source, p, [&](std::string_view piece) {
        octets += piece.substr(0, kMaxStream - std::min(kMaxStream, octets.size()));
    });
    return octets;
}

/// "" when it is no TNEF stream, or more than can be opened (then *large is set).
std::string streamOf(ByteSource& source, const Part& p, bool& large) {
    large = p.size > kMaxStream;
    std::string octets = large ? std::string() : fileOf(source, p);
    return attachedKind(octets) == "tnef" ? octets : std::string();
}

/// The way to a range of what a part decodes to.
std::string wayTo(const Part& outer, std::string_view own, Place place) {
    const std::string_view way = outer.transferEncoding;
    const std::size_t end = std::min(way.find(';'), way.size());
    return std::string(own) + ";in=" + std::string(way.substr(0, end)) + "@" + std::to_string(place.offset) + "+" +
           std::to_string(place.length) + std::string(way.substr(end));
}

class Opening {
public:
    Opening(MessageTree& tree, MessageTree::Node& node, const Part& outer, const std::string& octets)
        : tree_(tree), node_(node), outer_(outer), source_(octets), octets_(octets) {}

    std::vector<Part> run() {
        open({0, octets_.size()}, outer_.number, 0);
        return std::move(out_);
    }
    struct Found {
        std::string number, path;  ///< "2t4"; "att:3/att:0"
        Place place;
    };
    std::vector<Found> embedded;

private:
    void open(Place stream, const std::string& number, std::size_t depth, const std::string& path = {}) {
        Enclosed in;
        try {
            in = readEnclosed(source_, stream.offset, stream.offset + stream.length);
        } catch (const Error& e) {
            return say(number, e.what());
        }
        for (const std::string& d : in.defects) say(number, d);
        std::size_t count = 0;
        bodies(in, number, count, depth > 0);
        for (std::size_t i = 0; i < in.attachments.size(); ++i) {
            const EnclosedAttachment& a = in.attachments[i];
            for (const std::string& d : a.defects) say(number, d);
            Part p = part(number, count, a.octets, "");
            describe(a, p);
            const std::string below = (path.empty() ? "" : path + "/") + "att:" + std::to_string(i);
            if (!add(p, octetsOf(a.octets))) return;
            if (!a.embedded) continue;
            if (depth == 0) embedded.push_back({p.number, below, a.octets});
            if (depth + 1 >= kMaxNested) say(p.number, phrase("It is nested more than 16 levels deep and was not opened."));
            else open(a.octets, p.number, depth + 1, below);
        }
    }

    void bodies(const Enclosed& in, const std::string& number, std::size_t& count, bool inner) {
        const bool hadText = inner || hasBody(PartKind::TextBody), hadHtml = inner || hasBody(PartKind::HtmlBody);
        if (in.text.any()) body(number, count, in.text, "", "text/plain", in.textCharset, "body.txt", !hadText);
        if (in.html.any()) body(number, count, in.html, "", "text/html", in.htmlCharset, "body.html", !hadHtml);
        if (!in.rtf.any()) return;
        std::vector<std::string> defects;
        const std::string rtf = mapi::decompressRtf(octetsOf(in.rtf), defects);
        for (const std::string& d : defects) say(number, d);
        Part file = part(number, count, in.rtf, "x-rtf-compressed");
        file.mediaType = "application/rtf";
        file.name = "body.rtf";
        file.disposition = "attachment";
        add(file, rtf);
        if ((in.text.any() && in.html.any()) || (hadText && hadHtml)) return;
        const mapi::RtfText said = mapi::readRtf(rtf);
        const bool html = said.origin == mapi::RtfText::Origin::Html;
        if (trim(said.utf8).empty() || (html ? in.html.any() || hadHtml : in.text.any() || hadText)) return;
        body(number, count, in.rtf, html ? "x-rtf-html" : "x-rtf-text", html ? "text/html" : "text/plain", "utf-8", "", true);
    }

    /// shown: it is the body of the message it is in; otherwise something that can be saved.
    void body(const std::string& number, std::size_t& count, Place place, const char* encoding, const char* mediaType,
              const std::string& charset, const char* name, bool shown) {
        Part p = part(number, count, place, encoding);
        p.mediaType = mediaType;
        p.charset = charset;
        const bool html = p.mediaType == "text/html";
        p.kind = !shown ? PartKind::Attachment : html ? PartKind::HtmlBody : PartKind::TextBody;
        if (!shown) p.name = name;
        const std::string octets = *encoding ? decodeRtf(encoding, octetsOf(place)) : std::string(octetsOf(place));
        if (!add(p, octets)) return;
        if (tree_.collectText) index(toUtf8(octets, charset), html);
    }

    void index(const std::string& utf8, bool html) {
        const std::string text = html ? htmlToText(utf8) : utf8;
        const std::string folded = fold(text);
        const auto room = static_cast<std::size_t>(tree_.textBudget);
        tree_.textCut |= folded.size() > room;
        const std::string taken = folded.size() > room ? elide(folded, room) : folded;
        tree_.textBudget -= std::min<std::uint64_t>(tree_.textBudget, taken.size());
        Message& m = node_.message;
        if (!m.indexText.empty()) m.indexText += '\n';
        m.indexText += taken;
        if (m.hasText || trim(text).empty()) return;
        m.hasText = true;
        m.textSha256 = sha256(canonicalText(text));
    }

    static void describe(const EnclosedAttachment& a, Part& p) {
        namespace tag = mapi::tag;
        const mapi::Properties& of = a.properties;
        p.kind = PartKind::Attachment;
        p.disposition = "attachment";
        p.name = of.text(tag::kAttachLongFilename);
        if (p.name.empty()) p.name = of.text(tag::kAttachFilename);
        if (p.name.empty()) p.name = of.text(tag::kDisplayName);
        p.mediaType = asciiLower(of.text(tag::kAttachMimeTag));
        if (p.mediaType.find('/') == std::string::npos) p.mediaType = "application/octet-stream";
        p.contentId = of.text(tag::kAttachContentId);
        if (!a.embedded) return;
        p.mediaType = "application/ms-tnef";
        if (p.name.empty()) p.name = "message";
        p.name += ".tnef";
    }

    Part part(const std::string& number, std::size_t& count, Place place, std::string_view encoding) const {
        Part p;
        p.number = number + "t" + std::to_string(++count);
        p.headerOffset = outer_.headerOffset;
        p.bodyOffset = outer_.bodyOffset;
        p.bodyLength = outer_.bodyLength;
        p.transferEncoding = wayTo(outer_, encoding, place);
        return p;
    }

    bool add(Part& p, std::string_view decoded) {
        if (tree_.parts.size() + out_.size() >= kMaxParts) {
            say(outer_.number, phrase("The message has more than 10000 parts; the rest was not examined."));
            return false;
        }
        p.size = decoded.size();
        p.sha256 = sha256(decoded);
        out_.push_back(p);
        return true;
    }

    [[nodiscard]] bool hasBody(PartKind kind) const {
        return std::any_of(tree_.parts.begin() + static_cast<std::ptrdiff_t>(node_.firstPart),
                           tree_.parts.begin() + static_cast<std::ptrdiff_t>(node_.endPart),
                           [&](const Part& p) { return p.kind == kind && p.size > 2; });
    }
    [[nodiscard]] std::string_view octetsOf(Place p) const {
        return std::string_view(octets_).substr(static_cast<std::size_t>(std::min<std::uint64_t>(p.offset, octets_.size())),
                                                static_cast<std::size_t>(p.length));
    }
    void say(const std::string& number, const std::string& text) {
        auto& list = node_.message.defects;
        if (list.size() < kMaxDefects) list.push_back(phrase("TNEF part %1: %2", number, said(text)));
    }

    MessageTree& tree_;
    MessageTree::Node& node_;
    const Part& outer_;
    MemorySource source_;
    const std::string& octets_;
    std::vector<Part> out_;
};

/// Message files are opened when the tree is emitted; what they hold stays out of the mail's own parts.
void openMessageFiles(ByteSource& source, MessageTree& tree) {
    std::size_t held = 0, closed = 0;
    const Part* firstClosed = nullptr;
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        const Part& p = tree.parts[i];
        if (!mayBeMsg(p)) continue;
        if (p.size > kMaxAttachedFile - held) {
            if (closed++ == 0) firstClosed = &p;
            continue;
        }
        std::string octets = fileOf(source, p);
        if (attachedKind(octets) != "msg") continue;
        held += octets.size();
        const std::uint64_t size = octets.size();
        tree.embedded.push_back({ownerOf(tree, i), p.number, "", "", std::make_shared<const std::string>(std::move(octets)), 0, size});
    }
    if (closed > 0)
        tree.problems.push_back({firstClosed->headerOffset, firstClosed->bodyLength, "part " + firstClosed->number,
                                 phrase("Messages in attached files were not read: together these files are larger than 64 MiB. %1 are left, from "
                                        "part %2 on; save them and import them as files.", closed, firstClosed->number)});
}

}  // namespace

void openParts(ByteSource& source, MessageTree& tree) {
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        if (!mayBeTnef(tree.parts[i])) continue;
        const std::size_t owner = ownerOf(tree, i);
        MessageTree::Node& node = *tree.nodes[owner];
        const Part outer = tree.parts[i];
        bool large = false;
        auto octets = std::make_shared<const std::string>(streamOf(source, outer, large));
        if (large)
            node.message.defects.push_back(phrase("TNEF part %1: not fully examined: it is larger than 64 MiB; save it and import it "
                                                  "as a file.", outer.number));
        if (octets->empty()) continue;
        Opening opening(tree, node, outer, *octets);
        const std::vector<Part> parts = opening.run();
        for (const auto& e : opening.embedded)
            tree.embedded.push_back({owner, e.number, outer.number, e.path, octets, e.place.offset, e.place.length});
        tree.parts.insert(tree.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, parts.begin(), parts.end());
        for (auto& n : tree.nodes) {
            if (n->firstPart > i) n->firstPart += parts.size();
            if (n->endPart > i) n->endPart += parts.size();
        }
        i += parts.size();
    }
    if (tree.collectText) openMessageFiles(source, tree);
}

std::int32_t pushEmbedded(const MessageTree& tree, const Message& placement, std::int32_t firstIndex, std::int32_t count,
                          Sink& sink) {
    std::int32_t pushed = 0;
    const Message& top = tree.nodes[0]->message;
    const std::string mail = "mail:" + std::to_string(top.offset) + "+" + std::to_string(top.length);
    for (const MessageTree::Embedded& e : tree.embedded) {
        MemorySource source(*e.stream);
        const MessageTree::Node& node = *tree.nodes[e.node];
        const Carrier carrier{firstIndex + static_cast<std::int32_t>(e.node), e.number.substr(node.prefix.size()), node.message.offset,
                              node.message.length};
        try {
            const auto item = e.tnefPart.empty() ? openMsgFile(source, mail + "/msg:" + e.number)
                                                 : itemOf(source, e.offset, e.offset + e.length, mail + "/tnef:" + e.tnefPart + "/" + e.path);
            if (item) pushed += pushInside(*item, carrier, placement, firstIndex + count + pushed, sink);
        } catch (const Error& error) {
            sink.problem({top.offset, top.length, "part " + e.number, error.sentence()});
        }
    }
    return pushed;
}

namespace {

/// The item stays valid as long as this: the TNEF stream it reads from is here.
struct Held {
    std::string stream;
    std::unique_ptr<MemorySource> source;
};

/// locator: "tnef:2/att:3/att:0", "msg:2/att:5".
std::unique_ptr<mapi::Item> openItem(ByteSource& mail, std::uint64_t begin, std::uint64_t length, std::string_view locator,
                                     Held& held) {
    const std::size_t colon = std::min(locator.find(':'), locator.size()), slash = std::min(locator.find('/'), locator.size());
    const std::string_view kind = locator.substr(0, colon), levels = locator.substr(std::min(slash + 1, locator.size()));
    if ((kind != "tnef" || levels.empty()) && kind != "msg") throw Error(phrase("not the name of an embedded message: %1", locator));
    const std::string_view number = locator.substr(colon + 1, slash - colon - 1);
    MessageTree tree;
    tree.collectText = false;
    parseMessage(mail, begin, length, {}, tree);
    const auto part = std::find_if(tree.parts.begin(), tree.parts.end(), [&](const Part& p) { return p.number == number; });
    if (part != tree.parts.end()) held.stream = fileOf(mail, *part);
    if (held.stream.empty() || attachedKind(held.stream) != kind)
        throw Error(phrase("the mail has no message file in part %1", number), phrase("Import it again: it may have changed."));
    held.source = std::make_unique<MemorySource>(held.stream);
    auto item = kind == "msg" ? openMsgFile(*held.source, std::string(locator.substr(0, slash)))
                              : itemOf(*held.source, 0, held.stream.size(), std::string(locator.substr(0, slash)));
    if (!item) throw Error(phrase("the mail has no message file in part %1", number), phrase("Import it again: it may have changed."));
    return descend(std::move(item), levels);
}

mapi::OpenItem inWholeMail(ByteSource& mail, Held& held) {
    return [&](std::string_view locator) { return openItem(mail, 0, mail.size(), locator, held); };
}

/// locator: "mail:120+4000/tnef:2/att:3".
mapi::OpenItem inSource(ByteSource& source, Held& held) {
    return [&](std::string_view locator) {
        const std::size_t plus = locator.find('+'), slash = locator.find('/');
        unsigned long long begin = 0, length = 0;
        if (!locator.starts_with("mail:") || slash == std::string_view::npos || plus > slash ||
            !parseUint(locator.substr(5, plus - 5), begin) || !parseUint(locator.substr(plus + 1, slash - plus - 1), length) ||
            begin > source.size() || length > source.size() - begin)
            throw Error(phrase("not the name of an embedded message: %1", locator));
        return openItem(source, begin, length, locator.substr(slash + 1), held);
    };
}

void rebuildItem(ByteSource& s, std::string_view locator, bool attachments, const ItemAccess::Octets& out) {
    Held held;
    mapi::rebuild(inSource(s, held), locator, attachments, out);
}
void partItem(ByteSource& s, std::string_view locator, std::string_view number, const ItemAccess::Octets& out) {
    Held held;
    mapi::part(inSource(s, held), locator, number, out);
}
void propertiesItem(ByteSource& s, std::string_view locator, const ItemAccess::Octets& out) {
    Held held;
    mapi::properties(inSource(s, held), locator, out);
}
std::vector<PropertyView> viewItem(ByteSource& s, std::string_view locator) {
    Held held;
    return mapi::view(inSource(s, held), locator);
}

}  // namespace

std::size_t embeddedMark(std::string_view locator) {
    return std::min(locator.find("/tnef:"), locator.find("/msg:"));
}

constexpr ItemAccess kEmbeddedItems{rebuildItem, partItem, propertiesItem, viewItem};

void EmbeddedAccess::rebuild(ByteSource& mail, std::string_view locator, bool attachments, const ItemAccess::Octets& eml) {
    Held held;
    mapi::rebuild(inWholeMail(mail, held), locator, attachments, eml);
}
void EmbeddedAccess::part(ByteSource& mail, std::string_view locator, std::string_view number, const ItemAccess::Octets& out) {
    Held held;
    mapi::part(inWholeMail(mail, held), locator, number, out);
}
void EmbeddedAccess::properties(ByteSource& mail, std::string_view locator, const ItemAccess::Octets& json) {
    Held held;
    mapi::properties(inWholeMail(mail, held), locator, json);
}
std::vector<PropertyView> EmbeddedAccess::view(ByteSource& mail, std::string_view locator) {
    Held held;
    return mapi::view(inWholeMail(mail, held), locator);
}

std::string decodeRtf(std::string_view encoding, std::string_view octets) {
    std::vector<std::string> defects;
    std::string rtf = mapi::decompressRtf(octets, defects);
    return encoding == "x-rtf-compressed" ? rtf : mapi::readRtf(rtf).utf8;
}

}  // namespace sillage::tnef

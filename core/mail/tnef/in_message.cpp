#include "mail/tnef/in_message.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/mapi/bodies.h"
#include "mail/mapi/item_access.h"
#include "mail/mapi/rtf.h"
#include "mail/mapi/rtf_compressed.h"
#include "mail/mapi/tags.h"
#include "mail/parse_message.h"
#include "mail/tnef/enclosed.h"
#include "mail/tnef/stream.h"

namespace sillage::tnef {
namespace {

constexpr std::size_t kMaxStream = 64u << 20;   ///< octets of one TNEF part
constexpr std::size_t kMaxNested = 16;
constexpr std::size_t kMaxDefects = 100;

bool mayBeTnef(const Part& p) {
    if (p.kind != PartKind::Attachment && p.kind != PartKind::Inline) return false;
    const std::string name = asciiLower(p.name);
    return p.mediaType == "application/ms-tnef" || p.mediaType == "application/vnd.ms-tnef" || name == "winmail.dat" ||
           name == "win.dat" || name.ends_with(".tnef") || (name.starts_with("att") && name.ends_with(".dat"));
}

/// "" when it is no TNEF stream, or more than can be opened (then *large is set).
std::string streamOf(ByteSource& source, const Part& p, bool& large) {
    std::string octets;
    large = p.size > kMaxStream;
    if (large) return {};
    decodePart(source, p, [&](std::string_view piece) {
        octets += piece.substr(0, kMaxStream - std::min(kMaxStream, octets.size()));
    });
    return octets.size() >= 4 && u32(octets, 0) == kSignature ? octets : std::string();
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

/// The innermost message that part belongs to: nested ones come later in the list.
std::size_t nodeOf(const MessageTree& tree, std::size_t part) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i)
        if (tree.nodes[i]->firstPart <= part && part < tree.nodes[i]->endPart) best = i;
    return best;
}

}  // namespace

void openParts(ByteSource& source, MessageTree& tree) {
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        if (!mayBeTnef(tree.parts[i])) continue;
        const std::size_t owner = nodeOf(tree, i);
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
}

namespace {

/// Gives an embedded message its place under the mail that carries it.
class EmbeddedSink final : public Sink {
public:
    EmbeddedSink(const MessageTree& tree, const MessageTree::Embedded& from, std::int32_t parent, Sink& sink)
        : tree_(tree), from_(from), parent_(parent), sink_(sink) {}
    void message(Message&& m) override {
        const Message& mail = tree_.nodes[from_.node]->message;
        if (m.parent < 0) {
            m.parent = parent_;
            m.parentPart = from_.number;
        }
        m.offset = mail.offset;
        m.length = mail.length;
        for (Part& p : m.parts) {
            p.headerOffset = p.bodyOffset = mail.offset;
            p.bodyLength = mail.length;
        }
        sink_.message(std::move(m));
    }
    void problem(Problem&& p) override {
        p.offset = tree_.nodes[from_.node]->message.offset;
        sink_.problem(std::move(p));
    }
    void found(std::uint64_t) override {}
    void event(Event&&) override {}
    void skipped(std::string_view, std::uint64_t) override {}
    void failed(Problem&& p) override { sink_.problem(std::move(p)); }
    void fact(Fact&&) override {}

private:
    const MessageTree& tree_;
    const MessageTree::Embedded& from_;
    std::int32_t parent_;
    Sink& sink_;
};

}  // namespace

std::int32_t pushEmbedded(const MessageTree& tree, const Message& placement, std::int32_t firstIndex, std::int32_t count,
                          Sink& sink) {
    std::int32_t pushed = 0;
    const Message& top = tree.nodes[0]->message;
    for (const MessageTree::Embedded& e : tree.embedded) {
        MemorySource source(*e.stream);
        EmbeddedSink nested(tree, e, firstIndex + static_cast<std::int32_t>(e.node), sink);
        Message m;
        m.mailboxPath = placement.mailboxPath;
        m.folder = placement.folder;
        m.folderRaw = placement.folderRaw;
        m.uidValidity = placement.uidValidity;
        m.recovered = placement.recovered;
        m.recoveredHow = placement.recoveredHow;
        const std::string locator = "mail:" + std::to_string(top.offset) + "+" + std::to_string(top.length) + "/tnef:" +
                                    e.tnefPart + "/" + e.path;
        try {
            pushed += mapi::pushItem(*itemOf(source, e.offset, e.offset + e.length, locator), std::move(m),
                                     firstIndex + count + pushed, nested);
        } catch (const Error& error) {
            sink.problem({top.offset, top.length, "part " + e.number, error.what()});
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

/// locator: "tnef:2/att:3/att:0".
std::unique_ptr<mapi::Item> openItem(ByteSource& mail, std::uint64_t begin, std::uint64_t length, std::string_view locator,
                                     Held& held) {
    const auto levels = split(locator, '/');
    if (levels.size() < 2 || !levels[0].starts_with("tnef:")) throw Error(phrase("not the name of an embedded message: %1", locator));
    MessageTree tree;
    tree.collectText = false;
    parseMessage(mail, begin, length, {}, tree);
    const auto part = std::find_if(tree.parts.begin(), tree.parts.end(),
                                   [&](const Part& p) { return p.number == levels[0].substr(5); });
    bool large = false;
    if (part != tree.parts.end()) held.stream = streamOf(mail, *part, large);
    if (held.stream.empty()) throw Error(phrase("the mail has no TNEF part %1", levels[0].substr(5)), phrase("Import it again: it may have changed."));
    held.source = std::make_unique<MemorySource>(held.stream);
    auto item = itemOf(*held.source, 0, held.stream.size(), std::string(levels[0]));
    for (std::size_t i = 1; i < levels.size(); ++i) {
        unsigned long long n = 0;
        if (!levels[i].starts_with("att:") || !parseUint(levels[i].substr(4), n) || n >= item->attachments.size() ||
            !item->attachments[static_cast<std::size_t>(n)].embedded)
            throw Error(phrase("the mail has no embedded message %1", locator));
        item = item->attachments[static_cast<std::size_t>(n)].embedded();
    }
    return item;
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

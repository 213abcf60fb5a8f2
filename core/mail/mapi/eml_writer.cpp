// See eml_writer.h.
#include "mail/mapi/eml_writer.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/formats.h"
#include "mail/mapi/encode.h"
#include "mail/mapi/header_block.h"
#include "mail/mapi/summary.h"
#include "mail/mapi/tags.h"

namespace sillage::mapi {
namespace {

constexpr std::size_t kMaxSigned = 64u << 20;   ///< of a signed message kept in memory
constexpr std::size_t kMaxInside = 128u << 20;  ///< of an attached message opened for one of its parts

/// Keeps parts of messages inside attachments out of everything but one answer.
struct OnePartSink final : Sink {
    Message top;
    bool have = false;
    void found(std::uint64_t) override {}
    void message(Message&& m) override {
        if (!have) top = std::move(m);
        have = true;
    }
    void event(Event&&) override {}
    void skipped(std::string_view, std::uint64_t) override {}
    void failed(Problem&&) override {}
    void problem(Problem&&) override {}
    void fact(Fact&&) override {}
};

std::string contentOfAll(const Attachment& a, std::size_t limit, bool& cut) {
    std::string octets;
    a.content([&](std::string_view piece) {
        const std::size_t room = limit - octets.size();
        octets += piece.substr(0, room);
        cut |= piece.size() > room;
    });
    return octets;
}

std::string boundaryFor(const Item& item, std::string_view number) {
    std::string key = item.locator;
    key += '\n';
    key += number;
    return "=_" + toHex(sha256(key)).substr(0, 32);
}

/// What may stand between angle brackets as it is.
bool isId(std::string_view text) {
    return !text.empty() && text.size() < 60 && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '<' && c != '>';
    });
}

bool refersTo(std::string_view html, const std::string& contentId) {
    return !contentId.empty() && html.find("cid:" + contentId) != std::string_view::npos;
}

}  // namespace

/// A part of the layout: a container, a body, or an attachment.
struct EmlWriter::Node {
    std::string number;        ///< from the top-level item
    std::string local;         ///< from the item itself
    std::string subtype;       ///< of a container: "mixed", "related", "alternative"
    std::vector<Node> children;
    std::string* text = nullptr;  ///< of a body; given back once it is written
    std::string charset;
    bool html = false;
    const Attachment* attachment = nullptr;
    bool inBody = false;       ///< the HTML refers to it

    /// IMAP's numbers (RFC 9051 6.4.5): prefix is the item's own, "" or "2.".
    void give(const std::string& prefix, const std::string& within, bool root) {
        if (subtype.empty())
            local = root ? "1" : within;
        else
            local = root ? "TEXT" : within;
        number = prefix + local;
        const std::string inner = root ? "" : within + ".";
        for (std::size_t i = 0; i < children.size(); ++i)
            children[i].give(prefix, inner + std::to_string(i + 1), false);
    }
};

bool EmlWriter::wanted(std::string_view number) const { return target_ && *target_ == number; }

bool EmlWriter::below(std::string_view number) const {
    return target_ && target_->size() > number.size() + 1 && target_->compare(0, number.size(), number) == 0 &&
           (*target_)[number.size()] == '.';
}

EmlWriter::Node EmlWriter::layout(const Item& item, Bodies& bodies, const std::string& prefix) {
    Node root;
    std::vector<Node> texts;
    const auto addBody = [&](std::string& text, bool html, const std::string& charset) {
        Node n;
        n.text = &text;
        n.html = html;
        n.charset = charset;
        texts.push_back(std::move(n));
    };
    if (bodies.hasText || (!bodies.hasHtml && item.attachments.empty())) addBody(bodies.text, false, "utf-8");
    if (bodies.hasHtml) addBody(bodies.html, true, bodies.htmlCharset);
    std::vector<Node> inlined, others;
    for (const Attachment& a : item.attachments) {
        if (++leaves_ > kMaxLeaves) {
            defects_.push_back(phrase("The item and those embedded in it have more than 10000 parts; the rest were not examined."));
            break;
        }
        Node n;
        n.attachment = &a;
        n.inBody = bodies.hasHtml && !a.embedded && refersTo(bodies.html, describe(a).contentId);
        (n.inBody ? inlined : others).push_back(std::move(n));
    }
    const auto wrap = [](const char* subtype, std::vector<Node> first, std::vector<Node> rest) {
        Node n;
        n.subtype = subtype;
        n.children = std::move(first);
        for (Node& r : rest) n.children.push_back(std::move(r));
        return n;
    };
    if (texts.size() > 1) texts = {wrap("alternative", std::move(texts), {})};
    if (!inlined.empty()) texts = {wrap("related", std::move(texts), std::move(inlined))};
    if (!others.empty() || texts.empty())
        root = wrap("mixed", std::move(texts), std::move(others));
    else
        root = std::move(texts.front());
    root.give(prefix, "", true);
    return root;
}

void EmlWriter::message(const Item& item, const std::string& prefix, int depth) {
    std::vector<std::string> outer = std::move(defects_);
    defects_.clear();
    if (observer_) observer_->itemBegins(prefix.empty() ? "" : prefix.substr(0, prefix.size() - 1), item);
    put(headerBlock(item));
    put(headerField("X-Sillage-Rebuilt", "from stored properties; class " + item.properties.text(tag::kMessageClass) +
                                             "; " + item.locator));
    put("MIME-Version: 1.0\r\n");
    if (!signedMessage(item, prefix)) {
        Bodies bodies = readBodies(item.properties);
        addSummary(item, bodies);
        for (std::string& d : bodies.defects) defects_.push_back(std::move(d));
        entity(item, layout(item, bodies, prefix), depth);
    }
    if (observer_) observer_->itemEnds(defects_);
    defects_ = std::move(outer);
}

void EmlWriter::entity(const Item& item, const Node& node, int depth) {
    if (!node.subtype.empty()) return container(item, node, depth);
    if (target_ && !wanted(node.number) && !below(node.number)) {
        if (observer_ && node.attachment) observer_->attachment(node.number, *node.attachment, std::nullopt);
        return;
    }
    if (node.attachment) return leaf(node, depth);
    body(node, depth);
}

void EmlWriter::container(const Item& item, const Node& node, int depth) {
    const std::string boundary = boundaryFor(item, node.local);
    put("Content-Type: multipart/" + node.subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n");
    boundaries_.push_back(boundary);
    for (const Node& child : node.children) {
        put("\r\n--" + boundary + "\r\n");
        entity(item, child, depth);
    }
    put("\r\n--" + boundary + "--\r\n");
    boundaries_.pop_back();
}

// The octets of an embedded item are themselves a part of the item around it: they are written, and hashed, encoded.
bool EmlWriter::direct(int depth) const { return depth == 0 && observer_ && observer_->takesContent(); }

void EmlWriter::body(const Node& node, int depth) {
    if (wanted(node.number)) {
        found_ = true;
        out_(*node.text);
    }
    if (target_) return;
    const bool quoted = !(observer_ && depth == 0) && prefersQuotedPrintable(*node.text);
    put(std::string("Content-Type: text/") + (node.html ? "html" : "plain") +
        (node.charset.empty() ? "" : "; charset=" + node.charset) + "\r\nContent-Transfer-Encoding: " +
        (quoted ? "quoted-printable" : "base64") + "\r\n\r\n");
    if (direct(depth)) {
        observer_->content(*node.text);
    } else if (quoted) {
        put(quotedPrintable(*node.text));
    } else {
        Base64Lines lines(out_);
        lines.add(*node.text);
        lines.finish();
    }
    std::string().swap(*node.text);  // attachments may nest a hundred deep
}

void EmlWriter::leaf(const Node& node, int depth) {
    const Attachment& a = *node.attachment;
    AttachmentPart part = describe(a);
    if (part.kind == ContentKind::Item) return embedded(node, part, depth);
    if (observer_) observer_->attachment(node.number, a, std::nullopt);
    if (below(node.number)) {
        if (part.kind == ContentKind::Mail)
            inside(a, std::string_view(*target_).substr(node.number.size() + 1));
        return;
    }
    std::string head = "Content-Type: " + part.mediaType;
    if (!part.name.empty()) head += parameter("name", part.name);
    head += std::string("\r\nContent-Disposition: ") + (node.inBody ? "inline" : "attachment");
    if (!part.name.empty()) head += parameter("filename", part.name);
    head += "\r\n";
    if (isId(part.contentId)) head += "Content-ID: <" + part.contentId + ">\r\n";
    if (!part.location.empty()) head += headerField("Content-Location", part.location);
    put(head);
    contentOf(node, part, depth);
}

void EmlWriter::contentOf(const Node& node, const AttachmentPart& part, int depth) {
    const Attachment& a = *node.attachment;
    if (target_) {
        found_ = true;
        if (part.kind != ContentKind::Nothing) a.content(out_);
        return;
    }
    put("Content-Transfer-Encoding: base64\r\n\r\n");
    if (!attachments_ || part.kind == ContentKind::Nothing) return;
    if (direct(depth)) return pour(a, part, [this](std::string_view piece) { observer_->content(piece); });
    Base64Lines lines(out_);
    pour(a, part, [&lines](std::string_view piece) { lines.add(piece); });
    lines.finish();
}

void EmlWriter::pour(const Attachment& a, const AttachmentPart& part, const Octets& into) {
    try {
        a.content(into);
    } catch (const Error& e) {
        defects_.push_back(phrase("The content of attachment \"%1\" could not be read to its end: %2", elide(visible(part.name), 80), said(e.sentence())));
    }
}

void EmlWriter::embedded(const Node& node, const AttachmentPart& part, int depth) {
    if (observer_) observer_->attachment(node.number, *node.attachment, std::nullopt);
    std::unique_ptr<Item> item;
    const std::string shown = elide(visible(part.name), 80);
    if (depth + 1 >= kMaxEmbedded) {
        defects_.push_back(phrase("The item in attachment \"%1\" lies more than 100 levels deep; it was not opened.", shown));
    } else {
        try {
            item = node.attachment->embedded();
        } catch (const Error& e) {
            defects_.push_back(phrase("The item in attachment \"%1\" could not be opened: %2", shown, said(e.sentence())));
        }
    }
    const std::string fileName = part.name.empty() ? "" : parameter("filename", part.name);
    put(std::string("Content-Type: ") + (item ? "message/rfc822" : "application/octet-stream") +
        "\r\nContent-Disposition: attachment" + fileName + "\r\n\r\n");
    if (wanted(node.number)) {
        found_ = true;
        if (!item) return;
        EmlWriter whole(true, out_);
        whole.message(*item, "", depth + 1);
        return;
    }
    if (item) message(*item, node.number + ".", depth + 1);
}

// A part of an RFC 5322 message that is an attachment: numbers below the attachment's are that message's own.
void EmlWriter::inside(const Attachment& a, std::string_view number) {
    bool cut = false;
    const std::string octets = contentOfAll(a, kMaxInside, cut);
    if (cut)
        throw Error("The attached message is larger than 128 MiB: its parts cannot be shown one by one.",
                    "Save the attached message as a whole.");
    MemorySource source(octets);
    OnePartSink sink;
    readMessage(source, 0, octets.size(), {}, {}, sink);
    for (const Part& p : sink.top.parts) {
        if (p.number != number || p.kind == PartKind::Container) continue;
        found_ = true;
        return decodePart(source, p, out_);
    }
}

// A clear-signed message is stored as one attachment that holds the signed entity, its MIME header included
// ([MS-OXOSMIME] 2.1.3); it stays octet for octet so that the signature can be checked.
bool EmlWriter::signedMessage(const Item& item, const std::string& prefix) {
    const std::string itemClass = asciiLower(item.properties.text(tag::kMessageClass));
    if (!itemClass.ends_with(".smime.multipartsigned") || item.attachments.size() != 1) return false;
    const Attachment& a = item.attachments.front();
    if (!a.content) return false;
    bool cut = false;
    std::string octets;
    try {
        octets = contentOfAll(a, kMaxSigned, cut);
    } catch (const Error&) {
        return false;  // said when it is written as an attachment
    }
    if (cut || !istartsWith(octets, "content-") || octets.find('\n') == std::string::npos) return false;
    for (const std::string& b : boundaries_)
        if (octets.find("--" + b) != std::string::npos) return false;
    if (observer_) observer_->attachment("", a, sha256(octets));
    if (!target_) {
        put(octets);
        return true;
    }
    if (target_->compare(0, prefix.size(), prefix) == 0 && target_->size() > prefix.size() && !found_)
        inside(a, std::string_view(*target_).substr(prefix.size()));
    return true;
}

bool EmlWriter::writePart(const Item& item, std::string_view number) {
    target_ = std::string(number);
    found_ = false;
    message(item, "", 0);
    return found_;
}

}  // namespace sillage::mapi

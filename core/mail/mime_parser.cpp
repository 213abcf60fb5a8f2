// See mime_parser.h.
#include "mail/mime_frame.h"

#include <algorithm>
#include <cstring>

#include "base/phrase.h"
#include "base/text.h"

namespace sillage {

void MessageTree::limit(std::uint64_t offset, const std::string& reason) {
    if (limitsSaid[reason]) return;
    limitsSaid[reason] = true;
    Problem p;
    p.offset = offset;
    p.item = nodes.empty() ? "" : phrase("message at offset %1", nodes[0]->message.offset);
    p.reason = reason;
    problems.push_back(std::move(p));
    if (!nodes.empty()) nodes[0]->message.defects.push_back(reason);
}

MimeParser::MimeParser(MessageTree& tree, const MessageOptions& options, std::uint64_t offset,
                       std::int32_t parentNode, std::string prefix, std::size_t depth, const Hidden* hidden)
    : tree_(tree),
      options_(options),
      hiddenMode_(hidden != nullptr),
      baseDepth_(depth),
      textEnd_(offset),
      position_(offset) {
    if (hidden) hidden_ = *hidden;
    pushMessageFrame(parentNode, std::move(prefix), offset);
}

MimeParser::~MimeParser() = default;

MessageTree::Node& MimeParser::node() {
    for (std::size_t i = frames_.size(); i-- > 0;)
        if (frames_[i]->isMessage) return *tree_.nodes[frames_[i]->nodeIndex];
    return *tree_.nodes[0];
}

void MimeParser::defect(const std::string& text) {
    auto& list = node().message.defects;
    if (list.size() < 50 && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

void MimeParser::pushMessageFrame(std::int32_t parentNode, std::string prefix, std::uint64_t offset) {
    auto n = std::make_unique<MessageTree::Node>();
    n->parent = parentNode;
    n->prefix = prefix;
    n->firstPart = tree_.parts.size();
    n->message.offset = hiddenMode_ ? hidden_.offset : offset;
    n->text = std::make_unique<TextCollector>(tree_.textBudget, tree_.textCut);
    auto f = std::make_unique<Frame>();
    f->isMessage = true;
    f->nodeIndex = tree_.nodes.size();
    f->prefix = std::move(prefix);
    f->wireStart = wirePosition_ + (pendingWire_ ? 2 : 0);
    tree_.nodes.push_back(std::move(n));
    frames_.push_back(std::move(f));
    messageRoot_ = true;
    messageWireStart_ = frames_.back()->wireStart;
    beginEntity(offset, 0);
}

void MimeParser::beginEntity(std::uint64_t offset, std::size_t index) {
    header_.clear();
    headerCut_ = false;
    headerFields_ = 0;
    dropField_ = false;
    entityOffset_ = offset;
    entityIndex_ = index;
    state_ = State::Header;
}

void MimeParser::appendWire(std::string_view text) {
    wirePosition_ += text.size();
    if (!tree_.ownOctets) return;
    wire_.append(text);
    if (wire_.size() >= (256u << 10)) flushWire();
}

void MimeParser::flushWire() {
    for (auto& f : frames_) {
        if (!f->isMessage || f->fresh) continue;
        f->wireHash.add(std::string_view(wire_).substr(f->wireFrom));
        f->wireFrom = 0;
    }
    wire_.clear();
}

// Gives the line end held back and the line's text to every open message; wire: whether the line is served at
// all.
void MimeParser::feed(std::string_view text, bool wire) {
    if (pendingWire_ && !pending_.empty()) appendWire("\r\n");
    for (auto& f : frames_) {
        if (!f->isMessage) continue;
        const bool hashed = tree_.ownOctets || hiddenMode_ || f->part != Frame::npos;
        if (f->fresh) {
            f->fresh = false;
            f->wireFrom = wire_.size();
        } else if (hashed) {
            f->raw.extend(pending_);
        }
        if (hashed) f->raw.extend(text);
    }
    if (wire) appendWire(text);
}

// A field that the wire form leaves out (model: wire_sha256) or a continuation of one.
bool MimeParser::ownHeader(const RawLine& l) {
    if (!options_.mboxHeaders || frames_.size() != 1 || hiddenMode_) return false;
    if (!l.starts || (!l.text.empty() && (l.text[0] == ' ' || l.text[0] == '\t'))) return dropField_;
    static constexpr std::string_view own[] = {"x-uid",  "status",     "x-status",      "x-keywords",
                                               "x-imap", "x-imapbase", "content-length"};
    const std::string_view name = l.text.substr(0, headerNameLength(l.text));
    dropField_ = !name.empty() &&
                 std::any_of(std::begin(own), std::end(own), [&](auto o) { return iequals(name, o); });
    return dropField_;
}

void MimeParser::line(const RawLine& l) {
    const bool boundary =
        l.starts && l.text.size() > 2 && l.text[0] == '-' && l.text[1] == '-' && boundaryLine(l);
    while (!boundary && state_ == State::Header && endsHeader(l)) openEntity();
    if (!boundary && state_ == State::Skip && l.starts && frames_.back()->guess) guessBoundary(l);
    const bool header = !boundary && state_ == State::Header && entityOffset_ <= l.offset;
    const bool wire = !(header && ownHeader(l));
    const bool quoted =
        wire && l.starts && !l.text.empty() && l.text[0] == '>' && isQuotedFrom(l.text, options_.quoting);
    const std::string_view held = pending_;
    feed(l.text, wire && !quoted);
    if (quoted) appendWire(l.text.substr(1));
    if (state_ == State::Leaf)
        leafText(held, l);
    else if (state_ == State::Skip && !boundary)
        unseenText(held, l.text);
    pending_ = l.eol;
    pendingWire_ = wire && !l.eol.empty();
    textEnd_ = l.offset + l.text.size();
    position_ = textEnd_ + l.eol.size();
    if (header) headerLine(l);
}

// Until a multipart's first boundary its contents are kept in view: should none come, they are all there is.
void MimeParser::unseenText(std::string_view eol, std::string_view text) {
    Frame& f = *frames_.back();
    if (f.isMessage || f.seen) return;
    if (!f.unseenFresh) {
        f.unseen.extend(eol);
        if (f.unseenText.size() < Frame::kUnseen) f.unseenText += eol;
    }
    f.unseenFresh = false;
    f.unseen.extend(text);
    if (f.unseenText.size() < Frame::kUnseen) f.unseenText += text;
}

// A multipart whose boundary never occurs: what it holds is read as one text.
void MimeParser::keepUnseen(Frame& f) {
    defect(f.boundary.empty() ? "A multipart has no boundary and no part; its contents were read as text."
                              : "The boundary of a multipart never occurs; its contents were read as text.");
    if (f.unseen.size() == 0 || tree_.parts.size() >= kMaxParts) return;
    const Part& container = tree_.parts[f.part];
    Part p;
    p.number = f.prefix + "1";
    p.kind = PartKind::TextBody;
    p.mediaType = "text/plain";
    p.headerOffset = p.bodyOffset = container.bodyOffset;
    p.size = p.bodyLength = p.wireSize = f.unseen.size();
    p.sha256 = f.unseen.finish();
    if (hiddenMode_) {
        p.transferEncoding = ";in=" + hidden_.chain + "@" + std::to_string(container.headerOffset) + "+" +
                             std::to_string(p.size);
        p.headerOffset = p.bodyOffset = hidden_.offset;
    }
    tree_.parts.push_back(std::move(p));
    if (!tree_.collectText) return;
    TextCollector& text = *node().text;
    text.begin(TextCollector::Role::Body, "", false, options_.quoting);
    text.add(f.unseenText);
    text.finish();
}

void MimeParser::settle() {
    for (auto& f : frames_) {
        f->unseen.settle();
        if (f->isMessage) f->raw.settle();
    }
    if (leaf_) {
        leaf_->hash.settle();
        leaf_->uuHash.settle();
        if (leaf_->inner) leaf_->inner->settle();
    }
    if (!pending_.empty() && pending_.data() != pendingCopy_) {
        std::memcpy(pendingCopy_, pending_.data(), pending_.size());
        pending_ = {pendingCopy_, pending_.size()};
    }
}

// Whether a line shows that the header has ended without its empty line (RFC 5322 2.1): it is the body's
// first.
bool MimeParser::endsHeader(const RawLine& l) {
    if (!l.starts || l.text.empty() || l.text[0] == ' ' || l.text[0] == '\t' || headerNameLength(l.text) > 0)
        return false;
    const bool first = header_.empty();
    if (istartsWith(l.text, "From ") || istartsWith(l.text, ">From ")) {
        defect(first ? "A From line of an mbox stands before the header."
                     : "A From line of an mbox stands inside the header.");
        return false;
    }
    defect(first ? "The message or part has no header."
                 : "The empty line between header and body is missing.");
    return true;
}

void MimeParser::headerLine(const RawLine& l) {
    if (l.starts && l.text.empty() && !l.eol.empty()) return openEntity();
    if (l.starts) {
        const bool continuation = !l.text.empty() && (l.text[0] == ' ' || l.text[0] == '\t');
        if (!continuation && headerNameLength(l.text) == 0) return;
        if (continuation && header_.empty()) defect("The header begins with a continuation line.");
        if (!continuation && ++headerFields_ > kMaxHeaderFields) headerCut_ = true;
    }
    if (headerCut_ || header_.size() + l.text.size() + 1 > kMaxHeader) {
        if (!headerCut_ && header_.size() < kMaxHeader)
            header_.append(l.text.substr(0, kMaxHeader - header_.size()));
        headerCut_ = true;
        tree_.limit(
            hiddenMode_ ? hidden_.offset : entityOffset_,
            phraseText("A header is larger than 1 MiB or has more than 10000 fields; the rest of it was not examined."));
        return;
    }
    header_.append(l.text);
    if (!l.eol.empty()) header_ += '\n';
}

bool MimeParser::boundaryLine(const RawLine& l) {
    const std::string_view rest = l.text.substr(2);
    for (std::size_t i = frames_.size(); i-- > 0;) {
        Frame& f = *frames_[i];
        if (f.isMessage || f.boundary.empty() || rest.size() < f.boundary.size() ||
            std::memcmp(rest.data(), f.boundary.data(), f.boundary.size()) != 0)
            continue;
        std::string_view tail = rest.substr(f.boundary.size());
        const bool closing = tail.substr(0, 2) == "--";
        if (closing) tail.remove_prefix(2);
        if (!trim(tail).empty()) continue;
        if (f.ended && !closing) defect("A boundary is used again after the multipart had ended.");
        while (state_ == State::Header) {  // the part ended within its header
            defect("A part ends inside its header.");
            openEntity();
        }
        while (frames_.size() > i + 1) {
            if (!frames_.back()->isMessage && !frames_.back()->ended)
                defect("A nested multipart has no closing boundary.");
            closeFrame();
        }
        closeLeaf();
        f.seen = true;
        f.ended = closing;
        state_ = State::Skip;
        if (!closing) {
            messageRoot_ = false;
            beginEntity(l.offset + l.text.size() + l.eol.size(), ++f.children);
        }
        return true;
    }
    return false;
}

void MimeParser::guessBoundary(const RawLine& l) {
    Frame& f = *frames_.back();
    if (l.text.size() < 4 || l.text.size() > 80 || l.text.substr(0, 2) != "--" || l.text[2] == ' ' ||
        l.text[2] == '-')
        return;
    f.boundary = std::string(trim(l.text.substr(2)));
    f.guess = false;
    boundaryLine(l);
}

void MimeParser::closeFrame() {
    Frame& f = *frames_.back();
    if (!f.isMessage) {
        closeLeaf();
        if (!f.seen) keepUnseen(f);
        closePart(f.part);
        frames_.pop_back();
        state_ = State::Skip;
        return;
    }
    closeLeaf();
    MessageTree::Node& n = *tree_.nodes[f.nodeIndex];
    Message& m = n.message;
    if (!f.fresh) f.wireHash.add(std::string_view(wire_).substr(f.wireFrom));
    m.sha256 = f.raw.finish();
    m.wireSha256 = f.wireHash.finish();
    m.wireSize = f.fresh ? 0 : wirePosition_ - f.wireStart;
    if (!hiddenMode_) m.length = textEnd_ > m.offset ? textEnd_ - m.offset : 0;
    if (m.headerWireSize > m.wireSize) m.headerWireSize = m.wireSize;
    n.endPart = tree_.parts.size();
    m.hasText = n.text->hasText();
    if (m.hasText) m.textSha256 = n.text->bodyDigest();
    m.indexText = n.text->takeIndexText();
    for (std::size_t i = n.firstPart; i < n.endPart; ++i) {
        Part& p = tree_.parts[i];
        if (p.kind == PartKind::Attachment && !p.contentId.empty() && p.disposition != "attachment" &&
            n.text->referenced().count(p.contentId))
            p.kind = PartKind::Inline;
    }
    n.text.reset();
    if (f.part != Frame::npos) {
        Part& p = tree_.parts[f.part];
        p.size = f.raw.size();
        p.sha256 = m.sha256;
        closePart(f.part);
    }
    frames_.pop_back();
    state_ = State::Skip;
}

void MimeParser::finish(bool keepLastEol) {
    if (state_ == State::Header && messageRoot_ && header_.empty()) defect("The message is empty.");
    while (state_ == State::Header) openEntity();
    if (keepLastEol && !pending_.empty()) {
        const std::string_view last = pending_;
        if (leaf_ && !leaf_->fresh) {
            RawLine l;
            l.starts = false;
            l.offset = position_;
            leafText(last, l);
        } else if (state_ == State::Skip) {
            unseenText(last, {});
        }
        feed({}, false);
        textEnd_ = position_;
        pending_ = {};
        pendingWire_ = false;
    }
    while (!frames_.empty()) {
        if (!frames_.back()->isMessage && frames_.back()->seen && !frames_.back()->ended)
            defect("A multipart has no closing boundary: the message may be cut short.");
        closeFrame();
    }
}

}  // namespace sillage

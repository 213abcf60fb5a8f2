// The leaf side of the parser (mime_parser.h): decoding, hashing and collecting the text of one part,
// uuencoded files inside a text, messages hidden by an encoding, and where a part ends.
#include <algorithm>

#include "base/text.h"
#include "base/phrase.h"
#include "mail/mime_frame.h"

namespace sillage {

void MimeParser::openLeaf(const Parameters& type, std::size_t index) {
    Part& part = tree_.parts[index];
    bool known = true;
    const Transfer transfer = transferFromName(part.transferEncoding, &known);
    if (!known)
        defect(phrase("The transfer encoding \"%1\" is unknown; the part was read unencoded.", elide(part.transferEncoding, 40)));
    leaf_ = std::make_unique<Leaf>(transfer);
    leaf_->part = index;
    leaf_->identity = transfer == Transfer::Identity;
    state_ = State::Leaf;
    if (part.kind == PartKind::Message) {
        if (hidden_.level >= kMaxHiddenDepth || baseDepth_ + frames_.size() >= tree_.maxDepth) {
            tree_.limit(hiddenMode_ ? hidden_.offset : part.bodyOffset,
                        "Messages are hidden in encoded messages too deep; the innermost were not examined.");
            return;
        }
        std::size_t parent = frames_.size();
        while (parent-- > 0 && !frames_[parent]->isMessage) {
        }
        Hidden h;
        h.offset = hiddenMode_ ? hidden_.offset : part.bodyOffset;
        h.chain = part.transferEncoding;
        h.part = index;
        h.level = hidden_.level + 1;
        const std::string number = part.number;
        leaf_->feeder = std::make_unique<LineFeeder>();
        leaf_->inner = std::make_unique<MimeParser>(tree_, MessageOptions{}, 0,
                                                    static_cast<std::int32_t>(frames_[parent]->nodeIndex),
                                                    number + ".", baseDepth_ + frames_.size(), &h);
        tree_.nodes.back()->message.parentPart = number;
        return;
    }
    const bool textual = part.mediaType.substr(0, 5) == "text/" && tree_.collectText;
    leaf_->text = textual;
    leaf_->lookForUu = part.kind == PartKind::TextBody && leaf_->identity;
    if (textual) {
        const bool html = part.mediaType == "text/html";
        const auto role = part.kind == PartKind::TextBody   ? TextCollector::Role::Body
                          : part.kind == PartKind::HtmlBody ? TextCollector::Role::Html
                                                            : TextCollector::Role::Attachment;
        node().text->begin(role, type.get("charset"), html,
                           transfer == Transfer::Base64 ? "" : options_.quoting);
    }
}

void MimeParser::leafText(std::string_view eol, const RawLine& l) {
    Leaf& leaf = *leaf_;
    if (leaf.fresh) {
        leaf.fresh = false;
        eol = {};
    }
    if (leaf.lookForUu) lookForUu(l);
    if (leaf.identity) {
        leaf.hash.extend(eol);
        leaf.hash.extend(l.text);
        leaf.size += eol.size() + l.text.size();
        if (leaf.text && !leaf.uu) {
            node().text->add(eol);
            node().text->add(l.text);
        }
        return;
    }
    leaf.decoder.add(eol, l.text, leaf.out);
    if (leaf.out.size() >= (64u << 10)) decoded();
}

void MimeParser::lookForUu(const RawLine& l) {
    Leaf& leaf = *leaf_;
    if (leaf.uu) {
        const bool end = l.starts && l.text == "end";
        if (!end && l.starts && !l.text.empty() && !uuData(l.text)) return endUu(textEnd_);
        leaf.uu->add("\n", l.text, leaf.uuOut);
        if (end)
            endUu(l.offset + l.text.size());
        else if (leaf.uuOut.size() >= (64u << 10))
            hashUu();
        return;
    }
    if (leaf.uuPending) {
        leaf.uuPending = false;
        if (uuData(l.text) && !l.text.empty() && l.text[0] != '`' && l.text[0] != ' ') return startUu(l);
    }
    std::string_view name;
    if (!l.starts || l.text.size() <= 10 || l.text[0] != 'b' || !uuBegin(l.text, name)) return;
    leaf.uuPending = true;
    leaf.uuCandidate = std::string(l.text);
    leaf.uuBegin = l.offset;
}

void MimeParser::hashUu() {
    Leaf& leaf = *leaf_;
    leaf.uuHash.extend(leaf.uuOut);
    leaf.uuHash.settle();
    leaf.uuOut.clear();
}

// Hashes and passes on what the decoder has given out so far.
void MimeParser::decoded() {
    passOn(leaf_->out);
    leaf_->out.clear();
}

void MimeParser::passOn(std::string_view octets) {
    Leaf& leaf = *leaf_;
    leaf.hash.extend(octets);
    leaf.hash.settle();
    leaf.size += octets.size();
    if (leaf.text) node().text->add(octets);
    if (leaf.inner) {
        leaf.feeder->add(octets, [&](const RawLine& l) {
            leaf.inner->line(l);
            leaf.inner->settle();
        });
    }
}

bool MimeParser::takesContent() const { return state_ == State::Leaf && leaf_ && !leaf_->identity; }

void MimeParser::content(std::string_view octets) { passOn(octets); }

// A uuencoded file inside a text: a part of its own that no MIME header announces.
void MimeParser::startUu(const RawLine& l) {
    Leaf& leaf = *leaf_;
    if (tree_.parts.size() >= kMaxParts) return;
    Part p;
    p.number = tree_.parts[leaf.part].number + "u" + std::to_string(++leaf.uuCount);
    std::string_view name;
    (void)uuBegin(leaf.uuCandidate, name);
    p.name = guessToUtf8(name);
    p.mediaType = "application/octet-stream";
    p.transferEncoding = "x-uuencode";
    p.disposition = "attachment";
    p.headerOffset = p.bodyOffset = leaf.uuBegin;
    if (hiddenMode_) p.headerOffset = p.bodyOffset = hidden_.offset;
    leaf.uuPart = tree_.parts.size();
    tree_.parts.push_back(std::move(p));
    leaf.uu = std::make_unique<TransferDecoder>(Transfer::Uuencode);
    leaf.uuHash = RangeHash();
    leaf.uu->add("", leaf.uuCandidate, leaf.uuOut);
    leaf.uu->add("\n", l.text, leaf.uuOut);
}

void MimeParser::endUu(std::uint64_t end) {
    Leaf& leaf = *leaf_;
    leaf.uu->finish(leaf.uuOut);
    Part& p = tree_.parts[leaf.uuPart];
    hashUu();
    p.size = leaf.uuHash.size();
    p.sha256 = leaf.uuHash.finish();
    const std::uint64_t length = end - leaf.uuBegin;
    if (hiddenMode_)
        p.transferEncoding +=
            ";in=" + hidden_.chain + "@" + std::to_string(leaf.uuBegin) + "+" + std::to_string(length);
    else
        p.bodyLength = length;
    p.wireSize = length;
    if (leaf.uu->truncated()) defect("A uuencoded file inside the text has no end line.");
    leaf.uu.reset();
}

void MimeParser::closeLeaf() {
    if (!leaf_) return;
    Leaf& leaf = *leaf_;
    if (leaf.uu) endUu(textEnd_);
    if (!leaf.identity) {
        leaf.decoder.finish(leaf.out);
        decoded();
        if (leaf.decoder.truncated()) defect("An encoded part is cut short; what could be decoded was kept.");
        if (leaf.decoder.foreign() > 0)
            defect(phrase("An encoded part has %1 octets that do not belong to its encoding.", leaf.decoder.foreign()));
    }
    Part& p = tree_.parts[leaf.part];
    p.size = leaf.size;
    p.sha256 = leaf.hash.finish();
    if (p.name.empty() && !leaf.decoder.uuName().empty()) p.name = guessToUtf8(leaf.decoder.uuName());
    if (leaf.text) node().text->finish();
    if (leaf.inner) {
        leaf.feeder->finish([&](const RawLine& l) {
            leaf.inner->line(l);
            leaf.inner->settle();
        });
        leaf.inner->finish();
        citeEnclosing(leaf.part);
    }
    closePart(leaf.part);
    leaf_.reset();
}

// Nothing inside a hidden message has a range of its own: it cites the part that hides it, which ends here.
void MimeParser::citeEnclosing(std::size_t index) {
    const Part& p = tree_.parts[index];
    const std::uint64_t start = hiddenMode_ ? p.headerOffset : p.bodyOffset;
    const std::uint64_t length = textEnd_ > start ? textEnd_ - start : 0;
    const std::string way =
        ";in=" + hidden_.chain + "@" + std::to_string(start) + "+" + std::to_string(length);
    for (std::size_t i = index + 1; i < tree_.parts.size(); ++i) {
        if (hiddenMode_)
            tree_.parts[i].transferEncoding += way;
        else
            tree_.parts[i].bodyLength = length;
    }
    if (hiddenMode_) return;
    const std::string inside = p.number + ".";
    for (auto& n : tree_.nodes)
        if (n->prefix.compare(0, inside.size(), inside) == 0) n->message.length = length;
}

// Ends and wire size of a part whose last line's end belongs to the boundary.
void MimeParser::closePart(std::size_t index) {
    Part& p = tree_.parts[index];
    const auto open =
        std::find_if(openParts_.rbegin(), openParts_.rend(), [&](const auto& o) { return o.first == index; });
    if (open == openParts_.rend()) return;
    p.wireSize = wirePosition_ > open->second ? wirePosition_ - open->second : 0;
    const std::uint64_t start = hiddenMode_ ? p.headerOffset : p.bodyOffset;
    const std::uint64_t length = textEnd_ > start ? textEnd_ - start : 0;
    if (hiddenMode_) {
        p.transferEncoding +=
            ";in=" + hidden_.chain + "@" + std::to_string(start) + "+" + std::to_string(length);
        p.headerOffset = p.bodyOffset = hidden_.offset;
    } else {
        p.bodyLength = length;
    }
    if (p.kind == PartKind::Container) p.size = length;
    openParts_.erase(std::next(open).base());
}

}  // namespace sillage

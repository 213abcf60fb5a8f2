// The header side of the parser (mime_parser.h): what a message's and a part's own fields say.
#include <algorithm>

#include "base/text.h"
#include "base/phrase.h"
#include "base/time.h"
#include "mail/mime_frame.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

std::string_view value(const std::vector<HeaderField>& fields, std::string_view name) {
    for (const HeaderField& f : fields)
        if (iequals(f.name, name)) return f.value;
    return {};
}

/// Of several Content-Type fields a multipart with a boundary wins, else the first.
std::string_view contentType(const std::vector<HeaderField>& fields, bool& several) {
    std::string_view first;
    std::string_view multipart;
    int count = 0;
    for (const HeaderField& f : fields) {
        if (!iequals(f.name, "content-type")) continue;
        if (count++ == 0) first = f.value;
        if (multipart.empty() && istartsWith(trim(f.value), "multipart/") &&
            asciiLower(f.value).find("boundary") != std::string::npos)
            multipart = f.value;
    }
    several = count > 1;
    return multipart.empty() ? first : multipart;
}

/// A year written "0002" by mailers that padded one of two digits: the obsolete form (RFC 5322 4.3) is meant.
bool shortenYear(std::string& date) {
    for (std::size_t i = 0; i + 6 <= date.size(); ++i) {
        if (date[i] != ' ' || date[i + 1] != '0' || date[i + 2] != '0' || date[i + 5] != ' ') continue;
        unsigned long long n = 0;
        if (!parseUint(std::string_view(date).substr(i + 1, 4), n)) continue;
        date.erase(i + 1, 2);
        return true;
    }
    return false;
}

void addAddresses(std::vector<std::string>& list, std::string_view text) {
    for (std::string& one : splitAddresses(text)) list.push_back(std::move(one));
}

}  // namespace

// True when the field is one a Message has a place for.
bool MimeParser::takeField(Message& m, const std::string& name, std::string_view text) {
    if (name == "subject") {
        if (m.subject.empty()) m.subject = decodeHeader(text);
    } else if (name == "from") {
        if (m.from.empty()) m.from = decodeHeader(text);
    } else if (name == "to") {
        addAddresses(m.to, text);
    } else if (name == "cc") {
        addAddresses(m.cc, text);
    } else if (name == "bcc") {
        addAddresses(m.bcc, text);
    } else if (name == "message-id") {
        if (m.messageId.empty()) m.messageId = idOf(text);
    } else if (name == "in-reply-to") {
        if (m.inReplyTo.empty()) m.inReplyTo = idOf(text);
    } else if (name == "date") {
        if (m.rawDate.empty()) m.rawDate = decodeHeader(text);
    } else if (name == "delivered-to" || name == "x-original-to" || name == "envelope-to") {
        if (m.deliveredTo.empty()) {
            const std::vector<std::string> list = splitAddresses(text);
            if (!list.empty()) m.deliveredTo = list.front();
        }
    } else {
        return false;
    }
    return true;
}

void MimeParser::fillMessage(const std::vector<HeaderField>& fields) {
    Message& m = node().message;
    const bool top = frames_.size() == 1 && !hiddenMode_;
    m.headerWireSize = wirePosition_ + (pendingWire_ ? 2 : 0) - messageWireStart_;
    for (const HeaderField& f : fields) {
        const std::string name = asciiLower(f.name);
        if (top && tree_.headers) tree_.headers->emplace_back(guessToUtf8(f.name), decodeHeader(f.value));
        if (takeField(m, name, f.value) || !top) continue;
        if (name == "x-uid" || name == "status" || name == "x-status" || name == "x-imap" ||
            name == "x-imapbase" || name == "x-mozilla-status")
            tree_.storeHeaders.emplace(name, std::string(trim(unfold(f.value))));
        unsigned long long length = 0;
        if (name == "content-length" && parseUint(trim(f.value), length) && length < (1ull << 62))
            contentLength_ = static_cast<std::int64_t>(length);
    }
    if (m.rawDate.empty()) return;
    std::string text = m.rawDate;
    if (shortenYear(text))
        defect(phrase("The Date field has a year before 100; it was read as one of two digits: %1", elide(m.rawDate, 60)));
    if (const auto stamp = parseRfc5322Date(text))
        m.date = *stamp;
    else
        defect(phrase("The Date field cannot be read as a date: %1", elide(m.rawDate, 60)));
}

Part& MimeParser::makePart(const std::vector<HeaderField>& fields, Parameters& type) {
    bool several = false;
    const std::string_view declared = contentType(fields, several);
    if (several) defect("A part has more than one Content-Type field.");
    type = parseParameters(declared);
    Frame& frame = *frames_.back();
    Part p;
    const bool digest = !frame.isMessage && frame.digest;
    const std::size_t slash = type.value.find('/');
    if (slash != std::string::npos && slash > 0 && slash + 1 < type.value.size())
        p.mediaType = type.value;
    else
        p.mediaType = digest && type.value.empty() ? "message/rfc822" : "text/plain";  // RFC 2045 5.2
    if (p.mediaType != type.value && !type.value.empty())
        defect(phrase("A Content-Type is not of the form type/subtype: %1", elide(type.value, 60)));
    p.charset = asciiLower(type.get("charset"));
    const Parameters encoding = parseParameters(value(fields, "content-transfer-encoding"));
    p.transferEncoding = encoding.value.substr(0, encoding.value.find(';'));
    const Parameters disposition = parseParameters(value(fields, "content-disposition"));
    p.disposition = disposition.value;
    p.name = disposition.has("filename") ? disposition.get("filename") : type.get("name");
    p.contentId = idOf(value(fields, "content-id"));
    if (p.contentId.size() > 1 && p.contentId.front() == '<')
        p.contentId = p.contentId.substr(1, p.contentId.size() - 2);
    p.headerOffset = entityOffset_;
    p.bodyOffset = position_;
    if (hiddenMode_) {  // offsets in the decoded octets until the part closes
        p.headerOffset = position_;
    }
    const bool container = p.mediaType.substr(0, 10) == "multipart/";
    if (frame.isMessage)
        p.number = frame.prefix + (container ? "TEXT" : "1");
    else
        p.number = frame.prefix + std::to_string(entityIndex_);
    classify(p);
    openParts_.emplace_back(tree_.parts.size(), wirePosition_ + (pendingWire_ ? 2 : 0));
    tree_.parts.push_back(std::move(p));
    return tree_.parts.back();
}

void MimeParser::classify(Part& p) {
    const bool body = p.disposition != "attachment" && p.name.empty();
    if (body && p.mediaType == "text/plain")
        p.kind = PartKind::TextBody;
    else if (body && p.mediaType == "text/html")
        p.kind = PartKind::HtmlBody;
    else
        p.kind = PartKind::Attachment;
}

void MimeParser::openEntity() {
    const std::vector<HeaderField> fields = splitHeader(header_);
    if (messageRoot_) fillMessage(fields);
    if (tree_.parts.size() >= kMaxParts) {
        tree_.limit(hiddenMode_ ? hidden_.offset : entityOffset_,
                    "The message has more than 10000 parts; the rest was not examined.");
        state_ = State::Skip;
        messageRoot_ = false;
        return;
    }
    Parameters type;
    Part& part = makePart(fields, type);
    const std::size_t index = tree_.parts.size() - 1;
    messageRoot_ = false;
    const std::size_t depth = baseDepth_ + frames_.size();
    const bool container = part.mediaType.substr(0, 10) == "multipart/";
    const bool message = part.mediaType == "message/rfc822" || part.mediaType == "message/global";
    if ((container || message) && depth >= tree_.maxDepth) {
        tree_.limit(hiddenMode_ ? hidden_.offset : entityOffset_,
                    "The message is nested more than 100 levels deep; what is deeper was kept as one part "
                    "and not examined.");
        part.kind = PartKind::Attachment;
        return openLeaf(type, index);
    }
    if (container) return openMultipart(type, index);
    if (message) return openMessage(index);
    openLeaf(type, index);
}

void MimeParser::openMultipart(const Parameters& type, std::size_t index) {
    Part& part = tree_.parts[index];
    part.kind = PartKind::Container;
    auto f = std::make_unique<Frame>();
    f->boundary = type.get("boundary");
    while (!f->boundary.empty() && (f->boundary.back() == ' ' || f->boundary.back() == '\t'))
        f->boundary.pop_back();
    if (f->boundary.empty()) {
        defect("A multipart has no boundary parameter; the first line that looks like one was taken.");
        f->guess = true;
    }
    if (transferFromName(part.transferEncoding) != Transfer::Identity)
        defect(
            "A multipart has a transfer encoding other than 7bit, 8bit or binary, which RFC 2045 6.4 "
            "forbids; it was read unencoded.");
    f->digest = part.mediaType == "multipart/digest";
    f->part = index;
    const std::string& n = part.number;
    f->prefix =
        n.size() >= 4 && n.compare(n.size() - 4, 4, "TEXT") == 0 ? n.substr(0, n.size() - 4) : n + ".";
    frames_.push_back(std::move(f));
    state_ = State::Skip;
}

void MimeParser::openMessage(std::size_t index) {
    tree_.parts[index].kind = PartKind::Message;
    const Transfer transfer = transferFromName(tree_.parts[index].transferEncoding);
    if (transfer != Transfer::Identity) {
        Parameters none;
        openLeaf(none, index);
        return;
    }
    std::int32_t parent = 0;
    for (std::size_t i = frames_.size(); i-- > 0;)
        if (frames_[i]->isMessage) {
            parent = static_cast<std::int32_t>(frames_[i]->nodeIndex);
            break;
        }
    const std::string number = tree_.parts[index].number;
    pushMessageFrame(parent, number + ".", position_);
    frames_.back()->part = index;
    tree_.nodes.back()->message.parentPart = number;
}

std::int32_t emitTree(MessageTree& tree, Message&& placement, std::int32_t firstIndex, Sink& sink) {
    Message& top = tree.nodes[0]->message;
    if (tree.textCut)
        tree.limit(top.offset, "The text has more than 10 million characters; the rest was not indexed.");
    for (Problem& p : tree.problems) sink.problem(std::move(p));
    top.parts = tree.parts;
    top.fileName = std::move(placement.fileName);
    top.uid = placement.uid;
    top.flags = std::move(placement.flags);
    top.internalDate = placement.internalDate;
    top.defects.insert(top.defects.end(), placement.defects.begin(), placement.defects.end());
    for (auto& n : tree.nodes) {
        Message& m = n->message;
        m.mailboxPath = placement.mailboxPath;
        m.folder = placement.folder;
        m.folderRaw = placement.folderRaw;
        m.uidValidity = placement.uidValidity;
        m.recovered = placement.recovered;
        m.recoveredHow = placement.recoveredHow;
        m.rebuilt = placement.rebuilt;
        if (n->parent >= 0) {
            m.parent = firstIndex + n->parent;
            for (std::size_t k = n->firstPart; k < n->endPart; ++k) {
                m.parts.push_back(tree.parts[k]);
                m.parts.back().number = tree.parts[k].number.substr(n->prefix.size());
            }
        }
        sink.message(std::move(m));
    }
    const auto own = static_cast<std::int32_t>(tree.nodes.size());
    return own + tnef::pushEmbedded(tree, placement, firstIndex, own, sink);
}

}  // namespace sillage

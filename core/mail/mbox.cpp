// mbox: messages one after the other, each behind a `From ` line (RFC 4155; mboxo, mboxrd, mboxcl, mboxcl2
// and Mozilla's). The variant is told by content, by scanning the file once; message octets are cited as they
// lie.
#include "mail/mbox.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/phrase.h"
#include "base/text.h"
#include "mail/eml.h"
#include "mail/formats.h"
#include "mail/header.h"
#include "mail/line_window.h"
#include "mail/mime_parser.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

constexpr std::uint64_t kUnit = 4u << 20;
constexpr std::size_t kNeedle = 5;  // "From "
constexpr std::size_t kLook = 1200;

/// Sees every "From " of the file once, in order: separators, quoting, Content-Length.
class Scanner {
public:
    Scanner(ByteSource& source, const std::function<void(Cut)>& cut) : source_(source), cut_(cut) {}
    void block(Bytes b) {
        // An occurrence cut by the edge of two blocks.
        const std::string edge = tail_ + std::string(b.data.substr(0, kNeedle - 1));
        for (std::size_t i = edge.find("From "); i != std::string::npos; i = edge.find("From ", i + 1))
            occurrence(b.offset - tail_.size() + i, {});
        for (const char* p = b.data.data();;) {
            const auto left = static_cast<std::size_t>(b.data.data() + b.size() - p);
            p = left < kNeedle ? nullptr : static_cast<const char*>(memmem(p, left, "From ", kNeedle));
            if (!p) break;
            occurrence(b.offset + static_cast<std::uint64_t>(p - b.data.data()), b);
            ++p;
        }
        tail_ += std::string(b.data.substr(b.size() - std::min(b.size(), kNeedle - 1)));
        if (tail_.size() > kNeedle - 1) tail_.erase(0, tail_.size() - (kNeedle - 1));
    }
    MboxTraits finish() {
        if (bare_ == 0) traits_.quoting = twice_ ? "mboxrd" : once_ ? "mboxo" : "";
        return traits_;
    }

private:
    void occurrence(std::uint64_t at, Bytes b);
    void separator(std::uint64_t at);

    ByteSource& source_;
    const std::function<void(Cut)>& cut_;
    MboxTraits traits_;
    std::string tail_;
    std::uint64_t lastCut_ = 0, skipTo_ = 0, separators_ = 0;
    std::uint64_t bare_ = 0, once_ = 0, twice_ = 0;
};

void Scanner::occurrence(std::uint64_t at, Bytes b) {
    const std::uint64_t from = at >= 3 ? at - 3 : 0;
    const bool inside = !b.empty() && from >= b.offset && at + kLook <= b.end();
    char before = '\n';
    std::string copy;
    std::string_view context;
    if (inside) {
        context = b.data.substr(static_cast<std::size_t>(from - b.offset), kLook);
    } else {
        copy = source_.readString(from, kLook);
        context = copy;
    }
    if (at > 0) before = context[static_cast<std::size_t>(at - from) - 1];
    if (before == '>') {
        const std::string run =
            source_.readString(at >= 64 ? at - 64 : 0, at >= 64 ? 64 : static_cast<std::size_t>(at));
        std::size_t i = run.size();
        while (i > 0 && run[i - 1] == '>') --i;
        if (i == 0 || run[i - 1] == '\n') ++(run.size() - i > 1 ? twice_ : once_);
        return;
    }
    if (at < skipTo_) return;
    if (isSeparator(context, from, at))
        separator(at);
    else if (before == '\n')
        ++bare_;
}

void Scanner::separator(std::uint64_t at) {
    if (separators_ > 0 && at - lastCut_ >= kUnit) {
        cut_({at, 1});
        lastCut_ = at;
    }
    const bool first = separators_++ == 0;
    if (!first && !traits_.contentLength) return;
    const std::string head = source_.readString(at, first ? 64u << 10 : 4096);
    const std::size_t lf = head.find('\n');
    const std::uint64_t begin = lf == std::string::npos ? source_.size() : at + lf + 1;
    const std::uint64_t end = endByContentLength(source_, begin);
    if (first) {
        traits_.contentLength = end != 0;
        for (const HeaderField& f :
             splitHeader(std::string_view(head).substr(std::min<std::size_t>(lf + 1, head.size())))) {
            if (!iequals(f.name, "x-imap") && !iequals(f.name, "x-imapbase")) continue;
            unsigned long long n = 0;
            const std::string_view value = trim(f.value);
            if (parseUint(value.substr(0, value.find(' ')), n))
                traits_.uidValidity = static_cast<std::uint32_t>(n);
            break;
        }
    }
    skipTo_ = std::max(skipTo_, end);
}

void scanMbox(ByteSource& source, const std::function<void(Bytes)>& data, const std::function<void(Cut)>& cut,
              std::string& carry) {
    Scanner scanner(source, cut);
    Stream stream(source, 0, source.size());
    for (Bytes b = stream.next(); !b.empty(); b = stream.next()) {
        data(b);
        scanner.block(b);
    }
    carry = scanner.finish().text();
}

/// Status and X-Status letters as they stand; Mozilla's flags as the same letters (R read, A answered, F
/// flagged, D deleted).
std::string storeFlags(const MessageTree& tree) {
    const auto get = [&](const char* name) {
        const auto at = tree.storeHeaders.find(name);
        return at == tree.storeHeaders.end() ? std::string() : at->second;
    };
    std::string flags = get("status") + get("x-status");
    if (flags.size() > 32) flags.resize(32);
    const std::string mozilla = get("x-mozilla-status");
    const unsigned long bits =
        mozilla.empty() || mozilla.size() > 8 ? 0 : std::strtoul(mozilla.c_str(), nullptr, 16);
    for (const auto& [bit, letter] : {std::pair{0x1u, 'R'}, {0x2u, 'A'}, {0x4u, 'F'}, {0x8u, 'D'}})
        if ((bits & bit) && flags.find(letter) == std::string::npos) flags += letter;
    return flags;
}

/// Reads the messages of a range.
class MboxReader {
public:
    MboxReader(ByteSource& source, const ReadHints& hints, MboxTraits traits, Sink& sink)
        : source_(source), hints_(hints), traits_(std::move(traits)), sink_(sink) {}
    void read(const Range& range);

private:
    void line(const RawLine& l);
    void begin(const RawLine& l);
    void end();
    void pushHeld();
    void settle();
    Message placement(bool& internal);

    ByteSource& source_;
    const ReadHints& hints_;
    MboxTraits traits_;
    Sink& sink_;
    std::unique_ptr<MessageTree> tree_;
    std::unique_ptr<MimeParser> parser_;
    FromLine from_;
    RawLine held_;  // a blank line that may belong to the next separator
    bool holding_ = false;
    bool before_ = true;  // no separator seen yet
    std::uint64_t beforeLength_ = 0, beforeText_ = 0;
    std::uint64_t skipTo_ = 0, hiddenSeparators_ = 0;
    std::int32_t emitted_ = 0;
    std::uint64_t number_ = 0;
};

void MboxReader::read(const Range& range) {
    LineWindow window(source_, range.begin, range.end);
    RawLine l;
    while (!sink_.stopped() && window.fill()) {
        while (window.next(l)) {
            line(l);
            if (!parser_ && sink_.stopped()) return;
        }
        settle();
    }
    if (parser_) end();
    if (beforeText_ > 0)
        sink_.problem({range.begin, beforeLength_, "start of the mbox",
                       "What stands before the first From line belongs to no message and was not imported."});
}

void MboxReader::line(const RawLine& l) {
    if (l.starts && l.text.size() >= kNeedle && std::memcmp(l.text.data(), "From ", kNeedle) == 0 &&
        isSeparator(source_, l.offset)) {
        if (l.offset >= skipTo_) return begin(l);
        ++hiddenSeparators_;
    }
    if (!parser_) {
        if (before_) {
            beforeLength_ += l.text.size() + l.eol.size();
            const std::string_view text = trim(l.text);
            if (!text.empty() && text != "\xEF\xBB\xBF") beforeText_ += text.size();
        }
        return;
    }
    if (holding_) pushHeld();
    if (l.starts && l.text.empty() && !l.eol.empty()) {
        held_ = l;
        holding_ = true;
        return;
    }
    parser_->line(l);
}

void MboxReader::begin(const RawLine& l) {
    if (parser_) end();
    before_ = false;
    if (sink_.stopped()) return;
    sink_.found();
    ++number_;
    from_ = parseFromLine(l.text);
    const std::uint64_t offset = l.offset + l.text.size() + l.eol.size();
    if (traits_.contentLength) skipTo_ = std::max(skipTo_, endByContentLength(source_, offset));
    MessageOptions options;
    options.quoting = traits_.quoting;
    options.mboxHeaders = true;
    tree_ = std::make_unique<MessageTree>();
    parser_ = std::make_unique<MimeParser>(*tree_, options, offset);
}

void MboxReader::pushHeld() {
    holding_ = false;
    parser_->line(held_);
}

void MboxReader::settle() {
    if (parser_) parser_->settle();
    if (holding_) {  // the window moves on; the line end it showed does not change
        held_.eol = held_.eol.size() == 2 ? "\r\n" : "\n";
        held_.text = {};
    }
}

Message MboxReader::placement(bool& internal) {
    Message p;
    p.mailboxPath = hints_.mailboxPath;
    p.folder = hints_.folder;
    p.folderRaw = hints_.folderRaw;
    p.uidValidity = traits_.uidValidity ? traits_.uidValidity : hints_.uidValidity;
    p.internalDate = from_.micros;
    p.flags = storeFlags(*tree_);
    unsigned long long uid = 0;
    const auto at = tree_->storeHeaders.find("x-uid");
    if (at != tree_->storeHeaders.end() && parseUint(at->second, uid) && uid <= 0xffffffffu)
        p.uid = static_cast<std::uint32_t>(uid);
    if (hiddenSeparators_ > 0)
        p.defects.push_back(
            phrase("%1 lines inside look like separators; they were kept in the body because Content-Length says so.", hiddenSeparators_));
    internal = tree_->storeHeaders.count("x-imap") > 0 &&
               tree_->nodes[0]->message.subject.rfind("DON'T DELETE THIS MESSAGE", 0) == 0;
    return p;
}

void MboxReader::end() {
    holding_ = false;  // the blank line before a separator, or at the end, is no part of the message
    parser_->finish();
    tnef::openParts(source_, *tree_);
    bool internal = false;
    Message p = placement(internal);
    hiddenSeparators_ = 0;
    if (internal)
        sink_.skipped("the mail server's own data, not a message (X-IMAP)");
    else
        emitted_ += emitTree(*tree_, std::move(p), emitted_, sink_);
    parser_.reset();
    tree_.reset();
}

void readMbox(ByteSource& source, const Range& range, const ReadHints& hints, Sink& sink) {
    MboxTraits traits;
    if (!MboxTraits::parse(range.carry, traits)) {  // read without a scan: look at the whole source once
        std::string carry;
        scanMbox(
            source, [](Bytes) {}, [](Cut) {}, carry);
        MboxTraits::parse(carry, traits);
    }
    MboxReader(source, hints, std::move(traits), sink).read(range);
}

Recognition recogniseMbox(const Head& head) {
    const std::string name = asciiLower(head.name);
    const bool named = name.ends_with(".mbox") || name.ends_with(".mbx") || name == "mbox";
    if (head.size == 0) return named ? Recognition{60, phraseText("an empty file named as an mbox")} : Recognition{};
    const int separators = countSeparators(head.octets);
    if (separators == 0) return {};
    std::string_view text = head.octets;
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    while (!text.empty() && (text[0] == '\n' || text[0] == '\r')) text.remove_prefix(1);
    const bool first = text.substr(0, 5) == "From ";
    const HeaderLook look = lookAtHeader(text);
    const std::string why = phrase("%1 From lines in the first 64 KiB", separators);
    if (first && separators > 1) return {95, why};
    if (first && look.known >= 2) return {90, phrase("%1, followed by a message header", said(why))};
    if (first) return {named ? 75 : 65, phrase("%1, a sender and a date", said(why))};
    // Something stands before the first separator: a header must follow it.
    for (std::size_t i = text.find("\nFrom "); i != std::string_view::npos; i = text.find("\nFrom ", i + 1)) {
        const std::size_t from = i >= 2 ? i - 2 : 0;
        if (!isSeparator(text.substr(from, kLook), from, i + 1)) continue;
        if (looksLikeMessage(lookAtHeader(text.substr(i + 1))))
            return {looksLikeMessage(look) ? 50 : 65, phrase("%1, the first not at the start", said(why))};
    }
    return {};
}

}  // namespace

const Format kMboxFormat{"mbox",   "mbox",   SourceKind::Mailbox, recogniseMbox,
                         readMbox, scanMbox, "names item", 0, &tnef::kEmbeddedItems};

}  // namespace sillage

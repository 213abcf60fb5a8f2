// A streaming MIME parser (RFC 5322, 2045, 2046, 2047, 2231): lines are pushed in, one pass, memory
// independent of the size of the message. It fills record Message and Part completely, hashes while it reads,
// and keeps going on whatever is damaged. No recursion: open entities lie on an explicit stack of at most
// kMaxDepth.
//
// What a transfer encoding hides (message/rfc822 in base64) is parsed by a second parser fed with the decoded
// octets; its parts cite the enclosing part and name the way down in transferEncoding (see formats.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/problem.h"
#include "mail/formats.h"
#include "mail/header.h"
#include "mail/line_window.h"
#include "mail/text_collector.h"
#include "mail/transfer.h"
#include "record/message.h"

namespace sillage {

/// Limits of one top-level message; each one hit is a Problem and a defect.
inline constexpr std::size_t kMaxDepth = 100;
inline constexpr std::size_t kMaxParts = 10'000;
inline constexpr std::size_t kMaxHeader = 1u << 20;
inline constexpr std::size_t kMaxHeaderFields = 10'000;
inline constexpr int kMaxHiddenDepth = 8;  ///< messages hidden in encoded messages

/// Hashes ranges that lie one after the other in a window with as few calls as possible.
class RangeHash {
public:
    void extend(std::string_view octets) {
        if (octets.empty()) return;
        size_ += octets.size();
        if (octets.data() != to_) {
            settle();
            from_ = octets.data();
        }
        to_ = octets.data() + octets.size();
    }
    /// Must be called before the octets given become invalid.
    void settle() {
        if (from_ != to_) hash_.add({from_, static_cast<std::size_t>(to_ - from_)});
        from_ = to_ = nullptr;
    }
    Digest finish() {
        settle();
        return hash_.finish();
    }
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    Sha256 hash_;
    const char* from_ = nullptr;
    const char* to_ = nullptr;
    std::uint64_t size_ = 0;
};

/// All that belongs to one top-level message, nested ones included.
struct MessageTree {
    struct Node {
        Message message;
        std::int32_t parent = -1;  ///< index in nodes
        std::string prefix;        ///< "" or "2.1." : what its parts' numbers begin with
        std::size_t firstPart = 0, endPart = 0;
        std::unique_ptr<TextCollector> text;
    };
    std::vector<std::unique_ptr<Node>> nodes;  ///< in document order; 0 is the top
    std::vector<Part> parts;                   ///< of the whole tree, in document order
    /// A message of properties embedded in a TNEF part (tnef/in_message.h).
    struct Embedded {
        std::size_t node = 0;          ///< of the message that carries the part
        std::string number, tnefPart, path;
        std::shared_ptr<const std::string> stream;
        std::uint64_t offset = 0, length = 0;  ///< of its own TNEF stream in stream
    };
    std::vector<Embedded> embedded;
    std::vector<Problem> problems;
    std::uint64_t textBudget = kIndexCharacters;
    bool textCut = false;
    bool collectText = true;
    std::size_t maxDepth = kMaxDepth;  ///< open multiparts and messages
    /// False for messages made from properties: neither the wire form nor the whole of the top message is hashed.
    bool ownOctets = true;
    std::vector<std::pair<std::string, std::string>>* headers = nullptr;  ///< of the top message, when wanted
    std::map<std::string, std::string>
        storeHeaders;  ///< X-UID, Status … of the top message, lower-case names
    void limit(std::uint64_t offset, const std::string& reason);
    std::map<std::string, bool> limitsSaid;
};

class MimeParser {
public:
    /// Where a hidden message lies: everything its parser emits cites this.
    struct Hidden {
        std::uint64_t offset = 0;  ///< of the enclosing part's body in the source
        std::string chain;         ///< the transfer encoding that hides it
        std::size_t part = 0;      ///< index of the enclosing part
        int level = 0;
    };
    MimeParser(MessageTree& tree, const MessageOptions& options, std::uint64_t offset,
               std::int32_t parentNode = -1, std::string prefix = {}, std::size_t depth = 0,
               const Hidden* hidden = nullptr);
    ~MimeParser();
    MimeParser(const MimeParser&) = delete;
    MimeParser& operator=(const MimeParser&) = delete;

    void line(const RawLine& l);
    /// The octets of the lines given so far are about to become invalid.
    void settle();
    /// Whether the part whose header has just ended has a transfer encoding, so that its octets may be given decoded.
    [[nodiscard]] bool takesContent() const;
    /// Octets of that part as they are, instead of lines that encode them: the part comes out the same. They may become
    /// invalid afterwards.
    void content(std::string_view octets);
    /// Ends the message. keepLastEol: whether the last line's end belongs to it.
    void finish(bool keepLastEol = true);

    /// Content-Length of the top message's header, once it has ended; -1 = none.
    [[nodiscard]] std::int64_t contentLength() const { return contentLength_; }
    [[nodiscard]] bool inHeader() const { return state_ == State::Header && frames_.size() == 1; }

private:
    enum class State : std::uint8_t { Header, Leaf, Skip };
    struct Frame;
    struct Leaf;

    void headerLine(const RawLine& l);
    bool endsHeader(const RawLine& l);
    bool ownHeader(const RawLine& l);
    void feed(std::string_view text, bool wire);
    void unseenText(std::string_view eol, std::string_view text);
    void keepUnseen(Frame& f);
    void leafText(std::string_view eol, const RawLine& l);
    void lookForUu(const RawLine& l);
    void decoded();
    void passOn(std::string_view octets);
    bool boundaryLine(const RawLine& l);
    void guessBoundary(const RawLine& l);
    void beginEntity(std::uint64_t offset, std::size_t index);
    void openEntity();
    void openMultipart(const Parameters& type, std::size_t part);
    void openMessage(std::size_t part);
    void openLeaf(const Parameters& type, std::size_t part);
    void fillMessage(const std::vector<HeaderField>& fields);
    bool takeField(Message& m, const std::string& name, std::string_view value);
    Part& makePart(const std::vector<HeaderField>& fields, Parameters& type);
    static void classify(Part& part);
    void startUu(const RawLine& l);
    void endUu(std::uint64_t end);
    void hashUu();
    void citeEnclosing(std::size_t part);
    void closeLeaf();
    void closeFrame();
    void closePart(std::size_t part);
    void pushMessageFrame(std::int32_t parentNode, std::string prefix, std::uint64_t offset);
    void appendWire(std::string_view text);
    void flushWire();
    MessageTree::Node& node();
    void defect(const std::string& text);

    MessageTree& tree_;
    MessageOptions options_;
    bool hiddenMode_ = false;
    Hidden hidden_;
    std::size_t baseDepth_;

    std::vector<std::unique_ptr<Frame>> frames_;
    std::unique_ptr<Leaf> leaf_;
    State state_ = State::Header;

    // The entity whose header is being read.
    std::string header_;
    bool headerCut_ = false;
    std::size_t headerFields_ = 0;
    std::uint64_t entityOffset_ = 0;
    std::size_t entityIndex_ = 0;  ///< n-th child of its multipart; 0 = root of a message
    bool messageRoot_ = true;
    std::uint64_t messageWireStart_ = 0;
    bool dropField_ = false;  ///< inside a field that the wire form leaves out

    // Line ends are held back one line: the one before a boundary belongs to the boundary (RFC 2046 5.1.1).
    std::string_view pending_;
    bool pendingWire_ = false;
    char pendingCopy_[2] = {};
    std::uint64_t textEnd_ = 0;   ///< end of the last line's text, octets of the source
    std::uint64_t position_ = 0;  ///< end of the last line with its line end

    std::string wire_;                ///< wire form not yet hashed
    std::uint64_t wirePosition_ = 0;  ///< octets of wire form so far
    std::string scratch_;
    std::int64_t contentLength_ = -1;
    std::vector<std::pair<std::size_t, std::uint64_t>> openParts_;  ///< part index, wire position of its body
};

/// Pushes the finished tree into sink: the top message with what placement knows, then nested ones in
/// document order. firstIndex as in MessageOptions. Returns how many messages were pushed.
std::int32_t emitTree(MessageTree& tree, Message&& placement, std::int32_t firstIndex, Sink& sink);

}  // namespace sillage

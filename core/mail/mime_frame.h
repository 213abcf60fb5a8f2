// What the parser (mime_parser.h) keeps of an open multipart or message, and of the open leaf part.
#pragma once

#include "mail/mime_parser.h"

namespace sillage {

/// An open multipart or message.
struct MimeParser::Frame {
    bool isMessage = false;
    // multipart
    std::string boundary;
    bool guess = false;  ///< no boundary was declared: the first line that looks like one is taken
    bool digest = false, ended = false, seen = false;
    std::size_t children = 0;
    std::size_t part = npos;
    RangeHash unseen;  ///< what stands where no boundary has come yet
    bool unseenFresh = true;
    std::string unseenText;  ///< its beginning, for the index
    static constexpr std::size_t kUnseen = 256u << 10;
    // message
    std::size_t nodeIndex = 0;
    RangeHash raw;
    Sha256 wireHash;
    std::size_t wireFrom = 0;  ///< in wire_
    bool fresh = true;         ///< nothing fed yet: the line end before its first line is not its own
    std::uint64_t wireStart = 0;
    std::string prefix;  ///< of the numbers of its children
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// The open leaf part.
struct MimeParser::Leaf {
    explicit Leaf(Transfer t) : decoder(t) {}
    TransferDecoder decoder;
    RangeHash hash;
    std::size_t part = 0;
    bool identity = true, text = false, lookForUu = false, fresh = true, cited = true;
    std::uint64_t size = 0;
    std::string out;  ///< decoded, not yet hashed
    // A message hidden by the encoding.
    std::unique_ptr<LineFeeder> feeder;
    std::unique_ptr<MimeParser> inner;
    // A uuencoded file inside the text.
    std::unique_ptr<TransferDecoder> uu;
    std::size_t uuPart = 0, uuCount = 0;
    RangeHash uuHash;
    std::string uuOut;
    std::string uuCandidate;    ///< a "begin" line whose next line decides
    std::uint64_t uuBegin = 0;  ///< where it begins
    bool uuPending = false;
};

}  // namespace sillage

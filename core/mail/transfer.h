// Content-Transfer-Encodings (RFC 2045 section 6, and uuencode as POSIX describes it), decoded as a stream.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

enum class Transfer : std::uint8_t { Identity, Base64, QuotedPrintable, Uuencode };

/// The decoder for an encoding's name, as mail writes it; Identity when unknown, with *known false.
Transfer transferFromName(std::string_view name, bool* known = nullptr);

/// Push encoded lines in, decoded octets are appended to out. Line ends are pushed as they are, with the
/// text.
class TransferDecoder {
public:
    explicit TransferDecoder(Transfer transfer) : transfer_(transfer) {}
    /// text is a line or a piece of one; eol the line end *before* it ("" at the start or within a line).
    void add(std::string_view eol, std::string_view text, std::string& out);
    /// Gives out what an unfinished group still holds (a truncated base64 keeps what decodes).
    void finish(std::string& out);

    [[nodiscard]] Transfer transfer() const { return transfer_; }
    /// Octets that do not belong to the encoding (base64: outside of the alphabet; after its end).
    [[nodiscard]] std::uint64_t foreign() const { return foreign_; }
    [[nodiscard]] bool truncated() const { return truncated_; }
    /// The file name of a uuencode "begin" line.
    [[nodiscard]] const std::string& uuName() const { return uuName_; }

private:
    void base64(std::string_view text, std::string& out);
    void base64Octet(char c, std::string& out);
    void flushBase64(std::string& out);
    void quotedPrintable(std::string_view eol, std::string_view text, std::string& out);
    void uuLine(std::string_view line, std::string& out);

    Transfer transfer_;
    std::uint32_t bits_ = 0;
    int count_ = 0;
    int pads_ = 0;
    bool ended_ = false, begun_ = false, softBreak_ = false, truncated_ = false;
    std::uint64_t foreign_ = 0;
    std::string held_;  ///< quoted-printable: white space or an escape cut by a piece; uuencode: a cut line
    std::string uuName_;
};

/// `begin 644 name`: true and the name (may hold spaces).
bool uuBegin(std::string_view line, std::string_view& name);
/// Whether a line can be uuencoded data: its length octet fits what follows.
bool uuData(std::string_view line);

}  // namespace sillage

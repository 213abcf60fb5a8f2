// Writing MIME: encoded words (RFC 2047), parameters (RFC 2231), base64 and quoted-printable (RFC 2045 6.7, 6.8).
// Everything comes out as ASCII in lines of at most 76 octets and CRLF line ends; what it encodes decodes to the same
// octets.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sillage::mapi {

/// "Name: value\r\n", folded; text that is not plain ASCII becomes encoded words, so that no value can begin a field.
std::string headerField(std::string_view name, std::string_view utf8);
/// An address list, names quoted or encoded, addresses as they are (white space and brackets in them encoded).
struct NamedAddress {
    std::string name, address;
};
std::string addressField(std::string_view name, const std::vector<NamedAddress>& list);
/// "; name=value" on a line of its own; RFC 2231 where the value is not a token or quotable.
std::string parameter(std::string_view name, std::string_view utf8);

/// Streams octets in, base64 lines out.
class Base64Lines {
public:
    explicit Base64Lines(const std::function<void(std::string_view)>& out) : out_(out) {}
    void add(std::string_view octets);
    void finish();

private:
    void encode(std::string_view octets);
    const std::function<void(std::string_view)>& out_;
    std::string rest_, lines_;
};

std::string quotedPrintable(std::string_view octets);
/// Whether quoted-printable is shorter than base64.
bool prefersQuotedPrintable(std::string_view octets);

}  // namespace sillage::mapi

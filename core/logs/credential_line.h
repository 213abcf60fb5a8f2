// One line of a list of stolen credentials (log formats i): `url:login:password` in the separators and orders such lists
// use, `android://hash@package/:login:password`, `host:login:password`, `login:password`. The password may hold separators;
// what is a URL or a login does not, so lines are taken apart from the left.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sillage {

struct CredentialLine {
    std::string_view url, login, secret;  ///< views into the line; url "" = none
    std::size_t secretAt = 0;             ///< where the secret begins in the line
};

/// False when the line is none of these.
bool parseCredentialLine(std::string_view line, CredentialLine& out);
/// Lower-case host of a URL or bare host; of android:// the package.
std::string credentialHost(std::string_view url);

/// The labels of a stealer's Passwords.txt: what the line `Label: value` gives.
enum class CredentialLabel : unsigned char { None, Url, Login, Secret, Program };
CredentialLabel credentialLabel(std::string_view line, std::string_view& value);

}  // namespace sillage

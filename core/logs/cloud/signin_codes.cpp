// Microsoft Entra authentication and authorization error codes (AADSTS), those that sign-in logs show in an
// investigation of accounts. See signin_event.h.
#include <algorithm>
#include <array>

#include "base/phrase.h"
#include "logs/cloud/signin_event.h"

namespace sillage {

namespace {

struct Code {
    std::string_view code;
    const char* meaning;
    bool accepted;  ///< the first factor was right
};

constexpr std::array<Code, 32> kCodes{{
    {"0", phraseText("signed in"), true},
    {"50034", phraseText("no such account in this tenant"), false},
    {"50053", phraseText("locked: too many wrong passwords, or an address known to be malicious"), false},
    {"50055", phraseText("password right but expired"), true},
    {"50056", phraseText("no password is kept for the account"), false},
    {"50057", phraseText("account disabled"), false},
    {"50058", phraseText("silent sign-in without a session"), false},
    {"50059", phraseText("no tenant named"), false},
    {"50072", phraseText("first factor right, enrolment for a second factor asked"), true},
    {"50074", phraseText("first factor right, second factor asked"), true},
    {"50076", phraseText("first factor right, second factor asked by configuration or location"), true},
    {"50078", phraseText("second factor too old, asked again"), true},
    {"50079", phraseText("first factor right, enrolment for a second factor asked"), true},
    {"50097", phraseText("first factor right, device authentication asked"), true},
    {"50105", phraseText("account not assigned to the application"), true},
    {"50125", phraseText("interrupted by a password reset or registration"), true},
    {"50126", phraseText("wrong user name or password"), false},
    {"50132", phraseText("session revoked or password changed since"), false},
    {"50133", phraseText("session revoked or password changed since"), false},
    {"50140", phraseText("interrupted by the question to stay signed in"), true},
    {"50144", phraseText("password of the local directory right but expired"), true},
    {"50158", phraseText("first factor right, an external second factor asked"), true},
    {"50173", phraseText("token revoked, sign-in asked again"), false},
    {"50203", phraseText("interrupted by the registration of an authenticator"), true},
    {"53000", phraseText("blocked: the device is not compliant"), true},
    {"53001", phraseText("blocked: the device is not joined to the domain"), true},
    {"53003", phraseText("first factor right, blocked by conditional access"), true},
    {"53004", phraseText("second factor cannot be registered: suspicious activity"), true},
    {"65001", phraseText("the application has no consent"), true},
    {"70043", phraseText("token expired by the sign-in frequency of conditional access"), false},
    {"500121", phraseText("first factor right, second factor failed, denied or not answered"), true},
    {"700082", phraseText("token expired by inactivity"), false},
}};

const Code* codeOf(std::string_view code) {
    const auto found =
        std::find_if(kCodes.begin(), kCodes.end(), [&](const Code& c) { return c.code == code; });
    return found == kCodes.end() ? nullptr : &*found;
}

}  // namespace

std::string_view signinMeaning(std::string_view code) {
    const Code* found = codeOf(code);
    return found ? found->meaning : std::string_view{};
}

bool firstFactorAccepted(std::string_view code) {
    const Code* found = codeOf(code);
    return found && found->accepted;
}

}  // namespace sillage

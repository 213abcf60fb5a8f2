#include "record/session_words.h"

#include <array>

#include "base/phrase.h"

namespace sillage {
namespace {

struct Argument {
    std::uint64_t number = 0;
    std::string_view text;
};
using Arguments = std::array<Argument, 5>;

class Reader {
public:
    explicit Reader(std::string_view octets) : in_(octets) {}
    [[nodiscard]] bool more() const { return ok_ && !in_.empty(); }
    [[nodiscard]] bool ok() const { return ok_; }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !in_.empty(); shift += 7) {
            const auto octet = static_cast<unsigned char>(in_.front());
            in_.remove_prefix(1);
            value |= std::uint64_t{octet & 0x7fu} << shift;
            if (octet < 0x80) return value;
        }
        ok_ = false;
        return 0;
    }
    std::string_view text() {
        const std::uint64_t length = number();
        if (!ok_ || length > in_.size()) {
            ok_ = false;
            return {};
        }
        const std::string_view value = in_.substr(0, length);
        in_.remove_prefix(length);
        return value;
    }

private:
    std::string_view in_;
    bool ok_ = true;
};

/// What each phrase takes, in order: n = number or session, t = text.
std::string_view signature(SessionPhrase p) {
    switch (p) {
        case SessionPhrase::Literal: case SessionPhrase::SessionId: case SessionPhrase::QueueId:
        case SessionPhrase::SharedIndicator: case SessionPhrase::Indicator: case SessionPhrase::OwnNetwork:
        case SessionPhrase::Holder: case SessionPhrase::Device: case SessionPhrase::Application: return "t";
        case SessionPhrase::Claimed: return "ttt";
        case SessionPhrase::Sprayed: case SessionPhrase::FailedLogins: case SessionPhrase::SuccessAfterFailures: return "nn";
        case SessionPhrase::Front: case SessionPhrase::OtherNetwork: return "nt";
        case SessionPhrase::TooFar: return "ntnn";
        case SessionPhrase::OtherCountry: return "nttt";
        case SessionPhrase::ListedCredential: case SessionPhrase::NewApplication: return "t";
        case SessionPhrase::SingleFactor: case SessionPhrase::ManyRead: return "n";
        case SessionPhrase::Token: case SessionPhrase::OtherToken: case SessionPhrase::ReplayedToken: case SessionPhrase::SharedAddress:
        case SessionPhrase::TokenAddresses: case SessionPhrase::ManyBodies: case SessionPhrase::ManyRetrieved:
        case SessionPhrase::RulesChanged: case SessionPhrase::Removed: case SessionPhrase::BulkDownloads: return "n";
        default: return "";
    }
}

std::string reason(SessionPhrase p, const Arguments& a) {
    switch (p) {
        case SessionPhrase::SessionId: return phrase("session id %1", a[0].text);
        case SessionPhrase::QueueId: return phrase("queue id %1", a[0].text);
        case SessionPhrase::Device: return phrase("device %1", a[0].text);
        case SessionPhrase::Application: return phrase("application %1", a[0].text);
        case SessionPhrase::SeveralApplications: return phraseText("and other applications");
        case SessionPhrase::SeveralDevices: return phraseText("and other devices");
        case SessionPhrase::SharedIndicator:
            return phrase("T29@1: matches %1: a shared address attributes nothing by itself", said(a[0].text));
        case SessionPhrase::Indicator: return phrase("matches %1", said(a[0].text));
        case SessionPhrase::Sprayed:
            return phrase("network and credential: %1 failed logins on %2 accounts, this one among them, came from the same "
                          "address before this success; benign alternative: a gateway whose users mistype",
                          a[0].number, a[1].number);
        case SessionPhrase::Front:
            return phrase("T21@1: served a request of web session %1, which is %2's", sessionText(a[0].number), a[1].text);
        case SessionPhrase::Token: return phrase("T25@1: bears the token of session %1", sessionText(a[0].number));
        case SessionPhrase::OtherToken:
            return phrase("T25@1: bears the token of session %1, seen here from another address or client: "
                          "one session used from two networks", sessionText(a[0].number));
        case SessionPhrase::ReplayedToken:
            return phrase("T25@1: bears the token of session %1 while that one was in use, from another client: the token was "
                          "replayed; benign alternative: one person with two devices that share it", sessionText(a[0].number));
        case SessionPhrase::AllFailed: return phraseText("every authentication failed");
        case SessionPhrase::NoWebRequest: return phraseText("a webmail session whose web request is not on record");
        case SessionPhrase::NoAddress: return phraseText("no account or no address on record");
        case SessionPhrase::Habit:
            return phraseText("T20@1: this account used this address before the first attributed session, and no signal "
                              "speaks against it; taken as the holder's under the case's assumption");
        case SessionPhrase::NewAddress:
            return phraseText("T20@1: the account was not seen at this address before the first attributed session");
        case SessionPhrase::HabitOfNetwork:
            return phraseText("T20@1: the account's records begin after the first attributed session; from this network, with this "
                              "client, others worked before it; taken as the holder's under the case's assumption");
        case SessionPhrase::HabitNewClient:
            return phraseText("T20@1: the account used this address before the first attributed session, but not this client");
        case SessionPhrase::HabitNewConduct:
            return phraseText("T20@1: address and client fit the account's habit, but it reads, exports or changes rules as it never did before");
        case SessionPhrase::Holder: return phrase("T20@1: the examiner states that it was the account's holder: %1", said(a[0].text));
        case SessionPhrase::UndeclaredProxy:
            return phraseText("T32@1: came through a proxy that nobody declared: whose address it was is open");
        case SessionPhrase::OwnNetwork:
            return phrase("T29@1: matches %1: an address of the declared own networks or VPN pools attributes nothing by itself",
                          said(a[0].text));
        case SessionPhrase::Claimed:
            return phrase("T32@1: %1 states the address %2, which matches %3; it counts once that proxy is declared "
                          "(setting trusted-proxies)", a[0].text, a[1].text, said(a[2].text));
        default: return std::string(a[0].text);
    }
}

enum Family { Network, Credential, Client, Conduct };

std::string signal(Family family, const std::string& text) {
    static constexpr const char* kFamilies[] = {phraseText("network"), phraseText("credential"), phraseText("client"), phraseText("conduct")};
    return phrase("%1: %2", said(kFamilies[family]), said(text));
}

std::string sentence(SessionPhrase p, const Arguments& a, std::string_view ownAddress) {
    switch (p) {
        case SessionPhrase::FailedLogins:
            return signal(Credential, phrase("%1 failed logins on %2 accounts from %3", a[0].number, a[1].number, ownAddress));
        case SessionPhrase::SuccessAfterFailures:
            return signal(Credential, phrase("success after %1 failed logins on %2 accounts from this address", a[0].number, a[1].number));
        case SessionPhrase::FirstTimeAt: return signal(Network, phrase("first time this account is seen at %1", ownAddress));
        case SessionPhrase::SharedAddress:
            return signal(Network, phrase("one address, %1 accounts (a shared address does the same)", a[0].number));
        case SessionPhrase::TokenAddresses: return signal(Client, phrase("its session token is seen at %1 addresses", a[0].number));
        case SessionPhrase::ManyBodies: return signal(Conduct, phrase("%1 bodies read in one session", a[0].number));
        case SessionPhrase::ManyRetrieved: return signal(Conduct, phrase("%1 messages retrieved in one session", a[0].number));
        case SessionPhrase::FilterRules: return signal(Conduct, phrase("a session that can change filter rules"));
        case SessionPhrase::RuleChanged: return signal(Conduct, phrase("a rule or right was changed"));
        case SessionPhrase::RulesChanged: return signal(Conduct, phrase("%1 rules or rights were changed", a[0].number));
        case SessionPhrase::Removed: return signal(Conduct, phrase("%1 messages removed for good", a[0].number));
        case SessionPhrase::BulkDownloads: return signal(Conduct, phrase("%1 bulk downloads", a[0].number));
        case SessionPhrase::OddHour: return signal(Conduct, phrase("an hour of the day this account is hardly seen at"));
        case SessionPhrase::ListedCredential:
            return signal(Credential, phrase("a list of stolen credentials of %1 names the account, and this address is new to it since", a[0].text));
        case SessionPhrase::ListedUndated:
            return signal(Credential, phrase("a list of stolen credentials without a date names the account, and this address is new to it"));
        case SessionPhrase::SingleFactor:
            return signal(Credential, phrase("signed in with one factor, where %1 other sign-ins of this account took several", a[0].number));
        case SessionPhrase::NewClient: return signal(Client, phrase("first time this account is seen with this client"));
        case SessionPhrase::NewApplication: return signal(Client, phrase("first time the application %1 is seen on this account", a[0].text));
        case SessionPhrase::OtherNetwork:
            return signal(Network, phrase("in use at the same time as session %1 of this account, at %2 in another network and with another client "
                                          "(a telephone beside a computer does the same)", sessionText(a[0].number), a[1].text));
        case SessionPhrase::TooFar:
            return signal(Network, phrase("session %1 of this account was at %2, %3 km away, %4 minutes apart: nobody travels so fast "
                                          "(a VPN, a proxy or a wrong location does the same)", sessionText(a[0].number), a[1].text, a[2].number, a[3].number));
        case SessionPhrase::OtherCountry:
            return signal(Network, phrase("in use in %1 at the same time as session %2 of this account, which was at %3 in %4", a[2].text, sessionText(a[0].number), a[1].text, a[3].text));
        case SessionPhrase::LogCleared: return signal(Conduct, phrase("a log was cleared in it: what was written before is missing, and its silence proves nothing (T30)"));
        case SessionPhrase::AuditOff: return signal(Conduct, phrase("auditing was switched off in it: silence from then on proves nothing (T30)"));
        case SessionPhrase::ManyRead: return signal(Conduct, phrase("%1 records of something opened or downloaded in one session", a[0].number));
        default: return reason(p, a);
    }
}

}  // namespace

std::string sessionText(std::uint64_t number) {
    if (!number) return {};
    std::string text = "S-000000000000";
    for (std::size_t i = 0; i < 12; ++i) text[13 - i] = "0123456789abcdef"[number >> (4 * i) & 15];
    return text;
}

void SessionWords::number(std::uint64_t value) {
    while (value >= 0x80) {
        out_ += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out_ += static_cast<char>(value);
}

void SessionWords::text(std::string_view value) {
    number(value.size());
    out_ += value;
}

namespace {

/// Calls each(phrase, arguments) until it returns false or at damage.
template <typename Each>
void eachPhrase(std::string_view words, Each&& each) {
    Reader in(words);
    while (in.more()) {
        const std::uint64_t kind = in.number();
        if (!in.ok() || kind >= kSessionPhrases) return;
        const auto p = static_cast<SessionPhrase>(kind);
        Arguments arguments;
        const std::string_view takes = signature(p);
        for (std::size_t i = 0; i < takes.size(); ++i) {
            if (takes[i] == 't') arguments[i].text = in.text();
            else arguments[i].number = in.number();
        }
        if (!in.ok() || !each(p, arguments)) return;
    }
}

}  // namespace

std::vector<std::string> sessionSentences(std::string_view words, std::string_view ownAddress) {
    std::vector<std::string> out;
    eachPhrase(words, [&](SessionPhrase p, const Arguments& arguments) {
        out.push_back(sentence(p, arguments, ownAddress));
        return true;
    });
    return out;
}

std::string_view sessionArgument(std::string_view words, SessionPhrase wanted) {
    std::string_view found;
    eachPhrase(words, [&](SessionPhrase p, const Arguments& arguments) {
        if (p == wanted) found = arguments[0].text;
        return p != wanted;
    });
    return found;
}

bool namesAddress(std::string_view words) {
    bool found = false;
    eachPhrase(words, [&](SessionPhrase p, const Arguments&) {
        found = p == SessionPhrase::FailedLogins || p == SessionPhrase::FirstTimeAt;
        return !found;
    });
    return found;
}

}  // namespace sillage

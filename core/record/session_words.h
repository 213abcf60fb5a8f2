// What is said of a session, as numbers and names: which sentence, with which arguments. Sentences are made when somebody
// looks (base/phrase.h); kept, one takes two to thirty octets. Nothing here knows why a sentence is true.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sillage {

/// The numbers are kept in cases: add at the end, take none away.
enum class SessionPhrase : std::uint8_t {
    Literal,  ///< text: a sentence as it stands
    // Why a session is whose it is.
    SessionId, QueueId, SharedIndicator, Indicator, Sprayed, Front, Token, OtherToken,
    AllFailed, NoWebRequest, NoAddress, Habit, NewAddress, UndeclaredProxy, OwnNetwork, Claimed,
    // Signals of a suspect.
    FailedLogins, SuccessAfterFailures, FirstTimeAt, SharedAddress, TokenAddresses, ManyBodies, ManyRetrieved,
    FilterRules, RuleChanged, RulesChanged, Removed, BulkDownloads, OddHour,
    ListedCredential, ListedUndated, SingleFactor, NewClient, NewApplication, OtherNetwork, TooFar, OtherCountry, LogCleared, AuditOff, ManyRead,
    // More reasons why a session is whose it is.
    Holder, HabitOfNetwork, HabitNewClient, HabitNewConduct, ReplayedToken,
    // More of what a session is.
    Device, Application, SeveralApplications, SeveralDevices
};
inline constexpr std::size_t kSessionPhrases = static_cast<std::size_t>(SessionPhrase::SeveralDevices) + 1;

/// "S-…" of six octets as a number; "" for 0.
std::string sessionText(std::uint64_t number);

/// Sentences one after the other, encoded.
class SessionWords {
public:
    explicit SessionWords(std::string& out) : out_(out) {}
    /// Arguments as the phrase takes them: numbers and sessions as integers, texts and sentences as text.
    template <typename... Arguments>
    void add(SessionPhrase phrase, const Arguments&... arguments) {
        number(static_cast<std::uint64_t>(phrase));
        (argument(arguments), ...);
    }

private:
    template <typename T>
    void argument(const T& value) {
        if constexpr (std::is_convertible_v<const T&, std::string_view>) text(value);
        else number(static_cast<std::uint64_t>(value));
    }
    void number(std::uint64_t value);
    void text(std::string_view value);
    std::string& out_;
};

/// The sentences, with their marks. ownAddress: the session's, which some name. Ends at damage.
std::vector<std::string> sessionSentences(std::string_view words, std::string_view ownAddress);
/// The first argument of the first such phrase; "" where there is none. Valid as long as words.
std::string_view sessionArgument(std::string_view words, SessionPhrase phrase);
/// True where one of them names the session's own address.
bool namesAddress(std::string_view words);

}  // namespace sillage

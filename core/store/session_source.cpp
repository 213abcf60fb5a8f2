#include "store/session_source.h"

#include <algorithm>

#include "record/session_words.h"
#include "store/event_session.h"

namespace sillage {
namespace {

void literal(const std::vector<std::string>& sentences, std::string& out) {
    SessionWords words(out);
    for (const std::string& sentence : sentences) words.add(SessionPhrase::Literal, sentence);
}

Session inWords(const SessionSource& source, const SessionRow& row, const std::string& words, const std::string& shown) {
    const auto text = [&source](std::uint32_t number) { return std::string(source.text(number)); };
    Session s;
    s.id = sessionText(row.id);
    s.actorSession = sessionText(row.group);
    s.account = text(row.account);
    s.clientIp = text(row.ip);
    s.userAgent = text(row.agent);
    s.protocol = text(row.protocol);
    s.first = row.first;
    s.last = row.last;
    s.events = row.events;
    s.bytesOut = row.bytesOut;
    s.actor = text(row.actor);
    s.attribution = row.attribution;
    s.status = text(row.status);
    s.reasons = sessionSentences(shown, s.clientIp);
    s.device = sessionArgument(words, SessionPhrase::Device);
    s.app = sessionArgument(words, SessionPhrase::Application);
    return s;
}

}  // namespace

Session sessionOf(const SessionSource& source, std::uint32_t row) {
    std::string words;
    source.words(row, words);
    source.verdict(row, words);
    return inWords(source, source.row(row), words, words);
}

Session suspectOf(const SessionSource& source, std::uint32_t suspect) {
    const std::uint32_t row = source.suspects()[suspect];
    std::string words, signals;
    source.words(row, words);
    source.signals(suspect, signals);
    return inWords(source, source.row(row), words, signals);
}

SessionList::SessionList(const std::vector<Session>& sessions, const std::vector<Session>& suspects)
    : sessions_(sessions), list_(suspects), texts_{""}, listed_(static_cast<std::uint32_t>(sessions.size())) {
    for (const Session& s : sessions) add(s);
    for (const Session& s : suspects) {
        suspects_.push_back(rows());
        add(s);
    }
}

std::uint32_t SessionList::number(const std::string& text) {
    const auto at = std::find(texts_.begin(), texts_.end(), text);
    if (at != texts_.end()) return static_cast<std::uint32_t>(at - texts_.begin());
    texts_.push_back(text);
    return texts() - 1;
}

void SessionList::add(const Session& s) {
    SessionRow r;
    r.id = sessionNumber(s.id).value_or(0);
    r.group = sessionNumber(s.actorSession).value_or(0);
    r.account = number(s.account);
    r.ip = number(s.clientIp);
    r.agent = number(s.userAgent);
    r.actor = number(s.actor);
    r.protocol = number(s.protocol);
    r.first = s.first;
    r.last = s.last;
    r.events = s.events;
    r.bytesOut = s.bytesOut;
    r.attribution = s.attribution;
    r.status = number(s.status);
    rows_.push_back(r);
}

void SessionList::words(std::uint32_t row, std::string& out) const {
    if (row < listed_) literal(sessions_[row].reasons, out);
}

void SessionList::signals(std::uint32_t suspect, std::string& out) const { literal(list_[suspect].reasons, out); }

}  // namespace sillage

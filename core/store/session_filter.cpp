#include "store/session_filter.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "base/phrase.h"
#include "record/session_words.h"
#include "search/value.h"
#include "store/event_session.h"
#include "store/table_match.h"

namespace sillage {
namespace {

using Field_ = SessionField;

SessionBits bitsFor(std::uint64_t rows, bool on = false) {
    SessionBits bits((rows + 63) / 64, on ? ~std::uint64_t{0} : 0);
    if (on && rows % 64) bits.back() = (std::uint64_t{1} << (rows % 64)) - 1;
    return bits;
}

void set(SessionBits& bits, std::uint64_t row) { bits[row / 64] |= std::uint64_t{1} << (row % 64); }
bool get(const SessionBits& bits, std::uint64_t row) { return bits[row / 64] >> (row % 64) & 1; }

/// What is shown in either language is found.
bool matchesSentence(const ValueMatcher& matcher, std::string_view sentence) {
    return matcher(inEnglish(sentence)) || matcher(inLanguage(sentence, Language::French));
}

class Filter {
public:
    Filter(SessionTable& table, View view) : table_(table), view_(view) {}

    SessionBits run(const Query& q) {
        switch (q.kind) {
            case Query::Kind::All: return bitsFor(count(), true);
            case Query::Kind::And: return joined(q, true);
            case Query::Kind::Or: return joined(q, false);
            case Query::Kind::Not: {
                SessionBits bits = bitsFor(count(), true);
                const SessionBits inner = run(q.children.front());
                for (std::size_t i = 0; i < bits.size(); ++i) bits[i] &= ~inner[i];
                return bits;
            }
            case Query::Kind::FullText: return fullText(q);
            case Query::Kind::Term: break;
        }
        return term(q);
    }

private:
    [[nodiscard]] bool suspects() const { return view_ == View::Suspects; }
    [[nodiscard]] std::uint32_t count() const { return suspects() ? table_.suspects() : table_.listed(); }

    SessionBits joined(const Query& q, bool all) {
        SessionBits bits = bitsFor(count(), all);
        for (const Query& child : q.children) {
            const SessionBits other = run(child);
            for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = all ? bits[i] & other[i] : bits[i] | other[i];
        }
        return bits;
    }

    /// Bits of rows to bits of the view.
    SessionBits ofView(SessionBits&& rows) {
        if (!suspects()) {
            rows.resize((std::size_t{count()} + 63) / 64);
            if (count() % 64) rows.back() &= (std::uint64_t{1} << (count() % 64)) - 1;
            return std::move(rows);
        }
        SessionBits bits = bitsFor(count());
        for (std::uint32_t chunk = 0; table_.suspectsOf(chunk) > 0; ++chunk) {
            const auto of = table_.suspectRows(chunk);
            for (std::uint32_t s = 0; s < table_.suspectsOf(chunk); ++s) {
                const auto row = static_cast<std::uint64_t>(of.at(s));
                if (row < table_.rows() && get(rows, row)) set(bits, std::uint64_t{chunk} * kSessionsAChunk + s);
            }
        }
        return bits;
    }

    /// chunk(number, bits) for every chunk of the table; sets the bits of its rows.
    template <typename Chunk>
    SessionBits eachChunk(Chunk&& chunk) {
        SessionBits bits = bitsFor(table_.rows());
        for (std::uint32_t c = 0; table_.rowsOf(c) > 0; ++c) chunk(c, bits);
        return ofView(std::move(bits));
    }

    SessionBits fullText(const Query& q) {
        SessionBits bits = bitsFor(count());
        for (const Field_ field : {Field_::Session, Field_::Group, Field_::Account, Field_::Ip, Field_::Agent, Field_::Protocol,
                                   Field_::Reasons, Field_::Actor, Field_::Status, Field_::Device, Field_::App}) {
            const SessionBits other = matching(ValueMatcher(q, FieldType::Text), field);
            for (std::size_t i = 0; i < bits.size(); ++i) bits[i] |= other[i];
        }
        return bits;
    }

    SessionBits term(const Query& q) {
        const Field& field = fields(view_)[q.field];
        const auto which = static_cast<Field_>(q.field);
        if (q.compare == Compare::Present) return present(which);
        if (which == Field_::Attribution) {
            const ValueMatcher matcher(q, field.type);
            return numbers([&matcher](std::int64_t axis) { return matcher(attributionName(static_cast<Axis>(axis))); }, SessionColumn::Attribution);
        }
        if (isOrdered(field.type)) return range(q, field, which);
        const bool whole = !q.prefix && (q.compare == Compare::Match || q.compare == Compare::Equal);
        if (whole && (which == Field_::Session || which == Field_::Group))
            if (const auto id = sessionNumber(q.text))
                return identified(which, [wanted = *id](std::uint64_t found) { return found == wanted; });
        return matching(ValueMatcher(q, field.type), which);
    }

    template <typename Admits>
    SessionBits numbers(Admits&& admits, SessionColumn column) {
        return eachChunk([&](std::uint32_t c, SessionBits& bits) {
            const auto values = table_.numbers(c, column);
            for (std::uint32_t row = 0; row < table_.rowsOf(c); ++row)
                if (admits(values.at(row))) set(bits, std::uint64_t{c} * kSessionsAChunk + row);
        });
    }

    SessionBits present(Field_ field) {
        const auto not0 = [](std::int64_t n) { return n != 0; };
        switch (field) {
            case Field_::First: return numbers(not0, SessionColumn::First);
            case Field_::Last: return lasts({});
            case Field_::Events: return numbers(not0, SessionColumn::Events);
            case Field_::BytesOut: return numbers([](std::int64_t n) { return n >= 0; }, SessionColumn::BytesOut);
            case Field_::Attribution: return numbers(not0, SessionColumn::Attribution);
            case Field_::Session: case Field_::Group: return identified(field, [](std::uint64_t id) { return id != 0; });
            case Field_::Reasons: return sentences([](const std::vector<std::string>& all) { return !all.empty(); });
            case Field_::Device: case Field_::App: return inWords(field, [](std::string_view text) { return !text.empty(); });
            default: return texts(field, [](std::string_view text) { return !text.empty(); });
        }
    }

    SessionBits range(const Query& q, const Field& field, Field_ which) {
        const auto bounds = termBounds(q, field.type);
        if (!bounds)
            throw Error(phrase("“%1” takes %2", field.name, said(expectation(field.type))), {}, ExitCode::Usage);
        if (which == Field_::Last) return lasts(*bounds);
        const SessionColumn column = which == Field_::First    ? SessionColumn::First
                                     : which == Field_::Events ? SessionColumn::Events
                                                               : SessionColumn::BytesOut;
        const bool zero = which != Field_::First;       // an instant of 0 is none
        const bool below = which != Field_::BytesOut;   // fewer than none were counted
        return numbers([&](std::int64_t n) { return bounds->contains(n) && (zero || n) && (below || n >= 0); }, column);
    }

    SessionBits lasts(const Bounds& bounds) {
        return eachChunk([&](std::uint32_t c, SessionBits& bits) {
            const auto first = table_.numbers(c, SessionColumn::First), duration = table_.numbers(c, SessionColumn::Duration);
            for (std::uint32_t row = 0; row < table_.rowsOf(c); ++row) {
                const std::int64_t last = first.at(row) + duration.at(row);
                if (bounds.contains(last) && last) set(bits, std::uint64_t{c} * kSessionsAChunk + row);
            }
        });
    }

    template <typename Admits>
    SessionBits identified(Field_ field, Admits&& admits) {
        return eachChunk([&](std::uint32_t c, SessionBits& bits) {
            const auto ids = table_.ids(c);
            const auto* group = field == Field_::Group ? &table_.groups(c) : nullptr;
            std::size_t next = 0;
            for (std::uint32_t row = 0; row < table_.rowsOf(c); ++row) {
                std::uint64_t id = sessionIdAt(*ids, row);
                if (group && next < group->size() && (*group)[next].row == row) id = (*group)[next++].group;
                if (admits(id)) set(bits, std::uint64_t{c} * kSessionsAChunk + row);
            }
        });
    }

    template <typename Admits>
    SessionBits texts(Field_ field, Admits&& admits) {
        const SessionColumn column = textColumnOf(field);
        std::vector<char> admitted;
        std::size_t hits = 0;
        table_.eachText(column, [&](std::uint32_t, std::string_view text) {
            admitted.push_back(admits(text) ? 1 : 0);
            hits += static_cast<std::size_t>(admitted.back());
        });
        if (!hits) return bitsFor(count());
        return numbers([&admitted](std::int64_t place) {
            return static_cast<std::uint64_t>(place) < admitted.size() && admitted[static_cast<std::size_t>(place)] != 0;
        }, column);
    }

    /// admits(text): asked once of rows in a row that say the same.
    template <typename Admits>
    SessionBits inWords(Field_ field, Admits&& admits) {
        return eachChunk([&](std::uint32_t c, SessionBits& bits) {
            const auto& words = table_.words(c);
            std::optional<std::string> last;
            bool admitted = false;
            for (std::uint32_t row = 0; row < table_.rowsOf(c); ++row) {
                const std::string_view text = sessionArgument(words.at(row), phraseOf(field));
                if (!last || *last != text) admitted = admits(*(last = text));
                if (admitted) set(bits, std::uint64_t{c} * kSessionsAChunk + row);
            }
        });
    }

    SessionBits matching(const ValueMatcher& matcher, Field_ field) {
        if (field == Field_::Session || field == Field_::Group)
            return identified(field, [&matcher](std::uint64_t id) { return matcher(sessionText(id)); });
        if (isInWords(field)) return inWords(field, [&matcher](std::string_view text) { return matcher(text); });
        if (field != Field_::Reasons) return texts(field, [&matcher](std::string_view text) { return matcher(text); });
        return sentences([&matcher](const std::vector<std::string>& all) {
            return std::any_of(all.begin(), all.end(), [&matcher](const std::string& s) { return matchesSentence(matcher, s); });
        });
    }

    /// What was answered for words, and, where they name the session's address, for each address.
    struct Answers {
        bool named = false;
        std::int8_t plain = -1;        ///< -1 = not asked yet
        std::vector<std::int8_t> at;   ///< by place of the address among the table's
    };
    static constexpr std::size_t kAnswerOctets = 64u << 20;
    static constexpr std::uint32_t kPlaces = 32u << 20;  ///< more addresses are asked each time

    /// admits(sentences): asked once of what says the same.
    template <typename Admits>
    SessionBits sentences(Admits&& admits) {
        std::unordered_map<std::string, Answers> known;
        Answers* last = nullptr;
        std::string lastWords;
        std::size_t octets = 0;
        const auto answers = [&](std::string_view words) -> Answers& {
            if (last && words == lastWords) return *last;
            if (octets > kAnswerOctets) known.clear(), octets = 0;
            const auto [at, isNew] = known.try_emplace(std::string(words));
            if (isNew) at->second.named = namesAddress(words);
            octets += isNew ? words.size() + sizeof(Answers) + 64 : 0;
            lastWords = words;
            return *(last = &at->second);
        };
        const auto plain = [&](std::string_view words) {
            Answers& a = answers(words);
            if (a.plain < 0) a.plain = admits(sessionSentences(words, {})) ? 1 : 0;
            return a.plain > 0;
        };
        if (suspects())
            return ofSignals([&](std::string_view words, auto&& placeOf) {
                Answers& a = answers(words);
                if (!a.named) return plain(words);
                const std::uint32_t place = placeOf();
                const auto asked = [&] { return admits(sessionSentences(words, table_.text(SessionColumn::Ip, place))); };
                if (place >= kPlaces) return asked();
                if (place >= a.at.size()) {
                    octets += place + 1 - a.at.size();
                    a.at.resize(std::size_t{place} + 1, -1);
                }
                if (a.at[place] < 0) a.at[place] = asked() ? 1 : 0;
                return a.at[place] > 0;
            });
        SessionBits bits = bitsFor(count());
        for (std::uint32_t c = 0; table_.rowsOf(c) > 0; ++c) {
            const auto &words = table_.words(c), &verdicts = table_.verdicts(c);
            for (std::uint32_t at = 0; at < table_.rowsOf(c); ++at) {
                const std::uint64_t row = std::uint64_t{c} * kSessionsAChunk + at;
                if (row >= count()) return bits;
                if (plain(words.at(at)) || plain(verdicts.at(at))) set(bits, row);
            }
        }
        return bits;
    }

    template <typename Answer>
    SessionBits ofSignals(Answer&& answer) {
        SessionBits bits = bitsFor(count());
        for (std::uint32_t c = 0; table_.suspectsOf(c) > 0; ++c) {
            const auto& signals = table_.signals(c);
            const auto rows = table_.suspectRows(c);
            for (std::uint32_t s = 0; s < table_.suspectsOf(c); ++s) {
                const auto place = [&] {
                    const auto row = static_cast<std::uint32_t>(rows.at(s));
                    return static_cast<std::uint32_t>(table_.numbers(row / kSessionsAChunk, SessionColumn::Ip).at(row % kSessionsAChunk));
                };
                if (answer(signals.at(s), place)) set(bits, std::uint64_t{c} * kSessionsAChunk + s);
            }
        }
        return bits;
    }

    SessionTable& table_;
    View view_;
};

}  // namespace

SessionBits filterSessions(SessionTable& table, View view, const Query& query) { return Filter(table, view).run(query); }

}  // namespace sillage

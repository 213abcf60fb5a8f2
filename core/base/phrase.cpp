// Sentences and their French (see phrase.h). The catalogue: an English template a line, below it the French one after
// a tab. %n stands for an argument, [n:one|many] for a form that follows the number in argument n (French: 0 and 1
// are singular).
#include "base/phrase.h"
#include "base/phrase_learn.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "phrases.h"

namespace sillage {
namespace {

constexpr char kData = '\x01', kSentence = '\x02', kEnd = '\x03', kCount = '\x04';
constexpr int kDeepest = 12;
constexpr std::string_view kMarks("\x01\x02\x03\x04", 4);

bool opens(char c) { return c == kData || c == kSentence || c == kCount; }

/// Digits with a narrow space between thousands.
std::string apart(std::string_view digits) {
    std::string out(digits);
    if (out.size() > 20 || out.find_first_not_of("0123456789") != std::string::npos) return out;  // a worker may send anything
    for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, "\u202f");
    return out;
}

void appendData(std::string& out, std::string_view data) {
    static constexpr const char* kWritten[] = {"", "\\x01", "\\x02", "\\x03", "\\x04"};
    for (const char c : data) {
        if (c >= kData && c <= kCount) out += kWritten[static_cast<int>(c)];
        else out += c;
    }
}

/// A sentence keeps its marks only if they are balanced: what a worker sends may be anything.
bool balanced(std::string_view text) {
    int depth = 0;
    for (const char c : text) {
        if (opens(c)) ++depth;
        else if (c == kEnd && --depth < 0) return false;
        if (depth > kDeepest) return false;
    }
    return depth == 0;
}

using Catalogue = std::unordered_map<std::string_view, std::string>;

/// The spaces French does not break at; the file is written with plain ones.
std::string unbroken(std::string_view french) {
    static constexpr std::string_view kOpening = "\u00ab", kHigh = ";:!?", kClosing = "\u00bb";
    std::string out;
    for (std::size_t i = 0; i < french.size(); ++i) {
        const std::string_view rest = french.substr(i + 1);
        const bool before = rest.starts_with(kClosing) || (!rest.empty() && kHigh.find(rest[0]) != std::string_view::npos);
        const bool narrow = french[i] == ' ' && (before || (rest.starts_with("% ") || rest == "%") || out.ends_with(kOpening));
        if (narrow) out += "\u00a0";
        else out += french[i];
    }
    return out;
}

const Catalogue& french() {
    static const Catalogue kCatalogue = [] {
        Catalogue c;
        for (const auto& file : embedded::phrases()) {
            std::string_view english;
            for (const std::string_view line : split(file.octets, '\n')) {
                if (line.empty() || line.front() == '#') continue;
                if (line.front() == '\t') c.emplace(english, unbroken(line.substr(1)));
                else english = line;
            }
        }
        return c;
    }();
    return kCatalogue;
}

/// What came with data.
struct Learnt {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::string> french;
};
Learnt& learnt() {
    static Learnt* const only = new Learnt;  // outlives every static that may still speak
    return *only;
}

std::atomic<void (*)()>& source() {
    static std::atomic<void (*)()> load{nullptr};
    return load;
}

/// The French template; false when there is none.
bool findFrench(const std::string& key, std::string& out) {
    if (const auto load = source().exchange(nullptr)) load();
    if (const auto known = french().find(key); known != french().end()) return out = known->second, true;
    Learnt& more = learnt();
    const std::shared_lock lock(more.mutex);
    const auto at = more.french.find(key);
    return at != more.french.end() && (out = at->second, true);
}

struct Parts {
    std::string key;                          ///< the template
    std::vector<std::string> literals;        ///< before, between and after the arguments
    std::vector<std::string_view> arguments;  ///< without marks around them
    std::vector<bool> sentences, counts;
};

/// Splits a balanced sentence at its outermost marks.
Parts partsOf(std::string_view text) {
    Parts parts;
    parts.literals.emplace_back();
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (opens(c)) {
            if (depth++ > 0) continue;
            begin = i + 1;
            parts.sentences.push_back(c == kSentence);
            parts.counts.push_back(c == kCount);
        } else if (c == kEnd) {
            if (--depth > 0) continue;
            parts.arguments.push_back(text.substr(begin, i - begin));
            parts.key += '%' + std::to_string(parts.arguments.size());
            parts.literals.emplace_back();
        } else if (depth == 0) {
            parts.key += c;
            parts.literals.back() += c;
        }
    }
    return parts;
}

/// "[2:octet|octets]" at the start of text: the form for its number; its length is taken off text.
std::string_view pluralForm(std::string_view& text, const std::vector<std::string>& arguments) {
    const auto bar = text.find('|'), close = text.find(']');
    if (text.size() < 4 || text[1] < '1' || text[1] > '9' || text[2] != ':' || bar == std::string_view::npos || close < bar) return {};
    const auto n = static_cast<std::size_t>(text[1] - '1');
    const long long number = n < arguments.size() ? std::atoll(arguments[n].c_str()) : 0;
    const std::string_view one = text.substr(3, bar - 3), many = text.substr(bar + 1, close - bar - 1);
    text.remove_prefix(close + 1);
    return number < 2 ? one : many;
}

std::string filled(std::string_view text, const std::vector<std::string>& arguments, const std::vector<bool>& counts) {
    std::string out;
    while (!text.empty()) {
        const char c = text.front();
        if (c == '[')
            if (const std::string_view form = pluralForm(text, arguments); form.data()) {
                out += form;
                continue;
            }
        if (c == '%' && text.size() > 1 && text[1] >= '1' && text[1] <= '9' && static_cast<std::size_t>(text[1] - '1') < arguments.size()) {
            const auto n = static_cast<std::size_t>(text[1] - '1');
            out += counts[n] ? apart(arguments[n]) : arguments[n];
            text.remove_prefix(2);
            continue;
        }
        out += c;
        text.remove_prefix(1);
    }
    return out;
}

/// A template of signs alone ("%1; %2") needs no translation, only French spacing.
bool wordless(std::string_view key) {
    for (const char c : key)
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return false;
    return true;
}

std::string assembled(const Parts& parts, const std::vector<std::string>& arguments) {
    const bool frenchSpacing = wordless(parts.key);
    std::string out;
    for (std::size_t i = 0; i < parts.literals.size(); ++i) {
        const std::string& literal = parts.literals[i];
        for (std::size_t c = 0; c < literal.size(); ++c) {
            const bool high = literal[c] == ';' || literal[c] == ':';
            if (frenchSpacing && high && c + 1 < literal.size() && literal[c + 1] == ' ') out += "\u00a0";
            out += literal[c];
        }
        if (i < arguments.size()) out += parts.counts[i] ? apart(arguments[i]) : arguments[i];
    }
    return out;
}

std::string inFrench(std::string_view sentence, int depth) {
    const Parts parts = partsOf(sentence);
    std::string known;
    const bool isKnown = findFrench(parts.key, known);
    std::vector<std::string> arguments;
    for (std::size_t i = 0; i < parts.arguments.size(); ++i)
        arguments.push_back(parts.sentences[i] && depth < kDeepest ? inFrench(parts.arguments[i], depth + 1) : inEnglish(parts.arguments[i]));
    return isKnown ? filled(known, arguments, parts.counts) : assembled(parts, arguments);
}

/// As inEnglish, with thousands of counts apart.
std::string inEnglishApart(std::string_view sentence) {
    std::string out;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (sentence[i] == kCount) {
            const auto end = std::min(sentence.find(kEnd, i), sentence.size());
            out += apart(sentence.substr(i + 1, end - i - 1));
            i = end;
        } else if (kMarks.find(sentence[i]) == std::string_view::npos) {
            out += sentence[i];
        }
    }
    return out;
}

}  // namespace

void learnPhrase(std::string_view english, std::string_view french) {
    if (english.empty() || english == french) return;
    Learnt& more = learnt();
    const std::unique_lock lock(more.mutex);
    more.french.emplace(english, unbroken(french));
}

void phraseSource(void (*load)()) { source() = load; }

std::string_view languageName(Language language) { return language == Language::French ? "fr" : "en"; }

bool languageFromName(std::string_view name, Language& out) {
    const std::string_view base = name.substr(0, name.find_first_of("_-."));
    if (base != "en" && base != "fr") return false;
    out = base == "fr" ? Language::French : Language::English;
    return true;
}

std::string composePhrase(const char* literal, std::initializer_list<const PhraseArgument*> arguments) {
    std::string out;
    const auto* next = arguments.begin();
    for (const char* p = literal; *p; ++p) {
        if (*p != '%' || p[1] < '1' || p[1] > '9' || next == arguments.end()) {
            out += *p;
            continue;
        }
        ++p;
        const PhraseArgument& a = **next++;
        const bool sentence = a.sentence() && balanced(a.text());
        out += sentence ? kSentence : a.count() ? kCount : kData;
        if (sentence) out += a.text();
        else appendData(out, a.sentence() ? inEnglish(a.text()) : a.text());
        out += kEnd;
    }
    return out;
}

std::string listed(const std::vector<std::string>& sentences) {
    std::string out;
    for (const std::string& s : sentences) out += (out.empty() ? "" : ", ") + phrase("%1", said(s));
    return out;
}

std::string inEnglish(std::string_view sentence) {
    std::string out;
    out.reserve(sentence.size());
    for (const char c : sentence)
        if (kMarks.find(c) == std::string_view::npos) out += c;
    return out;
}

std::string inLanguage(std::string_view sentence, Language language) {
    if (!balanced(sentence)) return inEnglish(sentence);
    return language == Language::English ? inEnglishApart(sentence) : inFrench(sentence, 0);
}

}  // namespace sillage

// See text_collector.h.
#include "mail/text_collector.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "mail/formats.h"

namespace sillage {
namespace {

bool isWide(std::string_view charset) {
    return charset.find("utf-16") == 0 || charset.find("utf-32") == 0 ||
           charset.find("ucs-") != std::string_view::npos;
}

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes the next word off text; "" at its end.
std::string_view nextWord(std::string_view& text) {
    std::size_t begin = 0;
    while (begin < text.size() && isSpace(text[begin])) ++begin;
    std::size_t end = begin;
    while (end < text.size() && !isSpace(text[end])) ++end;
    const std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end);
    return word;
}

}  // namespace

bool isQuotedFrom(std::string_view line, std::string_view quoting) {
    if (line.empty() || line[0] != '>' || quoting.empty()) return false;
    std::size_t i = 1;
    if (quoting == "mboxrd")
        while (i < line.size() && line[i] == '>') ++i;
    return line.substr(i, 5) == "From ";
}

std::string unquoteFrom(std::string_view text, std::string_view quoting) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t lf = text.find('\n');
        std::string_view line = text.substr(0, lf == std::string_view::npos ? lf : lf + 1);
        text.remove_prefix(line.size());
        if (isQuotedFrom(line, quoting)) line.remove_prefix(1);
        out += line;
    }
    return out;
}

// Canonical text loses the white space at its end, so the line ends between two pieces are counted and given
// back.
void TextDigest::add(std::string_view utf8) {
    const std::string canonical = canonicalText(utf8);
    if (!canonical.empty()) {
        if (pendingNewlines_) hash_.add(std::string(pendingNewlines_, '\n'));
        pendingNewlines_ = 0;
        hash_.add(canonical);
        any_ = true;
    }
    std::size_t tail = utf8.size();
    while (tail > 0 && isSpace(utf8[tail - 1])) --tail;
    pendingNewlines_ += static_cast<std::size_t>(
        std::count(utf8.begin() + static_cast<std::ptrdiff_t>(tail), utf8.end(), '\n'));
}

void TextCollector::begin(Role role, std::string charset, bool html, std::string quoting) {
    role_ = role;
    asHtml_ = html;
    charset_ = std::move(charset);
    quoting_ = std::move(quoting);
    piece_.clear();
    // The first plain body with text is the chosen one, else the first HTML body.
    first_ = role == Role::Body ? !plain_.any() : role == Role::Html && !html_.any() && !plain_.any();
}

void TextCollector::finish() {
    flush(true);
    if (piece_.capacity() > (1u << 20)) std::string().swap(piece_);
}

void TextCollector::flush(bool last) {
    if (piece_.empty()) return;
    std::string rest;
    if (!last) {
        const std::size_t lf = piece_.rfind('\n');
        const std::size_t cutAt = isWide(charset_)          ? piece_.size() & ~std::size_t{3}
                                  : lf == std::string::npos ? piece_.size()
                                                            : lf + 1;
        rest = piece_.substr(cutAt);
        piece_.resize(cutAt);
    }
    if (!quoting_.empty() && piece_.find(">From ") != std::string::npos)
        piece_ = unquoteFrom(piece_, quoting_);
    std::string text = toUtf8(piece_, charset_);
    if (asHtml_) {
        if (role_ == Role::Html) collectReferences(text);
        text = htmlToText(text);
    }
    if (first_) (role_ == Role::Body ? plain_ : html_).add(text);
    if (role_ == Role::Html && plain_.any())
        indexMissingWords(text);
    else
        index(text);
    piece_ = std::move(rest);
}

void TextCollector::index(std::string_view utf8) {
    const std::string folded = fold(utf8);
    std::size_t end = folded.size();
    while (end > 0 && isSpace(folded[end - 1])) --end;
    append(std::string_view(folded).substr(0, end));
}

// An HTML body beside a plain one usually says the same: only its words that the index has not yet are added,
// so that text shown in one of the two alone is found.
void TextCollector::indexMissingWords(std::string_view utf8) {
    const std::string folded = fold(utf8);
    std::unordered_set<std::string_view> have;
    std::string missing;
    std::string_view said = index_, rest = folded;
    std::string_view expected = nextWord(said);
    for (std::string_view w = nextWord(rest); !w.empty(); w = nextWord(rest)) {
        if (w == expected) {  // both say it in the same order, as a rule
            expected = nextWord(said);
            continue;
        }
        if (have.empty()) {
            std::string_view all = index_;
            for (std::string_view known = nextWord(all); !known.empty(); known = nextWord(all)) have.insert(known);
        }
        if (have.count(w)) continue;
        missing.append(missing.empty() ? "" : " ").append(w);
    }
    if (!missing.empty()) append(missing);
}

void TextCollector::append(std::string_view folded) {
    if (folded.empty()) return;
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; };
    auto characters = static_cast<std::uint64_t>(std::count_if(folded.begin(), folded.end(), begins));
    std::size_t end = folded.size();
    if (characters > budget_) {
        characters = 0;
        for (end = 0; end < folded.size(); ++end) {
            if (!begins(folded[end])) continue;
            if (characters == budget_) break;
            ++characters;
        }
    }
    if (end < folded.size()) cut_ = true;
    budget_ -= characters;
    if (end == 0) return;
    if (!index_.empty() && index_.back() != '\n') index_ += '\n';
    index_.append(folded.substr(0, end));
}

void TextCollector::collectReferences(std::string_view html) {
    for (std::size_t i = html.find("cid:"); i != std::string_view::npos && referenced_.size() < 1000;
         i = html.find("cid:", i + 4)) {
        const std::size_t end = html.find_first_of("\"'<> )\r\n\t", i + 4);
        referenced_.insert(
            percentDecode(html.substr(i + 4, end == std::string_view::npos ? end : end - i - 4), false));
    }
}

}  // namespace sillage

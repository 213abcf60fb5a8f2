// RFC 8259, brackets and strings only; see json_objects.h.
#include "logs/cloud/json_objects.h"

#include <algorithm>
#include <cstring>

#include "logs/csv.h"

namespace sillage {

namespace {

constexpr std::size_t kWrapperHead = 4096;

bool isMark(char c) {
    return c == '"' || c == '{' || c == '}' || c == '[' || c == ']' || c == '\n';
}

}  // namespace

// Where takeObject stands in the object.
struct JsonObjects::Scan {
    std::size_t i = 0, depth = 0;
    bool inString = false, broken = false;
    std::int64_t indent = -1;   ///< lines that begin a record have this much white space; -1: unknown
    std::uint64_t dropped = 0;  ///< octets no longer kept
    bool tooLong = false;
};

JsonObjects::JsonObjects(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine,
                         std::size_t maxObject)
    : window_(source, begin, end), maxObject_(maxObject), line_(firstLine) {}

// Passes octets that are in the buffer, counting lines and indentation.
void JsonObjects::advance(std::size_t count) {
    for (const char c : window_.seen().substr(0, count)) {
        if (c == '\n') {
            ++line_;
            indent_ = 0;
        } else if (c == ' ' || c == '\t') {
            if (indent_ >= 0) ++indent_;
        } else if (c != '\r' && c != ',' && c != '\xEF' && c != '\xBB' && c != '\xBF') {
            indent_ = -1;
        }
    }
    window_.pass(count);
}

// The same for octets of an object, which is long: it ends with its brace or with a line end.
void JsonObjects::pass(std::size_t count) {
    const std::string_view passed = window_.seen().substr(0, count);
    line_ += countLineEnds(passed);
    indent_ = !passed.empty() && passed.back() == '\n' ? 0 : -1;
    window_.pass(count);
}

void JsonObjects::skipString() {
    advance(1);
    for (int c = window_.at(0); c >= 0 && c != '\n'; c = window_.at(0)) {
        advance(c == '\\' && window_.at(1) >= 0 ? 2 : 1);
        if (c == '"') return;
    }
}

// To the next '{' that begins a record (true), to stray text (true, window_.at(0) says which) or to the end (false).
// Of a wrapper's members round its list ("@odata.nextLink":"…", "total":{…}) nothing is a record.
bool JsonObjects::skipBetween() {
    bool member = false, memberList = false;
    for (int c = window_.at(0); c >= 0; c = window_.at(0)) {
        if (isJsonSpace(c) || c == 0xEF || c == 0xBB || c == 0xBF) {
            advance(1);
        } else if (c == ',' || c == '[' || c == ']' || c == '}') {
            memberList = c == '[' ? member : c == ',' && memberList;
            member = false;
            advance(1);
        } else if (c == '{' && inWrapper_ && (member || memberList)) {
            JsonObject passed;
            takeObject(passed);
            member = false;
        } else if (c == '{') {
            if (!enterWrapper()) return true;
        } else if (inWrapper_ && c == '"') {
            skipString();
        } else if (inWrapper_ &&
                   (c == ':' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.')) {
            member = c == ':';
            advance(1);
        } else {
            return true;
        }
    }
    return false;
}

bool JsonObjects::enterWrapper() {
    const bool wasFirst = first_;
    first_ = false;
    const std::string_view window = window_.see(kWrapperHead + 1).substr(0, kWrapperHead);
    const std::size_t quote = skipJsonSpace(window, 1);
    const std::string_view key = quote < window.size() ? window.substr(quote) : std::string_view{};
    const bool likely = wasFirst || key.substr(0, 6) == "\"value" || key.substr(0, 7) == "\"@odata" ||
                        (!wrapper_.empty() && key.substr(0, wrapper_.size()) == wrapper_);
    const std::size_t length = likely ? wrapperLength(window) : 0;
    if (length == 0) return false;
    if (wasFirst) wrapper_.assign(key.substr(0, std::min<std::size_t>(key.find('"', 1), 60) + 1));
    advance(length);
    inWrapper_ = true;
    return true;
}

bool JsonObjects::next(JsonObject& object) {
    object = {};
    if (!skipBetween()) return false;
    object.line = line_;
    object.text.offset = window_.offset();
    if (window_.at(0) == '{')
        takeObject(object);
    else
        takeStray(object);
    return true;
}

void JsonObjects::takeStray(JsonObject& object) {
    object.stray = true;
    std::uint64_t length = 0;
    for (int c = window_.at(0); c >= 0 && c != '\n'; c = window_.at(0)) {
        advance(1);
        ++length;
    }
    object.length = length;
}

// After the line end at index: does a new record begin there? begin = the place of its '{'.
bool JsonObjects::recordBeginsAt(std::size_t index, std::size_t& begin) {
    std::int64_t indent = 0;
    for (std::size_t i = index + 1; indent <= 256; ++i) {
        const int c = window_.at(i);
        if (c == '{') {
            begin = i;
            return true;
        }
        if (c != ' ' && c != '\t' && c != ',') return false;
        ++indent;
    }
    return false;
}

// An object over the limit is not kept: only its brackets are still followed.
void JsonObjects::forget(Scan& scan) {
    scan.tooLong = true;
    scan.dropped += scan.i;
    pass(scan.i);
    scan.i = 0;
}

// Hops over octets that change nothing; the octet at scan.i then, -1 at the end.
int JsonObjects::nextMark(Scan& scan) {
    const std::string_view ready = window_.seen();
    std::size_t i = scan.i;
    if (scan.broken) {
        while (i < ready.size() && ready[i] != '\n') ++i;
    } else if (scan.inString) {
        while (i < ready.size() && ready[i] != '"' && ready[i] != '\\' && ready[i] != '\n') ++i;
    } else {
        while (i < ready.size() && !isMark(ready[i])) ++i;
    }
    scan.i = i;
    return window_.at(i);
}

void JsonObjects::takeObject(JsonObject& object) {
    Scan scan;
    // A record that stands on a line of its own with content after its brace: the next such line is the next
    // record.
    const int after = window_.at(1);
    if (indent_ >= 0 && after != '\n' && after != '\r') scan.indent = indent_;
    for (int c = window_.at(0); c >= 0; c = nextMark(scan)) {
        if (scan.i > maxObject_) {
            forget(scan);
            continue;
        }
        ++scan.i;
        if (c == '\n') {
            if (scan.inString) scan.broken = true;
            scan.inString = false;
            std::size_t begin = 0;
            if ((scan.broken || scan.indent >= 0) && recordBeginsAt(scan.i - 1, begin) &&
                (scan.indent < 0 || begin - scan.i == static_cast<std::size_t>(scan.indent)))
                break;
        } else if (scan.broken) {
            continue;
        } else if (scan.inString) {
            if (c == '\\' && window_.at(scan.i) >= 0 && window_.at(scan.i) != '\n') ++scan.i;
            if (c == '"') scan.inString = false;
        } else if (c == '"') {
            scan.inString = true;
        } else if (c == '{' || c == '[') {
            ++scan.depth;
        } else if ((c == '}' || c == ']') && --scan.depth == 0) {
            break;
        }
    }
    object.tooLong = scan.tooLong;
    object.length = scan.dropped + scan.i;
    std::string_view text = window_.seen().substr(0, scan.i);
    while (!text.empty() && isJsonSpace(text.back())) text.remove_suffix(1);
    if (!scan.tooLong) {
        object.text.data = text;
        object.length = text.size();
    }
    pass(scan.i);
}

}  // namespace sillage

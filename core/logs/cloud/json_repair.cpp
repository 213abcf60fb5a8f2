// See json_repair.h.
#include "logs/cloud/json_repair.h"

#include <cstdio>

#include "base/text.h"

namespace sillage {

namespace {

constexpr std::size_t kMaxDepth = 1000;

struct Repair {
    std::string out, closers;  ///< closers: what is open, innermost last
    std::size_t safe = 0, safeDepth = 0;
    bool inString = false, controls = false, ended = false, tooDeep = false;

    void markSafe() {
        safe = out.size();
        safeDepth = closers.size();
    }
    void structural(char c) {
        if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            closers += c == '{' ? '}' : ']';
            tooDeep = closers.size() > kMaxDepth;
        } else if (c == ',') {
            markSafe();
        }
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t')
            controls = true;
        else
            out += c;
        if ((c == '}' || c == ']') && !closers.empty()) {
            closers.pop_back();
            markSafe();
            ended = closers.empty();
        }
    }
    void control(char c) {
        char text[8];
        std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        out += text;
        controls = true;
    }
};

void add(std::string& note, const char* what) {
    if (!note.empty()) note += "; ";
    note += what;
}

}  // namespace

std::string repairJson(std::string_view text, std::string& note) {
    note.clear();
    std::string recoded;
    if (!isUtf8(text)) {
        recoded = guessToUtf8(text);
        text = recoded;
        add(note, "octets that are not UTF-8");
    }
    Repair r;
    r.out.reserve(text.size() + 16);
    std::size_t i = 0;
    for (; i < text.size() && !r.ended && !r.tooDeep; ++i) {
        const char c = text[i];
        if (!r.inString) {
            r.structural(c);
        } else if (c == '\\' && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x20) {
            r.out += c;
            r.out += text[++i];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            r.control(c);
        } else {
            r.out += c;
            if (c == '"') r.inString = false;
        }
    }
    if (r.controls) add(note, "control characters");
    if (r.tooDeep) {
        add(note, "nested beyond 1,000 levels");
        return {};
    }
    if (!r.ended) {
        add(note, "truncated");
        r.out.resize(r.safe);
        if (r.safe == 0) return {};
        for (std::size_t d = r.safeDepth; d > 0; --d) r.out += r.closers[d - 1];
    } else if (trim(text.substr(i)).size() > 0) {
        add(note, "text after the record's end");
    }
    return r.out;
}

}  // namespace sillage

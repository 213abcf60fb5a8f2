#include "trace/json_scalars.h"

#include "base/text.h"

namespace sillage::tracing {
namespace {

void appendUtf8(unsigned c, std::string& out) {
    if (c < 0x80) return out.push_back(static_cast<char>(c));
    if (c < 0x800) {
        out.push_back(static_cast<char>(0xc0 | c >> 6));
    } else {
        out.push_back(static_cast<char>(0xe0 | c >> 12));
        out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    }
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
}

unsigned hex4(std::string_view text) {
    unsigned value = 0;
    for (const char c : text) {
        const char l = static_cast<char>(c | 0x20);
        value = value * 16 + static_cast<unsigned>(c >= '0' && c <= '9' ? c - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : 0);
    }
    return value;
}

/// The string that opens at; leaves at behind its closing mark. False: it does not close.
bool string(std::string_view json, std::size_t& at, std::string& out) {
    out.clear();
    for (++at; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') return ++at, true;
        if (c != '\\' || at + 1 >= json.size()) {
            out += c;
            continue;
        }
        const char e = json[++at];
        if (e == 'u' && at + 4 < json.size()) appendUtf8(hex4(json.substr(at + 1, 4)), out), at += 4;
        else out += e == 'n' ? '\n' : e == 't' ? '\t' : e == 'r' ? '\r' : e == 'b' || e == 'f' ? ' ' : e;
    }
    return false;
}

}  // namespace

void eachJsonScalar(std::string_view json, const std::function<bool(const std::string&, const std::string&)>& scalar) {
    std::string name, value;
    for (std::size_t at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            if (!string(json, at, value)) return;
            std::size_t after = at;
            while (after < json.size() && (json[after] == ' ' || json[after] == '\n' || json[after] == '\t' || json[after] == '\r')) ++after;
            if (after < json.size() && json[after] == ':') name = value, at = after + 1;
            else if (!scalar(name, value)) return;
        } else if ((c >= '0' && c <= '9') || c == '-' || (c >= 'a' && c <= 'z')) {
            const std::size_t begin = at;
            while (at < json.size() && std::string_view(",]} \n\t\r").find(json[at]) == std::string_view::npos) ++at;
            if (!scalar(name, std::string(json.substr(begin, at - begin)))) return;
        } else {
            ++at;
        }
    }
}

std::string jsonScalar(std::string_view json, std::string_view name) {
    std::string found;
    eachJsonScalar(json, [&](const std::string& n, const std::string& v) {
        if (!iequals(n, name)) return true;
        found = v;
        return false;
    });
    return found;
}

}  // namespace sillage::tracing

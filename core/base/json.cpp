#include "base/json.h"

#include <cmath>
#include <cstdio>

#include "base/text.h"

namespace sillage {

static void appendEscaped(std::string& out, std::string_view utf8) {
    for (const char c : utf8) {
        const auto u = static_cast<unsigned char>(c);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (u < 0x20 || u == 0x7f) {
                    char escape[8];
                    std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(u));
                    out += escape;
                } else {
                    out.push_back(c);
                }
        }
    }
}

void appendJsonString(std::string& out, std::string_view text) {
    out.push_back('"');
    if (isUtf8(text))
        appendEscaped(out, text);
    else
        appendEscaped(out, repairUtf8(text));
    out.push_back('"');
}

void JsonWriter::comma() {
    if (needComma_) out_.push_back(',');
    needComma_ = true;
}

JsonWriter& JsonWriter::beginObject() {
    comma();
    out_.push_back('{');
    needComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endObject() {
    out_.push_back('}');
    needComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::beginArray() {
    comma();
    out_.push_back('[');
    needComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endArray() {
    out_.push_back(']');
    needComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    comma();
    appendJsonString(out_, name);
    out_.push_back(':');
    needComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
    comma();
    appendJsonString(out_, value);
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
    comma();
    out_ += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::real(double value) {
    comma();
    if (!std::isfinite(value)) {
        out_ += "null";
        return *this;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    out_ += text;
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    comma();
    out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null() {
    comma();
    out_ += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    comma();
    out_ += json;
    return *this;
}

}  // namespace sillage

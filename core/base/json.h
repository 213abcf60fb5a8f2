// Writing JSON (RFC 8259). Reading hostile JSON is the readers' business (simdjson, in the worker).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sillage {

/// Appends text as a JSON string, quotes included; invalid UTF-8 is repaired, control characters escaped.
void appendJsonString(std::string& out, std::string_view text);

/// Writes one object or array, keys in the order given. Nesting by begin/end; commas are its business.
class JsonWriter {
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view value);
    JsonWriter& number(std::int64_t value);
    JsonWriter& real(double value);
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    /// An already written JSON value.
    JsonWriter& raw(std::string_view json);
    [[nodiscard]] const std::string& text() const { return out_; }
    std::string take() { return std::move(out_); }

private:
    void comma();
    std::string out_;
    bool needComma_ = false;
};

}  // namespace sillage

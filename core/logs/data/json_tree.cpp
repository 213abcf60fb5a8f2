#include "logs/data/json_tree.h"

#include <algorithm>
#include <optional>

#include <simdjson.h>

#include "base/phrase.h"

namespace sillage {

namespace {

namespace od = simdjson::ondemand;

constexpr int kDeepest = 32;
constexpr std::size_t kLargest = 4u << 20;

/// Thrown inside this file only: simdjson reports by exception as well.
struct Wrong {
    const char* at;
    std::string what;
};

class Builder {
public:
    explicit Builder(std::string_view octets) : octets_(octets) {}

    void value(od::value v, JsonNode& out, int depth) {
        const char* at = v.raw_json_token().data();
        out.line = lineOf(at);
        if (depth > kDeepest) throw Wrong{at, phrase("nested deeper than %1 levels", kDeepest)};
        const od::json_type type = v.type();
        switch (type) {
            case od::json_type::object: return object(v.get_object(), out, depth);
            case od::json_type::array:
                out.kind = JsonNode::Kind::Array;
                for (auto item : v.get_array()) value(item.value(), out.items.emplace_back(), depth + 1);
                return;
            case od::json_type::string:
                out.kind = JsonNode::Kind::String;
                out.text = std::string(std::string_view(v.get_string()));
                return;
            case od::json_type::number: out.kind = JsonNode::Kind::Number; break;
            case od::json_type::boolean: out.kind = JsonNode::Kind::Boolean; break;
            case od::json_type::null: out.kind = JsonNode::Kind::Null; break;
        }
        scalar(v, out);
    }

    std::uint64_t lineOf(const char* at) const {
        const auto length = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, at - octets_.data()));
        const auto before = octets_.substr(0, std::min(length, octets_.size()));
        return 1 + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
    }

private:
    void object(od::object o, JsonNode& out, int depth) {
        out.kind = JsonNode::Kind::Object;
        for (auto field : o) {
            const char* at = field.key().value_unsafe().raw();
            std::string key{std::string_view(field.unescaped_key())};
            if (std::find(out.keys.begin(), out.keys.end(), key) != out.keys.end())
                throw Wrong{at, phrase("the member “%1” is there twice", key)};
            out.keys.push_back(std::move(key));
            value(field.value(), out.items.emplace_back(), depth + 1);
        }
    }

    static void scalar(od::value v, JsonNode& out) {
        if (out.kind == JsonNode::Kind::Boolean) out.text = bool(v.get_bool()) ? "true" : "false";
        if (out.kind == JsonNode::Kind::Number) {
            static_cast<void>(double(v.get_double()));
            std::string_view token = v.raw_json_token();
            out.text = std::string(token.substr(0, token.find_first_of(" \t\r\n,]}")));
        }
        if (out.kind == JsonNode::Kind::Null && !bool(v.is_null())) throw Wrong{nullptr, phraseText("not a JSON value")};
    }

    std::string_view octets_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i] == key) return &items[i];
    return nullptr;
}

JsonMistake parseJsonTree(std::string_view octets, JsonNode& root) {
    if (octets.size() > kLargest) return {1, phrase("larger than %1 octets", kLargest)};
    if (octets.substr(0, 3) == "\xEF\xBB\xBF") octets.remove_prefix(3);
    const simdjson::padded_string padded(octets);
    Builder builder(padded);
    od::parser parser;
    od::document document;
    std::string_view place = padded;
    const auto here = [&] {
        const char* at = nullptr;
        if (document.current_location().get(at) != simdjson::SUCCESS || at == nullptr) at = place.data() + place.size();
        return builder.lineOf(at);
    };
    // Before it has been gone through once (unclosed text, no UTF-8) a document has no place to ask for.
    if (const auto error = parser.iterate(padded).get(document); error != simdjson::SUCCESS)
        return {builder.lineOf(place.data() + place.size()), phrase("not valid JSON: %1", simdjson::error_message(error))};
    try {
        builder.value(document.get_value(), root, 0);
    } catch (const Wrong& w) {
        return {w.at ? builder.lineOf(w.at) : here(), w.what};
    } catch (const simdjson::simdjson_error& e) {
        return {here(), phrase("not valid JSON: %1", e.what())};
    }
    const char* at = nullptr;  // where something follows
    if (document.current_location().get(at) == simdjson::SUCCESS) return {builder.lineOf(at), phraseText("more text behind the end of the document")};
    return {};
}

}  // namespace sillage

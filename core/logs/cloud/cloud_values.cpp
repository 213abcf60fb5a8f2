// See cloud_values.h.
#include "logs/cloud/cloud_values.h"

#include <simdjson.h>

#include "base/text.h"

namespace sillage {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxValues = 2000;
constexpr std::size_t kMaxText = 256u << 10;
constexpr int kDepth = 6;

std::string scalarText(const dom::element& e) {
    std::string_view text;
    if (e.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
    return e.is_null() ? std::string() : simdjson::to_string(e);
}

class Flattening {
public:
    explicit Flattening(CloudValues& out) : out_(out) {}

    void object(const dom::object& o, const std::string& prefix, int depth) {
        for (const auto& [key, value] : o) {
            if (++count_ > kMaxValues) return;
            const std::string name = prefix.empty() ? std::string(key) : prefix + "." + std::string(key);
            member(name, value, depth);
        }
    }

    // Sentinel keeps objects and arrays as texts.
    void text(const std::string& name, const std::string& value, int depth) {
        const std::string_view t = trim(value);
        const bool json =
            t.size() > 2 && ((t.front() == '{' && t.back() == '}') || (t.front() == '[' && t.back() == ']'));
        dom::parser parser;
        dom::element inner;
        if (json && depth < kDepth && t.size() < kMaxText &&
            parser.parse(t.data(), t.size()).get(inner) == simdjson::SUCCESS)
            member(name, inner, depth + 1);
        else
            out_.add(name, value);
    }

private:
    void member(const std::string& name, const dom::element& value, int depth) {
        dom::object inner;
        dom::array list;
        if (value.get_object().get(inner) == simdjson::SUCCESS) {
            if (depth < kDepth) object(inner, name, depth + 1);
        } else if (value.get_array().get(list) == simdjson::SUCCESS) {
            array(name, value, list, depth);
        } else {
            text(name, scalarText(value), depth);
        }
    }

    void array(const std::string& name, const dom::element& whole, const dom::array& list, int depth) {
        if (list.size() == 0) return;
        out_.add(name, simdjson::minify(whole));
        dom::object first;
        if (depth < kDepth && list.at(0).get_object().get(first) == simdjson::SUCCESS)
            object(first, name, depth + 1);
    }

    CloudValues& out_;
    std::size_t count_ = 0;
};

}  // namespace

std::string CloudValues::folded(std::string_view name) {
    std::string out;
    const std::string lower = fold(isUtf8(name) ? std::string(name) : guessToUtf8(name));
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower.compare(i, 3, "\xE2\x80\x99") == 0) {  // ’
            out += '\'';
            i += 2;
        } else if (lower.compare(i, 2, "\xC2\xA0") == 0) {
            out += ' ';
            ++i;
        } else if (lower[i] != ' ' || (!out.empty() && out.back() != ' ')) {
            out += lower[i];
        }
    }
    return std::string(trim(out));
}

void CloudValues::add(std::string_view name, std::string_view value) {
    if (!trim(value).empty()) values_.emplace(folded(name), value);
}

void CloudValues::addCell(std::string_view name, const std::string& value) {
    Flattening(*this).text(folded(name), value, 0);
}

bool CloudValues::addJson(std::string_view json) {
    dom::parser parser;
    dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS) return false;
    Flattening(*this).object(object, {}, 0);
    return true;
}

const std::string& CloudValues::get(std::string_view name) const {
    static const std::string none;
    const auto found = values_.find(name);
    return found == values_.end() ? none : found->second;
}

const std::string& CloudValues::get(std::initializer_list<std::string_view> names) const {
    static const std::string none;
    for (const std::string_view name : names)
        if (const std::string& value = get(name); !value.empty()) return value;
    return none;
}

std::vector<std::string> eachOf(std::string_view json, std::string_view member) {
    std::vector<std::string> out;
    dom::parser parser;
    dom::array list;
    if (parser.parse(json.data(), json.size()).get_array().get(list) != simdjson::SUCCESS) return out;
    for (const dom::element e : list) {
        dom::object object;
        dom::element value;
        if (out.size() >= 50) break;
        if (e.get_object().get(object) == simdjson::SUCCESS &&
            object.at_key_case_insensitive(member).get(value) == simdjson::SUCCESS)
            out.push_back(scalarText(value));
    }
    return out;
}

std::string pairOf(std::string_view json, std::string_view name) {
    const auto keys = eachOf(json, "key"), values = eachOf(json, "value");
    for (std::size_t i = 0; i < keys.size() && keys.size() == values.size(); ++i)
        if (iequals(keys[i], name)) return values[i];
    return {};
}

}  // namespace sillage

// What the cloud readers share on simdjson's forward-only values. A core header names no library:
// <simdjson.h> is included before this one.
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"
#include "logs/cloud/cloud_text.h"

namespace sillage::od {

namespace sj = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

/// A scalar as text; null, objects and arrays give "" (present false).
inline error_code scalar(sj::value v, std::string& out, bool& present) {
    sj::json_type type{};
    if (const error_code e = v.type().get(type)) return e;
    out.clear();
    present = true;
    if (type == sj::json_type::string) {
        const std::string_view token = v.raw_json_token();
        std::string_view text;
        if (v.get_string().get(text) == SUCCESS)
            out.assign(text);
        else
            out = lenientJsonString(token);
        return SUCCESS;
    }
    present = type == sj::json_type::number || type == sj::json_type::boolean;
    if (present) out.assign(trim(v.raw_json_token()));
    return SUCCESS;
}

/// A nested value as JSON text; scalars as their text.
inline error_code raw(sj::value v, std::string& out) {
    sj::json_type type{};
    if (const error_code e = v.type().get(type)) return e;
    std::string_view text;
    error_code e = SUCCESS;
    bool present = false;
    if (type == sj::json_type::object) {
        sj::object o;
        if ((e = v.get_object().get(o))) return e;
        e = o.raw_json().get(text);
    } else if (type == sj::json_type::array) {
        sj::array a;
        if ((e = v.get_array().get(a))) return e;
        e = a.raw_json().get(text);
    } else {
        return scalar(v, out, present);
    }
    out.assign(trim(text));
    return e;
}

/// f(key, value) for every member; stops at the first error.
template <class F>
error_code eachField(sj::object object, F f) {
    for (auto member : object) {
        sj::field pair;
        if (const error_code e = std::move(member).get(pair)) return e;
        std::string_view key;
        if (pair.unescaped_key().get(key)) continue;
        if (const error_code e = f(key, pair.value())) return e;
    }
    return SUCCESS;
}

/// f(object) for every object of an array; other elements are passed over.
template <class F>
error_code eachObject(sj::array array, F f) {
    for (auto element : array) {
        sj::value v;
        if (const error_code e = element.get(v)) return e;
        sj::json_type type{};
        if (const error_code e = v.type().get(type)) return e;
        if (type != sj::json_type::object) continue;
        sj::object object;
        if (const error_code e = v.get_object().get(object)) return e;
        if (const error_code e = f(object)) return e;
    }
    return SUCCESS;
}

/// One parser and the padded copy of what it reads.
struct Level {
    sj::parser parser;
    std::string text;

    error_code open(std::string_view json, sj::document& document) {
        text.reserve(json.size() + simdjson::SIMDJSON_PADDING);
        text.assign(json);
        return parser.iterate(simdjson::padded_string_view(text.data(), text.size(), text.capacity()))
            .get(document);
    }
};

}  // namespace sillage::od

#include "export/table_text.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"

namespace sillage {

std::vector<std::int64_t> selectRows(CaseStore& store, View view, const std::string& query, const Sort& sort) {
    const ParsedQuery parsed = parseQuery(view, query);
    if (!parsed.ok)
        throw Error(phrase("query, position %1: %2", parsed.errorAt + 1, said(parsed.error)),
                    phrase("Fields and operators are listed by `sillage-cli %1 --help`.", viewName(view)), ExitCode::Usage);
    return selectRows(store, view, parsed.query, sort);
}

static Time instant(std::int64_t micros) { return Time(std::chrono::microseconds(micros)); }

static std::string realText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

namespace {

struct ToText {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool b) const { return b ? "true" : "false"; }
    std::string operator()(std::int64_t n) const { return std::to_string(n); }
    std::string operator()(double d) const { return realText(d); }
    std::string operator()(const std::string& s) const { return s; }
    std::string operator()(const TimeValue& t) const { return formatIso(instant(t.utc), t.precision); }
    std::string operator()(const JsonValue& j) const { return j.text; }
    std::string operator()(const std::vector<std::string>& list) const {
        std::string out;
        for (const auto& s : list) out += (out.empty() ? "" : ", ") + s;
        return out;
    }
};

void writeValue(JsonWriter& json, const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) json.null();
    else if (const auto* b = std::get_if<bool>(&value)) json.boolean(*b);
    else if (const auto* n = std::get_if<std::int64_t>(&value)) json.number(*n);
    else if (const auto* d = std::get_if<double>(&value)) json.real(*d);
    else if (const auto* j = std::get_if<JsonValue>(&value)) json.raw(j->text);
    else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        json.beginArray();
        for (const auto& s : *list) json.string(s);
        json.endArray();
    } else {
        json.string(std::visit(ToText{}, value));
    }
}

/// Terminal table: columns shown by default, each as wide as its widest cell of the first window, at most 48.
class TextTable {
public:
    explicit TextTable(View view) : fields_(fields(view)) {
        for (std::size_t i = 0; i < fields_.size; ++i)
            if (fields_[i].shown) shown_.push_back(i);
    }
    void write(const std::vector<Row>& rows, std::ostream& out) {
        if (widths_.empty()) begin(rows, out);
        for (const Row& row : rows) {
            std::string line;
            for (std::size_t k = 0; k < shown_.size(); ++k) line += pad(text(row, k), k);
            out << std::string(line.substr(0, line.find_last_not_of(' ') + 1)) << '\n';
        }
    }

private:
    [[nodiscard]] std::string text(const Row& row, std::size_t k) const {
        return shown_[k] < row.cells.size() ? visible(cellText(row.cells[shown_[k]])) : std::string();
    }
    static std::size_t columns(std::string_view utf8) {
        return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    }
    void begin(const std::vector<Row>& rows, std::ostream& out) {
        std::string header;
        for (std::size_t k = 0; k < shown_.size(); ++k) {
            std::size_t width = columns(fields_[shown_[k]].name);
            for (const Row& row : rows) width = std::max(width, columns(text(row, k)));
            widths_.push_back(std::min<std::size_t>(width, 48));
            header += pad(fields_[shown_[k]].name, k);
        }
        out << header.substr(0, header.find_last_not_of(' ') + 1) << '\n';
    }
    [[nodiscard]] std::string pad(const std::string& cell, std::size_t k) const {
        std::string out;
        std::size_t n = 0;
        const std::size_t width = widths_[k], total = columns(cell);
        for (const char c : cell) {
            if ((c & 0xc0) != 0x80) {
                if (total > width && n + 1 == width) {
                    out += "…";
                    ++n;
                    break;
                }
                ++n;
            }
            out.push_back(c);
        }
        out.append(width - std::min(n, width) + 2, ' ');
        return out;
    }
    FieldList fields_;
    std::vector<std::size_t> shown_, widths_;
};

/// `id`: the public id that bookmarks take, where no column of the view shows it.
void writeJson(FieldList list, bool withId, const std::vector<Row>& rows, std::ostream& out) {
    for (const Row& row : rows) {
        JsonWriter json;
        json.beginObject();
        for (std::size_t i = 0; i < list.size && i < row.cells.size(); ++i) {
            json.key(list[i].name);
            writeValue(json, row.cells[i]);
        }
        if (withId) json.key("id").string(row.publicId);
        json.endObject();
        out << json.text() << '\n';
    }
}

std::string csvText(const Value& value) {
    return std::holds_alternative<std::vector<std::string>>(value) ? cellJson(value) : cellText(value);
}

void writeCsv(const std::vector<Row>& rows, bool spreadsheet, std::ostream& out) {
    for (const Row& row : rows) {
        std::string line;
        for (const Value& cell : row.cells) line += (line.empty() && &cell == row.cells.data() ? "" : ",") + csvField(csvText(cell), spreadsheet);
        out << line << "\r\n";
    }
}

}  // namespace

std::string cellText(const Value& value) { return std::visit(ToText{}, value); }

std::string cellJson(const Value& value) {
    JsonWriter json;
    writeValue(json, value);
    return json.take();
}

std::string csvField(const std::string& text, bool spreadsheet) {
    static constexpr std::string_view kFormula("=+-@\t\0\r", 7);
    const bool prefix = spreadsheet && !text.empty() && kFormula.find(text[0]) != std::string_view::npos;
    if (!prefix && text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string out = prefix ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

void writeTable(CaseStore& store, View view, std::span<const std::int64_t> ids, TableFormat format, std::ostream& out, Language language) {
    const FieldList list = fields(view);
    TextTable table(view);
    const bool csv = format == TableFormat::Csv || format == TableFormat::CsvSpreadsheet;
    if (csv) {
        std::string header;
        for (std::size_t i = 0; i < list.size; ++i) header += (i ? "," : "") + std::string(list[i].name);
        out << header << "\r\n";
    }
    constexpr std::size_t kWindow = 500;
    for (std::size_t at = 0; at < ids.size() || (at == 0 && format == TableFormat::Table); at += kWindow) {
        const auto rows = fetchRows(store, view, ids.subspan(std::min(at, ids.size()), std::min(kWindow, ids.size() - std::min(at, ids.size()))),
                                    format == TableFormat::Json ? Language::English : language, Cells::All);
        if (csv) writeCsv(rows, format == TableFormat::CsvSpreadsheet, out);
        else if (format == TableFormat::Json) writeJson(list, view == View::Messages || view == View::Attachments, rows, out);
        else table.write(rows, out);
    }
}

}  // namespace sillage

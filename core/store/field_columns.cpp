#include "store/field_columns.h"

#include <algorithm>

#include "store/codec.h"
#include "store/packed.h"

namespace sillage {
namespace {

constexpr std::size_t kFewShapes = 256;  ///< up to so many, rows are skipped by counting their shapes

std::uint8_t codeWidth(std::size_t distinct) { return distinct <= 1 ? 0 : distinct <= 256 ? 1 : 2; }

}  // namespace

std::uint32_t FieldColumnsBuilder::key(std::string_view name) {
    const std::uint32_t key = keys_.intern(name);
    if (key == columns_.size()) columns_.emplace_back();
    return key;
}

void FieldColumnsBuilder::add(std::uint32_t key, std::string_view value) {
    putVarint(shape_, key);
    columns_[key].add(value);
}

void FieldColumnsBuilder::endRow() {
    const bool again = !shapeOf_.empty() && shapes_.at(shapeOf_.back()) == shape_;
    shapeOf_.push_back(again ? shapeOf_.back() : shapes_.intern(shape_));
    shape_.clear();
}

FieldParts FieldColumnsBuilder::encode() {
    if (keys_.size() == 0) return {};
    FieldParts parts(1);
    std::string directory, codes;
    putVarint(directory, keys_.size());
    for (std::uint32_t key = 0; key < keys_.size(); ++key) {
        putVarint(directory, keys_.at(key).size());
        directory += keys_.at(key);
    }
    putVarint(directory, shapes_.size());
    for (std::uint32_t shape = 0; shape < shapes_.size(); ++shape) {
        putVarint(directory, shapes_.at(shape).size());
        directory += shapes_.at(shape);
    }
    const std::uint8_t width = codeWidth(shapes_.size());
    for (const std::uint32_t shape : shapeOf_)
        for (std::uint8_t i = 0; i < width; ++i) codes += static_cast<char>(shape >> (8 * i));
    putPart(codes, width, parts, directory);
    for (ValueColumnBuilder& column : columns_) column.encode(parts, directory);
    parts[0] = pack(directory);
    return parts;
}

FieldColumns::FieldColumns(LoadPart load, std::function<void()> damaged, std::uint32_t rows)
    : load_(std::move(load)), damaged_(std::move(damaged)), rows_(rows) {
    open(load_);
}

void FieldColumns::open(const LoadPart& load) {
    const auto octets = load(0, true);
    std::string_view rest = *octets;
    if (rest.empty()) return;
    bool ok = true;
    for (std::uint64_t keys = getVarint(rest, ok); ok && keys > 0; --keys) {
        const std::uint64_t size = getVarint(rest, ok);
        if (!ok || size > rest.size()) return damaged_();
        keys_.emplace_back(rest.substr(0, size));
        rest.remove_prefix(size);
    }
    if (!ok || !shapes(rest, load)) return damaged_();
    for (std::uint32_t row = 0; row < rows_; ++row)
        if (shapeAt(row) >= shapes_.size()) return damaged_();
    for (std::size_t key = 0; ok && key < keys_.size(); ++key) {
        Column column;
        column.count = static_cast<std::uint32_t>(getVarint(rest, ok));
        const std::uint64_t distinct = getVarint(rest, ok);
        if (distinct > 65'536) return damaged_();
        column.distinct = static_cast<std::uint32_t>(distinct);
        column.width = codeWidth(column.distinct);
        if (column.width && !getPart(rest, column.codes)) return damaged_();
        if (!getFrames(rest, column.values) || column.values.count() != (distinct ? distinct : column.count)) return damaged_();
        const bool noted = distinct == 0 && getVarint(rest, ok) != 0;
        if (noted && !getPart(rest, column.characters.emplace())) return damaged_();
        columns_.push_back(std::move(column));
    }
    if (!ok || !rest.empty()) return damaged_();
    next_.assign(keys_.size(), 0);
}

bool FieldColumns::shapes(std::string_view& rest, const LoadPart& load) {
    bool ok = true;
    const std::uint64_t count = getVarint(rest, ok);
    if (count > 65'536) return false;
    for (std::uint64_t i = 0; ok && i < count; ++i) {
        const std::uint64_t size = getVarint(rest, ok);
        if (!ok || size > rest.size()) return false;
        std::string_view octets = rest.substr(0, size);
        rest.remove_prefix(size);
        std::vector<std::uint32_t>& shape = shapes_.emplace_back();
        while (ok && !octets.empty()) {
            const std::uint64_t key = getVarint(octets, ok);
            if (key >= keys_.size()) return false;
            shape.push_back(static_cast<std::uint32_t>(key));
        }
    }
    PartPlace place;
    if (!ok || !getPart(rest, place)) return false;
    shapeWidth_ = codeWidth(shapes_.size());
    shapeOf_ = place.load(load, true);
    return shapeOf_->size() == std::size_t{shapeWidth_} * rows_;
}

std::uint32_t FieldColumns::shapeAt(std::uint32_t row) const {
    const auto* p = reinterpret_cast<const unsigned char*>(shapeOf_->data());
    if (shapeWidth_ == 0) return 0;
    return shapeWidth_ == 1 ? p[row] : p[row * 2] | (std::uint32_t{p[row * 2 + 1]} << 8);
}

/// Stands before the row; false: there is none.
bool FieldColumns::seek(std::uint32_t row) {
    if (row >= rows_ || columns_.empty()) return false;
    if (row < row_) {
        row_ = 0;
        next_.assign(keys_.size(), 0);
    }
    if (row > row_) skip(row - row_);
    return true;
}

void FieldColumns::skip(std::uint32_t rows) {
    if (shapes_.size() <= kFewShapes && rows > shapes_.size()) {
        std::vector<std::uint32_t> seen(shapes_.size(), 0);
        if (shapeWidth_ == 0) seen[0] = rows;
        else for (std::uint32_t i = 0; i < rows; ++i) ++seen[shapeAt(row_ + i)];
        for (std::size_t shape = 0; shape < seen.size(); ++shape)
            if (seen[shape])
                for (const std::uint32_t key : shapes_[shape]) next_[key] += seen[shape];
    } else {
        for (std::uint32_t i = 0; i < rows; ++i)
            for (const std::uint32_t key : shapes_[shapeAt(row_ + i)]) ++next_[key];
    }
    row_ += rows;
}

std::uint32_t FieldColumns::codeOf(Column& column, std::uint32_t at) {
    if (column.width == 0) return 0;
    if (!column.codeOctets) column.codeOctets = column.codes.load(load_, true);
    const auto* p = reinterpret_cast<const unsigned char*>(column.codeOctets->data());
    const std::size_t place = std::size_t{at} * column.width;
    if (place + column.width > column.codeOctets->size()) return 0;
    return column.width == 1 ? p[place] : p[place] | (std::uint32_t{p[place + 1]} << 8);
}

const FrameView& FieldColumns::frame(Column& column, std::size_t index) {
    if (index == column.frameAt) return column.frame;
    const auto& frames = column.values.frames;
    const std::uint32_t begin = index ? frames[index - 1].end : 0;
    if (!column.frame.open(frames[index].place.load(load_, false), frames[index].end - begin)) damaged_();
    column.frameAt = index;
    return column.frame;
}

std::string_view FieldColumns::value(std::uint32_t key, std::uint32_t at) {
    Column& column = columns_[key];
    const std::uint32_t place = column.distinct ? codeOf(column, at) : at;
    const auto& frames = column.values.frames;
    std::size_t index = column.frameAt;  // mostly the one in hand
    if (index >= frames.size() || place >= frames[index].end || (index && place < frames[index - 1].end)) index = column.values.find(place);
    if (index >= frames.size() || at >= column.count) return damaged_(), std::string_view();
    return frame(column, index).at(place - (index ? frames[index - 1].end : 0));
}

std::vector<bool> FieldColumns::matchKey(std::uint32_t key, std::string_view needle, const May& may, const Admits& admits) {
    Column& column = columns_[key];
    std::vector<bool> hits;
    if (column.characters && needle.size() > 2 && !mayHold(*column.characters->load(load_, true), needle)) return hits;
    std::vector<std::uint32_t> places;
    for (std::size_t i = 0; i < column.values.frames.size(); ++i) {
        const FrameView& values = frame(column, i);
        const std::uint32_t begin = i ? column.values.frames[i - 1].end : 0;
        places.clear();
        may(key, values, places);
        for (const std::uint32_t place : places) {
            if (!admits(key, values.at(place))) continue;
            hits.resize(column.values.count());
            hits[begin + place] = true;
        }
    }
    if (hits.empty() || !column.distinct) return hits;
    std::vector<bool> byPlace(column.count);
    for (std::uint32_t at = 0; at < column.count; ++at) {
        const std::uint32_t code = codeOf(column, at);
        byPlace[at] = code < hits.size() && hits[code];
    }
    return byPlace;
}

std::vector<std::uint64_t> FieldColumns::match(const Needle& needle, const May& may, const Admits& admits) {
    std::vector<std::uint64_t> bits((std::size_t{rows_} + 63) / 64, 0);
    std::vector<std::vector<bool>> hits(columns_.size());
    bool any = false;
    for (std::uint32_t key = 0; key < columns_.size(); ++key) {
        hits[key] = matchKey(key, needle(key), may, admits);
        any = any || !hits[key].empty();
    }
    if (!any) return bits;
    std::vector<std::vector<std::uint32_t>> asked(shapes_.size());  // the keys of a shape that have hits
    for (std::size_t shape = 0; shape < shapes_.size(); ++shape)
        for (const std::uint32_t key : shapes_[shape])
            if (!hits[key].empty()) asked[shape].push_back(key);
    std::vector<std::uint32_t> at(columns_.size(), 0);
    for (std::uint32_t row = 0; row < rows_; ++row)
        for (const std::uint32_t key : asked[shapeAt(row)]) {
            const std::uint32_t place = at[key]++;
            if (place < hits[key].size() && hits[key][place]) bits[row / 64] |= std::uint64_t{1} << (row % 64);
        }
    return bits;
}

}  // namespace sillage

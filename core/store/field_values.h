// Values of one key of a chunk's fields, in frames: about 64 KiB of them packed together, so that one value costs one frame
// and a search reads the frames one by one. A frame is the length of each value as LEB128, then the values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/text_pool.h"

namespace sillage {

/// Parts that lie beside the directory, packed, by number.
using FieldParts = std::vector<std::string>;
/// Gives a part as it was before it was packed. keep: it will be asked for again. Throws what damage is to be said as.
using LoadPart = std::function<std::shared_ptr<const std::string>(std::uint32_t part, bool keep)>;

/// Octets of which the directory says where they are: in itself where they are few.
struct PartPlace {
    std::uint32_t part = 0;  ///< 0: inside
    std::string inside;
    [[nodiscard]] std::shared_ptr<const std::string> load(const LoadPart& load, bool keep) const;
};
/// width: of numbers, 0 for other octets.
void putPart(std::string_view octets, std::uint8_t width, FieldParts& parts, std::string& directory);
bool getPart(std::string_view& directory, PartPlace& out);

/// Where the values of a key are.
struct ValueFrames {
    struct Frame {
        PartPlace place;
        std::uint32_t end = 0;  ///< values up to here
    };
    std::vector<Frame> frames;
    [[nodiscard]] std::uint32_t count() const { return frames.empty() ? 0 : frames.back().end; }
    /// The frame of a value.
    [[nodiscard]] std::size_t find(std::uint32_t value) const;
};
/// lengths: of the values, which stand one after the other in octets.
void putFrames(std::string_view octets, const std::vector<std::uint32_t>& lengths, FieldParts& parts, std::string& directory);
bool getFrames(std::string_view& directory, ValueFrames& out);

/// Which three ASCII characters follow each other somewhere in octets, capitals as small letters: says of most words that
/// they are not there. A bit for each of 65,536 numbers made of three.
std::string charactersOf(std::string_view octets);
/// False: a text with this in it, written small, was not among them.
bool mayHold(std::string_view characters, std::string_view text);

/// One frame as unpacked.
class FrameView {
public:
    FrameView() = default;
    /// False where the octets are none of so many values.
    bool open(std::shared_ptr<const std::string> octets, std::uint32_t count);
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(ends_.size()); }
    /// All values, one after the other.
    [[nodiscard]] std::string_view all() const { return all_; }
    [[nodiscard]] std::size_t start(std::uint32_t i) const { return i ? ends_[i - 1] : 0; }
    [[nodiscard]] std::string_view at(std::uint32_t i) const { return all_.substr(start(i), ends_[i] - start(i)); }

private:
    std::shared_ptr<const std::string> octets_;
    std::string_view all_;
    std::vector<std::uint32_t> ends_;
};

bool isAscii(std::string_view text);

/// Values of one key while a chunk is being filled: each distinct one once where they repeat, else as they come.
class ValueColumnBuilder {
public:
    void add(std::string_view value);
    /// Count, distinct values (0 = as they come), codes of each where there are several, frames; of values as they come,
    /// whether their characters are noted, and those.
    void encode(FieldParts& parts, std::string& directory);

private:
    [[nodiscard]] bool tooMany() const;
    void asTheyCome();

    TextPool pool_;
    std::vector<std::uint32_t> codes_;    ///< while they are told apart
    std::string octets_;
    std::vector<std::uint32_t> lengths_;  ///< once they are not
    std::uint32_t count_ = 0;
    bool plain_ = false;
};

}  // namespace sillage

// JSON as audit logs are exported (RFC 8259 texts, concatenated or in one array or under {"value":[…]}), cut
// into the objects that are its records without loading the file. Only brackets and strings are understood
// here; what is inside an object is the parser's business. Memory: one object (≤ 16 MiB) and one block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "logs/source_window.h"
#include "logs/cloud/json_shape.h"

namespace sillage {

struct JsonObject {
    Bytes text;                ///< from '{' to '}'; where the object is damaged, up to where reading goes on
    std::uint64_t length = 0;  ///< octets it covers (more than text when tooLong)
    std::uint64_t line = 0;
    bool tooLong = false;  ///< over kMaxObject: text is empty
    bool stray = false;    ///< octets outside any object, to the end of their line
};

/// A raw line end inside a string, or a new record begun at the indentation of the damaged one, ends the
/// damage.
class JsonObjects {
public:
    static constexpr std::size_t kMaxObject = 16u << 20;
    JsonObjects(ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint64_t firstLine = 1,
                std::size_t maxObject = kMaxObject);
    /// False at the end; what it views is valid until the next call.
    bool next(JsonObject& object);

private:
    struct Scan;
    void advance(std::size_t count);
    void pass(std::size_t count);
    bool skipBetween();
    bool enterWrapper();
    void skipString();
    void takeObject(JsonObject& object);
    void takeStray(JsonObject& object);
    bool recordBeginsAt(std::size_t index, std::size_t& begin);
    void forget(Scan& scan);
    int nextMark(Scan& scan);

    SourceWindow window_;
    std::size_t maxObject_;
    std::uint64_t line_;
    std::int64_t indent_ =
        0;  ///< white space before this place on its line; -1: something else stands before
    bool first_ = true, inWrapper_ = false;
    std::string
        wrapper_;  ///< first key of the first wrapper, with its quotes: one a line may follow (Event Hub)
};

}  // namespace sillage

// JSON and line logs written by Windows PowerShell are UTF-16: read as UTF-8 by the same readers, cited by
// the octets as they lie.
#pragma once

#include <functional>
#include <vector>

#include "evidence/reader.h"
#include "logs/csv.h"

namespace sillage {

/// A UTF-16 source as UTF-8, read in order from its start; size() is an upper bound until the end has been
/// read. It remembers a place every 64 KiB, so that an offset can be told back. Memory: one block and 32
/// octets a 64 KiB.
class Utf8Source final : public ByteSource {
public:
    /// dialect.bom octets are passed over. wide outlives this.
    Utf8Source(ByteSource& wide, CsvDialect dialect);
    [[nodiscard]] std::uint64_t size() const override;
    /// offset at most a few blocks behind the furthest that was read; there is no going back further.
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override;
    /// The octet of the wide source that an offset of this one stands for.
    std::uint64_t wideOffset(std::uint64_t offset);

private:
    struct Mark {
        std::uint64_t narrow, wide;
    };
    void restart(const Mark& mark);
    void decode();

    ByteSource& wide_;
    CsvDialect dialect_;
    std::vector<Mark> marks_;
    std::string block_;              ///< decoded octets
    std::uint64_t blockOffset_ = 0;  ///< of block_ in this source
    std::uint64_t next_ = 0;         ///< of the next octets in the wide source
    std::uint64_t end_ = ~0ull;      ///< known when the end has been read
    // Where wideOffset() stands: places are asked for in order, mostly.
    std::string units_;
    Mark unitsAt_{~0ull, 0}, walked_{};
    Mark answers_[2]{};
    int answer_ = 0;
};

/// The head of a source as UTF-8, for recognition.
std::string narrowHead(const Head& head);

/// Runs read over the source as UTF-8: over itself, or decoded where it is UTF-16; then what goes into the
/// sink is cited by the octets as they lie.
void readNarrow(ByteSource& source, const Range& range, Sink& sink,
                const std::function<void(ByteSource&, const Range&, Sink&)>& read);

}  // namespace sillage

// Decoding of one part on demand (formats.h): the same decoder that hashed it, over the range the part cites.
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "mail/formats.h"
#include "mail/line_window.h"
#include "mail/tnef/in_message.h"
#include "mail/transfer.h"

namespace sillage {
namespace {

constexpr std::size_t kMaxPacked = 64u << 20;  ///< octets of compressed RTF

/// One step on the way down to a part: decode, then take a range of what was decoded.
struct Step {
    Transfer transfer = Transfer::Identity;
    std::uint64_t begin = 0, length = 0;  ///< of the *decoded* octets
};

/// "7bit;in=base64@120+4000": the part's own encoding, then the steps from the innermost to the outermost.
std::vector<Step> parseWay(std::string_view way, Transfer& own) {
    std::vector<Step> steps;
    std::vector<std::string_view> fields = split(way, ';');
    own = transferFromName(trim(fields.empty() ? way : fields[0]));
    for (std::size_t i = 1; i < fields.size(); ++i) {
        std::string_view f = fields[i];
        if (f.substr(0, 3) != "in=") continue;
        f.remove_prefix(3);
        const std::size_t at = f.find('@'), plus = f.find('+', at == std::string_view::npos ? 0 : at);
        unsigned long long begin = 0, length = 0;
        if (plus == std::string_view::npos || !parseUint(f.substr(at + 1, plus - at - 1), begin) ||
            !parseUint(f.substr(plus + 1), length))
            continue;
        steps.insert(steps.begin(), {transferFromName(f.substr(0, at)), begin, length});
    }
    return steps;
}

/// A chain of decoders; each stage cuts its range out and hands it to the next.
class Stage {
public:
    Stage(Transfer transfer, std::unique_ptr<Stage> next, Step range,
          const std::function<void(std::string_view)>& out)
        : decoder_(transfer), next_(std::move(next)), range_(range), out_(out) {}
    void line(const RawLine& l) {
        decoder_.add(started_ ? held_ : std::string_view{}, l.text, buffer_);
        started_ = true;
        held_ = l.eol.size() == 2 ? "\r\n" : l.eol.empty() ? "" : "\n";
        if (buffer_.size() >= (64u << 10)) give();
    }
    void finish() {
        if (decoder_.transfer() == Transfer::Identity && !held_.empty()) buffer_.append(held_);
        decoder_.finish(buffer_);
        give();
        if (!next_) return;
        feeder_.finish([&](const RawLine& l) { next_->line(l); });
        next_->finish();
    }

private:
    void give() {
        const std::string_view all = buffer_;
        if (!next_) {
            if (!all.empty()) out_(all);
        } else {
            const std::uint64_t from = std::max(position_, range_.begin);
            const std::uint64_t to = std::min(position_ + all.size(), range_.begin + range_.length);
            if (from < to)
                feeder_.add(all.substr(from - position_, to - from),
                            [&](const RawLine& l) { next_->line(l); });
        }
        position_ += all.size();
        buffer_.clear();
    }
    TransferDecoder decoder_;
    std::unique_ptr<Stage> next_;
    Step range_;
    const std::function<void(std::string_view)>& out_;
    LineFeeder feeder_;
    std::string buffer_;
    std::string_view held_;
    bool started_ = false;
    std::uint64_t position_ = 0;
};

}  // namespace

void decodePart(ByteSource& source, const Part& part, const std::function<void(std::string_view)>& out) {
    if (part.transferEncoding.starts_with("x-rtf-")) {
        Part packed = part;
        const std::size_t end = std::min(part.transferEncoding.find(';'), part.transferEncoding.size());
        packed.transferEncoding.erase(0, end);
        std::string octets;
        decodePart(source, packed, [&](std::string_view piece) {
            octets += piece.substr(0, kMaxPacked - std::min(kMaxPacked, octets.size()));
        });
        return out(tnef::decodeRtf(std::string_view(part.transferEncoding).substr(0, end), octets));
    }
    Transfer own = Transfer::Identity;
    const std::vector<Step> steps = parseWay(part.transferEncoding, own);
    auto stage = std::make_unique<Stage>(own, nullptr, Step{}, out);
    for (std::size_t i = steps.size(); i-- > 0;)
        stage = std::make_unique<Stage>(steps[i].transfer, std::move(stage), steps[i], out);
    LineWindow window(source, part.bodyOffset, part.bodyOffset + part.bodyLength);
    RawLine l;
    while (window.fill())
        while (window.next(l)) stage->line(l);
    stage->finish();
}

}  // namespace sillage

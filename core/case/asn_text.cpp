// ASN databases as text: iptoasn's TSV, CSV with and without a header, plain or gzip (RFC 4180, RFC 1952).
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/asn_rows.h"

namespace sillage {
namespace {

constexpr std::size_t kLongest = 65'536;  ///< octets of a line

/// Lines of a file, unpacked where it is gzip.
class Lines {
public:
    explicit Lines(const std::filesystem::path& path) : file_(gzopen(path.c_str(), "rb"), gzclose), buffer_(1u << 20) {
        if (!file_) throw Error(phrase("%1 cannot be opened", path.string()), "Is it there, and may it be read?", ExitCode::Usage);
    }
    bool next(std::string& line) {
        line.clear();
        start_ = at_;
        ++number_;
        for (;;) {
            if (head_ == tail_ && !fill()) return at_ > start_;
            const char* begin = buffer_.data() + head_;
            const char* end = std::find(begin, static_cast<const char*>(buffer_.data() + tail_), '\n');
            const auto count = static_cast<std::size_t>(end - begin);
            line.append(begin, std::min(count, kLongest - std::min(kLongest, line.size())));
            const bool whole = head_ + count < tail_;
            head_ += count + (whole ? 1 : 0);
            at_ += count + (whole ? 1 : 0);
            if (whole) return true;
        }
    }
    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::uint64_t offset() const { return start_; }
    [[nodiscard]] std::uint64_t length() const { return at_ - start_; }
    /// "" while the file was read as it is.
    [[nodiscard]] const std::string& damage() const { return damage_; }

private:
    bool fill() {
        if (!damage_.empty()) return false;
        const int count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
        int code = Z_OK;
        const char* said = gzerror(file_.get(), &code);
        if (count < 0 || (code != Z_OK && code != Z_STREAM_END))
            damage_ = code == Z_BUF_ERROR ? phraseText("the gzip stream ends before its end") : phrase("gzip: %1", said);
        head_ = 0;
        tail_ = count > 0 ? static_cast<std::size_t>(count) : 0;
        return tail_ > 0;
    }
    std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
    std::vector<char> buffer_;
    std::string damage_;
    std::size_t head_ = 0, tail_ = 0;
    std::uint64_t number_ = 0, start_ = 0, at_ = 0;
};

std::vector<std::string> cellsOf(std::string_view line, char separator) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && separator == ',') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') cells.back() += line[i++];
            else quoted = !quoted;
        } else if (c == separator && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

/// Which cell says what; -1 = none does.
struct Layout {
    int network = -1, first = 0, last = 1, asn = 2, name = 3;
};

std::optional<Layout> headerOf(const std::vector<std::string>& cells) {
    Layout l{-1, -1, -1, -1, -1};
    for (int i = 0; i < static_cast<int>(cells.size()); ++i) {
        const std::string word = asciiLower(trim(cells[static_cast<std::size_t>(i)]));
        if (word == "network" || word == "range" || word == "cidr") l.network = i;
        else if (word == "start_ip" || word == "first" || word == "range_start" || word == "ip_start") l.first = i;
        else if (word == "end_ip" || word == "last" || word == "range_end" || word == "ip_end") l.last = i;
        else if (word == "asn" || word == "autonomous_system_number" || word == "as_number") l.asn = i;
        else if (word == "autonomous_system_organization" || word == "as_name" || word == "name" || word == "as_description") l.name = i;
    }
    if (l.asn < 0 || (l.network < 0 && (l.first < 0 || l.last < 0))) return std::nullopt;
    return l;
}

std::optional<IpAddress> addressOf(std::string_view text) {
    unsigned long long number = 0;
    if (parseUint(text, number)) {  // IPv4 as one number
        if (number > UINT32_MAX) return std::nullopt;
        IpAddress a;
        a.octets[10] = a.octets[11] = 0xff;
        for (std::size_t i = 0; i < 4; ++i) a.octets[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
        return a;
    }
    const auto ip = parseIp(text);
    return ip && !ip->port ? ip : std::nullopt;
}

/// "" and the range, or what is wrong with the row.
std::string rowOf(const std::vector<std::string>& cells, const Layout& l, AsnRange& out) {
    const auto cell = [&](int i) { return i >= 0 && i < static_cast<int>(cells.size()) ? trim(cells[static_cast<std::size_t>(i)]) : std::string_view(); };
    if (l.network >= 0) {
        const auto range = IpRange::parse(cell(l.network));
        if (!range) return phrase("not a network: %1", visible(cell(l.network)));
        out.first = out.last = range->base;
        for (std::size_t bit = static_cast<std::size_t>(range->prefix); bit < 128; ++bit) {
            const auto mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
            out.first.octets[bit / 8] = static_cast<std::uint8_t>(out.first.octets[bit / 8] & ~mask);
            out.last.octets[bit / 8] = static_cast<std::uint8_t>(out.last.octets[bit / 8] | mask);
        }
    } else {
        const auto first = addressOf(cell(l.first)), last = addressOf(cell(l.last));
        if (!first) return phrase("not an address: %1", visible(cell(l.first)));
        if (!last) return phrase("not an address: %1", visible(cell(l.last)));
        out.first = *first;
        out.last = *last;
        if (first->isV4() != last->isV4()) return phrase("the range begins with %1 and ends with %2", first->text(), last->text());
        if (last->octets < first->octets) return phrase("the range ends before it begins: %1 – %2", first->text(), last->text());
    }
    const std::string_view number = cell(l.asn);
    const auto asn = parseAsn(number);
    if (!asn && !number.empty() && number != "0" && number != "-" && asciiLower(number) != "as0") return phrase("not an AS number: %1", visible(number));
    out.asn = asn.value_or(0);
    out.name = std::string(cell(l.name));
    return {};
}

}  // namespace

void readAsnText(const std::filesystem::path& path, AsnRows& rows, Progress& progress) {
    Lines lines(path);
    std::string line;
    std::optional<Layout> layout;
    char separator = ',';
    while (lines.next(line)) {
        if (lines.number() % 65'536 == 0) {
            progress.advance(lines.offset(), 0);
            if (progress.cancelled()) return;
        }
        const std::string_view text = trim(line);
        if (text.empty() || text[0] == '#') continue;
        const std::string where = phrase("line %1", lines.number());
        if (lines.length() > kLongest) {
            rows.problem({lines.offset(), lines.length(), where, phraseText("the line is longer than any row of such a database")});
            continue;
        }
        if (!layout) {
            separator = text.find('\t') != std::string_view::npos ? '\t' : ',';
            layout = headerOf(cellsOf(text, separator));
            if (layout) continue;
            layout = separator == '\t' ? Layout{-1, 0, 1, 2, 4} : Layout{};
        }
        AsnRange range;
        const std::string wrong = rowOf(cellsOf(line, separator), *layout, range);
        range.place = where;
        if (wrong.empty()) rows.add(std::move(range), lines.offset());
        else rows.problem({lines.offset(), lines.length(), where, wrong});
    }
    if (!lines.damage().empty()) rows.problem({lines.offset(), 0, phrase("line %1", lines.number()), lines.damage()});
}

}  // namespace sillage

#include "mail/olm/members.h"
#include "base/phrase.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include <zlib.h>

namespace sillage::olm {
namespace {

using namespace std::literals;

constexpr std::size_t kLocal = 30, kCentral = 46, kEnd = 22, kStep = 256u << 10;
constexpr std::uint64_t kRatio = 1000, kRatioFrom = 100u << 20;  // deflate cannot do more than 1032

std::uint64_t number(std::string_view o, std::size_t at, std::size_t octets) {
    std::uint64_t v = 0;
    for (std::size_t i = octets; i-- > 0;)
        v = v << 8 | (at + i < o.size() ? static_cast<unsigned char>(o[at + i]) : 0);
    return v;
}

/// 4.5.3: the values that are all ones in the entry itself, in this order.
void zip64(std::string_view extra, Member& m) {
    while (extra.size() >= 4) {
        const auto length = static_cast<std::size_t>(number(extra, 2, 2));
        const std::string_view field = extra.substr(4, length);
        if (number(extra, 0, 2) == 1) {
            std::size_t at = 0;
            for (std::uint64_t* v : {&m.size, &m.packed, &m.header}) {
                if (*v != 0xffffffffu || at + 8 > field.size()) continue;
                *v = number(field, at, 8);
                at += 8;
            }
        }
        extra.remove_prefix(std::min(extra.size(), 4 + length));
    }
}

struct Place {
    std::uint64_t begin = 0, length = 0, count = 0;
};

/// 4.3.16, 4.3.15, 4.3.14: from the end backwards.
bool findDirectory(ByteSource& source, Place& out) {
    const std::uint64_t size = source.size();
    const std::uint64_t from = size > 65'557 + kEnd ? size - 65'557 - kEnd : 0;
    const std::string tail = source.readString(from, static_cast<std::size_t>(size - from));
    const std::size_t at = tail.rfind("PK\5\6"sv);
    if (at == std::string::npos) return false;
    out = {number(tail, at + 16, 4), number(tail, at + 12, 4), number(tail, at + 10, 2)};
    if (at >= 20 && std::string_view(tail).substr(at - 20, 4) == "PK\6\7"sv) {
        const std::string wide = source.readString(number(tail, at - 12, 8), 56);
        if (wide.starts_with("PK\6\6"sv)) out = {number(wide, 48, 8), number(wide, 40, 8), number(wide, 32, 8)};
    }
    return out.begin < size && out.length <= size - out.begin;
}

}  // namespace

Members::Members(ByteSource& source, std::vector<Problem>& problems) : source_(source) {
    if (!readDirectory(problems)) {
        problems.push_back({0, 0, "directory of the archive",
                            "The archive has no readable directory: it may be cut short. Its members were looked for one after the other."});
        all_.clear();
        followHeaders();
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
        byPath_.insert_or_assign(all_[i].path, i);
        byHeader_.emplace(all_[i].header, i);
    }
}

const Member* Members::find(std::string_view path) const {
    const auto found = byPath_.find(path);
    return found == byPath_.end() ? nullptr : &all_[found->second];
}

const Member* Members::at(std::uint64_t header) const {
    const auto found = byHeader_.find(header);
    return found == byHeader_.end() ? nullptr : &all_[found->second];
}

bool Members::readDirectory(std::vector<Problem>& problems) {
    Place place;
    if (!findDirectory(source_, place)) return false;
    std::uint64_t at = place.begin;
    const std::uint64_t end = place.begin + place.length;
    while (at + kCentral <= end && all_.size() < kMost) {
        const std::string head = source_.readString(at, kCentral);
        if (!head.starts_with("PK\1\2"sv)) break;
        const auto name = static_cast<std::size_t>(number(head, 28, 2)), extra = static_cast<std::size_t>(number(head, 30, 2));
        const std::string rest = source_.readString(at + kCentral, name + extra);
        Member m;
        m.path = rest.substr(0, name);
        m.encrypted = number(head, 8, 2) & 1;
        m.method = static_cast<std::uint16_t>(number(head, 10, 2));
        m.crc = static_cast<std::uint32_t>(number(head, 16, 4));
        m.packed = number(head, 20, 4);
        m.size = number(head, 24, 4);
        m.header = number(head, 42, 4);
        zip64(std::string_view(rest).substr(std::min(name, rest.size())), m);
        all_.push_back(std::move(m));
        at += kCentral + name + extra + number(head, 32, 2);
    }
    if (all_.size() != place.count && !(place.count == 0xffff || all_.size() == kMost))
        problems.push_back({at, 0, "directory of the archive",
                            phrase("The directory announces %1 members and lists %2.", place.count, all_.size())});
    if (all_.size() == kMost)
        problems.push_back({at, 0, "directory of the archive", phrase("not fully examined: the archive has more than %1 members", kMost)});
    return !all_.empty() || place.count == 0;
}

void Members::followHeaders() {
    std::uint64_t at = 0;
    while (at + kLocal <= source_.size() && all_.size() < kMost) {
        const std::string head = source_.readString(at, kLocal);
        if (!head.starts_with("PK\3\4"sv)) return;
        const auto name = static_cast<std::size_t>(number(head, 26, 2)), extra = static_cast<std::size_t>(number(head, 28, 2));
        const std::string rest = source_.readString(at + kLocal, name + extra);
        Member m;
        m.header = at;
        m.path = rest.substr(0, name);
        m.encrypted = number(head, 6, 2) & 1;
        m.method = static_cast<std::uint16_t>(number(head, 8, 2));
        m.crc = static_cast<std::uint32_t>(number(head, 14, 4));
        m.packed = number(head, 18, 4);
        m.size = number(head, 22, 4);
        zip64(std::string_view(rest).substr(std::min(name, rest.size())), m);
        if (number(head, 6, 2) & 8) return;  // sizes follow the octets: nothing says where the next member begins
        const std::uint64_t next = at + kLocal + name + extra + m.packed;
        all_.push_back(std::move(m));
        if (next <= at) return;
        at = next;
    }
}

std::uint64_t Members::dataOf(const Member& m) const {
    const std::string head = source_.readString(m.header, kLocal);
    if (!head.starts_with("PK\3\4"sv)) return 0;
    return m.header + kLocal + number(head, 26, 2) + number(head, 28, 2);
}

namespace {

struct Ended {
    void operator()(z_stream* z) const {
        inflateEnd(z);
        delete z;
    }
};

}  // namespace

std::string Members::read(const Member& m, const std::function<void(std::string_view)>& out) const {
    if (m.encrypted) return "it is encrypted: its octets cannot be read without the password";
    if (m.method != 0 && m.method != 8) return phrase("it is packed by a method (%1) that Outlook does not use", m.method);
    const std::uint64_t data = dataOf(m);
    if (data == 0) return "its header in the archive is damaged";
    std::unique_ptr<z_stream, Ended> z(new z_stream{});
    if (inflateInit2(z.get(), -MAX_WBITS) != Z_OK) return "there is no memory to unpack it";
    std::string in(kStep, '\0'), piece(kStep, '\0');
    std::uint64_t left = m.packed, at = data, given = 0;
    std::uint32_t crc = 0;
    std::string why;
    const auto give = [&](std::string_view octets) {
        given += octets.size();
        if (given > kMaxMember || (given > kRatioFrom && given / kRatio > m.packed)) {
            why = phrase("not fully examined: more than %1 octets came out of %2", given, m.packed);
            return;
        }
        crc = static_cast<std::uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(octets.data()), octets.size()));
        out(octets);
    };
    bool ended = m.method == 0;
    while (left > 0 && why.empty()) {
        const std::size_t n = source_.read(at, in.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, in.size())));
        if (n == 0) break;
        at += n;
        left -= n;
        if (m.method == 0) {
            give(std::string_view(in).substr(0, n));
            continue;
        }
        z->next_in = reinterpret_cast<Bytef*>(in.data());
        z->avail_in = static_cast<uInt>(n);
        for (int status = Z_OK; why.empty() && !ended && (z->avail_in > 0 || z->avail_out == 0);) {
            z->next_out = reinterpret_cast<Bytef*>(piece.data());
            z->avail_out = static_cast<uInt>(piece.size());
            status = inflate(z.get(), Z_NO_FLUSH);
            give(std::string_view(piece).substr(0, piece.size() - z->avail_out));
            if (status == Z_STREAM_END) ended = true;
            else if (status == Z_BUF_ERROR) break;
            else if (status != Z_OK) why = phrase("its packed octets are damaged after %1", given);
        }
        if (ended && m.method == 8) break;
    }
    if (!why.empty()) return why;
    if (!ended || (m.method == 0 && left > 0)) return phrase("the archive ends inside it, after %1 octets", given);
    if (crc != m.crc) return "its checksum does not hold: its octets are not those that were packed";
    return {};
}

}  // namespace sillage::olm

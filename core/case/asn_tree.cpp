// ASN databases as search trees (MaxMind DB file format 2.0), through libmaxminddb: every network of the tree, walked without
// recursion. In a tree of IPv6 the IPv4 addresses are ::/96; other ways to the same node (6to4, mapped) are not followed.
#include <maxminddb.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <unordered_map>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/asn_rows.h"

namespace sillage {
namespace {

constexpr std::string_view kMarker = "\xab\xcd\xefMaxMind.com";
constexpr std::size_t kMetadata = 128u << 10;      ///< within the last so many octets
constexpr std::uint64_t kMostNodes = 64'000'000;   ///< steps: a tree that shares its branches may be walked no end

struct Whose {
    std::uint32_t asn = 0;
    std::string name;
};

class Tree {
public:
    Tree(const std::filesystem::path& path, AsnRows& rows) : path_(path.string()), rows_(rows) {
        const int status = MMDB_open(path_.c_str(), MMDB_MODE_MMAP, &db_);
        if (status != MMDB_SUCCESS)
            throw Error(phrase("%1 is no readable MaxMind database: %2", path_, MMDB_strerror(status)), "Fetch it again.", ExitCode::Usage);
        open_.reset(&db_);
    }

    void walk(Progress& progress) {
        std::vector<Step> steps{{0, 0, {}}};
        std::uint64_t taken = 0;
        while (!steps.empty()) {
            const Step step = steps.back();
            steps.pop_back();
            if (++taken > kMostNodes)
                throw Error(phrase("%1: its search tree has no end", path_), "Fetch it again.", ExitCode::Usage);
            if (taken % 65'536 == 0) {
                progress.advance(taken, db_.metadata.node_count);
                if (progress.cancelled()) return;
            }
            MMDB_search_node_s node;
            if (const int status = MMDB_read_node(&db_, step.node, &node); status != MMDB_SUCCESS) {
                damage(step, MMDB_strerror(status));
                continue;
            }
            Step right{0, step.depth + 1, step.bits}, left = right;
            const auto bit = static_cast<std::size_t>(step.depth);
            right.bits[bit / 8] = static_cast<std::uint8_t>(right.bits[bit / 8] | 0x80u >> (bit % 8));
            follow(steps, right, step, node.right_record, node.right_record_type, node.right_record_entry);
            follow(steps, left, step, node.left_record, node.left_record_type, node.left_record_entry);
        }
    }

private:
    struct Step {
        std::uint32_t node;
        unsigned depth;  ///< bits that lead to it
        std::array<std::uint8_t, 16> bits;
    };

    void follow(std::vector<Step>& steps, Step to, const Step& from, std::uint64_t record, std::uint8_t type, MMDB_entry_s entry) {
        if (type == MMDB_RECORD_TYPE_EMPTY) return;
        if (type == MMDB_RECORD_TYPE_DATA) return leaf(to, entry);
        if (type != MMDB_RECORD_TYPE_SEARCH_NODE || to.depth >= db_.depth) return damage(from, "a record points nowhere");
        if (db_.metadata.ip_version == 6 && record == db_.ipv4_start_node.node_value && !inV4(to)) return;
        to.node = static_cast<std::uint32_t>(record);
        steps.push_back(to);
    }

    /// At ::/96 or below.
    static bool inV4(const Step& s) { return s.depth >= 96 && std::all_of(s.bits.begin(), s.bits.begin() + 12, [](std::uint8_t o) { return o == 0; }); }

    void leaf(const Step& at, MMDB_entry_s entry) {
        const auto [known, fresh] = known_.try_emplace(entry.offset);
        if (fresh && !read(entry, known->second)) {
            damage(at, "the data it points to are damaged");
            return;
        }
        AsnRange range;
        range.asn = known->second.asn;
        range.name = known->second.name;
        const bool v4 = db_.metadata.ip_version == 4 || inV4(at);
        const unsigned depth = db_.metadata.ip_version == 4 ? at.depth + 96 : at.depth;
        IpAddress& a = range.first;
        if (v4) {
            const std::size_t from = db_.metadata.ip_version == 4 ? 0 : 12;
            a.octets[10] = a.octets[11] = 0xff;
            std::copy_n(at.bits.begin() + static_cast<std::ptrdiff_t>(from), 4, a.octets.begin() + 12);
        } else {
            a.octets = at.bits;
        }
        range.last = a;
        for (unsigned bit = depth; bit < 128; ++bit)
            range.last.octets[bit / 8] = static_cast<std::uint8_t>(range.last.octets[bit / 8] | 0x80u >> (bit % 8));
        range.place = phrase("network %1", a.text() + "/" + std::to_string(v4 ? depth - 96 : depth));
        rows_.add(std::move(range), offsetOf(at.node));
    }

    /// False: the record cannot be decoded. A record that names no system is nobody's.
    static bool read(MMDB_entry_s entry, Whose& out) {
        MMDB_entry_data_s data;
        for (const char* key : {"autonomous_system_number", "asn"}) {
            const int status = MMDB_get_value(&entry, &data, key, static_cast<const char*>(nullptr));
            if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) continue;
            if (status != MMDB_SUCCESS) return false;
            if (data.has_data) out.asn = numberOf(data);
        }
        for (const char* key : {"autonomous_system_organization", "as_name", "name"}) {
            if (MMDB_get_value(&entry, &data, key, static_cast<const char*>(nullptr)) != MMDB_SUCCESS || !data.has_data) continue;
            if (data.type == MMDB_DATA_TYPE_UTF8_STRING) out.name.assign(data.utf8_string, data.data_size);
        }
        return true;
    }

    static std::uint32_t numberOf(const MMDB_entry_data_s& data) {
        switch (data.type) {
            case MMDB_DATA_TYPE_UINT16: return data.uint16;
            case MMDB_DATA_TYPE_UINT32: return data.uint32;
            case MMDB_DATA_TYPE_UINT64: return data.uint64 <= UINT32_MAX ? static_cast<std::uint32_t>(data.uint64) : 0;
            case MMDB_DATA_TYPE_UTF8_STRING: return parseAsn({data.utf8_string, data.data_size}).value_or(0);
            default: return 0;
        }
    }

    [[nodiscard]] std::uint64_t offsetOf(std::uint32_t node) const { return std::uint64_t{node} * db_.full_record_byte_size; }
    void damage(const Step& at, std::string_view why) {
        rows_.problem({offsetOf(at.node), db_.full_record_byte_size, phrase("node %1", at.node), phrase("the search tree is damaged: %1", why)});
    }

    std::string path_;
    AsnRows& rows_;
    MMDB_s db_{};
    struct Close {
        void operator()(MMDB_s* db) const { MMDB_close(db); }
    };
    std::unique_ptr<MMDB_s, Close> open_;
    std::unordered_map<std::uint32_t, Whose> known_;  ///< by offset of the data
};

}  // namespace

bool isAsnTree(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    const auto size = in ? static_cast<std::uint64_t>(in.tellg()) : 0;
    const std::uint64_t from = size - std::min<std::uint64_t>(size, kMetadata);
    std::string tail(size - from, '\0');
    in.seekg(static_cast<std::streamoff>(from));
    in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    return tail.find(kMarker) != std::string::npos;
}

void readAsnTree(const std::filesystem::path& path, AsnRows& rows, Progress& progress) { Tree(path, rows).walk(progress); }

}  // namespace sillage

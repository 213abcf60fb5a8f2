// PCBTH records ([MS-PST] 2.3.3.3), TCINFO, TCOLDESC and TCROWID (2.3.4).
#include "mail/pst/ltp/properties.h"

#include <algorithm>
#include <set>

#include "base/phrase.h"
#include "mail/pst/ltp/value.h"

namespace sillage::pst {
namespace {

constexpr std::size_t kMostProperties = 20'000;
constexpr std::size_t kMostRows = 200'000;
constexpr std::size_t kMostMatrix = 64u << 20;

void addName(const PropertySource& from, mapi::Property& p) {
    if (p.id >= 0x8000 && from.names && *from.names) p.name = (*from.names)(p.id);
}

struct Column {
    std::uint16_t id, type, at;
    std::uint8_t size, bit;
};

struct Table {
    std::vector<Column> columns;
    std::size_t bitmapAt = 0, rowSize = 0;
    HeapId index = 0;
    std::uint32_t rows = 0;
};

std::optional<Table> readTable(Heap& heap) {
    const std::string info(heap.item(heap.root()));
    if (heap.client() != 0x7C || info.size() < 22 || static_cast<std::uint8_t>(info[0]) != 0x7C) return std::nullopt;
    Table out;
    const std::size_t count = static_cast<std::uint8_t>(info[1]);
    out.bitmapAt = load<std::uint16_t>(info.data() + 6);
    out.rowSize = load<std::uint16_t>(info.data() + 8);
    out.index = load<std::uint32_t>(info.data() + 10);
    out.rows = load<std::uint32_t>(info.data() + 14);
    for (std::size_t i = 0; i < count && 22 + (i + 1) * 8 <= info.size(); ++i) {
        const char* c = info.data() + 22 + i * 8;
        out.columns.push_back({load<std::uint16_t>(c + 2), load<std::uint16_t>(c), load<std::uint16_t>(c + 4),
                               static_cast<std::uint8_t>(c[6]), static_cast<std::uint8_t>(c[7])});
    }
    return out.rowSize >= 4 && out.bitmapAt <= out.rowSize ? std::optional(out) : std::nullopt;
}

mapi::Properties readRow(const PropertySource& from, Heap& heap, const Table& table, std::string_view row,
                         std::vector<std::string>& defects) {
    mapi::Properties out;
    for (const Column& c : table.columns) {
        const std::size_t flag = table.bitmapAt + c.bit / 8;
        if (flag >= row.size() || c.at + std::size_t{c.size} > row.size()) continue;
        if (!(static_cast<std::uint8_t>(row[flag]) & (0x80 >> (c.bit % 8)))) continue;
        mapi::Property p;
        p.id = c.id;
        p.type = c.type;
        addName(from, p);
        const std::size_t size = fixedSize(c.type);
        if (size && !(c.type & 0x1000) && size <= 8 && size <= c.size) {
            p.values.emplace_back(row.substr(c.at, size));
            p.size = size;
        } else if (c.size == 4) {
            setValue(from, heap, loadAt<std::uint32_t>(row, c.at), p, defects);
        } else {
            continue;
        }
        out.list.push_back(std::move(p));
    }
    return out;
}

/// The blocks of the row matrix; no row crosses from one into the next.
std::vector<std::string> matrixOf(const PropertySource& from, Heap& heap, std::uint32_t id) {
    std::vector<std::string> out;
    if (isHeapId(id)) {
        if (id) out.emplace_back(heap.item(id));
        return out;
    }
    const NodeEntry* node = from.subNodes ? findNode(*from.subNodes, id) : nullptr;
    if (!node) return out;
    std::size_t held = 0;
    for (const BlockId leaf : openData(*from.db, node->data).leaves) {
        auto octets = from.db->read(leaf);
        held += octets ? octets->size() : 0;
        if (held > kMostMatrix) break;
        out.push_back(octets ? std::move(*octets) : std::string());
    }
    return out;
}

}  // namespace

bool readProperties(const PropertySource& from, std::vector<mapi::Property>& out, std::vector<std::string>& defects) {
    auto heap = Heap::open(*from.db, from.data);
    if (!heap || heap->client() != 0xBC) return false;
    const auto shape = bthShape(*heap, heap->root());
    if (!shape || shape->key != 2 || shape->data != 6) return false;
    std::string records;
    const bool whole = eachRecord(*heap, heap->root(), 0, [&](std::string_view record) {
        records += record;
        return records.size() < kMostProperties * 8;
    });
    if (!whole) defects.push_back(phrase("part of the item's list of properties is missing"));
    out.reserve(records.size() / 8);
    for (std::size_t i = 0; i + 8 <= records.size(); i += 8) {
        mapi::Property p;
        p.id = load<std::uint16_t>(records.data() + i);
        p.type = load<std::uint16_t>(records.data() + i + 2);
        addName(from, p);
        const std::size_t size = (p.type & 0x1000) ? 0 : fixedSize(p.type);
        if (size && size <= 4) {
            p.values.emplace_back(records.substr(i + 4, size));
            p.size = size;
        } else if (p.type != 0x0001) {
            setValue(from, *heap, load<std::uint32_t>(records.data() + i + 4), p, defects);
        }
        out.push_back(std::move(p));
    }
    return true;
}

std::optional<NodeId> objectNode(const mapi::Property& value) {
    if (value.type != 0x000D || value.octets().size() < 4) return std::nullopt;
    return loadAt<std::uint32_t>(value.octets(), 0);
}

bool eachRowId(Database& db, BlockId data, std::uint32_t from, const std::function<bool(std::uint32_t)>& visit) {
    auto heap = Heap::open(db, data);
    const auto table = heap ? readTable(*heap) : std::nullopt;
    if (!table) return false;
    if (table->index == 0) return true;
    return eachRecord(*heap, table->index, from, [&](std::string_view r) { return visit(loadAt<std::uint32_t>(r, 0)); });
}

bool readRows(const PropertySource& from, std::vector<mapi::Properties>& rows, std::vector<std::uint32_t>& ids,
              std::vector<std::string>& defects) {
    auto heap = Heap::open(*from.db, from.data);
    const auto table = heap ? readTable(*heap) : std::nullopt;
    if (!table) return false;
    const std::vector<std::string> matrix = matrixOf(from, *heap, table->rows);
    // The matrix may still hold rows that the index dropped.
    std::set<std::uint32_t> listed;
    const bool indexed = table->index != 0 && eachRecord(*heap, table->index, 0, [&](std::string_view r) {
        listed.insert(loadAt<std::uint32_t>(r, 0));
        return listed.size() < kMostRows;
    });
    std::size_t total = 0;
    for (const std::string& block : matrix) {
        for (std::size_t at = 0; at + table->rowSize <= block.size() && total < kMostRows; at += table->rowSize, ++total) {
            const std::string_view row = std::string_view(block).substr(at, table->rowSize);
            if (indexed && !listed.contains(loadAt<std::uint32_t>(row, 0))) continue;
            ids.push_back(loadAt<std::uint32_t>(row, 0));
            rows.push_back(readRow(from, *heap, *table, row, defects));
        }
    }
    if (matrix.empty() && table->rows != 0) defects.push_back(phrase("the rows of a table are missing"));
    return true;
}

}  // namespace sillage::pst

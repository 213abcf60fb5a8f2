// Messages, recipients and attachments ([MS-PST] 2.4.5 and 2.4.6).
#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "mail/pst/messaging/store.h"

namespace sillage::pst {
namespace {

constexpr std::uint16_t kAttachData = 0x3701, kAttachMethod = 0x3705;
constexpr int kMostDepth = 100;
constexpr std::size_t kMostAttachments = 10'000;

void place(Database& db, BlockId data, std::uint64_t& offset, std::uint64_t& length) {
    if (const auto entry = db.block(data)) {
        offset = entry->offset;
        length = entry->size;
    }
}

constexpr std::uint64_t kMostTimes = 4;  // content may be asked for more than once

}  // namespace

std::unique_ptr<mapi::Item> Store::item(const NodeEntry& node, std::string locator) {
    auto budget = std::make_shared<Budget>();
    const std::uint64_t inflation = db_.layout().large() ? 100 : 1;
    budget->octets = kMostTimes * (db_.source().size() * inflation + (1u << 20));
    return item(node, std::move(locator), {0, std::move(budget)});
}

void Store::spend(Budget& budget, std::size_t octets) {
    if (octets > budget.octets)
        throw Error(phrase("the item's attachments are larger than the whole file: the same blocks stand for many of them"));
    budget.octets -= octets;
}

/// Streams what the item's budget still allows.
std::function<void(const mapi::Octets&)> Store::contentOf(BlockId id, std::shared_ptr<Budget> budget) {
    return [this, id, budget = std::move(budget)](const mapi::Octets& give) {
        streamData(db_, openData(db_, id), [&](std::string_view octets) {
            spend(*budget, octets.size());
            give(octets);
        });
    };
}

std::unique_ptr<mapi::Item> Store::item(const NodeEntry& node, std::string locator, const Nesting& in) {
    auto out = std::make_unique<mapi::Item>();
    out->locator = std::move(locator);
    place(db_, node.data, out->offset, out->length);
    const auto subNodes = readSubNodes(db_, node.sub);
    if (!readProperties({&db_, node.data, &subNodes, &lookup_, &in.budget->held}, out->properties.list, out->defects)) return nullptr;
    out->properties.codePage = codePage(out->properties);
    if (node.sub != 0 && subNodes.empty())
        out->defects.push_back(phrase("the list of its recipients and attachments cannot be read"));
    recipients(subNodes, *out, in);
    attachments(subNodes, *out, in);
    return out;
}

void Store::recipients(const std::vector<NodeEntry>& subNodes, mapi::Item& out, const Nesting& in) {
    const NodeEntry* table = findNode(subNodes, kRecipientTableNode);
    if (!table) return;
    std::vector<std::uint32_t> ids;
    const auto inner = readSubNodes(db_, table->sub);
    if (!readRows({&db_, table->data, &inner, &lookup_, &in.budget->held}, out.recipients, ids, out.defects))
        out.defects.push_back(phrase("the table of its recipients cannot be read"));
    for (mapi::Properties& p : out.recipients) p.codePage = out.properties.codePage;
}

/// In the order of the attachment table; what the table does not name, but the item holds, follows.
void Store::attachments(const std::vector<NodeEntry>& subNodes, mapi::Item& out, const Nesting& in) {
    std::vector<NodeId> order;
    if (const NodeEntry* table = findNode(subNodes, kAttachmentTableNode)) {
        const auto listed = [&](std::uint32_t id) {
            order.push_back(id);
            return order.size() < kMostAttachments;
        };
        if (!eachRowId(db_, table->data, 0, listed))
            out.defects.push_back(phrase("the table of its attachments cannot be read; they are taken from what it holds"));
    }
    const std::size_t listed = order.size();
    for (const NodeEntry& sub : subNodes)
        if (typeOf(sub.id) == NodeType::Attachment && order.size() < kMostAttachments &&
            std::find(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(listed), sub.id) ==
                order.begin() + static_cast<std::ptrdiff_t>(listed))
            order.push_back(sub.id);
    for (const NodeId id : order) {
        const NodeEntry* node = findNode(subNodes, id);
        mapi::Attachment a;
        a.locator = "att:" + hexOf(id);
        if (node) attachment(*node, a, out.locator, in);
        else a.defects.push_back(phrase("the attachment is listed, but its content is missing from the item"));
        out.attachments.push_back(std::move(a));
    }
    if (order.size() == kMostAttachments)
        out.defects.push_back(phrase("only the first 10,000 attachments were read"));
}

void Store::attachment(const NodeEntry& node, mapi::Attachment& out, const std::string& parent, const Nesting& in) {
    const auto subNodes = readSubNodes(db_, node.sub);
    place(db_, node.data, out.offset, out.length);
    if (!readProperties({&db_, node.data, &subNodes, &lookup_, &in.budget->held}, out.properties.list, out.defects)) {
        out.defects.push_back(phrase("the attachment's properties cannot be read"));
        return;
    }
    out.properties.codePage = codePage(out.properties);
    const mapi::Property* data = out.properties.find(kAttachData);
    if (!data) return;
    const auto method = static_cast<mapi::AttachMethod>(out.properties.number(kAttachMethod).value_or(0));
    const auto object = objectNode(*data);
    const NodeEntry* inner = object ? findNode(subNodes, *object) : nullptr;
    if (object && !inner) {
        out.defects.push_back(phrase("the attached object is missing from the item's sub-nodes"));
    } else if (inner && method == mapi::AttachMethod::Embedded) {
        if (in.depth >= kMostDepth) {
            out.defects.push_back(phrase("a message nested more than 100 deep was not opened"));
            return;
        }
        out.embedded = [this, entry = *inner, locator = parent + "/" + out.locator, in] {
            if (in.budget->messages-- == 0) {
                in.budget->messages = 0;
                throw Error(phrase("the item holds more than 10,000 messages within messages"));
            }
            return item(entry, locator, {in.depth + 1, in.budget});
        };
    } else if (inner) {
        out.size = openData(db_, inner->data).size;
        out.content = contentOf(inner->data, in.budget);
    } else if (data->content) {
        out.size = data->size;
        out.content = [content = data->content, budget = in.budget](const mapi::Octets& give) {
            content([&](std::string_view octets) { spend(*budget, octets.size()), give(octets); });
        };
    } else {
        out.size = data->octets().size();
        // Moved out of the properties' list would hide it from who prints them: shared by value, at most kMaxValue.
        out.content = [octets = std::string(data->octets())](const mapi::Octets& give) { give(octets); };
    }
}

}  // namespace sillage::pst

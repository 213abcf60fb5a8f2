// See attached_item.h.
#include "mail/attached_item.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"
#include "base/text.h"
#include "mail/cfb/compound_file.h"
#include "mail/mapi/message.h"
#include "mail/msg.h"
#include "mail/tnef/enclosed.h"
#include "mail/tnef/stream.h"

namespace sillage {
namespace {

/// Gives what an item inside an attachment says its place under the carrier.
class InsideSink final : public Sink {
public:
    InsideSink(const Carrier& carrier, Sink& sink) : carrier_(carrier), sink_(sink) {}
    void message(Message&& m) override {
        if (m.parent < 0) {
            m.parent = carrier_.parent;
            m.parentPart = carrier_.part;
        }
        m.offset = carrier_.offset;
        m.length = carrier_.length;
        for (Part& p : m.parts) {
            p.headerOffset = p.bodyOffset = carrier_.offset;
            p.bodyLength = carrier_.length;
        }
        sink_.message(std::move(m));
    }
    void problem(Problem&& p) override {
        p.offset = carrier_.offset;
        sink_.problem(std::move(p));
    }
    void found(std::uint64_t) override {}
    void event(Event&&) override {}
    void skipped(std::string_view, std::uint64_t) override {}
    void failed(Problem&& p) override { problem(std::move(p)); }
    void fact(Fact&&) override {}
    [[nodiscard]] bool stopped() const override { return sink_.stopped(); }

private:
    const Carrier& carrier_;
    Sink& sink_;
};

bool isFile(const Part& p) { return p.kind == PartKind::Attachment || p.kind == PartKind::Inline; }

std::size_t filesIn(std::string_view locator) {
    std::size_t count = 0;
    for (std::size_t at = locator.find("/file:"); at != std::string_view::npos; at = locator.find("/file:", at + 1)) ++count;
    return count;
}

/// The octets, at most kMaxAttachedFile; "" when they do not begin like a file that is opened.
std::string fileOctets(const mapi::Item& carrier, const std::string& number) {
    std::string octets;
    bool other = false;
    mapi::writePart(carrier, number, [&](std::string_view piece) {
        if (other) return;
        octets += piece.substr(0, kMaxAttachedFile - std::min(kMaxAttachedFile, octets.size()));
        other = octets.size() >= 8 && attachedKind(octets).empty();
        if (other) octets.clear();
    });
    return attachedKind(octets).empty() ? std::string() : octets;
}

}  // namespace

bool mayBeMsg(const Part& p) {
    if (!isFile(p)) return false;
    const std::string name = asciiLower(p.name);
    return name.ends_with(".msg") || name.ends_with(".oft") || p.mediaType == "application/vnd.ms-outlook" ||
           p.mediaType == "application/x-msg";
}

bool mayBeTnef(const Part& p) {
    if (!isFile(p)) return false;
    const std::string name = asciiLower(p.name);
    return p.mediaType == "application/ms-tnef" || p.mediaType == "application/vnd.ms-tnef" || name == "winmail.dat" ||
           name == "win.dat" || name.ends_with(".tnef") || (name.starts_with("att") && name.ends_with(".dat"));
}

std::size_t ownerOf(const MessageTree& tree, std::size_t part) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < tree.nodes.size(); ++i)
        if (tree.nodes[i]->firstPart <= part && part < tree.nodes[i]->endPart) best = i;
    return best;
}

std::string_view attachedKind(std::string_view octets) {
    if (octets.starts_with(cfb::kSignature)) return "msg";
    return octets.size() >= 4 && tnef::u32(octets, 0) == tnef::kSignature ? "tnef" : "";
}

std::unique_ptr<mapi::Item> descend(std::unique_ptr<mapi::Item> item, std::string_view levels) {
    while (!levels.empty()) {
        const std::size_t end = std::min(levels.find('/'), levels.size());
        const std::string_view level = levels.substr(0, end);
        levels.remove_prefix(std::min(end + 1, levels.size()));
        const auto found = std::find_if(item->attachments.begin(), item->attachments.end(),
                                        [&](const mapi::Attachment& a) { return a.locator == level && a.embedded; });
        if (found == item->attachments.end())
            throw Error(phrase("Item %1 has no embedded item %2.", visible(item->locator), visible(level)),
                        "Read the evidence again if it has changed since it was imported.");
        auto inner = found->embedded();
        if (!inner) throw Error(phrase("The embedded item %1 could not be read.", visible(level)));
        item = std::move(inner);
    }
    return item;
}

std::unique_ptr<mapi::Item> itemInFile(ByteSource& source, std::string_view way, const std::string& carrier) {
    const std::size_t end = std::min(way.find('/'), way.size());
    const std::string_view kind = way.substr(0, end), levels = way.substr(std::min(end + 1, way.size()));
    std::unique_ptr<mapi::Item> item;
    if (kind == "msg")
        item = openMsgFile(source, carrier + "/msg");
    else if (kind == "tnef")
        item = tnef::itemOf(source, 0, source.size(), carrier + "/tnef");
    else
        throw Error(phrase("Not the name of an item in an attached file: %1", visible(way)));
    return item ? descend(std::move(item), levels) : nullptr;
}

std::int32_t pushInside(const mapi::Item& item, const Carrier& carrier, const Message& placement, std::int32_t firstIndex,
                        Sink& sink) {
    Message m;
    m.mailboxPath = placement.mailboxPath;
    m.folder = placement.folder;
    m.folderRaw = placement.folderRaw;
    m.uidValidity = placement.uidValidity;
    m.recovered = placement.recovered;
    m.recoveredHow = placement.recoveredHow;
    InsideSink inside(carrier, sink);
    return mapi::pushItem(item, std::move(m), firstIndex, inside);
}

std::int32_t pushAttachedItems(const MessageTree& tree, const mapi::Item& item, const Message& placement,
                               std::int32_t firstIndex, std::int32_t count, Sink& sink) {
    std::int32_t pushed = 0;
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        const Part& p = tree.parts[i];
        if ((!mayBeMsg(p) && !mayBeTnef(p)) || p.size < 8) continue;
        const std::size_t owner = ownerOf(tree, i);
        const Carrier carrier{firstIndex + static_cast<std::int32_t>(owner), p.number.substr(tree.nodes[owner]->prefix.size()),
                              p.bodyOffset, p.bodyLength};
        const auto say = [&](std::string reason) {
            sink.problem({p.bodyOffset, p.bodyLength, phrase("item %1", item.locator),
                          phrase("The message in the file \"%1\" (part %2) was not read: %3", elide(visible(p.name), 80), p.number, said(reason))});
        };
        const std::size_t depth = filesIn(item.locator);
        if (depth >= kMaxFilesInside) {
            say(phrase("it lies more than 8 files deep; save it and import it as a file."));
            continue;
        }
        if (p.size > (depth == 0 ? kMaxAttachedFile : kMaxInnerFile)) {
            say(phrase("it is too large to be opened where it is; save it and import it as a file."));
            continue;
        }
        try {
            const std::string octets = fileOctets(item, p.number);
            const std::string_view kind = attachedKind(octets);
            if (kind.empty()) continue;
            MemorySource source(octets);
            const auto inner = itemInFile(source, kind, item.locator + "/file:" + p.number);
            if (inner) pushed += pushInside(*inner, carrier, placement, firstIndex + count + pushed, sink);
        } catch (const Error& e) {
            say(e.sentence());
        }
    }
    return pushed;
}

}  // namespace sillage

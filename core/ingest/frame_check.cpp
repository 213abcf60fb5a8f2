#include "ingest/frame_check.h"

#include "decode/registry.h"

namespace sillage {

using namespace wire;

namespace {

/// Answered by octets alone.
bool streams(Operation op) {
    return op == Operation::Part || op == Operation::Rebuild || op == Operation::Properties || op == Operation::Record;
}

}  // namespace

const UnitItem& FrameCheck::current() const {
    if (finished_ >= unit_.items.size()) throw Malformed("an answer about no item");
    return unit_.items[finished_];
}

void FrameCheck::finishItem(std::uint32_t id) {
    if (id != current().id) throw Malformed("an item that was not asked for");
    ++finished_;
    begun_ = false;
}

void FrameCheck::inside(std::uint64_t offset, std::uint64_t length) const {
    const std::uint64_t size = current().length;
    if (offset > size || length > size - offset) throw Malformed("a place outside the source");
}

void FrameCheck::message(Decoder& in) {
    check(in, message_);
    inside(message_.offset, message_.length);
    for (const Part& p : message_.parts) {
        inside(p.bodyOffset, p.bodyLength);
        inside(p.headerOffset, 0);
    }
    if (message_.parent < -1 || message_.parent >= messages_) throw Malformed("a parent that does not exist");
    ++messages_;
}

void FrameCheck::events(std::string& payload) {
    Decoder in(payload);
    std::uint32_t id = 0;
    in.number(id);
    if (id != current().id) throw Malformed("an item that was not asked for");
    const auto block = std::make_shared<EventBlock>();
    const std::size_t at = payload.size() - in.left();
    if (const char* why = block->take(std::move(payload), at, current().length)) throw Malformed(why);
    events_ = block;
}

void FrameCheck::records(Decoder& in) {
    std::uint32_t id = 0;
    in.number(id);
    if (id != current().id) throw Malformed("an item that was not asked for");
    while (!in.atEnd()) {
        Tag tag{};
        in.enumeration(tag, Tag::Fact);
        Problem problem;
        Fact fact;
        switch (tag) {
            case Tag::Message: message(in); break;
            case Tag::Problem:
            case Tag::Failed: decode(in, problem); break;
            case Tag::Fact: decode(in, fact); break;
        }
    }
}

void FrameCheck::result(Decoder& in) {
    ItemResult r;
    decode(in, r);
    if (r.hashed && unit_.operation == Operation::Read && !current().hash)
        throw Malformed("a hash that was not asked for");
    if (unit_.operation == Operation::Read && !begun_) throw Malformed("an item that ends before it begins");
    finishItem(r.item);
}

void FrameCheck::recognition(Decoder& in) {
    RecognitionResult r;
    decode(in, r);
    finishItem(r.item);
}

/// Cuts lie below it: octets of the source, or keys of its items.
std::uint64_t FrameCheck::cutLimit() const {
    const Format* format = findFormat(current().format);
    return format && format->keys ? format->keys : current().length;
}

void FrameCheck::cut(Decoder& in) {
    Cut c;
    std::string carry;
    decode(in, c, carry);
    if (unit_.operation == Operation::FindCut) {
        if (c.offset != 0 && (c.offset <= current().range.begin || c.offset >= current().range.end))
            throw Malformed("a cut outside the range");
        return finishItem(current().id);
    }
    if (c.offset <= lastCut_ || c.offset >= cutLimit() || c.line < lastLine_)
        throw Malformed("cuts out of order");
    lastCut_ = c.offset;
    lastLine_ = c.line;
}

void FrameCheck::accept(Frame type, std::string& payload) {
    Decoder in(payload);
    std::uint32_t id = 0;
    std::uint64_t number = 0;
    std::string text;
    const Operation op = unit_.operation;
    const auto only = [op](Operation a, Operation b) {
        if (op != a && op != b) throw Malformed("an answer to another question");
    };
    if (done_) throw Malformed("an answer after the end");
    switch (type) {
        case Frame::Recognition: only(Operation::Probe, Operation::Probe); recognition(in); break;
        case Frame::ItemBegin:
            only(Operation::Read, Operation::Read);
            in.number(id);
            if (begun_ || id != current().id) throw Malformed("an item that was not asked for");
            begun_ = true;
            messages_ = 0;
            break;
        case Frame::Records:
            if (op == Operation::Read && !begun_) throw Malformed("records before their item");
            only(Operation::Read, Operation::Expand);
            records(in);
            break;
        case Frame::Events:
            only(Operation::Read, Operation::Read);
            if (!begun_) throw Malformed("records before their item");
            return events(payload);
        case Frame::ItemDone:
            if (op != Operation::Hash) only(Operation::Read, Operation::Expand);
            result(in);
            break;
        case Frame::ItemError:
            in.number(id);
            in.text(text);
            finishItem(id);
            break;
        case Frame::Cut: only(Operation::Scan, Operation::Scan); cut(in); break;
        case Frame::Place: only(Operation::FindCut, Operation::FindCut); cut(in); break;
        case Frame::ScanDone:
            only(Operation::Scan, Operation::Scan);
            decode(in, scan_);
            finishItem(current().id);
            break;
        case Frame::Entry: {
            only(Operation::Expand, Operation::Expand);
            EntryHeader header;
            decode(in, header);
            break;
        }
        case Frame::EntryEnd:
            only(Operation::Expand, Operation::Expand);
            in.text(text);
            break;
        case Frame::EntryData: only(Operation::Expand, Operation::Expand); return;
        case Frame::PartData:
            if (!streams(op)) throw Malformed("an answer to another question");
            return;
        case Frame::View: {
            only(Operation::View, Operation::View);
            MessageView view;
            decode(in, view);
            finishItem(current().id);
            break;
        }
        case Frame::Heartbeat:
            in.number(id);
            in.number(number);
            break;
        case Frame::Done:
            if (streams(op) && finished_ < unit_.items.size()) finished_ = unit_.items.size();
            if (finished_ != unit_.items.size()) throw Malformed("the unit ends before its items");
            done_ = true;
            break;
        case Frame::Unit:
        case Frame::Ready:
        case Frame::Definitions: throw Malformed("not an answer");
    }
    in.expectEnd();
}

}  // namespace sillage

// Field lists of the frames.
#include "wire/protocol.h"

namespace sillage::wire {
namespace {

constexpr std::size_t kMaxItems = 4096;
constexpr std::size_t kMaxReasons = 10'000;

template <class A, class R>
void rangeFields(A& a, R& r) {
    a.number(r.begin);
    a.number(r.end);
    a.number(r.firstLine);
    a.raw(r.carry);
    a.boolean(r.first);
    a.boolean(r.last);
}

template <class A, class H>
void hintFields(A& a, H& h) {
    a.raw(h.name);
    a.text(h.folder);
    a.raw(h.folderRaw);
    a.text(h.mailboxPath);
    a.number(h.uid);
    a.number(h.uidValidity);
    a.raw(h.secretKey);
}

template <class A, class I>
void itemFields(A& a, I& i) {
    a.number(i.id);
    a.number(i.descriptor);
    a.number(i.begin);
    a.number(i.length);
    a.text(i.format);
    rangeFields(a, i.range);
    a.boolean(i.hash);
    a.raw(i.path);
    hintFields(a, i.hints);
}

template <class A, class U>
void unitFields(A& a, U& u) {
    a.number(u.number);
    a.enumeration(u.operation, Operation::Record);
    a.list(u.items, kMaxItems, [&a](auto& i) { itemFields(a, i); });
    a.integer(u.uidList);
    a.number(u.uidListBegin);
    a.number(u.uidListLength);
    a.raw(u.uidListKey);
    a.number(u.offset);
    a.number(u.length);
    a.text(u.locator);
    a.text(u.quoting);
}

template <class A, class U>
void limitFields(A& a, U& u) {
    a.number(u.maxEntries);
    a.number(u.maxExpanded);
    a.number(u.maxRatio);
    a.number(u.ratioFrom);
}

template <class A, class E>
void entryFields(A& a, E& e) {
    a.raw(e.path);
    a.enumeration(e.kind, EntryKind::Other);
    a.integer(e.mtimeNs);
}

template <class A, class R>
void resultFields(A& a, R& r) {
    a.number(r.item);
    a.boolean(r.hashed);
    a.digest(r.sha256);
    a.number(r.found);
    a.list(r.skipped, kMaxReasons, [&a](auto& s) {
        a.text(s.reason);
        a.number(s.count);
    });
    a.text(r.quoting);
}

template <class A, class R>
void scanFields(A& a, R& r) {
    a.number(r.octets);
    a.digest(r.sha256);
    a.raw(r.carry);
    a.text(r.quoting);
}

template <class A, class R>
void recognitionFields(A& a, R& r) {
    a.number(r.item);
    a.text(r.format);
    a.text(r.reason);
}

}  // namespace

void encode(Encoder& out, const Unit& u) {
    unitFields(out, u);
    encode(out, u.part);
    limitFields(out, u);
}

void decode(Decoder& in, Unit& u) {
    unitFields(in, u);
    decode(in, u.part);
    limitFields(in, u);
}

void encode(Encoder& out, const EntryHeader& e) { entryFields(out, e); }
void decode(Decoder& in, EntryHeader& e) { entryFields(in, e); }
void encode(Encoder& out, const ItemResult& r) { resultFields(out, r); }
void decode(Decoder& in, ItemResult& r) { resultFields(in, r); }
void encode(Encoder& out, const ScanResult& r) { scanFields(out, r); }
void decode(Decoder& in, ScanResult& r) { scanFields(in, r); }
void encode(Encoder& out, const RecognitionResult& r) { recognitionFields(out, r); }
void decode(Decoder& in, RecognitionResult& r) { recognitionFields(in, r); }

void encode(Encoder& out, const Cut& c, std::string_view carry) {
    out.number(c.offset);
    out.number(c.line);
    out.raw(carry);
}

void decode(Decoder& in, Cut& c, std::string& carry) {
    in.number(c.offset);
    in.number(c.line);
    in.raw(carry);
}

}  // namespace sillage::wire

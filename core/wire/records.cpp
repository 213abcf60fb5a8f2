// One field list per noun; the archive is an Encoder (const fields) or a Decoder (fields to fill).
#include "wire/records.h"

namespace sillage::wire {
namespace {

template <class A, class S>
void stamp(A& a, S& s) {
    a.boolean(s.present);
    if (!s.present) {
        if constexpr (A::kDecodes) s = {};  // it may have been another record's
        return;
    }
    a.integer(s.civil);
    a.integer(s.zoneMinutes);
    a.enumeration(s.precision, Precision::Day);
    a.boolean(s.hasYear);
}

template <class A, class T>
void texts(A& a, T& list, std::size_t limit) {
    a.list(list, limit, [&a](auto& t) { a.text(t); });
}

template <class A, class T>
void pairs(A& a, T& list) {
    const auto each = [&a](auto& p) {
        a.text(p.first);
        a.text(p.second);
    };
    if constexpr (A::kDecodes) a.refill(list, kMaxFields, each);
    else a.list(list, kMaxFields, each);
}

template <class A, class P>
void partFields(A& a, P& p) {
    a.text(p.number);
    a.enumeration(p.kind, PartKind::Message);
    a.text(p.mediaType);
    a.text(p.charset);
    a.text(p.transferEncoding);
    a.text(p.name);
    a.text(p.disposition);
    a.text(p.contentId);
    a.number(p.headerOffset);
    a.number(p.bodyOffset);
    a.number(p.bodyLength);
    a.number(p.size);
    a.digest(p.sha256);
    a.number(p.wireSize);
}

template <class A, class M>
void placementFields(A& a, M& m) {
    a.text(m.mailboxPath);
    a.text(m.folder);
    a.raw(m.folderRaw);
    a.raw(m.fileName);
    a.number(m.uid);
    a.number(m.uidValidity);
    a.text(m.flags);
    a.integer(m.internalDate);
}

template <class A, class M>
void messageFields(A& a, M& m) {
    a.digest(m.sha256);
    a.number(m.offset);
    a.number(m.length);
    a.digest(m.wireSha256);
    a.number(m.wireSize);
    a.number(m.headerWireSize);
    a.text(m.locator);
    a.text(m.itemClass);
    a.raw(m.sourceKey);
    a.raw(m.changeKey);
    a.raw(m.entryId);
    placementFields(a, m);
    a.text(m.messageId);
    a.text(m.subject);
    a.text(m.from);
    texts(a, m.to, kMaxAddresses);
    texts(a, m.cc, kMaxAddresses);
    texts(a, m.bcc, kMaxAddresses);
    a.text(m.deliveredTo);
    a.text(m.inReplyTo);
    stamp(a, m.date);
    a.text(m.rawDate);
    a.list(m.parts, kMaxParts, [&a](auto& p) { partFields(a, p); });
    a.integer(m.parent);
    a.text(m.parentPart);
    texts(a, m.defects, kMaxDefects);
    a.text(m.indexText);
    a.digest(m.textSha256);
    a.boolean(m.hasText);
    a.boolean(m.recovered);
    a.text(m.recoveredHow);
    a.boolean(m.rebuilt);
}

template <class A, class P>
void problemFields(A& a, P& p) {
    a.number(p.offset);
    a.number(p.length);
    a.text(p.item);
    a.text(p.reason);
}

template <class A, class F>
void factFields(A& a, F& f) {
    a.text(f.key);
    a.text(f.key2);
    a.text(f.value);
    a.number(f.offset);
}

template <class A, class V>
void viewFields(A& a, V& v) {
    pairs(a, v.headers);
    a.text(v.text);
    a.text(v.html);
    a.boolean(v.truncated);
    a.list(v.parts, kMaxParts, [&a](auto& p) { partFields(a, p); });
    texts(a, v.defects, kMaxDefects);
    a.list(v.properties, kMaxProperties, [&a](auto& p) {
        a.text(p.tag);
        a.text(p.name);
        a.text(p.type);
        a.text(p.value);
    });
    a.boolean(v.rebuilt);
    a.integer(v.blockedRemote);
}

/// Looks at every octet and keeps no text.
class Checker {
public:
    static constexpr bool kDecodes = true;
    explicit Checker(Decoder& in) : in_(in) {}
    template <class T>
    void number(T& v) { in_.number(v); }
    template <class T>
    void integer(T& v) { in_.integer(v); }
    void boolean(bool& v) { in_.boolean(v); }
    template <class E>
    void enumeration(E& v, E last) { in_.enumeration(v, last); }
    void text(std::string&) { static_cast<void>(in_.textView()); }
    void raw(std::string&) { static_cast<void>(in_.rawView()); }
    void digest(Digest& d) { in_.digest(d); }
    template <class T, class F>
    void list(std::vector<T>& v, std::size_t limit, F&& each) { in_.refill(v, limit, each); }
    template <class T, class F>
    void refill(std::vector<T>&, std::size_t limit, F&& each) {
        T unused;
        for (std::size_t n = in_.count(limit); n > 0; --n) each(unused);
    }

private:
    Decoder& in_;
};

}  // namespace

void encode(Encoder& out, const Message& m) { messageFields(out, m); }
void encode(Encoder& out, const Problem& p) { problemFields(out, p); }
void encode(Encoder& out, const Fact& f) { factFields(out, f); }
void encode(Encoder& out, const Part& p) { partFields(out, p); }
void encode(Encoder& out, const MessageView& v) { viewFields(out, v); }

void decode(Decoder& in, Message& m) { messageFields(in, m); }
void check(Decoder& in, Message& m) {
    Checker checker(in);
    messageFields(checker, m);
}
void decode(Decoder& in, Problem& p) { problemFields(in, p); }
void decode(Decoder& in, Fact& f) { factFields(in, f); }
void decode(Decoder& in, Part& p) { partFields(in, p); }
void decode(Decoder& in, MessageView& v) { viewFields(in, v); }

}  // namespace sillage::wire

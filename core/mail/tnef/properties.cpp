#include "mail/tnef/properties.h"

#include <algorithm>

#include "base/phrase.h"
#include "mail/mapi/code_page.h"
#include "mail/mapi/tags.h"
#include "mail/tnef/stream.h"

namespace sillage::tnef {
namespace {

namespace type = mapi::type;

constexpr std::size_t kMostProperties = 20'000, kMostValues = 100'000, kMaxName = 4096;

/// Octets of a value of fixed size, 0 = of variable size, -1 = not a type.
int sizeOf(std::uint16_t t) {
    switch (t) {
        case type::kInteger16: case type::kBoolean: return 2;
        case type::kInteger32: case type::kFloating32: case type::kErrorCode: return 4;
        case type::kFloating64: case type::kCurrency: case type::kFloatingTime: case type::kInteger64: case type::kTime: return 8;
        case type::kGuid: return 16;
        case type::kString8: case type::kString: case type::kObject: case type::kBinary: return 0;
        case 0: case 1: return -2;  // unspecified, null: no value at all
        default: return -1;
    }
}

std::uint64_t padded(std::uint64_t n) { return (n + 3) & ~std::uint64_t{3}; }

class Reader {
public:
    Reader(ByteSource& source, std::uint64_t begin, std::uint64_t end) : source_(source), at_(begin), end_(end) {}

    PropertyList read(int codePage) {
        out_.properties.codePage = codePage;
        const std::uint32_t count = number();
        for (std::uint32_t i = 0; i < count && out_.damage.empty(); ++i) {
            if (out_.places.size() >= kMostProperties) out_.damage = "there are more than 20000 properties";
            else if (at_ >= end_) out_.damage = phrase("%1 properties are announced, %2 are there", count, i);
            else one();
        }
        out_.end = at_;
        return std::move(out_);
    }

private:
    std::uint32_t number() {
        if (at_ + 4 > end_) {
            at_ = end_;
            if (out_.damage.empty()) out_.damage = "it ends inside a property";
            return 0;
        }
        const std::uint32_t v = u32(source_.readString(at_, 4), 0);
        at_ += 4;
        return v;
    }

    std::shared_ptr<const mapi::PropertyName> propertyName() {
        auto name = std::make_shared<mapi::PropertyName>();
        const std::string guid = source_.readString(at_, 16);
        std::copy_n(guid.begin(), std::min<std::size_t>(guid.size(), 16), reinterpret_cast<char*>(name->set.data()));
        at_ += 16;
        const std::uint32_t kind = number(), n = number();
        if (kind == 0) {
            name->id = n;
            return name;
        }
        if (n > end_ - std::min(at_, end_)) {
            out_.damage = "the name of a property is longer than the list";
            return name;
        }
        name->name = mapi::utf16ToUtf8(source_.readString(at_, std::min<std::size_t>(n, kMaxName)));
        while (!name->name.empty() && name->name.back() == '\0') name->name.pop_back();
        at_ += padded(n);
        return name;
    }

    void one() {
        const std::uint32_t tag = number();
        mapi::Property p;
        p.type = static_cast<std::uint16_t>(tag);
        p.id = static_cast<std::uint16_t>(tag >> 16);
        if (p.id >= 0x8000) p.name = propertyName();
        const auto base = static_cast<std::uint16_t>(p.type & ~type::kMultiple);
        const int fixed = sizeOf(base);
        if (fixed == -1) {
            out_.damage = phrase("property 0x%1 has the type 0x%2, which does not exist", hex(p.id), hex(p.type));
            return;
        }
        const std::uint32_t values = fixed == -2 ? 0 : fixed == 0 || (p.type & type::kMultiple) ? number() : 1;
        ValuePlace place{p.id, p.type, at_, 0};
        for (std::uint32_t v = 0; v < values && out_.damage.empty(); ++v) {
            if (++values_ > kMostValues) out_.damage = "there are more than 100000 values";
            else value(p, static_cast<std::uint64_t>(fixed), v == 0 ? &place : nullptr);
        }
        out_.properties.list.push_back(std::move(p));
        out_.places.push_back(place);
    }

    void value(mapi::Property& p, std::uint64_t fixed, ValuePlace* place) {
        std::uint64_t length = fixed ? fixed : number();
        const std::uint64_t room = end_ - std::min(at_, end_);
        if (length > room) {
            out_.damage = phrase("property 0x%1 is cut short: %2 octets are announced, %3 are there", hex(p.id), length, room);
            if (fixed) return;
            length = room;
        }
        if (place) *place = {p.id, p.type, at_, length};
        p.size += length;
        if (length <= mapi::Property::kMaxValue && held_ + length <= kMostHeld) {
            held_ += length;
            p.values.push_back(source_.readString(at_, static_cast<std::size_t>(length)));
            const bool text = (p.type & 0xfff) == type::kString || (p.type & 0xfff) == type::kString8;
            if (text) withoutTerminator(p.values.back(), (p.type & 0xfff) == type::kString);
        } else if (!(p.type & type::kMultiple)) {
            p.content = [source = &source_, at = at_, length](const mapi::Octets& out) { give(*source, at, length, out); };
        }
        at_ = std::min(end_, at_ + padded(length));
    }

    static void withoutTerminator(std::string& text, bool wide) {
        if (wide)
            while (text.size() >= 2 && text[text.size() - 1] == 0 && text[text.size() - 2] == 0) text.resize(text.size() - 2);
        else
            while (!text.empty() && text.back() == 0) text.pop_back();
    }

    static void give(ByteSource& source, std::uint64_t at, std::uint64_t length, const mapi::Octets& out) {
        std::string block(256u << 10, '\0');
        while (length > 0) {
            const std::size_t n = source.read(at, block.data(), static_cast<std::size_t>(std::min<std::uint64_t>(length, block.size())));
            if (n == 0) return;
            out(std::string_view(block).substr(0, n));
            at += n;
            length -= n;
        }
    }

    static std::string hex(std::uint16_t v) {
        std::string out;
        for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[v >> shift & 15];
        return out;
    }

    static constexpr std::uint64_t kMostHeld = 64u << 20;  // of one list
    ByteSource& source_;
    std::uint64_t at_, end_, held_ = 0;
    std::size_t values_ = 0;
    PropertyList out_;
};

}  // namespace

const ValuePlace* PropertyList::place(std::uint16_t id) const {
    for (const ValuePlace& p : places)
        if (p.id == id) return &p;
    return nullptr;
}

PropertyList readProperties(ByteSource& source, std::uint64_t begin, std::uint64_t end, int codePage) {
    return Reader(source, begin, end).read(codePage);
}

}  // namespace sillage::tnef

// Writes small Windows event logs (EVTX 3.1) for tests: one chunk after the other, templates and names stored where they
// are first used, checksums right unless a test breaks them.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evtxtest {

inline std::string le(std::uint64_t value, std::size_t width) {
    std::string out;
    for (std::size_t i = 0; i < width; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
    return out;
}

/// ASCII only.
inline std::string wide(std::string_view text) {
    std::string out;
    for (const char c : text) out += std::string(1, c) + '\0';
    return out;
}

inline std::uint32_t crc(std::string_view a, std::string_view b = {}) {
    auto sum = crc32(0, reinterpret_cast<const Bytef*>(a.data()), static_cast<uInt>(a.size()));
    if (!b.empty()) sum = crc32(sum, reinterpret_cast<const Bytef*>(b.data()), static_cast<uInt>(b.size()));
    return static_cast<std::uint32_t>(sum);
}

struct Value {
    std::uint8_t type = 0;
    std::string octets;
};
inline Value text(std::string_view t) { return {0x01, wide(t)}; }
inline Value absent() { return {0x00, {}}; }
inline Value hex64(std::uint64_t v) { return {0x15, le(v, 8)}; }
inline Value uint32(std::uint32_t v) { return {0x08, le(v, 4)}; }
inline Value strings(std::initializer_list<std::string_view> items) {
    Value v{0x81, {}};
    for (const auto item : items) v.octets += wide(item) + std::string(2, '\0');
    return v;
}

using Data = std::vector<std::pair<std::string, Value>>;

/// 2025-12-11T22:14:03.1234567Z as 100 ns since 1601.
constexpr std::uint64_t kWhen = 116'444'736'000'000'000 + 17'654'912'431'234'567;

class Writer {
public:
    struct Record {
        std::uint64_t id = 1;
        std::uint32_t eventId = 4624;
        std::string provider = "Microsoft-Windows-Security-Auditing", channel = "Security", computer = "EX01.example.test";
        std::uint64_t keywords = 0x8020'0000'0000'0000, when = kWhen;
        Data data;
    };

    /// EventData with named values.
    void add(const Record& r) {
        begin(r);
        fragment();
        templateInstance(r, [this, &r] {
            open("EventData", false);
            closeStart();
            std::size_t id = kSystem;
            for (const auto& [name, value] : r.data) {
                const bool named = !name.empty();
                open("Data", named);
                if (named) {
                    attribute("Name");
                    value_(name);
                }
                closeStart();
                substitution(id++, value.type, true);
                end();
            }
            end();
        });
        finish();
    }

    /// A record whose body is what body() writes into the chunk.
    template <class Body>
    void addRaw(const Record& r, Body&& body) {
        begin(r);
        body();
        finish();
    }

    void newChunk() {
        if (chunk_.size() > 512) chunks_.push_back(sealed());
        chunk_.assign(512, '\0');
        names_.clear();
        templates_.clear();
    }

    /// The file: header, whole chunks of 64 KiB.
    std::string file() {
        newChunk();
        std::string out = header(chunks_.size());
        for (const std::string& c : chunks_) out += c;
        return out;
    }

    // Tokens, written where the chunk ends.
    void fragment() { put("\x0f\x01\x01", 3), put8(0); }
    void open(const std::string& name, bool attributes, std::uint16_t dependency = 0xffff, bool withDependency = true) {
        put8(attributes ? 0x41 : 0x01);
        if (withDependency) chunk_ += le(dependency, 2);
        chunk_ += le(0, 4);
        this->name(name);
        if (attributes) chunk_ += le(0, 4);
    }
    void attribute(const std::string& n) {
        put8(0x06);
        name(n);
    }
    void value_(std::string_view t) {
        put8(0x05);
        put8(0x01);
        chunk_ += le(t.size(), 2) + wide(t);
    }
    void substitution(std::size_t id, std::uint8_t type, bool optional = false) {
        put8(optional ? 0x0e : 0x0d);
        chunk_ += le(id, 2);
        put8(type);
    }
    void closeStart() { put8(0x02); }
    void closeEmpty() { put8(0x03); }
    void end() { put8(0x04); }
    void put8(unsigned v) { chunk_ += static_cast<char>(v); }
    void put(const char* octets, std::size_t n) { chunk_.append(octets, n); }
    /// token, version, id, place of the definition, values; definition begins at the returned place + 24.
    template <class Body>
    void definedTemplate(const std::string& key, Body&& body) {
        put8(0x0c);
        put8(1);
        chunk_ += le(0x1234, 4);
        const auto known = templates_.find(key);
        if (known != templates_.end()) {
            chunk_ += le(known->second, 4);
            return;
        }
        const std::size_t place = chunk_.size() + 4;
        templates_[key] = place;
        chunk_ += le(place, 4) + le(0, 4) + std::string(16, 'g') + le(0, 4);
        fragment();
        body();
        put8(0x00);
        chunk_.replace(place + 20, 4, le(chunk_.size() - place - 24, 4));
    }
    void values(const std::vector<Value>& list) {
        chunk_ += le(list.size(), 4);
        for (const Value& v : list) chunk_ += le(v.octets.size(), 2) + le(v.type, 2);
        for (const Value& v : list) chunk_ += v.octets;
    }
    [[nodiscard]] std::size_t position() const { return chunk_.size(); }
    std::string& chunk() { return chunk_; }

    static std::string header(std::size_t chunks) {
        std::string h("ElfFile\0", 8);
        h += le(0, 8) + le(chunks ? chunks - 1 : 0, 8) + le(1000, 8) + le(128, 4) + le(1, 2) + le(3, 2) + le(4096, 2) + le(chunks, 2);
        h.resize(120, '\0');
        h += le(0, 4) + le(crc(h.substr(0, 120)), 4);
        h.resize(4096, '\0');
        return h;
    }

private:
    static constexpr std::size_t kSystem = 8;  ///< values of the System part

    void begin(const Record& r) {
        if (chunk_.empty()) newChunk();
        record_ = chunk_.size();
        chunk_ += std::string("**\0\0", 4) + le(0, 4) + le(r.id, 8) + le(r.when, 8);
    }
    void finish() {
        const std::size_t length = chunk_.size() - record_ + 4;
        chunk_ += le(length, 4);
        chunk_.replace(record_ + 4, 4, le(length, 4));
        last_ = record_;
    }
    void name(const std::string& n) {
        const auto known = names_.find(n);
        if (known != names_.end()) {
            chunk_ += le(known->second, 4);
            return;
        }
        const std::size_t place = chunk_.size() + 4;
        names_[n] = place;
        chunk_ += le(place, 4) + le(0, 4) + le(0xbeef, 2) + le(n.size(), 2) + wide(n) + std::string(2, '\0');
    }
    template <class Body>
    void templateInstance(const Record& r, Body&& eventData) {
        std::string key = "t";
        for (const auto& [n, v] : r.data) key += "/" + n + ":" + std::to_string(v.type);
        definedTemplate(key, [&] {
            open("Event", true);
            attribute("xmlns");
            value_("http://schemas.microsoft.com/win/2004/08/events/event");
            closeStart();
            system();
            eventData();
            end();
        });
        std::vector<Value> list{text(r.provider), {0x06, le(r.eventId, 2)}, {0x15, le(r.keywords, 8)}, {0x11, le(r.when, 8)},
                                {0x0a, le(r.id, 8)}, text(r.channel), text(r.computer), absent()};
        for (const auto& [n, v] : r.data) list.push_back(v);
        values(list);
    }
    void element(const std::string& n, std::size_t id, std::uint8_t type) {
        open(n, false);
        closeStart();
        substitution(id, type);
        end();
    }
    void emptyElement(const std::string& n, const std::string& attr, std::size_t id, std::uint8_t type) {
        open(n, true);
        attribute(attr);
        substitution(id, type, true);
        closeEmpty();
    }
    void system() {
        open("System", false);
        closeStart();
        emptyElement("Provider", "Name", 0, 0x01);
        element("EventID", 1, 0x06);
        element("Keywords", 2, 0x15);
        emptyElement("TimeCreated", "SystemTime", 3, 0x11);
        element("EventRecordID", 4, 0x0a);
        element("Channel", 5, 0x01);
        element("Computer", 6, 0x01);
        emptyElement("Security", "UserID", 7, 0x13);
        end();
    }
    std::string sealed() {
        std::string c = chunk_;
        c.replace(0, 8, std::string("ElfChnk\0", 8));
        c.replace(40, 12, le(128, 4) + le(last_, 4) + le(c.size(), 4));
        c.replace(52, 4, le(crc(std::string_view(c).substr(512)), 4));
        c.replace(124, 4, le(crc(std::string_view(c).substr(0, 120), std::string_view(c).substr(128, 384)), 4));
        c.resize(65536, '\0');
        return c;
    }

    std::string chunk_;
    std::vector<std::string> chunks_;
    std::map<std::string, std::size_t> names_, templates_;
    std::size_t record_ = 0, last_ = 0;
};

}  // namespace evtxtest

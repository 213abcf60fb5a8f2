// Writes TNEF streams for tests ([MS-OXTNEF] 2.1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

inline std::string little(std::uint64_t v, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += static_cast<char>(v >> (8 * i));
    return out;
}

inline std::string wide(const std::u16string& text) {
    std::string out;
    for (const char16_t c : text) out += little(c, 2);
    return out + std::string(2, '\0');
}

class TnefWriter {
public:
    explicit TnefWriter(std::uint32_t codePage = 1252) : out_(little(0x223e9f78, 4) + little(7, 2)) {
        attribute(1, 0x89006, little(0x10000, 4));
        attribute(1, 0x69007, little(codePage, 4) + little(0, 4));
    }
    TnefWriter& attribute(std::uint8_t level, std::uint32_t id, const std::string& octets, int wrong = 0) {
        unsigned sum = 0;
        for (const char c : octets) sum += static_cast<unsigned char>(c);
        out_ += static_cast<char>(level) + little(id, 4) + little(octets.size(), 4) + octets + little(sum + static_cast<unsigned>(wrong), 2);
        return *this;
    }
    TnefWriter& subject(const std::string& text) { return attribute(1, 0x18004, text + '\0'); }
    TnefWriter& messageClass(const std::string& text) { return attribute(1, 0x78008, text + '\0'); }
    TnefWriter& body(const std::string& text) { return attribute(1, 0x2800c, text + '\0'); }
    TnefWriter& properties(const std::string& list) { return attribute(1, 0x69003, list); }
    TnefWriter& beginAttachment() { return attribute(2, 0x69002, little(1, 2) + std::string(12, '\0')); }
    TnefWriter& title(const std::string& text) { return attribute(2, 0x18010, text + '\0'); }
    TnefWriter& data(const std::string& octets, int wrong = 0) { return attribute(2, 0x6800f, octets, wrong); }
    TnefWriter& attachProperties(const std::string& list) { return attribute(2, 0x69005, list); }
    [[nodiscard]] const std::string& octets() const { return out_; }

private:
    std::string out_;
};

/// A list of properties as TNEF packs it.
class PropertyWriter {
public:
    PropertyWriter& variable(std::uint16_t id, std::uint16_t type, const std::string& value) {
        ++count_;
        out_ += little(type, 2) + little(id, 2) + little(1, 4) + little(value.size(), 4) + value;
        while (out_.size() % 4) out_ += '\0';
        return *this;
    }
    PropertyWriter& number(std::uint16_t id, std::uint32_t v) {
        ++count_;
        out_ += little(3, 2) + little(id, 2) + little(v, 4);
        return *this;
    }
    PropertyWriter& named(const std::u16string& name, const std::u16string& value) {
        ++count_;
        const std::string n = wide(name);
        out_ += little(0x1f, 2) + little(0x8001, 2) + std::string(16, '\x29') + little(1, 4) + little(n.size(), 4) + n;
        while (out_.size() % 4) out_ += '\0';
        const std::string v = wide(value);
        out_ += little(1, 4) + little(v.size(), 4) + v;
        while (out_.size() % 4) out_ += '\0';
        return *this;
    }
    [[nodiscard]] std::string octets() const { return little(count_, 4) + out_; }

private:
    std::uint32_t count_ = 0;
    std::string out_;
};

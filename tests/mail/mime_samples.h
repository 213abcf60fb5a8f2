// Hand-made messages for the tests of the MIME parser.
#pragma once

#include <QFile>
#include <QTest>

#include "base/text.h"
#include "mail/mail_support.h"

inline std::string mixed(std::string_view parts) {
    return "From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: "
           "multipart/mixed; boundary=\"B\"\n\n" +
           std::string(parts);
}

inline bool hasDefect(const Message& m, std::string_view words) {
    for (const std::string& d : m.defects)
        if (d.find(words) != std::string::npos) return true;
    return false;
}

inline std::string crlf(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

/// A source that repeats one line: large input without memory.
class Repeated final : public ByteSource {
public:
    Repeated(std::string head, std::string line, std::uint64_t count, std::string tail)
        : head_(std::move(head)), line_(std::move(line)), tail_(std::move(tail)), count_(count) {}
    std::uint64_t size() const override { return head_.size() + line_.size() * count_ + tail_.size(); }
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t count) override {
        std::size_t done = 0;
        while (done < count && offset < size()) {
            std::string_view piece;
            if (offset < head_.size())
                piece = std::string_view(head_).substr(static_cast<std::size_t>(offset));
            else if (offset < head_.size() + line_.size() * count_)
                piece = std::string_view(line_).substr(
                    static_cast<std::size_t>((offset - head_.size()) % line_.size()));
            else
                piece = std::string_view(tail_).substr(
                    static_cast<std::size_t>(offset - head_.size() - line_.size() * count_));
            const std::size_t n = std::min(piece.size(), count - done);
            piece.copy(buffer + done, n);
            done += n;
            offset += n;
        }
        return done;
    }

private:
    std::string head_, line_, tail_;
    std::uint64_t count_;
};

inline long residentKilobytes(const char* key) {
    QFile f(QStringLiteral("/proc/self/status"));
    if (!f.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : f.readAll().split('\n'))
        if (line.startsWith(key))
            return line.mid(static_cast<int>(qstrlen(key))).trimmed().split(' ')[0].toLong();
    return 0;
}

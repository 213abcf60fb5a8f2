// What the tests of this folder share: a sink that keeps everything, and reading a string as a format.
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "evidence/byte_source.h"
#include "evidence/reader.h"
#include "evidence/sink.h"
#include "mail/formats.h"

using namespace sillage;

struct KeepingSink final : Sink {
    std::uint64_t foundCount = 0, skippedCount = 0;
    std::vector<Message> messages;
    std::vector<Problem> problems, failures;
    std::vector<Fact> facts;
    std::vector<std::string> skippedWhy;
    void found(std::uint64_t count) override { foundCount += count; }
    void message(Message&& m) override { messages.push_back(std::move(m)); }
    void event(Event&&) override {}
    void skipped(std::string_view reason, std::uint64_t count) override {
        skippedCount += count;
        skippedWhy.emplace_back(reason);
    }
    void failed(Problem&& p) override { failures.push_back(std::move(p)); }
    void problem(Problem&& p) override { problems.push_back(std::move(p)); }
    void fact(Fact&& f) override { facts.push_back(std::move(f)); }
    [[nodiscard]] std::vector<const Message*> top() const {
        std::vector<const Message*> out;
        for (const Message& m : messages)
            if (m.parent < 0) out.push_back(&m);
        return out;
    }
};

inline const Format* mailFormat(std::string_view id) {
    for (const Format* f : mailFormats())
        if (f->id == id) return f;
    return nullptr;
}

/// The format with the best score, "" when none reaches 60.
inline std::string recognisedAs(std::string_view octets, std::string_view name, std::string_view path = {}) {
    Head head{octets.substr(0, 64u << 10), octets.size(), name, path.empty() ? name : path};
    std::string best;
    int score = 59;
    for (const Format* f : mailFormats()) {
        const Recognition r = f->recognise(head);
        if (r.score > score) {
            score = r.score;
            best = f->id;
        }
    }
    return best;
}

/// Reads a whole source: scan, then every range alone, as the program does it.
inline KeepingSink readSource(ByteSource& source, const Format& format, const ReadHints& hints = {}) {
    KeepingSink sink;
    std::vector<std::uint64_t> edges = {0};
    std::string carry;
    if (format.scan)
        format.scan(
            source, [](Bytes) {}, [&](Cut c) { edges.push_back(c.offset); }, carry);
    edges.push_back(source.size());
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        Range range;
        range.begin = edges[i];
        range.end = edges[i + 1];
        range.first = i == 0;
        range.last = i + 2 == edges.size();
        range.carry = carry;
        format.read(source, range, hints, sink);
    }
    return sink;
}

inline KeepingSink readText(std::string_view octets, std::string_view id, const ReadHints& hints = {}) {
    MemorySource source(octets);
    return readSource(source, *mailFormat(id), hints);
}

/// One message from memory.
inline Message parseOne(std::string_view octets) {
    KeepingSink sink = readText(octets, "eml");
    return sink.messages.empty() ? Message{} : sink.messages.front();
}

inline std::string decoded(std::string_view octets, const Part& part) {
    MemorySource source(octets);
    std::string out;
    decodePart(source, part, [&](std::string_view piece) { out += piece; });
    return out;
}

/// "" when both say the same in header, parts and text, whatever they were read from; else what differs first.
inline std::string saysOther(const Message& a, const Message& b) {
    if (a.subject != b.subject) return "subject: " + a.subject + " | " + b.subject;
    if (a.from != b.from || a.to != b.to || a.cc != b.cc || a.bcc != b.bcc) return "addresses: " + a.from + " | " + b.from;
    if (a.messageId != b.messageId || a.inReplyTo != b.inReplyTo) return "message ids: " + a.messageId + " | " + b.messageId;
    if (a.rawDate != b.rawDate || a.date.civil != b.date.civil) return "date: " + a.rawDate + " | " + b.rawDate;
    if (a.parts.size() != b.parts.size())
        return std::to_string(a.parts.size()) + " parts | " + std::to_string(b.parts.size());
    for (std::size_t i = 0; i < a.parts.size(); ++i) {
        const Part &p = a.parts[i], &q = b.parts[i];
        const std::string where = "part " + p.number + ": ";
        if (p.number != q.number || p.kind != q.kind) return where + "number or kind | " + q.number;
        if (p.mediaType != q.mediaType || p.charset != q.charset) return where + p.mediaType + " | " + q.mediaType;
        if (p.name != q.name || p.disposition != q.disposition || p.contentId != q.contentId)
            return where + "names: " + p.name + " | " + q.name;
        if (p.kind == PartKind::Container) continue;
        if (p.size != q.size) return where + "size: " + std::to_string(p.size) + " | " + std::to_string(q.size);
        if (p.sha256 != q.sha256) return where + "octets";
    }
    if (a.indexText != b.indexText)
        return "text: " + std::to_string(a.indexText.size()) + " | " + std::to_string(b.indexText.size()) + " octets";
    if (a.hasText != b.hasText || a.textSha256 != b.textSha256) return "digest of the text";
    return {};
}

inline const Part* partNumbered(const Message& m, std::string_view number) {
    for (const Part& p : m.parts)
        if (p.number == number) return &p;
    return nullptr;
}

/// The shared corpus, "" where it is absent.
inline QString sharedPath(const QString& below) {
    QString root = qEnvironmentVariable("SILLAGE_SHARED");
    if (root.isEmpty()) root = QStringLiteral(SILLAGE_SOURCE_DIR "/../shared");
    const QString path = QDir::cleanPath(root + QLatin1Char('/') + below);
    return QFile::exists(path) ? path : QString();
}

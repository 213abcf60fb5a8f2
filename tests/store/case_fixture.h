// Cases in a temporary folder, and invented messages to fill them.
#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <memory>
#include <string>

#include "base/hash.h"
#include "store/case_store.h"

namespace fixture {

using namespace sillage;

class Folder {
public:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return std::filesystem::path(dir_.path().toStdString()) / name;
    }

private:
    QTemporaryDir dir_;
};

inline Source source(const std::string& path, SourceKind kind = SourceKind::Mailbox) {
    Source s;
    s.path = path;
    s.root = "/evidence";
    s.format = kind == SourceKind::Log ? "dovecot" : "maildir";
    s.kind = kind;
    s.why = "two independent signs";
    s.bytes = 4096;
    s.sha256 = toHex(sha256(path));
    s.state = "read";
    return s;
}

/// A message whose octets are its text; uid 0 and no name: as an mbox has it.
inline Message message(const std::string& text, std::uint32_t uid = 0, std::uint64_t offset = 0) {
    Message m;
    m.sha256 = sha256(text);
    m.wireSha256 = sha256("wire " + text);
    m.offset = offset;
    m.length = text.size();
    m.wireSize = text.size() + 2;
    m.headerWireSize = 40;
    m.folder = "INBOX";
    m.folderRaw = "INBOX";
    m.uid = uid;
    m.messageId = "<" + toHex(m.sha256).substr(0, 8) + "@interieur.example>";
    m.subject = "Objet " + text;
    m.from = "Claire Martin <claire.martin@interieur.example>";
    m.to = {"Karim Morel <karim.morel@interieur.example>", "presse@presse.example"};
    m.rawDate = "Thu, 11 Dec 2025 22:14:03 +0100";
    m.date = *parseRfc5322Date(m.rawDate);
    m.indexText = text;
    m.hasText = true;
    m.textSha256 = sha256("text " + text);
    Part body;
    body.number = "1";
    body.kind = PartKind::TextBody;
    body.mediaType = "text/plain";
    body.charset = "utf-8";
    body.transferEncoding = "8bit";
    body.headerOffset = offset;
    body.bodyOffset = offset + 40;
    body.bodyLength = body.size = body.wireSize = text.size();
    body.sha256 = sha256("body " + text);
    m.parts.push_back(body);
    return m;
}

inline void attach(Message& m, const std::string& name) {
    Part part;
    part.number = std::to_string(m.parts.size() + 1);
    part.kind = PartKind::Attachment;
    part.mediaType = "application/pdf";
    part.transferEncoding = "base64";
    part.name = name;
    part.disposition = "attachment";
    part.headerOffset = m.offset + 100;
    part.bodyOffset = m.offset + 160;
    part.bodyLength = 1368;
    part.size = 1000;
    part.wireSize = 1368;
    part.sha256 = sha256("octets of " + name);
    m.parts.push_back(part);
}

struct Added {
    bool isNew = false;
    std::int64_t placement = 0;
};

inline Added add(IndexWriter& writer, std::int64_t source, Message m, std::int64_t parent = 0) {
    Added added;
    added.isNew = writer.addMessage(source, 0, std::move(m), parent, "", added.placement);
    return added;
}

}  // namespace fixture

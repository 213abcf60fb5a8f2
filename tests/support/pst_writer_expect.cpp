// Content of attachments, and the list of what a written store holds.
#include "support/pst_writer_format.h"

#include <algorithm>

#include <QCryptographicHash>

namespace sillage::pstw {
namespace {

std::string generatedPiece(Random& random, size_t size, bool compressible) {
    static constexpr char kLetters[] = "etaoin shrdlu etaoin\r\n0123456789";
    std::string piece;
    piece.reserve(size + 8);
    while (piece.size() < size) {
        const uint64_t drawn = random.next();
        for (int i = 0; i < 8; ++i)
            piece.push_back(compressible ? kLetters[(drawn >> 8 * i) & 31] : char(drawn >> 8 * i));
    }
    piece.resize(size);
    return piece;
}

ExpectedAttachment expectedOf(const Attachment& a) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    streamAttachment(a, [&](std::string_view piece) { hash.addData(QByteArrayView(piece.data(), qsizetype(piece.size()))); });
    return {a.name, a.length(), hash.result().toHex().toStdString(), a.method};
}

struct Lister {
    std::vector<ExpectedMessage> found;
    uint32_t nid = 0x200024;

    void add(const Message& m, const std::string& folder, size_t depth) {
        const size_t at = found.size();
        found.push_back({folder, depth == 0 ? nid : 0, depth, m.messageClass, m.subject, m.fate, {}});
        if (depth == 0) nid += 0x20;
        for (const auto& a : m.attachments) {
            if (a.method != Method::Embedded) found[at].attachments.push_back(expectedOf(a));
            if (a.embedded) add(*a.embedded, folder, depth + 1);
        }
    }
    void add(const Folder& folder, const std::string& above) {
        const std::string path = above.empty() ? folder.name : above + "/" + folder.name;
        for (const auto& m : folder.messages)
            add(m, path, 0);
        for (uint64_t i = 0; i < folder.generated; ++i)
            add(folder.generate(i), path, 0);
        for (const auto& child : folder.children)
            add(child, path);
    }
};

}  // namespace

void streamAttachment(const Attachment& a, const std::function<void(std::string_view)>& piece) {
    constexpr size_t kPiece = 64 << 10;
    Random random{a.seed};
    for (uint64_t left = a.size; left > 0;) {
        const auto take = size_t(std::min<uint64_t>(left, kPiece));
        piece(generatedPiece(random, take, a.compressible));
        left -= take;
    }
    for (size_t at = 0; a.size == 0 && at < a.bytes.size(); at += kPiece)
        piece(std::string_view(a.bytes).substr(at, kPiece));
}

std::vector<ExpectedMessage> expectedOf(const Store& store) {
    Lister lister;
    for (const bool beside : {false, true})
        for (const auto& folder : store.folders)
            if ((folder.place == Place::Root) == beside) lister.add(folder, "");
    return lister.found;
}

}  // namespace sillage::pstw

// Apple Mail's one-message files (.emlx, .partial.emlx): a line with the number of octets, that many octets of RFC 5322
// message, then a property list (XML) with what the program knows of it. No published specification; the layout is what
// files of Mac OS X 10.4 and later show. Attachments of a .partial.emlx lie beside, in Attachments/<number>/<part>/, or
// as <number>.<part>.emlxpart; their parts are empty and say X-Apple-Content-Length.
#include <algorithm>
#include <optional>

#include <QXmlStreamReader>

#include "base/text.h"
#include "base/phrase.h"
#include "mail/eml.h"
#include "mail/formats.h"
#include "mail/header.h"
#include "mail/stores.h"
#include "mail/tnef/in_message.h"

namespace sillage {
namespace {

constexpr std::size_t kLengthLine = 64, kTrailer = 1u << 20;

struct LengthLine {
    std::uint64_t octets = 0, announced = 0;  ///< of the line with its end; of the message
};

/// `1795      ⏎`: nothing else may stand there.
std::optional<LengthLine> lengthLine(std::string_view head) {
    const std::size_t lf = head.substr(0, kLengthLine).find('\n');
    if (lf == std::string_view::npos) return {};
    unsigned long long n = 0;
    if (!parseUint(trim(head.substr(0, lf)), n)) return {};
    return LengthLine{lf + 1, n};
}

struct Trailer {
    std::uint64_t flags = 0;
    std::int64_t received = 0;  ///< microseconds UTC
    std::uint32_t uid = 0;
    bool found = false, damaged = false;
};

/// Top-level keys of the list; what they hold deeper down is passed over. Entities are not expanded.
Trailer readTrailer(const std::string& xml) {
    Trailer out;
    QXmlStreamReader in(QByteArray(xml.data(), static_cast<qsizetype>(xml.size())));
    in.setEntityExpansionLimit(0);
    QString key, text;
    int depth = 0;
    while (!in.atEnd()) {
        switch (in.readNext()) {
            case QXmlStreamReader::StartElement:
                out.found = out.found || in.name() == QLatin1String("plist");
                ++depth;
                text.clear();
                if (depth > 100) return out.damaged = true, out;
                break;
            case QXmlStreamReader::Characters:
                text += in.text();
                break;
            case QXmlStreamReader::EndElement:
                if (depth-- != 3) break;
                if (in.name() == QLatin1String("key")) {
                    key = text;
                } else if (key == QLatin1String("flags")) {
                    out.flags = text.toULongLong();
                } else if (key == QLatin1String("date-received")) {
                    const double seconds = text.toDouble();
                    if (seconds > 0 && seconds < 1e11) out.received = static_cast<std::int64_t>(seconds) * 1'000'000;
                } else if (key == QLatin1String("remote-id")) {
                    out.uid = text.toUInt();
                }
                break;
            default: break;
        }
    }
    out.damaged = in.hasError();
    return out;
}

/// Letters as Maildir has them: D draft, F flagged, P passed on, R replied, S seen, T trashed.
std::string flagsOf(std::uint64_t flags) {
    std::string out;
    for (const auto& [bit, letter] : {std::pair{6u, 'D'}, {4u, 'F'}, {8u, 'P'}, {2u, 'R'}, {0u, 'S'}, {1u, 'T'}})
        if (flags >> bit & 1) out += letter;
    return out;
}

/// What Apple Mail took out of the message: said by the part's own header.
std::uint64_t contentBeside(ByteSource& source, const Part& p) {
    if (p.size > 2 || p.kind == PartKind::Container || p.bodyOffset <= p.headerOffset) return 0;
    const auto length = std::min<std::uint64_t>(p.bodyOffset - p.headerOffset, 64u << 10);
    const std::string header = source.readString(p.headerOffset, static_cast<std::size_t>(length));
    unsigned long long n = 0;
    for (const HeaderField& f : splitHeader(header))
        if (iequals(f.name, "x-apple-content-length") && parseUint(trim(unfold(f.value)), n)) return n;
    return 0;
}

/// Says of each message which of its attachments lie beside it, and where.
class BesideSink final : public Sink {
public:
    BesideSink(ByteSource& source, std::string number, Sink& sink)
        : source_(source), number_(std::move(number)), sink_(sink) {}
    void message(Message&& m) override {
        if (m.parent < 0)
            for (const Part& p : m.parts)
                if (const std::uint64_t n = contentBeside(source_, p); n > 0 && m.defects.size() < 200)
                    m.defects.push_back(phrase("Its attachment %1 (%2 octets encoded) lies beside, not in the file: in Attachments/%3/%4/ or %5.%6.emlxpart.",
                                               p.number + (p.name.empty() ? "" : " \"" + elide(p.name, 100) + "\""), n, number_, p.number, number_, p.number));
        sink_.message(std::move(m));
    }
    void found(std::uint64_t count) override { sink_.found(count); }
    void event(Event&& e) override { sink_.event(std::move(e)); }
    void skipped(std::string_view reason, std::uint64_t count) override { sink_.skipped(reason, count); }
    void failed(Problem&& p) override { sink_.failed(std::move(p)); }
    void problem(Problem&& p) override { sink_.problem(std::move(p)); }
    void fact(Fact&& f) override { sink_.fact(std::move(f)); }
    [[nodiscard]] bool stopped() const override { return sink_.stopped(); }

private:
    ByteSource& source_;
    std::string number_;
    Sink& sink_;
};

void readEmlx(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    const std::uint64_t size = source.size();
    if (size == 0) return;
    sink.found();
    Message placement;
    placement.mailboxPath = hints.mailboxPath;
    placement.folder = hints.folder;
    placement.folderRaw = hints.folderRaw;
    placement.fileName = hints.name;
    const auto line = lengthLine(source.readString(0, kLengthLine));
    std::uint64_t begin = 0, length = size;
    if (line) {
        begin = line->octets;
        length = std::min(line->announced, size - begin);
        if (line->announced > size - begin)
            placement.defects.push_back(phrase("The first line announces %1 octets, the file has %2: it is cut short.", line->announced, size - begin));
        const std::uint64_t end = begin + length;
        const Trailer t = readTrailer(source.readString(end, static_cast<std::size_t>(std::min<std::uint64_t>(size - end, kTrailer))));
        placement.flags = flagsOf(t.flags);
        placement.internalDate = t.received;
        placement.uid = t.uid;
        if (!t.found || t.damaged)
            placement.defects.push_back(t.found ? "The property list after the message is damaged; it was read as far as it goes."
                                                : "No property list follows the message.");
    } else {
        placement.defects.push_back("The first line is not the message's length; the whole file was read as the message.");
    }
    BesideSink beside(source, hints.name.substr(0, hints.name.find('.')), sink);
    readMessage(source, begin, length, {}, std::move(placement), beside);
}

Recognition recogniseEmlx(const Head& head) {
    const bool named = asciiLower(head.name).ends_with(".emlx");
    const auto line = lengthLine(head.octets);
    if (!line) return named ? Recognition{45, phraseText("named .emlx, though the first line is not a length")} : Recognition{};
    const bool fits = line->announced + line->octets <= head.size;
    const bool mail = looksLikeMessage(lookAtHeader(head.octets.substr(static_cast<std::size_t>(line->octets))));
    if (!mail) return named ? Recognition{65, phraseText("named .emlx, and the first line is a length")} : Recognition{};
    const bool list = head.octets.find("<plist") != std::string_view::npos;
    if (named || (fits && list)) return {97, phraseText("a length, a message header: a message of Apple Mail")};
    return {};
}

// --- what lies beside

bool digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Recognition recogniseBeside(const Head& head) {
    const auto parts = split(head.path, '/');
    if (head.name.ends_with(".emlxpart"))
        return {95, phrase("a part that Apple Mail keeps beside the message %1.partial.emlx", pathText(head.name.substr(0, head.name.find('.'))))};
    for (std::size_t i = 0; i + 3 < parts.size(); ++i) {
        if (parts[i] != "Attachments" || !digits(parts[i + 1]) || i == 0) continue;
        if (parts[i + 2].find_first_not_of("0123456789.") != std::string_view::npos) continue;
        const bool apple = std::any_of(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i), [](std::string_view p) {
            return p.ends_with(".mbox") || p.ends_with(".imapmbox") || p == "Data";
        });
        if (apple)
            return {96, phrase("an attachment that Apple Mail keeps beside the message %1.partial.emlx: its part %2", parts[i + 1], parts[i + 2])};
    }
    return {};
}

void readBeside(ByteSource&, const Range&, const ReadHints&, Sink& sink) {
    sink.found();
    sink.skipped("belongs to a message of Apple Mail, which names it: hashed and listed");
}

}  // namespace

const Format kEmlxFormat{"emlx", "Apple Mail message (.emlx)", SourceKind::Mailbox, recogniseEmlx, readEmlx, nullptr,
                         "names item", 0, &tnef::kEmbeddedItems};
const Format kEmlxBesideFormat{"emlx-beside", "Attachments beside Apple Mail messages", SourceKind::StoreMetadata,
                               recogniseBeside, readBeside, nullptr, "nothing"};

}  // namespace sillage

#include "support/pst_samples.h"

#include "support/pst_writer_format.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sillage::pstw {
namespace {

constexpr char kAppointment[] = "00062002-0000-0000-c000-000000000046";
constexpr char kTask[] = "00062003-0000-0000-c000-000000000046";
constexpr char kAddress[] = "00062004-0000-0000-c000-000000000046";
constexpr char kCommon[] = "00062008-0000-0000-c000-000000000046";
constexpr char kNote[] = "0006200e-0000-0000-c000-000000000046";
constexpr char kMeeting[] = "6ed8da90-450b-101b-98da-00aa003f1305";
constexpr char kPublicStrings[] = "00020329-0000-0000-c000-000000000046";
constexpr char kHeaders[] = "00020386-0000-0000-c000-000000000046";

constexpr uint16_t kInt = 0x0003, kDouble = 0x0005, kBool = 0x000B, kText = 0x001F, kTime = 0x0040, kOctets = 0x0102;
constexpr int64_t kDay = 1'765'400'000;  // 10 December 2025

std::string intOf(uint32_t value) {
    std::string out;
    put32(out, value);
    return out;
}
std::string timeOf(int64_t seconds) {
    std::string out;
    put64(out, fileTime(seconds));
    return out;
}
std::string doubleOf(double value) {
    std::string out(8, '\0');
    std::copy_n(reinterpret_cast<const char*>(&value), 8, out.data());
    return out;
}

Recipient person(const std::string& name, const std::string& address, uint32_t type = 1) {
    return {type, name, address};
}
Recipient exchange(const std::string& name, const std::string& alias, uint32_t type = 1) {
    return {type, name, "/o=Prefecture/ou=Exchange/cn=Recipients/cn=" + alias, "EX", alias + "@prefecture.example"};
}

std::string headersOf(const Message& m, int64_t time) {
    return "Received: from mx1.example ([192.0.2.7]) by store.example with ESMTP; " + std::to_string(time) +
           "\r\nFrom: " + m.sender.name + " <" + m.sender.address + ">\r\nSubject: " + m.subject +
           "\r\nMessage-ID: " + m.messageId + "\r\n\r\n";
}

Message mail(const std::string& subject, uint64_t number) {
    Message m;
    m.subject = subject;
    m.sender = person("Élodie Martin", "elodie.martin@prefecture.example");
    m.recipients = {person("Zoé Lefèvre", "zoe@prefecture.example")};
    m.messageId = "<sample-" + std::to_string(number) + "@prefecture.example>";
    m.submitted = kDay + int64_t(number) * 600;
    m.delivered = m.submitted + 2;
    m.plain = "Bonjour,\r\n\r\nci-joint la pièce demandée (" + std::to_string(number) + ").\r\n";
    return m;
}

Message kind(const std::string& messageClass, const std::string& subject, uint64_t number) {
    Message m = mail(subject, number);
    m.messageClass = messageClass;
    m.messageId.clear();
    return m;
}

std::vector<Message> mails() {
    std::vector<Message> out;
    Message reply = mail("RE: réunion du 12 décembre", 1);
    reply.subjectPrefix = "RE: ";
    reply.headers = headersOf(reply, reply.submitted);
    reply.recipients = {person("Zoé Lefèvre", "zoe@prefecture.example"), exchange("Paul Durand", "pdurand", 2),
                        person("Archives", "archives@prefecture.example", 3)};
    reply.named = {{kHeaders, 0, "x-originating-ip", kText, "[203.0.113.66]"},
                   {kPublicStrings, 0, "AcceptLanguage", kText, "fr-FR"}};
    reply.flags = 0;
    out.push_back(reply);

    Message html = mail("Note de service", 2);
    html.html = "<html><head><meta charset=\"utf-8\"></head><body><p>Note n° 42 <b>à lire</b>.</p></body></html>";
    html.attachments = {{.name = "logo.png", .mimeType = "image/png", .contentId = "logo@note", .size = 900, .seed = 21}};
    out.push_back(html);

    Message rtf = mail("Compte rendu", 3);
    rtf.plain.clear();
    rtf.rtf = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\\pard\\plain\\f0\\fs20 Compte rendu de la "
              "s\\'e9ance du 10 d\\'e9cembre. Compte rendu de la s\\'e9ance du 11 d\\'e9cembre.\\par}";
    out.push_back(rtf);

    Message pieces = mail("Pièces de toutes tailles", 4);
    for (const uint64_t size : {1ull, 3579ull, 3580ull, 3581ull, 8176ull, 8177ull, 65512ull, 65513ull, 300'000ull})
        pieces.attachments.push_back({.name = "piece-" + std::to_string(size) + ".bin", .size = size, .seed = size});
    pieces.attachments.push_back({.name = "vide.txt", .mimeType = "text/plain"});
    pieces.attachments.push_back({.name = "régions – été.txt", .mimeType = "text/plain", .bytes = "Ain\r\nAisne\r\n"});
    out.push_back(pieces);

    Message body = mail("Long corps", 5);
    while (body.plain.size() < 40'000)
        body.plain += "Ligne " + std::to_string(body.plain.size()) + " d'un long message à conserver.\r\n";
    out.push_back(body);
    return out;
}

Message nested(size_t depth) {
    Message m = mail("Transfert niveau " + std::to_string(depth), 100 + depth);
    m.attachments.push_back({.name = "niveau-" + std::to_string(depth) + ".dat", .size = 5000 + depth, .seed = depth});
    if (depth > 0)
        m.attachments.push_back({.name = "Transfert niveau " + std::to_string(depth - 1), .mimeType = "message/rfc822",
                                 .method = Method::Embedded, .embedded = std::make_shared<Message>(nested(depth - 1))});
    return m;
}

std::vector<Message> otherKinds() {
    std::vector<Message> out;
    Message meeting = kind("IPM.Appointment", "Réunion de crise", 200);
    meeting.named = {{kAppointment, 0x820D, "", kTime, timeOf(kDay)}, {kAppointment, 0x820E, "", kTime, timeOf(kDay + 3600)},
                     {kAppointment, 0x8208, "", kText, "Salle Mermoz"}, {kAppointment, 0x8205, "", kInt, intOf(2)},
                     {kCommon, 0x8503, "", kBool, "\x01"}};
    out.push_back(meeting);
    Message contact = kind("IPM.Contact", "Zoé Lefèvre", 201);
    contact.named = {{"", 0x3A06, "", kText, "Zoé"}, {"", 0x3A11, "", kText, "Lefèvre"},
                     {"", 0x3A08, "", kText, "+33 1 02 03 04 05"}, {kAddress, 0x8083, "", kText, "zoe@prefecture.example"},
                     {kAddress, 0x8082, "", kText, "SMTP"}, {kAddress, 0x8080, "", kText, "Zoé Lefèvre"}};
    out.push_back(contact);
    Message task = kind("IPM.Task", "Rédiger le rapport", 202);
    task.named = {{kTask, 0x8101, "", kInt, intOf(1)}, {kTask, 0x8102, "", kDouble, doubleOf(0.5)},
                  {kTask, 0x8105, "", kTime, timeOf(kDay + 86'400)}};
    out.push_back(task);
    out.push_back(kind("IPM.Post", "Affichage public", 203));
    Message sticky = kind("IPM.StickyNote", "Penser au code", 204);
    sticky.named = {{kNote, 0x8B00, "", kInt, intOf(3)}};
    out.push_back(sticky);
    Message report = kind("REPORT.IPM.Note.NDR", "Non remis : note", 205);
    report.named = {{"", 0x1001, "", kText, "550 5.1.1 inconnu"}, {"", 0x0049, "", kText, "note"}};
    out.push_back(report);
    Message request = kind("IPM.Schedule.Meeting.Request", "Invitation : réunion de crise", 206);
    request.named = {{kMeeting, 0x0003, "", kOctets, std::string(40, '\x04')},
                     {kAppointment, 0x820D, "", kTime, timeOf(kDay)}};
    out.push_back(request);
    return out;
}

std::vector<Message> oleMail() {
    Message m = mail("Tableau incorporé", 300);
    Attachment ole{.name = "Feuille", .bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", .method = Method::Ole};
    ole.bytes.resize(4608, '\x11');
    m.attachments = {ole};
    return {m};
}

std::vector<Message> binned() {
    std::vector<Message> out = {mail("Jeté mais présent", 400)};
    for (uint64_t i = 1; i <= 4; ++i) {
        Message m = mail("Effacé n° " + std::to_string(i), 400 + i);
        m.fate = Fate::Deleted;
        m.attachments = {{.name = "efface.bin", .size = 4000 * i, .seed = 900 + i}};
        out.push_back(m);
    }
    Message orphan = mail("Orphelin", 450);
    orphan.fate = Fate::Orphan;
    out.push_back(orphan);
    return out;
}

// A text of invented words, as many octets as asked for. As in real ones a few words are most of it (Zipf's law), some
// numbers stand once: what an index costs depends on how many different words it meets.
std::string proseOf(Random& random, size_t octets) {
    static constexpr const char* kSyllables[] = {"la", "de", "re", "on", "ti", "é", "ma", "co", "si", "pro", "en", "ve",
                                                 "our", "à", "nu", "bli", "mé", "fa", "tion", "ser", "ga", "lo", "ça", "pi"};
    constexpr uint64_t kCount = std::size(kSyllables);
    const double words = std::log(60'000.0);
    std::string out;
    for (size_t line = 0; out.size() < octets;) {
        if (random.next() % 60 == 0) {
            out += std::to_string(random.next() % 1'000'000);
        } else {
            auto rank = uint64_t(std::exp(double(random.next() >> 11) * 0x1p-53 * words));
            do out += kSyllables[rank % kCount];
            while (rank /= kCount);
        }
        const bool full = out.size() - line > 70;
        out += full ? ".\r\n" : " ";
        if (full) line = out.size();
    }
    return out;
}

Message bulkMail(uint64_t seed, uint64_t number) {
    Random random{seed * 1'000'003 + number};
    Message m = mail("Dossier " + std::to_string(random.next() % 9000) + " – pièce " + std::to_string(number), number);
    m.submitted = kDay - int64_t(random.next() % (3 * 365 * 86'400ull));
    m.delivered = m.submitted + int64_t(random.next() % 90);
    m.plain += proseOf(random, 500 + random.next() % 6000);
    if (number % 3 == 0) m.html = "<html><body><p>" + m.plain + "</p></body></html>";
    if (number % 2 == 0) m.headers = headersOf(m, m.submitted);
    if (number % 500 == 307)
        m.attachments.push_back({.name = "archive.zip", .mimeType = "application/zip", .size = 4 << 20, .seed = number});
    else if (number % 5 == 0)
        m.attachments.push_back({.name = "piece-" + std::to_string(number) + ".pdf", .mimeType = "application/pdf",
                                 .size = 20'000 + random.next() % 200'000, .seed = number, .compressible = number % 10 == 0});
    return m;
}

void count(const Message& m, uint64_t& messages, uint64_t& attachments, uint64_t& octets) {
    ++messages;
    for (const auto& a : m.attachments) {
        if (a.method == Method::Embedded) {
            if (a.embedded) count(*a.embedded, messages, attachments, octets);
            continue;
        }
        ++attachments;
        octets += a.length();
    }
}

void count(const Folder& folder, uint64_t& messages, uint64_t& attachments, uint64_t& octets) {
    for (const auto& m : folder.messages)
        count(m, messages, attachments, octets);
    for (uint64_t i = 0; i < folder.generated; ++i)
        count(folder.generate(i), messages, attachments, octets);
    for (const auto& child : folder.children)
        count(child, messages, attachments, octets);
}

}  // namespace

Store sampleStore(Variant variant, uint64_t seed) {
    Store store;
    store.name = "Boîte de Zoé";
    store.variant = variant;
    store.seed = seed;
    Folder inbox{.name = "Boîte de réception", .messages = mails()};
    inbox.children = {{.name = "Transferts", .messages = {nested(4)}}};
    inbox.children[0].children = {{.name = "Objets", .messages = oleMail()}};
    store.folders = {inbox,
                     {.name = "Autres", .messages = otherKinds()},
                     {.name = "Volume", .generated = 600, .generate = [](uint64_t i) { return mail("Suite " + std::to_string(i), 1000 + i); }},
                     {.name = "Éléments supprimés", .messages = binned(), .place = Place::Wastebasket},
                     {.name = "Recoverable Items", .place = Place::Root}};
    store.folders.back().children = {{.name = "Deletions", .messages = {mail("Supprimé définitivement", 500)}}};
    return store;
}

Store bulkStore(Variant variant, uint64_t octets, uint64_t seed) {
    Store store;
    store.name = "Archives";
    store.variant = variant;
    store.seed = seed;
    constexpr uint64_t kFolders = 10;
    // Octets a message takes, measured.
    const uint64_t each = variant == Variant::Ansi ? 40'600 : variant == Variant::Unicode ? 45'200 : 35'500;
    for (uint64_t f = 0; f < kFolders; ++f)
        store.folders.push_back({.name = "Année " + std::to_string(2015 + f), .generated = octets / each / kFolders,
                                 .generate = [seed, f](uint64_t i) { return bulkMail(seed, f * 10'000'000 + i); }});
    return store;
}

void countStore(const Store& store, uint64_t& messages, uint64_t& attachments, uint64_t& octets) {
    for (const auto& folder : store.folders)
        count(folder, messages, attachments, octets);
}

}  // namespace sillage::pstw

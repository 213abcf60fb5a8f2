#include "case/demo/demo_mail.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"

namespace sillage::demo {

namespace {

constexpr std::int64_t kNovember = 1762000000;  // 2025-11-01, the mailboxes' oldest mail
constexpr std::int64_t kMorning = 1765435800;  // 2025-12-11T06:50:00Z, the last mail before the night
constexpr std::int64_t kDay = 86400;

std::string rfcDate(std::int64_t seconds) {
    using namespace std::chrono;
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds t{std::chrono::seconds(seconds + 3600)};
    const year_month_day date{floor<days>(t)};
    const std::string iso = formatIso(Time(std::chrono::seconds(seconds + 3600)), Precision::Second);
    return std::string(kDays[weekday(floor<days>(t)).c_encoding()]) + ", " + std::to_string(static_cast<unsigned>(date.day())) + " " +
           kMonths[static_cast<unsigned>(date.month()) - 1] + " " + iso.substr(0, 4) + " " + iso.substr(11, 8) + " +0100";
}

std::string word(const std::string& utf8) {
    const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? utf8 : "=?UTF-8?B?" + base64Encode(utf8) + "?=";
}

std::string wrapped(const std::string& base64) {
    std::string out;
    for (std::size_t i = 0; i < base64.size(); i += 76) out += base64.substr(i, 76) + "\n";
    return out;
}

std::uint64_t crlfSize(const std::string& lf) {
    return lf.size() + static_cast<std::uint64_t>(std::count(lf.begin(), lf.end(), '\n'));
}

File csv(const std::string& name, int rows) {
    std::string text = "nom;prenom;dossier;observation\n";
    for (int i = 1; i <= rows; ++i)
        text += "PERSONNE-" + std::to_string(i) + ";Prénom " + std::to_string(i) + ";2025/" + std::to_string(4100 + i) + ";exemple inventé\n";
    return {name, "text/csv", text};
}

File pdf(const std::string& name, std::size_t size) {
    std::string octets = "%PDF-1.4\n% exemple inventé\n";
    std::uint32_t state = static_cast<std::uint32_t>(name.size()) * 2654435761u + 17;
    while (octets.size() < size) {
        state = state * 1664525u + 1013904223u;
        octets.push_back(static_cast<char>(state >> 24));
    }
    return {name, "application/pdf", octets + "\n%%EOF\n"};
}

Mail mail(std::uint32_t uid, double day, std::string from, std::string subject, std::string text, std::vector<File> files = {}) {
    Mail m;
    m.uid = uid;
    m.received = kNovember + static_cast<std::int64_t>(day * kDay);
    m.from = std::move(from);
    m.subject = std::move(subject);
    m.text = std::move(text);
    m.files = std::move(files);
    return m;
}

Account claire() {
    Account a{"claire.martin@interieur.example", "claire.martin", {}};
    a.folders.push_back({"INBOX", {
        mail(1, 3.4, "Paul Renaud <paul.renaud@interieur.example>", "Point hebdomadaire", "Bonjour Claire,\n\nLe point est décalé à jeudi.\n\nPaul\n"),
        mail(2, 9.3, "Support <support@prefecture.example>", "Maintenance de la messagerie", "La messagerie sera interrompue samedi de 6 h à 7 h.\n"),
        mail(3, 14.6, "Nadia Benali <nadia.benali@interieur.example>", "Compte rendu de réunion", "Ci-joint le compte rendu.\n", {pdf("compte rendu.pdf", 9000)}),
        mail(4, 21.5, "Paul Renaud <paul.renaud@interieur.example>", "Accès à l'application des antécédents",
             "Claire,\n\nPour dépanner : identifiant prenaud, mot de passe Hiver2025!\nMerci de supprimer ce message.\n\nPaul\n"),
        mail(5, 25.2, "Greffe <greffe@justice.example>", "Pièces du dossier 2025/4101", "Les pièces demandées.\n", {pdf("pieces_4101.pdf", 22000)}),
        mail(6, 29.7, "Support <support@prefecture.example>", "Changement des mots de passe", "Merci de changer votre mot de passe avant le 15 décembre.\n"),
        mail(7, 33.4, "Greffe <greffe@justice.example>", "Liste des personnes recherchées", "La liste à jour, diffusion restreinte.\n",
             {csv("liste.csv", 240), pdf("note.pdf", 5000)}),
        mail(8, 36.8, "Nadia Benali <nadia.benali@interieur.example>", "Pot de fin d'année", "Vendredi 19 à 17 h, salle 204.\n"),
        mail(9, 39.5, "Paul Renaud <paul.renaud@interieur.example>", "Note au cabinet", "Version définitive ci-jointe.\n", {pdf("note au cabinet.pdf", 14000)}),
    }});
    a.folders.push_back({"Envoyés", {
        mail(1, 15.1, "Claire Martin <claire.martin@interieur.example>", "Re: Compte rendu de réunion", "Bien reçu, merci.\n"),
        mail(2, 30.1, "Claire Martin <claire.martin@interieur.example>", "Re: Changement des mots de passe", "C'est fait.\n"),
    }});
    return a;
}

Account paul() {
    Account a{"paul.renaud@interieur.example", "paul.renaud", {{"INBOX", {}}, {"Archives", {}}}};
    static const char* kSubjects[] = {"Planning", "Dossier 2025/4103", "Réunion du comité", "Organigramme", "Congés", "Budget 2026"};
    for (std::uint32_t uid = 1; uid <= 12; ++uid) {
        const std::string subject = std::string(kSubjects[uid % 6]) + " (" + std::to_string(uid) + ")";
        std::vector<File> files;
        if (uid % 4 == 0) files.push_back(csv("extrait_" + std::to_string(uid) + ".csv", static_cast<int>(uid) * 15));
        a.folders[0].mails.push_back(mail(uid, 2.0 * uid, "Claire Martin <claire.martin@interieur.example>", subject,
                                          "Bonjour Paul,\n\nMessage numéro " + std::to_string(uid) + " de l'exemple.\n", files));
    }
    a.folders[0].mails.back().received = kMorning;
    for (std::uint32_t uid = 1; uid <= 5; ++uid)
        a.folders[1].mails.push_back(mail(uid, 1.0 * uid, "Greffe <greffe@justice.example>", "Archive " + std::to_string(uid), "Ancien échange.\n"));
    return a;
}

Account nadia() {
    Account a{"nadia.benali@interieur.example", "nadia.benali", {{"INBOX", {}}}};
    for (std::uint32_t uid = 1; uid <= 6; ++uid)
        a.folders[0].mails.push_back(mail(uid, 5.0 * uid, "Support <support@prefecture.example>", "Information n° " + std::to_string(uid),
                                          "Information générale de l'exemple.\n"));
    return a;
}

std::string fileName(const Mail& m) {
    return std::to_string(m.received) + ".M" + std::to_string(100000 + m.uid) + "P160.mail,S=" + std::to_string(m.octets.size()) +
           ",W=" + std::to_string(m.wireSize());
}

void write(const std::filesystem::path& path, const std::string& octets) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << octets;
    if (!out.flush()) throw Error("cannot write " + path.string(), "Is there space?");
}

}  // namespace

std::uint64_t Mail::wireSize() const { return crlfSize(octets); }
std::uint64_t Mail::textSize() const { return crlfSize(text); }

const Mail& Folder::uid(std::uint32_t wanted) const {
    return *std::find_if(mails.begin(), mails.end(), [wanted](const Mail& m) { return m.uid == wanted; });
}

const Folder& Account::folder(const std::string& name) const {
    return *std::find_if(folders.begin(), folders.end(), [&](const Folder& f) { return f.name == name; });
}

void finish(Mail& m, std::size_t serial) {
    const std::string key = toHex(sha256(m.subject + m.from + std::to_string(m.received) + std::to_string(serial))).substr(0, 24);
    m.messageId = "<" + key + "@" + m.from.substr(m.from.find('@') + 1);
    std::string head = "Received: from mx.prefecture.example by mail.interieur.example with LMTP; " + rfcDate(m.received) + "\n" +
                       "Message-ID: " + m.messageId + "\nDate: " + rfcDate(m.received - 40) + "\nFrom: " + m.from + "\nTo: " + m.to +
                       "\nSubject: " + word(m.subject) + "\nMIME-Version: 1.0\n";
    if (m.files.empty()) {
        m.octets = head + "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" + m.text;
        return;
    }
    const std::string boundary = "=_exemple_" + key.substr(0, 12);
    std::string body = "--" + boundary + "\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" + m.text + "\n";
    for (const File& f : m.files)
        body += "--" + boundary + "\nContent-Type: " + f.mediaType + "; name=\"" + f.name + "\"\nContent-Disposition: attachment; filename=\"" +
                f.name + "\"\nContent-Transfer-Encoding: base64\n\n" + wrapped(base64Encode(f.octets));
    m.octets = head + "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\n\n" + body + "--" + boundary + "--\n";
}

std::vector<Account> accounts() {
    std::vector<Account> all{claire(), paul(), nadia()};
    std::size_t serial = 0;
    for (Account& a : all)
        for (Folder& f : a.folders)
            for (Mail& m : f.mails) {
                m.to = f.name == "Envoyés" ? "paul.renaud@interieur.example" : a.login;
                finish(m, ++serial);
            }
    return all;
}

void writeMaildir(const Account& account, const std::filesystem::path& vmail,
                  const std::vector<std::pair<std::string, std::uint32_t>>& gone) {
    const auto root = vmail / account.home / "Maildir";
    for (const Folder& f : account.folders) {
        const auto directory = f.name == "INBOX" ? root : root / ("." + toModifiedUtf7(f.name));
        std::uint32_t next = 1;
        std::string list;
        for (const Mail& m : f.mails) {
            next = std::max(next, m.uid + 1);
            if (std::find(gone.begin(), gone.end(), std::pair(f.name, m.uid)) != gone.end()) continue;
            list += std::to_string(m.uid) + " :" + fileName(m) + "\n";
            write(directory / (m.seen ? "cur" : "new") / (fileName(m) + (m.seen ? ":2,S" : "")), m.octets);
        }
        for (const auto* sub : {"cur", "new", "tmp"}) std::filesystem::create_directories(directory / sub);
        write(directory / "dovecot-uidlist", "3 V1762000000 N" + std::to_string(next) + " G0123456789abcdef0123456789abcdef\n" + list);
        if (f.name != "INBOX") write(directory / "maildirfolder", "");
    }
}

}  // namespace sillage::demo

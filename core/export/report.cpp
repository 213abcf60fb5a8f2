#include "export/report.h"

#include <algorithm>
#include <array>

#include "record/asn.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/time.h"

namespace sillage {

std::string escapeHtml(const std::string& text) {
    std::string out;
    for (const char c : visible(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string gradeWord(Grade grade, const std::string& language) {
    static constexpr std::array<const char*, 6> kEnglish{"ruled out", "no record in the available logs", "undetermined", "possible", "probable", "recorded"};
    static constexpr std::array<const char*, 6> kFrench{"écarté", "aucun enregistrement dans les journaux disponibles", "indéterminé", "possible", "probable",
                                                        "enregistré par le serveur"};
    return (language == "fr" ? kFrench : kEnglish)[static_cast<std::size_t>(grade)];
}

namespace {

/// English and French side by side; the report picks one.
struct Words {
    const char *title, *answer, *floor, *meaning, *indicators, *items, *sources, *mailbox, *folder, *subject, *item, *depth, *grade, *first, *rules, *actor,
        *address, *account, *window, *document, *reason, *path, *sha, *found, *imported, *duplicate, *skipped, *failed, *unsafe, *redacted, *none, *silent,
        *included, *includedSaid, *file, *source, *remark, *recovered, *program, *held, *regraded, *regradedSaid, *state, *author;
};

constexpr Words kEn{
    "Which messages and files were reached", "The answer", "Floor (recorded by the server)", "Ceiling (everything not ruled out)",
    "Indicators of the actor, as the examiner stated them", "Items reached", "Sources examined", "Mailbox", "Folder", "Subject", "Item", "Depth", "Grade", "First (UTC)",
    "Rules", "Actor", "Address", "Account", "Window (UTC)", "Document", "Reason", "Path", "SHA-256", "found", "imported", "duplicate", "skipped", "failed",
    "Part of this case was decoded without the sandbox.", "Redacted: addresses are keyed pseudonyms; bodies and raw lines are left out.", "none",
    "“The server delivered” is what a grade says; never that a person read. Items not listed here are not thereby untouched: see findings/coverage.csv.",
    "Items in this bundle that do not lie as mail octets, or were recovered",
    "An item rebuilt from properties has no octets of its own in its store: the .eml is made from them, the .json beside it holds every one. Its file "
    "is named by the item's key, not by the hash of the .eml. All items of the bundle: findings/items.csv.",
    "File", "Source", "Remark", "recovered besides", "the program", "with the examiner's grades", "Grades as the examiner holds them",
    "The program's grade stands beside each. A grade below the program's needs a reason, one above it a document; without it, it is not in force.",
    "State", "Author"};
constexpr Words kFr{
    "Messages et fichiers atteints", "La réponse", "Plancher (enregistré par le serveur)", "Plafond (tout ce qui n'est pas écarté)",
    "Indicateurs de l'acteur, tels que l'examinateur les a énoncés", "Éléments atteints", "Sources examinées", "Boîte", "Dossier", "Objet", "Élément", "Profondeur", "Cotation",
    "Premier (UTC)", "Règles", "Acteur", "Adresse", "Compte", "Période (UTC)", "Pièce", "Motif", "Chemin", "SHA-256", "trouvés", "importés", "doublons", "ignorés", "échecs",
    "Une partie de ce dossier a été décodée sans le bac à sable.", "Expurgé : les adresses sont des pseudonymes à clé ; les corps et les lignes brutes sont omis.", "aucun",
    "Une cotation dit « le serveur a délivré », jamais qu'une personne a lu. Un élément absent de cette liste n'est pas pour autant intact : voir findings/coverage.csv.",
    "Éléments de ce paquet qui n'existent pas comme octets de courriel, ou ont été récupérés",
    "Un élément reconstitué à partir de propriétés n'a pas d'octets propres dans son fichier de messagerie : le .eml en est tiré, le .json voisin les contient "
    "toutes. Son fichier porte la clé de l'élément, non l'empreinte du .eml. Tous les éléments du paquet : findings/items.csv.",
    "Fichier", "Source", "Remarque", "récupérés en plus", "le programme", "avec les cotations de l'examinateur", "Cotations retenues par l'examinateur",
    "La cotation du programme figure à côté de chacune. Une cotation inférieure exige un motif, une cotation supérieure une pièce ; sans pièce, elle est sans effet.",
    "État", "Auteur"};

std::string when(std::int64_t micros) {
    return micros ? formatIso(Time(std::chrono::microseconds(micros)), Precision::Second) : "–";
}

std::string row(const std::vector<std::string>& cells, const char* tag = "td") {
    std::string out = "<tr>";
    for (const auto& cell : cells) out += std::string("<") + tag + ">" + escapeHtml(cell) + "</" + tag + ">";
    return out + "</tr>\n";
}

std::string head(const Report& r, const Words& w) {
    return std::string("<!DOCTYPE html>\n<html lang=\"") + (r.language == "fr" ? "fr" : "en") +
           "\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
           "<title>" + escapeHtml(r.caseName) + "</title><style>body{font:14px/1.45 sans-serif;margin:32px;color:#1d2327}h1{font-size:22px}h2{font-size:16px;margin-top:28px}"
           "table{border-collapse:collapse;width:100%}th{text-align:left;border-bottom:1px solid #8a949e;padding:4px 8px}td{padding:4px 8px;border-bottom:1px solid #e3e6e9;"
           "vertical-align:top;overflow-wrap:anywhere}.n{font-size:28px;font-weight:600}.s{color:#55606a}@media print{body{margin:0}}</style></head><body>\n<h1>" +
           w.title + "</h1>\n<p class=\"s\">" + escapeHtml(r.caseName) + (r.caseNumber.empty() ? "" : " · " + escapeHtml(r.caseNumber)) +
           (r.exhibits.empty() ? "" : " · " + escapeHtml(r.exhibits)) + (r.examiner.empty() ? "" : " · " + escapeHtml(r.examiner)) + " · " + escapeHtml(r.date) + " · " +
           escapeHtml(r.program) + "</p>\n" + (r.unsafe ? std::string("<p><strong>") + w.unsafe + "</strong></p>\n" : "") +
           (r.redacted ? std::string("<p><strong>") + w.redacted + "</strong></p>\n" : "");
}

/// Rows by grade: as the program has them, and as the examiner holds them.
struct Counts {
    std::array<std::uint64_t, 6> program{}, held{};
    [[nodiscard]] static std::uint64_t ceiling(const std::array<std::uint64_t, 6>& n) { return n[5] + n[4] + n[3] + n[2]; }
};

Counts countsOf(const Report& r) {
    Counts c;
    for (const Touch& t : r.touches) ++c.program[static_cast<std::size_t>(t.grade)], ++c.held[static_cast<std::size_t>(heldGrade(t))];
    const std::pair<Grade, std::uint64_t> others[] = {{Grade::Undetermined, r.undetermined}, {Grade::NoRecord, r.noRecord}, {Grade::RuledOut, r.ruledOut}};
    for (const auto& [grade, n] : others) c.program[static_cast<std::size_t>(grade)] += n, c.held[static_cast<std::size_t>(grade)] += n;
    return c;
}

std::string answer(const Report& r, const Words& w) {
    const Counts c = countsOf(r);
    const auto big = [](std::uint64_t n) { return "<span class=\"n\">" + std::to_string(n) + "</span> "; };
    std::string out = std::string("<h2>") + w.answer + "</h2><p>" + big(c.program[5]) + w.floor + " &nbsp; " + big(Counts::ceiling(c.program)) + w.meaning + "</p>";
    const bool both = c.program != c.held;
    if (both) out += std::string("<p>") + w.held + ": " + std::to_string(c.held[5]) + " – " + std::to_string(Counts::ceiling(c.held)) + "</p>";
    out += "<table>";
    if (both) out += row({w.grade, w.program, w.held}, "th");
    for (std::size_t g = c.program.size(); g-- > 0;) {
        std::vector<std::string> cells{gradeWord(static_cast<Grade>(g), r.language), std::to_string(c.program[g])};
        if (both) cells.push_back(std::to_string(c.held[g]));
        out += row(cells);
    }
    out += std::string("</table><p class=\"s\">") + w.silent + "</p>\n";
    for (const std::string& a : r.assumptions) out += "<p><strong>" + escapeHtml(a) + "</strong></p>\n";
    return out;
}

/// What the examiner holds otherwise, each beside the program's grade of now.
std::string regraded(const Report& r, const Words& w) {
    if (r.regrades.empty()) return {};
    std::string out = std::string("<h2>") + w.regraded + "</h2><p class=\"s\">" + w.regradedSaid + "</p><table>" +
                      row({"id", w.mailbox, w.item, w.program, w.grade, w.state, w.reason, w.document, w.author, w.first}, "th");
    Language language = Language::English;
    languageFromName(r.language, language);
    for (const Regrade& g : r.regrades) {
        const auto t = std::find_if(r.touches.begin(), r.touches.end(), [&](const Touch& x) { return x.id == g.touch; });
        const bool there = t != r.touches.end();
        const Standing standing = there ? standingOf(g, t->grade) : Standing::WithoutRow;
        out += row({g.touch, g.mailbox, g.subject.empty() ? g.messageId : g.subject, there ? gradeWord(t->grade, r.language) : "–", gradeWord(g.grade, r.language),
                    inLanguage(standingName(standing), language), g.reason, g.document, g.author, when(g.created)});
    }
    return out + "</table>\n";
}

/// The grade of a row, with the examiner's beside it where one is stated.
std::string gradesOf(const Touch& t, const Report& r, const Words& w) {
    std::string text = gradeWord(t.grade, r.language);
    if (t.examiner) text += " (" + std::string(w.held) + ": " + gradeWord(heldGrade(t), r.language) + ")";
    return text;
}

/// The items of the bundle that need a remark.
std::string remarkable(const Report& r, const Words& w) {
    Language language = Language::English;
    languageFromName(r.language, language);
    std::string rows;
    for (const BundleItem& item : r.items)
        if (const std::string remark = remarkOn(item.place, language); !remark.empty())
            rows += row({item.place.mailbox, item.place.folder, item.place.subject, item.place.itemClass, remark, item.source, item.place.locator, item.file});
    if (rows.empty()) return {};
    return std::string("<h2>") + w.included + "</h2><p class=\"s\">" + w.includedSaid + "</p><table>" +
           row({w.mailbox, w.folder, w.subject, "class", w.remark, w.source, w.item, w.file}, "th") + rows + "</table>";
}

std::string joined(std::initializer_list<std::string> parts) {
    std::string out;
    for (const std::string& part : parts)
        if (!part.empty()) out += (out.empty() ? "" : ", ") + part;
    return out;
}

std::string network(const Indicator& i) { return joined({i.ip, i.asn ? asnText(i.asn) : ""}); }
std::string who(const Indicator& i) { return joined({i.account, i.session, i.userAgent, i.device, i.app}); }

std::string tables(const Report& r, const Words& w) {
    std::string out = std::string("<h2>") + w.indicators + "</h2><table>" + row({w.actor, w.address, w.account, w.window, w.grade, w.document, w.reason}, "th");
    for (const Indicator& i : r.indicators)
        out += row({i.actor, network(i), who(i), i.from || i.to ? when(i.from) + " – " + when(i.to) : "", std::string(indicatorGradeName(i.grade)), i.document, i.reason});
    out += std::string("</table><h2>") + w.items + "</h2><table>" + row({w.actor, w.mailbox, w.folder, w.subject, w.item, w.depth, w.grade, w.first, w.rules, "id"}, "th");
    for (const Touch& t : r.touches) {
        if (t.actor.empty() && t.examiner && heldGrade(t) < Grade::Possible) continue;  // it stands above
        std::string rules;
        for (const auto& rule : t.rules) rules += (rules.empty() ? "" : " ") + rule;
        const auto remark = r.remarks.find(t.placement);
        const std::string item = (t.isAttachment ? t.attachment : t.messageId) + (remark == r.remarks.end() ? "" : " (" + remark->second + ")");
        out += row({t.actor, t.mailbox, t.folder, t.subject, item, std::string(depthName(t.depth)), gradesOf(t, r, w),
                    when(t.first), rules, t.id});
    }
    out += "</table>" + regraded(r, w) + remarkable(r, w);
    out += std::string("<h2>") + w.sources + "</h2><table>" + row({w.path, "format", w.sha, w.found, w.imported, w.duplicate, w.skipped, w.failed, w.recovered}, "th");
    for (const Source& s : r.sources)
        out += row({s.path, s.format, s.sha256, std::to_string(s.counts.found), std::to_string(s.counts.imported), std::to_string(s.counts.duplicate),
                    std::to_string(s.counts.skipped), std::to_string(s.counts.failed), std::to_string(s.counts.recovered)});
    return out + "</table>\n";
}

}  // namespace

std::string reportHtml(const Report& r) {
    const Words& w = r.language == "fr" ? kFr : kEn;
    return head(r, w) + answer(r, w) + exposureHtml(r.exposure, r.language) + tables(r, w) + "</body></html>\n";
}

std::string verifyText() {
    return "# How to check this bundle without Sillage\n\n"
           "The bundle is a BagIt 1.0 bag (RFC 8493). In its directory:\n\n"
           "    sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt\n\n"
           "No output means that no file was changed or lost. Any BagIt tool does the same and also finds added files. The SHA-256 of\n"
           "tagmanifest-sha256.txt pins everything: compare it with the one written down at export, or check a signature over it\n"
           "(seal/, where present):\n\n"
           "    openssl ts -verify -data tagmanifest-sha256.txt -in seal/tagmanifest.tsr -CAfile seal/tsa-chain.pem\n"
           "    openssl cms -verify -binary -inform PEM -in seal/tagmanifest.cms -content tagmanifest-sha256.txt -CAfile signer-ca.pem -purpose any -out /dev/null\n\n"
           "Every row of data/findings/touches.jsonl names its raw lines: source, line, offset, length. data/log-extracts/index.csv says where\n"
           "each of them stands in the extract files, byte for byte, with the SHA-256 of the log it was cut from.\n\n"
           "# Vérifier ce paquet sans Sillage\n\n"
           "Le paquet est un sac BagIt 1.0 (RFC 8493). Dans son répertoire :\n\n"
           "    sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt\n\n"
           "L'absence de sortie signifie qu'aucun fichier n'a été modifié ni perdu. L'empreinte SHA-256 de tagmanifest-sha256.txt fixe\n"
           "l'ensemble : la comparer à celle notée lors de l'export, ou vérifier la signature (seal/) lorsqu'elle est présente.\n\n"
           "Chaque ligne de data/findings/touches.jsonl cite ses lignes brutes : source, ligne, position, longueur. data/log-extracts/index.csv\n"
           "donne la place de chacune dans les extraits, octet pour octet, avec l'empreinte du journal d'où elle provient.\n";
}

}  // namespace sillage

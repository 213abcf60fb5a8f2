// The story of the worked example, told once to the server (which logs it) and once to the truth.
#include "case/demo.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"
#include "case/demo/demo_server.h"

namespace sillage {

namespace fs = std::filesystem;
using namespace demo;

namespace {

constexpr const char* kIntruder = "203.0.113.66";
constexpr const char* kOutside = "collecte@relais-courrier.example";

/// What somebody obtained of one message, for truth/truth_touched.json.
struct Obtained {
    std::string mailbox, folder;
    Mail mail;
    std::string level;                     ///< full_message, body_text, attachment, headers_only, only_listed
    std::vector<std::string> attachments;  ///< names obtained
    std::vector<std::string> refused;      ///< names asked for and not obtained
};

std::int64_t at(const char* utc) { return std::chrono::duration_cast<std::chrono::seconds>(parseUtc(utc)->time_since_epoch()).count(); }

std::string uidQuery(std::uint32_t uid, const std::string& rest) { return "_task=mail&_uid=" + std::to_string(uid) + "&_mbox=INBOX" + rest; }

class Night {
public:
    Night() : accounts_(accounts()), claire_(accounts_[0]), paul_(accounts_[1]), nadia_(accounts_[2]) {}

    void play() {
        officeHours();
        spray();
        webmail();
        sync();
        redirect();
        coverTracks();
    }

    void write(const fs::path& directory) const {
        const fs::path root = directory / "evidence";
        server_.write(root);
        writeMaildir(claire_, root / "var/vmail", {{"INBOX", 6}});
        writeMaildir(paul_, root / "var/vmail", {});
        writeMaildir(nadia_, root / "var/vmail", {});
        put(root / "etc/timezone", "Europe/Paris\n");
        put(root / "etc/dovecot/dovecot.conf", kDovecotConf);
        put(root / "etc/nginx/nginx.conf", "http {\n\taccess_log /var/log/nginx/access.log;\n}\n");
        put(root / "var/vmail/claire.martin/sieve/suivi.sieve", std::string("redirect :copy \"") + kOutside + "\";\n");
        put(directory / "truth/truth_touched.json", truth());
        put(directory / "truth/truth.json", actions());
    }

private:
    static constexpr const char* kDovecotConf =
        "# 2.3.19.1 (9b53102964)\nprotocols = imap lmtp sieve\nmail_location = maildir:~/Maildir\nuserdb {\n  driver = static\n"
        "  args = uid=vmail gid=vmail home=/var/vmail/%Ln\n}\nlog_path = /var/log/dovecot.log\nmail_plugins = $mail_plugins notify mail_log\n"
        "plugin {\n  mail_log_events = delete undelete expunge copy save mailbox_create mailbox_delete mailbox_rename flag_change\n"
        "  mail_log_fields = uid box msgid size from subject flags\n}\nimap_id_log = *\n";

    static void put(const fs::path& path, const std::string& octets) {
        fs::create_directories(path.parent_path());
        std::ofstream out(path, std::ios::binary);
        out << octets;
        if (!out.flush()) throw Error("cannot write " + path.string(), "Is there space?");
    }

    void obtain(std::vector<Obtained>& who, const Account& a, const std::string& folder, const Mail& m, std::string level,
                std::vector<std::string> files = {}, std::vector<std::string> refused = {}) {
        who.push_back({a.login, folder, m, std::move(level), std::move(files), std::move(refused)});
    }

    static Counters preview(const Mail& m) { return {1, 420, 1, m.textSize()}; }
    static Counters listing(const Folder& f) { return {f.mails.size(), 380 * f.mails.size(), 0, 0}; }

    void officeHours() {
        const Mail& last = paul_.folder("INBOX").uid(12);
        server_.deliver(last.received, paul_.login, last, "");
        const Browser own{claire_.login, "198.51.100.11", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Cm7yT2kQwPzLr4Bv"};
        const Folder& inbox = claire_.folder("INBOX");
        server_.webLogin(at("2025-12-11T08:10:00Z"), own, true);
        const Counters list = listing(inbox);
        server_.web(at("2025-12-11T08:10:03Z"), own, "GET", "_task=mail&_mbox=INBOX&_remote=1&_action=list", 200, 5210, &list);
        const Counters nine = preview(inbox.uid(9));
        server_.web(at("2025-12-11T08:11:20Z"), own, "GET", uidQuery(9, "&_framed=1&_action=preview"), 200, 7800, &nine);
        const Counters file{0, 0, 1, inbox.uid(9).files[0].octets.size()};
        server_.web(at("2025-12-11T08:12:02Z"), own, "GET", uidQuery(9, "&_part=2&_download=1&_action=get&_token=" + own.token), 200, file.bodyOctets, &file);
        for (const Mail& m : inbox.mails) obtain(staff_, claire_, "INBOX", m, "only_listed");
        obtain(staff_, claire_, "INBOX", inbox.uid(9), "body_text+attachment", {inbox.uid(9).files[0].name});

        Counters fresh;
        for (const Mail& m : paul_.folder("INBOX").mails)
            if (m.uid > 10) {
                fresh.bodies++;
                fresh.bodyOctets += m.wireSize();
                obtain(staff_, paul_, "INBOX", m, "full_message");
            }
        server_.imapLogin(at("2025-12-11T07:31:00Z"), paul_.login, "198.51.100.12", fresh, 12);
        server_.imapLogin(at("2025-12-11T09:02:00Z"), nadia_.login, "198.51.100.13", {6, 2300, 0, 0}, 8);
        for (const Mail& m : nadia_.folder("INBOX").mails) obtain(staff_, nadia_, "INBOX", m, "headers_only");
    }

    void spray() {
        const std::int64_t t = at("2025-12-11T21:04:00Z");
        int i = 0;
        for (const Account* a : {&nadia_, &paul_, &claire_}) server_.imapRefused(t + 45 * i++, a->login, kIntruder);
        server_.webLogin(at("2025-12-11T21:09:30Z"), Browser{nadia_.login, kIntruder, agent(), "Failing1aaaabbbb"}, false);
    }

    static std::string agent() {
        return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
    }

    void webmail() {
        const Browser b{claire_.login, kIntruder, agent(), "Xg1H4CcFDpQz93Lw"};
        const Folder& inbox = claire_.folder("INBOX");
        server_.webLogin(at("2025-12-11T21:12:10Z"), b, true);
        const Counters list = listing(inbox);
        server_.web(at("2025-12-11T21:12:14Z"), b, "GET", "_task=mail&_mbox=INBOX&_remote=1&_action=list", 200, 5210, &list);
        for (const Mail& m : inbox.mails) obtain(intruder_, claire_, "INBOX", m, "only_listed");
        const Counters hits{1, 410, 0, 0};
        server_.web(at("2025-12-11T21:13:40Z"), b, "GET", "_task=mail&_q=mot+de+passe&_headers=text&_scope=base&_mbox=INBOX&_remote=1&_action=search", 200, 1420, &hits);
        const Counters four = preview(inbox.uid(4));
        server_.web(at("2025-12-11T21:13:55Z"), b, "GET", uidQuery(4, "&_framed=1&_action=preview"), 200, 7720, &four);
        obtain(intruder_, claire_, "INBOX", inbox.uid(4), "body_text");
        const Counters seven = preview(inbox.uid(7));
        server_.web(at("2025-12-11T21:15:10Z"), b, "GET", uidQuery(7, "&_framed=1&_action=preview"), 200, 8110, &seven);
        const Counters file{0, 0, 1, inbox.uid(7).files[0].octets.size()};
        server_.web(at("2025-12-11T21:15:32Z"), b, "GET", uidQuery(7, "&_part=2&_download=1&_action=get&_token=" + b.token), 200, file.bodyOctets, &file);
        obtain(intruder_, claire_, "INBOX", inbox.uid(7), "body_text+attachment", {inbox.uid(7).files[0].name}, {inbox.uid(7).files[1].name});
        const Counters source{0, 0, 1, inbox.uid(9).wireSize()};
        server_.web(at("2025-12-11T21:17:05Z"), b, "GET", uidQuery(9, "&_save=1&_action=viewsource&_token=" + b.token), 200, source.bodyOctets, &source);
        obtain(intruder_, claire_, "INBOX", inbox.uid(9), "full_message", {inbox.uid(9).files[0].name});
        // The session has expired: the server answers 200 with its login page, whatever the part asked for.
        server_.web(at("2025-12-11T22:21:00Z"), b, "GET", uidQuery(5, "&_part=2&_download=1&_action=get&_token=" + b.token), 200, 6093, nullptr);
        obtain(intruder_, claire_, "INBOX", inbox.uid(5), "only_listed", {}, {inbox.uid(5).files[0].name});
    }

    void sync() {
        Counters all;
        for (const Mail& m : paul_.folder("INBOX").mails) {
            all.bodies++;
            all.bodyOctets += m.wireSize();
            obtain(intruder_, paul_, "INBOX", m, "full_message", names(m));
        }
        server_.imapLogin(at("2025-12-11T22:31:00Z"), paul_.login, kIntruder, all, 46);
    }

    void redirect() {
        server_.sieveUpload(at("2025-12-11T22:50:00Z"), claire_.login, kIntruder);
        Mail m;
        m.uid = 10;
        m.received = at("2025-12-11T23:41:00Z");
        m.from = "Greffe <greffe@justice.example>";
        m.to = claire_.login;
        m.subject = "Urgent : dossier 2025/4177";
        m.text = "Transmission de nuit, merci d'accuser réception.\n";
        m.seen = false;
        finish(m, 900);
        server_.deliver(m.received, claire_.login, m, kOutside);
        inbox().mails.push_back(m);
        obtain(intruder_, claire_, "INBOX", m, "full_message");
    }

    void coverTracks() {
        const Browser b{claire_.login, kIntruder, agent(), "Rk8sW1nVtY5cJh2D"};
        const Mail& six = claire_.folder("INBOX").uid(6);
        server_.webLogin(at("2025-12-12T00:05:10Z"), b, true);
        const Counters none{};
        const std::string item = "box=INBOX, uid=6, msgid=" + six.messageId + ", size=" + std::to_string(six.octets.size()) + ", from=" + six.from + ", subject=" + six.subject;
        server_.web(at("2025-12-12T00:06:00Z"), b, "POST", "_task=mail&_action=delete", 200, 180, &none,
                    {"delete: " + item + ", flags=(\\Deleted \\Seen)", "expunge: " + item + ", flags=(\\Deleted \\Seen)"});
    }

    Folder& inbox() { return *std::find_if(claire_.folders.begin(), claire_.folders.end(), [](const Folder& f) { return f.name == "INBOX"; }); }

    static std::vector<std::string> names(const Mail& m) {
        std::vector<std::string> out;
        for (const File& f : m.files) out.push_back(f.name);
        return out;
    }

    /// IMAP part number of a file: the text is part 1.
    static std::string partOf(const Mail& m, const std::string& name) {
        for (std::size_t i = 0; i < m.files.size(); ++i)
            if (m.files[i].name == name) return std::to_string(i + 2);
        return {};
    }

    static void appendRows(JsonWriter& j, const std::vector<Obtained>& rows, const char* actor) {
        j.beginArray();
        for (const Obtained& o : rows) {
            j.beginObject().key("mailbox").string(o.mailbox).key("folder").string(o.folder).key("uid").number(o.mail.uid);
            j.key("message_id").string(o.mail.messageId).key("subject").string(o.mail.subject).key("actors").beginArray().string(actor).endArray();
            j.key("content_level").string(o.level).key("attachments_obtained").beginArray();
            for (const auto& name : o.attachments)
                j.beginObject().key("part").string(partOf(o.mail, name)).key("name").string(name).endObject();
            j.endArray().key("attachments_not_obtained").beginArray();
            for (const auto& name : o.refused) j.string(name);
            j.endArray().endObject();
        }
        j.endArray();
    }

    /// What the intruder changed, and from where; the rest is in truth_touched.json.
    [[nodiscard]] std::string actions() const {
        const Mail& six = claire_.folder("INBOX").uid(6);
        return JsonWriter().beginObject().key("addresses").beginObject().key("intruder").beginArray().string(kIntruder).endArray().endObject()
            .key("actions").beginArray().beginObject().key("actor_class").string("intruder").key("action").string("delete").key("account")
            .string(claire_.login).key("folder").string("INBOX").key("uid").number(six.uid).key("message_id").string(six.messageId).endObject()
            .endArray().endObject().take() + "\n";
    }

    [[nodiscard]] std::string truth() const {
        JsonWriter j;
        j.beginObject().key("intruder");
        appendRows(j, intruder_, "intruder");
        j.key("staff");
        appendRows(j, staff_, "staff");
        j.endObject();
        return j.take() + "\n";
    }

    std::vector<Account> accounts_;
    Account &claire_, &paul_, &nadia_;
    Server server_;
    std::vector<Obtained> intruder_, staff_;
};

}  // namespace

void writeDemo(const fs::path& directory) {
    std::error_code ignored;
    if (fs::exists(directory, ignored) && !fs::is_empty(directory, ignored))
        throw Error(directory.string() + " exists and is not empty", "Name a directory that does not exist yet.", ExitCode::Usage);
    Night night;
    night.play();
    night.write(directory);
}

}  // namespace sillage

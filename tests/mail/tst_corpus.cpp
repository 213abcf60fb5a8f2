// The published corpus of real mail against what two independent tools read from it. Every difference is
// either explained in the list below, by file and field, or a failure.
#include <QDateTime>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "mail/mail_support.h"

namespace {

struct Allowed {
    const char* file;  ///< end of the file's path
    const char* field;
    const char* reason;
};

constexpr Allowed kAllowed[] = {
#include "corpus_differences.inc"
};

struct Difference {
    std::string file, field, ours, truth;
};

std::string str(const QJsonValue& v) {
    return v.isString() ? v.toString().toStdString() : std::string();
}

/// Spaces, quotes, backslashes and brackets around a bare address are the tools' own; the words must agree.
std::string loose(const std::string& text) {
    std::string out;
    for (char c : text)
        if (c != ' ' && c != '"' && c != '\\' && c != '\t' && c != '<' && c != '>' && c != '\n' && c != '\r')
            out += c;
    return out;
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& s : list) out += (out.empty() ? "" : ",") + s;
    return out;
}

class Comparison {
public:
    Comparison(const Message& top, const QJsonObject& truth, std::string file)
        : m_(top), truth_(truth), file_(std::move(file)) {}
    std::vector<Difference> run(bool attachmentsAgree) {
        header("message_id", m_.messageId);
        header("subject", m_.subject);
        header("from", m_.from);
        header("to", joined(m_.to));
        header("cc", joined(m_.cc));
        date();
        if (attachmentsAgree) attachments();
        return std::move(out_);
    }

private:
    void differ(const char* field, const std::string& ours, const std::string& truth) {
        out_.push_back({file_, field, elide(visible(ours), 90), elide(visible(truth), 90)});
    }
    void header(const char* field, const std::string& ours) {
        const std::string theirs = str(truth_[QLatin1String(field)]);
        if (loose(ours) != loose(theirs)) differ(field, ours, theirs);
    }
    void date() {
        const std::string theirs = str(truth_[QLatin1String("date_utc")]);
        std::string ours;
        if (m_.date.present) {
            const std::int64_t zone = m_.date.zoneMinutes == Stamp::kNoZone ? 0 : m_.date.zoneMinutes;
            ours = formatIso(Time(std::chrono::microseconds(m_.date.civil - zone * 60'000'000)));
        }
        if (ours != theirs) differ("date", ours + " of " + m_.rawDate, theirs);
    }
    void attachments() {
        std::multiset<std::string> theirs, mine;
        std::map<std::string, std::string> says;
        int theirEmbedded = 0, myEmbedded = 0;
        for (const QJsonValue& v : truth_[QLatin1String("attachments")].toArray()) {
            const QJsonObject a = v.toObject();
            if (a.contains(QLatin1String("embedded_message"))) {
                ++theirEmbedded;
                continue;
            }
            // A multipart without parts is a container here, its contents a text.
            if (a[QLatin1String("mime")].toString().startsWith(QLatin1String("multipart/"))) continue;
            const std::string sha = str(a[QLatin1String("sha256")]);
            theirs.insert(sha);
            says[sha] = str(a[QLatin1String("mime")]) + " " + str(a[QLatin1String("name")]) + " " +
                        std::to_string(a[QLatin1String("size")].toInt());
        }
        for (const Part& p : m_.parts) {
            if (p.kind == PartKind::Message) ++myEmbedded;
            if (p.kind != PartKind::Attachment && p.kind != PartKind::Inline) continue;
            // A text without a name (a calendar, Markdown) is a body to the tools, to us something that can
            // be saved.
            if (p.mediaType.starts_with("text/") && p.name.empty() && p.disposition != "attachment") continue;
            const std::string sha = toHex(p.sha256);
            mine.insert(sha);
            says[sha] = p.mediaType + " " + p.name + " " + std::to_string(p.size);
        }
        std::string onlyMine, onlyTheirs;
        for (const std::string& s : mine)
            if (mine.count(s) != theirs.count(s)) onlyMine += "[" + says[s] + "]";
        for (const std::string& s : theirs)
            if (mine.count(s) != theirs.count(s)) onlyTheirs += "[" + says[s] + "]";
        if (!onlyMine.empty() || !onlyTheirs.empty()) differ("attachments", onlyMine, onlyTheirs);
        if (theirEmbedded != myEmbedded)
            differ("embedded", std::to_string(myEmbedded), std::to_string(theirEmbedded));
    }

    const Message& m_;
    const QJsonObject truth_;
    std::string file_;
    std::vector<Difference> out_;
};

QJsonObject readJson(const QString& path) {
    QFile f(path);
    if (!f.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(f.readAll()).object();
}

QByteArray readAll(const QString& path) {
    QFile f(path);
    return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
}

std::string_view view(const QByteArray& b) {
    return {b.constData(), static_cast<std::size_t>(b.size())};
}

}  // namespace

class TestCorpus : public QObject {
    Q_OBJECT

    std::set<std::size_t> used_;
    /// Prints what differs, each with its reason; returns the number of unexplained ones.
    int report(const char* what, int compared, const std::vector<Difference>& all) {
        int unexplained = 0;
        std::printf("%s: %d messages compared, %zu differences\n", what, compared, all.size());
        for (const Difference& d : all) {
            const char* reason = nullptr;
            for (std::size_t i = 0; i < std::size(kAllowed); ++i)
                if (std::string_view(d.file).ends_with(kAllowed[i].file) && d.field == kAllowed[i].field) {
                    reason = kAllowed[i].reason;
                    used_.insert(i);
                }
            if (!reason) ++unexplained;
            std::printf("  %-44s %-11s ours {%s} truth {%s} -- %s\n", d.file.c_str(), d.field.c_str(),
                        d.ours.c_str(), d.truth.c_str(), reason ? reason : "UNEXPLAINED");
        }
        std::fflush(stdout);
        return unexplained;
    }

private Q_SLOTS:
    void eml() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/eml"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        const QJsonObject files =
            readJson(sharedPath(QStringLiteral("corpus/truth/mail/eml.json")))[QLatin1String("files")]
                .toObject();
        std::vector<Difference> differences;
        int compared = 0;
        for (auto it = files.begin(); it != files.end(); ++it) {
            const QString path = dir + QLatin1Char('/') + it.key();
            if (!QFile::exists(path)) continue;
            const QByteArray octets = readAll(path);
            const std::string file = it.key().toStdString();
            const std::string as =
                recognisedAs(view(octets), file.substr(file.rfind('/') + 1), "eml/" + file);
            const bool fromLine = it.value().toObject()[QLatin1String("leading_From_line")].toBool();
            if (as != "eml" && !(fromLine && as == "mbox"))
                differences.push_back({file, "recognised", as, fromLine ? "eml or mbox" : "eml"});
            const KeepingSink sink = readText(view(octets), "eml");
            const auto top = sink.top();
            if (sink.foundCount != 1 || top.size() != 1) {
                differences.push_back({file, "count", std::to_string(sink.foundCount), "1"});
                continue;
            }
            const QJsonObject truth = it.value().toObject();
            const auto one =
                Comparison(*top[0], truth, file)
                    .run(truth[QLatin1String("email_mime")].toObject()[QLatin1String("agrees")].toBool());
            differences.insert(differences.end(), one.begin(), one.end());
            ++compared;
        }
        QVERIFY(compared > 1000);
        QCOMPARE(report("eml", compared, differences), 0);
    }

    void mbox() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/mbox"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        std::vector<Difference> differences;
        int compared = 0;
        for (const QString& name : QDir(dir).entryList(QDir::Files)) {
            const QByteArray octets = readAll(dir + QLatin1Char('/') + name);
            const QJsonObject truth = readJson(
                sharedPath(QStringLiteral("corpus/truth/mail/mbox/") + name + QStringLiteral(".json")));
            const std::string file = name.toStdString();
            const std::string as = recognisedAs(view(octets), file, "mbox/" + file);
            if (as != "mbox") differences.push_back({file, "recognised", as, "mbox"});
            const KeepingSink sink = readText(view(octets), "mbox");
            const auto top = sink.top();
            const QJsonArray messages = truth[QLatin1String("messages")].toArray();
            if (sink.foundCount != top.size() + sink.skippedCount ||
                static_cast<qsizetype>(top.size()) != messages.size()) {
                differences.push_back(
                    {file, "count", std::to_string(top.size()), std::to_string(messages.size())});
                continue;
            }
            for (std::size_t i = 0; i < top.size(); ++i) {
                const QJsonObject t = messages[static_cast<qsizetype>(i)].toObject();
                const std::string where = file + "#" + std::to_string(i + 1);
                const auto end = static_cast<std::uint64_t>(t[QLatin1String("end")].toDouble());
                if (top[i]->offset + top[i]->length != end)
                    differences.push_back(
                        {where, "end", std::to_string(top[i]->offset + top[i]->length), std::to_string(end)});
                const auto one = Comparison(*top[i], t, where).run(true);
                differences.insert(differences.end(), one.begin(), one.end());
                ++compared;
            }
        }
        QVERIFY(compared > 100);
        QCOMPARE(report("mbox", compared, differences), 0);
    }

    void maildir() {
        const QString dir = sharedPath(QStringLiteral("corpus/mail/maildir"));
        if (dir.isEmpty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        std::vector<Difference> differences;
        int compared = 0;
        for (const QString& tree : QDir(dir).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QJsonObject truth = readJson(
                sharedPath(QStringLiteral("corpus/truth/mail/maildir/") + tree + QStringLiteral(".json")));
            const QJsonObject messages = truth[QLatin1String("messages")].toObject();
            for (auto it = messages.begin(); it != messages.end(); ++it) {
                const QString path = dir + QLatin1Char('/') + tree + QLatin1Char('/') + it.key();
                if (!QFile::exists(path)) continue;
                const QJsonObject t = it.value().toObject();
                const QByteArray octets = readAll(path);
                const std::string file = tree.toStdString() + "/" + it.key().toStdString();
                const std::string base = file.substr(file.rfind('/') + 1);
                const std::string as = recognisedAs(view(octets), base, file);
                const bool mail = t[QLatin1String("looks_like_mail")].toBool();
                if ((as == "eml" || as == "maildir") != mail)
                    differences.push_back({file, "recognised", as, mail ? "a message" : "not a message"});
                if (as != "eml" && as != "maildir") continue;
                ReadHints hints;
                hints.name = base;
                const KeepingSink sink = readText(view(octets), as, hints);
                if (sink.foundCount != 1 || sink.top().size() != 1) {
                    differences.push_back({file, "count", std::to_string(sink.foundCount), "1"});
                    continue;
                }
                const Message& m = *sink.top()[0];
                if (as == "maildir" && m.flags != str(t[QLatin1String("flags")]))
                    differences.push_back({file, "flags", m.flags, str(t[QLatin1String("flags")])});
                const auto one = Comparison(m, t, file).run(true);
                differences.insert(differences.end(), one.begin(), one.end());
                ++compared;
            }
        }
        QVERIFY(compared > 20);
        QCOMPARE(report("maildir", compared, differences), 0);
    }

    /// An explanation nobody needs any more hides the next difference.
    void everyExplanationIsNeeded() {
        if (used_.empty()) QSKIP("the shared corpus is not here: set SILLAGE_SHARED");
        for (std::size_t i = 0; i < std::size(kAllowed); ++i)
            QVERIFY2(used_.count(i), qPrintable(QString::fromUtf8(kAllowed[i].file) + QLatin1Char(' ') +
                                                QString::fromUtf8(kAllowed[i].field)));
    }
};

QTEST_GUILESS_MAIN(TestCorpus)
#include "tst_corpus.moc"

// Items of Outlook stores opened again by their locator, live, embedded and recovered: the same content as when they
// were read. And recovery as such: each item once, never a live one, at least what pffexport finds with content.
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "base/error.h"
#include "mail/pst_support.h"
#include "support/pst_samples.h"
#include "support/shared_corpus.h"

namespace pstw = sillage::pstw;

namespace {

std::string rebuilt(ByteSource& source, const std::string& locator) {
    std::string out;
    mailFormat("pst")->items->rebuild(source, locator, true, [&](std::string_view o) { out += o; });
    return out;
}

/// Every part of every item gives the octets that were hashed. Returns how many parts were compared.
std::size_t partsAgree(ByteSource& source, const KeepingSink& sink, std::string& wrong) {
    std::size_t compared = 0;
    for (const Message& m : sink.messages) {
        for (const Part& p : m.parts) {
            if (p.kind != PartKind::Attachment && p.kind != PartKind::Inline) continue;
            Sha256 hash;
            try {
                mailFormat("pst")->items->part(source, m.locator, p.number, [&](std::string_view o) { hash.add(o); });
            } catch (const Error& e) {
                wrong += m.locator + " part " + p.number + ": " + e.what() + "\n";
                continue;
            }
            if (hash.finish() != p.sha256) wrong += m.locator + " part " + p.number + " (" + p.name + ") differs\n";
            ++compared;
        }
    }
    return compared;
}

/// Every item says the same, read from its properties and read again from the message rebuilt of them: header, parts,
/// their digests, text. Returns how many items were compared.
std::size_t rebuiltAgree(ByteSource& source, const KeepingSink& sink, std::string& wrong) {
    std::size_t compared = 0;
    for (std::size_t i = 0; i < sink.messages.size(); ++i) {
        const Message& m = sink.messages[i];
        const KeepingSink again = readText(rebuilt(source, m.locator), "eml");
        std::vector<std::size_t> family = {i};  // the item and all that lies in it, in order
        for (std::size_t k = i + 1; k < sink.messages.size() && sink.messages[k].parent >= 0; ++k) {
            const std::string& inner = sink.messages[k].locator;
            if (inner.compare(0, m.locator.size() + 1, m.locator + "/") == 0) family.push_back(k);
        }
        if (again.messages.size() != family.size()) {
            wrong += m.locator + ": " + std::to_string(family.size()) + " messages | " + std::to_string(again.messages.size()) + "\n";
            continue;
        }
        for (std::size_t k = 0; k < family.size(); ++k)
            if (const std::string other = saysOther(sink.messages[family[k]], again.messages[k]); !other.empty())
                wrong += sink.messages[family[k]].locator + ": " + other + "\n";
        ++compared;
    }
    return compared;
}

}  // namespace

class TestPstAccess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void again_by_locator();
    void not_there();
    void published_again_by_locator();
    void finds_what_pffexport_finds();
};

void TestPstAccess::again_by_locator() {
    for (const auto v : {pstw::Variant::Ansi, pstw::Variant::Unicode, pstw::Variant::Unicode4k}) {
        QTemporaryDir dir;
        const std::string path = dir.filePath(QStringLiteral("s.pst")).toStdString();
        pstw::Store made = pstw::sampleStore(v);
        for (auto& folder : made.folders) folder.generated = std::min<std::uint64_t>(folder.generated, 20);
        pstw::writeStore(path, made);
        FileSource source(path);
        const KeepingSink sink = readPst(*source);
        QCOMPARE(sink.problems.size() + sink.failures.size(), std::size_t(0));
        std::string wrong;
        QVERIFY(partsAgree(*source, sink, wrong) > 20);
        QCOMPARE(rebuiltAgree(*source, sink, wrong), sink.messages.size());
        QVERIFY2(wrong.empty(), wrong.c_str());
        std::size_t nested = 0, recovered = 0;
        for (const Message& m : sink.messages) {
            const std::string eml = rebuilt(*source, m.locator);
            QVERIFY2(!eml.empty() && eml == rebuilt(*source, m.locator), m.locator.c_str());
            const Message again = parseOne(eml);
            QCOMPARE(again.subject, m.subject);
            nested += m.parent >= 0 ? 1 : 0;
            recovered += m.recovered ? 1 : 0;
            if (m.locator.find("/part:") != std::string::npos) continue;
            QVERIFY(!mailFormat("pst")->items->view(*source, m.locator).empty());
            std::string json;
            mailFormat("pst")->items->properties(*source, m.locator, [&](std::string_view o) { json += o; });
            QVERIFY(json.starts_with('{') && json.find("recipients") != std::string::npos);
        }
        QVERIFY(nested > 0 && recovered > 0);
    }
}

void TestPstAccess::not_there() {
    QTemporaryDir dir;
    const std::string path = dir.filePath(QStringLiteral("s.pst")).toStdString();
    pstw::writeStore(path, pstw::sampleStore(pstw::Variant::Unicode));
    FileSource source(path);
    for (const char* locator : {"", "nid:", "nid:zz", "nid:7fffffe4", "nid:200024/att:9999", "page:512/nid:200024", "page:x",
                                "block:1", "block:99999999999999999999", "nid:21 ", "item:1"})
        QVERIFY_THROWS_EXCEPTION(Error, rebuilt(*source, locator));
}

void TestPstAccess::published_again_by_locator() {
    const QString corpus = sharedPath(QStringLiteral("corpus"));
    if (corpus.isEmpty()) QSKIP("no corpus of published stores here (../shared, or $SILLAGE_SHARED)");
    std::size_t compared = 0, recovered = 0, same = 0;
    for (const char* folder : {"pst", "ost"}) {
        const QDir dir(corpus + QStringLiteral("/mail/") + QLatin1String(folder));
        for (const QString& name : dir.entryList(QDir::Files, QDir::Name)) {
            FileSource source(dir.filePath(name).toStdString());
            const KeepingSink sink = readPst(*source);
            std::string wrong;
            compared += partsAgree(*source, sink, wrong);
            same += rebuiltAgree(*source, sink, wrong);
            QVERIFY2(wrong.empty(), (name.toStdString() + ": " + wrong).c_str());
            std::set<std::string> locators;
            std::set<Digest> live;
            for (const Message* m : sink.top()) {
                QVERIFY2(locators.insert(m->locator).second, m->locator.c_str());
                if (!m->recovered) live.insert(m->sha256);
            }
            for (const Message* m : sink.top()) {
                QVERIFY(!m->recovered || (!m->recoveredHow.empty() && !live.contains(m->sha256)));
                recovered += m->recovered ? 1 : 0;
            }
        }
    }
    qInfo("%zu parts opened again, %zu items the same rebuilt, %zu items recovered", compared, same, recovered);
    QVERIFY(compared > 60 && same > 100 && recovered >= 10);
}

/// What pffexport exports as recovered with a body or attachments is among what we recover (or live here: pffexport
/// also "recovers" rows of old tables, which repeat a live item's subject without its content).
void TestPstAccess::finds_what_pffexport_finds() {
    const QString corpus = sharedPath(QStringLiteral("corpus"));
    const QString tool = QStandardPaths::findExecutable(QStringLiteral("pffexport"));
    if (corpus.isEmpty() || tool.isEmpty()) QSKIP("no corpus of published stores, or no pffexport to compare with");
    QTemporaryDir scratch;
    std::size_t theirs = 0, withContent = 0;
    for (const char* folder : {"pst", "ost"}) {
        const QDir dir(corpus + QStringLiteral("/mail/") + QLatin1String(folder));
        for (const QString& name : dir.entryList(QDir::Files, QDir::Name)) {
            const QString target = scratch.filePath(name);
            QProcess run;
            run.start(tool, {QStringLiteral("-q"), QStringLiteral("-m"), QStringLiteral("all"), QStringLiteral("-t"), target,
                             dir.filePath(name)});
            QVERIFY(run.waitForFinished(120'000));
            FileSource source(dir.filePath(name).toStdString());
            const KeepingSink sink = readPst(*source);
            std::multiset<std::string> recovered, all;
            for (const Message* m : sink.top()) {
                all.insert(m->subject);
                if (m->recovered) recovered.insert(m->subject);
            }
            QDir found(target + QStringLiteral(".recovered"));
            for (const QString& item : found.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
                QDir one(found.filePath(item));
                std::string text;
                bool content = one.exists(QStringLiteral("Attachments"));
                for (const QString& file : one.entryList(QDir::Files)) {
                    content = content || file.startsWith(QLatin1String("Message."));
                    text += fileBytes(one.filePath(file).toStdString());
                }
                const std::size_t at = text.find("\nSubject:");
                if (at == std::string::npos) continue;
                std::string subject = text.substr(at + 9, text.find('\n', at + 1) - at - 9);
                subject.erase(0, subject.find_first_not_of("\t "));
                while (!subject.empty() && subject.back() == '\r') subject.pop_back();
                ++theirs;
                withContent += content ? 1 : 0;
                const auto& among = content ? recovered : all;
                QVERIFY2(among.contains(subject), (name.toStdString() + ": " + item.toStdString() + " " + subject).c_str());
            }
        }
    }
    qInfo("pffexport recovers %zu items of these stores, %zu with content; all of them are here", theirs, withContent);
    QVERIFY(theirs > 0 && withContent > 0);
}

QTEST_GUILESS_MAIN(TestPstAccess)
#include "tst_pst_access.moc"

// How values look: numbers, octets, ids, times; tokens of the theme readable; every French string there.
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include "record/event.h"
#include "ui/models/columns.h"
#include "ui/models/format.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/raw_pane.h"

using namespace sillage;
using namespace sillage::ui;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void numbersHaveThinSpaces() {
        QCOMPARE(number(0), QStringLiteral("0"));
        QCOMPARE(number(999), QStringLiteral("999"));
        QCOMPARE(number(1'284'310), QString::fromUtf8("1\u202F284\u202F310"));
        QCOMPARE(number(-1'000),
                 QString::fromUtf8("\u22121\u202F000"));
    }

    void octetsAreForPeopleAndExactInTheTooltip() {
        const QChar thin(0x202F);
        QCOMPARE(humanBytes(412), QStringLiteral("412%1B").arg(thin));
        QCOMPARE(humanBytes(48'213), QStringLiteral("48.2%1kB").arg(thin));
        QCOMPARE(humanBytes(412'601'113), QStringLiteral("413%1MB").arg(thin));
        QVERIFY(exactBytes(48'213).contains(QString::fromUtf8("48\u202F213")));
    }

    void idsAreShortened() {
        QCOMPARE(shortId(QStringLiteral("T-3f9c0a61b2d4")), QStringLiteral("T-3f9c0a61b2d4"));
        QCOMPARE(shortId(QStringLiteral("9f86d081884c7d659a2f")),
                 QStringLiteral("9f86d081884c") + QChar(0x2026));
    }

    void everyGradeIsReadableOnEveryBackground() {
        for (Scheme scheme : {Scheme::Light, Scheme::Dark, Scheme::HighContrast}) {
            const Tokens& t = tokensOf(scheme);
            for (int g = 0; g <= int(Grade::Recorded); ++g)
                for (const QColor& background : {t.base, t.alternate})
                    QVERIFY2(contrastRatio(gradeColor(t, Grade(g)), background) >= 4.5,
                             qPrintable(gradeColor(t, Grade(g)).name()));
            for (const QColor& background : {t.window, t.base, t.raised, t.selection, t.hover}) {
                QVERIFY(contrastRatio(t.text, background) >= 4.5);
                QVERIFY2(contrastRatio(t.muted, background) >= 4.5, qPrintable(background.name()));
            }
            QVERIFY(contrastRatio(t.onAccent, t.accent) >= 4.5);
            QVERIFY(contrastRatio(t.text, t.mark) >= 4.5);
        }
    }

    void hexDumpKeepsAbsoluteOffsets() {
        const QString dump = hexDump(std::string("GET /\0x\n0123456789", 18), 0x18330);
        QCOMPARE(dump.split(QLatin1Char('\n')).size(), 2);
        QVERIFY(dump.startsWith(QLatin1String("0000018330  47 45 54")));
        QVERIFY(dump.split(QLatin1Char('\n'))[1].startsWith(QLatin1String("0000018340")));
        const QStringList narrow = hexDump(std::string("GET /\0x\n0123456789", 18), 0x18330, 8).split(QLatin1Char('\n'));
        QCOMPARE(narrow.size(), 3);
        QCOMPARE(narrow[1], QStringLiteral("0000018338  30 31 32 33 34 35 36 37  01234567"));
    }

    void aQueryFallsIntoItsConditions() {
        QCOMPARE(topLevelTerms(QStringLiteral("ip:1.2.3.4 subject:\"a b\" (x OR y)")),
                 QStringList({QStringLiteral("ip:1.2.3.4"), QStringLiteral("subject:\"a b\""),
                              QStringLiteral("(x OR y)")}));
        QCOMPARE(topLevelTerms(QStringLiteral("a OR b")), QStringList({QStringLiteral("a OR b")}));
        QCOMPARE(topLevelTerms(QStringLiteral("a AND b")).size(), 2);
    }

    void everyActionAndPrecisionHasAWord() {
        struct Marking : QTranslator {
            QString translate(const char* context, const char* source, const char*, int) const override {
                return QLatin1String(context) + QLatin1Char('/') + QLatin1String(source);
            }
            bool isEmpty() const override { return false; }
        } marking;
        QCoreApplication::installTranslator(&marking);
        for (int a = 0; a <= int(Action::File); ++a) {
            const auto name = actionName(Action(a));
            const QString text = QString::fromLatin1(name.data(), qsizetype(name.size()));
            QCOMPARE(valueWord("action", text), QStringLiteral("Actions/") + text);
        }
        for (const char* finer : {"microsecond", "millisecond", "second", "minute", "hour", "day"})
            QCOMPARE(valueWord("precision", QLatin1String(finer)), QStringLiteral("Precision/") + QLatin1String(finer));
        QCOMPARE(valueWord("action", QStringLiteral("something new")), QStringLiteral("something new"));
        QCoreApplication::removeTranslator(&marking);
    }

    void frenchIsComplete() {
        checkTranslation(QStringLiteral(SILLAGE_SOURCE_DIR "/resources/translations/sillage_fr.ts"));
    }

    // A string added to the sources and never brought into the file would not be unfinished there: extract
    // anew.
    void frenchKnowsEveryStringOfTheSources() {
        const QString root = QStringLiteral(SILLAGE_SOURCE_DIR);
        const QString lupdate = QStandardPaths::findExecutable(
            QStringLiteral("lupdate"), {QLibraryInfo::path(QLibraryInfo::BinariesPath),
                                        QLibraryInfo::path(QLibraryInfo::LibraryExecutablesPath)});
        if (lupdate.isEmpty())
            QSKIP(
                "lupdate is not installed (qt6-l10n-tools): strings missing from the translation cannot be "
                "found");
        QTemporaryDir place;
        const QString copy = place.filePath(QStringLiteral("sillage_fr.ts"));
        QVERIFY(QFile::copy(root + QStringLiteral("/resources/translations/sillage_fr.ts"), copy));
        QProcess process;
        process.start(
            lupdate, {QStringLiteral("-silent"), QStringLiteral("-locations"), QStringLiteral("none"),
                      QStringLiteral("-I"), root, root + QStringLiteral("/ui"), QStringLiteral("-ts"), copy});
        QVERIFY(process.waitForFinished(120'000));
        QCOMPARE(process.exitCode(), 0);
        checkTranslation(copy);
    }

private:
    static void checkTranslation(const QString& path) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        int messages = 0;
        QString source;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement()) continue;
            if (xml.name() == QLatin1String("source")) source = xml.readElementText();
            if (xml.name() != QLatin1String("translation")) continue;
            ++messages;
            QVERIFY2(xml.attributes().value(QLatin1String("type")).isEmpty(), qPrintable(source));
            QVERIFY2(!xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed().isEmpty(),
                     qPrintable(source));
        }
        QVERIFY2(messages > 300, qPrintable(QString::number(messages)));
    }
};

QTEST_MAIN(TestFormat)
#include "tst_format.moc"

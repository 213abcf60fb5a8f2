// sillage: the workbench.
//   sillage [--case DIR] [--demo] [--lang fr|en] [--theme light|dark|contrast] [--screenshot-dir DIR]
//   [EVIDENCE…]
// With EVIDENCE and no --case, the case is made beside the working directory's evidence, or in a temporary
// place that is named on standard error.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>
#include <QTranslator>
#include <cstdio>

#include "ui/main_window.h"
#include "ui/screenshots.h"
#include "ui/theme/theme.h"

namespace {

using sillage::ui::MainWindow;
using sillage::ui::Theme;

// Qt's own dialogs and ours, both in the same language.
void translate(QApplication& app, const QString& language) {
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    auto* qt = new QTranslator(&app);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto* own = new QTranslator(&app);
    if (own->load(locale, QStringLiteral("sillage"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        own->load(QStringLiteral(":/i18n/sillage_en.qm")))  // plurals of the source language
        QCoreApplication::installTranslator(own);
}

Theme::Choice themeChoice(const QString& name) {
    if (name == QLatin1String("light")) return Theme::Choice::Light;
    if (name == QLatin1String("dark")) return Theme::Choice::Dark;
    if (name == QLatin1String("contrast")) return Theme::Choice::HighContrast;
    return Theme::Choice(QSettings().value(QStringLiteral("theme"), int(Theme::Choice::Desktop)).toInt());
}

QString caseFor(const QStringList& evidence) {
    const QString name = QFileInfo(evidence.first()).completeBaseName() + QStringLiteral(".sillage");
    const bool writable = QFileInfo(QDir::currentPath()).isWritable();
    const QString path = (writable ? QDir::current() : QDir::temp()).filePath(name);
    std::fprintf(stderr, "sillage: the case is %s\n", qPrintable(path));
    return path;
}

void begin(MainWindow& window, const QCommandLineParser& options) {
    const QStringList evidence = options.positionalArguments();
    if (options.isSet(QStringLiteral("demo"))) return window.openExample();
    const QString directory = options.value(QStringLiteral("case"));
    if (directory.isEmpty() && evidence.isEmpty()) return;
    if (window.openCase(directory.isEmpty() ? caseFor(evidence) : directory, !evidence.isEmpty()) &&
        !evidence.isEmpty())
        window.importNow(evidence);
}

}  // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("sillage"));
    QCoreApplication::setOrganizationName(QStringLiteral("sillage"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SILLAGE_VERSION));
    QCommandLineParser options;
    options.setApplicationDescription(
        QStringLiteral("Which messages and files an intruder reached, how sure, and why."));
    options.addHelpOption();
    options.addVersionOption();
    options.addOptions(
        {{QStringLiteral("case"), QStringLiteral("Open this case."), QStringLiteral("DIR")},
         {QStringLiteral("demo"), QStringLiteral("Open the worked example.")},
         {QStringLiteral("lang"), QStringLiteral("Language of the window: en or fr."),
          QStringLiteral("LANG")},
         {QStringLiteral("theme"), QStringLiteral("light, dark or contrast."), QStringLiteral("THEME")},
         {QStringLiteral("size"), QStringLiteral("Size of the window, as 1280x800."), QStringLiteral("SIZE")},
         {QStringLiteral("screenshot-dir"), QStringLiteral("Save every view as PNG there and quit."),
          QStringLiteral("DIR")}});
    options.addPositionalArgument(QStringLiteral("evidence"),
                                  QStringLiteral("Files, directories, archives to import."),
                                  QStringLiteral("[EVIDENCE…]"));
    options.process(app);

    translate(app, options.value(QStringLiteral("lang")));
    Theme::instance().install(app);
    Theme::instance().choose(themeChoice(options.value(QStringLiteral("theme"))));
    MainWindow window;
    const QStringList size = options.value(QStringLiteral("size")).split(QLatin1Char('x'));
    if (size.size() == 2) window.resize(size[0].toInt(), size[1].toInt());
    window.show();
    begin(window, options);
    if (options.isSet(QStringLiteral("screenshot-dir"))) {
        auto* tour =
            new sillage::ui::ScreenshotTour(&window, options.value(QStringLiteral("screenshot-dir")));
        tour->start();
    }
    return QApplication::exec();
}

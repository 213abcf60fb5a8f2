#include "ui/dialogs/save_attachment.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "ui/models/format.h"
#include "ui/theme/icons.h"

namespace sillage::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(SaveAttachment)
};

void chooseAndWrite(CaseSession* session, qint64 placement, const Part& part, QWidget* parent) {
    const QString last =
        QSettings()
            .value(QStringLiteral("lastDirectory"),
                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
            .toString();
    auto* dialog = new QFileDialog(parent, Words::tr("Save the attachment"), last);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(neutralName(part));
    QObject::connect(dialog, &QFileDialog::fileSelected, session, [session, placement, part](const QString& path) {
        session->ask<qint64>(
            session,
            [host = session->sharedHost(), placement, part, path](CaseReader& r) {
                return writeAttachment(r, *host, placement, part, path);
            },
            [session, path](qint64&& octets) {
                Q_EMIT session->announced(Words::tr("Saved %1 (%2). Written to custody.").arg(path, exactBytes(octets)));
                Q_EMIT session->annotated();
            });
    });
    dialog->open();
}

}  // namespace

QString neutralName(const Part& part) {
    return QStringLiteral("attachment_%1.bin").arg(QString::fromStdString(toHex(part.sha256)).left(12));
}

qint64 writeAttachment(CaseReader& reader, CaseHost& host, qint64 placement, const Part& part,
                       const QString& path) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        throw Error("Cannot write " + path.toStdString() + ": " + file.errorString().toStdString(),
                    "Choose another directory.");
    qint64 octets = 0;
    reader.attachment(placement, part.number, [&](std::string_view bytes) {
        if (file.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()))
            throw Error("Cannot write " + path.toStdString() + ": " + file.errorString().toStdString(),
                        "Free some space, or choose another directory.");
        octets += qint64(bytes.size());
    });
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    JsonWriter json;
    json.beginObject().key("placement").number(placement).key("part").string(part.number);
    json.key("name").string(part.name).key("sha256").string(toHex(part.sha256));
    json.key("path").string(path.toStdString()).endObject();
    host.logCustody("attachment save", json.text());
    if (!file.commit())
        throw Error("Cannot write " + path.toStdString() + ": " + file.errorString().toStdString(),
                    "Choose another directory.");
    return octets;
}

void saveAttachment(CaseSession* session, qint64 placement, const Part& part, QWidget* parent) {
    auto* box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(Words::tr("Save the attachment"));
    box->setIconPixmap(icon("dialog-warning").pixmap(32, 32));
    box->setTextFormat(Qt::PlainText);
    box->setText(Words::tr("What an intruder's target received may be harmful."));
    box->setInformativeText(
        Words::tr("%1 (%2) is written as it was sent, under a name that nothing opens by itself. Open it on a "
                  "machine meant for that only. The act, the place and the hash are written to the custody log.")
            .arg(part.name.empty() ? plain(part.mediaType) : plain(part.name), humanBytes(qint64(part.size))));
    box->addButton(Words::tr("Cancel"), QMessageBox::RejectRole);
    auto* go = box->addButton(Words::tr("Choose where"), QMessageBox::AcceptRole);
    QObject::connect(go, &QPushButton::clicked, session,
                     [session, placement, part, parent] { chooseAndWrite(session, placement, part, parent); });
    box->open();
}

}  // namespace sillage::ui

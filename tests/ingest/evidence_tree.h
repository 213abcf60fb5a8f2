// Small generated evidence: messages, Maildirs, an mbox, logs, containers, hostile names.
#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QString>

#include <string>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "base/hash.h"

namespace tree {

inline QByteArray message(int n, const QByteArray& extra = {}) {
    return "From: Camille <camille@example.org>\r\nTo: etienne@example.org\r\nSubject: Dossier " + QByteArray::number(n) +
           "\r\nDate: Thu, 11 Dec 2025 22:0" + QByteArray::number(n % 10) + ":00 +0100\r\nMessage-ID: <m" +
           QByteArray::number(n) + "@example.org>\r\n\r\nBody of message " + QByteArray::number(n) + ".\r\n" + extra;
}

inline void put(const QString& path, const QByteArray& octets) {
    QDir().mkpath(QFileInfo(path).path());
    QFile f(path);
    if (!f.open(QIODevice::WriteOnly) || f.write(octets) != octets.size()) qFatal("cannot write %s", qPrintable(path));
}

inline QByteArray mbox(int messages, int from = 0) {
    QByteArray out;
    for (int i = 0; i < messages; ++i) {
        QByteArray m = message(from + i);
        m.replace("\r\n", "\n");
        out += "From camille@example.org Thu Dec 11 22:00:00 2025\n" + m + "\n";
    }
    return out;
}

inline QByteArray accessLog(int lines) {
    QByteArray out;
    for (int i = 0; i < lines; ++i)
        out += "203.0.113." + QByteArray::number(i % 250) + " - - [11/Dec/2025:23:02:" +
               QByteArray::number(10 + i % 50) + " +0100] \"GET /?_task=mail&_mbox=INBOX&_uid=" + QByteArray::number(i) +
               "&_action=show HTTP/1.1\" 200 3925 \"-\" \"Mozilla/5.0\"\n";
    return out;
}

inline void maildir(const QString& root, int messages, int from = 0) {
    QByteArray list = "3 V1765393206 N" + QByteArray::number(messages + 1) + " Gabc\n";
    QDir().mkpath(root + QStringLiteral("/new"));
    for (int i = 0; i < messages; ++i) {
        const QString base = QStringLiteral("1765393206.M%1P1.mail").arg(from + i, 6, 10, QLatin1Char('0'));
        put(root + QStringLiteral("/cur/") + base + QStringLiteral(":2,S"), message(from + i));
        list += QByteArray::number(i + 1) + " :" + base.toLatin1() + "\n";
    }
    put(root + QStringLiteral("/dovecot-uidlist"), list);
}

struct Entry {
    std::string path;
    QByteArray octets;
    int type = AE_IFREG;
};

/// Writes a container. filter: "", "gzip", "bzip2", "xz", "zstd"; format: "tar", "zip", "7zip", "raw".
inline QByteArray container(const std::vector<Entry>& entries, const char* format, const char* filter = "",
                            const char* password = nullptr) {
    QByteArray buffer((64 << 20), '\0');
    std::size_t used = 0;
    archive* a = archive_write_new();
    archive_write_set_format_by_name(a, std::string(format) == "tar" ? "gnutar" : format);
    if (*filter) archive_write_add_filter_by_name(a, filter);
    if (password) {
        archive_write_set_options(a, "zip:encryption=aes256");
        archive_write_set_passphrase(a, password);
    }
    archive_write_open_memory(a, buffer.data(), static_cast<std::size_t>(buffer.size()), &used);
    for (const Entry& e : entries) {
        archive_entry* h = archive_entry_new();
        archive_entry_set_pathname(h, e.path.c_str());
        archive_entry_set_filetype(h, static_cast<unsigned>(e.type));
        if (e.type == AE_IFLNK) archive_entry_set_symlink(h, "/etc/passwd");
        archive_entry_set_perm(h, 0644);
        archive_entry_set_mtime(h, 1765393206, 0);
        archive_entry_set_size(h, e.type == AE_IFREG ? e.octets.size() : 0);
        archive_write_header(a, h);
        if (e.type == AE_IFREG) archive_write_data(a, e.octets.constData(), static_cast<std::size_t>(e.octets.size()));
        archive_entry_free(h);
    }
    archive_write_close(a);
    archive_write_free(a);
    buffer.resize(static_cast<qsizetype>(used));
    return buffer;
}

/// A bit of everything.
inline void everything(const QString& dir) {
    maildir(dir + QStringLiteral("/var/vmail/camille/Maildir"), 300);
    maildir(dir + QStringLiteral("/var/vmail/camille/Maildir/.&AMk-l&AOk-ments.2025"), 20, 400);
    for (int i = 0; i < 30; ++i) put(dir + QStringLiteral("/loose/%1.eml").arg(i), message(1000 + i));
    put(dir + QStringLiteral("/small.mbox"), mbox(40, 2000));
    put(dir + QStringLiteral("/var/log/nginx/access.log"), accessLog(500));
    put(dir + QStringLiteral("/var/log/nginx/access.log.1.gz"),
        container({{"data", accessLog(300)}}, "raw", "gzip"));
    const QByteArray inner = container({{"deep/one.eml", message(3000)}, {"deep/log", accessLog(10)}}, "zip");
    put(dir + QStringLiteral("/bundle.tar.gz"),
        container({{"./a/two.eml", message(3001)}, {"a/inner.zip", inner}, {"a/link", {}, AE_IFLNK}}, "tar", "gzip"));
    put(dir + QStringLiteral("/blob.bin"), QByteArray("\0\1\2\3", 4));
    put(dir + QStringLiteral("/notes.txt"), "nothing anyone reads\n");
    QFile::link(QStringLiteral("/etc/passwd"), dir + QStringLiteral("/link"));
}

}  // namespace tree

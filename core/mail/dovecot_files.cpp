// Files that stores keep beside the messages: dovecot-uidlist, which maps UIDs to Maildir names (versions 1
// and 3: a header "3 V<uidvalidity> N<next uid> G<guid>" or "1 <uidvalidity> <next uid>", then "<uid> [ext]
// :<name>" or
// "<uid> <name>"), and those that are only recognised: indexes, caches, control files.
#include <algorithm>

#include "base/text.h"
#include "base/phrase.h"
#include "mail/eml.h"
#include "mail/maildir_name.h"

namespace sillage {
namespace {

/// Version and UIDVALIDITY of a uidlist's first line.
bool uidlistHeader(std::string_view line, unsigned long long& version, unsigned long long& validity) {
    const auto fields = split(trim(line), ' ');
    if (fields.size() < 2 || !parseUint(fields[0], version)) return false;
    if (version == 1) return fields.size() >= 3 && parseUint(fields[1], validity);
    if (version != 3) return false;
    bool next = false, found = false;
    for (std::string_view f : fields) {
        unsigned long long n = 0;
        if (f.size() < 2 || !parseUint(f.substr(1), n)) continue;
        if (f[0] == 'V') {
            validity = n;
            found = true;
        }
        next |= f[0] == 'N';
    }
    return found && next;
}

Recognition recogniseUidlist(const Head& head) {
    unsigned long long version = 0, validity = 0;
    if (!uidlistHeader(head.octets.substr(0, head.octets.find('\n')), version, validity)) return {};
    if (head.name == "dovecot-uidlist") return {98, phrase("a Dovecot UID list, version %1", version)};
    return version == 3 ? Recognition{70, phraseText("the first line of a Dovecot UID list")} : Recognition{};
}

void readUidlist(ByteSource& source, const Range&, const ReadHints& hints, Sink& sink) {
    LineReader lines(source, 0, source.size());
    LineReader::Line line;
    unsigned long long version = 0, validity = 0;
    if (!lines.next(line) || !uidlistHeader(line.text.data, version, validity)) {
        sink.problem({0, source.size(), "line 1",
                      "The first line is not that of a Dovecot UID list; no UIDs were taken from it."});
        return;
    }
    sink.fact({"uidvalidity", hints.folder, std::to_string(validity), 0});
    std::uint64_t bad = 0, badOffset = 0, badLine = 0;
    while (lines.next(line) && !sink.stopped()) {
        const std::string_view text = line.text.data;
        const std::size_t space = text.find(' ');
        const std::size_t colon = version == 3 ? text.find(" :") : space;
        unsigned long long uid = 0;
        if (text.empty()) continue;
        if (line.piece || space == std::string_view::npos || colon == std::string_view::npos ||
            !parseUint(text.substr(0, space), uid) || uid == 0 || uid > 0xffffffffu) {
            if (bad++ == 0) {
                badOffset = line.text.offset;
                badLine = line.number;
            }
            continue;
        }
        const std::string_view name = text.substr(colon + (version == 3 ? 2 : 1));
        sink.fact({"uid", hints.folder + "\t" + std::to_string(uid), parseMaildirName(name).base,
                   line.text.offset});
    }
    if (bad)
        sink.problem({badOffset, 0, phrase("line %1", badLine),
                      phrase("%1 lines of the UID list could not be read; the first is cited.", bad)});
}

Recognition recogniseMetadata(const Head& head) {
    const std::string_view name = head.name;
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (head.octets.substr(0, 40).find("<mdb:mork:z") != std::string_view::npos &&
        head.octets.substr(0, 2) == "//") {
        if (!name.ends_with(".msf")) return {90, phraseText("a Mork database: a list that a Mozilla mail program keeps")};
        return {90, "a Mork database: the folder index of a Mozilla mail program; the messages are in the file of "
                    "the same name without .msf"};
    }
    if (is({"panacea.dat", "popstate.dat", "msgFilterRules.dat", "virtualFolders.dat", "rules.dat", "mailViews.dat",
            "junklog.html", "filterlog.html"}))
        return {70, phraseText("a file that a Mozilla mail program keeps beside messages, by its name")};
    if (is({"Envelope Index", "Envelope Index-wal", "Envelope Index-shm", "table_of_contents", "MessageRules.plist",
            "mailbox-list.plist", ".mboxCache.plist"}) ||
        (name == "Info.plist" && head.path.find(".mbox/") != std::string_view::npos))
        return {92, phraseText("a file that Apple Mail keeps beside messages, by its name")};
    if (is({"dovecot.index", "dovecot.index.log", "dovecot.index.log.2", "dovecot.index.cache",
            "dovecot.list.index", "dovecot.list.index.log", "dovecot.list.index.log.2", "dovecot.mailbox.log",
            "dovecot.mailbox.log.2", "dovecot-keywords", "dovecot-acl", "dovecot-acl-list",
            "dovecot-uidvalidity", "dovecot.index.thread", "dovecot.index.search",
            "dovecot.index.search.uids", "dovecot.map.index", "dovecot.map.index.log"}) ||
        name.substr(0, 20) == "dovecot-uidvalidity.")
        return {80, phraseText("a file that Dovecot keeps beside messages, by its name")};
    if (is({"maildirfolder", "courierimapuiddb", "courierimapacl", "courierimapsubscribed",
            "courierimapkeywords", "maildirsize", "subscriptions", ".noindex", ".noupdate", ".uidvalidity",
            ".mbsyncstate"}) &&
        head.size <= (1u << 20))
        return {70, phraseText("a file that mail stores keep beside messages, by its name")};
    return {};
}

}  // namespace

const Format kUidlistFormat{"dovecot-uidlist", "Dovecot UID list", SourceKind::StoreMetadata,
                            recogniseUidlist,  readUidlist,        nullptr,
                            "nothing"};
const Format kStoreMetadataFormat{"store-metadata",
                                  "Index and control files of mail stores",
                                  SourceKind::StoreMetadata,
                                  recogniseMetadata,
                                  nullptr,
                                  nullptr,
                                  "nothing"};

}  // namespace sillage

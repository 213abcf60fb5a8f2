// Authored data: what people stated. case.db, synchronous=FULL, one statement an act.
#include <algorithm>

#include "store/case_store_impl.h"

namespace sillage {

std::vector<Indicator> CaseStore::indicators() {
    std::vector<Indicator> list;
    Statement st = authored().prepare(
        "SELECT id, actor, ip, account, session, user_agent, from_time, to_time, grade, document, reason, "
        "created, device, app, asn "
        "FROM indicator ORDER BY ordinal");
    while (st.step()) {
        Indicator i;
        int column = 0;
        for (std::string* text : {&i.id, &i.actor, &i.ip, &i.account, &i.session, &i.userAgent})
            *text = st.text(column++);
        i.from = st.integer(column++);
        i.to = st.integer(column++);
        i.grade = static_cast<IndicatorGrade>(st.integer(column++));
        i.document = st.text(column++);
        i.reason = st.text(column++);
        i.created = st.integer(column++);
        i.device = st.text(column++);
        i.app = st.text(column++);
        i.asn = static_cast<std::uint32_t>(st.integer(column++));
        list.push_back(std::move(i));
    }
    return list;
}

void CaseStore::addIndicator(const Indicator& i) {
    impl_->requireWriting("adding an indicator");
    // Stated again: the newer grade, document and reason hold; its place in the list stays.
    authored().run(
        "INSERT INTO indicator (id, actor, ip, account, session, user_agent, from_time, to_time, grade, "
        "document, "
        "reason, created, device, app, asn) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15) ON CONFLICT (id) DO UPDATE SET "
        "actor=?2, "
        "ip=?3, account=?4, session=?5, user_agent=?6, from_time=?7, to_time=?8, grade=?9, document=?10, "
        "reason=?11, "
        "created=?12, device=?13, app=?14, asn=?15",
        i.id, i.actor, i.ip, i.account, i.session, i.userAgent, i.from, i.to, static_cast<int>(i.grade),
        i.document, i.reason, i.created, i.device, i.app, i.asn);
}

bool CaseStore::removeIndicator(std::string_view id) {
    impl_->requireWriting("removing an indicator");
    authored().run("DELETE FROM indicator WHERE id = ?", id);
    return authored().changes() > 0;
}

static IpAddress addressOf(std::string_view octets) {
    IpAddress a;
    std::copy_n(octets.begin(), std::min(octets.size(), a.octets.size()), a.octets.begin());
    return a;
}

static std::string_view octetsOf(const IpAddress& a) { return {reinterpret_cast<const char*>(a.octets.data()), a.octets.size()}; }

std::vector<AsnFile> CaseStore::asnFiles() {
    std::vector<AsnFile> list;
    Statement st = authored().prepare("SELECT id, path, sha256, ranges FROM asn_file ORDER BY id");
    while (st.step()) list.push_back({st.integer(0), st.text(1), st.text(2), st.natural(3)});
    return list;
}

void CaseStore::setAsnFiles(const std::vector<AsnFile>& files, const std::vector<AsnRange>& ranges) {
    impl_->requireWriting("an ASN database");
    Transaction transaction(authored());
    authored().run("DELETE FROM asn_range");
    authored().run("DELETE FROM asn_file");
    for (const AsnFile& f : files)
        authored().run("INSERT INTO asn_file (id, path, sha256, ranges) VALUES (?,?,?,?)", f.id, f.path, f.sha256, f.rows);
    addAsnRanges(ranges);
    transaction.commit();
}

void CaseStore::addAsnRanges(const std::vector<AsnRange>& ranges) {
    impl_->requireWriting("addresses of an autonomous system");
    Transaction transaction(authored());
    Statement st = authored().prepare("INSERT INTO asn_range (asn, first, last, name, file, place) VALUES (?,?,?,?,?,?)");
    for (const AsnRange& r : ranges) {
        st.bind(1, r.asn).bindBlob(2, octetsOf(r.first)).bindBlob(3, octetsOf(r.last)).bind(4, r.name).bind(5, r.file).bind(6, r.place);
        st.run();
    }
    transaction.commit();
}

AsnRanges CaseStore::asnRanges() {
    AsnRanges all;
    all.setFiles(asnFiles());
    Statement st = authored().prepare("SELECT asn, first, last, name, file, place FROM asn_range");
    while (st.step())
        all.add({static_cast<std::uint32_t>(st.integer(0)), addressOf(st.view(1)), addressOf(st.view(2)), st.text(3), st.integer(4), st.text(5)});
    all.settle();
    return all;
}

std::vector<Bookmark> CaseStore::bookmarks() {
    std::vector<Bookmark> list;
    Statement st = authored().prepare(
        "SELECT id, item, selector, tag, note, author, created, bound FROM bookmark ORDER BY id");
    while (st.step())
        list.push_back({st.integer(0), st.text(1), st.text(2), st.text(3), st.text(4), st.text(5),
                        st.integer(6), st.integer(7) != 0});
    return list;
}

std::int64_t CaseStore::addBookmark(const Bookmark& b) {
    impl_->requireWriting("adding a bookmark");
    authored().run(
        "INSERT INTO bookmark (item, selector, tag, note, author, created, bound) VALUES (?,?,?,?,?,?,?)",
        b.item, b.selector, b.tag, b.note, b.author, b.created, b.bound);
    return authored().lastRow();
}

bool CaseStore::removeBookmark(std::int64_t id) {
    impl_->requireWriting("removing a bookmark");
    authored().run("DELETE FROM bookmark WHERE id = ?", id);
    return authored().changes() > 0;
}

std::string CaseStore::setting(std::string_view key) {
    if (key == "index" && impl_->indexMissing) return "rebuild needed";
    Statement st = authored().prepare("SELECT value FROM setting WHERE key = ?");
    st.bind(1, key);
    return st.step() ? st.text(0) : std::string();
}

void CaseStore::setSetting(std::string_view key, std::string_view value) {
    impl_->requireWriting("a setting");
    if (value.empty())
        authored().run("DELETE FROM setting WHERE key = ?", key);
    else
        authored().run("INSERT OR REPLACE INTO setting (key, value) VALUES (?,?)", key, value);
}

std::vector<std::pair<std::string, std::string>> CaseStore::aliases() {
    std::vector<std::pair<std::string, std::string>> list;
    Statement st = authored().prepare("SELECT account, mailbox FROM alias ORDER BY account");
    while (st.step()) list.emplace_back(st.text(0), st.text(1));
    return list;
}

void CaseStore::addAlias(std::string_view account, std::string_view mailbox) {
    impl_->requireWriting("an alias");
    authored().run("INSERT OR REPLACE INTO alias (account, mailbox) VALUES (?,?)", account, mailbox);
}

}  // namespace sillage

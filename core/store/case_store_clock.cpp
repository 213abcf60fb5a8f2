// Clocks of sources: how stamps were resolved and what is proposed (meta.db), what a person decided (case.db).
#include "store/case_store_impl.h"

namespace sillage {

std::vector<SourceTime> CaseStore::sourceTimes() {
    std::vector<SourceTime> list;
    Statement st = meta().prepare(
        "SELECT source, zone, zone_basis, zone_assumed, year, year_basis, repeated, missing FROM source_time ORDER BY source");
    while (st.step())
        list.push_back({st.integer(0), st.text(1), st.text(2), st.integer(3) != 0, static_cast<int>(st.integer(4)), st.text(5),
                        static_cast<std::uint64_t>(st.integer(6)), static_cast<std::uint64_t>(st.integer(7))});
    return list;
}

void CaseStore::replaceSourceTimes(const std::vector<SourceTime>& times) {
    impl_->requireWriting("how times were resolved");
    Database& db = meta();
    Transaction transaction(db);
    db.execute("DELETE FROM source_time");
    for (const SourceTime& t : times)
        db.run("INSERT OR REPLACE INTO source_time (source, zone, zone_basis, zone_assumed, year, year_basis, repeated, missing) "
               "VALUES (?,?,?,?,?,?,?,?)",
               t.source, t.zone, t.zoneBasis, t.zoneAssumed, t.year, t.yearBasis, t.repeated, t.missing);
    transaction.commit();
}

std::vector<ClockProposal> CaseStore::clockProposals() {
    std::vector<ClockProposal> list;
    Statement st = meta().prepare(
        "SELECT root, recorder, reference_root, reference, offset, applied, spread, drift, pairs, considered, first, last, "
        "basis FROM clock_proposal ORDER BY ordinal");
    while (st.step()) {
        ClockProposal p;
        int column = 0;
        for (std::string* text : {&p.root, &p.recorder, &p.referenceRoot, &p.reference}) *text = st.text(column++);
        for (std::int64_t* number : {&p.offset, &p.applied, &p.spread, &p.drift}) *number = st.integer(column++);
        p.pairs = static_cast<std::uint64_t>(st.integer(column++));
        p.considered = static_cast<std::uint64_t>(st.integer(column++));
        p.first = st.integer(column++);
        p.last = st.integer(column++);
        p.basis = st.text(column);
        list.push_back(std::move(p));
    }
    return list;
}

void CaseStore::replaceClockProposals(const std::vector<ClockProposal>& proposals) {
    impl_->requireWriting("what is proposed of clocks");
    Database& db = meta();
    Transaction transaction(db);
    db.execute("DELETE FROM clock_proposal");
    for (const ClockProposal& p : proposals)
        db.run("INSERT INTO clock_proposal (root, recorder, reference_root, reference, offset, applied, spread, drift, pairs, "
               "considered, first, last, basis) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
               p.root, p.recorder, p.referenceRoot, p.reference, p.offset, p.applied, p.spread, p.drift, p.pairs, p.considered,
               p.first, p.last, p.basis);
    transaction.commit();
}

std::vector<ClockAct> CaseStore::clockActs() {
    std::vector<ClockAct> list;
    Statement st = authored().prepare(
        "SELECT root, path, offset, basis, detail, reason, author, created FROM clock ORDER BY root, path");
    while (st.step())
        list.push_back({st.text(0), st.text(1), st.integer(2), st.text(3), st.text(4), st.text(5), st.text(6), st.integer(7)});
    return list;
}

void CaseStore::setClockAct(const ClockAct& a) {
    impl_->requireWriting("declaring a clock");
    authored().run("INSERT OR REPLACE INTO clock (root, path, offset, basis, detail, reason, author, created) VALUES (?,?,?,?,?,?,?,?)",
                   a.root, a.path, a.offset, a.basis, a.detail, a.reason, a.author, a.created);
}

bool CaseStore::removeClockAct(std::string_view root, std::string_view path) {
    impl_->requireWriting("clearing a clock");
    authored().run("DELETE FROM clock WHERE root = ? AND path = ?", root, path);
    return authored().changes() > 0;
}

}  // namespace sillage

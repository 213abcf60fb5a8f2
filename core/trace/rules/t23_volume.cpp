// T12 and T23: IMAP sessions whose logout line only counts. body_count and body_bytes are exact sums over the
// session; determinate sets (folders, newest runs, one message) are tested against the store as it was then. What no
// set explains stays bounded: every item that fits is possible, none is excluded beyond what the sums exclude.
#include <algorithm>

#include "trace/rules/rules.h"

namespace sillage::tracing {
namespace {

/// Octets of a session without any message data: greeting, capability, login, folder list, logout.
constexpr std::int64_t kProtocolOverhead = 900;
/// A FETCH response line around a literal; the smallest useful ENVELOPE response.
constexpr std::int64_t kPerFetch = 120, kPerEnvelope = 150;

std::string chance(double x) {
    if (x < 0.001) return phrase("fewer than 0.001");
    std::string s = std::to_string(x);
    return s.substr(0, s.find('.') + 4);
}

class Volume {
public:
    Volume(RuleContext& c, std::int32_t session)
        : c_(c), session_(session), v_(c.visit(session)), k_(*c.countersOf(session)),
          mailbox_(c.mailboxOf(v_.account)),
          counts_(phrase("T12@1: the session's logout line counts body_count=%1 body_bytes=%2 hdr_count=%3 hdr_bytes=%4",
                         k_.bodyCount, k_.bodyBytes, k_.hdrCount, k_.hdrBytes)) {}

    void run() {
        for (const Sym name : c_.folders.folders(mailbox_)) {
            FolderSizes bodies, headers;
            for (const std::uint32_t i : c_.folders.present(mailbox_, name, v_.first, kSecond)) {
                const Item& item = c_.input.items[i];
                add(bodies, i, item.wireSize, item.loggedSize);
                add(headers, i, item.headerWireSize, 0);
            }
            if (bodies.items.empty()) continue;
            bodies_.push_back(std::move(bodies));
            headers_.push_back(std::move(headers));
        }
        const bool bodiesExplained = k_.bodyCount <= 0 || content();
        const bool headersExplained = k_.hdrCount <= 0 || headers();
        listing(bodiesExplained && headersExplained);
    }

private:
    /// A removed message's size stands in the log with LF line ends. Its lines, each one octet more on the wire, are
    /// at most 998 octets long (RFC 5322 2.1.1) and hardly shorter than one octet on average.
    static void add(FolderSizes& f, std::uint32_t item, std::uint64_t size, std::uint64_t logged) {
        f.items.push_back(item);
        f.sizes.push_back(size);
        if (size) return;
        f.known = f.known && logged != 0;
        f.low += logged + logged / 1000;
        f.high += logged + logged / 2;
    }

    Candidate base(std::uint32_t item, Depth depth, Axis delivery, const char* rule) const {
        Candidate t;
        t.item = item;
        t.depth = depth;
        t.delivery = delivery;
        const Item& i = c_.input.items[item];
        t.identity = i.uid && (i.uidValidity || !i.stored()) ? Axis::Top : Axis::Probable;
        t.session = session_;
        t.first = v_.first;
        t.last = v_.last;
        t.rule = rule;
        for (const std::uint32_t e : {v_.logoutEvent, v_.loginEvent})
            if (e != kNone) t.events.push_back(e);
        t.why.push_back(counts_);
        return t;
    }

    [[nodiscard]] std::string tried(const VolumeMatch& m) const {
        return phrase("%1 sets tried, %2 matches expected by chance", m.hypotheses, said(chance(m.expectedByChance)));
    }

    /// Emits every item of a set. one = nothing else fits.
    void set(const std::vector<std::uint32_t>& items, Depth depth, bool one, const std::string& why) {
        const bool sure = one && !v_.interrupted && c_.folders.changesLoggedSince(v_.first);
        for (const std::uint32_t i : items) {
            Candidate t = base(i, depth, sure ? Axis::Probable : Axis::Possible, "T23@1");
            t.complete = depth == Depth::Whole && !v_.interrupted;
            t.why.push_back(why);
            if (v_.interrupted) t.against.push_back(phrase("the transfer was cut off (state=wait-output): counters are an upper bound"));
            if (!sure && one && !v_.interrupted) t.against.push_back(phrase("changes of the folder since then are not on record"));
            depth == Depth::Whole ? addWhole(c_, t) : c_.out.push_back(t);
        }
    }

    bool sets(const std::vector<FolderSizes>& folders, std::int64_t count, std::int64_t bytes, Depth depth) {
        const auto n = static_cast<std::uint64_t>(count), b = static_cast<std::uint64_t>(bytes);
        const VolumeMatch unions = unionsOfSum(folders, n, b);
        VolumeMatch runs;
        std::vector<std::vector<std::uint32_t>> suffixes;
        for (const auto& f : folders) {
            if (n >= f.items.size() || n < 2) continue;  // n == size is the folder itself
            VolumeMatch m = runsOfSum(f, n, b);
            runs.matches += m.matches;
            runs.hypotheses += m.hypotheses;
            runs.expectedByChance += m.expectedByChance;
            for (auto& s : m.sets) {
                if (s.back() == f.items.back()) suffixes.push_back(s);
                runs.sets.push_back(std::move(s));
            }
        }
        if (unions.matches + runs.matches == 0) return false;
        const bool one = unions.matches + runs.matches == 1 && (!unions.bounded || unions.expectedByChance < 0.05);
        const Said what = said(depth == Depth::Header ? phraseText("headers") : phraseText("messages"));
        for (const auto& s : unions.sets)
            set(s, depth, one,
                unions.bounded ? phrase("T23@1: inferred: all %1 of these folders then give this count and sum (sizes of removed messages "
                                        "known within bounds); %2", what, said(tried(unions)))
                               : phrase("T23@1: inferred: all %1 of these folders then give this count and sum exactly; %2", what,
                                        said(tried(unions))));
        for (const auto& s : runs.sets) {
            const bool newest = std::find(suffixes.begin(), suffixes.end(), s) != suffixes.end();
            set(s, depth, one && newest,
                newest ? phrase("T23@1: inferred: %1 consecutive %2, the newest, give exactly this sum; %3", n, what, said(tried(runs)))
                       : phrase("T23@1: inferred: %1 consecutive %2 give exactly this sum; %3", n, what, said(tried(runs))));
        }
        return one;
    }

    /// One literal: a message, its text, or one part of it.
    bool single() {
        const auto bytes = static_cast<std::uint64_t>(k_.bodyBytes);
        std::vector<Candidate> fits;
        for (const auto& f : bodies_)
            for (const std::uint32_t i : f.items) {
                const Item& item = c_.input.items[i];
                Candidate t = base(i, Depth::Whole, Axis::Possible, "T23@1");
                if (item.wireSize == bytes) t.complete = true, fits.push_back(t);
                const auto parts = c_.input.partsOf(item);
                for (std::size_t p = 0; p < parts.size(); ++p)
                    if (parts[p].wireSize == bytes && bytes) {
                        t.complete = parts[p].file();
                        t.depth = parts[p].file() ? Depth::Attachment : Depth::Body;
                        t.part = parts[p].file() ? static_cast<std::int32_t>(p) : -1;
                        fits.push_back(t);
                    }
            }
        if (fits.empty() || fits.size() > 200) return false;
        for (auto& t : fits) {
            if (fits.size() == 1 && c_.folders.changesLoggedSince(v_.first)) t.delivery = Axis::Probable;
            t.why.push_back(fits.size() == 1 ? phrase("T23@1: inferred: one body was served and its %1 octets fit 1 item", bytes)
                                             : phrase("T23@1: inferred: one body was served and its %1 octets fit %2 items", bytes, fits.size()));
            t.depth == Depth::Whole ? addWhole(c_, t) : c_.out.push_back(t);
        }
        return fits.size() == 1;
    }

    bool content() {
        const bool one = k_.bodyCount == 1 && single();
        if (one || sets(bodies_, k_.bodyCount, k_.bodyBytes, Depth::Whole)) return true;
        for (const auto& f : bodies_)
            for (const std::uint32_t i : f.items) bounded(i);
        return false;
    }

    void bounded(std::uint32_t i) {
        const Item& item = c_.input.items[i];
        const auto bytes = static_cast<std::uint64_t>(k_.bodyBytes);
        const bool whole = item.wireSize && item.wireSize <= bytes;
        std::uint64_t smallest = UINT64_MAX;
        for (const auto& p : c_.input.partsOf(item))
            if (p.text()) smallest = std::min(smallest, p.wireSize);
        // Content is ruled out only below the smallest text part (T12); a partial fetch may be smaller still, but then
        // it is no more than a fragment: it stays possible.
        Candidate t = base(i, whole || !item.wireSize ? Depth::Whole : Depth::Body, Axis::Possible, "T12@1");
        t.why.push_back(phrase("T12@1: the session was open on this mailbox and served %1 bodies, this one among the candidates", k_.bodyCount));
        if (!whole && item.wireSize) t.against.push_back(phrase("complete delivery is ruled out: the message has %1 octets", item.wireSize));
        if (smallest != UINT64_MAX && smallest > bytes)
            t.against.push_back(phrase("even its smallest text part is larger than what was served"));
        t.depth == Depth::Whole ? addWhole(c_, t) : c_.out.push_back(t);
    }

    bool headers() {
        if (sets(headers_, k_.hdrCount, k_.hdrBytes, Depth::Header)) return true;
        for (const auto& f : headers_)
            for (const std::uint32_t i : f.items) {
                Candidate t = base(i, Depth::Header, Axis::Possible, "T12@1");
                t.why.push_back(phrase("T12@1: %1 headers of this mailbox were served, which ones is not on record", k_.hdrCount));
                c_.out.push_back(std::move(t));
            }
        return false;
    }

    /// ENVELOPE, FLAGS and sizes count in out= only.
    void listing(bool explained) {
        if (k_.out < 0) return;
        const std::int64_t fetched = std::max<std::int64_t>(0, k_.bodyCount) + std::max<std::int64_t>(0, k_.hdrCount);
        const std::int64_t rest = k_.out - std::max<std::int64_t>(0, k_.bodyBytes) - std::max<std::int64_t>(0, k_.hdrBytes) -
                                  kProtocolOverhead - fetched * kPerFetch;
        if (rest < kPerEnvelope) return;
        for (const auto& f : bodies_)
            for (const std::uint32_t i : f.items) {
                Candidate t = base(i, Depth::Listed, Axis::Possible, "T12@1");
                t.why.push_back(phrase("T12@1: %1 octets went out beside bodies and headers: room for at most %2 envelopes", rest, rest / kPerEnvelope));
                if (explained) t.against.push_back(phrase("bodies and headers are explained without it"));
                c_.out.push_back(std::move(t));
            }
    }

    RuleContext& c_;
    std::int32_t session_;
    const Visit& v_;
    const Counters& k_;
    Sym mailbox_;
    std::string counts_;
    std::vector<FolderSizes> bodies_, headers_;
};

/// A protocol trace of the same session that names every body the counters count: they add nothing.
bool traced(const RuleContext& c, const Visit& v) {
    const Counters* k = v.counters < 0 ? nullptr : &c.input.counters[static_cast<std::size_t>(v.counters)];
    std::int64_t fetches = 0, bodies = 0;
    for (const std::uint32_t i : c.sessions.eventsOf(v)) {
        const Ev& e = c.input.events[i];
        if (e.action != Action::Fetch || c.input.view(e.client) != "response") continue;
        ++fetches;
        const std::string_view content = c.input.view(e.detail);
        bodies += content == "whole" || content == "part" || content == "text";
    }
    return fetches > 0 && k && k->known() && bodies >= k->bodyCount;
}

/// No logout line: the session was open when the log was seized, or the line is missing. Nothing is bounded.
void unbounded(RuleContext& c, std::int32_t session) {
    const Visit& v = c.visit(session);
    for (const std::uint32_t i : c.folders.mailboxItems(c.mailboxOf(v.account))) {
        if (!c.input.items[i].at(v.first, kSecond)) continue;
        Candidate t;
        t.item = i;
        t.depth = Depth::Whole;
        t.delivery = Axis::Possible;
        t.identity = Axis::Top;
        t.session = session;
        t.first = v.first;
        t.last = v.last;
        t.rule = "T12@1";
        if (v.loginEvent != kNone) t.events.push_back(v.loginEvent);
        t.why.push_back(phrase("T12@1: the session was open on this mailbox and has no counters on record"));
        c.out.push_back(std::move(t));
    }
}

}  // namespace

void ruleT23Volume(RuleContext& c) {
    for (const std::uint32_t s : c.sessions.attributed) {
        const auto session = static_cast<std::int32_t>(s);
        const Visit& v = c.sessions.visits[s];
        if (v.route != Route::Imap || v.backEnd || v.trace || v.failedOnly || !c.holds(v.account) || traced(c, v)) continue;
        if (const Counters* k = c.countersOf(session); k && k->known()) Volume(c, session).run();
        else unbounded(c, session);
    }
}

}  // namespace sillage::tracing

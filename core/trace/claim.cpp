#include "trace/claim.h"

#include <algorithm>

#include "base/error.h"
#include "base/phrase.h"

namespace sillage {
namespace {

/// One octet of DEFLATE (RFC 1951) stands for at most so many: 258 in two bits.
constexpr std::uint64_t kDeflate = 1032;

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    std::uint64_t out = 0;
    if (__builtin_mul_overflow(a, b, &out))
        throw Error(phrase("a claim of %1 records of %2 octets is larger than numbers reach", a, b),
                    phraseText("State fewer records or fewer octets per record."), ExitCode::Usage);
    return out;
}

std::uint64_t upward(std::uint64_t n, std::uint64_t by) { return n / by + (n % by != 0); }

std::string joined(const std::vector<std::string>& names, std::size_t most) {
    std::vector<std::string> shown(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most)));
    const std::string list = sillage::listed(shown);
    return names.size() > most ? phrase("%1 and %2 more", said(list), names.size() - most) : list;
}

class Check {
public:
    Check(const Claim& claim, const ClaimGround& ground) : c_(claim), g_(ground) {}

    ClaimAnswer run() {
        a_.needed = product(c_.records, c_.bytesPerRecord);
        a_.least = upward(a_.needed, c_.compression);
        volume();
        assumption();
        held();
        return std::move(a_);
    }

private:
    [[nodiscard]] bool tooLarge() const { return g_.left.ceiling < a_.least; }

    void volume() {
        if (g_.left.floor >= a_.least) {
            a_.verdict = Verdict::Compatible;
            a_.sentence = phrase("Compatible: %1 records of %2 octets are %3 octets, %4 compressed; %5 octets are recorded as sent in sessions shown to be the actor's.",
                                 grouped(c_.records), grouped(c_.bytesPerRecord), grouped(a_.needed), grouped(a_.least), grouped(g_.left.floor));
            return;
        }
        doubts();
        if (!a_.why.empty()) {
            a_.verdict = Verdict::NotTestable;
            a_.sentence = tooLarge() ? phrase("Not testable: what the logs count, %1 octets at most, is less than the %2 that %3 records of %4 octets need even compressed, but not everything "
                                              "that may have left was counted.", grouped(g_.left.ceiling), grouped(a_.least), grouped(c_.records), grouped(c_.bytesPerRecord))
                                     : phrase("Not testable: %1 records of %2 octets are %3 octets, and not everything that may have left was counted.", grouped(c_.records),
                                              grouped(c_.bytesPerRecord), grouped(a_.needed));
        } else if (tooLarge()) {
            a_.verdict = Verdict::Refuted;
            a_.sentence = phrase("Refuted by volume: at most %1 octets left in all sessions that may be the actor's; %2 records of %3 octets are %4 octets, %5 even compressed.",
                                 grouped(g_.left.ceiling), grouped(c_.records), grouped(c_.bytesPerRecord), grouped(a_.needed), grouped(a_.least));
        } else {
            a_.verdict = Verdict::Compatible;
            a_.sentence = phrase("Compatible: %1 records of %2 octets are %3 octets, %4 compressed, and up to %5 octets may have left; that they did is not shown.",
                                 grouped(c_.records), grouped(c_.bytesPerRecord), grouped(a_.needed), grouped(a_.least), grouped(g_.left.ceiling));
        }
    }

    void doubts() {
        for (std::size_t u = 0; u < kUnbounded; ++u)
            if (g_.left.open >> u & 1) a_.why.push_back(unboundedText(static_cast<Unbounded>(u)));
        if (g_.unbounded) a_.why.push_back(g_.unbounded == 1 ? phrase("1 session has no ceiling") : phrase("%1 sessions have no ceiling", g_.unbounded));
        if (!g_.uncovered.empty()) a_.why.push_back(phrase("no recorder covers these routes: %1", said(joined(g_.uncovered, 20))));
        if (!g_.holes.empty()) a_.why.push_back(phrase("times without records: %1", said(joined(g_.holes, 5))));
    }

    /// How far records would have to be compressed, so that the reader can judge the assumption.
    void assumption() {
        a_.why.push_back(phrase("compression allowed for: %1 octets of records in one octet sent (gzip, an archive, IMAP COMPRESS)", c_.compression));
        if (!g_.left.ceiling || g_.left.ceiling >= a_.needed) return;
        const std::uint64_t ratio = upward(a_.needed, g_.left.ceiling);
        a_.why.push_back(ratio > kDeflate ? phrase("into the octets counted the records would fit only at %1 to 1; DEFLATE (gzip, zip) reaches 1032 to 1 at the very most", grouped(ratio))
                                          : phrase("into the octets counted the records would fit only at %1 to 1", grouped(ratio)));
    }

    /// The same records out of what the stores hold.
    void held() {
        if (!g_.items) {
            a_.heldSentence = phraseText("No mailbox store of the accounts in reach is in evidence: what they held is not known.");
            return;
        }
        const bool fits = g_.octets >= a_.least;
        a_.held = fits ? Verdict::Compatible : Verdict::Refuted;
        a_.heldSentence = fits ? phrase("Compatible with what the mailboxes hold: %1 octets in %2 items, on average %3 records in each.", grouped(g_.octets), grouped(g_.items),
                                        grouped(upward(c_.records, g_.items)))
                               : phrase("Refuted for these mailboxes: the %1 items they hold have %2 octets, and %3 records of %4 octets need %5 even compressed; items deleted "
                                        "before the stores were taken are not among them.", grouped(g_.items), grouped(g_.octets), grouped(c_.records), grouped(c_.bytesPerRecord), grouped(a_.least));
    }

    const Claim& c_;
    const ClaimGround& g_;
    ClaimAnswer a_;
};

}  // namespace

ClaimAnswer checkClaim(const Claim& claim, const ClaimGround& ground) {
    if (!claim.records || !claim.bytesPerRecord || !claim.compression)
        throw Error(phraseText("a claim needs a number of records and octets per record, both above zero"), phraseText("For example --claim 16000000 --bytes-per-record 200."),
                    ExitCode::Usage);
    return Check(claim, ground).run();
}

}  // namespace sillage

// The report of a bundle: one static HTML page (no script, CSP default-src 'none', every value escaped), and VERIFY.md.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "export/bundle_items.h"
#include "record/exposure.h"
#include "record/source.h"
#include "record/touch.h"

namespace sillage {

struct Report {
    std::string caseName, caseNumber, exhibits, examiner, program, date;
    std::string language = "en";       ///< "en" or "fr"
    bool redacted = false, unsafe = false;
    std::vector<std::string> assumptions;  ///< in the report's language
    std::vector<Indicator> indicators;
    std::vector<Source> sources;
    std::vector<Touch> touches;        ///< those with an actor, or with an examiner's grade
    std::vector<Regrade> regrades;     ///< as stated, whether or not a row bears their id now
    ItemRemarks remarks;               ///< on their placements
    std::vector<BundleItem> items;     ///< in the bundle
    std::uint64_t undetermined = 0, noRecord = 0, ruledOut = 0;  ///< rows without an actor
    std::vector<ExposureRow> exposure; ///< what left; the report shows total, actors and channels
};

/// Text of evidence as HTML text: markup escaped, control and bidi characters as visible tokens.
std::string escapeHtml(const std::string& text);
std::string reportHtml(const Report& report);
/// What left, as a section of the report; "" where nothing was measured.
std::string exposureHtml(const std::vector<ExposureRow>& rows, const std::string& language);
/// How to check the bundle without Sillage, English and French.
std::string verifyText();
/// The grade as shown, in the language.
std::string gradeWord(Grade grade, const std::string& language);

}  // namespace sillage

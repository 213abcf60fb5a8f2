// The proof of one touch as a tree: grade ← axes ← rules ← records ← raw octets with the hash of their source; beside
// it what an examiner holds, what speaks against it, and the coverage it rests on (evidence model, §1–2). One function
// makes it; text, print and window only lay it out, so that all three say the same. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/phrase.h"
#include "case/answers.h"

namespace sillage {

struct ProofNode {
    enum class Kind : std::uint8_t {
        Touch, Item, Grade, Examiner, Axis, Rule, Paragraph, Sentence, Records, Event, Place, Raw, Against, Coverage
    };
    Kind kind = Kind::Sentence;
    std::string text;          ///< a sentence (base/phrase.h); of Raw: octets of evidence, verbatim
    std::vector<ProofNode> children;
};
std::string_view proofKindName(ProofNode::Kind kind);  ///< "touch", "item" …

ProofNode proofTree(const Proof& proof);

/// What a node says in a language, control and bidi characters made visible.
std::string proofLine(const ProofNode& node, Language language);
/// Lines with branches before them, wrapped at width columns (0 = not); each ends with a line feed.
std::string proofText(const ProofNode& tree, Language language, std::size_t width = 110);
/// A page for paper: everything escaped, nothing that could be loaded.
std::string proofHtml(const ProofNode& tree, Language language);

}  // namespace sillage

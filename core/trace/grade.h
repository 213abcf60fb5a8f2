// Three axes to one grade, and candidates to rows: the weakest link decides, rows keep the best single touch
// (evidence model §1, model page, Items).
#pragma once

#include "trace/sessions.h"

namespace sillage::tracing {

/// The weakest of the three; Undetermined when attribution, delivery or identity is missing.
Grade weakestLink(Axis attribution, Axis delivery, Axis identity);
/// "recorded (all three axes)" or "probable (2 links below recorded: attribution, identity)".
std::string gradeSentence(Axis attribution, Axis delivery, Axis identity);

/// One row per item × depth class × actor. coverage is the statement every row rests on, by mailbox.
std::vector<Touch> mergeCandidates(const Input& input, const Sessions& sessions,
                                   const std::vector<Candidate>& candidates,
                                   const std::unordered_map<Sym, std::string>& coverage);

/// A row's public id, and the output order (mailbox, folder, uid, key, part, class, actor).
std::string touchId(const Item& item, std::string_view part, Depth depth, std::string_view actor);
void fillItem(const Input& input, const Item& item, std::int32_t part, Touch& touch);
Citation cite(const Input& input, const Ev& event);

}  // namespace sillage::tracing

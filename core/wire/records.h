// Encoding of the nouns that workers decode: one field list for both directions, in the order of the structs.
#pragma once

#include "base/problem.h"
#include "record/fact.h"
#include "record/message.h"
#include "record/message_view.h"
#include "wire/codec.h"

namespace sillage::wire {

constexpr std::size_t kMaxParts = 20'000;       ///< of one message
constexpr std::size_t kMaxAddresses = 100'000;  ///< of one header
constexpr std::size_t kMaxFields = 100'000;     ///< headers of one message
constexpr std::size_t kMaxDefects = 10'000;
constexpr std::size_t kMaxProperties = 20'000;  ///< of one item shown

void encode(Encoder& out, const Message& m);
void encode(Encoder& out, const Problem& p);
void encode(Encoder& out, const Fact& f);
void encode(Encoder& out, const Part& p);
void encode(Encoder& out, const MessageView& v);

void decode(Decoder& in, Message& m);
/// Checks a record as decode does and fills its numbers alone, which is all that most checks ask for.
void check(Decoder& in, Message& m);
void decode(Decoder& in, Problem& p);
void decode(Decoder& in, Fact& f);
void decode(Decoder& in, Part& p);
void decode(Decoder& in, MessageView& v);

}  // namespace sillage::wire

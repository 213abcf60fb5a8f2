// What each kind of configuration file says that log records need: see record/fact.h for the keys.
#pragma once

#include <string>
#include <string_view>

#include "evidence/sink.h"

namespace sillage {

struct FactSink {
    Sink& sink;
    std::uint64_t base = 0;
    void add(std::string_view key, std::string_view key2, std::string_view value, std::uint64_t offset);
};

/// `key = value`, nested blocks, comments: settings in force are told apart by name only.
void dovecotFacts(std::string_view text, FactSink& facts);
void postfixFacts(std::string_view text, FactSink& facts);
void nginxFacts(std::string_view text, FactSink& facts);
void apacheFacts(std::string_view text, FactSink& facts);
/// Where copies of log lines are sent (omfwd, @host, @@host).
void rsyslogFacts(std::string_view text, FactSink& facts);
void roundcubeFacts(std::string_view text, FactSink& facts);
/// redirect commands outside of comments and strings (RFC 5228 4.2, RFC 3894 :copy).
void sieveFacts(std::string_view text, std::string_view name, FactSink& facts);

}  // namespace sillage

// A log format as data: what one JSON file of resources/formats or of the user's folder says (its language is written
// down in resources/formats/README.md). Plain structs; definition_read.cpp fills them, compiled.h runs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage {

struct Bilingual {
    std::string en, fr;
};

/// Where a value goes: a member of Event, a field of its own, or nowhere (a value only other rules look at).
struct Target {
    enum class To : std::uint8_t {
        Account, Mailbox, ClientIp, ClientPort, UserAgent, Session, Protocol, ActionName, OutcomeName, Folder, Uid, MessageId,
        PartId, Octets, RecordKey, TimeText, MessageText, Field, Value
    } to = To::Value;
    std::string name;  ///< as written; of a Field without "field_"
};
/// "client_ip", "field_status", "v_code"; nullopt when it is none.
std::optional<Target> targetOf(std::string_view name);

struct TimeRule {
    enum class Zone : std::uint8_t { Stated, Local, Utc };
    std::vector<std::string> formats;  ///< tried in this order: "iso", "syslog" …, or a template with % signs
    Zone zone = Zone::Stated;          ///< of stamps that do not state one: Stated and Local = the source's, Utc
    std::vector<std::string> from;     ///< columns, joined by a space; empty: the group `time`
    std::string zoneFrom;              ///< column that holds "+0100"; "" = none
};

/// What a value means in another place: {"from": "v_op", "into": "action", "map": {"pread": "file"}}.
struct ValueMap {
    std::string from;
    Target into;
    std::vector<std::pair<std::string, std::string>> map;
    std::optional<std::string> otherwise;
};

struct Rule {
    std::string name;
    std::vector<std::string> contains;  ///< all of them are in the text: cheap, looked at before the pattern
    std::vector<std::pair<std::string, std::vector<std::string>>> when;  ///< column has one of these values
    std::string in;                     ///< column the pattern is tried on; "" = the message
    std::string pattern;                ///< "" = none
    std::vector<std::pair<Target, std::string>> set;
    std::vector<ValueMap> values;
    std::optional<Bilingual> noise;     ///< the line is known and no evidence, for this reason
    std::string pointer;                ///< where it stands in the definition
    std::uint64_t line = 0;
};

/// A log of lines: the first of patterns that matches gives time and, with a group `message`, the text rules see.
struct LineKind {
    std::vector<std::string> patterns;
    TimeRule time;
    std::vector<Rule> withoutTime;      ///< noise among lines that no pattern takes
    bool indentedContinues = false;     ///< lines that begin with white space belong to the line above
};
struct SyslogKind {
    std::vector<std::string> programs;
    std::string strip;                  ///< taken off the front of the message
};
struct TableKind {
    char separator = ',';
    std::vector<std::string> header;    ///< columns that must be there to recognise it
    std::vector<std::pair<std::string, Target>> columns;
    TimeRule time;
};
/// One JSON object a line; columns are JSON pointers (RFC 6901).
struct JsonKind {
    std::vector<std::string> requires_;
    std::vector<std::pair<std::string, Target>> columns;
    TimeRule time;
};
/// key=value or key="value", separated by white space.
struct PairsKind {
    std::vector<std::string> requires_;
    std::vector<std::pair<std::string, Target>> columns;
    TimeRule time;
};

struct Expected {
    enum class Is : std::uint8_t { Event, Noise, Unknown } is = Is::Event;
    std::vector<std::pair<std::string, std::string>> values;  ///< of an event, by target name ("time" too)
    std::string reason;                                       ///< of noise; "" = whichever
};
struct Sample {
    std::string text;
    bool syslog = false;                ///< lines of a syslog file
    std::vector<Expected> expected;     ///< one for each record that is not a continuation or a header
    std::string pointer;
    std::uint64_t line = 0;
};

struct Definition {
    std::string id;
    Bilingual title;
    std::string product;
    std::string specification;          ///< where the format is described
    std::string best;                   ///< "item", "folder", "session", "nothing"
    std::string route;                  ///< imap, smtp, webmail, file, vpn …
    Bilingual means;                    ///< what a record proves, for people; may be empty
    std::optional<LineKind> lines;
    std::optional<SyslogKind> syslog;
    std::optional<TableKind> table;
    std::optional<JsonKind> json;
    std::optional<PairsKind> pairs;
    std::vector<std::pair<std::string, std::string>> fragments;
    std::vector<Rule> rules;
    std::optional<Bilingual> otherwise; ///< reason under which every other line is noise; none = it fails
    std::vector<Sample> samples;

    std::string file;                   ///< as it is to be named; "" = built in
    std::string sha256;                 ///< of the file, hex
};

/// One mistake in a definition, with its place and what to do.
struct Mistake {
    std::string pointer;                ///< JSON pointer
    std::uint64_t line = 0;
    std::string what;                   ///< a sentence
};

/// file is its name in messages. Mistakes are added to the list; what could be read is in the result.
Definition readDefinition(std::string_view octets, const std::string& file, std::vector<Mistake>& mistakes);

/// `FILE:12: /rules/3/pattern: what`
std::string mistakeText(const std::string& file, const Mistake& mistake);

/// Pattern text with `%{name}` replaced by the fragments; what is unknown stays and is named in unknown.
std::string withFragments(const Definition& definition, std::string_view pattern, std::string& unknown);

}  // namespace sillage

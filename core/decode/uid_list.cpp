// First line `3 V<validity> N<next> G<guid>` (Dovecot), `1 <validity> <next>` (Dovecot 1, Courier); then
// `<uid> [<extensions>] :<name>` or `<uid> <name>`.
#include "decode/uid_list.h"

#include "base/text.h"

namespace sillage {
namespace {

constexpr std::size_t kLongestLine = 64u << 10;

std::uint32_t small(std::string_view digits) {
    unsigned long long v = 0;
    return parseUint(digits, v) && v <= 0xffffffffu ? static_cast<std::uint32_t>(v) : 0;
}

std::string_view baseName(std::string_view name) { return name.substr(0, name.find(':')); }

std::uint32_t validityOf(std::string_view header) {
    const auto words = split(header, ' ');
    if (words.size() > 1 && words[0] == "1") return small(words[1]);
    for (const auto word : words)
        if (word.size() > 1 && word[0] == 'V') return small(word.substr(1));
    return 0;
}

}  // namespace

std::uint32_t UidList::uidOf(std::string_view fileName) const {
    const auto found = uids.find(std::string(baseName(fileName)));
    return found == uids.end() ? 0 : found->second;
}

UidList readUidList(ByteSource& source) {
    UidList list;
    LineReader reader(source, 0, source.size(), 1, kLongestLine);
    LineReader::Line line;
    while (reader.next(line)) {
        const std::string_view text = line.text.data;
        if (line.number == 1) {
            list.validity = validityOf(text);
            continue;
        }
        const std::size_t blank = text.find(' ');
        if (line.piece || blank == std::string_view::npos) continue;
        const std::size_t colon = text.find(" :", blank);
        const std::string_view name =
            colon == std::string_view::npos ? text.substr(blank + 1) : text.substr(colon + 2);
        if (const std::uint32_t uid = small(text.substr(0, blank)))
            list.uids.insert_or_assign(std::string(baseName(name)), uid);
    }
    return list;
}

}  // namespace sillage

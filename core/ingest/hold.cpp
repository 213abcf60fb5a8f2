#include "ingest/hold.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sillage {
namespace {

bool endsLocal(char c) { return static_cast<unsigned char>(c) <= ' ' || std::string_view("\"<>()[],;:").find(c) != std::string_view::npos; }
bool endsDomain(char c) {
    return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80);
}

/// Every address in a folded header: whatever stands around an @.
void addAddresses(const std::string& folded, std::vector<std::string>& out) {
    for (std::size_t at = folded.find('@'); at != std::string::npos; at = folded.find('@', at + 1)) {
        std::size_t begin = at, end = at + 1;
        while (begin > 0 && !endsLocal(folded[begin - 1]) && folded[begin - 1] != '@') --begin;
        while (end < folded.size() && !endsDomain(folded[end])) ++end;
        while (end > at + 1 && folded[end - 1] == '.') --end;
        if (begin == at || end == at + 1) continue;
        const std::string domain = folded.substr(at, end - at), local = folded.substr(begin, at - begin);
        out.push_back(local + domain);
        if (const std::size_t plus = local.find('+'); plus != std::string::npos && plus > 0)
            out.push_back(local.substr(0, plus) + domain);
    }
}

/// What is compared, folded once a message.
struct Names {
    explicit Names(const HoldSubject& s) {
        addAddresses(fold(s.from), addresses);
        for (const auto* list : {&s.to, &s.cc, &s.bcc})
            for (const std::string& header : *list) addAddresses(fold(header), addresses);
        addAddresses(fold(s.deliveredTo), owner);
        addresses.insert(addresses.end(), owner.begin(), owner.end());
        addOwner(fold(s.mailbox));
        const std::string path = fold(s.mailboxPath);
        std::string_view before;
        for (const std::string_view part : split(path, '/')) {
            if (!part.empty()) addOwner(std::string(part));
            // …/interieur.example/claire.martin/… and the other way round
            if (!before.empty() && !part.empty() && part.find('@') == part.npos && before.find('@') == before.npos) {
                if (before.find('.') != before.npos) addOwner(std::string(part) + '@' + std::string(before));
                if (part.find('.') != part.npos) addOwner(std::string(before) + '@' + std::string(part));
            }
            before = part;
        }
    }
    void addOwner(const std::string& name) {
        owner.push_back(name);
        if (name.find('@') != std::string::npos) addresses.push_back(name);
    }
    [[nodiscard]] bool inDomain(const std::string& domain) const {
        return std::any_of(addresses.begin(), addresses.end(), [&](const std::string& a) {
            return a.size() > domain.size() && a.ends_with(domain) &&
                   (a[a.size() - domain.size() - 1] == '@' || a[a.size() - domain.size() - 1] == '.') &&
                   a.rfind('@') < a.size() - domain.size();
        });
    }
    std::vector<std::string> addresses, owner;
};

bool holds(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool names(const Hold& h, const Names& n) {
    if (h.kind == "account") return holds(n.owner, h.value);
    if (h.kind == "address") return holds(n.addresses, h.value);
    return n.inDomain(h.value);
}

}  // namespace

const Hold* HoldList::find(const HoldSubject& subject) const {
    if (holds_.empty()) return nullptr;
    const Names n(subject);
    const auto at = std::find_if(holds_.begin(), holds_.end(), [&](const Hold& h) { return names(h, n); });
    return at == holds_.end() ? nullptr : &*at;
}

HoldSubject holdSubject(const Message& m, const std::string& mailboxPath, const std::string& mailbox) {
    return {mailbox, mailboxPath, m.from, m.deliveredTo, m.to, m.cc, m.bcc};
}

std::string holdValue(std::string_view kind, std::string_view typed) {
    std::string value = fold(trim(typed));
    if (kind == "domain")
        while (!value.empty() && (value[0] == '@' || value[0] == '*' || value[0] == '.')) value.erase(0, 1);
    if (kind == "address" && value.starts_with('<') && value.ends_with('>')) value = value.substr(1, value.size() - 2);
    const std::size_t at = value.find('@');
    const bool right = kind == "account"   ? !value.empty()
                       : kind == "address" ? at != std::string::npos && at > 0 && at + 1 < value.size()
                                           : at == std::string::npos && value.find('.') != std::string::npos;
    if (right && value.find_first_of(" \t\r\n,;<>") == std::string::npos) return value;
    throw Error(kind == "domain" ? phrase("not a domain: %1", visible(typed)) : kind == "address" ? phrase("not an address: %1", visible(typed)) : phrase("not an account: %1", visible(typed)),
                "For example --domain avocats.example, --address claire.martin@avocats.example or --account claire.martin@interieur.example.",
                ExitCode::Usage);
}

}  // namespace sillage

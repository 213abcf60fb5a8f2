// The mailbox tree (reading.h): live messages by folder; what was recovered in a branch of its own, in no live count.
#include <algorithm>

#include "base/text.h"
#include "case/reading.h"

namespace sillage {
namespace {

/// The nodes of one mailbox, as its placements come in order of folder.
class MailboxNodes {
public:
    void begin(const Placement& p) {
        live_.assign(1, {p.mailboxId, p.mailbox, "", 0, 0, false, 0});
        recovered_.assign(1, {p.mailboxId, p.mailbox, "", 0, 0, true, 0});
    }
    void add(const Placement& p, bool touched) {
        auto& nodes = p.recovered ? recovered_ : live_;
        // The first node is the mailbox itself: messages without a folder are counted there alone.
        if (!p.folder.empty() && nodes.back().folder != p.folder)
            nodes.push_back({p.mailboxId, p.mailbox, p.folder, 0, 0, p.recovered, 0});
        count(nodes.front(), p, touched);
        if (!p.folder.empty()) count(nodes.back(), p, touched);
    }
    void end(std::vector<FolderNode>& out) {
        out.insert(out.end(), live_.begin(), live_.end());
        if (!recovered_.empty() && recovered_.front().messages > 0) out.insert(out.end(), recovered_.begin(), recovered_.end());
        live_.clear();
        recovered_.clear();
    }
    [[nodiscard]] bool isOf(const Placement& p) const { return !live_.empty() && live_.front().mailbox == p.mailbox; }

private:
    static void count(FolderNode& n, const Placement& p, bool touched) {
        ++n.messages;
        n.touched += touched;
        n.notMail += !p.itemClass.empty() && !iequals(p.itemClass, "IPM.Note");
    }
    std::vector<FolderNode> live_, recovered_;
};

}  // namespace

std::vector<FolderNode> Reading::folders() {
    std::vector<FolderNode> nodes;
    std::vector<std::int64_t> touched;
    case_.store().touchesOfNote([&](Touch&& t) {
        if (!t.actor.empty() && t.placement) touched.push_back(t.placement);
        return true;
    });
    std::sort(touched.begin(), touched.end());
    MailboxNodes mailbox;
    case_.store().placements(std::nullopt, false, [&](Placement&& p) {
        if (p.parent) return true;
        if (!mailbox.isOf(p)) {
            mailbox.end(nodes);
            mailbox.begin(p);
        }
        mailbox.add(p, std::binary_search(touched.begin(), touched.end(), p.id));
        return true;
    });
    mailbox.end(nodes);
    return nodes;
}

}  // namespace sillage

// Which items lay in which folder at a given time, and what a uid or Message-ID meant then: from the store, and from
// mail_log's save, copy, expunge, delete and flag lines (T11). An item only logs name becomes a ghost.
#pragma once

#include <set>
#include <span>
#include <unordered_set>

#include "trace/mailbox_of.h"

namespace sillage::tracing {

/// Save, copy, delete, expunge, flag and their like that name a uid of a folder.
bool namesUid(const Ev& e);

class FolderState {
public:
    /// Of every mailbox. Adds ghosts to input.items and corrects presence; input.events must be sorted.
    FolderState(Input& input, const MailboxOf& mailboxOf);
    /// Of some mailboxes, whose items input holds. effects: their events that name a uid, in order of time.
    /// firstEffect: time of the first effect line of any mailbox.
    FolderState(Input& input, const MailboxOf& mailboxOf, std::unordered_set<Sym> held,
                std::span<const std::uint32_t> effects, std::int64_t firstEffect);
    /// False: nothing is known of this mailbox here; its turn is another.
    [[nodiscard]] bool holds(Sym mailbox) const { return all_ || held_.count(mailbox) != 0; }

    struct Found {
        std::vector<std::uint32_t> items;  ///< candidates, best first
        Axis identity = Axis::None;
        std::vector<std::uint32_t> events; ///< log lines that tie uid and message
        std::string why;                   ///< one sentence
    };
    /// What `folder` uid meant at that time. folder as a log or URL writes it.
    [[nodiscard]] Found byUid(Sym mailbox, std::string_view folder, std::uint32_t uid, std::int64_t at) const;
    /// By Message-ID; folder "" = anywhere in the mailbox.
    /// slack: half the interval the record stands for (T05, T16).
    [[nodiscard]] Found byMessageId(Sym mailbox, Sym messageId, std::string_view folder, std::int64_t at,
                                    std::int64_t slack = kMinute) const;
    /// By Exchange's global identifier, lower-case hex: an item of the mailbox, else a ghost of that id.
    [[nodiscard]] Found byStoreKey(Sym mailbox, Sym sourceKey);
    /// Makes (or finds) the ghost of a uid no store or log ties to a message. at: when it was named; a store that numbered
    /// the folder anew since then (UIDVALIDITY) says nothing of it.
    std::uint32_t ghost(Sym mailbox, std::string_view folder, std::uint32_t uid, Sym messageId, Sym subject, std::int64_t at);
    /// Numbers of the folder that exhibits or lines name, ascending, up to the first that only came after `at`, which ends
    /// them (else one past the last). What is missing between them no exhibit names: it may have been a message then.
    [[nodiscard]] std::vector<std::uint32_t> numbers(Sym mailbox, Sym folder, std::int64_t at) const;

    /// Items in a folder at a time, by uid ascending. slack widens both ends (granularity of the clocks).
    [[nodiscard]] std::vector<std::uint32_t> present(Sym mailbox, Sym folder, std::int64_t at, std::int64_t slack) const {
        return presentDuring(mailbox, folder, at, at, slack);
    }
    /// The same at some instant of [first, last]: a record may stand for an interval (T05, T16).
    [[nodiscard]] std::vector<std::uint32_t> presentDuring(Sym mailbox, Sym folder, std::int64_t first, std::int64_t last,
                                                           std::int64_t slack) const;
    /// An item that lay in a folder until it was moved on: [from, until).
    struct Passage {
        std::uint32_t item = 0, move = 0;  ///< move: the event
        Sym folder = 0;
        std::int64_t from = kBeginning, until = kForever;
        [[nodiscard]] bool during(std::int64_t first, std::int64_t last, std::int64_t slack) const {
            return (from == kBeginning || from <= last + slack) && until >= first - slack;
        }
    };
    /// Those that lay in a folder at some instant of [first, last] and lie elsewhere now, or came back.
    [[nodiscard]] std::vector<Passage> passedDuring(Sym mailbox, Sym folder, std::int64_t first, std::int64_t last, std::int64_t slack) const;
    [[nodiscard]] std::vector<Sym> folders(Sym mailbox) const;
    [[nodiscard]] std::vector<std::uint32_t> mailboxItems(Sym mailbox) const;
    /// The store's name of a folder as a log writes it (separator, INBOX prefix).
    [[nodiscard]] Sym folderName(Sym mailbox, std::string_view folder) const;
    /// True when effect lines (saves, expunges) of some mailbox are on record from `at` on: then the recorder was on.
    [[nodiscard]] bool changesLoggedSince(std::int64_t at) const { return firstEffect_ <= at; }

private:
    struct Folder {
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> byUid;
        std::vector<std::uint32_t> items;
        std::set<std::uint32_t> validities;  ///< UIDVALIDITY of its stores
        std::vector<Passage> passed;
    };
    struct Box {
        std::map<Sym, Folder> folders;
        std::unordered_map<Sym, std::vector<std::uint32_t>> byMessageId;
        std::unordered_map<Sym, std::vector<std::uint32_t>> bySourceKey;
        std::map<Sym, std::vector<std::uint32_t>> moves;  ///< by Message-ID: records of Microsoft 365, in order of time
        std::unordered_map<std::uint32_t, std::vector<Passage>> passages;  ///< by item, the latest first
    };
    void index(std::uint32_t item);
    [[nodiscard]] bool numbered(const Folder& folder, std::uint32_t item, std::int64_t at) const;
    void settleFolders();
    void apply(std::uint32_t event, Sym mailbox);
    void traceMoves(Box& box, Sym mailbox);
    [[nodiscard]] static bool passedAt(const Box& box, std::uint32_t item, Sym folder, std::int64_t at, std::int64_t slack);
    std::uint32_t settle(const Ev& e, Sym mailbox, std::uint32_t event);
    void inherit(Item& ghost, Sym mailbox) const;

    Input& input_;
    std::unordered_map<Sym, Box> boxes_;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> proof_;  ///< item → events that name it with its uid
    std::unordered_set<Sym> held_;
    bool all_ = true;
    bool dotSeparator_ = true;
    std::int64_t firstEffect_ = kForever;
};

}  // namespace sillage::tracing

// Which items lay in which folder at a given time, and what a uid or Message-ID meant then: from the store, and from
// mail_log's save, copy, expunge, delete and flag lines (T11). An item only logs name becomes a ghost.
#pragma once

#include "trace/model.h"

namespace sillage::tracing {

/// Whose mailbox an account is: aliases, then the same name, then the one mailbox with that local part.
class MailboxOf {
public:
    explicit MailboxOf(const Input& input);
    /// The mailbox's name (an Item::mailbox); the account itself when the store holds none for it.
    [[nodiscard]] Sym operator()(Sym account) const;

private:
    std::unordered_map<Sym, Sym> map_;
};

class FolderState {
public:
    /// Adds ghosts to input.items and corrects presence; input.events must be sorted.
    FolderState(Input& input, const MailboxOf& mailboxOf);

    struct Found {
        std::vector<std::size_t> items;    ///< candidates, best first
        Axis identity = Axis::None;
        std::vector<std::size_t> events;   ///< log lines that tie uid and message
        std::string why;                   ///< one sentence
    };
    /// What `folder` uid meant at that time. folder as a log or URL writes it.
    [[nodiscard]] Found byUid(Sym mailbox, std::string_view folder, std::uint32_t uid, std::int64_t at) const;
    /// By Message-ID; folder "" = anywhere in the mailbox.
    [[nodiscard]] Found byMessageId(Sym mailbox, Sym messageId, std::string_view folder, std::int64_t at) const;
    /// Makes (or finds) the ghost of a uid no store or log ties to a message.
    std::size_t ghost(Sym mailbox, std::string_view folder, std::uint32_t uid, Sym messageId, Sym subject);

    /// Items in a folder at a time, by uid ascending. slack widens both ends (granularity of the clocks).
    [[nodiscard]] std::vector<std::size_t> present(Sym mailbox, Sym folder, std::int64_t at, std::int64_t slack) const;
    [[nodiscard]] std::vector<Sym> folders(Sym mailbox) const;
    [[nodiscard]] std::vector<std::size_t> mailboxItems(Sym mailbox) const;
    /// The store's name of a folder as a log writes it (separator, INBOX prefix).
    [[nodiscard]] Sym folderName(Sym mailbox, std::string_view folder) const;
    /// True when effect lines (saves, expunges) of some mailbox are on record from `at` on: then the recorder was on.
    [[nodiscard]] bool changesLoggedSince(std::int64_t at) const { return firstEffect_ <= at; }

private:
    struct Folder {
        std::unordered_map<std::uint32_t, std::vector<std::size_t>> byUid;
        std::vector<std::size_t> items;
    };
    struct Box {
        std::map<Sym, Folder> folders;
        std::unordered_map<Sym, std::vector<std::size_t>> byMessageId;
    };
    void index(std::size_t item);
    void apply(std::size_t event, Sym mailbox);
    std::size_t settle(const Ev& e, Sym mailbox, std::size_t event);
    void inherit(Item& ghost, Sym mailbox) const;

    Input& input_;
    std::unordered_map<Sym, Box> boxes_;
    std::unordered_map<std::size_t, std::vector<std::size_t>> proof_;  ///< item → events that name it with its uid
    bool dotSeparator_ = true;
    std::int64_t firstEffect_ = kForever;
};

}  // namespace sillage::tracing

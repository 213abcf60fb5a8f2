// What several rules share (see rules.h).
#include "trace/rules/rules.h"

namespace sillage::tracing {

std::int32_t partIndex(const Input& input, const Item& item, std::string_view number) {
    const auto parts = input.partsOf(item);
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (input.view(parts[i].number) == number) return static_cast<std::int32_t>(i);
    return -1;
}

std::string placeText(const Input& input, const Item& item) {
    const std::string folder = input.text(item.folder), mailbox = input.text(item.mailbox);
    if (item.uid) return phrase("uid %1 in %2 of %3", item.uid, folder, mailbox);
    if (item.messageId) return phrase("%1 in %2 of %3", input.view(item.messageId), folder, mailbox);
    if (!item.stored() && item.sourceKey) return phrase("the item with Exchange's id %1 of %2", input.view(item.sourceKey), mailbox);
    return phrase("the message in %1 of %2", folder, mailbox);
}

void addWhole(RuleContext& context, const Candidate& message) {
    context.out.push_back(message);
    const auto parts = context.input.partsOf(context.input.items[message.item]);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        if (!parts[p].file()) continue;
        Candidate file = message;
        file.part = static_cast<std::int32_t>(p);
        file.depth = Depth::Attachment;
        file.effects.clear();
        file.why.push_back(phrase("the message was delivered with all its parts, this file among them"));
        context.out.push_back(std::move(file));
    }
}

}  // namespace sillage::tracing

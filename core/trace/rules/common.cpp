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
    std::string text;
    if (item.uid) text = "uid " + std::to_string(item.uid);
    else if (item.messageId) text = input.text(item.messageId);
    else text = "the message";
    return text + " in " + input.text(item.folder) + " of " + input.text(item.mailbox);
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
        file.why.push_back("the message was delivered with all its parts, this file among them");
        context.out.push_back(std::move(file));
    }
}

}  // namespace sillage::tracing

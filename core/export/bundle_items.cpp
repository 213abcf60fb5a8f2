#include "export/bundle_items.h"

#include "export/table_text.h"

namespace sillage {

std::string originOf(const Placement& p) {
    if (p.rebuilt) return p.parent ? phrase("rebuilt from properties, inside another item") : phrase("rebuilt from properties");
    if (p.parent) return phrase("octets of a message inside another");
    return phrase("octets as they lie in the source");
}

std::string recoveryOf(const Placement& p) {
    if (!p.recovered) return {};
    return p.recoveredHow.empty() ? phrase("recovered: the store no longer lists it") : phrase("recovered: %1", said(p.recoveredHow));
}

std::string remarkOn(const Placement& p, Language language) {
    std::string text = p.rebuilt ? inLanguage(originOf(p), language) : std::string();
    if (const std::string how = recoveryOf(p); !how.empty()) text += (text.empty() ? "" : ", ") + inLanguage(how, language);
    return text;
}

std::string itemsCsv(const std::vector<BundleItem>& items, Language language) {
    std::string text = "file,mailbox,folder,uid,message_id,subject,item_class,origin,recovered,source,item_in_source,offset,length,key\r\n";
    for (const BundleItem& item : items) {
        const Placement& p = item.place;
        bool first = true;
        for (const std::string& cell : {item.file, p.mailbox, p.folder, p.uid ? std::to_string(p.uid) : std::string(), p.messageId, p.subject,
                                        p.itemClass, inLanguage(originOf(p), language), inLanguage(recoveryOf(p), language), item.source, p.locator,
                                        std::to_string(p.offset), std::to_string(p.length), p.sha256}) {
            if (!first) text += ',';
            first = false;
            text += csvField(cell, false);
        }
        text += "\r\n";
    }
    return text;
}

}  // namespace sillage

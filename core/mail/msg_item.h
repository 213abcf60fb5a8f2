// Items out of the storages of a message file ([MS-OXMSG] section 2).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mail/cfb/compound_file.h"
#include "mail/mapi/item.h"

namespace sillage {

class MsgFile : public std::enable_shared_from_this<MsgFile> {
public:
    /// Throws Error when the source is no compound file.
    static std::shared_ptr<MsgFile> open(ByteSource& source);
    /// Whether the root is that of a message.
    [[nodiscard]] bool isMessage() const;
    [[nodiscard]] std::unique_ptr<mapi::Item> topItem(std::string locator = "msg");
    [[nodiscard]] const cfb::CompoundFile& file() const { return file_; }

private:
    explicit MsgFile(ByteSource& source) : file_(source), size_(source.size()) {}
    enum class Level { Top, Embedded, Row };  ///< decides the length of the header of a property stream

    std::unique_ptr<mapi::Item> item(std::uint32_t storage, Level level, std::string locator);
    mapi::Properties properties(std::uint32_t storage, Level level, int codePage, std::vector<std::string>& defects);
    void fixedValues(std::uint32_t storage, Level level, mapi::Properties& out, std::vector<std::string>& defects);
    void streamValues(std::uint32_t storage, mapi::Properties& out, std::vector<std::string>& defects);
    mapi::Property value(std::uint32_t stream, std::uint32_t propertyTag, std::vector<std::string>& defects);
    void multipleValue(std::uint32_t storage, std::uint32_t stream, mapi::Property& p, std::vector<std::string>& defects);
    mapi::Attachment attachment(std::uint32_t storage, int codePage, const std::string& itemLocator);
    void content(std::uint32_t storage, mapi::Attachment& a, const std::string& itemLocator);
    void readNames();
    [[nodiscard]] std::shared_ptr<const mapi::PropertyName> nameOf(std::uint16_t id) const;

    cfb::CompoundFile file_;
    std::uint64_t size_;
    std::vector<std::shared_ptr<const mapi::PropertyName>> names_;  ///< by id − 0x8000
};

}  // namespace sillage

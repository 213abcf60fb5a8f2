// Writes PST and OST stores for tests, from a plain description, deterministically. It follows [MS-PST]; the layout with
// 4096-octet pages (wVer 36), which Microsoft never published, follows libpff's format document. It shares no code with
// the reader: a misreading of the specification would otherwise hide in both.
//
// Layers: pst_writer_format (numbers, checksums, encodings) < pst_writer_ndb (pages, blocks, trees; [MS-PST] 2.2)
// < pst_writer_ltp (heaps, property and table contexts; 2.3) < pst_writer_message, pst_writer_store (2.4).
//
// Memory: one message, the tables of one folder, and about 32 octets for each block and node of the store.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sillage::pstw {

enum class Variant { Ansi, Unicode, Unicode4k };
enum class Crypt : uint8_t { None = 0, Permute = 1, Cyclic = 2 };

enum class Fate {
    Live,
    Orphan,  // in the node tree, in no contents table
    Deleted  // only in an older generation of the trees; its pages and blocks lie in free space
};

struct Message;

enum class Method : uint32_t { ByValue = 1, Embedded = 5, Ole = 6 };

struct Attachment {
    std::string name;  // UTF-8
    std::string mimeType = "application/octet-stream";
    std::string contentId = {};
    std::string bytes = {};  // the content, unless `size` says that it is generated
    uint64_t size = 0;       // > 0: `size` octets drawn from `seed`
    uint64_t seed = 0;
    bool compressible = false;  // generated octets look like text
    Method method = Method::ByValue;
    std::shared_ptr<Message> embedded = {};  // for Method::Embedded

    uint64_t length() const { return size > 0 ? size : bytes.size(); }
};

struct Recipient {
    uint32_t type = 1;  // 1 To, 2 Cc, 3 Bcc
    std::string name;
    std::string address;               // SMTP address, or /o=…/cn=… for EX
    std::string addressType = "SMTP";  // SMTP or EX
    std::string smtp = {};             // for EX: the SMTP address beside it, may be empty
};

// A property that the properties of every message do not cover. `value` holds the octets as MAPI stores them, strings as UTF-8
// (PT_UNICODE 0x001F becomes PT_STRING8 in an ANSI store).
struct NamedValue {
    std::string set;    // GUID as text, or "" for a plain tag in `id`
    uint32_t id = 0;    // numerical name, or property id where `set` is empty
    std::string name;   // string name, used where not empty
    uint16_t type = 0x001F;
    std::string value;
};

struct Message {
    std::string messageClass = "IPM.Note";
    std::string subject;        // whole, as shown; UTF-8
    std::string subjectPrefix;  // "RE: ", … where `subject` begins with it
    Recipient sender;
    std::vector<Recipient> recipients;
    std::string headers;    // transport headers, may be empty
    std::string plain;      // bodies: any may be empty
    std::string html;       // UTF-8
    std::string rtf;        // written LZFu-compressed
    std::string messageId;  // with angle brackets, may be empty
    int64_t submitted = 0;  // seconds since 1970, 0: absent
    int64_t delivered = 0;
    uint32_t flags = 1;  // PidTagMessageFlags without HASATTACH, which is set here
    std::vector<Attachment> attachments;
    std::vector<NamedValue> named;
    Fate fate = Fate::Live;
};

enum class Place {
    Subtree,      // below the IPM subtree: what Outlook shows
    Wastebasket,  // the store's own Deleted Items
    Root          // beside the IPM subtree, e.g. Recoverable Items of an OST
};

struct Folder {
    std::string name;
    std::vector<Message> messages = {};
    uint64_t generated = 0;  // further messages, made one at a time by `generate(i)`, i < generated
    std::function<Message(uint64_t)> generate = {};
    std::vector<Folder> children = {};
    Place place = Place::Subtree;  // of a folder at the top; below it does not matter
    std::string containerClass = "IPF.Note";
};

struct Store {
    std::string name = "Test store";
    Variant variant = Variant::Unicode;
    Crypt crypt = Crypt::Permute;
    bool compress = true;       // Unicode4k: data blocks
    bool compressLists = true;  // Unicode4k: XBLOCKs and the like too, as Outlook does; libpff before 2024 cannot read that
    uint64_t seed = 1;
    std::vector<Folder> folders;
};

// Throws std::runtime_error where the disk refuses or the variant's limits do not allow it (ANSI: 2 GB).
void writeStore(const std::filesystem::path& path, const Store& store);

// What a reader has to find, in the order it was written.
struct ExpectedAttachment {
    std::string name;
    uint64_t size = 0;
    std::string sha256;  // hexadecimal
    Method method = Method::ByValue;
};
struct ExpectedMessage {
    std::string folder;  // names joined with "/", below the IPM subtree or the root
    uint32_t nid = 0;    // of top-level messages; 0 for embedded ones
    size_t depth = 0;    // 0 top level, 1 attached to the message before it …
    std::string messageClass;
    std::string subject;
    Fate fate = Fate::Live;
    std::vector<ExpectedAttachment> attachments;
};
std::vector<ExpectedMessage> expectedOf(const Store& store);

// The content of an attachment, piece by piece (at most 64 KB each).
void streamAttachment(const Attachment& attachment, const std::function<void(std::string_view)>& piece);

}  // namespace sillage::pstw

// A record that a product took apart into columns or dotted members ("o365.audit.Item.InternetMessageId",
// "Folders{}.FolderItems{}.InternetMessageId", "Client_IPAddress_s", "TimeGenerated [UTC]"), put together
// again as the JSON object it was. Values stay text: what was an array or an object inside a cell is read by
// the record's parser.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sillage {

class FlatRecord {
public:
    /// "Item.InternetMessageId" for a column or dotted member of an audit record; "" when it is none.
    static std::string path(std::string_view column);
    /// A member whose name is a path into an audit record.
    static bool dotted(std::string_view member);

    /// Empty values are left out. Values of one path inside a list stand on lines of their own (Splunk) or
    /// are a JSON array (Elastic's fields).
    void add(std::string_view column, std::string value);
    void addPath(std::string_view path, std::string value);
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::string json() const;
    void clear();

private:
    struct Node {
        std::string name, value;
        std::vector<Node> members;
    };
    static void write(const Node& node, std::string& out);
    static void writeList(const Node& node, std::string& out);
    std::vector<Node> roots_;
    std::size_t count_ = 0;
};

}  // namespace sillage

// One message lying in a range of a source (formats.h, parse_message.h).
#include "mail/formats.h"
#include "mail/line_window.h"
#include "mail/parse_message.h"
#include "mail/tnef/in_message.h"

namespace sillage {

void parseMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length, const MessageOptions& options,
                  MessageTree& tree) {
    MimeParser parser(tree, options, begin);
    LineWindow window(source, begin, begin + length);
    RawLine l;
    while (window.fill()) {
        while (window.next(l)) parser.line(l);
        parser.settle();
    }
    parser.finish();
    tnef::openParts(source, tree);
}

std::int32_t readMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                         const MessageOptions& options, Message&& placement, Sink& sink) {
    MessageTree tree;
    parseMessage(source, begin, length, options, tree);
    return emitTree(tree, std::move(placement), options.firstIndex, sink);
}

}  // namespace sillage

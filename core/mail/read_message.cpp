// One message lying in a range of a source (formats.h).
#include "mail/formats.h"
#include "mail/line_window.h"
#include "mail/mime_parser.h"

namespace sillage {

std::int32_t readMessage(ByteSource& source, std::uint64_t begin, std::uint64_t length,
                         const MessageOptions& options, Message&& placement, Sink& sink) {
    MessageTree tree;
    MimeParser parser(tree, options, begin);
    LineWindow window(source, begin, begin + length);
    RawLine l;
    while (window.fill()) {
        while (window.next(l)) parser.line(l);
        parser.settle();
    }
    parser.finish();
    return emitTree(tree, std::move(placement), options.firstIndex, sink);
}

}  // namespace sillage

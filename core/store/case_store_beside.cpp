// Attachments that lie beside their message (Apple Mail): <box>/Messages/<n>.partial.emlx with an empty part, and
// <box>/Attachments/<n>/<part>/<name> with its octets, decoded. What the index says of the part is then the file's.
#include <map>
#include <tuple>

#include "base/hash.h"
#include "base/text.h"
#include "store/case_store.h"
#include "store/case_store_impl.h"
#include "store/codec.h"
#include "store/rows.h"

namespace sillage {
namespace {

constexpr std::uint64_t kEmpty = 2;  ///< octets an emptied part still has: a line end

struct Place {
    std::string message;  ///< path of the .partial.emlx
    std::string part;
};

/// nullopt: not of that form.
std::optional<Place> placeOf(std::string_view path) {
    const std::size_t at = path.rfind("/Attachments/");
    if (at == std::string_view::npos) return std::nullopt;
    const auto names = split(path.substr(at + 13), '/');
    if (names.size() != 3) return std::nullopt;
    return Place{std::string(path.substr(0, at)) + "/Messages/" + std::string(names[0]) + ".partial.emlx", std::string(names[1])};
}

struct Found {
    std::int64_t source = 0;
    std::uint64_t size = 0;
    Digest sha256{};
    bool several = false;  ///< or of an unknown hash: joined to nothing
};

class Joiner {
public:
    explicit Joiner(Database& db) : db_(db) {}

    std::size_t run() {
        undo();
        std::map<std::tuple<std::string, std::string, std::string>, Found> files;  // root, message, part
        Statement st = db_.prepare("SELECT id, root, path, bytes, sha256 FROM source WHERE format = 'emlx-beside' AND state = 'read' ORDER BY path");
        while (st.step()) {
            const auto place = placeOf(st.text(2));
            if (!place) continue;
            Found& f = files[{st.text(1), place->message, place->part}];
            f.several = f.source != 0;
            f.source = st.integer(0);
            f.size = static_cast<std::uint64_t>(st.integer(3));
            if (!fromHex(st.text(4), f.sha256)) f.several = true;
        }
        std::size_t joined = 0;
        for (const auto& [key, file] : files)
            if (!file.several) joined += join(std::get<0>(key), std::get<1>(key), std::get<2>(key), file);
        return joined;
    }

private:
    /// Parts as they stand in the message: what a file removed since said of them goes with it.
    void undo() {
        Statement st = db_.prepare("SELECT message, part, size, sha256 FROM beside");
        std::vector<std::tuple<std::int64_t, std::string, std::uint64_t, Digest>> rows;
        while (st.step()) {
            Digest digest{};
            const std::string_view octets = st.view(3);
            std::copy(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(std::min(octets.size(), digest.size())), reinterpret_cast<char*>(digest.data()));
            rows.emplace_back(st.integer(0), st.text(1), static_cast<std::uint64_t>(st.integer(2)), digest);
        }
        for (const auto& [message, part, size, digest] : rows) set(message, part, size, digest);
        db_.execute("DELETE FROM beside");
    }

    std::size_t join(const std::string& root, const std::string& path, const std::string& part, const Found& file) {
        Statement st = db_.prepare("SELECT p.message, m.parts FROM source s JOIN placement p ON p.source = s.id JOIN message m ON m.id = p.message "
                                   "WHERE s.root = ? AND s.path = ? AND p.parent = 0 AND NOT m.held LIMIT 1");
        st.bind(1, root).bind(2, path);
        if (!st.step()) return 0;
        const std::int64_t message = st.integer(0);
        for (const Part& p : decodeParts(st.view(1), 0)) {
            if (p.number != part || p.size > kEmpty) continue;
            db_.run("INSERT OR REPLACE INTO beside (message, part, source, size, sha256) VALUES (?,?,?,?,?)", message, part, file.source, p.size, p.sha256);
            set(message, part, file.size, file.sha256);
            return 1;
        }
        return 0;
    }

    void set(std::int64_t message, const std::string& part, std::uint64_t size, const Digest& digest) {
        Statement st = db_.prepare("SELECT parts FROM message WHERE id = ?");
        st.bind(1, message);
        if (!st.step()) return;
        std::vector<Part> parts = decodeParts(st.view(0), 0);
        for (Part& p : parts)
            if (p.number == part) p.size = size, p.sha256 = digest;
        Statement update = db_.prepare("UPDATE message SET parts = ? WHERE id = ?");
        const std::string octets = encodeParts(parts, 0);
        update.bindBlobView(1, octets).bind(2, message).run();
        db_.run("UPDATE attachment SET size = ?, sha256 = ? WHERE message = ? AND part = ?", size, digest, message, part);
    }

    Database& db_;
};

}  // namespace

std::size_t CaseStore::joinBeside() {
    impl_->requireWriting("joining attachments");
    Database& db = meta();
    Statement any = db.prepare("SELECT EXISTS (SELECT 1 FROM source WHERE format = 'emlx-beside') OR EXISTS (SELECT 1 FROM beside)");
    if (!any.step() || !any.integer(0)) return 0;
    any.reset();
    Transaction transaction(db);
    const std::size_t joined = Joiner(db).run();
    transaction.commit();
    return joined;
}

std::optional<std::int64_t> CaseStore::besideOf(std::int64_t message, std::string_view part) {
    Statement st = meta().prepare("SELECT source FROM beside WHERE message = ? AND part = ?");
    st.bind(1, message).bind(2, part);
    return st.step() ? std::optional(st.integer(0)) : std::nullopt;
}

}  // namespace sillage

#include "ui/models/session_groups.h"

#include <QHash>
#include <algorithm>

#include "ui/models/format.h"

namespace sillage::ui {
namespace {

constexpr std::size_t kWindow = 1000, kMost = 50'000;

// Cells by the name of their field.
struct Cells {
    const Row& row;
    const FieldList& list;

    [[nodiscard]] const Value* at(std::string_view name) const {
        for (std::size_t i = 0; i < list.size && i < row.cells.size(); ++i)
            if (name == list[i].name) return &row.cells[i];
        return nullptr;
    }
    [[nodiscard]] QString text(std::string_view name) const {
        const Value* v = at(name);
        const auto* s = v ? std::get_if<std::string>(v) : nullptr;
        return s ? QString::fromStdString(*s) : QString();
    }
    [[nodiscard]] qint64 integer(std::string_view name) const {
        const Value* v = at(name);
        const auto* n = v ? std::get_if<std::int64_t>(v) : nullptr;
        return n ? *n : 0;
    }
    [[nodiscard]] qint64 time(std::string_view name) const {
        const Value* v = at(name);
        const auto* t = v ? std::get_if<TimeValue>(v) : nullptr;
        return t ? t->utc : 0;
    }
};

void addOnce(QStringList& list, const QString& text) {
    if (!text.isEmpty() && !list.contains(text)) list << text;
}

SessionLine line(const Cells& c) {
    return {c.text("session"), c.text("actor_session"), c.text("account"),  c.text("client_ip"),
            c.text("user_agent"), c.text("protocol"),   c.text("actor"),    c.text("status"),
            c.time("first"),   c.time("last"),          c.integer("events"), c.integer("bytes_out"),
            c.text("device"),  c.text("app")};
}

void add(SessionGroup& g, SessionLine&& s) {
    addOnce(g.accounts, s.account);
    addOnce(g.addresses, s.ip);
    addOnce(g.protocols, s.protocol);
    addOnce(g.clients, s.userAgent);
    addOnce(g.actors, s.actor);
    addOnce(g.statuses, s.status);
    if (s.first && (!g.first || s.first < g.first)) g.first = s.first;
    g.last = std::max(g.last, s.last);
    g.events += s.events;
    g.bytesOut += s.bytesOut;
    g.sessions.push_back(std::move(s));
}

}  // namespace

SessionGroups groupSessions(CaseReader& reader, const Query& query) {
    SessionGroups out;
    QHash<QString, std::size_t> at;
    auto ids = reader.select(View::Sessions, query, {});
    if (ids.size() > kMost) out.leftOut = ids.size() - kMost;
    ids.resize(std::min(ids.size(), kMost));
    const FieldList list = fields(View::Sessions);
    for (std::size_t i = 0; i < ids.size(); i += kWindow) {
        const std::span<const std::int64_t> window(ids.data() + i, std::min(kWindow, ids.size() - i));
        for (const Row& row : reader.fetch(View::Sessions, window)) {
            SessionLine s = line({row, list});
            const QString key = s.actorSession.isEmpty() ? s.session : s.actorSession;
            const auto found = at.constFind(key);
            if (found == at.cend()) {
                at.insert(key, out.groups.size());
                out.groups.emplace_back().id = key;
            }
            add(out.groups[at.value(key)], std::move(s));
        }
    }
    return out;
}

}  // namespace sillage::ui

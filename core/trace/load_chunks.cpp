// See load_chunks.h.
#include "trace/load_chunks.h"

#include <deque>
#include <future>
#include <thread>

#include "trace/load_columns.h"

namespace sillage::tracing {
namespace {

/// Symbols of one table as those of another.
using Renaming = std::vector<Sym>;

constexpr Sym Ev::* kTexts[] = {&Ev::account, &Ev::mailbox, &Ev::ip, &Ev::agent, &Ev::session, &Ev::client, &Ev::connection, &Ev::claimed, &Ev::method,
                                &Ev::request, &Ev::place, &Ev::folder, &Ev::messageId, &Ev::part, &Ev::target, &Ev::relay, &Ev::detail, &Ev::subject};
constexpr Sym WebFields::* kWebTexts[] = {&WebFields::task, &WebFields::action, &WebFields::token, &WebFields::search, &WebFields::searchId,
                                          &WebFields::headers, &WebFields::scope, &WebFields::clientMs, &WebFields::refererFolder};

std::shared_ptr<Input> readChunk(const EventChunks& chunks, const ChunkInfo& info, const std::vector<IpRange>& proxies) {
    auto own = std::make_shared<Input>();
    own->proxies = proxies;
    ChunkReader reader = chunks.reader(info);
    Columns columns(*own, reader);
    for (std::uint32_t row = 0; row < info.rows; ++row)
        if (!info.isDead(row)) columns.append(row);
    return own;
}

/// An account that one chunk ties to a name is the only one, or there are several.
void joinIdentities(Input& input, const Input& own, const Renaming& names) {
    for (const auto& [name, account] : own.identities) {
        const Sym of = names[account];
        const auto [it, fresh] = input.identities.emplace(names[name], of);
        if (!fresh && it->second != of) it->second = 0;
    }
}

/// What one chunk's events become; where they lie was provided before.
struct Joined {
    std::shared_ptr<Input> own;
    Renaming names;
    Ev* events;
    std::int32_t counters, web;  ///< how many came before

    void run() const {
        for (const Ev& of : own->events) {
            Ev& e = *new (events + (&of - own->events.begin())) Ev(of);
            for (const auto text : kTexts) e.*text = names[of.*text];
            if (e.counters >= 0) e.counters += counters;
            if (e.web >= 0) e.web += web;
        }
    }
};

Joined join(Input& input, std::shared_ptr<Input> own) {
    Renaming names = input.symbols.internAll(own->symbols);
    Joined j{std::move(own), std::move(names), nullptr, static_cast<std::int32_t>(input.counters.size()),
             static_cast<std::int32_t>(input.web.size())};
    input.counters.append(j.own->counters.begin(), j.own->counters.size());
    for (WebFields w : j.own->web) {
        for (const auto text : kWebTexts) w.*text = j.names[w.*text];
        input.web.push_back(w);
    }
    joinIdentities(input, *j.own, j.names);
    j.events = input.events.extend(j.own->events.size());
    return j;
}

}  // namespace

void loadChunks(const EventChunks& chunks, const std::vector<const ChunkInfo*>& list, Input& input, Progress& progress) {
    const std::size_t ahead = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 4);
    std::deque<std::future<std::shared_ptr<Input>>> read;
    std::deque<std::future<void>> written;
    std::size_t next = 0;
    for (std::size_t done = 0; done < list.size() && !progress.cancelled(); ++done) {
        progress.advance(done, list.size());
        for (; next < list.size() && read.size() < ahead; ++next)
            read.push_back(std::async(std::launch::async, [&chunks, &input, info = list[next]] { return readChunk(chunks, *info, input.proxies); }));
        auto own = read.front().get();
        read.pop_front();
        written.push_back(std::async(std::launch::async, [j = join(input, std::move(own))] { j.run(); }));
        if (written.size() > ahead / 2) written.front().get(), written.pop_front();
    }
    for (auto& w : written) w.get();
}

}  // namespace sillage::tracing

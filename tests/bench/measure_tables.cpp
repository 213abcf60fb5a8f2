// Times what follows an import, through the layer that window and command line share: opening a saved case, its first
// rows, filters over events, sorting by columns. One line a step: milliseconds of the first time and the median of five
// more, threads and all, and the rows that matched. It asserts nothing: bench.py sets the figures beside the peers'.
//
// usage: measure_tables CASE [QUERY…]     (queries over events; a set of common ones without any)
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "store/case_store.h"
#include "store/table.h"

using namespace sillage;

namespace {

constexpr int kAgain = 5;
constexpr std::size_t kScreen = 60;  // rows

double milliseconds(const std::function<std::size_t()>& step, std::size_t& rows) {
    const auto begin = std::chrono::steady_clock::now();
    rows = step();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

void measure(const std::string& name, const std::function<std::size_t()>& step, int again = kAgain) {
    std::size_t rows = 0;
    const double first = milliseconds(step, rows);
    std::vector<double> times;
    for (int i = 0; i < again; ++i) times.push_back(milliseconds(step, rows));
    std::sort(times.begin(), times.end());
    const double median = times.empty() ? first : times[times.size() / 2];
    std::printf("%10.1f ms %10.1f ms %12zu  %s\n", first, median, rows, name.c_str());
    std::fflush(stdout);
}

Query parsed(View view, const std::string& text) {
    ParsedQuery q = parseQuery(view, text);
    if (!q.ok) throw Error(q.error);
    return std::move(q.query);
}

std::size_t fieldOf(View view, std::string_view name) {
    const FieldList list = fields(view);
    for (std::size_t i = 0; i < list.size; ++i)
        if (list[i].name == name) return i;
    throw Error("no such column");
}

/// Queries that fit whatever the events are: values of a row in the middle.
std::vector<std::string> commonQueries(CaseStore& store) {
    const auto ids = selectRows(store, View::Events, {}, {});
    if (ids.empty()) return {};
    const std::int64_t middle[] = {ids[ids.size() / 2]};
    const auto rows = fetchRows(store, View::Events, middle);
    const auto text = [&rows](const char* column) {
        const auto* value = std::get_if<std::string>(&rows.at(0).cells[fieldOf(View::Events, column)]);
        return value ? *value : std::string("nothing");
    };
    const auto* time = std::get_if<TimeValue>(&rows.at(0).cells[fieldOf(View::Events, "time")]);
    const Time at{std::chrono::microseconds(time ? time->utc : 0)};
    return {"account:=\"" + text("account") + "\"", "ip:" + text("client_ip"), "action:" + text("action"),
            "action:download account:\"" + text("account") + "\"",
            "time:" + formatIso(at) + ".." + formatIso(at + std::chrono::minutes(5)),
            "account:/user29[0-9]9/", "user_agent:iphone", "nowhere-to-be-found", "fields:status=404",
            "fields:/^40[34]$/ time:" + formatIso(at) + ".." + formatIso(at + std::chrono::hours(6))};
}

void run(const std::filesystem::path& directory, std::vector<std::string> queries) {
    std::printf("%13s %13s %12s\n", "first", "again", "rows");
    measure("open a saved case, first rows of its events", [&directory] {
        const auto store = CaseStore::open(directory, CaseStore::Mode::Read);
        const auto ids = selectRows(*store, View::Events, {}, {});
        fetchRows(*store, View::Events, std::span(ids).first(std::min(kScreen, ids.size())));
        return ids.size();
    }, 1);
    const auto store = CaseStore::open(directory, CaseStore::Mode::Read);
    const bool common = queries.empty();
    if (common) queries = commonQueries(*store);
    for (const std::string& text : queries) {
        const Query query = parsed(View::Events, text);
        measure("events " + text, [&] { return selectRows(*store, View::Events, query, {}).size(); });
    }
    if (!common) return;
    for (const char* column : {"account", "client_ip", "action", "bytes", "user_agent", "source", "session"}) {
        const Sort sort{fieldOf(View::Events, column), true, false};
        measure(std::string("events sorted by ") + column, [&] { return selectRows(*store, View::Events, {}, sort).size(); }, 2);
    }
    const auto all = selectRows(*store, View::Events, {}, {});
    measure("a screen of events in the middle", [&] {
        return fetchRows(*store, View::Events, std::span(all).subspan(all.size() / 2, std::min(kScreen, all.size() / 2))).size();
    });
    for (const char* text : {"", "reasons:hour", "reasons:/night|hour/"}) {
        for (const View view : {View::Sessions, View::Suspects}) {
            const Query query = parsed(view, text);
            measure(std::string(viewName(view)) + " " + text, [&] { return selectRows(*store, view, query, {}).size(); }, 2);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: measure_tables CASE [QUERY…]\n");
        return 2;
    }
    try {
        run(argv[1], {argv + 2, argv + argc});
    } catch (const Error& e) {
        std::fprintf(stderr, "measure_tables: %s\n", e.what());
        return 1;
    }
    return 0;
}

// Times acts of the examiner as the window does them, in one process on an open case: until grades are in the case and shown,
// and until all that follows from them is (rules, rights, effects). One line an act, then one for taking it back.
// It asserts nothing. Writes to the case.
//
// usage: measure_acts CASE ADDRESS|SESSION…
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/error.h"
#include "case/annotations.h"
#include "case/case.h"

using namespace sillage;

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

class Watch final : public Progress {
public:
    void advance(std::uint64_t, std::uint64_t) override {}
    void note(std::string_view) override {}
    [[nodiscard]] bool cancelled() const override { return false; }
    void answered() override { shown = since(begin); }
    const Clock::time_point begin = Clock::now();
    double shown = 0;
};

template <typename Act>
void measure(const std::string& name, Act&& act) {
    Watch watch;
    act(watch);
    std::printf("%-28s grades shown after %7.2f s, all of it after %7.2f s\n", name.c_str(), watch.shown, since(watch.begin));
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 3) throw Error("usage: measure_acts CASE ADDRESS|SESSION…");
        const auto c = Case::open(argv[1], Case::Mode::Write);
        std::vector<std::string> made;
        for (int i = 2; i < argc; ++i) {
            Indicator indicator;
            const std::string what = argv[i];
            (what.rfind("S-", 0) == 0 ? indicator.session : indicator.ip) = what;
            indicator.reason = "measured";
            measure(what, [&](Progress& p) { made.push_back(addIndicator(*c, indicator, p).id); });
        }
        for (std::size_t i = made.size(); i-- > 0;)
            measure(std::string("taken back: ") + argv[i + 2], [&](Progress& p) { removeIndicator(*c, made[i], "measured", p); });
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}

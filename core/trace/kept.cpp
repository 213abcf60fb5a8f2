// See kept.h. trace.keep: magic, name, where the data lies, arrays (octets of an element, number, pieces of the data), small
// things, SHA-256 of all before. Numbers as the machine has them: the file never leaves it.
#include "trace/kept.h"

#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "trace/coverage_ground.h"
#include "trace/recorder_facts.h"

namespace sillage::tracing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "sillage trace 4\n";

class Octets {
public:
    template <typename T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        text.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void put(std::string_view s) {
        put(std::uint64_t{s.size()});
        text.append(s);
    }
    template <typename T>
    void putAll(const std::vector<T>& list) {
        put(std::uint64_t{list.size()});
        for (const T& value : list) put(value);
    }
    std::string text;
};

/// Every read fails for good once one did.
class Reader {
public:
    explicit Reader(std::string_view octets) : rest_(octets) {}
    template <typename T>
    T get() {
        T value{};
        if (rest_.size() < sizeof value) return failed(value);
        std::memcpy(static_cast<void*>(&value), rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return value;
    }
    std::string text() {
        const auto size = get<std::uint64_t>();
        if (size > rest_.size()) return failed(std::string());
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return out;
    }
    template <typename T>
    std::vector<T> all() {
        const auto count = get<std::uint64_t>();
        std::vector<T> list;
        if (count > rest_.size() / sizeof(T)) return failed(list);
        for (std::uint64_t i = 0; i < count; ++i) list.push_back(get<T>());
        return list;
    }
    [[nodiscard]] bool ok() const { return ok_; }

private:
    template <typename T>
    T failed(T value) {
        ok_ = false;
        rest_ = {};
        return value;
    }
    std::string_view rest_;
    bool ok_ = true;
};

std::string fileText(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

/// The running system: after a crash of it nobody knows what of a mapped file reached the medium.
std::string runningSystem() { return fileText("/proc/sys/kernel/random/boot_id"); }

/// Device and number of the file: those of a copy are others.
std::string identity(const struct stat& s) { return std::to_string(s.st_dev) + ' ' + std::to_string(s.st_ino) + ' ' + std::to_string(s.st_uid); }

/// Layout of what is mapped.
std::string layout() {
    return std::to_string(sizeof(Ev)) + ' ' + std::to_string(sizeof(Visit)) + ' ' + std::to_string(sizeof(WebRequest)) + ' ' +
           std::to_string(sizeof(Counters)) + ' ' + std::to_string(sizeof(WebFields)) + ' ' + std::to_string(sizeof(CoverageGround::OfSource)) + ' ' +
           std::to_string(kRoutes) + ' ' + std::to_string(kWays);
}

/// Every kept array but the symbols', in one order.
template <typename Visit>
void eachArray(Input& input, Sessions& sessions, Groundwork& ground, Visit&& visit) {
    visit(input.events);
    visit(input.counters);
    visit(input.web);
    visit(input.numbered);
    sessions.eachArray(visit);
    ground.eachArray(visit);
}

template <typename T>
void putArray(Octets& out, const SpoolVector<T>& array, const std::vector<SpoolPiece>& pieces) {
    out.put(std::uint64_t{sizeof(T)});
    out.put(std::uint64_t{array.size()});
    out.putAll(pieces);
}

template <typename T>
void getArray(Reader& in, int descriptor, std::uint64_t fileSize, SpoolVector<T>& array, bool& fits) {
    const auto element = in.get<std::uint64_t>(), count = in.get<std::uint64_t>();
    const auto pieces = in.all<SpoolPiece>();
    std::uint64_t octets = 0;
    for (const SpoolPiece& p : pieces) {
        octets += p.octets;
        fits = fits && p.offset >= 0 && static_cast<std::uint64_t>(p.offset) + p.octets <= fileSize;
    }
    fits = fits && in.ok() && element == sizeof(T) && count <= octets / sizeof(T);
    if (fits) array.restore(descriptor, pieces, count);
}

void putFacts(Octets& out, const RecorderFacts& facts) {
    out.put(std::uint64_t{facts.activity.size()});
    for (const auto& [source, activity] : facts.activity) {
        out.put(source);
        out.put(std::string_view(activity.kept()));
    }
    out.putAll(facts.damage);
    out.put(std::uint64_t{facts.switches.size()});
    for (const AuditSwitch& s : facts.switches) {
        out.put(s.what);
        out.put(s.utc);
        out.put(std::string_view(s.mailbox));
        out.put(std::string_view(s.by));
        out.put(s.source);
        out.put(s.line);
    }
    out.put(std::uint64_t{facts.losses.size()});
    for (const RecordLoss& l : facts.losses) {
        out.put(l.what);
        out.put(l.utc);
        for (const std::string* text : {&l.log, &l.policy, &l.by, &l.how}) out.put(std::string_view(*text));
        out.put(l.own);
        out.put(l.source);
        out.put(l.line);
    }
}

std::shared_ptr<RecorderFacts> getFacts(Reader& in) {
    auto facts = std::make_shared<RecorderFacts>();
    for (auto n = in.get<std::uint64_t>(); in.ok() && n > 0; --n) {
        const auto source = in.get<std::int64_t>();
        facts->activity[source] = Activity::ofKept(in.text());
    }
    facts->damage = in.all<DamagedSpan>();
    for (auto n = in.get<std::uint64_t>(); in.ok() && n > 0; --n) {
        AuditSwitch s;
        s.what = in.get<AuditSwitch::What>();
        s.utc = in.get<std::int64_t>();
        s.mailbox = in.text();
        s.by = in.text();
        s.source = in.get<std::int64_t>();
        s.line = in.get<std::uint64_t>();
        facts->switches.push_back(std::move(s));
    }
    for (auto n = in.get<std::uint64_t>(); in.ok() && n > 0; --n) {
        RecordLoss l;
        l.what = in.get<RecordLoss::What>();
        l.utc = in.get<std::int64_t>();
        for (std::string* text : {&l.log, &l.policy, &l.by, &l.how}) *text = in.text();
        l.own = in.get<bool>();
        l.source = in.get<std::int64_t>();
        l.line = in.get<std::uint64_t>();
        facts->losses.push_back(std::move(l));
    }
    return facts;
}

void putGround(Octets& out, const CoverageGround& g) {
    out.putAll(g.sources);
    out.put(g.byWay);
    out.putAll(g.byAccount);
    out.putAll(g.throttled);
    out.putAll(g.forwarding);
    out.putAll(g.processes);
    out.put(std::uint64_t{g.kinds.size()});
    for (const CoverageGround::Kind& k : g.kinds) {
        out.put(k.source);
        out.put(k.route);
        out.put(k.action);
        out.put(k.local);
        out.put(std::string_view(k.activity.kept()));
    }
}

std::shared_ptr<CoverageGround> getGround(Reader& in) {
    auto g = std::make_shared<CoverageGround>();
    g->sources = in.all<CoverageGround::OfSource>();
    g->byWay = in.get<std::array<Stretch, kWays>>();
    g->byAccount = in.all<CoverageGround::AccountRoute>();
    g->throttled = in.all<std::uint32_t>();
    g->forwarding = in.all<CoverageGround::Forwarding>();
    g->processes = in.all<CoverageGround::Processes>();
    for (auto n = in.get<std::uint64_t>(); in.ok() && n > 0; --n) {
        CoverageGround::Kind k;
        k.source = in.get<std::int64_t>();
        k.route = in.get<Route>();
        k.action = in.get<Action>();
        k.local = in.get<bool>();
        k.activity = Activity::ofKept(in.text());
        g->kinds.push_back(std::move(k));
    }
    return g;
}

fs::path headFile(const fs::path& index) { return index / "trace.keep"; }
fs::path dataFile(const fs::path& index) { return index / "trace.keep-data"; }

class Descriptor {
public:
    explicit Descriptor(const fs::path& file) : fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    const int fd;
};

}  // namespace

Keeping::Keeping(fs::path index) : index_(std::move(index)) {
    std::error_code ignored;
    fs::remove(headFile(index_), ignored);
    const int old = ::open(dataFile(index_).c_str(), O_RDONLY | O_CLOEXEC);
    fs::remove(dataFile(index_), ignored);  // whoever maps it still has it
    // To give back the room of a file of some gigabytes takes the file system a second or more.
    if (old >= 0) old_ = std::async(std::launch::async, [old] { ::close(old); });
    spool_ = Spool::keeping(dataFile(index_));
}

Keeping::~Keeping() {
    std::error_code ignored;
    if (!finished_) fs::remove(dataFile(index_), ignored);
}

void Keeping::seal(Input& input, Sessions& sessions, Groundwork& ground) {
    Octets out;
    int array = 0;
    input.symbols.eachArray([&](const auto& a) {
        // The last one says where each text is: texts that come later would stand in it.
        if (++array < 4) return putArray(out, a, a.pieces());
        const SpoolPiece copy = spool_->write(a.begin(), a.size() * sizeof a[0]);
        putArray(out, a, {copy});
    });
    eachArray(input, sessions, ground, [&](const auto& a) { putArray(out, a, a.pieces()); });
    out.putAll(input.chunks);
    out.put(std::string_view(input.reading));
    out.put(ground.listed);
    out.put(ground.firstEffect);
    out.put(std::uint64_t{sessions.pageSize});
    out.put(std::uint64_t{input.identities.size()});
    for (const auto& [name, account] : input.identities) out.put(SymPair{name, account});
    putFacts(out, *input.recorderFacts);
    putGround(out, *input.coverageGround);
    head_ = std::move(out.text);
}

std::string Keeping::finish(Sessions& sessions) {
    for (const auto& [v, of] : sessions.whose.of) {
        Visit& visit = sessions.visits[v];
        visit.actor = 0;
        visit.attribution = Axis::None;
        visit.reason = -1;
        visit.listed = kNone;
    }
    struct stat s{};
    if (spool_->descriptor() < 0 || ::fstat(spool_->descriptor(), &s) != 0) return {};
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    const std::string name = toHex(sha256(identity(s) + ' ' + std::to_string(now) + ' ' + std::to_string(::getpid()))).substr(0, 32);
    Octets out;
    out.text = kMagic;
    out.put(std::string_view(name));
    out.put(std::string_view(layout()));
    out.put(std::string_view(runningSystem()));
    out.put(std::string_view(identity(s)));
    out.text += head_;
    const Digest digest = sha256(out.text);
    out.text.append(reinterpret_cast<const char*>(digest.data()), digest.size());
    const fs::path file = headFile(index_);
    std::ofstream file_(file, std::ios::binary | std::ios::trunc);
    file_.write(out.text.data(), static_cast<std::streamsize>(out.text.size()));
    file_.close();
    finished_ = static_cast<bool>(file_);
    return finished_ ? name : std::string();
}

bool roomForBoth(const fs::path& index) {
    std::error_code unknown;
    const auto size = fs::file_size(dataFile(index), unknown);
    const auto medium = fs::space(index, unknown);
    return !unknown && medium.available / 2 > size;
}

std::optional<KeptTrace> restoreKept(const fs::path& index, std::string_view name, const std::shared_ptr<Spool>& spool) {
    const std::string head = fileText(headFile(index));
    if (name.empty() || head.size() < kMagic.size() + sizeof(Digest) || !head.starts_with(kMagic)) return std::nullopt;
    const std::string_view body = std::string_view(head).substr(0, head.size() - sizeof(Digest));
    const Digest digest = sha256(body);
    if (head.compare(body.size(), sizeof(Digest), reinterpret_cast<const char*>(digest.data()), digest.size()) != 0) return std::nullopt;
    const Descriptor data(dataFile(index));
    struct stat s{};
    if (data.fd < 0 || ::fstat(data.fd, &s) != 0) return std::nullopt;
    Reader in(body.substr(kMagic.size()));
    if (in.text() != name || in.text() != layout() || in.text() != runningSystem() || in.text() != identity(s)) return std::nullopt;
    KeptTrace kept{Input(spool, Input::Restored()), Sessions(spool, spool), Groundwork(spool)};
    bool fits = true;
    const auto get = [&](auto& array) { getArray(in, data.fd, static_cast<std::uint64_t>(s.st_size), array, fits); };
    kept.input.symbols.eachArray(get);
    eachArray(kept.input, kept.sessions, kept.ground, get);
    kept.input.chunks = in.all<ReadChunk>();
    kept.input.reading = in.text();
    kept.ground.listed = in.get<std::uint64_t>();
    kept.ground.firstEffect = in.get<std::int64_t>();
    kept.sessions.pageSize = in.get<std::uint64_t>();
    for (auto n = in.get<std::uint64_t>(); in.ok() && n > 0; --n) {
        const auto pair = in.get<SymPair>();
        kept.input.identities.emplace(pair[0], pair[1]);
    }
    kept.input.recorderFacts = getFacts(in);
    kept.input.coverageGround = getGround(in);
    if (!fits || !in.ok()) return std::nullopt;
    return kept;
}

}  // namespace sillage::tracing

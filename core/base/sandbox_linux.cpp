// Linux: no_new_privs, resource limits, Landlock (landlock(7)) and a seccomp filter written as classic BPF
// (seccomp(2), Documentation/userspace-api/seccomp_filter). Whatever is not listed kills the process; calls that
// libraries try in passing (open, stat, readlink …) are refused with an error instead.
#include "base/sandbox.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SILLAGE_SANITIZED 1
#else
#define SILLAGE_SANITIZED 0
#endif

namespace sillage {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArch = AUDIT_ARCH_AARCH64;
#else
#error "the sandbox knows x86_64 and aarch64"
#endif

constexpr std::uint32_t offsetOfNumber = offsetof(seccomp_data, nr);
constexpr std::uint32_t offsetOfArch = offsetof(seccomp_data, arch);
constexpr std::uint32_t argLow(unsigned i) { return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + 8 * i); }
constexpr std::uint32_t argHigh(unsigned i) { return argLow(i) + 4; }

/// Calls that are harmless whatever their arguments.
constexpr int kAllowed[] = {
    SYS_read, SYS_pread64, SYS_readv, SYS_lseek, SYS_close, SYS_munmap, SYS_mremap, SYS_brk, SYS_futex, SYS_madvise,
    SYS_exit, SYS_exit_group, SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom, SYS_rt_sigreturn,
    SYS_rt_sigprocmask, SYS_sigaltstack, SYS_getpid, SYS_gettid, SYS_sched_yield, SYS_fstat,
#ifdef SYS_poll
    SYS_poll,
#endif
#if SILLAGE_SANITIZED
    SYS_rt_sigaction, SYS_sched_getaffinity, SYS_prctl, SYS_tgkill,
#endif
};

/// Calls allowed on the socket only (argument 0).
constexpr int kOnSocket[] = {SYS_write, SYS_writev, SYS_sendmsg, SYS_sendto, SYS_recvmsg, SYS_recvfrom};

/// Refused with an error: libraries ask and go on without.
constexpr int kRefused[] = {
    SYS_openat, SYS_newfstatat, SYS_readlinkat, SYS_faccessat, SYS_getcwd, SYS_uname, SYS_prlimit64, SYS_ioctl,
    SYS_fcntl, SYS_getdents64, SYS_statx, SYS_sysinfo,
#ifdef SYS_open
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink,
#endif
#ifdef SYS_faccessat2
    SYS_faccessat2,
#endif
#ifdef SYS_rseq
    SYS_rseq,
#endif
};

/// Builds the filter; every rule block is self-contained, so no jump is longer than a few instructions.
class Filter {
public:
    explicit Filter(int socket) {
        load(offsetOfArch);
        jump(BPF_JEQ, kArch, 1, 0);
        give(SECCOMP_RET_KILL_PROCESS);
        load(offsetOfNumber);
#if defined(__x86_64__)
        jump(BPF_JGE, 0x40000000u, 0, 1);  // the x32 calls
        give(SECCOMP_RET_KILL_PROCESS);
#endif
        for (const int call : kAllowed) allow(call);
        for (const int call : kOnSocket) allowWhenEqual(call, 0, static_cast<std::uint32_t>(socket));
        allowWithout(SYS_mprotect, 2, PROT_EXEC);
        allowAnonymousMapping();
        for (const int call : kRefused) refuse(call);
        give(SECCOMP_RET_KILL_PROCESS);
    }
    std::vector<sock_filter> code;

private:
    /// Memory of its own, never executable and never a file: a mapping could write to what was only to be read.
    void allowAnonymousMapping() {
        jump(BPF_JEQ, SYS_mmap, 0, 6);
        load(argLow(2));
        jump(BPF_JSET, PROT_EXEC, 3, 0);
        load(argLow(3));
        jump(BPF_JSET, MAP_ANONYMOUS, 0, 1);
        give(SECCOMP_RET_ALLOW);
        give(SECCOMP_RET_KILL_PROCESS);
    }
    void add(unsigned op, std::uint32_t k, unsigned yes = 0, unsigned no = 0) {
        code.push_back({static_cast<std::uint16_t>(op), static_cast<std::uint8_t>(yes),
                        static_cast<std::uint8_t>(no), k});
    }
    void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
    void jump(unsigned how, std::uint32_t k, unsigned yes, unsigned no) { add(BPF_JMP | how | BPF_K, k, yes, no); }
    void give(std::uint32_t what) { add(BPF_RET | BPF_K, what); }
    void allow(int call) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1);
        give(SECCOMP_RET_ALLOW);
    }
    void refuse(int call) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 1);
        give(SECCOMP_RET_ERRNO | EACCES);
    }
    /// The whole 64-bit argument is compared.
    void allowWhenEqual(int call, unsigned arg, std::uint32_t value) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 7);
        load(argHigh(arg));
        jump(BPF_JEQ, 0, 0, 4);
        load(argLow(arg));
        jump(BPF_JEQ, value, 0, 1);
        give(SECCOMP_RET_ALLOW);
        give(SECCOMP_RET_KILL_PROCESS);
        give(SECCOMP_RET_KILL_PROCESS);
    }
    void allowWithout(int call, unsigned arg, std::uint32_t bits) {
        jump(BPF_JEQ, static_cast<std::uint32_t>(call), 0, 4);
        load(argLow(arg));
        jump(BPF_JSET, bits, 0, 1);
        give(SECCOMP_RET_KILL_PROCESS);
        give(SECCOMP_RET_ALLOW);
    }
};

void limit(int what, rlim_t value) {
    const rlimit r{value, value};
    ::setrlimit(static_cast<__rlimit_resource_t>(what), &r);
}

void applyLimits(const SandboxLimits& limits) {
    if (!SILLAGE_SANITIZED) limit(RLIMIT_DATA, limits.dataBytes);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_NOFILE, limits.descriptors);
}

// The numbers are the same on every architecture (asm-generic/unistd.h).
constexpr long kLandlockCreate = 444, kLandlockRestrict = 446;
constexpr unsigned kLandlockVersion = 1u;

struct LandlockAttributes {
    std::uint64_t files = 0, network = 0, scoped = 0;
};

/// Denies every access to files (and TCP, and signals outside) that the kernel's Landlock knows.
std::string enterLandlock() {
    const long abi = ::syscall(kLandlockCreate, nullptr, 0, kLandlockVersion);
    if (abi < 1) return std::string("Landlock off: ") + std::strerror(errno);
    LandlockAttributes all;
    all.files = (1ull << 13) - 1;
    if (abi >= 2) all.files |= 1ull << 13;
    if (abi >= 3) all.files |= 1ull << 14;
    if (abi >= 5) all.files |= 1ull << 15;
    if (abi >= 4) all.network = 3;
    if (abi >= 6) all.scoped = 3;
    const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    const long ruleset = ::syscall(kLandlockCreate, &all, size, 0u);
    if (ruleset < 0) return std::string("Landlock off: ") + std::strerror(errno);
    const long done = ::syscall(kLandlockRestrict, ruleset, 0u);
    const int error = errno;
    ::close(static_cast<int>(ruleset));
    if (done != 0) return std::string("Landlock off: ") + std::strerror(error);
    return "Landlock ABI " + std::to_string(abi);
}

}  // namespace

SandboxState enterSandbox(const SandboxLimits& limits) {
    SandboxState state;
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    ::prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0);
    const bool noNewPrivs = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    const std::string landlock = enterLandlock();
    applyLimits(limits);
    Filter filter(limits.socket);
    const sock_fprog program{static_cast<unsigned short>(filter.code.size()), filter.code.data()};
    state.seccomp = noNewPrivs && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
    state.text = state.seccomp ? "seccomp on" : std::string("seccomp off: ") + std::strerror(errno);
    state.text += noNewPrivs ? ", no_new_privs on, " : ", no_new_privs off, ";
    state.text += landlock;
    return state;
}

}  // namespace sillage

// What hostile code inside a worker may try. The test starts itself as a child, which enters the sandbox and then
// tries one action: it must be killed or refused, and nothing must have happened.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

#include "base/sandbox.h"

extern char** environ;

namespace {

constexpr int kSucceeded = 42, kRefused = 7, kNoCage = 8;
constexpr int kEvidence = 4;  // a descriptor the child was given, writable by mistake

struct Attack {
    const char* name;
    bool (*attempt)();  ///< true = it worked
};

sockaddr_in loopback() {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(9);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

const Attack kAttacks[] = {
    {"open /etc/passwd", [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }},
    {"openat below the working directory", [] { return ::openat(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY) >= 0; }},
    {"openat2", [] { return ::syscall(437, AT_FDCWD, "/etc/passwd", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24) >= 0; }},
    {"create a file", [] { return ::open("/tmp/sillage-sandbox-test", O_WRONLY | O_CREAT, 0600) >= 0; }},
    {"memfd_create", [] { return ::syscall(SYS_memfd_create, "x", 0) >= 0; }},
    {"socket inet", [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }},
    {"socket unix", [] { return ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }},
    {"socketpair", [] { int p[2]; return ::socketpair(AF_UNIX, SOCK_STREAM, 0, p) == 0; }},
    {"connect on a given descriptor", [] { auto a = loopback(); return ::connect(3, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0; }},
    {"bind", [] { auto a = loopback(); return ::bind(3, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0; }},
    {"fork", [] { return ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr) >= 0; }},
    {"clone3", [] { char a[88] = {}; return ::syscall(435, a, sizeof a) >= 0; }},
    {"exec", [] { char n[] = "/bin/true"; char* const v[] = {n, nullptr}; ::execve(n, v, environ); return false; }},
    {"execveat", [] { char n[] = "/bin/true"; char* const v[] = {n, nullptr}; ::syscall(SYS_execveat, AT_FDCWD, n, v, environ, 0); return false; }},
    {"ptrace the parent", [] { return ::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr) == 0; }},
    {"read the parent's memory", [] { char c; iovec l{&c, 1}, r{&environ, 1}; return ::process_vm_readv(::getppid(), &l, 1, &r, 1, 0) >= 0; }},
    {"kill the parent", [] { return ::kill(::getppid(), 0) == 0; }},
    {"signal anyone", [] { return ::kill(-1, 0) == 0; }},
    {"tgkill", [] { return ::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0) == 0; }},
    {"executable memory", [] { return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; }},
    {"make memory executable", [] { void* p = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); return ::mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0; }},
    {"write to an evidence descriptor", [] { return ::write(kEvidence, "x", 1) == 1; }},
    {"pwrite to an evidence descriptor", [] { return ::pwrite(kEvidence, "x", 1, 0) == 1; }},
    {"truncate an evidence descriptor", [] { return ::ftruncate(kEvidence, 0) == 0; }},
    {"write through a shared mapping", [] { char* p = static_cast<char*>(::mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, kEvidence, 0)); if (p == MAP_FAILED) return false; *p = 'x'; return true; }},
    {"unlink", [] { return ::unlink("/tmp/sillage-no-such-file") == 0 || errno == ENOENT; }},
    {"rename", [] { return ::rename("/tmp/sillage-a", "/tmp/sillage-b") == 0 || errno == ENOENT; }},
    {"chmod an evidence descriptor", [] { return ::fchmod(kEvidence, 0777) == 0; }},
    {"change times of an evidence descriptor", [] { return ::futimens(kEvidence, nullptr) == 0; }},
    {"raise a limit", [] { rlimit r{RLIM_INFINITY, RLIM_INFINITY}; return ::setrlimit(RLIMIT_DATA, &r) == 0; }},
    {"leave the filter", [] { return ::prctl(PR_SET_SECCOMP, 0, 0, 0, 0) == 0; }},
    {"io_uring", [] { char p[120] = {}; return ::syscall(425, 1, p) >= 0; }},
    {"bpf", [] { char a[64] = {}; return ::syscall(SYS_bpf, 0, a, sizeof a) >= 0; }},
    {"mount", [] { return ::syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr) == 0; }},
    {"unshare", [] { return ::unshare(CLONE_NEWUSER) == 0; }},
    {"shared memory", [] { return ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0; }},
    {"duplicate the socket over another", [] { return ::dup2(3, 9) >= 0; }},
    {"as many octets as it likes", [] { void* p = ::mmap(nullptr, 2ull << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); return p != MAP_FAILED; }},
};

int attackFromInside(int index) {
    if (!sillage::enterSandbox({}).seccomp) ::_exit(kNoCage);
    ::_exit(kAttacks[index].attempt() ? kSucceeded : kRefused);
}

/// What must go on working, or nothing could be read.
int workInside() {
    if (!sillage::enterSandbox({}).seccomp) ::_exit(kNoCage);
    std::string heap(64u << 20, 'x');
    char c = 0;
    const bool ok = ::pread(kEvidence, &c, 1, 0) == 1 && ::send(3, "y", 1, MSG_NOSIGNAL) == 1 && heap.size() > 0;
    ::_exit(ok ? kSucceeded : kRefused);
}

}  // namespace

class TestSandbox : public QObject {
    Q_OBJECT
    /// Runs this program again with one argument; its wait status.
    int child(const QString& argument, int evidence) {
        int pair[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return -1;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        const int high = ::fcntl(evidence, F_DUPFD_CLOEXEC, 20);
        const int socket = ::fcntl(pair[1], F_DUPFD_CLOEXEC, 20);
        posix_spawn_file_actions_adddup2(&actions, socket, 3);
        posix_spawn_file_actions_adddup2(&actions, high, kEvidence);
        QByteArray text = argument.toLatin1();
        char self[] = "/proc/self/exe";
        char* const arguments[] = {self, text.data(), nullptr};
        pid_t pid = -1;
        const int error = ::posix_spawn(&pid, self, &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        for (const int fd : {pair[0], pair[1], high, socket})
            if (fd != pair[0]) ::close(fd);
        int status = -1;
        if (error == 0) ::waitpid(pid, &status, 0);
        ::close(pair[0]);
        return status;
    }

private Q_SLOTS:
    void attack_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kAttacks)); ++i) QTest::newRow(kAttacks[i].name) << i;
    }

    void attack() {
        QFETCH(int, index);
#if defined(__SANITIZE_ADDRESS__)
        if (QByteArray(QTest::currentDataTag()).startsWith("as many")) QSKIP("no memory limit under the sanitiser");
#endif
        QTemporaryFile evidence;
        QVERIFY(evidence.open());
        evidence.write("evidence");
        evidence.flush();
        const int status = child(QStringLiteral("--attack=%1").arg(index), evidence.handle());
        const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
        const bool refused = WIFEXITED(status) && WEXITSTATUS(status) == kRefused;
        QVERIFY2(killed || refused, qPrintable(QStringLiteral("status %1").arg(status)));
        evidence.seek(0);
        QCOMPARE(evidence.readAll(), QByteArray("evidence"));
        QCOMPARE(evidence.permissions() & QFileDevice::ExeOther, QFileDevice::Permissions());
        QVERIFY(!QFile::exists(QStringLiteral("/tmp/sillage-sandbox-test")));
    }

    void readingAndAnsweringWork() {
        QTemporaryFile evidence;
        QVERIFY(evidence.open());
        evidence.write("evidence");
        evidence.flush();
        const int status = child(QStringLiteral("--work"), evidence.handle());
        QVERIFY2(WIFEXITED(status) && WEXITSTATUS(status) == kSucceeded, qPrintable(QString::number(status)));
    }
};

int main(int argc, char** argv) {
    if (argc == 2 && std::strncmp(argv[1], "--attack=", 9) == 0) return attackFromInside(std::atoi(argv[1] + 9));
    if (argc == 2 && std::strcmp(argv[1], "--work") == 0) return workInside();
    QCoreApplication app(argc, argv);
    TestSandbox test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sandbox.moc"

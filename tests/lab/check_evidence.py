#!/usr/bin/env python3
"""Holds the promises about evidence, bundle and repeatability on a copy of a real lab's evidence.

usage: check_evidence.py CLI CORPUS

  1. import, touched, explain, export and check leave every file and directory of the evidence as it was: listing,
     octets, inode, mode, owner, link count, mtime, ctime and (where the mount keeps it) atime.
  2. Under strace, no process opens anything below the evidence for writing, nor renames, removes, chmods or touches it.
  3. The bundle passes sha256sum -c both ways; one changed octet in any of 50 places, an added and a removed file make
     `verify` exit 5, in the directory and (changed octets) in the zip.
  4. With 1, 2 and 4 workers, and in a second case, every table is the same to the byte.
  5. A second import reads not one octet of the evidence and changes no table.
  6. An import that is interrupted or killed, and run again, ends with the same tables.
"""
import hashlib
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

from support import Cli, corpus_or_skip

TABLES = [("sources",), ("problems",), ("messages",), ("attachments",), ("events",), ("sessions",), ("suspects",), ("touched", "--all"), ("coverage",)]
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE")
CHANGES = ("unlink", "rename", "mkdir", "rmdir", "chmod", "chown", "utim", "futim", "truncate", "ftruncate", "link(", "linkat", "symlink", "mknod", "setxattr", "removexattr", "creat(", "mount")


class Checks:
    def __init__(self):
        self.failed = 0

    def that(self, what, good, detail=""):
        self.failed += not good
        print("%-6s %s%s" % ("ok" if good else "FAILED", what, "" if good and not detail else ": " + str(detail)[:600] if detail else ""))
        sys.stdout.flush()


def intruder_of(corpus):
    """Addresses the lab's intruder used, from the truth of the run."""
    with open(os.path.join(corpus, "lab", "run1", "truth", "truth.json"), encoding="utf-8") as f:
        truth = json.load(f)
    return sorted(truth["addresses"]["intruder"])


def copy_evidence(corpus, root):
    """Real copies, with times long past, so that any reading that moves an access time shows under relatime too."""
    shutil.copytree(os.path.join(corpus, "lab", "run1", "evidence"), os.path.join(root, "server"), symlinks=True)
    shutil.copytree(os.path.join(corpus, "logs", "ual_csv"), os.path.join(root, "cloud"))
    for directory, folders, files in os.walk(root, topdown=False):
        for name in files + folders + [""]:
            path = os.path.join(directory, name)
            if os.path.islink(path):
                continue
            os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | stat.S_IRUSR | stat.S_IWUSR | (stat.S_IXUSR if os.path.isdir(path) else 0))
            past = int(os.stat(path).st_mtime_ns)
            os.utime(path, ns=(past - 86400 * 10**9, past))


def atime_moves(directory):
    """Whether reading a file on this mount moves its access time."""
    path = os.path.join(directory, "probe")
    with open(path, "wb") as f:
        f.write(b"x")
    os.utime(path, (1, 2))
    with open(path, "rb") as f:
        f.read()
    moved = os.stat(path).st_atime != 1
    os.unlink(path)
    return moved


def snapshot(root, octets):
    """Everything lstat says of every entry; octets last, because reading them may move access times."""
    seen, paths = {}, []
    for directory, folders, files in os.walk(root):
        paths += [directory] + [os.path.join(directory, n) for n in files] + [os.path.join(directory, n) for n in folders if os.path.islink(os.path.join(directory, n))]
    for path in paths:
        s = os.lstat(path)
        seen[path] = {"inode": s.st_ino, "mode": s.st_mode, "owner": (s.st_uid, s.st_gid), "links": s.st_nlink, "size": s.st_size,
                      "mtime": s.st_mtime_ns, "ctime": s.st_ctime_ns, "atime": s.st_atime_ns}
    if octets:
        for path, s in seen.items():
            if stat.S_ISREG(s["mode"]):
                with open(path, "rb") as f:
                    s["sha256"] = hashlib.sha256(f.read()).hexdigest()
    return seen


def compare_snapshots(checks, title, before, after):
    checks.that(title + ": listing (%d entries)" % len(before), set(before) == set(after), sorted(set(before) ^ set(after))[:5])
    for field in ("sha256", "inode", "mode", "owner", "links", "size", "mtime", "ctime", "atime"):
        if not any(field in s for s in after.values()):
            continue
        moved = [p for p in before if p in after and before[p].get(field) != after[p].get(field)]
        checks.that("%s: %s" % (title, field), not moved, "%d changed, for example %s" % (len(moved), moved[:3]) if moved else "")


def work_a_case(binary, case, root, bundle, addresses, *options):
    cli = Cli(binary, case)
    cli.run("import", *options, root)
    for address in addresses:
        cli.run("intruder", "add", "--ip", address, "--reason", "the lab's intruder")
    touched = cli.rows("touched")
    for row in touched[:3]:
        cli.run("explain", row["touch"])
    if bundle:
        cli.run("export", "--output", bundle)
    cli.run("check")
    return cli, len(touched)


def traced(checks, binary, work, root):
    """Import, export and check once more, every call that names a file recorded."""
    if not shutil.which("strace"):
        print("skipped: strace is not here")
        return
    case, log, number = os.path.join(work, "traced.sillage"), os.path.join(work, "strace"), 0
    offences, opened = [], 0
    for words in (["import", "--case", case, root], ["check", "--case", case], ["export", "--case", case, "--select", "query:attachments>0", "--output", os.path.join(work, "traced-bundle")]):
        number += 1
        done = subprocess.run(["strace", "-f", "-y", "-qq", "-s", "4096", "-o", log, "-e", "trace=%file,ftruncate,fchmod,fchown,futimesat,fsetxattr", binary, *words], capture_output=True, text=True, check=False)
        checks.that("traced: %s runs" % words[0], done.returncode in (0, 3), done.stderr if done.returncode not in (0, 3) else "")
        with open(log, encoding="utf-8", errors="replace") as f:
            for line in f:
                call = re.sub(r"^\d+ +", "", line)
                if root not in call or call.startswith("execve"):
                    continue
                opened += call.startswith("open")
                if (call.startswith("open") and WRITES.search(call)) or call.startswith(CHANGES):
                    offences.append(call.strip())
    checks.that("traced: no write-capable call among %d opens below the evidence" % opened, opened > 0 and not offences, offences[:3])


def reads_nothing(checks, cli, binary, work, root, before):
    """A second import: unchanged by path, size, times and inode, so nothing is read."""
    if shutil.which("strace"):
        log = os.path.join(work, "strace-again")
        done = subprocess.run(["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=read,pread64,readv,preadv,preadv2,mmap,sendfile,copy_file_range", binary, "import", "--case", cli.case, root], capture_output=True, text=True, check=False)
        with open(log, encoding="utf-8", errors="replace") as f:
            reads = [line for line in f if "<" + root in line]
        checks.that("again: not one read of the evidence", done.returncode in (0, 3) and not reads, reads[:2])
    done = cli.run("import", root)
    said = re.search(r"(\d+) unchanged", done.stderr)
    checks.that("again: every source unchanged", bool(said) and int(said.group(1)) == len(cli.rows("sources")), done.stderr.splitlines()[0])
    for table in TABLES:
        checks.that("again: %s the same" % table[0], cli.octets(*table) == before[table])


def interrupted(checks, binary, work, root, addresses, before, seconds):
    """SIGINT and SIGKILL at three moments of the import; the same command resumes."""
    for i, (share, end) in enumerate((s, e) for s in (0.2, 0.45, 0.7) for e in (signal.SIGINT, signal.SIGKILL)):
        case = os.path.join(work, "interrupted-%d.sillage" % i)
        process = subprocess.Popen([binary, "import", "--case", case, root], stderr=subprocess.DEVNULL)
        time.sleep(share * seconds)
        process.send_signal(end)
        code = process.wait()
        cli, _ = work_a_case(binary, case, root, None, addresses)
        other = [" ".join(t) for t in TABLES if cli.octets(*t) != before[t]]
        checks.that("%s after %.1f s (exit %d), resumed: every table the same" % (end.name, share * seconds, code), not other and code in (0, 130, -9), other)


def check_bundle(checks, binary, bundle):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", manifest], cwd=bundle, capture_output=True, text=True, check=False)
        checks.that("bundle: sha256sum -c " + manifest, done.returncode == 0, done.stdout[:300])
    verify = lambda path: subprocess.run([binary, "verify", path], capture_output=True, check=False).returncode
    checks.that("bundle: verify", verify(bundle) == 0)
    chance, tags, payload = random.Random(20251211), [], []
    for directory, _, files in os.walk(bundle):
        for name in files:
            path = os.path.join(directory, name)
            if os.path.getsize(path):
                (payload if os.path.relpath(path, bundle).startswith("data" + os.sep) else tags).append(path)
    unseen = []
    for i in range(50):
        path = chance.choice(sorted(tags if i % 3 == 0 else payload))
        at, bit = chance.randrange(os.path.getsize(path)), 1 << chance.randrange(8)
        flip(path, at, bit)
        if verify(bundle) != 5:
            unseen.append((os.path.relpath(path, bundle), at, bit))
        flip(path, at, bit)
    checks.that("bundle: a changed octet in 50 places is found (%d files)" % (len(tags) + len(payload)), not unseen, unseen)
    extra = os.path.join(bundle, "data", "added.txt")
    with open(extra, "w", encoding="ascii") as f:
        f.write("not ours\n")
    checks.that("bundle: an added file is found", verify(bundle) == 5)
    os.unlink(extra)
    victim = sorted(payload)[len(payload) // 2]
    os.rename(victim, bundle + "-away")
    checks.that("bundle: a removed file is found", verify(bundle) == 5)
    os.rename(bundle + "-away", victim)
    checks.that("bundle: whole again", verify(bundle) == 0)


def check_zip(checks, cli, binary, work):
    target = os.path.join(work, "bundle.zip")
    done = cli.run("export", "--zip", "--lang", "fr", "--profile", "redacted", "--output", target, expect=None)
    written = target if os.path.isfile(target) else target + ".zip"
    checks.that("zip: export, redacted, in French", done.returncode in (0, 3) and os.path.isfile(written), done.stderr)
    if not os.path.isfile(written):
        return
    verify = lambda: subprocess.run([binary, "verify", written], capture_output=True, check=False).returncode
    checks.that("zip: verify", verify() == 0)
    chance, unseen = random.Random(7), []
    for _ in range(10):
        at = chance.randrange(os.path.getsize(written) // 2)
        flip(written, at, 0x20)
        if verify() == 0:
            unseen.append(at)
        flip(written, at, 0x20)
    checks.that("zip: a changed octet is found", not unseen, unseen)


def flip(path, at, bit):
    with open(path, "r+b") as f:
        f.seek(at)
        octet = f.read(1)[0] ^ bit
        f.seek(at)
        f.write(bytes([octet]))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, corpus, checks = os.path.abspath(sys.argv[1]), corpus_or_skip(sys.argv[2]), Checks()
    addresses = intruder_of(corpus)
    with tempfile.TemporaryDirectory() as work:
        root, bundle = os.path.join(work, "evidence"), os.path.join(work, "bundle")
        copy_evidence(corpus, root)
        keeps = atime_moves(work)
        print("%s reading moves access times on this mount%s" % ("note:" if keeps else "note: no", "" if keeps else ", so that they prove nothing here"))
        hashes = snapshot(root, octets=True)
        for path in hashes:  # reading moved them: back to the past, then what must not change is recorded
            if not os.path.islink(path):
                os.utime(path, ns=(hashes[path]["mtime"] - 86400 * 10**9, hashes[path]["mtime"]))
        before = snapshot(root, octets=False)
        begin = time.monotonic()
        Cli(binary, os.path.join(work, "zero.sillage")).run("import", root)
        import_seconds, begin = time.monotonic() - begin, time.monotonic()
        cli, touched = work_a_case(binary, os.path.join(work, "one.sillage"), root, bundle, addresses, "--workers", "1")
        checks.that("import, touched (%d rows), explain, export, check in %.1f s" % (touched, time.monotonic() - begin), touched > 0)
        after = snapshot(root, octets=False)
        for path, s in snapshot(root, octets=True).items():
            before.get(path, {})["sha256"] = hashes.get(path, {}).get("sha256")
            after[path]["sha256"] = s.get("sha256")
        compare_snapshots(checks, "evidence", before, after)

        tables = {t: cli.octets(*t) for t in TABLES}
        for name, workers in (("two", "2"), ("four", "4"), ("two-again", "2")):
            other, _ = work_a_case(binary, os.path.join(work, name + ".sillage"), root, None, addresses, "--workers", workers)
            for table in TABLES:
                checks.that("%s workers, case %s: %s the same (%d octets)" % (workers, name, " ".join(table), len(tables[table])), other.octets(*table) == tables[table])
        reads_nothing(checks, cli, binary, work, root, tables)
        interrupted(checks, binary, work, root, addresses, tables, import_seconds)
        check_bundle(checks, binary, bundle)
        check_zip(checks, cli, binary, work)
        traced(checks, binary, work, root)
    print("\n" + ("FAILED: %d" % checks.failed if checks.failed else "all hold"))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Takes evidence of a lab run away, adds to it, shifts a clock of it, and says whether the answer keeps its promises.

usage: metamorphic.py CLI RUN_DIR [--lines N] [--seed N] [--only PART,PART] [--verbose]

CLI      path of sillage-cli
RUN_DIR  a run of the lab (holding evidence/); only read, everything is done on a copy

Each experiment imports a copy of the evidence into a case of its own, names the intruder's addresses and asks `touched`.
Musts (exit 1 when one fails):
  same     two imports, 1, 2 and 4 workers, both orders of import: `touched`, `sessions` and `coverage` equal to the octet
  recorder without one recorder no touch is stronger, none is new at probable or more, and what was touched is never
           without record
  hour     without one hour of every log, and without one hour of one log: no touch is stronger or new at probable or more
  line     the same without one line, for N lines drawn from all logs
  unrelated a log of another service, and a file nothing reads, change no row but for what the coverage says
  clock    a recorder whose clock was shifted, once that is declared, gives the same grades
Something undetermined may become "no record" only where every record of what kept it open was taken away: how often is told.
"""
import argparse
import collections
import datetime
import gzip
import json
import os
import random
import re
import shutil
import sys
import tempfile
import zoneinfo

from support import SKIP, Cli, Ledger

INTRUDER = ("203.0.113.66", "192.0.2.77", "2001:db8::66")
ZONE = zoneinfo.ZoneInfo("Europe/Paris")
STRENGTH = {"ruled-out": 0, "no-record": 1, "undetermined": 2, "possible": 3, "probable": 4, "recorded": 5}
DEPTHS = ["listed", "snippet", "header", "body", "attachment", "whole"]
TOUCHED = 3
SYSLOG = re.compile(rb"(?P<m>[A-Z][a-z]{2}) (?P<d>[ \d]\d) (?P<t>\d\d:\d\d:\d\d) ")
ACCESS = re.compile(rb"^[^\[\n]*\[(?P<d>\d\d)/(?P<m>[A-Z][a-z]{2})/(?P<y>\d{4}):(?P<t>\d\d:\d\d:\d\d) (?P<z>[+-]\d{4})\]")
PHP = re.compile(rb"^\[(?P<d>\d\d)-(?P<m>[A-Z][a-z]{2})-(?P<y>\d{4}) (?P<t>\d\d:\d\d:\d\d) (?P<z>[+-]\d{4})\]")
RAW = re.compile(rb"^(?P<epoch>\d{10})\.\d{6} ")
MONTHS = {m: i + 1 for i, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
YEAR = 2025


def instant(line):
    """Seconds since 1970 of the record that begins with this line; None where none begins."""
    found = RAW.match(line)
    if found:
        return int(found["epoch"])
    for shape in (ACCESS, PHP):
        found = shape.match(line)
        if found:
            zone = int(found["z"][:3]) * 3600 + int(found["z"][0:1] + found["z"][3:]) * 60
            return int(stamp(found, int(found["y"]), datetime.timezone(datetime.timedelta(seconds=zone))).timestamp())
    found = SYSLOG.match(line)
    return int(stamp(found, YEAR, ZONE).timestamp()) if found else None


def stamp(found, year, zone):
    hour, minute, second = map(int, found["t"].split(b":"))
    return datetime.datetime(year, MONTHS[found["m"]], int(found["d"]), hour, minute, second, tzinfo=zone)


def shifted(line, seconds):
    """The line as a clock so many seconds ahead would have stamped it."""
    for shape in (ACCESS, PHP, SYSLOG):
        found = shape.match(line)
        if not found:
            continue
        old = stamp(found, YEAR if shape is SYSLOG else int(found["y"]), datetime.timezone.utc)
        new = old + datetime.timedelta(seconds=seconds)
        month = new.strftime("%b").encode()
        text = {ACCESS: new.strftime("%d/%b/%Y:%H:%M:%S").encode(), PHP: new.strftime("%d-%b-%Y %H:%M:%S").encode(),
                SYSLOG: month + b" %2d " % new.day + new.strftime("%H:%M:%S").encode()}[shape]
        begin = found.start("m") if shape is SYSLOG else found.start("d")
        return line[:begin] + text + line[found.end("t"):]
    return line


class Log:
    """A text log of the evidence, as its records: [(instant or None, octets)]."""

    def __init__(self, root, path):
        self.path, self.packed = path, path.endswith(".gz")
        with (gzip.open if self.packed else open)(os.path.join(root, path), "rb") as file:
            lines = file.read().split(b"\n")
        tail = lines.pop()
        self.records = []
        for line in [l + b"\n" for l in lines] + ([tail] if tail else []):
            at = instant(line)
            if at is None and self.records:
                self.records[-1] = (self.records[-1][0], self.records[-1][1] + line)
            else:
                self.records.append((at, line))

    def write(self, root, keep=lambda at, number: True, change=lambda octets: octets):
        name = os.path.join(root, self.path)
        times = os.stat(name)
        os.unlink(name)
        with (gzip.open if self.packed else open)(name, "wb") as file:
            file.write(b"".join(change(octets) for n, (at, octets) in enumerate(self.records) if keep(at, n)))
        os.utime(name, ns=(times.st_atime_ns, times.st_mtime_ns))  # the year of stamps without one hangs on it


def recorder_of(path):
    """The recorder a file belongs to: rotated files of one log, the protocol traces of one user."""
    if ".rawlog/" in path:
        return os.path.dirname(path) + "/*"
    return re.sub(r"(\.\d+)?(\.gz)?$", "", path)


class Lab:
    """Copies of the evidence, and what the program says of them."""

    def __init__(self, cli, run, work, verbose):
        self.cli, self.work, self.verbose, self.count, self.failed = cli, work, verbose, 0, 0
        self.root = os.path.join(work, "evidence")
        shutil.copytree(os.path.join(run, "evidence"), self.root, symlinks=True)
        for directory, _, names in os.walk(self.root):
            os.chmod(directory, 0o755)
            for name in names:
                if not os.path.islink(os.path.join(directory, name)):
                    os.chmod(os.path.join(directory, name), 0o644)
        self.recorders = collections.defaultdict(list)
        self.logs = []
        for directory, _, names in os.walk(self.root):
            for name in names:
                path = os.path.relpath(os.path.join(directory, name), self.root)
                if not (path.startswith("var/log/") or ".rawlog/" in path or path.endswith("sqlite.db")) or not os.path.getsize(os.path.join(self.root, path)):
                    continue
                self.recorders[recorder_of(path)].append(path)
                if not path.endswith(("tmp", "sqlite.db")):
                    self.logs.append(Log(self.root, path))
        self.logs.sort(key=lambda log: log.path)
        self.whole = self.answer(self.root)

    def copy(self):
        """A copy whose files are links; a file that changes is written anew."""
        self.count += 1
        to = os.path.join(self.work, "copy%d" % self.count)
        shutil.copytree(self.root, to, symlinks=True, copy_function=os.link)
        return to

    def case(self, roots, *options, clocks=()):
        self.count += 1
        cli = Cli(self.cli, os.path.join(self.work, "case%d.sillage" % self.count))
        for root in [roots] if isinstance(roots, str) else roots:
            cli.run("import", "--tz", "Europe/Paris", *options, root)
        for recorder, seconds in clocks:
            cli.run("clock", "set", recorder, "--offset", str(seconds), "--reason", "shifted for the test")
        for ip in INTRUDER:
            cli.run("intruder", "add", "--ip", ip, "--exclusive", "--document", "the run's truth", "--reason", "lab")
        return cli

    def answer(self, root, *options, clocks=()):
        cli = self.case(root, *options, clocks=clocks)
        rows = cli.rows("touched", "--all")
        sessions = cli.rows("sessions")
        shutil.rmtree(cli.case)
        return Answer(rows, sessions)

    def that(self, holds, text):
        self.failed += not holds
        if not holds or self.verbose:
            print("  %s %s" % ("ok   " if holds else "FAILS", text))


class Answer:
    def __init__(self, rows, sessions):
        self.rows = {r["touch"]: r for r in rows}
        self.undecided = {s["session"] for s in sessions if s.get("status") == "undecided"}
        self.places = collections.defaultdict(list)
        for r in rows:
            for key in keys_of(r):
                self.places[key].append(r)


def content(row):
    return row["depth"] in ("body", "attachment", "whole")


def keys_of(row):
    """By what a row is found again whose item is named otherwise once lines are gone (items that only logs know)."""
    common = (row["mailbox"], row["item"], row["attachment"], content(row), row["actor"])
    keys = [common + (row["folder"], row["uid"])] if row["uid"] else []
    return keys + ([common + (row["message_id"],)] if row["message_id"] else [])


def weight(row):
    return (STRENGTH[row["grade"]], DEPTHS.index(row["depth"]), row["complete"] is True)


def said(row):
    return "%s %s of %s %s uid %s %s%s by %s" % (row["grade"], row["depth"], row["mailbox"], row["folder"], row["uid"], row["message_id"],
                                             " [%s]" % row["attachment"] if row["attachment"] else "", " ".join(row["rules"]))


def compare(whole, less, recorder):
    """What is stronger without a part of the evidence, and how many rows became what."""
    wrong, moves = [], collections.Counter()
    for touch, row in less.rows.items():
        before = whole.rows.get(touch)
        if row["actor"]:
            known = [before] if before else [r for key in keys_of(row) for r in whole.places.get(key, [])]
            if not known:
                if STRENGTH[row["grade"]] > TOUCHED:
                    wrong.append("new: " + said(row))
                moves["new at %s" % row["grade"]] += 1
            elif weight(row) > max(map(weight, known)):
                wrong.append("%s, was %s" % (said(row), said(max(known, key=weight))))
            elif row["grade"] != known[0]["grade"]:
                moves["%s → %s" % (known[0]["grade"], row["grade"])] += 1
            continue
        if not before:  # content of it was touched, or nothing named it
            was = [r for key in keys_of({**row, "actor": "A"}) for r in whole.places.get(key, [])] or [
                r for r in whole.rows.values() if r["actor"] and (r["mailbox"], r["folder"], r["uid"], r["message_id"]) == (row["mailbox"], row["folder"], row["uid"], row["message_id"])]
            best = max((r["grade"] for r in was), key=STRENGTH.get, default=None)
            if best and STRENGTH[best] >= TOUCHED:
                moves["%s → %s" % (best, row["grade"])] += 1
                if recorder and STRENGTH[row["grade"]] < STRENGTH["undetermined"]:
                    wrong.append("was touched (%s), is now %s" % (best, said(row)))
            continue
        if row["grade"] == before["grade"]:
            continue
        moves["%s → %s" % (before["grade"], row["grade"])] += 1
        if before["grade"] == "no-record" and row["grade"] == "ruled-out":
            wrong.append("was no-record, is now " + said(row))
        if before["grade"] == "undetermined" and STRENGTH[row["grade"]] < STRENGTH["undetermined"]:
            moves["let go"] += 1
    return wrong, moves


def tell(lab, what, less, recorder=False):
    wrong, moves = compare(lab.whole, less, recorder)
    lab.that(not wrong, "%s: %d rows stronger%s" % (what, len(wrong), "".join("\n          " + w for w in wrong[:None if lab.verbose else 4])))
    if moves["let go"]:
        gone = lab.whole.undecided - less.undecided
        lab.that(bool(gone), "%s: %d rows let go, with %d undecided sessions that have no record any more" % (what, moves["let go"], len(gone)))
    return moves


def same(lab):
    def tables(cli):
        result = [cli.octets(*words) for words in (("touched", "--all"), ("sessions",), ("coverage",), ("suspects",))]
        shutil.rmtree(cli.case)
        return result
    first = tables(lab.case(lab.root))
    for name, options in (("again", ()), ("1 worker", ("--workers", "1")), ("2 workers", ("--workers", "2")), ("4 workers", ("--workers", "4"))):
        lab.that(tables(lab.case(lab.root, *options)) == first, name + " gives the same octets")
    roots = [os.path.join(lab.root, name) for name in sorted(os.listdir(lab.root))]
    lab.that(tables(lab.case(roots)) == tables(lab.case(roots[::-1])), "in whatever order %d parts are imported" % len(roots))
    print("same: %d octets of touched, sessions, coverage and suspects in 7 cases" % sum(map(len, first)))


def recorder(lab):
    total = collections.Counter()
    for name, paths in sorted(lab.recorders.items()):
        root = lab.copy()
        for path in paths:
            os.unlink(os.path.join(root, path))
        moves = tell(lab, "without " + name, lab.answer(root), recorder=True)
        print("  without %-42s %s" % (name, ", ".join("%s %d" % m for m in sorted(moves.items())) or "nothing changes"))
        total += moves
        shutil.rmtree(root)
    print("recorder: %d taken away, one at a time" % len(lab.recorders))


def hour(lab):
    hours = sorted({at // 3600 for log in lab.logs for at, _ in log.records if at})
    total, experiments = collections.Counter(), 0
    def without(logs, h, what):
        root = lab.copy()
        for log in logs:
            log.write(root, keep=lambda at, _: at is None or at // 3600 != h)
        moves = tell(lab, what, lab.answer(root))
        shutil.rmtree(root)
        return moves
    night = [h for h in hours if 19 <= h % 24 or h % 24 < 6]
    for h in night:
        name = datetime.datetime.fromtimestamp(h * 3600, datetime.timezone.utc).strftime("%Y-%m-%dT%HZ")
        logs = [log for log in lab.logs if any(at and at // 3600 == h for at, _ in log.records)]
        total += without(logs, h, "without %s" % name)
        experiments += 1
        by = collections.defaultdict(list)
        for log in logs:
            by[recorder_of(log.path)].append(log)
        for recorder_name, some in sorted(by.items()) if len(by) > 1 else []:
            total += without(some, h, "without %s of %s" % (name, recorder_name))
            experiments += 1
    print("hour: %d hours of the night, %d experiments; %s" % (len(night), experiments, ", ".join("%s %d" % m for m in sorted(total.items()))))


def line(lab, count, seed):
    draw = random.Random(seed)
    total = collections.Counter()
    texts = [log for log in lab.logs if log.records]
    for _ in range(count):
        log = draw.choice(texts)  # by log, not by line: the small ones say the most
        number = draw.randrange(len(log.records))
        root = lab.copy()
        log.write(root, keep=lambda _, n: n != number)
        total += tell(lab, "without record %d of %s (%s)" % (number, log.path, log.records[number][1][:100]), lab.answer(root))
        shutil.rmtree(root)
    print("line: %d drawn with seed %d; %s" % (count, seed, ", ".join("%s %d" % m for m in sorted(total.items())) or "nothing changes"))


UNRELATED = {
    "var/log/postgresql/postgresql-15-main.log": b"2025-12-11 21:00:00.123 UTC [812] LOG:  checkpoint starting: time\n" * 40,
    "srv/notes/readme.bin": bytes(range(256)) * 16,
    "var/log/shop/access.log": b"".join(b'198.51.100.%d - - [11/Dec/2025:23:%02d:00 +0100] "GET /shop/%d HTTP/1.1" 200 %d "-" "Mozilla/5.0"\n' % (n % 40 + 100, n, n, 900 + n) for n in range(60)),
    "var/log/cron.log": b"".join(b"Dec 11 %02d:17:01 mail CRON[%d]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)\n" % (h, 900 + h) for h in range(24)),
}


def unrelated(lab):
    for path, octets in UNRELATED.items():
        root = lab.copy()
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        with open(os.path.join(root, path), "wb") as file:
            file.write(octets)
        os.utime(os.path.join(root, path), (1765600000, 1765600000))
        more = lab.answer(root)
        ledger = Ledger()
        ledger.same("with " + path, "rows", {t: strip(r) for t, r in more.rows.items()}, {t: strip(r) for t, r in lab.whole.rows.items()})
        lab.that(not ledger.close(), "%s changes no row" % path)
        shutil.rmtree(root)
    print("unrelated: %d added, one at a time" % len(UNRELATED))


def strip(row):
    """A row without what only points into the evidence (records are numbered over all of it)."""
    return {**row, "evidence": [{k: v for k, v in e.items() if k != "event"} if isinstance(e, dict) else e for e in row["evidence"]]}


def judgement(answer):
    return sorted(json.dumps([r[k] for k in ("touch", "grade", "depth", "complete", "attribution", "delivery", "identity", "effects", "rules")]) for r in answer.rows.values())


def clock(lab, seconds=(137, -3600)):
    for name in ("var/log/dovecot.log", "var/log/nginx/access.log", "var/log/roundcube/userlogins.log", "var/log/roundcube/imap.log"):
        logs = [log for log in lab.logs if recorder_of(log.path) == name]
        for offset in seconds if logs else ():
            root = lab.copy()
            for log in logs:
                log.write(root, change=lambda octets: shifted(octets, offset))
            declared = lab.answer(root, clocks=[(name, offset)])
            ours, truth = judgement(declared), judgement(lab.whole)
            differ = len(set(ours) ^ set(truth))
            lab.that(ours == truth, "%s %+d s, declared: %d of %d rows differ%s" % (name, offset, differ, len(truth), "".join("\n          " + x for x in sorted(set(ours) ^ set(truth))[:6])))
            moves = compare(lab.whole, lab.answer(root), False)[1]
            print("  %s %+d s: declared, %d rows differ; undeclared, %s" % (name, offset, differ, ", ".join("%s %d" % m for m in sorted(moves.items())) or "nothing changes"))
            shutil.rmtree(root)
    print("clock: done")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("run")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20251211)
    parser.add_argument("--only", default="same,recorder,hour,line,unrelated,clock")
    parser.add_argument("--scratch", help="where copies and cases go")
    parser.add_argument("--verbose", action="store_true")
    a = parser.parse_args()
    if not os.path.isdir(os.path.join(a.run, "evidence")):
        print("skipped: the lab run is not here (%s)" % a.run)
        return SKIP
    parts = {"same": same, "recorder": recorder, "hour": hour, "line": lambda lab: line(lab, a.lines, a.seed), "unrelated": unrelated, "clock": clock}
    with tempfile.TemporaryDirectory(dir=a.scratch) as work:
        lab = Lab(a.cli, a.run, work, a.verbose)
        print("%d recorders, %d text logs, %d rows with everything" % (len(lab.recorders), len(lab.logs), len(lab.whole.rows)))
        for part in a.only.split(","):
            parts[part](lab)
    print("\n" + ("FAILED: %d" % lab.failed if lab.failed else "all musts hold"))
    return 1 if lab.failed else 0


if __name__ == "__main__":
    sys.exit(main())

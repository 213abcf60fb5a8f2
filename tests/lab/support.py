"""What the comparison scripts share: running the command line, reading its JSON Lines, telling a table."""
import json
import os
import subprocess
import sys

SKIP = 77  # CTest counts this exit code as skipped


def corpus_or_skip(path):
    """The corpus directory (holding mail, logs, lab, truth), or the end of the script with a message."""
    if path and os.path.isdir(os.path.join(path, "truth")):
        return os.path.abspath(path)
    print("skipped: the corpus of real evidence is not here (%s)" % (path or "no directory given"))
    sys.exit(SKIP)


class Cli:
    """sillage-cli on one case. What is run and how it ended stays readable in the failures."""

    def __init__(self, binary, case):
        self.binary, self.case = binary, case

    def run(self, *words, expect=(0, 3), text=True):
        command = [self.binary, words[0], "--case", self.case, *words[1:]]
        done = subprocess.run(command, capture_output=True, text=text, check=False)
        if expect is not None and done.returncode not in expect:
            sys.exit("%s\nended with %d:\n%s" % (" ".join(command), done.returncode, done.stderr))
        return done

    def rows(self, *words):
        return [json.loads(line) for line in self.run(*words, "--format", "json").stdout.splitlines()]

    def octets(self, *words):
        """Standard output as it is, for comparisons byte by byte."""
        return self.run(*words, "--format", "json", text=False).stdout


def only(these, those):
    """Of two unequal dictionaries or lists, what the first has alone."""
    if isinstance(these, dict) and isinstance(those, dict):
        return sorted(((k, v) for k, v in these.items() if those.get(k) != v), key=str)
    if isinstance(these, list) and isinstance(those, list) and len(these) > 3:
        return [x for x in these if x not in those] or "in another order, or repeated"
    return these


class Ledger:
    """Differences, each explained or not."""

    def __init__(self):
        self.checks, self.differences, self.used = 0, [], set()

    def same(self, where, what, ours, truth, reason=None):
        self.checks += 1
        if ours != truth:
            ours, truth = only(ours, truth), only(truth, ours)
            self.differences.append((where, what, ours, truth, reason))
        return ours == truth

    @staticmethod
    def short(value, width=90):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        text = "".join(c if c.isprintable() else "\ufffd" for c in text)
        return text if len(text) <= width else text[: width - 1] + "…"

    def close(self):
        """Prints every difference; the number of unexplained ones."""
        for where, what, ours, truth, reason in self.differences:
            print("  %-52s %-14s ours {%s} truth {%s} -- %s" % (where, what, self.short(ours), self.short(truth), reason or "UNEXPLAINED"))
        open_ones = sum(1 for d in self.differences if not d[4])
        print("%d values compared, %d differences, %d unexplained" % (self.checks, len(self.differences), open_ones))
        return open_ones


def reconcile(sources, ledger):
    """found = imported + duplicate + skipped + failed, for every source."""
    for s in sources:
        ledger.same(s["path"], "reconciles", s["imported"] + s["duplicate"] + s["skipped"] + s["failed"], s["found"])


def print_sources(title, sources):
    total = {k: sum(s[k] for s in sources) for k in ("found", "imported", "duplicate", "skipped", "failed", "problems")}
    print("%s: %d sources, %s" % (title, len(sources), ", ".join("%s %d" % x for x in total.items())))

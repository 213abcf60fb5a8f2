#!/usr/bin/env python3
"""Compares what `touched` says with what a lab run's actors really did.

usage: compare_truth.py CLI CASE TRUTH_DIR [--verbose] [--withdraw]

CLI        path of sillage-cli
CASE       a case into which the run's evidence was imported and the intruder's addresses were added
TRUTH_DIR  the run's truth/ directory: truth.json (every action), truth_touched.json (per message what each side got)

Musts (exit 1 when one fails):
  - no recorded touch that is false: the truth has the intruder obtaining that item at that depth class
  - nothing the intruder obtained stands under no-record or ruled-out, or is missing altogether
  - nothing that only staff obtained is attributed to the intruder as recorded
Then precision, recall and the share of undetermined placements, per grade and depth; precision by mailbox, by protocol of the
session a row rests on and by rule, recall by mailbox, protocol and action of what was done; and every disagreement.
With --withdraw: what becomes of the placements of each mailbox when the assumption that habitual sessions are the holder's
(T20) is withdrawn; no touch may change by it, and taking the withdrawal back gives the first answer again.
"""
import collections
import json
import os
import subprocess
import sys

CONTENT_LEVELS = {"full_message", "body_text", "body_text+attachment", "attachment"}
CONTENT_DEPTHS = {"body", "attachment", "whole"}
STRENGTH = {"ruled-out": 0, "no-record": 1, "undetermined": 2, "possible": 3, "probable": 4, "recorded": 5}


def run_json(cli, case, *arguments):
    command = [cli, *arguments, "--case", case, "--format", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode not in (0, 3):
        sys.exit("%s failed with %d:\n%s" % (" ".join(command), result.returncode, result.stderr))
    return [json.loads(line) for line in result.stdout.splitlines() if line.strip()]


def load_rows(cli, case):
    return run_json(cli, case, "touched", "--all")


def message_id(text):
    return (text or "").strip().strip("<>").strip()


class Truth:
    """What one side obtained, by item. An item is a place (mailbox, folder, uid) or (mailbox, folder, message id)."""

    def __init__(self, directory):
        with open(os.path.join(directory, "truth_touched.json"), encoding="utf-8") as f:
            touched = json.load(f)
        with open(os.path.join(directory, "truth.json"), encoding="utf-8") as f:
            self.truth = json.load(f)
        self.rows = {"intruder": self.named(touched["intruder"]), "staff": self.named(touched["staff"])}
        self.sent = {message_id(a["message_id"]) for a in self.truth["actions"]
                     if a["actor_class"] == "intruder" and a["action"] in ("send", "append") and a.get("message_id")}
        self.effects = collections.defaultdict(set)
        for a in self.truth["actions"]:
            if a["actor_class"] == "intruder" and a.get("uid"):
                self.effects[(a["account"], a["folder"], a["uid"])].add(a["action"])

    @staticmethod
    def named(rows):
        """Rows that name an item; a folder-wide row has neither uid nor message id."""
        return [r for r in rows if r.get("uid") or r.get("message_id")]

    @staticmethod
    def keys(row):
        keys = []
        if row.get("uid"):
            keys.append((row["mailbox"], row["folder"], "uid", row["uid"]))
        if row.get("message_id"):
            keys.append((row["mailbox"], row["folder"], "id", message_id(row["message_id"])))
        return keys

    def index(self, side):
        by_key = {}
        for r in self.rows[side]:
            for key in self.keys(r):
                by_key.setdefault(key, []).append(r)
        return by_key


def row_keys(row):
    keys = [(row["mailbox"], row["folder"], "uid", row["uid"])] if row.get("uid") else []
    if row.get("message_id"):
        keys.append((row["mailbox"], row["folder"], "id", message_id(row["message_id"])))
    return keys


def find(index, row):
    for key in row_keys(row):
        if key in index:
            return index[key]
    return []


def attachment_names(row):
    return {a["name"] for a in row.get("attachments_obtained", [])} | {
        "part " + str(p) for p in row.get("thumbnail_parts", [])}


def obtained(truth_rows, row):
    """Does the truth support this row at its depth class (and this attachment)?"""
    for t in truth_rows:
        if row["depth"] not in CONTENT_DEPTHS:
            return True
        if t["content_level"] not in CONTENT_LEVELS:
            continue
        if row["item"] == "attachment":
            parts = {a["part"] for a in t.get("attachments_obtained", [])} | set(t.get("thumbnail_parts", []))
            if t["content_level"] == "full_message" or row["attachment"] in attachment_names(t) or row.get("part") in parts:
                return True
            continue
        if row["depth"] == "whole" and t["content_level"] != "full_message":
            continue
        if row["depth"] == "body" and t["content_level"] == "attachment":
            continue
        return True
    return False


def name(row):
    text = "%s %s uid %s %s" % (row["mailbox"], row["folder"], row.get("uid"), row.get("message_id"))
    return text + (" [%s]" % row["attachment"] if row["item"] == "attachment" else "")


def print_table(title, counts, columns):
    print("\n" + title)
    print("  %-12s" % "" + "".join("%10s" % c for c in columns))
    for line in sorted(counts, key=lambda g: -STRENGTH.get(g, 0)):
        print("  %-12s" % line + "".join("%10s" % counts[line].get(c, "") for c in columns))


def judge_rows(rows, intruder, staff, truth):
    """Each row with an actor: right, or a disagreement."""
    false_recorded, staff_only, disagreements = [], [], []
    tally = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
    judged = []
    for row in rows:
        if not row.get("actor"):
            continue
        own, others = find(intruder, row), find(staff, row)
        right = obtained(own, row)
        if {"sent", "stored"} & set(row.get("effects") or []):
            right = right or message_id(row.get("message_id")) in truth.sent
        cell = tally[row["grade"]][row["depth"]]
        cell[0 if right else 1] += 1
        judged.append((row, right))
        if right:
            continue
        disagreements.append("%s %s, not in truth: %s" % (row["grade"], row["depth"], name(row)))
        if row["grade"] == "recorded":
            false_recorded.append(row)
            if others and obtained(others, row):
                staff_only.append(row)
    return false_recorded, staff_only, disagreements, tally, judged


def judge_truth(rows, truth):
    """Each item the intruder obtained: under which grade it stands."""
    by_key = collections.defaultdict(list)
    for row in rows:
        for key in row_keys(row):
            by_key[key].append(row)
    denied, missing, recall = [], [], collections.defaultdict(collections.Counter)
    held = []
    for t in truth.rows["intruder"]:
        candidates = [r for key in Truth.keys(t) for r in by_key.get(key, [])]
        if not candidates and t.get("message_id"):
            candidates = [r for r in rows if r["mailbox"] == t["mailbox"] and message_id(r.get("message_id")) == message_id(t["message_id"])]
        wants = []
        if t["content_level"] in CONTENT_LEVELS:
            whole = [r for r in candidates if r["item"] == "message" and r["depth"] in CONTENT_DEPTHS]
            if t["content_level"] != "attachment":
                wants.append((t["content_level"], whole))
            for a in t.get("attachments_obtained", []):
                wants.append(("file", [r for r in candidates if r["item"] == "attachment" and a["name"] == r["attachment"]] or whole))
        else:
            wants.append((t["content_level"], candidates))
        for level, found in wants:
            best = max((r["grade"] for r in found), key=lambda g: STRENGTH[g], default=None)
            recall[level][best or "missing"] += 1
            held.append((t, best or "missing"))
            text = "%s %s uid %s %s (%s)" % (t["mailbox"], t["folder"], t.get("uid"), t.get("message_id"), level)
            if best is None:
                missing.append(text)
            elif STRENGTH[best] < STRENGTH["undetermined"]:
                denied.append(text + ": " + best)
    return denied, missing, recall, held


GRADES = ["recorded", "probable", "possible", "undetermined", "no-record", "ruled-out", "missing"]


def print_precision(title, judged, names):
    """Right of all rows with an actor; a row counts under each of its names."""
    tally = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
    for row, right in judged:
        for one in names(row):
            cell = tally[one][row["grade"]]
            cell[0] += right
            cell[1] += 1
    print("\nprecision (right/all) by " + title)
    print("  %-44s" % "" + "".join("%14s" % g for g in GRADES[:3]))
    for one in sorted(tally):
        print("  %-44s" % one + "".join("%14s" % ("%d/%d" % tuple(tally[one][g]) if g in tally[one] else "") for g in GRADES[:3]))


def print_recall(title, held, names):
    """Under which grade stands what the intruder obtained; an item counts under each of its names."""
    tally = collections.defaultdict(collections.Counter)
    for t, grade in held:
        for one in names(t):
            tally[one][grade] += 1
    print("\nrecall by " + title)
    print("  %-44s" % "" + "".join("%14s" % g for g in GRADES))
    for one in sorted(tally):
        print("  %-44s" % one + "".join("%14s" % (tally[one][g] or "") for g in GRADES))


def print_by_kind(cli, case, judged, held):
    protocols = {s["session"]: s["protocol"] for s in run_json(cli, case, "sessions")}
    print_precision("mailbox", judged, lambda row: [row["mailbox"]])
    print_precision("protocol", judged, lambda row: sorted({protocols.get(s, "a second record, not listed") for s in row.get("sessions") or []}) or ["none"])
    print_precision("rule", judged, lambda row: row.get("rules") or ["none"])
    print_recall("mailbox", held, lambda t: [t["mailbox"]])
    print_recall("protocol", held, lambda t: sorted({a.split(":")[0] for a in t["actions"]}))
    print_recall("action", held, lambda t: t["actions"])


def undetermined_share(rows, truth):
    """Share of undetermined placements, in mailboxes the intruder entered and in the others."""
    entered = {t["mailbox"] for t in truth.rows["intruder"]}
    shares = {}
    for label, inside in (("entered", True), ("other", False)):
        places = collections.defaultdict(lambda: "ruled-out")
        for r in rows:
            if (r["mailbox"] in entered) != inside or r["item"] != "message":
                continue
            place = (r["mailbox"], r["folder"], r.get("uid"), r.get("message_id"))
            places[place] = max(places[place], r["grade"], key=lambda g: STRENGTH[g])
        total = len(places)
        undecided = sum(1 for g in places.values() if g == "undetermined")
        shares[label] = (undecided, total, collections.Counter(places.values()))
    return shares


def best_places(rows):
    """The best grade of each placement, and nothing of its attachments."""
    places = collections.defaultdict(lambda: "ruled-out")
    for r in rows:
        if r["item"] == "message":
            place = (r["mailbox"], r["folder"], r.get("uid"), r.get("message_id"))
            places[place] = max(places[place], r["grade"], key=lambda g: STRENGTH[g])
    return places


def withdrawn(cli, case, rows, truth):
    """Prints the change by mailbox; what may not be, in words."""
    def assume(value):
        subprocess.run([cli, "setting", "set", "habitual-assumption", value, "--case", case, "--reason", "comparison with the truth"],
                       check=True, capture_output=True)
        return load_rows(cli, case)
    sessions = collections.Counter(s["account"] for s in run_json(cli, case, "sessions") if s["status"] == "habitual")
    without = assume("withdrawn")
    again = assume("")
    before, after = best_places(rows), best_places(without)
    entered = {t["mailbox"] for t in truth.rows["intruder"]}
    print("\nT20 withdrawn: placements by mailbox (entered by the intruder: *)")
    print("  %-44s%10s%10s%14s%14s%12s" % ("", "habitual", "places", "undetermined", "then", "no record"))
    total = collections.Counter()
    for mailbox in sorted({p[0] for p in before} | {p[0] for p in after}):
        mine = {p: g for p, g in before.items() if p[0] == mailbox}
        then = {p: g for p, g in after.items() if p[0] == mailbox}
        count = {"habitual": sessions[mailbox], "places": len(mine), "before": sum(g == "undetermined" for g in mine.values()),
                 "after": sum(g == "undetermined" for g in then.values()), "denied": sum(STRENGTH[g] < STRENGTH["undetermined"] for g in then.values())}
        total.update(count)
        print("  %-44s%10d%10d%14d%14d%12d" % ((mailbox + " *" if mailbox in entered else mailbox,) + tuple(count.values())))
    print("  %-44s%10d%10d%14d%14d%12d" % (("together",) + tuple(total.values())))
    wrong = ["%s was %s, is %s" % (p, before[p], g) for p, g in after.items() if before[p] != g and (before[p], g) not in (("no-record", "undetermined"), ("ruled-out", "undetermined"))]
    if [r for r in rows if r.get("actor")] != [r for r in without if r.get("actor")]:
        wrong.append("rows with an actor changed")
    if again != rows:
        wrong.append("taking the withdrawal back does not give the first answer")
    return wrong


def report(title, entries, limit, verbose):
    print("\n%s: %d" % (title, len(entries)))
    for e in entries if verbose else entries[:limit]:
        print("  " + (e if isinstance(e, str) else "%s %s: %s  why: %s" % (e["grade"], e["depth"], name(e), " | ".join((e.get("why") or e.get("rules") or [])[:3]))))
    if not verbose and len(entries) > limit:
        print("  … and %d more" % (len(entries) - limit))


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    verbose = "--verbose" in sys.argv
    if len(arguments) != 3:
        sys.exit(__doc__)
    cli, case, directory = arguments
    truth = Truth(directory)
    rows = load_rows(cli, case)
    intruder, staff = truth.index("intruder"), truth.index("staff")
    false_recorded, staff_only, disagreements, tally, judged = judge_rows(rows, intruder, staff, truth)
    denied, missing, recall, held = judge_truth(rows, truth)

    depths = ["listed", "snippet", "header", "body", "attachment", "whole"]
    print("rows: %d, with an actor: %d" % (len(rows), sum(1 for r in rows if r.get("actor"))))
    print_table("precision (right/all) of rows with an actor, by grade and depth",
                {g: {d: "%d/%d" % (c[0], sum(c)) for d, c in by.items()} for g, by in tally.items()}, depths)
    levels = sorted(recall)
    print("\nrecall: what the intruder obtained, by the grade it stands under")
    print("  %-22s" % "" + "".join("%14s" % g for g in GRADES) + "%16s" % "prob. or better")
    for level in levels:
        c = recall[level]
        good = c["recorded"] + c["probable"]
        print("  %-22s" % level + "".join("%14s" % (c[g] or "") for g in GRADES) + "%15.0f%%" % (100.0 * good / sum(c.values())))
    print_by_kind(cli, case, judged, held)
    print("\nplacements by best grade")
    for label, (undecided, total, counts) in undetermined_share(rows, truth).items():
        if total:
            print("  %s mailboxes: %d placements, undetermined %d (%.1f %%); %s" % (
                label, total, undecided, 100.0 * undecided / total, ", ".join("%s %d" % x for x in counts.most_common())))

    report("MUST false recorded touches", false_recorded, 20, verbose)
    report("MUST obtained, but under no-record or ruled-out", denied, 20, verbose)
    report("MUST obtained, but in no row", missing, 20, verbose)
    report("MUST staff-only, attributed as recorded", staff_only, 20, verbose)
    report("disagreements of weaker grades", [d for d in disagreements if not d.startswith("recorded")], 15, verbose)
    wrong = withdrawn(cli, case, rows, truth) if "--withdraw" in sys.argv else []
    if "--withdraw" in sys.argv:
        report("MUST withdrawing T20 only opens what was without record", wrong, 20, verbose)
    failed = bool(false_recorded or denied or missing or staff_only or wrong)
    print("\n" + ("FAILED" if failed else "all musts hold"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

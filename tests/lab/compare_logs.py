#!/usr/bin/env python3
"""Imports the corpus' lab logs and Microsoft 365 exports through the command line and compares with their truth.

usage: compare_logs.py CLI CORPUS

Dovecot and Postfix: lines, logins by address and account, mail_log lines field by field, queue ids, relays.
Roundcube: requests by action, item requests field by field. Microsoft 365: each file in a case of its own and all of a
directory in one: rows, duplicates by record id, operations, accounts, addresses, first and last time, and the messages
that Bind records name. What an event is called in the truth is read out of the octets the row cites, so the citations
are tested too. Sentinel, sign-ins and message trace: cloud_logs.py. Dovecot's
events, Nextcloud, webmails and web servers: mail_server_logs.py.
Windows events and systemd's journal: windows_logs.py. Every source must reconcile. Exit 1 on a difference that is not explained.
"""
import collections
import csv
import datetime
import gzip
import io
import json
import lzma
import os
import re
import sys
import tempfile

import cloud_logs
from exchange_logs import exchange
import mail_server_logs
import windows_logs
from support import Cli, Ledger, corpus_or_skip, print_sources, reconcile

csv.field_size_limit(1 << 27)

# (where, what): why the truth and we differ.
EXPLAINED = {
    ("sekoia_o365_mixed.jsonl", "operations"): "two lines with one id, operation and second, alike but for a quote in a file name: one record",
}

# What an operation must be called here; the others are not of interest to this comparison.
ACTIONS = {
    "UserLoggedIn": {("login", "success")}, "UserLoginFailed": {("login", "failure")}, "Send": {("send", "success")},
    "MailItemsAccessed": {("access", "success"), ("sync", "success")}, "SoftDelete": {("delete", "success")},
    "MoveToDeletedItems": {("delete", "success")}, "New-InboxRule": {("rule", "success"), ("rule", "failure")},
}


class Set:
    """One case of some log files, and the octets behind its rows."""

    def __init__(self, cli, work, root, ledger, *options):
        self.root, self.ledger, self.name = root, ledger, os.path.basename(root)
        self.cli = Cli(cli, os.path.join(work, self.name.replace(".", "-") + str(len(os.listdir(work))) + ".sillage"))
        self.cli.run("import", *options, root)
        self.sources, self.rows = self.cli.rows("sources"), self.cli.rows("events")
        self.events = [r for r in self.rows if r["item"] == 0]
        self.octets = {s["path"]: self.read(s["path"]) for s in self.sources}
        reconcile(self.sources, ledger)
        ledger.same(self.name, "events", len(self.events), sum(s["imported"] for s in self.sources))

    def read(self, path):
        whole = self.root if os.path.isfile(self.root) else os.path.join(self.root, path)
        opened = gzip.open if path.endswith(".gz") else lzma.open if path.endswith(".xz") else open
        with opened(whole, "rb") as f:
            return f.read()

    def raw(self, row):
        octets = self.octets[row["source"]]
        part = octets[row["offset"]:row["offset"] + row["length"]]
        return part.decode("utf-16-le" if octets.startswith(b"\xff\xfe") else "utf-8", "replace")

    def differ(self, what, ours, truth):
        return self.ledger.same(self.name, what, ours, truth, EXPLAINED.get((self.name, what)))


def plain(counter):
    return dict(sorted(counter.items()))


# Dovecot, Postfix and Roundcube --------------------------------------------------------------------------------------

def physical_lines(s):
    for source in s.sources:
        s.ledger.same(source["path"], "lines", source["found"], s.octets[source["path"]].count(b"\n"))


def mail_log(s, facts):
    physical_lines(s)
    s.differ("lines", sum(x["found"] for x in s.sources), facts["mail_log_lines_total"])
    logins = [e for e in s.events if e["action"] == "login" and e["protocol"] in ("imap", "pop3")]
    good = [e for e in logins if e["outcome"] == "success"]
    s.differ("logins", len(good), facts["imap_pop_logins_ok"])
    s.differ("failed logins", len(logins) - len(good), facts["auth_failed_disconnects"])
    s.differ("logins by address", plain(collections.Counter(e["client_ip"] for e in good)), plain(facts["sessions_by_rip"]))
    keys = lambda sessions: sorted((i, t["proto"], t["user"], t["rip"]) for i, t in sessions.items())
    s.differ("sessions", sorted((e["session"], e["protocol"], e["account"], e["client_ip"]) for e in good), keys(facts["sessions"]))
    ends = {e["session"]: e for e in s.events if e["action"] == "logout" and e["protocol"] in ("imap", "pop3")}
    s.differ("session ends", sorted((i, e["protocol"], e["account"], e["client_ip"]) for i, e in ends.items()), keys(facts["sessions"]))

    said = re.compile(r"(?:imap|lmtp|pop3)\(.*?(?:>|\)): (?:sieve: )?(save|copy from \w+|delete|expunge|flag_change|Mailbox created)\b")
    ours = [(m.group(1), e) for e in s.events for m in [said.search(s.raw(e))] if m]
    mine = [(op, e["protocol"], e["account"], e["session"], e["folder"] if op != "Mailbox created" else None, e["uid"], e["message_id"]) for op, e in ours]
    truth = [(t["event"], t["proto"], t["user"], t["session"], t["box"], t["uid"], t["msgid"] or None) for t in facts["mail_log_plugin_detail"]]
    s.differ("mail_log lines", collections.Counter(mine), collections.Counter(truth))
    s.differ("mail_log by event", plain(collections.Counter(op.split()[0] for op, _ in ours)), plain(facts["mail_log_plugin_events"]))

    postfix = [e for e in s.events if " postfix/" in s.raw(e)]
    s.differ("queue ids", len(set(e["session"] for e in postfix if re.fullmatch(r"[0-9A-F]{6,}", e["session"] or ""))), facts["postfix_queue_ids"])
    submissions = [e for e in s.events if e["protocol"] == "submission" and e["action"] == "login"]
    address = lambda text: re.search(r"\[(.*)\]", text).group(1)
    s.differ("sasl logins", [(e["client_ip"], e["account"]) for e in submissions if e["outcome"] == "success"],
             [(address(client) if "[" in client else client, user) for client, _, user in facts["sasl_ok"]])
    s.differ("sasl failures", sum(1 for e in submissions if e["outcome"] == "failure"), facts["sasl_failed"])
    relays = [e for e in s.events if e["action"] == "relay"]
    s.differ("sent outside", [e["session"] for e in relays], [t[0] for t in facts["sent_external"]])
    bounds(s, "Nov 21 %H:%M:%S", re.compile(r"^(\w{3} [ \d]\d [\d:]{8})"))


def bounds(s, form, stamp):
    """First and last time of each file, read here from its first and last line; the files say neither zone nor year."""
    for source in s.sources:
        lines = s.octets[source["path"]].decode("utf-8", "replace").splitlines()
        utc = lambda line: (datetime.datetime.strptime("2026 " + stamp.match(line).group(1), "%Y %b %d %H:%M:%S") - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        s.ledger.same(source["path"], "within first", source["first"] >= utc(lines[0]), True)
        s.ledger.same(source["path"], "within last", source["last"] <= utc(lines[-1]), True)
    s.differ("zone", sorted(set((e["tz_assumed"], e["year_assumed"] and e["time"][:4]) for e in s.events) - {(False, False)}), [(False, "2026")])


def roundcube(s, facts):
    physical_lines(s)
    web = [e for e in s.events if e["source"].startswith("apache2_access")]
    s.differ("requests", len(web), facts["access_log_requests"])
    action = lambda e: (re.search(r'"\w+ \S*[?&]_action=([\w.-]+)', s.raw(e)) or [None, "None"])[1]
    s.differ("requests by action", plain(collections.Counter(action(e) for e in web)), plain(facts["access_log_by_action"]))
    items = [(e["client_ip"], e["time"], action(e), e["uid"], e["part"], e["bytes"]) for e in web if e["uid"]]
    s.differ("item requests", items, [(t["ip"], t["time_utc"], t["action"], t["uid"], t["part"] or None, t["bytes"]) for t in facts["access_log_item_requests"]])


# Microsoft 365 --------------------------------------------------------------------------------------------------------

def record_of(text):
    """The audit record a row cites: a JSON object, or the cell of a CSV row that holds one; None where it is empty."""
    if text.lstrip().startswith("{"):
        return json.loads(text)
    for cell in next(csv.reader(io.StringIO(text))):
        if cell.startswith("{"):
            return json.loads(cell)
    return None


def truth_of(truths, path):
    return next((t for name, t in truths.items() if name.endswith("/" + path)), None)


def m365(s, truth, records):
    """records: what the cited octets of the events say, None for rows without a record."""
    real = [(e, r) for e, r in zip(s.events, records) if r is not None]
    s.differ("distinct ids", len(set(r["Id"].lower() for _, r in real)), truth["distinct_record_ids"])
    s.differ("operations", plain(collections.Counter(r["Operation"] for _, r in real)), plain(truth["operations_distinct_ids"]))
    s.differ("accounts", sorted(set(e["account"].lower() for e, _ in real if e["account"])), sorted(truth["users"]))
    s.differ("addresses", plain(collections.Counter(e["client_ip"] for e, _ in real if e["client_ip"])), plain(truth["client_ips"]))
    s.differ("first", min(e["time"] for e, _ in real), truth["first_utc"])
    s.differ("last", max(e["time"] for e, _ in real), truth["last_utc"])
    for operation, allowed in sorted(ACTIONS.items()):
        called = set((e["action"], e["outcome"]) for e, r in real if r["Operation"] == operation)
        s.differ("called " + operation, sorted(called - allowed), [])
    binds, mentions = collections.defaultdict(set), 0
    for row in s.rows:
        if row["action"] == "access" and row["message_id"]:
            binds[(row["mailbox"] or "").lower()].add(row["message_id"])
            mentions += 1
    s.differ("Bind items", mentions, truth["bind_item_mentions_distinct_records"])
    s.differ("Bind messages", {m: sorted(ids) for m, ids in binds.items()}, {m: sorted(t["messages"]) for m, t in truth["bind_by_mailbox"].items()})
    sync = collections.Counter((r["mailbox"] or "").lower() for r in s.rows if r["action"] == "sync")
    s.differ("Sync folders", plain(sync), {m: len(t) for m, t in truth["sync_by_mailbox"].items()})


def mixed(s, truth, records):
    """An anonymised set: one id stands for several records, so nothing may pass for a duplicate but an equal record."""
    s.differ("operations", plain(collections.Counter(r["Operation"] for r in records)), plain(truth["operations"]))
    s.differ("first", min(e["time"] for e in s.events)[:19], truth["first"])
    s.differ("last", max(e["time"] for e in s.events)[:19], truth["last"])
    ours = set(e["client_ip"] for e in s.events if e["client_ip"])
    s.differ("addresses", sorted(ours), sorted(set(a.replace("::ffff:", "") for a in truth["client_ips_normalised"] if a != "<null>")))


def m365_directory(cli, work, root, truths, ledger):
    names = sorted(os.listdir(root))
    for name in names:
        s, truth = Set(cli, work, os.path.join(root, name), ledger), truth_of(truths, name)
        records = [record_of(s.raw(e)) for e in s.events]
        source = s.sources[0]
        rows = truth.get("csv_rows_excluding_header", truth.get("records"))
        s.differ("rows", source["found"], rows)
        if "distinct_record_ids" in truth:
            empty = truth["rows_with_empty_AuditData"]
            s.differ("imported", [source["imported"], source["duplicate"]], [truth["distinct_record_ids"] + empty, rows - empty - truth["distinct_record_ids"]])
            m365(s, truth, records)
        else:
            mixed(s, truth, records)
        print_sources(s.name, s.sources)
    s = Set(cli, work, root, ledger)
    records = [record_of(s.raw(e)) for e in s.events]
    key = lambda r: (r["Id"].lower(), r["Operation"], r["CreationTime"][:19])
    s.differ("no record twice", len(set(key(r) for r in records if r)), sum(1 for r in records if r))
    alone = set()
    for name in names:
        octets = open(os.path.join(root, name), "rb").read()
        text = octets.decode("utf-16" if octets.startswith(b"\xff\xfe") else "utf-8-sig")
        found = every_record(text)
        alone |= set(key(r) for r in found)
        source = next(x for x in s.sources if x["path"] == name)
        s.ledger.same(name, "first and last", [source["first"][:19], source["last"][:19]],
                      [min(r["CreationTime"] for r in found)[:19], max(r["CreationTime"] for r in found)[:19]])
    s.differ("every record once", len(set(key(r) for r in records if r) ^ alone), 0)
    print_sources(s.name + " (one case)", s.sources)


def every_record(text):
    if text.lstrip().startswith("{"):
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    cells = (cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith("{"))
    return [r for r in map(json.loads, cells) if "CreationTime" in r]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    cli, corpus, ledger = os.path.abspath(sys.argv[1]), corpus_or_skip(sys.argv[2]), Ledger()
    load = lambda name: json.load(open(os.path.join(corpus, "truth", "logs", name), encoding="utf-8"))
    facts, truths, logs = load("lab_dev.json")["log_facts"], load("ual_dev.json"), os.path.join(corpus, "logs")
    with tempfile.TemporaryDirectory() as work:
        for name, check, options in (("dovecot_postfix_lab", mail_log, ("--tz", "Europe/Paris")), ("roundcube_lab", roundcube, ())):
            s = Set(cli, work, os.path.join(logs, name), ledger, *options)
            check(s, facts)
            print_sources(name, s.sources)
        for name in ("ual_csv", "ual_jsonl"):
            m365_directory(cli, work, os.path.join(logs, name), truths, ledger)
        cloud_logs.compare(lambda path: Set(cli, work, path, ledger), logs, load("formats_dev.json"), ledger, print_sources)
        exchange(lambda path: Set(cli, work, path, ledger), logs, load("formats_dev.json"), ledger, print_sources)
        mail_server_logs.compare(lambda root, *options: Set(cli, work, root, ledger, *options), corpus, load, print_sources)
        windows_logs.compare(lambda root, *options: Set(cli, work, root, ledger, *options), corpus, load, print_sources)
    open_ones = ledger.close()
    print("\n" + ("FAILED: %d unexplained" % open_ones if open_ones else "all equal or explained"))
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())

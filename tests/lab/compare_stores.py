#!/usr/bin/env python3
"""Imports the corpus' mailbox stores through the command line and compares with what other tools read of them.

usage: compare_stores.py CLI CORPUS

pst, ost, msg, oft, tnef, emlx, olm, dbx, broken and edb-not-exchange go into one case, as an investigator would give
them. Compared wherever the truth's tools agree: folders, items by class, subjects, dates, message ids, addresses of
senders and recipients, attachments by hash; what the OLM archive says is read here once more with Python's zipfile.
What pffexport (run here, where it is installed) recovers with content must be among the recovered items. Every source
must reconcile and bear the file's size and hash.
Differences are explained in tests/mail/*_corpus_differences.inc (readers) or below; exit 1 on any other, or on an
explanation below that nothing needs any more.
"""
import collections
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
import zipfile

from support import Cli, Ledger, corpus_or_skip, print_sources, reconcile

FOLDERS = ("pst", "ost", "msg", "oft", "tnef", "emlx", "olm", "dbx", "broken", "edb-not-exchange")

# (end of the file's name, field, beginning of what is said as JSON, reason)
OWN = [
    ("bulk_extractor__base64.emlx", "read", '"1 message"', "no length stands before the message: read to the end of the file, and said"),
    ("AddingBulkMessagesWithImprovedPerformance.pst", "read", '"0 live, 1 recovered"',
     "the header's checksums and a tree are wrong: what is whole is searched for and read; the tool refuses the file"),
]


def reader_differences(name, width):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mail", name)
    with open(path, encoding="utf-8") as f:
        text = re.sub(r'"\s*\n\s*"', "", re.sub(r"^//.*$", "", f.read(), flags=re.M))
    found = re.findall(r"\{" + r",\s*".join([r'"((?:[^"\\]|\\.)*)"'] * width) + r"\}", text)
    return [tuple(x) for x in found]


def loose(text):
    """Blanks, quotes and brackets are the tools' own; the words must agree."""
    return re.sub(r"[\s\"\\<>']", "", text or "").lower()


def addresses(text):
    return sorted(set(w.lower() for w in re.split(r"[\s<>,;\"'()]+", text or "") if "@" in w))


def utc(text):
    return re.sub(r"\.\d+Z$", "Z", text) if text else ""


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


class Case:
    """All stores in one case, and the ledger of what differs."""

    def __init__(self, cli_path, corpus, work):
        self.mail, self.truth, self.ledger, self.used = os.path.join(corpus, "mail"), os.path.join(corpus, "truth", "mail"), Ledger(), set()
        self.cli = Cli(cli_path, os.path.join(work, "stores.sillage"))
        self.names = {k: sorted(os.listdir(os.path.join(self.mail, k))) for k in FOLDERS}
        self.cli.run("import", *[os.path.join(self.mail, k) for k in FOLDERS])
        self.sources = {s["path"]: s for s in self.cli.rows("sources")}
        self.messages, self.attachments = collections.defaultdict(list), collections.defaultdict(list)
        for m in self.cli.rows("messages"):
            self.messages[m["source"]].append(m)
        for a in self.cli.rows("attachments"):
            self.attachments[a["source"]].append(a)
        self.compared = collections.Counter()

    def top(self, name, recovered=False):
        return [m for m in self.messages[name] if m["parent"] is None and m["recovered"] == recovered]

    def differ(self, where, field, ours, truth, equal=None, reason=None):
        equal = ours == truth if equal is None else equal
        if equal:
            self.ledger.checks += 1
        else:
            self.ledger.same(where, field, ours, truth, reason or self.explained(where, field, ours))
        return equal

    def explained(self, where, field, ours):
        for i, (end, name, said, why) in enumerate(OWN):
            if where.split(" ")[0].endswith(end) and field == name and json.dumps(ours, ensure_ascii=False).startswith(said):
                self.used.add(i)
                return why
        return None

    def accounted(self):
        """Every file is a source with its size and hash, and nothing else is."""
        files = {n: os.path.join(self.mail, k, n) for k in FOLDERS for n in self.names[k]}
        self.differ("all folders", "sources", sorted(self.sources), sorted(files))
        for name, path in files.items():
            if name not in self.sources:
                continue
            with open(path, "rb") as f:
                octets = f.read()
            s = self.sources[name]
            self.differ(name, "file", [s["bytes"], s["sha256"]], [len(octets), hashlib.sha256(octets).hexdigest()])
        reconcile(list(self.sources.values()), self.ledger)
        for name, s in self.sources.items():
            self.differ(name, "rows", [len(self.top(name)), len(self.top(name, True))], [s["imported"], s["recovered"]])

    def hashes(self, name):
        return collections.Counter(a["sha256"] for a in self.attachments[name])

    def report(self):
        for kind in FOLDERS:
            print_sources(kind, [self.sources[n] for n in self.names[kind] if n in self.sources])
        print("compared: " + ", ".join("%d %s" % (n, k) for k, n in sorted(self.compared.items())))
        unused = [OWN[i][:2] for i in range(len(OWN)) if i not in self.used]
        for name, field in unused:
            print("explained, but no difference any more: %s %s" % (name, field))
        return self.ledger.close() + len(unused)


# ---------------------------------------------------------------- Outlook stores

def folder_agrees(ours, theirs):
    """libpff names the folders above the mail's own root, here paths begin below it."""
    rest = [p for p in theirs.split("/") if p]
    return any("/".join(rest[cut:]) == ours for cut in range(0, 4))


def is_associated(message):
    """Settings of a folder (views, rules): items here, hidden ones that libpff does not list."""
    return int(message["locator"][4:], 16) & 0x1F == 8


def compare_outlook(case, name, truth):
    live = {m["locator"]: m for m in case.top(name)}
    if "open_error" in truth["libpff"]:
        read = "%d live, %d recovered" % (len(live), len(case.top(name, True)))
        case.differ(name, "read", read, "refused: " + truth["libpff"]["open_error"], False)
    theirs = truth["libpff"].get("messages", [])
    case.compared["items of Outlook stores"] += len(theirs)
    listed = set("nid:%x" % t["node_id"] for t in theirs)
    mine = [m for l, m in live.items() if not is_associated(m)]
    case.differ(name, "items", sorted(m["locator"] for m in mine if m["locator"] not in listed), sorted(listed - set(live)))
    classes = collections.Counter(m["item_class"] for m in mine)
    case.differ(name, "classes", dict(classes), truth["libpff"].get("class_counts", {}))
    for t in theirs:
        m = live.get("nid:%x" % t["node_id"])
        if m:
            outlook_item(case, "%s nid:%x" % (name, t["node_id"]), m, t)
    outlook_recipients(case, name, mine, truth)
    outlook_attachments(case, name, theirs)


def outlook_item(case, where, m, t):
    case.differ(where, "class", m["item_class"], t["message_class"])
    case.differ(where, "subject", m["subject"], t["subject"], loose(m["subject"]) == loose(t["subject"]))
    case.differ(where, "folder", m["folder"], t["folder"], folder_agrees(m["folder"] or "", t["folder"] or ""))
    case.differ(where, "message_id", m["message_id"], t["message_id"], not t["message_id"] or loose(m["message_id"]) == loose(t["message_id"]))
    case.differ(where, "date", utc(m["date"]), t["date"], not t["date"] or utc(m["date"]) == t["date"])
    sender, name = t["from_email"] or "", t["from"] or ""
    case.differ(where, "from address", m["from"], sender, "@" not in sender or sender.lower() in addresses(m["from"]))
    case.differ(where, "from name", m["from"], name, loose(name) in loose(m["from"]))
    count, embedded = len(t["attachments"]), any(a["method"] == 5 for a in t["attachments"])
    case.differ(where, "attachments", m["attachments"], count, m["attachments"] >= count if embedded else m["attachments"] == count)


def outlook_recipients(case, name, mine, truth):
    """readpst tells the addresses; its mails bear no node id, so only those that are alone with what they say."""
    def key(message_id, subject, date):
        return loose(message_id), loose(subject), utc(date)
    theirs = collections.defaultdict(list)
    for r in truth["readpst"].get("messages", []):
        theirs[key(r["message_id"], r["subject"], r["date"])].append(r)
    for m in mine:
        found = theirs.get(key(m["message_id"], m["subject"], m["date"]), [])
        if len(found) != 1:
            continue
        for field in ("to", "cc"):
            case.differ("%s %s" % (name, m["locator"]), field, addresses(", ".join(m[field])), addresses(found[0][field]))


def outlook_attachments(case, name, theirs):
    """Those of embedded and of recovered items are listed here besides; no hash may be missing, none be without owner."""
    wanted = collections.Counter(a["sha256"] for t in theirs for a in t["attachments"] if "sha256" in a)
    ours = case.hashes(name)
    case.compared["attachments"] += sum(wanted.values())
    case.differ(name, "attachments", "", sorted((wanted - ours).elements()), not wanted - ours)
    total = sum(m["attachments"] for m in case.messages[name])
    case.differ(name, "attachments", len(case.attachments[name]), total)
    names = collections.Counter((a["sha256"], a["name"]) for a in case.attachments[name])
    said = collections.Counter((a["sha256"], a["name"]) for t in theirs for a in t["attachments"] if "sha256" in a)
    case.differ(name, "attachment names", "", sorted((said - names).elements()), not said - names)


def text_files(folder):
    for directory, _, files in os.walk(folder):
        for f in sorted(files):
            if f.endswith(".txt"):
                with open(os.path.join(directory, f), encoding="utf-8", errors="replace") as g:
                    yield g.read()


def compare_recovered(case, kind, name, work):
    """What pffexport exports as recovered: with a body or attachments it must be recovered here too; a bare row of an old
    table, which repeats the subject of a live item, must be here at all."""
    tool = shutil.which("pffexport")
    if not tool:
        return
    target = os.path.join(work, "pff-" + name)
    subprocess.run([tool, "-q", "-m", "all", "-t", target, os.path.join(case.mail, kind, name)], capture_output=True, check=False)
    root = target + ".recovered"
    recovered = [m["subject"] or "" for m in case.top(name, True)]
    live = [m["subject"] or "" for m in case.top(name)]
    for item in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        folder = os.path.join(root, item)
        if not os.path.isdir(folder):
            continue
        subject = next((m.group(1).strip() for t in text_files(folder) for m in [re.search(r"^Subject:[ \t]*(.*)$", t, re.M)] if m), None)
        if subject is None:
            continue
        inside = os.listdir(folder)
        content = any(f.startswith("Message.") or f == "Attachments" for f in inside)
        case.compared["items pffexport recovers" + (", with content" if content else ", without content")] += 1
        case.differ("%s %s" % (name, item), "recovered", recovered, subject, subject in (recovered if content else recovered + live))


# ---------------------------------------------------------------- message files

def either(case, where, field, ours, a, b):
    """Where both tools say the same they are an oracle; else ours must be what one of them says."""
    agrees = loose(ours) in (loose(a), loose(b))
    case.differ(where, field, ours, a if loose(a) == loose(b) else [a, b], agrees)


def row_of(case, name, truth):
    """The row of a message file; where the same message lay in two files, the row bears the other file's name."""
    rows = case.top(name)
    if rows or case.sources[name]["duplicate"] != 1:
        return rows
    subject = loose(truth["olefile"].get("subject"))
    return [m for n in case.names["msg"] for m in case.top(n) if m["witnesses"] > 1 and loose(m["subject"]) == subject]


def compare_message_file(case, name, truth, allowed):
    ole, convert = truth["olefile"], truth.get("msgconvert", {})
    rows = row_of(case, name, truth)
    case.differ(name, "rows of the message", len(rows), 1)
    if len(rows) != 1:
        return
    m = rows[0]
    case.compared["message files"] += 1
    before = len(case.ledger.differences)
    case.differ(name, "class", m["item_class"], ole["message_class"], not ole["message_class"] or m["item_class"] == ole["message_class"])
    either(case, name, "subject", m["subject"], ole["subject"], convert.get("subject"))
    either(case, name, "message_id", m["message_id"], ole["message_id"], convert.get("message_id"))
    if ole["date"] and ole["date"] == convert.get("date_utc"):
        case.differ(name, "date", utc(m["date"]), ole["date"])
    sender = ole["from_email"] or ""
    case.differ(name, "from", m["from"], sender, "@" not in sender or loose(sender) in loose(m["from"]) or loose(m["from"]) == loose(convert.get("from")))
    wanted = set(a for r in ole["recipients"] for a in addresses(r["email"]))
    # Bcc is no column of the table, so those addresses are compared only by the reader's own test.
    shown = set(a for r in ole["recipients"] if r["type"] in ("to", "cc") for a in addresses(r["email"]))
    ours = set(addresses(", ".join(m["to"] + m["cc"])))
    case.differ(name, "recipients", sorted(ours), sorted(wanted), shown <= ours)
    message_file_attachments(case, name, m, ole)
    for i in range(before, len(case.ledger.differences)):
        where, what, our, their, reason = case.ledger.differences[i]
        for start, field, why in allowed:
            if not reason and name.startswith(start) and field == what:
                case.ledger.differences[i] = (where, what, our, their, why)


def message_file_attachments(case, name, m, ole):
    listed = [a for a in ole["attachments"] if "sha256" in a]
    case.compared["attachments"] += len(listed)
    source = m["source"]
    ours, wanted = case.hashes(source), collections.Counter(a["sha256"] for a in listed)
    case.differ(name, "attachments", "", sorted((wanted - ours).elements()), not wanted - ours)
    names = collections.Counter((a["sha256"], a["name"]) for a in case.attachments[source])
    said = collections.Counter((a["sha256"], a["name"]) for a in listed if a["name"])
    case.differ(name, "attachment names", "", sorted((said - names).elements()), not said - names)
    nested = [n for n in case.messages[source] if n["parent"] is not None]
    embedded = [a for a in ole["attachments"] if a.get("method") == 5]
    case.differ(name, "embedded", len(nested), len(embedded), len(nested) >= len(embedded))
    said = sorted(loose(a["embedded_message"]["subject"]) for a in embedded if a.get("embedded_message"))
    mine = [loose(n["subject"]) for n in nested]
    case.differ(name, "embedded subjects", mine, said, not collections.Counter(said) - collections.Counter(mine))
    if not nested:
        case.differ(name, "attachment count", m["attachments"], len(ole["attachments"]))


# ---------------------------------------------------------------- the others

def compare_tnef(case, truths):
    explained, used = reader_differences("tnef_corpus_differences.inc", 3), set()
    for name, truth in sorted(truths.items()):
        case.compared["TNEF files"] += 1
        tools = {tool: {a["sha256"]: "%s (%d)" % (a["name"], a["size"]) for a in truth[tool]["attachments"]} for tool in ("tnef", "ytnef")}
        theirs, said = {**tools["ytnef"], **tools["tnef"]}, []
        # The tools list neither embedded messages nor bodies.
        ours = {a["sha256"]: "%s (%d)" % (a["name"], a["size"]) for a in case.attachments[name] if a["media_type"] != "message/rfc822"}
        for sha, file in theirs.items():
            both = all(sha in t for t in tools.values())
            if sha not in ours:
                said.append("%s: %s" % ("both tools" if both else "tnef" if sha in tools["tnef"] else "ytnef", file))
        said += ["ours: " + file for sha, file in ours.items() if sha not in theirs]
        case.ledger.checks += len(set(ours) & set(theirs))
        for difference in sorted(said):
            reasons = [(i, e[2]) for i, e in enumerate(explained) if e[0] == name and difference.startswith(e[1])]
            used.update(i for i, _ in reasons)
            case.differ(name, "attachment", difference, "", False, reasons[0][1] if reasons else None)
    for i, e in enumerate(explained):
        if i not in used:
            case.differ(e[0], "explanation", "no difference any more", e[1])


def compare_emlx(case, truths):
    for name, truth in sorted(truths.items()):
        rows = case.top(name)
        case.differ(name, "count", len(rows), 1)
        if "error" in truth or len(rows) != 1:
            case.differ(name, "read", "%d message" % len(rows), "the tool gave up: no length in the first line", False)
            continue
        case.compared["EMLX files"] += 1
        m = rows[0]
        for field in ("message_id", "subject", "from"):
            case.differ(name, field, m[field], truth[field], loose(m[field]) == loose(truth[field]))
        case.differ(name, "to", addresses(", ".join(m["to"])), addresses(truth["to"]))
        case.differ(name, "date", utc(m["date"]), truth["date_utc"])
        case.differ(name, "size", m["size"], truth["declared"])
        case.differ(name, "attachments", m["attachments"], len(truth["attachments"]))


def olm_field(email, tag):
    found = email.find(tag)
    return found.text or "" if found is not None else ""


def olm_addresses(email, tag):
    return sorted(set(a.get("OPFContactEmailAddressAddress", "").lower() for a in email.iterfind(tag + "/emailAddress")))


def compare_olm(case, name, truth):
    rows = [m for m in case.top(name) if m["item_class"] == "IPM.Note"]
    case.differ(name, "messages", len(rows), truth["message_count"])
    case.differ(name, "attachments", sorted(set(case.hashes(name))), sorted(set(a["sha256"] for a in truth["attachments"])))
    marker, wanted = "com.microsoft.__Messages/", collections.Counter()
    with zipfile.ZipFile(os.path.join(case.mail, "olm", name)) as archive:
        for entry in truth["messages"]:
            root = xml.etree.ElementTree.fromstring(archive.read(entry["path"]))
            folder = os.path.dirname(entry["path"].split(marker, 1)[1])
            for email in root.iter("email"):
                date = olm_field(email, "OPFMessageCopySentTime")
                wanted[folder, loose(olm_field(email, "OPFMessageCopySubject")), date + "Z" if date and not date.endswith("Z") else date,
                       tuple(olm_addresses(email, "OPFMessageCopyFromAddresses")), tuple(olm_addresses(email, "OPFMessageCopyToAddresses"))] += 1
    ours = collections.Counter((m["folder"], loose(m["subject"]), utc(m["date"]), tuple(addresses(m["from"])),
                                tuple(addresses(", ".join(m["to"])))) for m in rows)
    case.compared["OLM messages"] += sum(wanted.values())
    case.differ(name, "folder, subject, date, from, to", sorted((ours - wanted).elements()), sorted((wanted - ours).elements()))


def compare_dbx(case, truth):
    name = truth["file"]
    def key(m, date):
        return loose(m["from"]), loose(m["subject"]), date, tuple(addresses(m["to"] if isinstance(m["to"], (str, type(None))) else ", ".join(m["to"])))
    ours = collections.Counter(key(m, utc(m["date"])) for m in case.top(name))
    theirs = collections.Counter(key(m, m["date_utc"] or "") for m in truth["messages"])
    case.compared["DBX messages"] += sum(theirs.values())
    case.differ(name, "from, subject, date, to", sorted((ours - theirs).elements()), sorted((theirs - ours).elements()))
    wanted = [a for m in truth["messages"] for a in m["attachments"]]
    files = collections.Counter(a["sha256"] for a in wanted if "sha256" in a)
    case.compared["attachments"] += len(wanted)
    case.differ(name, "attachments", "", sorted((files - case.hashes(name)).elements()), not files - case.hashes(name))
    case.differ(name, "attachment count", len(case.attachments[name]), len(wanted))
    subjects = collections.Counter(loose(m["subject"]) for m in case.messages[name] if m["parent"] is not None)
    inner = collections.Counter(loose(a["inner_subject"]) for a in wanted if "inner_subject" in a)
    case.differ(name, "embedded subjects", sorted(subjects.elements()), sorted(inner.elements()))


def compare_unread(case):
    """Nothing to read in them; each must say what it is."""
    for kind, formats in (("broken", ("unknown",)), ("edb-not-exchange", ("ese",))):
        for name in case.names[kind]:
            s = case.sources[name]
            case.differ(name, "format", s["format"], "/".join(formats), s["format"] in formats)
            case.differ(name, "skipped", [s["found"], s["skipped"], bool(s["skipped_why"])], [1, 1, True])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    corpus = corpus_or_skip(sys.argv[2])
    with tempfile.TemporaryDirectory() as work:
        case = Case(os.path.abspath(sys.argv[1]), corpus, work)
        case.accounted()
        for kind in ("pst", "ost"):
            for name in case.names[kind]:
                compare_outlook(case, name, load(os.path.join(case.truth, kind, name + ".json")))
                compare_recovered(case, kind, name, work)
        allowed = reader_differences("msg_corpus_differences.inc", 3)
        for kind in ("msg", "oft"):
            for name, truth in sorted(load(os.path.join(case.truth, kind + ".json"))["files"].items()):
                compare_message_file(case, name, truth, allowed)
        compare_tnef(case, load(os.path.join(case.truth, "tnef.json"))["files"])
        compare_emlx(case, load(os.path.join(case.truth, "emlx.json"))["files"])
        for name, truth in load(os.path.join(case.truth, "olm.json"))["files"].items():
            compare_olm(case, name, truth)
        compare_dbx(case, load(os.path.join(case.truth, "dbx.json")))
        compare_unread(case)
        open_ones = case.report()
    print("\n" + ("FAILED: %d unexplained" % open_ones if open_ones else "all equal or explained"))
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())

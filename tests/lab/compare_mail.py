#!/usr/bin/env python3
"""Imports the corpus' EML, mbox and Maildir files through the command line and compares with what two tools read.

usage: compare_mail.py CLI CORPUS

Compared wherever the truth's tools agree: messages per file, message ids, subjects, from/to/cc, dates in UTC, flags of
place (offset and end in an mbox), attachments (name, size, sha256). Every file of the directories must appear in
`sources`, alone or inside a Maildir tree whose hash is recomputed here; every source must reconcile. Plain text bodies
are compared with Python's email package where it reads as many characters as the truth says.
Differences are explained in tests/mail/corpus_differences.inc (readers) or below; exit 1 on any other, or on an
explanation that nothing needs any more.
"""
import collections
import email
import email.policy
import hashlib
import json
import os
import re
import sys
import tempfile
import unicodedata

from support import Cli, Ledger, corpus_or_skip, print_sources, reconcile

# (end of the file's path, field, reason): what the reader-level list does not hold.
ENCODED = "an encoded word inside a quoted parameter is decoded here, the tool leaves it as it stands"
OWN = [
    ("mail__attachment_nonascii_filename.eml", "names", "raw 8-bit name in UTF-8: read here, replaced by the tool"),
    ("mail__attachment_with_base64_encoded_name.eml", "names", ENCODED),
    ("mail__japanese_attachment.eml", "names", ENCODED),
    ("releases-comm-central__047.eml", "names", ENCODED),
    ("roundcubemail__filename.eml", "names", ENCODED),
    ("php-mime-mail-parser__issue274.eml", "names", "the copies inside a message/rfc822 in base64, opaque to the tool, bear the same name and hash"),
    ("mail__attachment_pdf_non_ascii_lf.eml", "body", "UTF-8 declared as ISO-8859-1: a C1 control would follow, so it is read as UTF-8 here"),
    ("releases-comm-central__049.eml", "body", "the uuencoded files are cut out of the text here, text to the tool"),
    ("imaptest__fetch-binary-mime.mbox", "embedded", "the boundary parameter is folded: unfolded here, the tool finds no part"),
]


def reader_differences():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mail", "corpus_differences.inc")
    with open(path, encoding="utf-8") as f:
        found = re.findall(r'\{"([^"]+)",\s*"([^"]+)",\s*"([^"]+)"\}', f.read())
    return [tuple(x) for x in found]


class Explained:
    def __init__(self):
        self.list, self.used = reader_differences() + OWN, set()

    def reason(self, where, field):
        for i, (end, name, why) in enumerate(self.list):
            if where.endswith(end) and field == name:
                self.used.add(i)
                return why
        return None

    def unused(self):
        return [self.list[i][:2] for i in range(len(self.list)) if i not in self.used and self.list[i] in OWN]


def loose(text):
    """Spaces, quotes, backslashes and angle brackets are the tools' own; the words must agree."""
    return re.sub(r'[ "\\\t<>\r\n]', "", text or "")


def utc(text):
    return re.sub(r"\.\d+Z$", "Z", text) if text else ""


def sha256(octets):
    return hashlib.sha256(octets).hexdigest()


def normal(text):
    """The text behind text_sha256: NFC, LF, trailing space cut."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")]
    return "\n".join(lines).rstrip()


def files_below(root):
    return sorted(os.path.relpath(os.path.join(d, n), root) for d, _, names in os.walk(root) for n in names)


class Kind:
    """One directory of the corpus in one case."""

    def __init__(self, cli_path, corpus, name, work, explained):
        self.name, self.root, self.explained, self.ledger = name, os.path.join(corpus, "mail", name), explained, Ledger()
        self.truth = os.path.join(corpus, "truth", "mail")
        self.cli = Cli(cli_path, os.path.join(work, name + ".sillage"))
        self.cli.run("import", self.root)
        self.sources = self.cli.rows("sources")
        self.messages = self.cli.rows("messages")
        self.attachments = collections.defaultdict(list)
        for a in self.cli.rows("attachments"):
            self.attachments[a["source"]].append(a)
        self.compared = 0

    def differ(self, where, field, ours, truth, equal=None):
        equal = ours == truth if equal is None else equal
        if equal:
            self.ledger.checks += 1
        else:
            self.ledger.same(where, field, ours, truth, self.explained.reason(where, field))
        return equal

    def accounted(self):
        """Every file is a source, or a message of a tree that is one; nothing else is."""
        paths = {s["path"]: s for s in self.sources}
        trees = [s["path"] for s in self.sources if not os.path.isfile(os.path.join(self.root, s["path"]))]
        inside = collections.defaultdict(list)
        for f in files_below(self.root):
            tree = next((t for t in trees if f.startswith(t + "/")), None)
            if f in paths:
                octets = open(os.path.join(self.root, f), "rb").read()
                self.differ(f, "file", [paths[f]["bytes"], paths[f]["sha256"]], [len(octets), sha256(octets)])
            elif tree:
                inside[tree].append(f)
            else:
                self.differ(f, "in sources", "absent", "a source")
        for tree in trees:
            lines = []
            for f in inside[tree]:
                lines.append("%s  %s\n" % (sha256(open(os.path.join(self.root, f), "rb").read()), f))
            whole = sha256("".join(sorted(lines)).encode())
            self.differ(tree, "tree", [paths[tree]["found"], paths[tree]["sha256"]], [len(lines), whole])
        reconcile(self.sources, self.ledger)
        self.differ(self.name, "rows", sum(1 for m in self.messages if m["parent"] is None), sum(s["imported"] for s in self.sources))

    def message(self, where, ours, truth):
        self.compared += 1
        for field in ("message_id", "subject", "from"):
            self.differ(where, field, ours[field] or "", truth[field] or "", loose(ours[field]) == loose(truth[field]))
        for field in ("to", "cc"):
            joined = ", ".join(ours[field])
            self.differ(where, field, joined, truth[field] or "", loose(joined) == loose(truth[field]))
        self.differ(where, "date", utc(ours["date"]), truth["date_utc"] or "")

    def compare_attachments(self, where, source, truths):
        """Files and embedded messages of the stored messages. A multipart without parts and a text without a name are
        bodies, to the tools or to us; what a nested message holds is listed again under its own message id."""
        ids = set(m["message_id"] for m in self.messages if m["parent"] is None and m["source"] == source)
        nested = set(m["sha256"] for m in self.messages if m["parent"] is not None and m["source"] == source)
        ours = [a for a in self.attachments[source] if a["message_id"] in ids]
        ours = [a for a in ours if a["name"] or not a["media_type"].startswith("text/")]
        theirs = [a for t in truths for a in t["attachments"] if not a["mime"].startswith("multipart/")]
        theirs = [a for a in theirs if "embedded_message" in a or a["name"] or not a["mime"].startswith("text/")]
        embedded = sum(1 for a in theirs if "embedded_message" in a)
        mine = [a for a in ours if a["media_type"].startswith("message/") and a["sha256"] in nested]
        files = collections.Counter((a["size"], a["sha256"]) for a in ours if a not in mine)
        wanted = collections.Counter((a["size"], a["sha256"]) for a in theirs if "embedded_message" not in a)
        self.differ(where, "attachments", sorted((files - wanted).elements()), sorted((wanted - files).elements()))
        self.differ(where, "embedded", len(mine), embedded)
        names = collections.Counter((loose(a["name"]), a["sha256"]) for a in ours if a not in mine)
        said = collections.Counter((loose(a["name"]), a["sha256"]) for a in theirs if "embedded_message" not in a)
        both = set(sha for _, sha in files) & set(sha for _, sha in wanted)
        only = lambda x, y: sorted(n for n in (x - y).elements() if n[1] in both)
        self.differ(where, "names", only(names, said), only(said, names))

    def body(self, where, octets, truth, ours):
        """One plain text and nothing else: the text must be the one Python reads, to the letter."""
        if list(truth["body"]) != ["text/plain"]:
            return
        try:
            parsed = email.message_from_bytes(octets, policy=email.policy.default)
            parts = [p for p in parsed.walk() if p.get_content_type() == "text/plain" and not p.get_filename() and p.get_content_disposition() != "attachment"]
            text = parts[0].get_content() if len(parts) == 1 else None
        except (LookupError, UnicodeError, KeyError, ValueError, AttributeError, IndexError):
            return
        if text is None or len(text) != truth["body"]["text/plain"] or parsed.defects or "\ufffd" in text:
            return
        self.differ(where, "body", ours["text_sha256"], sha256(normal(text).encode("utf-8", "surrogateescape")))

    def report(self):
        print_sources("\n" + self.name, self.sources)
        print("%d messages compared" % self.compared)
        return self.ledger.close()


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def agreed(truth):
    return truth.get("email_mime", {}).get("agrees", True)


def compare_eml(kind):
    truths = load(os.path.join(kind.truth, "eml.json"))["files"]
    top = collections.defaultdict(list)
    for m in kind.messages:
        if m["parent"] is None:
            top[m["source"]].append(m)
    for path in files_below(kind.root):
        truth = truths.get(path)
        if truth is None:
            kind.differ(path, "truth", "a file", "no entry")
            continue
        kind.differ(path, "count", len(top[path]), 1)
        if len(top[path]) != 1:
            continue
        kind.message(path, top[path][0], truth)
        if agreed(truth):
            kind.compare_attachments(path, path, [truth])
            kind.body(path, open(os.path.join(kind.root, path), "rb").read(), truth, top[path][0])


def compare_mbox(kind):
    top = collections.defaultdict(list)
    for m in kind.messages:
        if m["parent"] is None:
            top[m["source"]].append(m)
    for path in files_below(kind.root):
        truths = load(os.path.join(kind.truth, "mbox", path + ".json"))["messages"]
        ours = sorted(top[path], key=lambda m: m["offset"])
        kind.differ(path, "count", len(ours), len(truths))
        if len(ours) != len(truths):
            continue
        octets = open(os.path.join(kind.root, path), "rb").read()
        for i, (m, truth) in enumerate(zip(ours, truths)):
            where = "%s#%d" % (path, i + 1)
            kind.differ(where, "end", m["offset"] + m["length"], truth["end"])
            kind.differ(where, "octets", [m["size"], m["sha256"]], [m["length"], sha256(octets[m["offset"]:m["offset"] + m["length"]])])
            kind.message(where, m, truth)
        kind.compare_attachments(path, path, truths)


def compare_maildir(kind):
    """A message is found by its octets; a file that is a source of its own, by its path."""
    paths, rows = set(s["path"] for s in kind.sources), collections.defaultdict(list)
    for m in kind.messages:
        if m["parent"] is None:
            rows[m["source"], None if m["source"] in paths and os.path.isfile(os.path.join(kind.root, m["source"])) else m["sha256"]].append(m)
    truths_of = collections.defaultdict(list)
    for tree in sorted(os.listdir(kind.root)):
        for path, truth in sorted(load(os.path.join(kind.truth, "maildir", tree + ".json"))["messages"].items()):
            where = tree + "/" + path
            if not os.path.isfile(os.path.join(kind.root, where)):
                continue
            octets = open(os.path.join(kind.root, where), "rb").read()
            source = where if where in paths else next(p for p in sorted(paths) if where.startswith(p + "/"))
            ours = rows[source, None if source == where else sha256(octets)]
            if kind.differ(where, "count", bool(ours), truth["looks_like_mail"]) and ours:
                kind.message(where, ours[0], truth)
                kind.body(where, octets, truth, ours[0])
                truths_of[source].append(truth)
    for source, truths in sorted(truths_of.items()):
        kind.compare_attachments(source, source, truths)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    corpus = corpus_or_skip(sys.argv[2])
    explained, open_ones = Explained(), 0
    with tempfile.TemporaryDirectory() as work:
        for name, compare in (("eml", compare_eml), ("mbox", compare_mbox), ("maildir", compare_maildir)):
            kind = Kind(os.path.abspath(sys.argv[1]), corpus, name, work, explained)
            kind.accounted()
            compare(kind)
            open_ones += kind.report()
    for file, field in explained.unused():
        print("explained, but no difference any more: %s %s" % (file, field))
        open_ones += 1
    print("\n" + ("FAILED: %d unexplained" % open_ones if open_ones else "all equal or explained"))
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())

"""Logs of Exchange and IIS against their truth: lines, rows, accounts, addresses, statuses, first and last time. What
no table shows (status, URL, operation) is read out of the octets the events cite, so the citations are tested too."""
import collections
import csv
import os

FOLDERS = ("exchange_ews", "exchange_httpproxy", "exchange_imap_pop", "exchange_msgtrk", "exchange_other",
           "exchange_smtp_protocol", "iis_w3c")

# (file, what): why the truth and we differ.
EXPLAINED = {
    ("MSGTRKMS2022091915-1.LOG", "addresses"): "a row with original-client-ip is the user's client; client-ip, the mailbox server, stays in a field; fe80::…%3 without its zone",
    ("exchange_excerpt_headerless.log", "addresses"): "the truth reads no row without #Fields; the fifteen default columns of IIS name them",
    ("exchange_excerpt_headerless.log", "accounts"): "as above",
    ("exchange_excerpt_headerless.log", "statuses"): "as above",
    ("exchange_excerpt_headerless.log", "first and last"): "as above",
    ("iis_native_format.sekoia-test.json", "format"): "a test wrapper around a line in IIS's native format, no log",
}


def file_text(octets):
    return octets.decode("utf-8", "replace")


def header_names(octets, rows):
    """Names of the columns at each row's offset: the last #Fields line before it."""
    lines, position, names = octets.split(b"\n"), 0, []
    for line in lines:
        if line.startswith(b"#Fields:"):
            text = file_text(line[8:]).strip()
            names.append((position, text.split(",") if "," in text else text.split()))
        position += len(line) + 1
    return lambda offset: next((n for at, n in reversed(names) if at < offset), None)


def cells_of(source, rows, raw):
    names = header_names(source, rows)
    for row in rows:
        columns = names(row["offset"])
        text = raw(row)
        cells = next(csv.reader([text])) if columns is None or "," in text and text.count(" ") < 3 * text.count(",") else text.split()
        if columns and len(cells) != len(columns):
            cells = text.split() if len(text.split()) == len(columns) else next(csv.reader([text]))
        yield dict(zip(columns, cells)) if columns else {}


def one_file(s, path, truth, ledger):
    name = os.path.basename(path)
    differ = lambda what, ours, theirs: ledger.same(name, what, ours, theirs, EXPLAINED.get((name, what)))
    source = s.sources[0]
    octets = s.octets[source["path"]]
    if truth is None:
        differ("format", source["format"] not in ("unknown",), True)
        return
    events = s.events
    lines = octets.count(b"\n") + (not octets.endswith(b"\n"))
    comments = sum(1 for line in octets.split(b"\n") if line.startswith(b"#"))
    differ("lines", source["found"], truth.get("lines", lines))
    differ("comment lines", source["skipped"], truth.get("comment_lines", comments))
    differ("rows", [source["imported"], source["failed"], source["problems"]], [truth.get("data_rows", truth.get("data_lines")), 0, 0])
    cells = list(cells_of(octets, events, s.raw))
    column = lambda key: sorted(set(c[key] for c in cells if c.get(key)))
    for key in ("HttpStatus", "UrlStem", "SoapAction", "event-id", "recipient-address"):
        if key in truth:
            differ("cited " + key, column(key), truth[key])
    if "status" in truth:
        differ("statuses", dict(collections.Counter(c["sc-status"] for c in cells if "sc-status" in c)) or
               dict(collections.Counter(s.raw(e).split()[11] for e in events)), truth["status"])
    if "AuthenticatedUser" in truth or "usernames" in truth:
        differ("accounts", sorted(set(e["account"] for e in events if e["account"])), truth.get("AuthenticatedUser", truth.get("usernames")))
    if "sender-address" in truth:
        differ("accounts", sorted(set(e["account"] for e in events if e["account"])), truth["sender-address"])
        differ("message ids", sorted(set(e["message_id"] for e in events if e["message_id"])), truth["message-id"])
    addresses = truth.get("ClientIpAddress", truth.get("client_ips"))
    if "client-ip" in truth:
        addresses = truth["client-ip"] + truth["original-client-ip"]
    if addresses is not None:
        differ("addresses", sorted(set(e["client_ip"] for e in events if e["client_ip"])), sorted(addresses))
    differ("first and last", [source["first"], source["last"]], [truth["first_utc"], truth["last_utc"]])


def exchange(make_set, logs, truths, ledger, show):
    """make_set(path) imports one file into a case of its own."""
    for folder in FOLDERS:
        root = os.path.join(logs, folder)
        for name in sorted(os.listdir(root)):
            path = os.path.join(root, name)
            s = make_set(path)
            one_file(s, path, truths.get("dev/%s/%s" % (folder, name)), ledger)
            show(folder + "/" + name, s.sources)

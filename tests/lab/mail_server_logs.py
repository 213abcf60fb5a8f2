"""Logs of open-source mail servers and webmails against their truth; part of compare_logs.py.

Dovecot's event exporter: records by event, commands by name, and whose mails were opened for their body by account and
address. Nextcloud and the web server's access log: records, accounts, addresses, status, first and last time. The other
samples have no truth of their own: every physical line must be accounted for, and each file be what it is.
"""
import collections
import json
import os
import re

FORMATS = {
    "zimbra": {"zimbra"}, "nextcloud": {"nextcloud"}, "dovecot_events_lab": {"syslog"},
    "web_access": {"access-log", "nginx-error"}, "exim": {"exim"}, "sendmail": {"syslog"},
    "samba": {"samba", "syslog"}, "vpn": {"openvpn", "access-log", "ivanti"}, "syslog": {"syslog", "syslog-frames", "gzip", "xz"},
    "other_mail": {"assp", "kerio", "syslog"}, "webmail_app": {"groupoffice", "roundcube-errors", "sogo"},
}
# Records that are no lines: frames without line ends, containers.
NO_LINES = {"syslog-frames", "ivanti", "gzip", "xz"}
# Lines that are damaged in the samples themselves: no time, a time that is none, the second half of a message.
DAMAGED = {"plaso_syslog": 1, "plaso_syslog.gz": 2, "plaso_syslog.xz": 2, "plaso_syslog.gz!/plaso_syslog": 2,
           "plaso_syslog.xz!/plaso_syslog": 2, "plaso_syslog_rsyslog_SyslogProtocol23Format": 1}


def lines_of(octets):
    return octets.count(b"\n") + (not octets.endswith(b"\n"))


def every_line(s):
    """Files that no reader takes are one record; of the others, one record a physical line."""
    for source in s.sources:
        if source["format"] not in NO_LINES | {"unknown", "", None}:
            s.ledger.same(source["path"], "lines", source["found"], lines_of(s.octets[source["path"]]))
    allowed = FORMATS.get(s.name)
    if allowed:
        s.differ("formats", sorted(set(x["format"] for x in s.sources) - allowed), [])


def nothing_unread(s):
    """Files of products with a definition or a reader of their own: every record is an event or known noise."""
    for source in s.sources:
        s.ledger.same(source["path"], "unread", source["failed"], DAMAGED.get(source["path"], 0))


def independent_counts(s):
    """Logins, addresses and files as a search for the server's own words finds them in the raw octets."""
    ips = lambda text: set(re.findall(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])", text))
    for e in s.events:
        raw = s.raw(e)
        if e["client_ip"] and ":" not in e["client_ip"]:
            s.ledger.same("%s line %s" % (e["source"], e["line"]), "address in the line", e["client_ip"] in ips(raw), True)
    whole = {path: octets.decode("utf-8", "replace") for path, octets in s.octets.items()}
    mine = lambda path, *actions: [e for e in s.events if e["source"] == path and e["action"] in actions]
    for path, text in whole.items():
        if "exim" in path:
            s.ledger.same(path, "logins refused", len(mine(path, "login")), text.count(" authenticator failed for "))
        if "sendmail" in path:
            s.ledger.same(path, "logins refused", len(mine(path, "login")), text.count("AUTH failure ("))
        if path == "lab_full_audit.log":
            s.ledger.same(path, "files read", sorted(re.search(r"\|([^|]*)$", s.raw(e)).group(1) for e in mine(path, "file")),
                          sorted(re.findall(r"\|pread_recv\|ok\|(.*)", text)))
        if path.startswith("lab_log.") or path.startswith("crowdsec_smb"):
            s.ledger.same(path, "logins", [len(mine(path, "login")), sum(e["outcome"] == "success" for e in mine(path, "login"))],
                          [text.count("  Auth: [") + text.count("\nAuth: [") + text.startswith("Auth: ["), text.count("[NT_STATUS_OK]")])


def dovecot_events(s, facts):
    every_line(s)
    said = [(e, json.loads(s.raw(e).split("stats: ", 1)[1])) for e in s.events]
    s.differ("records by event", dict(collections.Counter(r["event"] for _, r in said)), facts["events"])
    s.differ("commands", dict(collections.Counter(r["fields"]["cmd_name"] for _, r in said if r["event"] == "imap_command_finished")), facts["imap_commands"])
    opened, truth = collections.defaultdict(set), collections.defaultdict(set)
    for e in s.rows:
        if e["action"] == "access":
            # A POP3 record names no address; ours is what the session id decodes to, the truth has none.
            opened[(e["account"], None if e["protocol"] == "pop3" else e["client_ip"])].add((e["folder"], e["uid"]))
    for account, by_ip in facts["mail_opened_by_user_ip"].items():
        for ip, mails in by_ip.items():
            for folder, uid, why in mails:
                if why in ("body", "pop3:cmd_retr"):
                    truth[(account, None if ip == "null" else ip)].add((folder, uid))
    s.differ("opened for the body", {k: sorted(v) for k, v in opened.items()}, {k: sorted(v) for k, v in truth.items()})
    fetched = [e for e, r in said if r["event"] == "imap_command_finished" and r["fields"]["cmd_name"] == "UID FETCH"]
    s.differ("fetches name a uid", [e["line"] for e in fetched if not e["uid"]], [e["line"] for e, r in said if e in fetched and "*" in r["fields"]["cmd_args"].split(" ")[0]])


def nextcloud(s, truths):
    every_line(s)
    for source in s.sources:
        truth = truths["dev/nextcloud/" + source["path"]]
        mine = [e for e in s.events if e["source"] == source["path"]]
        s.ledger.same(source["path"], "records", [source["found"], source["failed"]], [truth["records"], truth["bad_lines"]])
        s.ledger.same(source["path"], "addresses", sorted(set(e["client_ip"] for e in mine if e["client_ip"])), sorted(x for x in truth["client_ips"] if x))
        # A failed login names its account in the message only; the truth looked at the member "user".
        users = set(e["account"] for e in mine if e["account"] and not (e["action"] == "login" and e["outcome"] == "failure"))
        s.ledger.same(source["path"], "accounts", sorted(users), sorted(x for x in truth["users"] if x != "--"))


def access_log(s, truth):
    name = "apache_combined.log"
    source = next(x for x in s.sources if x["path"] == name)
    mine = [e for e in s.events if e["source"] == name]
    s.ledger.same(name, "parsed", [source["imported"], source["failed"]], [truth["parsed"], truth["unparsed"]])
    s.ledger.same(name, "addresses", len(set(e["client_ip"] for e in mine)), truth["distinct_ips"])
    status = collections.Counter(re.search(r'" (\d{3}) (?:\d+|-)', s.raw(e)).group(1) for e in mine)
    s.ledger.same(name, "status", dict(status), truth["status"])
    s.ledger.same(name, "first and last", [source["first"], source["last"]], [truth["first_utc"], truth["last_utc"]])
    failed = collections.Counter(e["outcome"] for e in mine)
    refused = sum(n for code, n in truth["status"].items() if code >= "400") + sum(1 for e in mine if '"HEAD ' in s.raw(e) and not re.search(r'" [45]\d\d ', s.raw(e)))
    s.ledger.same(name, "refused", failed["failure"], refused)


def sogo(s):
    """Requests of run3's access log name account, folder, uid and part as the octets have them."""
    pattern = re.compile(r'"(?:GET|POST) /SOGo/so/([^/ ]+)/Mail/0/folder([^/ ]+)/(\d+)/(?:(\d+)/)?(\w+)[ ?]')
    named = [(e, m) for e in s.events for m in [pattern.search(s.raw(e))] if m]
    s.differ("requests that name a message", len(named) > 0, True)
    wanted = [(m.group(1).replace("%40", "@"), m.group(2), int(m.group(3)), m.group(4)) for _, m in named]
    s.differ("what they name", [(e["account"], e["folder"], e["uid"], e["part"]) for e, _ in named], wanted)
    logins = [e["outcome"] for e in s.events if "POST /SOGo/connect" in s.raw(e)]
    refused = sum(1 for e in s.events if re.search(r'POST /SOGo/connect \S+" 403', s.raw(e)))
    s.differ("logins", [logins.count("success"), logins.count("failure")], [len(logins) - refused, refused])


def compare(make, corpus, load, print_sources):
    """make(directory, *options) imports a directory into a case of its own."""
    logs, truths, facts = os.path.join(corpus, "logs"), load("formats_dev.json"), load("lab_dev.json")["log_facts"]
    for name in ("dovecot_events_lab", "nextcloud", "web_access", "zimbra", "other_mail", "webmail_app", "exim", "sendmail", "samba", "vpn", "syslog"):
        s = make(os.path.join(logs, name), "--tz", "Europe/Paris")
        if name == "dovecot_events_lab":
            dovecot_events(s, facts)
        elif name == "nextcloud":
            nextcloud(s, truths)
        else:
            every_line(s)
        if name not in ("dovecot_events_lab", "nextcloud", "zimbra"):
            nothing_unread(s)
        if name in ("exim", "sendmail", "samba"):
            independent_counts(s)
        if name == "web_access":
            access_log(s, truths["dev/web_access/apache_combined.log"])
        print_sources(name, s.sources)
    for name in ("nginx", "sogo"):
        s = make(os.path.join(corpus, "lab", "run3", "evidence", "var", "log", name), "--tz", "Europe/Paris")
        every_line(s)
        sogo(s)
        print_sources("run3 " + name, s.sources)

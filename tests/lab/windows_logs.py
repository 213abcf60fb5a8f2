"""Windows events and systemd's journal against their truth; part of compare_logs.py.

Each event log (EVTX): what it is recognised as, live records, first and last time, addresses, actions by event id (the
ids are the truth's). Records found behind the last one of a chunk are older copies of live ones: they are duplicates or
come on top, so the live ones are compared as imported without them. Values are compared with libevtx's evtxexport in
tests/logs/tst_evtx.cpp.
"""
import collections
import os

# Event ids whose action and outcome are certain.
ACTIONS = {
    "4624": ("login", "success"), "4625": ("login", "failure"), "5145": ("file", "success"), "1102": ("admin", "success"),
}


def event_log(s, truth):
    source = s.sources[0]
    s.differ("format", source["format"], "evtx")
    s.differ("failed", [source["failed"], source["problems"]], [0, 0])
    s.differ("records", source["imported"], truth["records"])
    s.differ("found behind the last records", source["found"] - source["imported"], source["duplicate"])
    s.differ("first", min(e["time"] for e in s.events)[:26].rstrip("Z").rstrip("0"), truth["first_utc"][:26].rstrip("0"))
    s.differ("last", max(e["time"] for e in s.events)[:26].rstrip("Z").rstrip("0"), truth["last_utc"][:26].rstrip("0"))
    stated = set(a for a in truth["IpAddress"] if a != "-")
    s.differ("addresses", sorted(set(e["client_ip"] for e in s.events if e["client_ip"]) - stated), [])
    called = collections.Counter((e["action"], e["outcome"]) for e in s.events)
    for event_id, action in ACTIONS.items():
        if event_id in truth["event_ids"]:
            s.differ("at least as many " + " ".join(action), called[action] >= truth["event_ids"][event_id], True)


def compare(imported, corpus, load, print_sources):
    truths = load("formats_dev.json")
    root = os.path.join(corpus, "logs", "evtx")
    for name in sorted(os.listdir(root)):
        s = imported(os.path.join(root, name))
        event_log(s, truths["dev/evtx/" + name])
        print_sources(name, s.sources)
    for name, form in (("windows_events_json/proxylogon_exchange_host.json", "windows-events-json"), ("journald/lnav_journald_export.json", "journal-json")):
        s, truth = imported(os.path.join(corpus, "logs", name)), truths["dev/" + name]
        s.differ("format", [x["format"] for x in s.sources], [form])
        s.differ("records", sum(x["found"] for x in s.sources), truth["records"])
        s.differ("failed", sum(x["failed"] for x in s.sources), 0)
        if form.startswith("windows"):
            logons = sum(1 for e in s.events if e["action"] == "login" and e["outcome"] == "success")
            s.differ("logons", logons, truth["by_operation_or_eventid"]["4624"])
        print_sources(name, s.sources)

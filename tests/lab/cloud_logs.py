"""Sentinel tables, Entra ID sign-ins and Exchange Online's message trace through the command line, compared with their truth.

Each file in a case of its own: what it is recognised as, records, accounts, addresses, operations. What a record says is
read out of the octets its row cites. The message trace's file states itself what a reader should find in it.
"""
import json
import os

# (file, what): why the truth and we differ.
EXPLAINED = {
    ("AADAuditEvents.json", "operations"): "the truth looks for Operation, which this table does not have; its word is OperationName",
    ("AADAuditEvents.json", "accounts"): "the truth looks for UserId; who acted stands in InitiatedBy",
    ("AADAuditEvents.json", "imported"): "two rows are one record (one Id), repeated for each property it changed",
    ("graph_signIns.jsonl", "operations"): "Graph's sign-ins state no operation",
    ("diagnostic_SignInLogs.jsonl", "accounts"): "the truth lists users; the fourth sign-in is a service principal's",
}
FORMATS = {"AADAuditEvents.json": "entra-audit-json", "OfficeActivityEvents.json": "m365-audit-json",
           "diagnostic_SignInLogs.jsonl": "entra-signin-json", "graph_signIns.jsonl": "entra-signin-json",
           "messagetrace.sekoia-test.json": "m365-message-trace-json"}


def operation(record):
    return record.get("Operation") or record.get("operationName") or record.get("OperationName") or "Sign-in activity"


def table(open_set, path, truth, ledger):
    s, name = open_set(path), os.path.basename(path)
    differ = lambda what, ours, theirs: ledger.same(name, what, ours, theirs, EXPLAINED.get((name, what)))
    source = s.sources[0]
    differ("format", source["format"], FORMATS[name])
    differ("records", source["found"], truth["records"])
    differ("imported", source["imported"], truth["records"])
    differ("failed", source["failed"], truth["bad_lines"])
    differ("problems", source["problems"], 0)
    differ("accounts", sorted(set(e["account"] for e in s.events if e["account"])), sorted(truth["users"]))
    differ("addresses", sorted(set(e["client_ip"] for e in s.events if e["client_ip"])), sorted(truth["client_ips"]))
    counts = {}
    for e in s.events:
        word = operation(json.loads(s.raw(e)))
        counts[word] = counts.get(word, 0) + 1
    differ("operations", counts, truth["by_operation_or_eventid"])
    return s


def trace(open_set, path, ledger):
    s, name = open_set(path), os.path.basename(path)
    expected = json.loads(s.octets[s.sources[0]["path"]].decode("utf-8"))["expected"]
    event = s.events[0]
    ledger.same(name, "format", s.sources[0]["format"], FORMATS[name])
    ledger.same(name, "records", [s.sources[0]["found"], len(s.events), s.sources[0]["problems"]], [1, 1, 0])
    ledger.same(name, "message id", event["message_id"], expected["email"]["message_id"])
    ledger.same(name, "recipient", event["mailbox"], expected["email"]["to"]["address"][0])
    ledger.same(name, "address", event["client_ip"], expected["source"]["ip"])
    ledger.same(name, "time", event["time"][:19], expected["@timestamp"][:19])
    ledger.same(name, "trace id", event["session"], expected["office365"]["message_trace"]["MessageTraceId"])
    return s


def compare(open_set, logs, truths, ledger, print_sources):
    for name in ("m365_sentinel/AADAuditEvents.json", "m365_sentinel/OfficeActivityEvents.json",
                 "entra_signin/diagnostic_SignInLogs.jsonl", "entra_signin/graph_signIns.jsonl"):
        print_sources(name, table(open_set, os.path.join(logs, name), truths["dev/" + name], ledger).sources)
    name = "exchange_online_messagetrace/messagetrace.sekoia-test.json"
    print_sources(name, trace(open_set, os.path.join(logs, name), ledger).sources)

#!/usr/bin/env python3
"""How long an act of the examiner takes: a case of many small messages and one large log, then acts, one line each.

usage: bench_acts.py CLI [--data DIR] [--messages N] [--lines N] [--mailboxes N] [--case CASE]

The log comes from the shared material's generator (../shared/bench/gen_logs.py or $SILLAGE_SHARED/bench). Printed: wall and
CPU seconds of the command with everything it starts, the peak of anonymous memory of all its processes, the load of the
machine. --case: a case that was made earlier is used, and kept."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench import SHARED, measure


def mailboxes(out, total, boxes):
    """mbox files of small messages, their number falling from mailbox to mailbox."""
    weight = [(i + 1) ** -0.5 for i in range(boxes)]
    scale = total / sum(weight)
    T0 = 1704067200
    words = 'invoice meeting report agenda draft contract budget plan review minutes travel order notice'.split()
    made = 0
    for i in range(boxes):
        user = 'user%04d' % i
        n = max(1, int(weight[i] * scale)) if i + 1 < boxes else max(1, total - made)
        folder = os.path.join(out, user + '@example.org')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'INBOX'), 'w') as f:
            parts = []
            for k in range(n):
                t = T0 - 86400 * 60 + k * 86400 * 90 // n
                tm = time.gmtime(t)
                date = time.strftime('%a, %d %b %Y %H:%M:%S +0000', tm)
                w = words[(i * 7 + k) % len(words)]
                parts.append('From sender@example.com %s\nReturn-Path: <sender@example.com>\nDelivered-To: %s@example.org\nReceived: from mx.example.com by mail.example.org; %s\nDate: %s\nFrom: Sender %d <s%d@example.com>\nTo: %s@example.org\nSubject: %s %d of %s\nMessage-ID: <%s.%d@example.com>\nX-UID: %d\nMIME-Version: 1.0\n' % (time.strftime('%a %b %d %H:%M:%S %Y', tm), user, date, date, k % 500, k % 500, user, w, k, user, user, k, k + 1))
                if k % 10 == 3:
                    parts.append('Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\nContent-Type: text/plain\n\nSee the %s attached, %d.\n--b%d\nContent-Type: application/pdf; name="%s-%d.pdf"\nContent-Disposition: attachment; filename="%s-%d.pdf"\nContent-Transfer-Encoding: base64\n\n%s\n--b%d--\n\n' % (k, k, w, k, k, w, k, w, k, 'JVBERi0xLjQK' * (2 + k % 9), k))
                else:
                    parts.append('Content-Type: text/plain\n\nHello,\nabout the %s %d: %s\n\n' % (w, k, ' '.join(words[(k + j) % 13] for j in range(10 + k % 23))))
                if len(parts) > 4000:
                    f.write(''.join(parts)); parts = []
            f.write(''.join(parts))
        made += n


def lines(out, count):
    """A Dovecot log that no other is the same as, of people who are there and of one who is not."""
    out.mkdir(parents=True, exist_ok=True)
    stamp = int(time.time())
    with open(out / f'mail-{stamp}.log', 'w') as f:
        for i in range(count):
            user = 'user%04d' % (i * 37 % 3000) if i % 50 else 'late%d' % stamp
            f.write('Jan %2d %02d:%02d:%02d mx1 dovecot: imap-login: Login: user=<%s@example.org>, method=PLAIN, rip=198.51.100.%d, lip=10.0.0.5, mpid=%d, TLS, session=<%x%06x>\n'
                    % (1 + i % 28, i % 24, i % 60, i % 59, user, i % 250, 20000 + i, stamp, i))
    return out


def rows(cli, case, table, *query):
    text = subprocess.run([cli, table, '--case', case, '--format', 'json', *query], capture_output=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('cli')
    p.add_argument('--data')
    p.add_argument('--messages', type=int, default=1_000_000)
    p.add_argument('--lines', type=int, default=10_000_000)
    p.add_argument('--mailboxes', type=int, default=3_000)
    p.add_argument('--case')
    args = p.parse_args()
    work = pathlib.Path(args.data or tempfile.mkdtemp(prefix='sillage-acts-'))
    case = args.case or str(work / 'acts.sillage')

    def act(name, *command):
        wall, cpu, peak, _ = measure([args.cli, *command, '--case', case])
        print(f'{name:42} {wall:8.2f} s {cpu:8.2f} s CPU {peak:6.0f} MB  load {os.getloadavg()[0]:.1f}', flush=True)

    if not pathlib.Path(case).exists():
        evidence = work / 'evidence'
        if not evidence.exists():
            subprocess.run([sys.executable, str(SHARED / 'bench/gen_logs.py'), str(evidence / 'logs'), 'dovecot', str(args.lines)], check=True)
            mailboxes(str(evidence / 'mail'), args.messages, args.mailboxes)
        act('import', 'import', '--min-free', '100M', str(evidence))
    for zone in ('UTC', 'Etc/UTC'):  # what was computed is forgotten before
        (pathlib.Path(case) / 'index/trace.keep').unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(pathlib.Path(case) / 'index/meta.db')) as meta, meta:
            meta.execute('DELETE FROM trace_state')
        act('everything anew', 'setting', 'set', 'tz', zone, '--reason', 'bench')
    act('the same with what was kept', 'setting', 'set', 'tz', 'UTC', '--reason', 'bench')
    late = work / 'late'
    act('a log of 200 lines comes in', 'import', '--min-free', '100M', str(lines(late / 'log', 200)))
    mailboxes(str(late / 'mail'), 1000, 1)
    act('a mailbox of 1,000 messages comes in', 'import', '--min-free', '100M', str(late / 'mail'))
    sessions = rows(args.cli, case, 'sessions', '--query', 'account:user1500')
    addresses = sorted({s['client_ip'] for s in sessions if s['client_ip']})
    address = addresses[len(addresses) // 2]
    session = next(s['session'] for s in sessions if s['client_ip'] and s['client_ip'] != address and s['status'] != 'refused')
    document = ['--exclusive', '--document', 'lease', '--reason', 'bench']
    act('an address nobody used', 'intruder', 'add', '--ip', '203.0.113.250', '--reason', 'bench')
    act('first address accepted', 'intruder', 'add', '--ip', address, '--reason', 'bench')
    act('session accepted', 'intruder', 'add', '--session', session, '--reason', 'bench')
    act('address shown exclusive', 'intruder', 'add', '--ip', address, *document)
    act('address called shared', 'intruder', 'add', '--ip', address, '--shared', '--reason', 'bench')
    stated = rows(args.cli, case, 'intruder', 'list')
    for i in stated:
        act('taken back: ' + (i.get('ip') or i.get('session') or ''), 'intruder', 'remove', i['indicator'], '--reason', 'bench')
    act('session rejected as the holder', 'intruder', 'reject', '--session', session, '--reason', 'bench')
    act('assumption withdrawn', 'setting', 'set', 'habitual-assumption', 'withdrawn', '--reason', 'bench')
    act('assumption in force', 'setting', 'set', 'habitual-assumption', '', '--reason', 'bench')
    if not args.data and not args.case:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()

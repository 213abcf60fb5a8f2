#!/usr/bin/env python3
"""Imports generated bulk mail and logs and prints one table beside the peers that are installed.

usage: bench.py CLI [--data DIR] [--messages N] [--lines N] [--stores MB] [--rounds N] [--only mail|logs|stores|after]
       bench.py CLI --only after --lines 10000000 [--data DIR]

The generators come with the shared material (../shared/bench or $SILLAGE_SHARED/bench); data is made once per size
under DIR (default: a directory in the system's temporary place). Peers and ours run alternately, medians are printed.
Outlook stores of about --stores MB come from make_store, built beside the command line, in each layout; pffexport and
readpst write what they read to files, ours indexes it; what ours says of each attachment (SHA-256, size, name) is compared
with what make_store put there. Memory is the sum of anonymous memory (RssAnon) of all processes of a command, sampled every
50 ms. Two times stand in each row: until what was read can be listed and filtered, which is what opening a log in a viewer
gives, and until the command has ended, with us the trace included; peers have but one.

`--only after` imports one IIS log of --lines lines and then measures what follows: queries on the command line beside the
same question asked of lnav (its time to open the log is taken off), and through measure_tables, built beside the command
line, opening the case, filters, sorting and first rows. 10,000,000 lines need 3.5 GB of disk and some minutes."""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(os.environ.get('SILLAGE_SHARED', HERE.parent.parent.parent / 'shared'))


def anonymous_kib(root):
    """RssAnon of root and everything below it."""
    children = {}
    for entry in os.listdir('/proc'):
        if entry.isdigit():
            try:
                with open(f'/proc/{entry}/stat', 'rb') as f:
                    children.setdefault(int(f.read().rsplit(b')', 1)[1].split()[1]), []).append(int(entry))
            except OSError:
                pass
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            with open(f'/proc/{pid}/status') as f:
                for line in f:
                    if line.startswith('RssAnon:'):
                        total += int(line.split()[1])
        except OSError:
            pass
    return total


def measure(command, cwd=None, env=None):
    """(wall seconds, CPU seconds of all descendants, peak anonymous MB, seconds until ours says what it read is listed)"""
    before = os.times()
    start = time.monotonic()
    with open(os.devnull, 'wb') as null:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=null, stderr=subprocess.PIPE)
        peak, stop = [0], threading.Event()

        def watch():
            while not stop.wait(0.05):
                peak[0] = max(peak[0], anonymous_kib(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        errors = process.communicate()[1]
        stop.set()
        watcher.join()
    wall = time.monotonic() - start
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if process.returncode not in (0, 3):
        sys.stderr.write(f'{command[0]}: exit {process.returncode}\n{errors.decode(errors="replace")[-600:]}\n')
    listed = re.search(rb'^Listed after ([0-9.]+) s', errors, re.M)
    return wall, cpu, peak[0] / 1024, float(listed.group(1)) if listed else wall


def tree_size(path):
    path = pathlib.Path(path)
    if path.is_file():
        return path.stat().st_size
    return sum(p.stat().st_size for p in path.rglob('*') if p.is_file())


class Row:
    def __init__(self, name, unit, count, octets):
        self.name, self.unit, self.count, self.octets, self.runs, self.index = name, unit, count, octets, [], 0
        self.remark = ''

    def text(self):
        wall, cpu, peak, listed = (statistics.median(r[i] for r in self.runs) for i in range(4))
        rate = f'{self.count / wall:12,.0f} {self.unit}/s' if self.count else ' ' * 20
        index = f'{self.index / self.octets:6.3f}' if self.index and self.octets else '     -'
        return (f'{self.name:34} {listed:8.2f} s {wall:8.2f} s {cpu:8.2f} s {rate:>24} {self.octets / wall / 1e6:8.1f} MB/s '
                f'{peak:8.0f} MB {index} {self.remark}'.rstrip())


def ours(cli, evidence, work):
    case = work / 'case.sillage'
    shutil.rmtree(case, ignore_errors=True)
    result = measure([cli, 'import', '--min-free', '100M', '--case', str(case), str(evidence)])
    return result, tree_size(case / 'index') if (case / 'index').exists() else 0


def mail(args, data, work, rows):
    mbox = data / 'mail' / 'bulk.mbox'
    if not mbox.exists():
        subprocess.run([sys.executable, str(SHARED / 'bench/gen_mail.py'), str(data / 'mail'), str(args.messages)], check=True)
    maildir = data / 'mail' / 'Maildir'
    size, count = mbox.stat().st_size, args.messages
    jobs = [('sillage mbox', mbox), ('sillage Maildir', maildir)]
    peers = []
    if shutil.which('mu'):
        home = work / 'mu'
        peers.append(('mu index (Maildir)', ['sh', '-c', f'rm -rf {home}; mu init --muhome={home} --maildir={maildir} >/dev/null && mu index --muhome={home} --quiet'], home))
    if shutil.which('mairix') and count <= 65536:
        (work / 'mx').mkdir(exist_ok=True)
        (work / 'mairix.rc').write_text(f'base={data / "mail"}\nmbox=bulk.mbox\nmfolder=x\ndatabase={work / "mx" / "db"}\n')
        peers.append(('mairix (mbox)', ['sh', '-c', f'rm -f {work}/mx/db; mairix -f {work}/mairix.rc'], work / 'mx'))
    if shutil.which('notmuch') and args.notmuch:
        (work / 'nm.conf').write_text(f'[database]\npath={work}/nm\nmail_root={maildir}\n[user]\nname=x\nprimary_email=x@example.org\n[new]\ntags=new\n[index]\ndecrypt=false\n')
        peers.append(('notmuch new (Maildir)', ['sh', '-c', f'rm -rf {work}/nm; mkdir {work}/nm; NOTMUCH_CONFIG={work}/nm.conf notmuch new --quiet --no-hooks'], work / 'nm'))
    run_all(args, jobs, peers, 'msg', count, size, work, rows)


def logs(args, data, work, rows):
    kinds = [('iis', 'u_ex240101.log', 'lnav -n (IIS)'), ('dovecot', 'mail.log', 'lnav -n (syslog)'), ('nginx', 'access.log', 'goaccess'), ('ualjsonl', 'ual.jsonl', 'jq'), ('ualcsv', 'ual.csv', None)]
    for kind, name, peer in kinds:
        if args.kinds and kind not in args.kinds.split(','):
            continue
        folder = data / ('log-' + kind)
        file = folder / name
        if not file.exists():
            subprocess.run([sys.executable, str(SHARED / 'bench/gen_logs.py'), str(folder), kind, str(args.lines)], check=True)
        peers = []
        if peer and peer.startswith('lnav') and shutil.which('lnav'):
            peers.append((peer, ['sh', '-c', f'HOME={work} lnav -n -c ";select 1" {file}'], None))
        if peer == 'goaccess' and shutil.which('goaccess'):
            peers.append((peer, ['goaccess', str(file), '--log-format=COMBINED', '-o', str(work / 'r.json'), '--no-progress', '--no-global-config'], None))
        if peer == 'jq' and shutil.which('jq'):
            peers.append((peer, ['sh', '-c', f"jq -r '[.CreationTime,.Operation,.UserId,.ClientIPAddress]|@tsv' {file}"], None))
        run_all(args, [(f'sillage {kind}', file)], peers, 'line', args.lines, file.stat().st_size, work, rows)


def after(args, data, work, rows):
    file = data / 'log-iis' / 'u_ex240101.log'
    if not file.exists():
        subprocess.run([sys.executable, str(SHARED / 'bench/gen_logs.py'), str(file.parent), 'iis', str(args.lines)], check=True)
    row = Row('sillage iis', 'line', args.lines, file.stat().st_size)
    result, row.index = ours(args.cli, file, work)
    row.runs.append(result)
    rows.append(row)
    case = str(work / 'case.sillage')
    # What both can be asked; counted by us as rows written, by lnav in SQL.
    questions = [('account:=EXAMPLE\\\\user2999', "cs_username = 'EXAMPLE\\user2999'"),
                 ('ip:93.254.242.30', "c_ip = '93.254.242.30'"),
                 ('GetFileAttachment account:user2999', "cs_uri_query like '%GetFileAttachment%' and cs_username like '%user2999'"),
                 ('fields:2507.35', "cs_uri_stem like '%2507.35%'"),
                 ('time:2024-01-03T10:00:00Z..2024-01-03T10:05:00Z', "log_time between '2024-01-03 10:00:00' and '2024-01-03 10:05:00'")]
    lnav = shutil.which('lnav') and not args.no_lnav
    home = {'HOME': str(work)}
    opened = measure(['lnav', '-n', '-c', ';select 1', str(file)], env=home)[:2] if lnav else (0, 0)
    print(f'{"question":60} {"ours":>8} {"CPU":>8} {"lnav":>9} {"CPU":>9}   (lnav without its {opened[0]:.1f} s, {opened[1]:.1f} s CPU to open)')
    for query, where in questions:
        wall, cpu = measure([args.cli, 'events', '--case', case, '--query', query, '--format', 'csv'])[:2]
        theirs = measure(['lnav', '-n', '-c', f';select count(*) from w3c_log where {where}', str(file)], env=home)[:2] if lnav else (0, 0)
        print(f'{query:60} {wall:7.2f}s {cpu:7.2f}s {max(0, theirs[0] - opened[0]):8.2f}s {max(0, theirs[1] - opened[1]):8.2f}s', flush=True)
    meter = pathlib.Path(args.cli).parent / 'measure_tables'
    if meter.exists():
        subprocess.run([meter, case], check=True)
    else:
        print(f'bench: {meter} is not built: tables not measured')


def stores(args, data, work, rows):
    maker = pathlib.Path(args.cli).parent / 'make_store'
    if not maker.exists():
        print(f'bench: {maker} is not built: no stores measured')
        return
    for variant in args.layouts.split(','):
        store = data / f'{variant}-{args.stores}.pst'
        said = data / f'{variant}-{args.stores}.txt'
        manifest = data / f'{variant}-{args.stores}.attachments'
        if not said.exists() or not manifest.exists():
            said.write_text(subprocess.run([maker, store, '--variant', variant, '--size', str(args.stores), '--manifest',
                                            manifest], check=True, capture_output=True, text=True).stdout)
        out = work / 'out'

        def fresh():  # what the peer before wrote is not this one's to remove
            for left in work.glob('out*'):
                shutil.rmtree(left, ignore_errors=True)
            out.mkdir()

        peers = []
        if shutil.which('readpst'):
            peers.append((f'readpst {variant}', ['readpst', '-q', '-j0', '-r', '-o', str(out), str(store)], None))
        if shutil.which('pffexport') and not args.no_pffexport:
            peers.append((f'pffexport {variant}', ['env', 'LC_ALL=C.UTF-8', 'pffexport', '-q', '-t', str(out / 'p'), str(store)], None))
        run_all(args, [(f'sillage {variant}', store)], peers, 'msg', int(said.read_text().split()[0]),
                store.stat().st_size, work, rows, lambda case: compared(args.cli, case, manifest), fresh)


def compared(cli, case, manifest):
    """How many of the attachments make_store wrote the case has with the same hash, size and name."""
    expected = collections.Counter(tuple(line.split(' ', 2)) for line in manifest.read_text().splitlines())
    listed = subprocess.run([cli, 'attachments', '--case', str(case), '--format', 'json'], check=True, capture_output=True,
                            text=True).stdout
    found = collections.Counter()
    for line in listed.splitlines():
        a = json.loads(line)
        found[(a['sha256'], str(a['size']), a['name'])] += 1
    n, surplus = sum(expected.values()), sum((found - expected).values())
    return f'attachments identical {sum((expected & found).values())}/{n}' + (f', {surplus} others' if surplus else '')


def run_all(args, jobs, peers, unit, count, size, work, rows, check=None, fresh=None):
    made = {}
    for _ in range(args.rounds):
        for name, evidence in jobs:
            row = made.setdefault(name, Row(name, unit, count, size))
            result, row.index = ours(args.cli, evidence, work)
            row.runs.append(result)
            if check:
                row.remark = check(work / 'case.sillage')
        for name, command, index in peers:
            row = made.setdefault(name, Row(name, unit, count, size))
            if fresh:
                fresh()
            row.runs.append(measure(command))
            row.index = tree_size(index) if index else 0
    rows += made.values()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('cli')
    parser.add_argument('--data', default=str(pathlib.Path(tempfile.gettempdir()) / 'sillage-bench'))
    parser.add_argument('--messages', type=int, default=20000)
    parser.add_argument('--lines', type=int, default=500000)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--only', choices=['mail', 'logs', 'stores', 'after'])
    parser.add_argument('--stores', type=int, default=0, metavar='MB', help='also Outlook stores of about this size')
    parser.add_argument('--layouts', default='unicode,ansi,4k', help='of stores')
    parser.add_argument('--no-pffexport', action='store_true', help='without pffexport (minutes a gigabyte)')
    parser.add_argument('--kinds', help='of logs: iis,dovecot,nginx,ualjsonl,ualcsv')
    parser.add_argument('--no-lnav', action='store_true', help='in `after`, where it takes minutes')
    parser.add_argument('--notmuch', action='store_true', help='also notmuch (minutes)')
    args = parser.parse_args()
    args.cli = str(pathlib.Path(args.cli).resolve())
    generators = (SHARED / 'bench').exists()
    if not generators:
        print('bench: the generators are not here (../shared/bench or $SILLAGE_SHARED): no mail, no logs measured')
    data = pathlib.Path(args.data) / f'{args.messages}-{args.lines}'
    data.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory(prefix='sillage-bench-') as temporary:
        work = pathlib.Path(temporary)
        if generators and args.only in (None, 'mail'):
            mail(args, data, work, rows)
        if generators and args.only in (None, 'logs'):
            logs(args, data, work, rows)
        if generators and args.only == 'after':
            after(args, data, work, rows)
        if args.stores and args.only in (None, 'stores'):
            stores(args, data, work, rows)
        # Before what the peers wrote is removed, which takes a while.
        print(f'{"":34} {"listed":>10} {"finished":>10} {"CPU":>10} {"":>24} {"input":>13} {"anon peak":>11} {"index/input"}')
        for row in rows:
            print(row.text(), flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/env python3
"""Holds the table of README (Folders are the pipeline): who may include whom, SQL only in store,
no library header in a core header, tr( only in ui. usage: layering.py SOURCE_DIR"""
import pathlib
import re
import sys

MAY = {
    'base': [],
    'record': ['base'],
    'evidence': ['base', 'record'],
    'wire': ['base', 'record', 'evidence'],
    'mail': ['base', 'record', 'evidence'],
    'logs': ['base', 'record', 'evidence'],
    'decode': ['base', 'record', 'evidence', 'wire', 'mail', 'logs'],
    'search': ['base', 'record'],
    'store': ['base', 'record', 'search'],
    'ingest': ['base', 'record', 'evidence', 'wire', 'mail', 'logs', 'decode', 'store', 'search'],
    'trace': ['base', 'record', 'store', 'search'],
    'findings': ['base', 'record'],
    'export': ['base', 'record', 'store', 'search'],
    'case': ['base', 'record', 'evidence', 'wire', 'decode', 'store', 'ingest', 'search', 'trace', 'findings',
             'export'],
}
LAYERS = set(MAY)
UI_MAY = {'case', 'record', 'search', 'base', 'store/table.h'}
WORKER_MAY = {'base', 'record', 'evidence', 'wire', 'mail', 'logs', 'decode'}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
LIBRARY = re.compile(r'^(Q[A-Z]|Qt|sqlite3|archive|zlib|openssl/|simdjson|uchardet|pcre2|maxminddb)')
SQL = re.compile(r'"\s*(SELECT\s+.*\bFROM\b|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|CREATE\s+(TABLE|INDEX|VIRTUAL)\b|PRAGMA\s)')


def main(root):
    root = pathlib.Path(root)
    wrong = []
    files = [p for d in ('core', 'ui', 'app') for p in sorted((root / d).rglob('*')) if p.suffix in ('.h', '.cpp')]
    for path in files:
        rel = path.relative_to(root)
        top, layer = rel.parts[0], rel.parts[1]
        for number, line in enumerate(path.read_text(errors='replace').splitlines(), 1):
            at = f'{rel}:{number}'
            m = INCLUDE.match(line)
            if m:
                kind, name = m.groups()
                target = name.split('/')[0]
                if kind == '"' and target in LAYERS:
                    if top == 'core' and target != layer and target not in MAY[layer]:
                        wrong.append(f'{at}: core/{layer} may not include {name}')
                    if top == 'ui' and target not in UI_MAY and name not in UI_MAY:
                        wrong.append(f'{at}: ui may not include {name}')
                    if rel.name == 'worker.cpp' and target not in WORKER_MAY:
                        wrong.append(f'{at}: the worker links decode alone, not {name}')
                if kind == '"' and name.startswith('ui/') and top == 'core':
                    wrong.append(f'{at}: core needs no window')
                if kind == '"' and name.startswith('ui/') and top == 'app' and rel.name != 'main.cpp':
                    wrong.append(f'{at}: only the workbench includes ui')
                if top == 'core' and path.suffix == '.h' and LIBRARY.match(name):
                    wrong.append(f'{at}: library header {name} in a core header')
            if not (top == 'core' and layer == 'store') and SQL.search(line):
                wrong.append(f'{at}: SQL outside core/store')
            if top == 'core' and re.search(r'\btr\(', line):
                wrong.append(f'{at}: tr( outside ui')
    for w in wrong:
        print(w)
    print(f'layering: {len(files)} files, {len(wrong)} violations')
    if not files:
        sys.exit('layering: no files found, nothing was checked')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))

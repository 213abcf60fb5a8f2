#!/usr/bin/env python3
"""Holds the sentences of core and app together with their French (core/base/phrase.h, resources/phrases/fr.txt):
every template of the code has a French one with the same places, no French one is left over, and no sentence that a
reader, an Error or a phrase emits is put together from pieces. usage: phrases.py SOURCE_DIR"""
import pathlib
import re
import sys

STRING = r'"(?:[^"\\\n]|\\.)*"'
RUN = re.compile(r'(?:%s\s*)+' % STRING)
# Calls whose literal arguments are sentences, wherever in their braces they stand.
SINKS = re.compile(r'\b(Error|problem|failed|skipped|defect|usage|fail|Malformed|noise|bad|limit|say|missing|recognisedByLines)\s*[({]')
MARKED = re.compile(r'\b(?:phrase|phraseText)\(\s*((?:%s\s*)+)' % STRING)
ESCAPES = {'n': '\n', 't': '\t', '"': '"', '\\': '\\'}


def text_of(run):
    body = ''.join(m[1:-1] for m in re.findall(STRING, run))
    return re.sub(r'\\(.)', lambda m: ESCAPES.get(m[1], m[0]), body)


def without_comments(source):
    keep = re.compile(r'(%s)|//[^\n]*|/\*.*?\*/' % STRING, re.S)
    return keep.sub(lambda m: m[1] or ' ', source)


def call_text(source, start):
    """The arguments of the call that opens at start, up to its closing bracket."""
    depth, at = 0, start
    while at < len(source):
        c = source[at]
        if c == '"':
            at = re.compile(STRING).match(source, at).end()
            continue
        depth += c in '({['
        depth -= c in ')}]'
        if depth == 0:
            return source[start:at + 1]
        at += 1
    return source[start:]


def is_sentence(text):
    return re.search(r'[A-Za-z]{2,} [A-Za-z(%]|[A-Za-z]{3,}:? ?$', text) is not None and ' ' in text.strip()


def sentences(path, source, wrong):
    found = {}
    for m in MARKED.finditer(source):
        found.setdefault(text_of(m[1]), path)
    for m in SINKS.finditer(source):
        call = call_text(source, m.end() - 1)
        for run in RUN.finditer(call):
            before = call[:run.start()].rstrip()
            after = call[run.end():].lstrip()
            text = text_of(run[0])
            if re.search(r'\b(phrase|phraseText)\($', before) or not is_sentence(text):
                continue
            if before.endswith('+') or after.startswith('+'):
                wrong.append(f'{path}: put together from pieces: {text!r}')
            elif text.strip() == text and before[-1:] in '({,?:=' and after[:1] in ')},:;?':
                found.setdefault(text, path)
    return found


def places(template):
    return sorted(set(re.findall(r'%([1-9])', template)))


def catalogue(path, wrong):
    known, english = {}, None
    for number, line in enumerate(path.read_text(encoding='utf-8').split('\n'), 1):
        if not line or line.startswith('#'):
            continue
        if not line.startswith('\t'):
            english = line
            continue
        if english is None or english in known:
            wrong.append(f'{path.name}:{number}: French without its English, or the second of {english!r}')
            continue
        known[english] = line[1:]
        forms = re.findall(r'\[([1-9]):', line)
        if places(line) != places(english) or any(f not in places(english) for f in forms):
            wrong.append(f'{path.name}:{number}: other places than {english!r}')
    return known


def main(root):
    root = pathlib.Path(root)
    wrong, used = [], {}
    files = [p for d in ('core', 'app') for p in sorted((root / d).rglob('*')) if p.suffix in ('.h', '.cpp')]
    for path in files:
        rel = str(path.relative_to(root))
        if rel.startswith(('core/base/phrase', 'core/case/demo/')):
            continue
        source = without_comments(path.read_text(encoding='utf-8', errors='replace'))
        for template, place in sentences(rel, source, wrong).items():
            used.setdefault(template, place)
    known = catalogue(root / 'resources/phrases/fr.txt', wrong)
    for template, place in used.items():
        if template not in known and re.search('[A-Za-z]', re.sub('%[1-9]', '', template)):
            wrong.append(f'{place}: no French for {template!r}')
    for template in known:
        if template not in used:
            wrong.append(f'fr.txt: nothing says {template!r}')
    for w in wrong:
        print(w)
    print(f'phrases: {len(files)} files, {len(used)} sentences, {len(known)} in French, {len(wrong)} violations')
    if not used:
        sys.exit('phrases: no sentence found, nothing was checked')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))

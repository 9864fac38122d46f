# SPDX-License-Identifier: MIT
"""Tables of what a judge said of every case: ID USAGE, then VERDICT WORDS once or more."""

import typing

USAGES = ("server", "client", "none")
VERDICTS = ("accepted", "rejected", "error", "open", "-", "missing")


class Answer(typing.NamedTuple):
    verdict: str  # one of VERDICTS; error: could not even be read, -: not asked, missing: nobody could yet
    words: frozenset = frozenset()

    def __str__(self):
        return f"{self.verdict} {','.join(sorted(self.words)) or '-'}"


def parse_answers(fields):
    """VERDICT WORDS VERDICT WORDS ... as a tuple of answers."""
    if len(fields) < 2 or len(fields) % 2:
        raise ValueError("a verdict without its words")
    pairs = list(zip(fields[::2], fields[1::2]))
    for verdict, _ in pairs:
        if verdict not in VERDICTS:
            raise ValueError(f"unknown verdict {verdict}")
    return tuple(Answer(v, frozenset(w for w in words.split(",") if w != "-"))
                 for v, words in pairs)


def parse(text, name):
    """What it was made with (the first line), and the answers by (id, usage)."""
    head, *lines = text.splitlines() or [""]
    table = {}
    for number, line in enumerate(lines, 2):
        case, usage, *fields = line.split()
        try:
            table[case, usage] = parse_answers(fields)
        except ValueError as problem:
            raise SystemExit(f"{name}:{number}: {problem}") from None
    return head.removeprefix("# "), table


def read(path):
    return parse(path.read_text(encoding="utf-8"), path.name)


def render(head, table):
    lines = [" ".join([*key, *map(str, said)]) for key, said in table.items()]
    return "\n".join([f"# {head}", *lines]) + "\n"


def differing(live, committed, judge, name):
    """Each row that a judge answers now in another way than in its committed table."""
    for key in sorted(live.keys() | committed.keys()):
        said, was = (" / ".join(map(str, t[key])) if key in t else "nothing"
                     for t in (live, committed))
        if said != was:
            yield f"{' '.join(key)}: {judge} says {said}, {name} {was} (--update writes it anew)"


def unanswered(windows, committed, judge):
    for key in windows.keys() - committed.keys():
        yield f"{' '.join(key)}: no answer of {judge} (--update writes it)"


def beside(windows, committed):
    """The rows to compare: (id, usage), certcheck's answer where it is sure, the other's."""
    for key, (ours,) in windows.items():
        if key in committed and ours.verdict != "open" and committed[key][0].verdict != "missing":
            yield key, ours, committed[key][0]


def with_missing(text, cases):
    """The file for these cases: what is not answered yet is marked, what is no case any more goes."""
    head, *lines = text.splitlines()
    kept = [line for line in lines if line.split()[0] in cases]
    known = {line.split()[0] for line in kept}
    columns = len(lines[0].split()) // 2 - 1 if lines else 1
    new = [f"{case} {usage}" + " missing -" * columns for case in cases if case not in known for usage in USAGES]
    return "\n".join([head, *kept, *new]) + "\n"


def missing(table):
    return sorted({case for (case, _), said in table.items() if said[0].verdict == "missing"})


def summary(checks, failures, skipped, windows):
    print(*failures, sep="\n", end="\n" if failures else "")
    opened = sum(ours.verdict == "open" for ours, in windows.values())
    print(f"{opened} rows that certcheck leaves open are not compared")
    print(f"{checks - len(failures)} passed, {len(failures)} failed, {skipped} skipped")
    return 1 if failures or not checks else 0

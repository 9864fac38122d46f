# SPDX-License-Identifier: MIT
"""Tables of what a judge said of every case: ID USAGE, then VERDICT WORDS once or more."""

import typing

USAGES = ("server", "client", "none")
VERDICTS = ("accepted", "rejected", "error", "open", "-")


class Answer(typing.NamedTuple):
    verdict: str  # one of VERDICTS; error: could not even be read, -: not asked
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
        if key in committed and ours.verdict != "open":
            yield key, ours, committed[key][0]


def summary(checks, failures, skipped, windows):
    print(*failures, sep="\n", end="\n" if failures else "")
    opened = sum(ours.verdict == "open" for ours, in windows.values())
    print(f"{opened} rows that certcheck leaves open are not compared")
    print(f"{checks - len(failures)} passed, {len(failures)} failed, {skipped} skipped")
    return 1 if failures or not checks else 0

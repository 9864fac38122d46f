# SPDX-License-Identifier: MIT
"""Known differences between two judges, each by name with its reason.

    KIND NAME: the reason
        CASE USAGE...

    verdict    one accepts what the other does not
    words      neither accepts; the status words differ
    scope      either: the judges were not asked the same, it is nothing about Windows
    handshake  SslStream says something else than X509Chain

A difference that is not listed fails, and so does a listed one that is gone.
"""

import re
import typing

import answers

HEAD = re.compile(r"(verdict|words|scope|handshake) ([a-z0-9-]+): (\S.*)")


class Group(typing.NamedTuple):
    kind: str
    name: str
    reason: str
    rows: list  # (case, usage) in the order of the file


def read(path):
    groups = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head = HEAD.fullmatch(line)
        if head:
            groups.append(Group(*head.groups(), []))
        elif line[:1].isspace() and groups:
            case, *usages = line.split()
            groups[-1].rows.extend((case, usage) for usage in usages)
        elif line.strip() and not line.startswith("#"):
            raise SystemExit(f"{path.name}:{number}: neither a reason nor a row")
    check(path.name, groups)
    return groups


def check(name, groups):
    seen = {}
    for group in groups:
        for case, usage in group.rows:
            if usage not in answers.USAGES:
                raise SystemExit(f"{name}: {case}: unknown usage {usage}")
            key = (group.kind == "handshake", case, usage)
            if key in seen:
                raise SystemExit(f"{name}: {case} {usage} is listed twice: "
                                 f"{seen[key]}, {group.name}")
            seen[key] = group.name


def kind_of(ours, theirs):
    """How two answers differ: None, "words" or "verdict"."""
    if ours == theirs or ours.verdict == theirs.verdict == "error":
        return None
    accepts = "accepted"
    return "verdict" if (ours.verdict == accepts) != (theirs.verdict == accepts) else "words"


def judge(groups, kinds, rows):
    """Failures, one line each. rows: (case, usage), the kind found or None, what was said."""
    listed = {key: g for g in groups if g.kind in kinds for key in g.rows}
    known = set()
    for key, kind, said in rows:
        known.add(key)
        group = listed.get(key)
        where = " ".join(key)
        if kind and not group:
            yield f"{where}: {said}: a difference of {kind} that is not listed"
        elif group and not kind:
            yield f"{where}: {said}: the difference {group.name} is gone"
        elif group and group.kind not in (kind, "scope"):
            yield f"{where}: {said}: {group.name} lists a difference of {group.kind}, not {kind}"
    for key in listed.keys() - known:
        yield f"{' '.join(key)}: {listed[key].name} lists a row that is not compared"

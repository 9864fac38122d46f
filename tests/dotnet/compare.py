#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compares certcheck with the real .NET, row by row; see README.md.

compare.py --made BUILD/testcerts --work DIR --windows FILE   FILE: made by oracle/certcheck.py
compare.py --made BUILD/testcerts --work DIR --update         writes answers.txt anew, or marks what is missing
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))

import answers  # noqa: E402
import certcheck  # noqa: E402
import differences  # noqa: E402
import sdk  # noqa: E402

ANSWERS = HERE / "answers.txt"
DIFFERENCES = HERE / "differences.txt"
PROJECT = HERE / "judge.csproj"
NOT_ASKED = answers.Answer("-")


def live_answers(dotnet, given):
    dll = sdk.build(dotnet, PROJECT, given.work)
    return sdk.run([dotnet, str(dll), str(given.made / "cases"), str(given.made / "keys")], given.work)


def compare_live(dotnet, given, head, committed):
    live_head, live = answers.parse(live_answers(dotnet, given), "judge")
    if live_head != head:
        print(f"note: committed answers are of {head}; here is {live_head}")
    return answers.differing(live, committed, ".NET", ANSWERS.name)


def chain_rows(windows, committed):
    """X509Chain beside certcheck."""
    for key, ours, theirs in answers.beside(windows, committed):
        yield key, differences.kind_of(ours, theirs), f"certcheck {ours}, .NET {theirs}"


def chain_part(answer):
    """A validation callback's answer without the words that X509Chain does not know."""
    return answer._replace(words=frozenset(w for w in answer.words if not w.startswith("Remote")))


def handshake_rows(committed):
    """SslStream beside X509Chain, wherever there was a key to shake hands with."""
    for key, (chain, stream) in committed.items():
        if stream != NOT_ASKED and chain.verdict != "missing":
            kind = "handshake" if chain_part(stream) != chain else None
            yield key, kind, f"X509Chain {chain}, SslStream {stream}"


def compare(given):
    head, committed = answers.read(ANSWERS)
    _, windows = answers.read(given.windows)
    groups = differences.read(DIFFERENCES)
    chains, handshakes = list(chain_rows(windows, committed)), list(handshake_rows(committed))
    failures = [*answers.unanswered(windows, committed, ".NET"), # not even marked: target oracles does
                *differences.judge(groups, ("verdict", "words", "scope"), chains),
                *differences.judge(groups, ("handshake",), handshakes)]
    checks, skipped = len(chains) + len(handshakes), 0
    dotnet, why = sdk.find(given.work)
    if dotnet:
        failures += compare_live(dotnet, given, head, committed)
        checks += len(committed)
    else:
        print(f"skip: dotnet ({why}); committed answers used")
        for case in answers.missing(committed):
            print(f"skip: {case} (.NET was not asked yet: who has its SDK builds the target oracles)")
        skipped = 1
    return answers.summary(checks, failures, skipped, windows)


def update(given):
    """Without the SDK what is not answered yet is marked as missing."""
    dotnet, why = sdk.find(given.work)
    if dotnet:
        ANSWERS.write_text(live_answers(dotnet, given), encoding="utf-8")
        return 0
    cases = [case["id"] for case in certcheck.read_cases(given.made)]
    ANSWERS.write_text(answers.with_missing(ANSWERS.read_text(encoding="utf-8"), cases), encoding="utf-8")
    marked = answers.missing(answers.read(ANSWERS)[1])
    print(f"dotnet: {why}; marked as missing: {' '.join(marked) or 'nothing'}")
    return 0


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--made", type=pathlib.Path, required=True)
    options.add_argument("--work", type=pathlib.Path, required=True)
    task = options.add_mutually_exclusive_group(required=True)
    task.add_argument("--windows", type=pathlib.Path)
    task.add_argument("--update", action="store_true")
    given = options.parse_args()
    return update(given) if given.update else compare(given)


if __name__ == "__main__":
    sys.exit(main())

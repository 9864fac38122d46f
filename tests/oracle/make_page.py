#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes docs/openssl-compared.md from the committed answers and what certcheck says.

make_page.py --made BUILD/testcerts --windows FILE --page FILE [--check]
FILE of --windows: made by certcheck.py. --check changes nothing and fails where it would.
"""

import argparse
import collections
import difflib
import pathlib
import sys

import answers
import certcheck
import differences
import openssl

DOTNET = pathlib.Path(__file__).resolve().parent.parent / "dotnet"
LETTERS = {"accepted": "A", "rejected": "R", "error": "E", "open": "?", "missing": "."}
TITLES = {
    "truth-table.txt": "The truth table",
    "malformed-usages.txt": "Usages that no honest CA encodes so",
    "malformed.txt": "Certificates that no honest CA writes",
    "paths.txt": "Paths",
    "constraints.txt": "What breaks a path with or without a usage",
}
ERRORS = {
    "1": "unspecified error",
    "2": "unable to get the issuer's certificate",
    "7": "certificate signature failure",
    "9": "certificate is not yet valid",
    "10": "certificate has expired",
    "13": "format error in notBefore",
    "14": "format error in notAfter",
    "18": "self-signed certificate",
    "19": "self-signed certificate in the chain",
    "20": "unable to get the local issuer's certificate",
    "25": "path length constraint exceeded",
    "26": "unsuitable certificate purpose",
    "32": "key usage lacks certificate signing",
    "34": "unhandled critical extension",
    "47": "permitted subtree violation",
    "48": "excluded subtree violation",
    "79": "invalid CA certificate",
}
HEAD = """\
<!-- Made by tests/oracle/make_page.py; a test compares it. Do not edit. -->
# `openssl verify -purpose` beside Windows

Many check a certificate for a Windows peer with `openssl verify -purpose sslserver` or `sslclient`.
This page shows where that answer is wrong, on every certificate of this project's tests, and why.

- **Windows** is .NET Framework with the updates of May 2017, as `certcheck` predicts it by
  [the rules](rules.md).
- **.NET on Linux** is {dotnet}:
  X509Chain with custom roots. SslStream, tried on loopback, says the same.
- **openssl** is {openssl}:
  `openssl verify -CAfile root.pem -untrusted issuers.pem -attime ... [-purpose ...]`.

Required is `server` (the peer is a server and needs serverAuth), `client` (clientAuth) or `none`
(before the update, or opted out; openssl without `-purpose`). L is the leaf, I the issuing CA, R
the root; AP are Microsoft's Application Policies. `tests/cases` has the recipes.
"""
TABLES_HEAD = """\
## Every case

Three letters are three answers: required `server`, `client`, `none`. A accepted, R rejected, E
could not be read or judged, ? open: no source settles what Windows does, and nothing is compared.
**Bold**: another verdict than Windows, where E and R are the same, neither accepts. Where certcheck
and the other judge were asked different things, as where no root is given, nothing is bold.
"""


def escape(text):
    for character in "\\`*_|<>[]":
        text = text.replace(character, "\\" + character)
    return text


def said(answer):
    return " ".join([answer.verdict, ", ".join(sorted(answer.words))]).strip()


class Judge:
    """One column: its answers by (id, usage) and why they are not those of Windows."""

    def __init__(self, name, windows, answers_file, differences_file):
        self.name, self.windows = name, windows
        self.head, self.answers = answers.read(answers_file)
        groups = differences.read(differences_file)
        self.groups = [g for g in groups if g.kind == "verdict"]
        self.elsewhere = {key for g in groups if g.kind == "scope" for key in g.rows}

    def compared(self, key):
        return (self.windows[key][0].verdict != "open" and self.answers[key][0].verdict != "missing"
                and key not in self.elsewhere)

    def wrong(self, key):
        kind = differences.kind_of(self.windows[key][0], self.answers[key][0])
        return self.compared(key) and kind == "verdict"

    def accepts(self, key):
        return self.answers[key][0].verdict == "accepted"

    def letters(self, case):
        marks = (LETTERS[self.answers[case, usage][0].verdict] for usage in answers.USAGES)
        return " ".join(f"**{mark}**" if self.wrong((case, usage)) else mark
                        for usage, mark in zip(answers.USAGES, marks))

    def numbers(self, keys):
        keys = [key for key in keys if self.compared(key)]
        wrong = [key for key in keys if self.wrong(key)]
        lenient = sum(map(self.accepts, wrong))
        return (f"| {self.name} | {len(keys)} | {len(keys) - len(wrong)} | {lenient} "
                f"| {len(wrong) - lenient} |")


def summary(judges, cases):
    table = [c["id"] for c in cases if c["place"].startswith("truth-table.txt")]
    yield "## In numbers\n"
    for title, ids in (("the truth table", table), ("all cases", [c["id"] for c in cases])):
        keys = [(i, usage) for i in ids for usage in answers.USAGES]
        yield f"Of {title}, {len(ids)} certificates with three answers each:\n"
        yield "| | compared | as Windows | accepts, Windows rejects | rejects, Windows accepts |"
        yield "|---|---|---|---|---|"
        yield from (judge.numbers(keys) for judge in judges)
        yield ""


def heading(group):
    reason = escape(group.reason)
    return f"### {group.name.replace('-', ' ').capitalize()}\n\n{reason[0].upper()}{reason[1:]}.\n"


def reasons(windows, judges, what):
    dotnet, ssl = judges
    yield "## Why openssl says otherwise\n"
    for group in ssl.groups:
        yield heading(group)
        yield "| case | what it shows | required | Windows | .NET on Linux | openssl |"
        yield "|---|---|---|---|---|---|"
        for key in group.rows:
            columns = " | ".join(said(table[key][0])
                                 for table in (windows, dotnet.answers, ssl.answers))
            yield f"| {key[0]} | {escape(what[key[0]])} | {key[1]} | {columns} |"
        yield ""
    used = {word.split("@")[0] for group in ssl.groups for key in group.rows
            for word in ssl.answers[key][0].words}
    yield "Errors of openssl are NUMBER@DEPTH, depth 0 being the leaf: " + ", ".join(
        f"{number} {ERRORS[number]}" for number in sorted(used, key=int)) + ".\n"


def dotnet_reasons(dotnet):
    yield "## Why .NET on Linux says otherwise\n"
    yield "`tests/dotnet/differences.txt` also lists differences of words alone.\n"
    for group in dotnet.groups:
        rows = collections.defaultdict(list)
        for case, usage in group.rows:
            rows[case].append(usage)
        listed = ", ".join(f"{case} ({' '.join(usages)})" for case, usages in rows.items())
        yield f"{heading(group)}\n{listed}.\n"


def tables(windows, judges, cases):
    yield TABLES_HEAD
    for table, title in TITLES.items():
        yield f"### {title}\n"
        yield "| case | what it shows | Windows | .NET on Linux | openssl |"
        yield "|---|---|---|---|---|"
        for case in cases:
            if case["place"].startswith(f"{table}:"):
                known = " ".join(LETTERS[windows[case["id"], u][0].verdict] for u in answers.USAGES)
                columns = " | ".join(judge.letters(case["id"]) for judge in judges)
                yield f"| {case['id']} | {escape(case['what'])} | {known} | {columns} |"
        yield ""


def make(windows, cases):
    unknown = {case["place"].split(":")[0] for case in cases} - TITLES.keys()
    if unknown:
        raise SystemExit(f"no title for {' '.join(sorted(unknown))}")
    dotnet = Judge(".NET on Linux", windows, DOTNET / "answers.txt", DOTNET / "differences.txt")
    ssl = Judge("openssl verify", windows, openssl.ANSWERS, openssl.DIFFERENCES)
    judges = (dotnet, ssl)
    lines = [HEAD.format(dotnet=dotnet.head, openssl=ssl.head), *summary(judges, cases),
             *reasons(windows, judges, {case["id"]: case["what"] for case in cases}),
             *dotnet_reasons(dotnet), *tables(windows, judges, cases)]
    return "\n".join(lines).rstrip("\n") + "\n"


def check(path, page):
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    change = list(difflib.unified_diff(old.splitlines(), page.splitlines(), path.name, "made anew",
                                       lineterm="", n=0))
    print(*change[:40], sep="\n", end="\n" if change else "")
    print("0 passed, 1 failed: make_page.py makes it anew" if change else "1 passed, 0 failed")
    return 1 if change else 0


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--made", type=pathlib.Path, required=True)
    options.add_argument("--windows", type=pathlib.Path, required=True)
    options.add_argument("--page", type=pathlib.Path, required=True)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    page = make(answers.read(given.windows)[1], certcheck.read_cases(given.made))
    if given.check:
        return check(given.page, page)
    given.page.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

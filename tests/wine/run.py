#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A test of the Linux programs, with the Windows programs under wine in their place:

    run.py --linux BUILD --windows BUILD NAME [TEST...]

NAME is a test of the Linux build, or `unit/MODULE`: all of a module that are programs themselves; of a large one the
tests named alone. ctest says how they are run; each program that the Windows build has, too, is replaced. What fails must be in differences.txt, with its reason, and what that says
must fail: neither can come or go unseen."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import wine

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
UNITS = re.compile(r"unit/[a-z]+")
# What failed: as unittest, Pester and cmocka name it, lines that begin so, or each line where nothing else is printed.
NAMED = re.compile(r"(?:FAIL|ERROR): (\w+) \(|\[-\] (.+?) [\d.]+m?s \(|\[  FAILED  \] ([a-z_]\w*)")
LINE = re.compile(r"^FAIL: .+", re.M)
NO_FAILURE = re.compile(r"\s*$|skip: |\d+ passed, \d+ failed|\d+ of \d+ |ok\b|SKIPPED: ")


def differences(name):
    """[(pattern of what fails, reason)] of a test."""
    rows = []
    for line in (HERE / "differences.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            test, what, reason = (part.strip() for part in line.split("|", 2))
            if test == name:
                rows.append((what, reason))
    return rows


def described(build, name):
    """{name: (command, environment)} of the tests of the Linux build."""
    asked = ["-R", f"^{re.escape(name)}" + ("/" if UNITS.fullmatch(name) else "$")]
    told = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1", *asked],
                          capture_output=True, text=True, check=True).stdout
    found = {}
    for test in json.loads(told)["tests"]:
        more = next((p["value"] for p in test["properties"] if p["name"] == "ENVIRONMENT"), [])
        found[test["name"]] = test["command"], dict(pair.split("=", 1) for pair in more)
    return found


def failures(output):
    """What failed, in words that rows can match."""
    named = sorted({"".join(names) for names in NAMED.findall(output)}) or LINE.findall(output)
    return named or [line for line in output.splitlines() if not NO_FAILURE.match(line)]


def compare(name, rows, failed):
    """What the table does not say, or says and is not so any more."""
    for what in failed:
        if not any(re.search(pattern, what) for pattern, _ in rows):
            yield f"{name}: {what}"
    for pattern, reason in rows:
        if not any(re.search(pattern, what) for what in failed):
            yield f"{name}: differences.txt has {pattern!r} ({reason}), but nothing of it fails"


def run(command, more, place):
    done = subprocess.run(command, env={**os.environ, **place.environment(), **more}, capture_output=True, text=True,
                          errors="replace", stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def judged(name, command, more, place):
    status, output = run(command, more, place)
    failed = failures(output) if status not in (0, SKIPPED) else []
    if status not in (0, SKIPPED) and not failed:
        failed = [f"exit status {status}"]
    wrong = list(compare(name, differences(name), failed))
    print("\n".join(line for line in output.splitlines() if line.startswith("skip: ")))
    if wrong:
        print(output)
    return wrong, len(failed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--linux", required=True)
    parser.add_argument("--windows", required=True)
    parser.add_argument("name")
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    place = wine.Place(options.linux, options.windows)
    if place.lacking():
        print(f"skip: wine/{options.name} ({place.lacking()})")
        return SKIPPED
    wrong, counted, differ = [], 0, 0
    for name, (command, more) in described(options.linux, options.name).items():
        replaced = [place.program(word) or word for word in command]
        if replaced != command and (not UNITS.fullmatch(options.name) or replaced[0] != command[0]):
            more_wrong, failed = judged(name, replaced + options.only, more, place)
            wrong += more_wrong
            differ += failed
            counted += 1
    print("\n".join(wrong))
    print(f"{len(wrong)} unexpected" if wrong else f"{counted} tests, {differ} known differences")
    return 1 if wrong or counted == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

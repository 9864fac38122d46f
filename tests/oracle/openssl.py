#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What `openssl verify -purpose` says of every case, beside certcheck; see README.md.

openssl.py --made BUILD/testcerts --windows FILE      FILE: made by certcheck.py
openssl.py --made BUILD/testcerts --update            writes openssl-3.0.txt anew
"""

import argparse
import concurrent.futures
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys

import answers
import certcheck
import differences

HERE = pathlib.Path(__file__).resolve().parent
SERIES = "3.0"  # of the committed answers: a later one may judge in another way
ANSWERS = HERE / f"openssl-{SERIES}.txt"
DIFFERENCES = HERE / "openssl-differences.txt"
PURPOSES = {"server": ["-purpose", "sslserver"], "client": ["-purpose", "sslclient"], "none": []}
ERROR = re.compile(r"^error (\d+) at (\d+) depth", re.MULTILINE)
SECONDS_MAX = 20


def version(program):
    """"OpenSSL 3.0.22"."""
    if not program:
        return "not installed"
    run = subprocess.run([program, "version"], capture_output=True, text=True,
                         timeout=SECONDS_MAX, check=True)
    return " ".join(run.stdout.split()[:2])


def command(program, folder, case, usage):
    at = datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    out = [program, "verify", "-no-CApath", "-no-CAstore", *PURPOSES[usage],
           "-attime", str(int(at.timestamp()))]
    out += ["-CAfile", str(folder / "root.pem")] if "root.pem" in case["files"] else ["-no-CAfile"]
    if "issuers.pem" in case["files"]:
        out += ["-untrusted", str(folder / "issuers.pem")]
    return [*out, str(folder / "leaf.der")]


def judge(job):
    program, folder, case, usage = job
    run = subprocess.run(command(program, folder, case, usage), capture_output=True, text=True,
                         errors="replace", timeout=SECONDS_MAX, check=False,
                         env=os.environ | {"OPENSSL_CONF": os.devnull})
    words = frozenset(f"{code}@{depth}" for code, depth in ERROR.findall(run.stderr))
    if run.returncode == 0:
        return answers.Answer("accepted", words)
    return answers.Answer("rejected" if words else "error", words)


def judge_all(program, made):
    """One answer by (id, usage), its words ERROR@DEPTH as openssl numbers them."""
    jobs = [(program, made / "cases" / case["id"], case, usage)
            for case in certcheck.read_cases(made) for usage in answers.USAGES]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return {(case["id"], usage): (answer,)
                for (_, _, case, usage), answer in zip(jobs, pool.map(judge, jobs))}


def rows(windows, committed):
    """Verdicts alone: OpenSSL's numbers and .NET's words do not match one to one."""
    for key, ours, theirs in answers.beside(windows, committed):
        kind = differences.kind_of(ours, theirs)
        yield (key, kind if kind == "verdict" else None, f"certcheck {ours}, openssl {theirs}")


def compare(given, program, installed):
    head, committed = answers.read(ANSWERS)
    _, windows = answers.read(given.windows)
    compared = list(rows(windows, committed))
    failures = [*answers.unanswered(windows, committed, "openssl"),
                *differences.judge(differences.read(DIFFERENCES), ("verdict", "scope"), compared)]
    checks, skipped = len(compared), 0
    if installed.startswith(f"OpenSSL {SERIES}."):
        live = judge_all(program, given.made)
        failures += answers.differing(live, committed, "openssl", ANSWERS.name)
        checks += len(committed)
    else:
        print(f"skip: openssl ({installed}); committed answers of {head} used")
        skipped = 1
    return answers.summary(checks, failures, skipped, windows)


def update(given, program, installed):
    if not installed.startswith(f"OpenSSL {SERIES}."):
        raise SystemExit(f"openssl is {installed}, not {SERIES}")
    text = answers.render(installed, judge_all(program, given.made))
    ANSWERS.write_text(text, encoding="utf-8")
    return 0


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--made", type=pathlib.Path, required=True)
    task = options.add_mutually_exclusive_group(required=True)
    task.add_argument("--windows", type=pathlib.Path)
    task.add_argument("--update", action="store_true")
    given = options.parse_args()
    program = shutil.which("openssl")
    return (update if given.update else compare)(given, program, version(program))


if __name__ == "__main__":
    sys.exit(main())

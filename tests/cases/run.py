#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Judges every case with certcheck and compares: run.py CERTCHECK CASESDIR [ID...].

CASESDIR is testcerts/cases of a build tree; the tables beside this file say what
is expected. Prints one line for each disagreement, then "N passed, N failed".
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

USAGES = {"server": ["--usage", "server"], "client": ["--usage", "client"],
          "both": ["--usage", "both"], "none": ["--usage", "both", "--opted-out"]}
EXIT = {"ready": 0, "breaks": 1, "broken": 1, "error": 2, "indeterminate": 3}
# Nothing that a terminal obeys may come out, whatever the certificate says.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
SECONDS_MAX = 20


def command(certcheck, folder, case, usage):
    out = [certcheck, *USAGES[usage], "--format", "json", "--at", case["at"]]
    for option, name in (("--chain", "issuers.pem"), ("--ca-file", "root.pem"),
                         ("--store-property", "property.txt")):
        if name in case["files"]:
            out += [option, str(folder / name)]
    return [*out, str(folder / "leaf.der")]


def matches(pattern, finding):
    code, _, element = pattern.partition("@")
    return finding["code"] == code and element in ("", str(finding["element"]))


def compare_findings(want, findings):
    for pattern in want["must"]:
        if not any(matches(pattern, f) for f in findings):
            yield f"lacks {pattern}"
    for f in findings:
        known = any(matches(p, f) for p in want["must"] + want["may"])
        if not known and f["severity"] != "info":
            yield f"unexpected {f['code']}@{f['element']}"


def compare_result(case, want, result):
    judgement = result["judgement"]
    if result["verdict"] not in want["verdict"]:
        yield f"{result['verdict']} instead of {'|'.join(want['verdict'])}"
    yield from compare_findings(want, result["findings"])
    for moment in ("before", "after"):
        got = sorted(judgement[moment]["status"])
        if want.get(moment, got) != got:
            yield f"{moment} {'+'.join(got) or '-'} instead of {'+'.join(want[moment]) or '-'}"
    if "path" in want:
        names = {digest: name for name, digest in case["sha256"].items()}
        path = [names.get(e["sha256"], "?") for e in judgement["path"]]
        if path != want["path"]:
            yield f"path {','.join(path)} instead of {','.join(want['path'])}"


def compare_run(case, want, run):
    verdict = "error"
    if UNSAFE.search(run.stdout + run.stderr):
        yield "control characters in the output"
    if run.returncode < 0 or "Sanitizer" in run.stderr or "runtime error" in run.stderr:
        yield f"crash, status {run.returncode}: {run.stderr.strip()[-300:]}"
    elif run.returncode == 2:
        if "error" not in want["verdict"]:
            yield f"error instead of {'|'.join(want['verdict'])}: {run.stderr.strip()}"
        elif want.get("text", "") not in run.stderr:
            yield f"error does not say {want['text']!r}: {run.stderr.strip()}"
    else:
        result = schema.loads(run.stdout)["results"][0]
        verdict = result["verdict"]
        yield from compare_result(case, want, result)
    if run.returncode != EXIT.get(verdict):
        yield f"exit status {run.returncode} with {verdict}"


def start(argv):
    """wine fails one start in some thousand without a word: it is made once more, and said. Elsewhere silence is a fault."""
    for again in (False, True):
        try:
            run = subprocess.run(argv, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
            if run.stdout or run.stderr or again or "/wine/bin/" not in argv[0]:
                return run
        except subprocess.TimeoutExpired:
            if again or "/wine/bin/" not in argv[0]:
                raise
        print("started again under wine:", " ".join(argv), flush=True)
    return run


def judge(job):
    certcheck, folder, case, want = job
    argv = command(certcheck, folder, case, want["usage"])
    try:
        run = start(argv)
        wrong = list(compare_run(case, want, run))
    except (subprocess.TimeoutExpired, UnicodeDecodeError, ValueError, LookupError) as problem:
        wrong = [repr(problem)]
    line = f"{case['place']} {case['id']} {want['usage']}: " + "; ".join(wrong) if wrong else ""
    return line + ("\n    " + " ".join(argv) if wrong and os.environ.get("VERBOSE") else "")


def main(certcheck, folder, *only):
    folder = pathlib.Path(folder)
    cases = json.loads((folder / "index.json").read_text())["cases"]
    jobs = [(certcheck, folder / c["id"], c, want) for c in cases
            if not only or c["id"] in only for want in c["expect"]]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [line for line in pool.map(judge, jobs) if line]
    print(*failures, sep="\n", end="\n" if failures else "")
    print(f"{len(jobs) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures or not jobs else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

# SPDX-License-Identifier: MIT
"""
ekuprobe against a server that misbehaves in every way of cases.py, with each engine.

Prints a line for each row that is not as it must be, and `N passed, N failed` last.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

import cases
from server import LOOPBACK, Server

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
from labtools import scenario_chain  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

SLACK_S = 20  # for starting and for a busy machine, in the whole run only
SANITIZED = {"ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99"}


def one_of(seen, wanted):
    """A row may name two classes, "a|b", where it is a matter of moments which comes first."""
    return seen if wanted and seen in wanted.split("|") else wanted


def probe(program, engine, how, targets):
    """(what is wrong with the run as a whole, the results by port)"""
    retries, timeout_s = how
    command = [program, "--format", "ndjson", "--engine", engine, "--timeout", str(timeout_s),
               "--retries", str(retries), "--per-host", "0", *targets]
    wrong = []
    try:
        done = subprocess.run(command, capture_output=True, env={**os.environ, **SANITIZED},
                              timeout=timeout_s * cases.TIMED_OUT + SLACK_S)
        out = done.stdout
        if done.returncode not in (0, 1, 3) or done.stderr:
            wrong.append(f"exit status {done.returncode}: {done.stderr.decode()[-2000:]}")
    except subprocess.TimeoutExpired as expired:
        wrong.append("the run did not end")
        out = expired.stdout or b""
    results = [schema.loads(line) for line in out.splitlines()]
    if len(results) != len(targets):
        wrong.append(f"{len(results)} results of {len(targets)} targets")
    return wrong, {r["port"]: r for r in results}


def differences(case, leaf, result):
    """What is not as the row says, in words."""
    if result is None:
        return ["no result"]
    error = result["error"] or {}
    codes = [finding["code"] for finding in result["findings"]]
    shown = bool(result["certificates"]) and result["certificates"][0]["sha256"] == leaf
    checks = [("verdict", result["verdict"], case.verdict),
              ("error.class", error.get("class"), one_of(error.get("class"), case.error)),
              ("the leaf came through", shown, case.shown)]
    wrong = [f"{name} is {found!r}, not {due!r}" for name, found, due in checks if found != due]
    if case.finding and case.finding not in codes:
        wrong.append(f"no finding {case.finding} in {codes}")
    if case.finding != cases.LARGE and cases.LARGE in codes:
        wrong.append(f"the finding {cases.LARGE}")
    if case.text not in error.get("text", ""):
        wrong.append(f"error.text is {error.get('text')!r}")
    if result["timing_ms"]["total"] > case.bound * case.timeout_s * 1000:
        wrong.append(f"it took {result['timing_ms']['total']} ms")
    return wrong and [*wrong, f"error {result['error']}"]


def run(program, engine, how, rows, leaf):
    """Number of rows that failed."""
    with Server([case.behaviour for case in rows]) as server:
        targets = [f"{LOOPBACK}:{port}/{case.profile}" for port, case in zip(server.ports, rows)]
        wrong_run, results = probe(program, engine, how, targets)
    failed = 0
    for port, case in zip(server.ports, rows):
        wrong = differences(case, leaf, results.get(port))
        failed += bool(wrong)
        if wrong:
            print(f"FAIL: {case.name} (engine {engine})", *wrong, sep="\n      ", flush=True)
    if wrong_run:
        print(f"FAIL: the run (engine {engine})", *wrong_run, sep="\n      ", flush=True)
    return failed or len(wrong_run)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ekuprobe", required=True)
    parser.add_argument("--scenarios", required=True)
    parser.add_argument("--only", default="", help="rows whose name has this text")
    options = parser.parse_args()
    chain = scenario_chain(options.scenarios, "webserver")
    leaf = hashlib.sha256(chain[0]).hexdigest()
    everything = [case for case in cases.all_cases(chain) if options.only in case.name]
    ran = failed = 0
    for engine in cases.ENGINES:
        began = time.monotonic()
        groups = {}
        for case in everything:
            if engine in case.engines:
                groups.setdefault((case.retries, case.timeout_s), []).append(case.for_engine(engine))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            running = [pool.submit(run, options.ekuprobe, engine, how, rows, leaf)
                       for how, rows in groups.items()]
            failed += sum(future.result() for future in running)
        rows = sum(map(len, groups.values()))
        ran += rows
        print(f"engine {engine}: {rows} rows, {time.monotonic() - began:.1f} s", flush=True)
    print(f"{ran - failed} passed, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What certcheck says of every case, the Windows column: certcheck.py PROGRAM MADE OUT.

MADE is testcerts of a build tree; the answers go to the file OUT.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import answers
from answers import USAGES, Answer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

OPTIONS = {"server": ["--usage", "server"], "client": ["--usage", "client"],
           "none": ["--usage", "both", "--opted-out"]}
FILES = {"--chain": "issuers.pem", "--ca-file": "root.pem", "--store-property": "property.txt"}
VERDICTS = {True: "accepted", False: "rejected", None: "open"}
SECONDS_MAX = 20


def read_cases(made):
    """The cases as testcerts lists them; made is testcerts of a build tree."""
    return json.loads((made / "cases" / "index.json").read_text(encoding="utf-8"))["cases"]


def command(program, folder, case, usage):
    out = [program, *OPTIONS[usage], "--format", "json", "--at", case["at"]]
    for option, name in FILES.items():
        if name in case["files"]:
            out += [option, str(folder / name)]
    return [*out, str(folder / "leaf.der")]


def judge(job):
    program, folder, case, usage = job
    run = subprocess.run(command(program, folder, case, usage), capture_output=True, text=True,
                         timeout=SECONDS_MAX, check=False)
    if run.returncode == 2 and run.stderr:
        return Answer("error")
    after = schema.loads(run.stdout)["results"][0]["judgement"]["after"]
    return Answer(VERDICTS[after["accepted"]], frozenset(after["status"]))


def judge_all(program, made):
    """One answer by (id, usage): after the update, or opted out for "none"."""
    jobs = [(program, made / "cases" / case["id"], case, usage)
            for case in read_cases(made) for usage in USAGES]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return {(case["id"], usage): (answer,)
                for (_, _, case, usage), answer in zip(jobs, pool.map(judge, jobs))}


def main(program, made, out):
    table = judge_all(program, pathlib.Path(made))
    pathlib.Path(out).write_text(answers.render("certcheck", table), encoding="utf-8")
    print(f"{len(table)} rows judged")
    return 0 if table else 1


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

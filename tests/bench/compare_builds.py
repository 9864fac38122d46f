# SPDX-License-Identifier: MIT
"""
Two builds of the programs, run in turns: CPU time and peak memory of the one in parts of the other's.

    compare_builds.py OLD-BUILD NEW-BUILD --tools BUILD [--runs N] [--quick]

OLD-BUILD and NEW-BUILD are build folders with cli/ekuprobe and cli/certcheck, of the same preset;
BUILD has tests/bench/measure and files, and testcerts/. Each run of the old build stands beside one of the new,
which of them is first alternates, and the ratio is the median over these pairs: what else the machine does hits
both. The programs have a processor to themselves where there are two, the servers the others. Never fails by the
clock. Exit status: 0, or 1 where the two builds did not end alike.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from lab import Lab

FEW = 40  # runs of what takes milliseconds, for each run of the others


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("--tools", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="that it works, not how fast anything is")
    return parser.parse_args()


class Comparison:
    def __init__(self, given, folder):
        self.given, self.folder = given, folder
        self.alike = True
        processors = sorted(os.sched_getaffinity(0))
        self.own, self.others = processors[:1], processors[1:] or processors

    def keep_to_own(self):
        os.sched_setaffinity(0, self.own)

    def measured(self, build, words):
        cost = self.folder / "cost"
        program = build / "cli" / words[0]
        subprocess.run([self.given.tools / "tests/bench/measure", cost, program, *words[1:]],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, preexec_fn=self.keep_to_own)
        figures = json.loads(cost.read_text())
        return figures["user_s"] + figures["system_s"], figures["rss_kib"], figures["status"]

    def knows(self, build, option):
        told = subprocess.run([build / "cli/ekuprobe", "--help", "all"], capture_output=True, text=True, check=False)
        return option in told.stdout.split()

    def row(self, name, words, times=1, where_known=None):
        """Of pairs of runs: what each took, and the new one in parts of the old. Which of them knows the option
        where_known gets it."""
        builds = (self.given.old, self.given.new)
        more = [[where_known] if where_known and self.knows(build, where_known) else [] for build in builds]
        pairs = []
        for number in range(1 if self.given.quick else self.given.runs):
            pair = [None, None]
            for side in (0, 1) if number % 2 == 0 else (1, 0):
                runs = [self.measured(builds[side], [*words, *more[side]]) for _ in range(1 if self.given.quick else times)]
                pair[side] = sum(r[0] for r in runs) / len(runs), max(r[1] for r in runs), {r[2] for r in runs}
            pairs.append(pair)
        if any(old[2] != new[2] for old, new in pairs):
            self.alike = False
            print(f"{name}: exit status {pairs[0][0][2]} and {pairs[0][1][2]}", file=sys.stderr)
        old_s, new_s = (statistics.median(pair[i][0] for pair in pairs) for i in (0, 1))
        old_kib, new_kib = (statistics.median(pair[i][1] for pair in pairs) for i in (0, 1))
        cpu = statistics.median(new[0] / max(old[0], 1e-6) for old, new in pairs)
        memory = statistics.median(new[1] / old[1] for old, new in pairs)
        print(f"| {name} | {1000 * old_s:,.1f} | {1000 * new_s:,.1f} | {cpu:.3f} | {old_kib / 1024:.1f} | "
              f"{new_kib / 1024:.1f} | {memory:.3f} |", flush=True)


def many_files(given, folder, count):
    made = given.tools / "testcerts"
    folder.mkdir()
    subprocess.run([given.tools / "tests/bench/files", "make", made / "scenarios/webserver/leaf.der", made / "keys/issuing.pem",
                    str(count), folder], check=True)
    return ["--chain", str(made / "issuing.pem"), "--ca-file", str(made / "root.pem")]


def lists(folder, rows):
    path = folder / "list.csv"
    path.write_text("Fqdn,Port,Profile\n" + "".join(f"edge{n:05}.contoso.com,8057,edge-psom\n" for n in range(rows)))
    return str(path)


def files_and_start(c, given):
    count = 50 if given.quick else 4000
    issuers = many_files(given, c.folder / "many", count)
    c.row("`ekuprobe --version`", ["ekuprobe", "--version"], FEW)
    c.row("`certcheck --version`", ["certcheck", "--version"], FEW)
    c.row(f"a list of {10000:,} rows, `--dry-run`", ["ekuprobe", "--dry-run", "-i", lists(c.folder, 10000)])
    judge = ["certcheck", "--at", "2020-01-01", "--format", "ndjson"]
    c.row(f"a directory of {count:,} certificates", [*judge, str(c.folder / "many")])
    c.row("the same, below two issuers", [*judge, *issuers, str(c.folder / "many")])
    c.row("the same, as text", ["certcheck", "--at", "2020-01-01", *issuers, str(c.folder / "many")])


def probing(c, given):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        print("skip: probing (nginx is not installed)", file=sys.stderr)
        return
    os.sched_setaffinity(0, c.others)
    with tempfile.TemporaryDirectory() as room, Lab(nginx, room, 2 if given.quick else 10, 10 if given.quick else 300) as lab:
        path = c.folder / "targets"
        path.write_text("".join(f"{a}:{p}/edge-psom\n" for a, p in lab.targets))
        words = ["ekuprobe", "--format", "ndjson", "--per-host", "0", "--tls-role", "server", "-i", str(path)]
        n = len(lab.targets)
        c.row(f"{n:,} endpoints, light hello", [*words, "--hello", "light"])
        c.row("the same with `--no-sandbox`", [*words, "--hello", "light"], where_known="--no-sandbox")
        c.row(f"{n:,} endpoints, wide hello", [*words, "--hello", "wide"])
        c.row(f"{n:,} endpoints, as text", [*words, "--hello", "light", "--format", "text"])


def main():
    given = options()
    print("| what | old CPU ms | new CPU ms | ratio | old MiB | new MiB | ratio |\n|---|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        c = Comparison(given, pathlib.Path(folder))
        files_and_start(c, given)
        probing(c, given)
    return 0 if c.alike else 1


if __name__ == "__main__":
    sys.exit(main())

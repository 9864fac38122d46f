#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""certcheck over many files, beside programs that do less, in one run: medians, ratios, memory.

    files.py --certcheck PROGRAM --files PROGRAM --measure PROGRAM --made TESTCERTS --work DIR
             [--count N] [--runs N] [--write FILE]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
for name in "certcheck", "files", "measure", "made", "work":
    parser.add_argument("--" + name, required=True)
parser.add_argument("--count", type=int, default=20000)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--write")
options = parser.parse_args()
made, work = pathlib.Path(options.made), pathlib.Path(options.work)


def certificates():
    folder = work / f"many-{options.count}"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([options.files, "make", made / "scenarios/webserver/leaf.der", made / "keys/issuing.pem",
                        str(options.count), folder], check=True)
        (folder / "done").touch()
    return sorted(str(p) for p in folder.glob("*.der"))


def measured(command, good=(0, 1)):
    with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
        subprocess.run([options.measure, out.name, *command], stdout=subprocess.DEVNULL, check=True)
        figures = json.load(out)
    assert figures["status"] in good, (command[:4], figures)
    return figures


def openssl_each(paths):
    script = 'for f; do openssl x509 -inform DER -in "$f" -noout -ext extendedKeyUsage; done'
    return ["sh", "-c", script, "sh", *paths]


def main():
    paths = certificates()
    sample = paths[:min(200, len(paths))]
    issuers = ["--chain", str(made / "issuing.pem"), "--ca-file", str(made / "root.pem")]
    judge = [options.certcheck, "--at", "2020-01-01", "--format", "ndjson"]
    rows = {
        "certcheck": (judge + paths, len(paths)),
        "d2i_X509 alone": ([options.files, "d2i", *paths], len(paths)),
        "certcheck, path of two issuers": (judge + issuers + paths, len(paths)),
        "two verifications alone": ([options.files, "verify", str(made / "issuing.pem"), *paths], len(paths)),
        "openssl x509, a process a file": (openssl_each(sample), len(sample)),
    }
    runs = {name: [] for name in rows}
    for _ in range(options.runs): # side by side: drift of the machine hits all alike
        for name, (command, count) in rows.items():
            figures = measured(command)
            runs[name].append((1e6 * (figures["user_s"] + figures["system_s"]) / count,
                               count / figures["seconds"], figures["rss_kib"] / 1024))
    median = {name: [statistics.median(column) for column in zip(*figures)] for name, figures in runs.items()}
    small = measured(judge + paths[:max(1, len(paths) // 20)])["rss_kib"] / 1024
    lines = ["| program | CPU us a file | files/s | peak MiB |", "|---|---|---|---|"]
    lines += [f"| {name} | {m[0]:.1f} | {m[1]:,.0f} | {m[2]:.1f} |" for name, m in median.items()]
    mine, path = median["certcheck"], median["certcheck, path of two issuers"]
    lines += ["", f"{len(paths):,} distinct certificates, medians of {options.runs} runs.", "",
              f"- against d2i_X509 alone: {mine[0] / median['d2i_X509 alone'][0]:.2f} of its CPU (wanted: 0.5 at most)",
              f"- a path of two issuers against two verifications alone: "
              f"{path[0] / median['two verifications alone'][0]:.2f} of their CPU (wanted: 1.5 at most)",
              f"- against openssl x509, a process a file: {mine[1] / median['openssl x509, a process a file'][1]:,.0f} "
              "times the files a second (wanted: 100 at least)",
              f"- peak memory with a twentieth of the files: {small:.1f} MiB, with all: {mine[2]:.1f} MiB"]
    print("\n".join(lines))
    if options.write:
        pathlib.Path(options.write).write_text(
            "# certcheck over many files\n\nMade by `script/bench-files --write docs/bench-files.md`.\n\n"
            + "\n".join(lines) + "\n")


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""check_prometheus.py PRINT_FIXTURE: the text exposition format, by a strict
reader of our own and by promtool where it is installed."""
import re
import shutil
import subprocess
import sys

from fixture import FIXTURES, VERDICTS, assert_harmless, document, label, printed

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9]+(?:\.[0-9]+)?)")


def parse(text):
    """{(name, labels): value}; each metric once, its HELP and TYPE before it."""
    samples, finished, current = {}, set(), None
    assert text.endswith("\n")
    for line in text.splitlines():
        header = re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line)
        if header:
            if header[1] == "HELP":
                assert header[2] not in finished, f"{header[2]} comes twice"
                finished.add(header[2])
                current = (header[2], False)
            else:
                assert current == (header[2], False) and header[3] == "gauge", line
                current = (header[2], True)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, f"not a sample: {line}"
        assert current == (sample[1], True), f"out of place: {line}"
        labels = tuple(sorted((name, re.sub(r"\\(.)", r"\1", value))
                              for name, value in re.findall(LABEL, sample[2] or "")))
        assert (sample[1], labels) not in samples, f"a series comes twice: {line}"
        samples[sample[1], labels] = float(sample[7])
    return samples


def check(samples, results, summary, tool):
    for verdict in VERDICTS:
        assert samples["ekuprobe_results", (("tool", tool), ("verdict", verdict))] == summary[verdict]
    for result in results:
        labels = [("profile", result["profile"] or ""), ("tool", tool),
                  ("target" if "target" in result else "file", label(result))]
        for verdict in VERDICTS:
            key = tuple(sorted(labels + [("verdict", verdict)]))
            assert samples["ekuprobe_verdict", key] == (verdict == result["verdict"])
        key = tuple(sorted(labels))
        for usage, name in (("clientAuth", "client"), ("serverAuth", "server")):
            answers = [e["allows"][usage] for e in (result["judgement"] or {"path": []})["path"]]
            wanted = None if not answers else 0 if False in answers else \
                None if None in answers else 1
            assert samples.get((f"ekuprobe_allows_{name}_auth", key)) == wanted, result


def main():
    program = sys.argv[1]
    promtool = shutil.which("promtool")
    for fixture in FIXTURES:
        text = printed(program, fixture, "prometheus")
        assert_harmless(text)
        full = document(program, fixture)
        check(parse(text), full["results"], full["summary"], full["tool"])
        if promtool:
            done = subprocess.run([promtool, "check", "metrics"], input=text.encode(),
                                  capture_output=True)
            assert done.returncode == 0, done.stderr.decode()
    if not promtool:
        print("skip: promtool (not installed)")
    # A target that comes twice is exported once: a series must not repeat.
    parse(printed(program, "endpoints", "prometheus", "twice"))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""One full run of certcheck, again and again, and each time another allocation
fails: our own, every one; OpenSSL's, every one of the first and every STEP-th of
the rest (the greater part is its start-up).

  certcheck.py PROGRAM TESTCERTS STEP

Either the run succeeds all the same, with the very same output, or it ends with
status 2 and says so in a line. Never a crash, a leak (under AddressSanitizer), or
another verdict.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

EVERY_ONE_OF_FIRST = 50
SANITIZER = 99


def environment(folder, extra):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    env["ASAN_OPTIONS"] = f"exitcode={SANITIZER}:detect_leaks=1"
    env["LSAN_OPTIONS"] = f"exitcode={SANITIZER}"
    env["UBSAN_OPTIONS"] = f"exitcode={SANITIZER}:print_stacktrace=1"
    env["FAULT_COUNTS"] = str(folder / "counts")
    env.update(extra)
    return env


def timeless(output):
    """Without the two clock times of a document."""
    return re.sub(rb'"(started|finished)":"[^"]*"', b"", output)


class Runs:
    def __init__(self, program, made, folder):
        cases = made / "cases"
        self.folder = folder
        self.command = [
            program, "--at", "2020-01-01", "--format", "json",
            "--report", f"text:{folder / 'report'}", "--expires-within", "30",
            "--store-property", cases / "row-53" / "property.txt",
            "--chain", cases / "twin-ekus" / "issuers.pem",
            "--ca-file", cases / "row-53" / "root.pem",
            cases / "row-53" / "leaf.pem", cases / "signature-pss" / "leaf.der",
            cases / "key-ec-ca" / "leaf.pem", made / "scenarios" / "both" / "chain.pem",
        ]
        self.status, self.output, _, self.report = self.run({})

    def run(self, extra):
        report = self.folder / "report"
        report.unlink(missing_ok=True)
        done = subprocess.run(self.command, env=environment(self.folder, extra),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              check=False)
        text = report.read_bytes() if report.exists() else None
        return done.returncode, timeless(done.stdout), done.stderr, text

    def counts(self):
        return [int(n) for n in (self.folder / "counts").read_text().split()]

    def complaint(self, kind, n):
        status, output, errors, report = self.run({f"FAULT_{kind}": str(n)})
        lines = errors.decode("utf-8", "replace").splitlines()
        left = [p.name for p in self.folder.iterdir() if p.name not in ("report", "counts")]
        if left:
            return f"left behind: {left}"
        if status == self.status:
            if (output, report) != (self.output, self.report):
                return "success, but another output"
            return None if not lines else f"success, but says: {lines}"
        if status != 2:
            return f"status {status}: {lines[:20]}"
        if not lines or not all(line.startswith("certcheck: ") for line in lines):
            return f"status 2, says: {lines}"
        return None


def places(count, step):
    return [*range(1, min(EVERY_ONE_OF_FIRST, count) + 1),
            *range(EVERY_ONE_OF_FIRST + 1, count + 1, step)]


def main():
    program, made, step = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        runs = Runs(program, made, pathlib.Path(name))
        if runs.status not in (0, 1, 3):
            sys.exit(f"status {runs.status} without any failure")
        own, theirs = runs.counts()
        todo = [("OWN", n) for n in places(own, 1)] + [("OPENSSL", n) for n in places(theirs, step)]
        for kind, n in todo:
            complaint = runs.complaint(kind, n)
            if complaint is not None:
                failed += 1
                print(f"{kind} {n}: {complaint}")
    print(f"{own} allocations of ours, {theirs} of OpenSSL; {len(todo)} failed in turn, "
          f"{failed} badly")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

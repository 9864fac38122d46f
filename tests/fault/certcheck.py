# SPDX-License-Identifier: MIT
"""One full run of certcheck, again and again, and each time another allocation
fails, OpenSSL's among them.

  certcheck.py PROGRAM TESTCERTS STEP

Every one of the first and of the last is tried and of those between every
STEP-th: the greater part is OpenSSL's start. Either the run succeeds all the same,
with the very same output, or it ends with status 2 and says so in a line. Never
a crash, a leak (under AddressSanitizer), another verdict or half a report.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

EVERY_ONE_AT_THE_ENDS = 150
SANITIZER = 99
LEAKS = pathlib.Path(__file__).resolve().with_name("leaks.supp")
FORMATS = ("text", "csv", "junit", "html", "sarif", "prometheus")


def environment(folder, extra):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    env["ASAN_OPTIONS"] = f"exitcode={SANITIZER}:detect_leaks=1:fast_unwind_on_malloc=0"
    env["LSAN_OPTIONS"] = f"suppressions={LEAKS}:print_suppressions=0:exitcode={SANITIZER}"
    env["UBSAN_OPTIONS"] = f"exitcode={SANITIZER}:print_stacktrace=1"
    env["FAULT_COUNT"] = str(folder / "count")
    env.update(extra)
    return env


class Runs:
    def __init__(self, program, made, folder):
        cases = made / "cases"
        self.folder = folder
        self.reports = [folder / f"report.{f}" for f in FORMATS]
        self.command = [
            program, "--at", "2020-01-01", "--format", "json", "--expires-within", "30",
            *(f"--report={f}:{path}" for f, path in zip(FORMATS, self.reports)),
            "--store-property", cases / "row-53" / "property.txt",
            "--chain", cases / "twin-ekus" / "issuers.pem",
            "--ca-file", cases / "row-53" / "root.pem",
            cases / "row-53" / "leaf.pem", cases / "signature-pss" / "leaf.der",
            cases / "key-ec-ca" / "leaf.pem", made / "scenarios" / "both" / "chain.pem",
        ]
        self.status, self.output, self.errors, self.written = self.run({})

    def run(self, extra):
        for path in self.reports:
            path.unlink(missing_ok=True)
        done = subprocess.run(self.command, env=environment(self.folder, extra),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                              check=False)
        written = [p.read_bytes() if p.exists() else None for p in self.reports]
        return done.returncode, done.stdout, done.stderr, written

    def count(self):
        return int((self.folder / "count").read_text())

    def left_behind(self):
        names = {p.name for p in self.reports} | {"count"}
        left = [p for p in self.folder.iterdir() if p.name not in names]
        for path in left:
            path.unlink()
        return [p.name for p in left]

    def complaint(self, n):
        status, output, errors, written = self.run({"FAULT_AT": str(n)})
        lines = errors.decode("utf-8", "replace").splitlines()
        left = self.left_behind()
        if status < 0:
            return f"died of signal {-status}"
        if left:
            return f"left behind: {left}"
        if status == self.status:
            if (output, written) != (self.output, self.written):
                return "success, but another output"
            return None if errors == self.errors else f"success, but says: {lines}"
        if status != 2:
            return f"status {status}: {lines[:20]}"
        if not lines or not all(line.startswith("certcheck: ") for line in lines):
            return f"status 2, says: {lines}"
        return None


def places(count, step):
    ends = min(EVERY_ONE_AT_THE_ENDS, count // 2)
    return [*range(1, ends + 1), *range(ends + 1, count - ends, step),
            *range(count - ends, count + 1)]


def main():
    program, made, step = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3])
    failed = 0
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # reports are fsynced
    with tempfile.TemporaryDirectory(dir=memory) as name:
        runs = Runs(program, made, pathlib.Path(name))
        if runs.status not in (0, 1, 3):
            sys.exit(f"status {runs.status} without any failure: {runs.errors}")
        count = runs.count()
        todo = places(count, step)
        for n in todo:
            complaint = runs.complaint(n)
            if complaint is not None:
                failed += 1
                print(f"{n}: {complaint}")
    print(f"{count} allocations, {len(todo)} failed in turn, {failed} badly")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""10,000 targets from one file: killed at any moment and resumed, none is lost and none is twice;
reports wait on disk, not in memory."""
import csv
import json
import sys

import runtools
from labtools import Lab
from runtools import Case, OPTIONS

TARGETS = 10000
KILLS = 3
FEW, MANY = 5000, 20000
DEADLINE_RUN_S = 120


def addresses(n):
    return [f"127.{1 + i // 65536}.{i // 256 % 256}.{i % 256}" for i in range(n)]

# A process of its own: a child's peak counts what its parent had before the exec.
MEASURE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

# One line of output, but not the ten seconds that a plug-in has.
UNHURRIED = "--format", "nagios", "--max-time", "100"


class Scale(Case):
    def lab(self, scenario):
        """One listener for all of 127.0.0.0/8, so that each address is a host of its own."""
        return Lab(OPTIONS.lab, OPTIONS.scenarios, "-q", f"0.0.0.0:0={scenario},roles=normal")

    def until_grown(self, process, file, lines):
        """Wait until the file has so many lines, or the run has ended."""
        while process.poll() is None:
            if file.exists() and file.read_bytes().count(b"\n") >= lines:
                return

    def test_killed_and_resumed_every_target_is_there_exactly_once(self):
        file = self.folder / "results.ndjson"
        with self.lab("both") as running:
            port = running.ports[0]
            listing = self.write("all.txt", "".join(f"{a}:{port}/mtls\n" for a in addresses(TARGETS)))
            for kill in range(KILLS):
                process = runtools.start("-i", listing, "--resume", file, *UNHURRIED)
                self.until_grown(process, file, (kill + 1) * TARGETS // (KILLS + 2))
                process.kill()
                process.communicate()
            self.assertLess(file.read_bytes().count(b"\n"), TARGETS)
            with open(file, "ab") as torn:
                torn.write(b'{"target":"127.1.0.1:')
            done = runtools.ekuprobe("-i", listing, "--resume", file, *UNHURRIED, timeout=120)
        self.assertEqual(done.returncode, 0)
        self.assertIn("the last line is incomplete", done.stderr)
        merged = self.folder / "merged.csv"
        runtools.ekuprobe("--merge", file, "--report", f"csv:{merged}", "--format", "nagios",
                          timeout=120)
        targets = [line.split(",")[0] for line in merged.read_text().splitlines()[1:]]
        self.assertEqual(len(targets), TARGETS)
        self.assertEqual(set(targets), {f"{a}:{port}" for a in addresses(TARGETS)})
        lines = [json.loads(line)["target"] for line in file.read_text().splitlines()]
        self.assertEqual(sorted(lines), sorted(targets))

    def peak_kib(self, ports, n):
        """Of a run over n hosts, each with a certificate, that writes every report."""
        listing = self.write("all.txt", "".join(
            f"{a}:{ports[i % len(ports)]}/edge-psom\n" for i, a in enumerate(addresses(n))))
        reports = [x for f in runtools.asks.formats(OPTIONS.ekuprobe) for x in ("--report", f"{f}:{self.folder / f}")]
        done = runtools.subprocess.run(
            [sys.executable, "-c", MEASURE,
             *runtools.command("-i", listing, "--tls-role", "server", "--format", "nagios", "--max-time", "600", *reports)],
            stdout=runtools.subprocess.PIPE, timeout=DEADLINE_RUN_S)
        status, kib = map(int, done.stdout.split())
        self.assertEqual(status, 2)  # of nagios: something breaks
        with open(self.folder / "csv") as table:
            shown = sum(1 for row in csv.DictReader(table) if row["sha256"] != "")
        self.assertEqual(shown, n)
        return kib

    def test_memory_stays_small_with_every_report(self):
        """What a target adds between a few and many is what it adds up to 100,000."""
        if "EKUPROBE_SANITIZED" in runtools.os.environ:
            self.skipTest("sanitizers need memory of their own")
        listeners = [f"0.0.0.0:0={s},roles=normal" for s in ("webserver", "ec", "app-policies", "ca-constrained")]
        with Lab(OPTIONS.lab, OPTIONS.scenarios, "-q", *listeners) as running:
            few, many = (self.peak_kib(running.ports, n) for n in (FEW, MANY))
        each = (many - few) / (MANY - FEW)
        whole_mib = (few + each * (100000 - FEW)) / 1024
        print(f"{FEW}: {few} KiB, {MANY}: {many} KiB; 100,000: {whole_mib:.0f} MiB")
        self.assertLess(whole_mib, 72) # reckoned; measured with 100,000: 58


runtools.main()

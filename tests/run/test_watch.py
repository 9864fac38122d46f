# SPDX-License-Identifier: MIT
"""--watch: a run again and again, what changed between two, and the reports at the end."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import signal

import runtools
from labtools import DEADLINE_S, Lines
from runtools import Case

READY, BREAKS = "both,roles=normal", "webserver,roles=normal"


class Watch(Case):
    @contextlib.contextmanager
    def watching(self, *targets, pause="0.2", more=()):
        process = runtools.start(*targets, "--watch", pause, *more)
        try:
            yield process, Lines(process.stdout)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            process.stderr.close()

    def end(self, process, lines, number=signal.SIGINT):
        process.send_signal(number)
        rest = list(iter(lines.next_or_none, None))
        return process.wait(DEADLINE_S), rest

    def test_what_changes_is_told_and_the_report_is_of_the_last_run(self):
        report = self.folder / "report.json"
        with runtools.lab(f"0={READY}", f"0={READY}") as before:
            first, second = before.ports
            targets = [f"127.0.0.1:{port}/mtls" for port in before.ports]
            with self.watching(*targets, more=["--report", f"json:{report}"]) as (process, lines):
                lines.next("run 1: 2 ready")
                # a client that asked is not waited for: the port is free at once
                before.__exit__(None, None, None)
                lines.next(re.escape(targets[0]) + "  ready -> unreachable: .* \\[refused\\]$")
                with runtools.lab(f"{first}={BREAKS}", f"{second}={READY}"):
                    told = lines.next(re.escape(targets[0]) + "  unreachable -> breaks: ").string
                    self.assertRegex(told, r"^[0-9-]{10}T[0-9:]{8}Z  .* \[EKU_LACKS_CLIENT_AUTH\]$")
                    lines.next("run [0-9]+: 1 breaks, 1 ready; ")
                    document = runtools.schema.loads(report.read_text())
                    self.assertEqual(document["summary"]["breaks"] + document["summary"]["unreachable"] > 0, True)
                    status, rest = self.end(process, lines)
        self.assertEqual(status, 1, rest)  # as of that run: the signal was the way to end it
        self.assertEqual(sum(line.startswith("ENDPOINT") for line in rest), 1)
        self.assertIn("2 endpoints: 1 breaks, 1 is ready.", rest)
        self.assertTrue(runtools.schema.loads(report.read_text())["complete"])
        self.assertEqual([p.name for p in self.folder.iterdir()], ["report.json"])

    def test_a_new_certificate_is_told_with_its_thumbprint(self):
        with runtools.lab(f"0={READY}") as before:
            port, = before.ports
            with self.watching(f"127.0.0.1:{port}/mtls") as (_, lines):
                lines.next("run 1: 1 ready")
                before.__exit__(None, None, None)
                lines.next("ready -> unreachable")
                with runtools.lab(f"{port}={READY}"):
                    lines.next("unreachable -> ready$")

    def test_another_certificate_between_two_runs_is_told_with_its_thumbprint(self):
        """A server is restarted with another certificate while nobody looks."""
        pem = pathlib.Path(runtools.OPTIONS.scenarios, "webserver", "leaf.der")
        sha1 = hashlib.sha1(pem.read_bytes()).hexdigest()
        with runtools.lab(f"0={READY}") as before:
            port, = before.ports
            with self.watching(f"127.0.0.1:{port}/mtls", pause="5") as (process, lines):
                lines.next("run 1: 1 ready")
                before.__exit__(None, None, None)
                with runtools.lab(f"{port}={BREAKS}"):
                    lines.next(f"ready -> breaks: .* \\[EKU_LACKS_CLIENT_AUTH\\]; another certificate, SHA-1 {sha1}$")
                    self.end(process, lines)

    def test_what_is_not_ready_is_told_in_the_first_run(self):
        with runtools.lab(f"0={BREAKS}", f"0={READY}") as running:
            targets = [f"127.0.0.1:{port}/mtls" for port in running.ports]
            with self.watching(*targets) as (process, lines):
                told = [lines.next("Z  ").string for _ in range(2)]
                self.assertRegex(told[0], re.escape(targets[0]) + "  breaks: ")
                self.assertRegex(told[1], "run 1: 1 breaks, 1 ready$")
                self.end(process, lines)

    def test_max_time_ends_it_with_one_whole_document(self):
        with runtools.lab(f"0={READY}") as running:
            done = runtools.ekuprobe(f"127.0.0.1:{running.ports[0]}/mtls", "--watch", "0.1", "--max-time", "1",
                                     "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        document = runtools.schema.loads(done.stdout)
        self.assertTrue(document["complete"])
        self.assertRegex(document["notes"][-1], "^--watch: this is run ([2-9]|[0-9]{2,})$")
        # changes: none; the time may be over in the middle of a run
        self.assertRegex(done.stderr, "run 1: 1 ready\n(ekuprobe: --max-time is over: .*\n)?$")

    def test_a_first_run_that_is_cut_short_says_so(self):
        report = self.folder / "report.json"
        with runtools.lab("0=silent") as running:
            process = runtools.start(f"127.0.0.1:{running.ports[0]}/mtls", "--watch", "1", "--timeout", "60",
                                     "--report", f"json:{report}", "--progress", "always")
            progress = b""
            while b"waiting for 127.0.0.1:" not in progress:
                progress += (part := process.stderr.read1())
                self.assertNotEqual(part, b"")
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGTERM)
            process.stdout.close()
            process.stderr.close()
        self.assertFalse(json.loads(report.read_text())["complete"])

    def test_a_later_one_leaves_the_last_whole_one(self):
        with runtools.lab(f"0={READY}") as before:
            port, = before.ports
            with self.watching(f"127.0.0.1:{port}/mtls", pause="0.3",
                               more=["--timeout", "60", "--progress", "always"]) as (process, lines):
                lines.next("run 1: 1 ready")
                before.__exit__(None, None, None)
                with runtools.lab(f"{port}=silent"):
                    progress = b""
                    while b"(talking)" not in progress:
                        progress += (part := process.stderr.read1())
                        self.assertNotEqual(part, b"")
                    status, rest = self.end(process, lines)
        self.assertEqual(status in (0, 3), True, rest)
        self.assertNotIn("interrupted", "".join(rest))

    def test_files_that_runs_read_again_are_within_the_sandbox(self):
        baseline = self.folder / "baseline.nd"
        with runtools.lab(f"0={BREAKS}") as running:
            target = f"127.0.0.1:{running.ports[0]}/mtls"
            baseline.write_text(runtools.ekuprobe(target, "--format", "ndjson").stdout)
            pem = os.path.join(runtools.OPTIONS.scenarios, "both")
            done = runtools.ekuprobe(target, "--watch", "0.1", "--max-time", "1", "--baseline", baseline, "--cert",
                                     os.path.join(pem, "leaf.pem"), "--key", os.path.join(pem, "key.pem"))
        self.assertIn("compared: 0 new, 0 worse, 1 known, 0 suppressed", " ".join(done.stdout.split()), done.stderr)
        self.assertEqual(done.returncode, 0)


runtools.main()

# SPDX-License-Identifier: MIT
"""Signals: what is in flight ends as interrupted, and everything is written."""
import json
import signal

import runtools
from labtools import DEADLINE_S, Lines
from runtools import Case


class Interrupt(Case):
    def interrupt(self, number, *listeners, more=()):
        """Probe the listeners, send the signal once the ready ones are told and the silent ones
        are connected; exit status, results, and the document of --report."""
        report = self.folder / "report.json"
        with runtools.lab(*listeners) as running:
            targets = [f"127.0.0.1:{port}/mtls" for port in running.ports]
            process = runtools.start(*targets, "--format", "ndjson", "--per-host", "0", *more,
                                     "--report", f"json:{report}", "--timeout", "60")
            lines = Lines(process.stdout)
            quick = [lines.next("verdict").string for l in listeners if "silent" not in l]
            process.send_signal(number)
            rest = list(iter(lines.next_or_none, None))
            status = process.wait(DEADLINE_S)
            error = process.stderr.read().decode()
            process.stderr.close()
            process.stdout.close()
        return status, [json.loads(x) for x in quick + rest], json.loads(report.read_text()), error

    def test_in_flight_targets_are_interrupted_and_all_reports_written(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(signal=number):
                status, results, document, error = self.interrupt(
                    number, "0=both,roles=normal", "0=silent", "0=silent")
                self.assertEqual(status, 3)
                self.assertIn("interrupted", error)
                self.assertEqual([r["verdict"] for r in results],
                                 ["ready", "unreachable", "unreachable"])
                for result in results[1:]:
                    self.assertEqual(result["error"]["class"], "interrupted")
                self.assertEqual(runtools.lasting(document["results"]), runtools.lasting(results))
                self.assertEqual(document["summary"]["unreachable"], 2)

    def test_what_breaks_already_decides_the_exit_status(self):
        status, *_ = self.interrupt(signal.SIGINT, "0=webserver,roles=normal", "0=silent")
        self.assertEqual(status, 1)

    def test_targets_never_started_are_no_results_and_the_run_is_not_ready(self):
        status, results, *_ = self.interrupt(
            signal.SIGINT, "0=both,roles=normal", "0=silent", "0=silent", "0=silent",
            more=("--concurrency", "2"))
        self.assertEqual(status, 3)
        classes = [r["error"] and r["error"]["class"] for r in results]
        self.assertEqual([classes[0], set(classes[1:])], [None, {"interrupted"}])
        self.assertLess(len(results), 4)

    def test_a_second_signal_ends_at_once(self):
        with runtools.lab("0=silent") as running:
            process = runtools.start(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "60")
            errors = Lines(process.stderr)
            running.lines  # the lab tells connections when they end; the first signal needs none
            self.wait_until_watching(process)
            process.send_signal(signal.SIGSTOP)
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGCONT)
            status = process.wait(DEADLINE_S)
            self.assertIn(status, (128 + signal.SIGINT, 128 + signal.SIGTERM))
            errors.next("once more")
            process.stdout.close()

    def wait_until_watching(self, process):
        """Until the program catches SIGINT (bit 2 of SigCgt)."""
        while True:
            status = open(f"/proc/{process.pid}/status").read()
            caught = int(status.split("SigCgt:\t")[1].split()[0], 16)
            if caught & 1 << (signal.SIGINT - 1):
                return
            assert process.poll() is None, "it ended before"


runtools.main()

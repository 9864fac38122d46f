# SPDX-License-Identifier: MIT
"""Signals: what is in flight ends as interrupted, and everything is written."""
import contextlib
import csv
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import xml.etree.ElementTree

import runtools
from labtools import DEADLINE_S, Lines
from runtools import Case

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import schema  # noqa: E402


def formats():
    return asks.formats(runtools.OPTIONS.ekuprobe, "json")


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
        return status, [schema.loads(x) for x in quick + rest], schema.loads(report.read_text()), error

    def test_in_flight_targets_are_interrupted_and_all_reports_written(self):
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(signal=number):
                status, results, document, error = self.interrupt(
                    number, "0=both,roles=normal", "0=silent", "0=silent")
                self.assertEqual(status, -number)  # a shell's loop ends with it
                self.assertIn("interrupted", error)
                self.assertEqual([r["verdict"] for r in results],
                                 ["ready", "unreachable", "unreachable"])
                for result in results[1:]:
                    self.assertEqual(result["error"]["class"], "interrupted")
                self.assertEqual(runtools.lasting(document["results"]), runtools.lasting(results))
                self.assertEqual((document["summary"]["unreachable"], document["summary"]["interrupted"]), (0, 2))
                self.assertEqual((document["complete"], document["targets"]),
                                 (False, {"finished": 1, "all": 3}))
                self.assertEqual({tuple(r["remedies"]) for r in results[1:]}, {("run-again",)})

    def test_the_whole_is_that_of_all_runs_with_resume(self):
        ledger = self.folder / "run.nd"
        with runtools.lab("0=both,roles=normal", "0=silent", "0=silent") as running:
            targets = [f"127.0.0.1:{port}/mtls" for port in running.ports]
            runtools.ekuprobe(targets[0], "--resume", ledger)
            process = runtools.start(*targets, "--resume", ledger, "--format", "json", "--timeout", "60",
                                     "--concurrency", "1", "--progress", "always")
            self.wait_until_watching(process.pid)
            process.send_signal(signal.SIGINT)
            document = schema.loads(process.stdout.read())
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGINT)
            process.stdout.close()
            process.stderr.close()
        self.assertEqual((document["complete"], document["targets"]), (False, {"finished": 1, "all": 3}))
        merged = runtools.document("--merge", ledger)
        self.assertEqual((merged["complete"], merged["summary"]["interrupted"]), (False, 1))
        self.assertEqual(merged["targets"], {"finished": 1, "all": 3})
        self.assertEqual(runtools.ekuprobe("--merge", ledger).returncode, 3)

    def test_ndjson_says_it_even_if_nothing_was_in_flight(self):
        """With one connection a second the interrupt comes between two of them."""
        with runtools.lab("0=both,roles=normal", "0=both,roles=normal") as running:
            process = runtools.start(*(f"127.0.0.1:{port}/mtls" for port in running.ports), "--format", "ndjson",
                                     "--rate", "1", "--concurrency", "1")
            lines = Lines(process.stdout)
            lines.next('"verdict":"ready"')
            process.send_signal(signal.SIGINT)
            rest = [schema.loads(line) for line in iter(lines.next_or_none, None)]
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGINT)
            self.assertEqual([r["error"] and r["error"]["class"] for r in rest], ["interrupted"])
            process.stdout.close()
            process.stderr.close()

    def test_a_plug_in_has_its_exit_status(self):
        with runtools.lab("0=webserver,roles=normal", "0=silent") as running:
            process = runtools.start(*(f"127.0.0.1:{port}/mtls" for port in running.ports), "--timeout", "60",
                                     "--format", "nagios", "--progress", "always")
            progress = b""
            while b"1/2" not in progress:
                progress += (part := process.stderr.read1())
                self.assertNotEqual(part, b"")
            process.send_signal(signal.SIGTERM)
            self.assertIn(b"CRITICAL", process.stdout.read())
            self.assertEqual(process.wait(DEADLINE_S), 2)
            process.stdout.close()
            process.stderr.close()

    def test_a_loop_of_the_shell_ends_at_one_interrupt(self):
        """bash goes on with its loop unless the program died of the signal."""
        with runtools.lab("0=silent") as running:
            one = shlex.join(runtools.command(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "60"))
            shell = subprocess.Popen(["bash", "-c", f"for i in 1 2; do {one}; done"], stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, start_new_session=True,
                                     preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            self.wait_until_watching(self.child_of(shell.pid))
            os.killpg(shell.pid, signal.SIGINT)
            self.assertEqual(shell.wait(DEADLINE_S), -signal.SIGINT)
            self.assertEqual(shell.stderr.read().count(b"interrupted:"), 1)
            shell.stdout.close()
            shell.stderr.close()

    def test_nohup_is_heeded(self):
        with runtools.lab("0=silent") as running:
            process = runtools.start(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "60",
                                     preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
            self.wait_until_watching(process.pid)
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGTERM)
            process.stdout.close()
            process.stderr.close()

    def test_targets_never_started_are_no_results_and_the_run_is_not_ready(self):
        status, results, *_ = self.interrupt(
            signal.SIGINT, "0=both,roles=normal", "0=silent", "0=silent", "0=silent",
            more=("--concurrency", "2"))
        self.assertEqual(status, -signal.SIGINT)
        classes = [r["error"] and r["error"]["class"] for r in results]
        self.assertEqual([classes[0], set(classes[1:])], [None, {"interrupted"}])
        self.assertLess(len(results), 4)

    def test_every_report_is_written_whole(self):
        names = {f: self.folder / f"report.{f}" for f in formats()}
        reports = [x for f, path in names.items() for x in ("--report", f"{f}:{path}")]
        status, results, document, _ = self.interrupt(
            signal.SIGTERM, "0=webserver,roles=normal", "0=silent", more=reports)
        self.assertEqual(status, -signal.SIGTERM)
        text = {f: path.read_text() for f, path in names.items()}
        targets = [r["target"] for r in results]
        for name, content in text.items():
            for target in targets if name != "nagios" else targets[:1]:
                self.assertIn(target, content, name)
        self.assertEqual(runtools.lasting(runtools.documents(text["ndjson"])),
                         runtools.lasting(document["results"]))
        rows = list(csv.DictReader(text["csv"].splitlines()))
        self.assertEqual([r["target"] for r in rows[2:]], [""])
        self.assertEqual((rows[2]["verdict"], rows[2]["error"]), ("interrupted", "interrupted"))
        said = "interrupted: 1 of 2 targets were finished; run it again, or continue with --resume"
        self.assertEqual(rows[2]["error_text"], said)
        suite = xml.etree.ElementTree.fromstring(text["junit"])
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("errors")),
                         ("3", "1", "2"))
        self.assertEqual(suite.find(".//testcase[@name='interrupted']/error").get("message"), said)
        invocation = json.loads(text["sarif"])["runs"][0]["invocations"][0]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertIn(said, [n["message"]["text"] for n in invocation["toolExecutionNotifications"]])
        self.assertIn(said, text["html"])
        self.assertIn(said, text["nagios"])
        self.assertIn(said[:60], text["text"])
        self.assertIn('ekuprobe_last_run_complete{tool="ekuprobe"} 0\n', text["prometheus"])
        self.assertTrue(text["html"].rstrip().endswith("</html>"))
        self.assertIn("2 endpoints: 1 breaks, 1 was interrupted.", text["text"])
        self.assertIn('ekuprobe_results{tool="ekuprobe",verdict="unreachable"} 0\n', text["prometheus"])
        self.assertIn('ekuprobe_results{tool="ekuprobe",verdict="interrupted"} 1\n', text["prometheus"])
        self.assertIn("2 endpoints, 1 breaks, 1 interrupted; interrupted: 1 of 2", text["nagios"])
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         sorted(["report.json", *(f"report.{f}" for f in formats())]))

    def test_what_8057_is_may_be_open_still(self):
        """It answers, but whether the host is a Front End was never seen: interrupted too."""
        with runtools.estate({"fe": {8057: "fe-webserver,roles=normal"}}) as resolve, \
                contextlib.ExitStack() as stack:
            address = resolve[1].rsplit(":", 1)[1]
            for port in 8060, 8061:
                runtools.drops_connections(stack, address, port)
            process = runtools.start("fe", *resolve, "--format", "ndjson", "--connect-timeout", "60",
                                     "--per-host", "0", "--timeout", "60", "--progress", "always")
            progress = b""
            while b"1/3" not in progress:
                progress += (part := process.stderr.read1())
                self.assertNotEqual(part, b"")
            process.send_signal(signal.SIGINT)
            results = runtools.documents(process.stdout.read().decode())
            self.assertEqual(process.wait(DEADLINE_S), -signal.SIGINT)
            process.stdout.close()
            process.stderr.close()
        self.assertEqual([(r["port"], r["error"]["class"]) for r in results],
                         [(port, "interrupted") for port in (8057, 8060, 8061)])

    def test_a_second_signal_ends_at_once(self):
        for name in formats():
            with self.subTest(format=name):
                self.second_signal("--report", f"{name}:{self.folder / name}")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["ndjson"])

    def second_signal(self, *more):
        with runtools.lab("0=silent") as running:
            process = runtools.start(f"127.0.0.1:{running.ports[0]}/mtls", "--timeout", "60", *more)
            errors = Lines(process.stderr)
            self.wait_until_watching(process.pid)
            process.send_signal(signal.SIGSTOP)
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGCONT)
            status = process.wait(DEADLINE_S)
            self.assertIn(status, (128 + signal.SIGINT, 128 + signal.SIGTERM))
            errors.next("stop immediately")
            process.stdout.close()

    def wait_until_watching(self, pid):
        """Until the program catches SIGINT (bit 2 of SigCgt)."""
        while True:
            status = open(f"/proc/{pid}/status").read()
            assert "State:\tZ" not in status, "it ended before"
            caught = int(status.split("SigCgt:\t")[1].split()[0], 16)
            if caught & 1 << (signal.SIGINT - 1):
                return

    def child_of(self, pid):
        """The program that the shell started, once it is that program."""
        while True:
            for child in open(f"/proc/{pid}/task/{pid}/children").read().split():
                if open(f"/proc/{child}/comm").read() == "ekuprobe\n":
                    return int(child)


class MaxTime(Case):
    """--max-time ends a run as a signal does, but the program ends as usual."""
    def test_what_is_in_flight_is_told_as_interrupted(self):
        with runtools.lab("127.0.0.1:0=silent") as running:
            done = runtools.ekuprobe("--format", "json", "--max-time", "0.4", "--timeout", "60",
                                     f"127.0.0.1:{running.ports[0]}/mtls")
        document = json.loads(done.stdout)
        self.assertEqual((done.returncode, document["complete"]), (3, False))
        self.assertEqual(document["results"][0]["error"]["class"], "interrupted")
        self.assertTrue(document["decision"].startswith("Not decided: "), document["decision"])
        self.assertIn("--max-time is over", done.stderr)


runtools.main()

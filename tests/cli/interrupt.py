#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""certcheck ended in the middle: by a signal that it hears of, and by one that it does not.

    interrupt.py EKUPROBE CERTCHECK TESTCERTS
"""
import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import cases_told  # noqa: E402
import schema  # noqa: E402

CERTCHECK, CERTS = map(os.path.abspath, sys.argv[2:4])
del sys.argv[1:]
READY, BREAKS = (os.path.join(CERTS, "scenarios", name, "leaf.pem") for name in ("both", "webserver"))
FORMATS = asks.formats(CERTCHECK)
SAID = "interrupted: 2 of 4 files were judged; run it again"
DEADLINE_S = 60


class Interrupt(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.fifo = self.folder / "fifo"
        os.mkfifo(self.fifo)

    def cut(self, number, *words, before=(READY, BREAKS), **how):
        """Two files, a FIFO that is being read when the signal comes, and one more file:
        (exit status, standard output, standard error)."""
        files = [*map(str, before), str(self.fifo), READY]
        process = subprocess.Popen([CERTCHECK, "--at", "2020-01-01", *words, *files], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **how)
        with open(self.fifo, "wb"): # open once certcheck reads it
            process.send_signal(number)
        out, err = process.communicate(timeout=DEADLINE_S)
        return process.returncode, out.decode(), err.decode()

    def test_every_report_is_written_and_says_so(self):
        names = {f: self.folder / f"report.{f}" for f in FORMATS}
        reports = [x for f, path in names.items() for x in ("--report", f"{f}:{path}")]
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(signal=number):
                status, out, err = self.cut(number, "--format", "ndjson", *reports)
                self.assertEqual(status, -number, err) # a shell's loop ends with it
                self.assertEqual(err, "certcheck: interrupted: writing the reports; "
                                      "press Ctrl-C again to stop immediately\n")
                self.said_in_each({f: path.read_text() for f, path in names.items()}, out)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         sorted(["fifo", *(f"report.{f}" for f in FORMATS)]))

    def said_in_each(self, text, out):
        results = [schema.loads(line) for line in out.splitlines()]
        self.assertEqual([(r["file"], r["verdict"]) for r in results],
                         [(READY, "ready"), (BREAKS, "breaks"), (str(self.fifo), "unreachable")])
        self.assertEqual([r["error"] and r["error"]["class"] for r in results], [None, None, "interrupted"])
        document = schema.loads(text["json"])
        self.assertEqual((document["complete"], document["targets"]), (False, {"finished": 2, "all": 4}))
        self.assertEqual((document["summary"]["unreachable"], document["summary"]["interrupted"]), (0, 1))
        self.assertEqual([r["file"] for r in document["results"]], [r["file"] for r in results])
        self.assertEqual(len(text["ndjson"].splitlines()), 3)
        row = list(csv.DictReader(text["csv"].splitlines()))[-1]
        self.assertEqual((row["verdict"], row["error"], row["error_text"]), ("interrupted", "interrupted", SAID))
        suite = xml.etree.ElementTree.fromstring(text["junit"])
        self.assertEqual(suite.find(".//testcase[@name='interrupted']/error").get("message"), SAID)
        invocation = json.loads(text["sarif"])["runs"][0]["invocations"][0]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertIn(SAID, [n["message"]["text"] for n in invocation["toolExecutionNotifications"]])
        for name in "text", "html", "nagios":
            self.assertIn(SAID, text[name], name)
            self.assertNotIn("go on with --resume", text[name])
        self.assertIn("ekuprobe_last_run_complete{tool=\"certcheck\"} 0\n", text["prometheus"])

    def test_what_was_not_looked_at_is_not_missing(self):
        """A list's certificate may be in a file that was not read any more."""
        listed = self.folder / "list.txt"
        listed.write_text("Issuer          : CN=x\nNotAfter        : 1/1/2030 1:00:00 AM\nNotBefore       : 1/1/2020 "
                          "1:00:00 AM\nSerialNumber    : 01\nSubject         : CN=x\nAlternativeNames: {}\n"
                          f"Thumbprint      : {'AB' * 20}\nUse             : Default\n")
        _, out, err = self.cut(signal.SIGINT, "--format", "json", before=[READY, listed])
        self.assertNotIn("AB" * 20, out.upper())
        self.assertEqual(schema.loads(out)["targets"], {"finished": 2, "all": 4}, err)

    def test_a_plug_in_has_its_exit_status(self):
        status, out, _ = self.cut(signal.SIGTERM, "--format", "nagios")
        self.assertEqual((status, out.split()[1]), (2, "CRITICAL"), out)

    def test_nohup_is_heeded(self):
        status, out, _ = self.cut(signal.SIGHUP, "--format", "json",
                                  preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.assertEqual(status, 2) # the FIFO had nothing
        self.assertNotIn("targets", schema.loads(out))

    def test_killed_ndjson_has_what_was_judged_and_others_the_old_report(self):
        """No handler runs: as by a crash, or where memory is out."""
        old = {f: self.folder / f"old.{f}" for f in FORMATS if f != "ndjson"}
        for path in old.values():
            path.write_text("of yesterday")
        reports = [x for f, path in old.items() for x in ("--report", f"{f}:{path}")]
        stream = self.folder / "stream.nd"
        for number in signal.SIGKILL, signal.SIGSEGV:
            status, out, _ = self.cut(number, "--format", "ndjson", "--report", f"ndjson:{stream}", *reports)
            self.assertEqual(status, -number)
            for text in out, stream.read_text():
                self.assertEqual([(r["file"], r["verdict"]) for r in map(schema.loads, text.splitlines())],
                                 [(READY, "ready"), (BREAKS, "breaks")])
            for path in old.values():
                self.assertEqual(path.read_text(), "of yesterday")
        self.assertEqual({p.name for p in self.folder.iterdir()},
                         {"fifo", "stream.nd", *(p.name for p in old.values())})


if __name__ == "__main__":
    cases_told.main()

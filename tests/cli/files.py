#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Ordinary mistakes with files lose nothing: outputs onto inputs, closed descriptors, signals.

    files.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = (os.path.abspath(path) for path in sys.argv[1:4])
LEAF = os.path.join(CERTS, "scenarios", "webserver", "leaf.pem")
KEY = os.path.join(CERTS, "scenarios", "webserver", "key.pem")
ROOT = os.path.join(CERTS, "root.pem")
CLOSED = "127.0.0.1:1"
TOPOLOGY = '<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"/>'

TEMPLATE = """[User]
  objectClass = "top", "pKICertificateTemplate"
  cn = "User"
  pKIExtendedKeyUsage = "1.3.6.1.5.5.7.3.2"
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_in(self, program, *arguments, **more):
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([program, *arguments], cwd=self.folder, timeout=60,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more})

    def contents(self):
        return {str(p.relative_to(self.folder)): p.read_bytes()
                for p in self.folder.rglob("*") if p.is_file()}

    def refused(self, program, *arguments, says, **more):
        before = self.contents()
        done = self.run_in(program, *arguments, **more)
        self.assertEqual(done.returncode, 2, (arguments, done.stderr))
        self.assertEqual(self.contents(), before, arguments)
        self.assertIn(says, done.stderr.decode(), arguments)
        self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)


class OutputsOntoInputs(Case):
    def setUp(self):
        super().setUp()
        for name, source in ("leaf.pem", LEAF), ("key.pem", KEY), ("root.pem", ROOT):
            shutil.copy(source, self.folder / name)
        (self.folder / "list.txt").write_text(CLOSED + "\n")
        (self.folder / "topology.xml").write_text(TOPOLOGY)
        (self.folder / "password").write_text("secret\n")
        self.run_in(EKUPROBE, "--resume", "run.nd", CLOSED)
        shutil.copy(self.folder / "run.nd", self.folder / "other.nd")
        (self.folder / "symbolic").symlink_to("leaf.pem")
        os.link(self.folder / "leaf.pem", self.folder / "hard")
        (self.folder / "deep" / "er").mkdir(parents=True)
        shutil.copy(LEAF, self.folder / "deep" / "leaf.pem")
        shutil.copy(LEAF, self.folder / "deep" / "er" / "leaf.pem")
        (self.folder / "keys").mkdir()
        (self.folder / "keys" / "ec.der").write_bytes(bytes.fromhex("30770201010420") + bytes(32))
        (self.folder / "keys" / "damaged.pem").write_text("-----BEGIN CERTIFICATE-----\nMIIB\n")
        (self.folder / "templates").mkdir()
        (self.folder / "templates" / "user.txt").write_text(TEMPLATE)
        (self.folder / "deep" / "key").write_text("-----BEGIN PRIVATE KEY-----\n")

    def test_every_input_of_both_programs(self):
        for kind in "ndjson", "json", "text":
            for program, file, *arguments in (
                    (CERTCHECK, "leaf.pem", "leaf.pem"),
                    (CERTCHECK, "./leaf.pem", "leaf.pem"),
                    (CERTCHECK, "deep/../leaf.pem", "root.pem", "leaf.pem"),
                    (CERTCHECK, "symbolic", "leaf.pem"),
                    (CERTCHECK, "leaf.pem", "symbolic"),
                    (CERTCHECK, "hard", "leaf.pem"),
                    (CERTCHECK, "root.pem", "--ca-file", "root.pem", "leaf.pem"),
                    (CERTCHECK, "root.pem", "--chain", "root.pem", "leaf.pem"),
                    (CERTCHECK, "deep/leaf.pem", "--ca-dir", "deep", "leaf.pem"),
                    (CERTCHECK, "password", "--password-file", "password", "leaf.pem"),
                    (CERTCHECK, "leaf.pem", "--store-property", "leaf.pem", "root.pem"),
                    (CERTCHECK, "leaf.pem", "--template", "leaf.pem:WebServer", "root.pem"),
                    (CERTCHECK, "deep/leaf.pem", "deep"),
                    (CERTCHECK, "deep/er/leaf.pem", "-r", "deep"),
                    (CERTCHECK, "templates/user.txt", "templates"),
                    (EKUPROBE, "list.txt", "-i", "list.txt"),
                    (EKUPROBE, "topology.xml", "--topology", "topology.xml"),
                    (EKUPROBE, "root.pem", "--ca-file", "root.pem", CLOSED),
                    (EKUPROBE, "root.pem", "--extra-certs", "root.pem", CLOSED),
                    (EKUPROBE, "leaf.pem", "--cert", "leaf.pem", "--key", "key.pem", CLOSED),
                    (EKUPROBE, "key.pem", "--cert", "leaf.pem", "--key", "key.pem", CLOSED),
                    (EKUPROBE, "deep/leaf.pem", "--trial-certs", "deep", CLOSED),
                    (EKUPROBE, "deep/key", "--trial-certs", "deep", CLOSED),
                    (EKUPROBE, "keys/ec.der", "--trial-certs", "keys", CLOSED),
                    (EKUPROBE, "keys/damaged.pem", "--trial-certs", "keys", CLOSED),
                    (CERTCHECK, "keys/ec.der", "keys"),
                    (EKUPROBE, "other.nd", "--merge", "run.nd", "other.nd")):
                with self.subTest(kind=kind, file=file, arguments=arguments):
                    self.refused(program, "--report", f"{kind}:{file}", *arguments,
                                 says=f"--report {kind}:{file}: this run reads the file")

    def test_every_option_that_reads_a_file(self):
        """Of the help itself, so that none is forgotten."""
        for program in CERTCHECK, EKUPROBE:
            options = set(re.findall(r"(--[a-z-]+) FILE\b", self.run_in(program, "--help", "all").stdout.decode()))
            self.assertGreater(len(options), 5)
            for option in sorted(options - {"--resume", "--report"}):
                with self.subTest(program=program, option=option):
                    self.refused(program, option, "list.txt", "--report", "csv:list.txt",
                                 *(["root.pem"] if program == CERTCHECK else [CLOSED]),
                                 says="--report csv:list.txt: this run reads the file")

    def test_resume_onto_an_input(self):
        (self.folder / "empty").touch()
        for arguments in ("--ca-file", "empty", CLOSED), ("-i", "empty"), ("--topology", "empty"):
            self.refused(EKUPROBE, "--resume", "empty", *arguments, says="this run reads the file")

    def test_appending_to_what_is_read(self):
        for program, file, *arguments in (CERTCHECK, "leaf.pem", "leaf.pem"), (EKUPROBE, "run.nd", "--merge", "run.nd"):
            with open(self.folder / file, "ab") as out:
                self.refused(program, *arguments, stdout=out, says="standard output: this run reads")
        with open(self.folder / "leaf.pem", "rb") as leaf:
            self.refused(CERTCHECK, "--report", "json:leaf.pem", "-", stdin=leaf, says="reads the file")

    def test_two_outputs_on_one_file(self):
        (self.folder / "dangling").symlink_to("new")
        (self.folder / "old").write_text("of yesterday")
        for a, b in ("new", "new"), ("new", "./new"), ("new", "dangling"), ("dangling", "deep/../new"), ("old", "old"), ("-", "-"):
            self.refused(CERTCHECK, "--report", f"json:{a}", "--report", f"ndjson:{b}", "leaf.pem",
                         says=f"--report ndjson:{b}: another output")
        self.refused(EKUPROBE, "--resume", "run.nd", "--report", "json:run.nd", CLOSED, says="another output")
        with open(self.folder / "old", "ab") as out:
            self.refused(CERTCHECK, "--report", "json:old", "leaf.pem", stdout=out, says="another output")

    def test_what_loses_nothing_is_done(self):
        for arguments in (["--report", "json:/dev/null", "--report", "csv:/dev/null", "leaf.pem"],
                          ["--report", "json:deep/report.json", "deep"],
                          ["--report", "json:deep/report.json", "deep"],  # yesterday's is there
                          ["--report", "ndjson:-", "leaf.pem"],
                          ["--report", "json:new", "--report", "csv:new.csv", "leaf.pem"]):
            done = self.run_in(CERTCHECK, *arguments)
            self.assertEqual(done.returncode, 1, (arguments, done.stderr))
        before = (self.folder / "run.nd").read_bytes()
        done = self.run_in(EKUPROBE, "--resume", "run.nd", "--report", "ndjson:run.nd", CLOSED)
        self.assertEqual((done.returncode, (self.folder / "run.nd").read_bytes()), (3, before))
        with open(self.folder / "deep" / "list", "wb") as out:
            self.assertEqual(self.run_in(CERTCHECK, "deep", stdout=out).returncode, 1)

    def test_yesterdays_report_beside_the_certificates_of_a_trial(self):
        (self.folder / "trial").mkdir()
        shutil.copy(LEAF, self.folder / "trial")
        shutil.copy(KEY, self.folder / "trial")
        for _ in range(2):
            done = self.run_in(EKUPROBE, "--trial-certs", "trial", "--report", "html:trial/r.html", CLOSED)
            self.assertEqual(done.returncode, 3, done.stderr)
        with open(self.folder / "trial" / "list", "wb") as out:
            self.assertEqual(self.run_in(EKUPROBE, "--trial-certs", "trial", CLOSED, stdout=out).returncode, 3)

    def test_resume_of_what_is_not_ours(self):
        for text in "one line", "one line\n", '{"a":1}', '{"targets":', "{'", "\x00", '[{"target":1}]', LEAF:
            (self.folder / "p").write_text(text)
            self.refused(EKUPROBE, "--resume", "p", CLOSED, says="p:1: ")
            self.refused(EKUPROBE, "--merge", "p", says="p:1: ")


class ManyFiles(Case):
    def test_merge_raises_the_soft_limit(self):
        self.run_in(EKUPROBE, "--resume", "0.nd", CLOSED)
        names = [f"{i}.nd" for i in range(300)]
        for name in names[1:]:
            shutil.copy(self.folder / "0.nd", self.folder / name)
        done = self.run_in(EKUPROBE, "--format", "ndjson", "--merge", *names, preexec_fn=lambda:
                           resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
        self.assertEqual((done.returncode, done.stdout.count(b"\n")), (3, 1), done.stderr)


class Quiet(Case):
    def test_notes_on_files_are_a_number(self):
        pools = "Identity : Registrar:pool.x\n\nIdentity : EdgeServer:edge.x\n"
        for name in "a.txt", "b.txt":
            (self.folder / name).write_text(pools)
        loud, quiet = (self.run_in(EKUPROBE, "--dry-run", *more, "-i", "a.txt", "-i", "b.txt").stderr.decode()
                       for more in ([], ["-q"]))
        self.assertGreater(loud.count("a.txt: ") + loud.count("b.txt: "), 2, loud)
        self.assertRegex(quiet, r"\Aekuprobe: \d+ notes about the lists and topologies \(run without -q to see them\)\n\Z")

    def test_every_report_says_what_a_directory_hides(self):
        (self.folder / "d").mkdir()
        shutil.copy(LEAF, self.folder / "d" / "leaf.pem")
        (self.folder / "d" / "bad.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        done = self.run_in(CERTCHECK, "--usage", "server", "--report", "json:r.json", "--report", "html:r.html", "d", text=True)
        self.assertEqual(done.returncode, 0)
        self.assertIn("except for 1 file inside directories", " ".join(done.stdout.split()))
        self.assertIn("files inside directories that could not be read were not judged",
                      json.loads((self.folder / "r.json").read_text())["notes"])
        self.assertIn("files inside directories that could not be read were not judged", (self.folder / "r.html").read_text())

    def test_nothing_is_told_of_nothing(self):
        (self.folder / "empty.nd").touch()
        done = self.run_in(EKUPROBE, "--merge", "empty.nd")
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"no result", done.stderr)


class ClosedDescriptors(Case):
    def run_closed(self, program, *arguments, closed, **more):
        return self.run_in(program, *arguments, **more,
                           preexec_fn=lambda: [os.close(fd) for fd in closed])

    def test_nothing_takes_their_place(self):
        for closed in (0,), (2,), (0, 2):
            done = self.run_closed(EKUPROBE, "--report", "json:report.json", CLOSED, closed=closed)
            self.assertEqual(done.returncode, 3, closed)
            json.loads((self.folder / "report.json").read_text())
            done = self.run_closed(CERTCHECK, "--report", "json:report.json", LEAF, "/nonexistent", closed=closed)
            self.assertEqual(done.returncode, 2, closed)
            json.loads((self.folder / "report.json").read_text())

    def test_a_closed_output_is_told(self):
        for closed in (1,), (0, 1):
            for program, *arguments in ((EKUPROBE, CLOSED), (CERTCHECK, LEAF), (EKUPROBE, "--help"),
                                        (CERTCHECK, "--version"), (EKUPROBE, "--dry-run", "edge"),
                                        (CERTCHECK, "--format", "json", LEAF)):
                done = self.run_closed(program, *arguments, closed=closed)
                self.assertEqual(done.returncode, 2, arguments)
                self.assertIn(b"standard output: Bad file descriptor", done.stderr, arguments)
        self.assertEqual(self.run_closed(EKUPROBE, CLOSED, closed=(0, 1, 2)).returncode, 2)

    def test_the_ledger_is_not_the_output(self):
        done = self.run_closed(EKUPROBE, "--resume", "run.nd", CLOSED, closed=(1,))
        self.assertEqual(done.returncode, 2)
        lines = (self.folder / "run.nd").read_text().splitlines()
        self.assertEqual([json.loads(line)["target"] for line in lines], [CLOSED])

    def test_a_closed_input_is_told(self):
        for program, *arguments in (EKUPROBE, "-i", "-"), (CERTCHECK, "-"):
            done = self.run_closed(program, *arguments, closed=(0,))
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"Bad file descriptor", done.stderr)


class Signals(Case):
    def test_none_leaves_a_temporary_file(self):
        """Whatever ends a run, no part of a report stays: on file systems that have O_TMPFILE."""
        try:
            os.close(os.open(self.folder, os.O_TMPFILE | os.O_RDWR))
        except OSError:
            self.skipTest("no O_TMPFILE here")
        with socket.create_server(("127.0.0.1", 0)) as silent:
            target = "127.0.0.1:%d/mtls" % silent.getsockname()[1]
            for number in (signal.SIGKILL, signal.SIGQUIT, signal.SIGABRT, signal.SIGUSR1, signal.SIGALRM,
                           signal.SIGHUP, signal.SIGTERM):
                process = subprocess.Popen([EKUPROBE, "--report", "json:report.json", "--timeout", "60", target],
                                           cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                self.connected(silent)
                process.send_signal(number)
                process.wait(60)
                left = [p.name for p in self.folder.iterdir()]
                whole = number in (signal.SIGHUP, signal.SIGTERM)
                self.assertEqual(left, ["report.json"] if whole else [], number)
                for path in self.folder.iterdir():
                    path.unlink()

    def connected(self, server):
        self.held = server.accept()[0]
        self.addCleanup(self.held.close)


class NobodyReads(Case):
    """A pipe whose reader has left ends a run that tells nobody else anything."""

    def unread(self, program, *arguments):
        read, write = os.pipe()
        os.close(read)
        try:
            done = self.run_in(program, *arguments, stdout=write)
        finally:
            os.close(write)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"Broken pipe", done.stderr)
        return done.stderr

    def test_certcheck_stops(self):
        for name in "text", "json", "ndjson":
            self.assertNotIn(b"missing", self.unread(CERTCHECK, "--format", name, LEAF, "missing"))
            self.assertIn(b"missing", self.unread(CERTCHECK, "--format", name, "--report", "csv:x", LEAF, "missing"))
        self.assertTrue((self.folder / "x").read_bytes())
        self.unread(CERTCHECK, "--explain", "R21")

    def test_ekuprobe_stops_and_keeps_what_is_done(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            peer = "127.0.0.1:%d/mtls" % silent.getsockname()[1]
            self.unread(EKUPROBE, "--retries", "0", "--timeout", "55", "--resume", "done", CLOSED, peer)
        told = {row["target"]: row["error"]["class"]
                for row in map(json.loads, (self.folder / "done").read_text().splitlines())}
        self.assertEqual(sorted(told.values()), ["interrupted", "refused"])


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What only Windows has: devices, long and Japanese names, patterns, consoles and how they stop programs:

    test_windows.py --linux BUILD --windows BUILD
"""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import terminal  # noqa: E402
import wine  # noqa: E402

PLACE = wine.Place(sys.argv[2], sys.argv[4])
LINUX = PLACE.linux
del sys.argv[1:]
READY, BREAKS = (LINUX / "testcerts" / "scenarios" / name / "leaf.pem" for name in ("both", "webserver"))
DEADLINE_S = terminal.DEADLINE_S
AT = ("--at", "2020-01-01")


def exe(name):
    return str(PLACE.windows / "cli" / f"{name}.exe")


def started(program, *words, **how):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **PLACE.environment(), **how.pop("env", {})}
    return subprocess.run([wine.WINE, program, *map(str, words)], env=environment, capture_output=True,
                          stdin=how.pop("stdin", subprocess.DEVNULL), timeout=DEADLINE_S, **how)


def certcheck(*words, **how):
    done = started(exe("certcheck"), *AT, *words, **how)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def drive(path):
    """As Windows names a file of this system."""
    return "Z:" + str(path).replace("/", "\\")


def at_terminal(*words):
    """A program at a terminal, as wine makes a console of it."""
    return terminal.Terminal(wine.WINE, *words, env={"LC_ALL": "C.UTF-8", "TERM": "xterm", **PLACE.environment()})


class Windows(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)

    def there(self):
        return sorted(p.name for p in self.at.iterdir())

    def test_names_of_devices_are_no_files(self):
        for name in "COM1", "lpt3.html", "con.txt", "aux", "Nul.html", "\\\\.\\COM1", "PRN", \
                "//./PhysicalDrive0", "COM\u00b9", "lpt\u00b2.txt", "C:aux", "CONIN$", "folder\\nul.txt":
            with self.subTest(name=name):
                status, out, err = certcheck("--report", f"text:{name}", READY, cwd=self.at)
                self.assertEqual((status, out), (2, ""), err)
                self.assertIn("This is the name of a device, not of a file", err)
        self.assertEqual(self.there(), [])

    def test_a_device_is_not_read(self):
        for name in "nul.cer", "COM1":
            status, _, err = certcheck(name, cwd=self.at)
            self.assertEqual(status, 2)
            self.assertIn("This is the name of a device, not of a file", err)

    def test_names_that_windows_does_not_allow(self):
        for name in "a?b.html", "report.html:2026", "a|b", "what.", "what ", 'a"b':
            with self.subTest(name=name):
                status, out, err = certcheck("--report", f"text:{name}", READY, cwd=self.at)
                self.assertEqual((status, out), (2, ""), err)
                self.assertIn("Windows does not allow this name", err)
        self.assertEqual(self.there(), [])

    def test_a_name_with_a_quotation_mark_is_none(self):
        for name in 'C:\\my certs"', 'C:\\my certs" --format json':  # what Windows makes of "C:\\my certs\"
            status, out, err = certcheck(name)
            self.assertEqual((status, out), (2, ""))
            self.assertIn(f"{name}: Windows does not allow this name for a file", err)

    def test_case_makes_no_other_file(self):
        status, out, err = certcheck("--report", "json:Report", "--report", "csv:rEPORT", READY, cwd=self.at)
        self.assertEqual((status, out), (2, ""))
        self.assertIn("another output", err)
        self.assertEqual(self.there(), [])

    def test_nul_takes_a_report(self):
        for name in "NUL", "nul":
            status, out, err = certcheck("--format", "ndjson", "--report", f"html:{name}", READY, cwd=self.at)
            self.assertEqual((status, err), (0, ""))
            self.assertIn('"ready"', out)
        self.assertEqual(self.there(), [])

    def test_japanese_names_and_backslashes(self):
        folder = self.at / "証明書 ü"
        folder.mkdir()
        shutil.copy(READY, folder / "会議.pem")
        report = self.at / "結果.html"
        status, out, err = certcheck("--format", "ndjson", "--report", f"html:{drive(report)}",
                                     drive(folder / "会議.pem"))
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads(out)["file"], drive(folder / "会議.pem"))
        self.assertIn("会議.pem", report.read_text(encoding="utf-8"))
        self.assertEqual(self.there(), ["結果.html", "証明書 ü"])
        status, out, err = certcheck("--format", "ndjson", drive(folder) + "\\")
        self.assertEqual((status, err, out.count("\n")), (0, "", 1))

    def test_long_paths(self):
        folder = self.at
        while len(str(folder)) < 400:
            folder /= "directory-with-a-long-name"
        folder.mkdir(parents=True)
        shutil.copy(READY, folder / "leaf.pem")
        status, out, err = certcheck("--format", "ndjson", "--report", f"json:{drive(folder / 'report.json')}",
                                     drive(folder / "leaf.pem"))
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads((folder / "report.json").read_text())["results"][0]["verdict"], "ready")

    def test_patterns_are_for_programs_to_match(self):
        for name in "b.pem", "a.pem":
            shutil.copy(READY, self.at / name)
        status, out, err = certcheck("--format", "ndjson", "--copies", "*.pem", cwd=self.at)
        self.assertEqual((status, err), (0, ""))
        self.assertEqual([json.loads(line)["file"] for line in out.splitlines()], ["a.pem", "b.pem"])

    def test_a_path_that_is_not_there_is_named_as_it_was_given(self):
        status, _, err = certcheck("C:\\missing\\edge01.cer")
        self.assertEqual(status, 2)
        self.assertIn("C:\\missing\\edge01.cer", err)

    def test_nothing_is_said_of_a_sandbox(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            done = started(exe("ekuprobe"), "--retries", "0", "127.0.0.1:%d" % free.getsockname()[1])
        self.assertEqual((done.returncode, done.stderr), (3, b""))

    def test_japanese_is_in_the_program(self):
        status, out, _ = certcheck("--help", env={"LC_ALL": "", "LANG": "ja_JP.UTF-8"})
        self.assertEqual(status, 0)
        self.assertRegex(out, "[\u3040-\u30ff]")

    def test_without_a_console(self):
        report = self.at / "report.json"
        done = started(str(PLACE.windows / "tests/wine/starter.exe"), "detached", exe("certcheck"), *AT,
                       "--report", f"json:{drive(report)}", drive(BREAKS))
        self.assertIn(b"exit status 1", done.stdout)
        self.assertEqual(json.loads(report.read_text())["results"][0]["verdict"], "breaks")
        done = started(str(PLACE.windows / "tests/wine/starter.exe"), "detached", exe("certcheck"), "--no-such-option")
        self.assertIn(b"exit status 2", done.stdout)

    def stopped(self, how):
        """A probe of a server that says nothing, stopped while it waits."""
        report, mark = self.at / f"{how}.json", self.at / f"{how}.mark"
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(DEADLINE_S)
            console = at_terminal(PLACE.windows / "tests/wine/starter.exe", how, drive(mark), exe("ekuprobe"),
                                "--timeout", "60", "--report", f"json:{drive(report)}",
                                "127.0.0.1:%d" % server.getsockname()[1])
            peer, _ = server.accept()
            mark.touch()
            seen = console.until("exit status [0-9]+")
            peer.close()
        console.status()
        return seen, json.loads(report.read_text())

    def written_when_stopped(self, how):
        seen, report = self.stopped(how)
        self.assertIn("exitstatus130", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]| ", "", seen))
        self.assertFalse(report["complete"])

    def test_ctrl_c_writes_the_reports(self):
        self.written_when_stopped("c")

    @unittest.expectedFailure  # wine 8 tells no program of Ctrl-Break
    def test_ctrl_break_writes_the_reports(self):
        self.written_when_stopped("break")

    def test_a_console_has_colour(self):
        console = at_terminal(exe("certcheck"), *AT, BREAKS)
        self.assertIn("breaks", console.until("breaks"))
        self.assertEqual(console.status(), 1)
        self.assertIn("\x1b[", console.seen)

    def test_a_password_is_typed_unseen(self):
        store = self.at / "edge.pfx"
        subprocess.run(["openssl", "pkcs12", "-export", "-in", READY, "-nokeys", "-passout", "pass:geheim",
                        "-out", store], check=True, capture_output=True)
        console = at_terminal(exe("certcheck"), *AT, store)
        console.answer("Password of[^:]*edge.pfx:", "geheim\r")
        self.assertEqual(console.status(), 0, console.seen)
        self.assertNotIn("geheim", console.seen)


    def test_what_is_typed_too_long_is_refused_and_stays_nowhere(self):
        store = self.at / "long.pfx"
        for n, status in (1023, 0), (1024, 2), (2500, 2):
            subprocess.run(["openssl", "pkcs12", "-export", "-in", READY, "-nokeys", "-passout", "pass:" + "p" * n,
                            "-out", store], check=True, capture_output=True)
            console = at_terminal(exe("certcheck"), *AT, store)
            console.answer("Password of[^:]*long.pfx:", "p" * n + "\r")
            self.assertEqual(console.status(), status, console.seen)

    def test_openssl_s_server(self):
        folder = LINUX / "testcerts" / "scenarios" / "webserver"
        with subprocess.Popen(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", folder / "leaf.pem", "-cert_chain",
                               folder / "issuers.pem", "-key", folder / "key.pem"], text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
            self.addCleanup(server.kill)
            port = next(line for line in server.stdout if line.startswith("ACCEPT ")).split(":")[-1].strip()
            for engine in "openssl", "hello":
                done = started(exe("ekuprobe"), "--engine", engine, "--format", "ndjson", *AT, f"127.0.0.1:{port}/edge-psom")
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertEqual(json.loads(done.stdout)["verdict"], "breaks")
            server.kill()


if __name__ == "__main__":
    if PLACE.lacking():
        print(f"skip: wine/windows ({PLACE.lacking()})")
        sys.exit(77)
    cases_told.main()

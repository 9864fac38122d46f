#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lines of certcheck, and of a merge, of which the last are missing: they are not the whole.

    unfinished.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = map(os.path.abspath, sys.argv[1:4])
del sys.argv[1:]
READY = [pathlib.Path(CERTS, "scenarios", name, "leaf.pem") for name in ("both", "any", "no-eku")]
KEY = pathlib.Path(CERTS, "scenarios", "both", "key.pem")


class Unfinished(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def lines_of(self, program, *words, status=0):
        done = subprocess.run([program, *words, "--format", "ndjson"], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout.splitlines(keepends=True)

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def merged(self, lines, whole):
        """The decision over these lines, and whether it is one."""
        run = self.file("run.nd", "".join(lines))
        done = subprocess.run([EKUPROBE, "--merge", run, "--format", "json"], capture_output=True, text=True, timeout=60)
        document = json.loads(done.stdout)
        self.assertEqual((done.returncode, document["complete"]), (0, True) if whole else (3, False), done.stderr)
        self.assertEqual(document["decision"].startswith("Not decided"), not whole, document["decision"])
        self.assertEqual("its run ended before its last file; run certcheck again" in done.stderr,
                         not whole and document["decision"].startswith("Not decided: the run was interrupted"), done.stderr)
        return document

    def in_pieces(self, lines):
        """Whole, each of the lines is needed; a merge's lines likewise."""
        self.merged(lines, True)
        again = self.lines_of(EKUPROBE, "--merge", self.folder / "run.nd")
        self.assertEqual(len(again), len(lines))
        self.merged(again, True)
        for kept in range(1, len(lines)):
            self.merged(lines[:kept], False)
            self.merged(again[:kept], False)

    def test_files(self):
        self.in_pieces(self.lines_of(CERTCHECK, *READY))

    def test_what_has_no_result_behind_the_last(self):
        """A copy and a key in a directory: nothing is missing."""
        shutil.copy(READY[0], self.folder / "a.pem")
        shutil.copy(READY[1], self.folder / "b.pem")
        shutil.copy(READY[0], self.folder / "c.pem")
        shutil.copy(KEY, self.folder / "d.key")
        self.in_pieces(self.lines_of(CERTCHECK, self.folder))

    def test_a_bundle_and_an_archive(self):
        bundle = self.file("bundle.pem", b"".join(path.read_bytes() for path in READY))
        self.in_pieces(self.lines_of(CERTCHECK, bundle))
        with zipfile.ZipFile(self.folder / "a.zip", "w") as archive:
            for i, path in enumerate(READY):
                archive.write(path, f"{i}.pem")
        self.in_pieces(self.lines_of(CERTCHECK, self.folder / "a.zip"))

    def test_a_bad_file_behind_the_last_result(self):
        bad = self.file("bad.pem", "no certificate")
        lines = self.lines_of(CERTCHECK, *READY, bad, bad, status=2)
        self.assertIn("2 inputs could not be read", self.merged(lines, False)["decision"])
        self.merged(lines[:1], False)

    def test_a_line_is_written_before_a_pipe_is_read(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        process = subprocess.Popen([CERTCHECK, READY[0], fifo, "--format", "ndjson"], stdout=subprocess.PIPE, text=True)
        with open(fifo, "w"): # open once certcheck reads it
            first = process.stdout.readline()
        rest, _ = process.communicate(timeout=60)
        self.assertEqual((json.loads(first)["verdict"], rest, process.returncode), ("ready", "", 2))
        self.assertEqual(json.loads(first)["replay"]["run"]["left"], 2)
        self.merged([first], False)


if __name__ == "__main__":
    cases_told.main()

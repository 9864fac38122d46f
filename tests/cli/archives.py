#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""certcheck and ZIP archives: what is in one is judged as in a directory.

    archives.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import cases_told  # noqa: E402

_, CERTCHECK, CERTS = sys.argv[1:4]


def scenario(name, file="leaf.pem"):
    return pathlib.Path(CERTS, "scenarios", name, file).read_bytes()


class Archives(unittest.TestCase):
    def setUp(self):
        self.at = tempfile.TemporaryDirectory()
        self.addCleanup(self.at.cleanup)
        self.path = os.path.join(self.at.name, "e.zip")

    def zip(self, files, method=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(self.path, "w", method) as z:
            for name, data in files:
                z.writestr(name, data)

    def run_on(self, *arguments):
        done = subprocess.run([CERTCHECK, "--format", "json", *arguments], capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return done, json.loads(done.stdout)["results"] if done.stdout else []

    def refused(self, words):
        done, results = self.run_on(self.path)
        self.assertEqual((done.returncode, results), (2, []))
        self.assertIn(words, done.stderr.decode())

    def test_judged_like_a_directory(self):
        for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            self.zip([("topology/t.xml", b"<Topology/>"), ("certificates/a.pem", scenario("both", "chain.pem")),
                      ("certificates/b.pem", scenario("webserver")), ("server.json", b"{}"), ("empty/", b"")], method)
            done, results = self.run_on(self.path)
            self.assertEqual([(r["file"], r["verdict"]) for r in results],
                             [(f"{self.path}/certificates/a.pem", "ready"), (f"{self.path}/certificates/b.pem", "breaks")])
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{self.path}/topology/t.xml: a topology: give it to ekuprobe", done.stderr.decode())

    def test_in_a_directory_and_on_standard_input(self):
        self.zip([("a.pem", scenario("both"))])
        self.assertEqual([r["verdict"] for r in self.run_on(self.at.name)[1]], ["ready"])
        with open(self.path, "rb") as f:
            done = subprocess.run([CERTCHECK, "-"], stdin=f, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"-/a.pem", done.stdout)

    def test_names_are_shown_safely(self):
        self.zip([("../../\x1b[31m\u202e.pem", scenario("both"))])
        done, results = self.run_on(self.path)
        self.assertEqual(results[0]["verdict"], "ready")
        self.assertNotIn("\u202e", results[0]["file"])
        self.assertNotIn("\x1b", results[0]["file"])

    def test_nothing_in_it(self):
        self.zip([("a.txt", b"words")])
        self.refused("e.zip: nothing to judge in the ZIP archive")

    def test_damaged(self):
        self.zip([("a.pem", scenario("both"))])
        whole = pathlib.Path(self.path).read_bytes()
        for data in (whole[:len(whole) // 2], whole[:60] + bytes(20) + whole[80:]):
            pathlib.Path(self.path).write_bytes(data)
            self.refused("e.zip: the ZIP archive is damaged")

    def test_bomb(self):
        self.zip([("a", bytes(60_000_000)), ("b", bytes(60_000_000))])
        self.refused("e.zip: the files in the ZIP archive are too large")

    def test_too_many(self):
        self.zip([(str(i), b"") for i in range(10_001)], zipfile.ZIP_STORED)
        self.refused("e.zip: more than 10000 files in the ZIP archive")


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1])

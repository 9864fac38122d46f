#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the probe gives up, tried from inside by a preloaded library; and that reports, remedies, --resume,
names and languages do not miss it."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from labtools import Lab

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import cases_told  # noqa: E402

OPTIONS = argparse.Namespace()
FORBIDDEN = ("read a file", "write a file", "start a program", "start a program in memory", "a raw socket")


def has_landlock():
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([OPTIONS.ekuprobe, "--timeout", "1", "--retries", "0", "127.0.0.1:1"], cwd=folder,
                              capture_output=True, text=True, check=False)
    return "Landlock" not in done.stderr


class Sandbox(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=os.getcwd())
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)
        elsewhere = tempfile.TemporaryDirectory()  # LD_PRELOAD is a list: its paths have no blanks
        self.addCleanup(elsewhere.cleanup)
        self.preloaded = shutil.copy(OPTIONS.inside, elsewhere.name)
        lab = Lab(OPTIONS.lab, OPTIONS.scenarios, "127.0.0.1:0=webserver")
        self.port = lab.__enter__().ports[0]
        self.addCleanup(lab.__exit__, None, None, None)

    def run_probe(self, *options, host="127.0.0.1", **environment):
        return subprocess.run([OPTIONS.ekuprobe, *options, "--at", "2026-01-01", f"{host}:{self.port}/edge-psom"],
                              capture_output=True, text=True, cwd=self.at, timeout=60, check=False,
                              env={**os.environ, **environment})

    def inside(self, *options, **environment):
        (self.at / "reports").mkdir(exist_ok=True)
        done = self.run_probe("--report", "json:reports/report.json", *options, LD_PRELOAD=self.preloaded,
                              INSIDE_FOLDER=str(self.at), **environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn('"breaks"', (self.at / "reports/report.json").read_text())
        return done.stderr, dict(re.findall(r"^inside: (.*): (.*)$", done.stderr, re.M))

    def test_from_inside_nothing_is_read_written_or_started(self):
        _, tried = self.inside()
        self.assertEqual({what for what in FORBIDDEN if tried[what] == "done"}, set())
        self.assertEqual(tried["read the hosts"], "done")

    def test_no_sandbox_keeps_all(self):
        _, tried = self.inside("--no-sandbox")
        for what in ("read a file", "write a file", "start a program", "start a program in memory"):
            self.assertEqual(tried[what], "done")

    def test_a_kernel_without_landlock_is_told(self):
        said, tried = self.inside(INSIDE_OLD_KERNEL="1")
        self.assertIn("ekuprobe: this kernel has no Landlock: the probe keeps rights it does not need", said)
        self.assertEqual(tried["read a file"], "done")
        self.assertNotEqual(tried["start a program"], "done")
        said, _ = self.inside("--no-sandbox", INSIDE_OLD_KERNEL="1")
        self.assertNotIn("Landlock", said)

    def reports(self, *options):
        folder = self.at / ("without" if options else "with")
        (folder / "linked").mkdir(parents=True)
        (folder / "report.csv").symlink_to(folder / "linked" / "real.csv")
        reports = [word for name in asks.formats(OPTIONS.ekuprobe, "nagios") for word in ("--report", f"{name}:{folder}/report.{name}")]
        done = self.run_probe(*reports, "--resume", f"{folder}/results.ndjson", "--remedy", f"{folder}/remedies",
                              *options)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"^ekuprobe: --remedy: \d+ files written to .*\n$")
        return {str(p.relative_to(folder)): p.stat().st_size > 0 for p in folder.rglob("*") if p.is_file()}

    def test_reports_remedies_and_resume_are_written(self):
        self.assertEqual(self.reports(), self.reports("--no-sandbox"))

    def test_names_and_languages(self):
        done = self.run_probe(host="localhost", LC_ALL="C.UTF-8")
        self.assertEqual(done.returncode, 1, done.stdout)
        same = [self.run_probe(*more, LANGUAGE="ja", LC_ALL="ja_JP.eucJP") for more in ((), ("--no-sandbox",))]
        self.assertEqual(len(same[0].stdout), len(same[1].stdout))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in "ekuprobe", "inside", "lab", "scenarios":
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    options, rest = parser.parse_known_args()
    OPTIONS.__dict__.update(vars(options))
    if not has_landlock():
        print("skip: sandbox (this kernel has no Landlock)")
        sys.exit(0)
    cases_told.main(argv=[sys.argv[0], *rest])

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The scripts of script/ say what they do, and do nothing by a slip: test_scripts.py SOURCE.
They run in a copy of their folder alone, where a script that went on would fail."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.path.abspath(sys.argv.pop(1)))
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import cases_told  # noqa: E402

# Parts of others (own-build.sh, usage.sh, sbom.py), what is installed as a program of its own
# (ekuprobe-demo), and a table's maker in Python.
OTHERS = {"own-build.sh", "usage.sh", "sbom.py", "ekuprobe-demo", "public-cas"}
SCRIPTS = sorted({path.name for path in (SOURCE / "script").iterdir()} - OTHERS)


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.at = pathlib.Path(folder.name)
        shutil.copytree(SOURCE / "script", self.at / "script")

    def run_script(self, name, *words):
        done = subprocess.run([self.at / "script" / name, *words], cwd=self.at, capture_output=True, text=True,
                              check=False, timeout=30)
        self.assertEqual([path.name for path in self.at.iterdir()], ["script"], f"{name} {words}: nothing is made")
        return done

    def test_help_is_the_comment_at_its_head(self):
        for name in SCRIPTS:
            for word in ("-h", "--help"):
                with self.subTest(script=name, word=word):
                    done = self.run_script(name, word)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertIn(f"script/{name}", done.stdout)
                    self.assertNotIn("set -eu", done.stdout)

    def test_an_unknown_option_is_refused(self):
        for name in SCRIPTS:
            with self.subTest(script=name):
                done = self.run_script(name, "--no-such")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("--no-such: no such option", done.stderr)


if __name__ == "__main__":
    cases_told.main()

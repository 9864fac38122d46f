# SPDX-License-Identifier: MIT
"""certcheck run from outside, for the tests of this folder; the program is the first argument."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import schema  # noqa: E402

CERTCHECK = os.path.abspath(sys.argv[1])
del sys.argv[1:2]


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def file(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return self.path(name)

    def run_it(self, *words, status=None, env=None):
        run = subprocess.run([CERTCHECK, *words], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                             env=dict(os.environ, **(env or {})), start_new_session=True)
        err = run.stderr.decode()
        if status is not None:
            self.assertEqual(run.returncode, status, err + run.stdout.decode())
        return run.stdout.decode(), err

    def judged(self, *words, **more):
        out, err = self.run_it("--format", "json", *words, **more)
        self.assertTrue(out, err)
        return schema.loads(out)["results"], err


def codes(result):
    return {f["code"] for f in result["findings"]}


def messages(result):
    return [f["message"] for f in result["findings"]]

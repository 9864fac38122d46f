# SPDX-License-Identifier: MIT
"""What the tests of readers share: certcheck run on files that are made for it. Each of them is started as
TEST CERTCHECK TESTCERTS."""
import os
import pathlib
import subprocess
import sys
import unittest

import material

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import schema  # noqa: E402

CERTCHECK, CERTS = map(os.path.abspath, sys.argv[1:3])
del sys.argv[1:4]

def scenario(name, file="leaf.pem"):
    return os.path.join(CERTS, "scenarios", name, file)


def read(path):
    with open(path, "rb") as f:
        return f.read()


BOTH, WEBSERVER = scenario("both"), scenario("webserver")
KEY = scenario("both", "key.pem")
CHAIN = scenario("webserver", "chain.pem")


class Reading(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.openssl = material.Openssl()

    def run_it(self, *words, status=None, env=None, data=None):
        run = subprocess.run([CERTCHECK, "--at", "2020-01-01", *words], capture_output=True, input=data,
                             timeout=60, env=dict(os.environ, **(env or {})), start_new_session=True)
        err = run.stderr.decode()
        if status is not None:
            self.assertEqual(run.returncode, status, err + run.stdout.decode())
        return run.returncode, run.stdout.decode(), err

    def judged(self, *words, **more):
        """(results, standard error) of a JSON run."""
        _, out, err = self.run_it("--format", "json", *words, **more)
        return schema.loads(out)["results"], err

    def verdicts(self, *words, **more):
        results, _ = self.judged(*words, **more)
        return [r["verdict"] for r in results]

    def file(self, name, data):
        return self.openssl.write(name, data)


main = cases_told.main

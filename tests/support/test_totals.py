#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every skipped case is counted and named, whatever kind of test skips it."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import cases_told

HERE = pathlib.Path(__file__).resolve().parent
TOLD = """\
1/4 Testing: unit/one
[  SKIPPED ] on_ipv6
[  PASSED  ] 3 test(s).
[  SKIPPED ] 1 test(s), listed below:
[  SKIPPED ] on_ipv6
2/4 Testing: peer/named
skip: gnutls-serv (TLS server) (program not found)
skip: dotnet (TLS client) (no SDK)
3/4 Testing: tools
skip: axe-core (npm not found)
4/4 Testing: bare
"""
PRINTED = """\
1/4 Test #1: unit/one ......   Passed    0.01 sec
2/4 Test #2: peer/named ....   Passed    0.01 sec
3/4 Test #3: tools .........***Skipped   0.01 sec
4/4 Test #4: bare ..........***Skipped   0.01 sec
5/4 Test #5: bad ...........***Failed    0.01 sec
"""
AGAIN = "1/1 Test #5: bad ...........   Passed    0.01 sec\n"


class Totals(unittest.TestCase):
    def test_cases_of_passing_tests_count(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder, name) for name in ("told", "printed", "again")]
            for path, text in zip(paths, (TOLD, PRINTED, AGAIN)):
                path.write_text(text)
            *skips, last = subprocess.run([HERE / "totals.sh", *paths], check=True, capture_output=True,
                                          text=True).stdout.splitlines()
        self.assertEqual(last, "3 passed, 0 failed, 5 skipped")
        self.assertEqual(sorted(skips), [
            "skip: bare", "skip: peer/named: dotnet (TLS client) (no SDK)",
            "skip: peer/named: gnutls-serv (TLS server) (program not found)",
            "skip: tools: axe-core (npm not found)", "skip: unit/one: on_ipv6"])

    def test_unittest_tells_in_that_form(self):
        script = ("import unittest, cases_told\n"
                  "class A(unittest.TestCase):\n"
                  "    def test_a(self): self.skipTest('why')\n"
                  "    @unittest.skip('never')\n"
                  "    def test_b(self): pass\n"
                  "cases_told.main()\n")
        done = subprocess.run([sys.executable, "-B", "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "skip: A.test_a (why)\nskip: A.test_b (never)\n")

    def test_no_program_hides_what_it_skips(self):
        own = {HERE / "cases_told.py", pathlib.Path(__file__).resolve()}
        others = [p for p in HERE.parent.rglob("*.py") if p not in own and "unittest.main(" in p.read_text()]
        self.assertEqual(others, [], "use cases_told.main")


if __name__ == "__main__":
    cases_told.main()

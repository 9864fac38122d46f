#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""run.py itself: what fails and what the table says must be the same."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import run  # noqa: E402

UNITTEST = "FAIL: test_one (__main__.Some.test_one) (i=3)\nFAIL: test_one (__main__.Some.test_one) (i=4)\nERROR: test_two (x)\n"
CMOCKA = "[ RUN      ] literals\n[  FAILED  ] literals\n[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] literals\n"
DETAILED = "FAIL: reset in the header (engine auto)\n      error.class is 'closed'\nengine auto: 9 rows, 3 s\n"
PESTER = "  [+] judges files 12ms (11ms|1ms)\n  [-] reads names with blanks 1.4s (1.38s|23ms)\n   Expected 'a'\n"
LINES = "table.txt:3 row: ready instead of breaks\n\n1 passed, 1 failed\nskip: one (why)\n"


class Run(unittest.TestCase):
    def test_what_failed(self):
        self.assertEqual(run.failures(UNITTEST), ["test_one", "test_two"])
        self.assertEqual(run.failures(CMOCKA), ["literals"])
        self.assertEqual(run.failures(PESTER), ["reads names with blanks"])
        self.assertEqual(run.failures(DETAILED), ["FAIL: reset in the header (engine auto)"])
        self.assertEqual(run.failures(LINES), ["table.txt:3 row: ready instead of breaks"])

    def test_neither_more_nor_less_than_the_table(self):
        rows = [("test_one", "why")]
        self.assertEqual(list(run.compare("t", rows, ["test_one"])), [])
        self.assertEqual(list(run.compare("t", rows, ["test_one", "test_two"])), ["t: test_two"])
        self.assertIn("nothing of it fails", "".join(run.compare("t", rows, [])))

    def test_each_row_has_a_reason(self):
        names = [line for line in (run.HERE / "differences.txt").read_text().splitlines() if line and line[0] != "#"]
        for line in names:
            self.assertRegex(line, r"^\S+ \| \S.* \| .*\w")


if __name__ == "__main__":
    cases_told.main()

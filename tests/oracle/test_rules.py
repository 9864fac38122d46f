#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/rules.md has every rule that findings, cases and differences cite."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = 32
HEADING = re.compile(r"^### R(\d+)\. \S", re.MULTILINE)
STATUS = re.compile(r"^Status: .*\[[PDSWI]\]", re.MULTILINE)
CITING = ["certcheck/include/certcheck", "certcheck/src", "tests/cases", "tests/dotnet",
          "tests/oracle"]
CITED = re.compile(r"\bR(\d{1,2})\b")


def read(path):
    return path.read_text(encoding="utf-8")


class Rules(unittest.TestCase):
    page = read(ROOT / "docs" / "rules.md")

    def test_all_in_order(self):
        numbers = [int(n) for n in HEADING.findall(self.page)]
        self.assertEqual(numbers, list(range(1, RULES + 1)))

    def test_each_says_what_it_rests_on(self):
        for text in re.split(r"^### ", self.page, flags=re.MULTILINE)[1:RULES + 1]:
            with self.subTest(rule=text.splitlines()[0]):
                self.assertRegex(text, STATUS)

    def test_sources_exist_and_are_used(self):
        body, _, sources = self.page.partition("## Sources")
        listed = re.findall(r"^(\d+)\. ", sources, re.MULTILINE)
        self.assertEqual(listed, [str(n) for n in range(1, len(listed) + 1)])
        cited = {n for group in re.findall(r"\[((?:\d+)(?:, \d+)*)\]", body)
                 for n in group.split(", ")}
        self.assertEqual(cited, set(listed))

    def test_cited_rules_exist(self):
        files = [f for folder in CITING for f in (ROOT / folder).iterdir() if f.is_file()]
        for path in files:
            for number in CITED.findall(read(path)):
                with self.subTest(file=path.name, rule=number):
                    self.assertLessEqual(int(number), RULES)
                    self.assertGreaterEqual(int(number), 1)


if __name__ == "__main__":
    cases_told.main()

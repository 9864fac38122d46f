#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--help: short first, then by group and whole; within the width, no blanks at the ends of lines.

    help.py EKUPROBE CERTCHECK TESTCERTS
"""
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import cases_told  # noqa: E402
import terminal  # noqa: E402

PROGRAMS = sys.argv[1:3]


def shown(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done
    return done.stdout


def on_terminal(columns, *command):
    _, text = terminal.shown(command, columns=columns, rows=24)
    return text.decode().replace("\r\n", "\n")


class Help(unittest.TestCase):
    def check(self, text, width):
        for line in text.splitlines():
            self.assertEqual(line, line.rstrip())
            self.assertLessEqual(len(line), width, line)

    def test_piped_it_keeps_within_80_columns(self):
        for program in PROGRAMS:
            for topic in [], ["all"], ["output"], ["judgement"]:
                self.check(shown(program, "--help", *topic), 80)

    def test_a_terminal_has_its_own_width(self):
        for program in PROGRAMS:
            for columns in 60, 100, 200:
                text = on_terminal(columns, program, "--help")
                self.check(text, min(columns, 100) if columns > 80 else 80)  # commands stay whole
                self.assertGreater(max(map(len, text.splitlines())), min(columns, 100) - 25)

    def test_it_begins_with_four_commands(self):
        for program in PROGRAMS:
            name = os.path.basename(program)
            text = shown(program, "--help")
            start = text.split("Start with:\n")[1].split("\n\n")[0]
            self.assertEqual(len(re.findall(rf"(?m)^  {name} ", start)), 4)
            self.assertLess(len(text.splitlines()), 64)
            self.assertLess(len(text), len(shown(program, "--help", "all")) / 1.2)

    def test_groups_make_up_the_whole(self):
        for program in PROGRAMS:
            listed = shown(program, "--help").split("--help GROUP one group: ")[1]
            groups = [g.strip() for g in listed.split(".")[0].replace("\n", " ").split(",")]
            whole = shown(program, "--help", "all")
            for group in groups:
                self.assertIn(shown(program, "--help", group), whole)
            options = re.findall(r"(?m)^  (?:-., )?--([a-z-]+)", whole)
            self.assertEqual(len(set(options)), len(options))
            self.assertEqual(sorted(options), sorted(
                o for g in groups for o in re.findall(r"(?m)^  (?:-., )?--([a-z-]+)", shown(program, "--help", g))))

    def test_words_are_listed(self):
        text = " ".join(shown(PROGRAMS[0], "--help", "all").split())
        self.assertRegex(text, r"--format FORMAT .*?: text, json, ndjson, csv, junit, prometheus, nagios, sarif, html")
        self.assertRegex(text, r"--fail-on VERDICTS .*?: ready, indeterminate, breaks, broken")
        self.assertRegex(text, r"--starttls NAME .*?: auto, none, smtp")
        self.assertIn("--tls-role auto|server|client", text)
        self.assertRegex(" ".join(shown(PROGRAMS[1], "--help", "all").split()), r"--profile NAME .*?: edge-psom, fe-psom")


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])

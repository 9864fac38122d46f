#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Text on a terminal: as wide as that, in colour where it may be, and neither anywhere else.

    terminal.py EKUPROBE CERTCHECK TESTCERTS
"""
import os
import re
import subprocess
import sys
import unicodedata
import pathlib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import terminal  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
FILES = [os.path.join(CERTS, "scenarios", name, "leaf.pem") for name in ("webserver", "both", "long-names", "trailing")]
TARGETS = ["--retries", "0", "127.0.0.1:1", "127.0.0.1:2/mtls",
           "a-rather-long-host-name-indeed.perimeter.contoso.invalid"]


def on_terminal(columns, program, *arguments, **environment):
    """What it prints to a terminal of so many columns."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    _, text = terminal.shown([program, *arguments], columns=columns, rows=50, streams=("stdout",),
                             env=kept | {"TERM": "xterm"} | environment)
    return text.decode().replace("\r\n", "\n")


def columns_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def plain(text):
    return re.sub("\033\\[[0-9;]*m", "", text)


class Terminal(unittest.TestCase):
    def test_as_wide_as_the_terminal(self):
        for program, arguments in (CERTCHECK, FILES), (EKUPROBE, TARGETS):
            for columns in 40, 50, 80, 132:
                for verbose in (), ("-v",):
                    text = plain(on_terminal(columns, program, *verbose, *arguments))
                    for line in text.split("\n"):
                        self.assertLessEqual(columns_of(line), columns, line)
            self.assertLessEqual(max(map(columns_of, plain(on_terminal(20, program, *arguments)).split("\n"))), 40)
            self.assertLessEqual(max(map(columns_of, plain(on_terminal(0, program, *arguments)).split("\n"))), 80)

    def test_a_usage_column_never_costs_the_names(self):
        text = plain(on_terminal(80, EKUPROBE, *TARGETS[:4]))
        self.assertIn("127.0.0.1:1  tls-server  unreachable", text)

    def test_colour(self):
        for environment, coloured in (({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False),
                                      ({"NO_COLOR": "0"}, False), ({"TERM": "dumb"}, False)):
            text = on_terminal(80, CERTCHECK, FILES[0], **environment)
            self.assertEqual("\033" in text, coloured, environment)
        self.assertIn("\033", on_terminal(80, CERTCHECK, "--color", "always", FILES[0], NO_COLOR="1"))
        self.assertNotIn("\033", on_terminal(80, CERTCHECK, "--color", "never", FILES[0]))

    def test_nowhere_else(self):
        done = subprocess.run([CERTCHECK, FILES[0]], capture_output=True, text=True, timeout=60)
        self.assertNotIn("\033", done.stdout)
        for report in "json", "csv", "html", "nagios":
            self.assertNotIn("\033", on_terminal(80, CERTCHECK, "--format", report, "--color", "always", FILES[0]))

    def test_a_name_is_whole_in_a_file(self):
        done = subprocess.run([CERTCHECK, FILES[2]], capture_output=True, text=True, timeout=60)
        self.assertIn(FILES[2], done.stdout.split("\nFILE ")[1].split("\n")[1])


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Names that attack terminals, spreadsheets, parsers and pages, through both programs in every format; full disks.

    hostile.py EKUPROBE CERTCHECK TESTCERTS
"""
import csv
import html.parser
import io
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import asks  # noqa: E402
import cases_told  # noqa: E402
import schema  # noqa: E402

EKUPROBE, CERTCHECK, CERTS = sys.argv[1:4]
FORMATS = asks.formats(CERTCHECK)
CHAIN = os.path.join(CERTS, "scenarios", "hostile-names", "chain.pem")
PAYLOADS = ("a\x1b[2J\x1b]0;owned\x07", "\u202egpj.exe\u2066", "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)",
            "\t=1", "\r\n=2", "\"><script>alert(1)</script>", "' onload='x", "]]>", "<!--", "&lt;&#x3c;", "{{title}}",
            "{}=\"\\\n", "|'\"=;%0a", "\u2028x\u0085y", "\uff1d1", "\x7f\x9b31m", "%s%n", "$(reboot)`id`", "x\ufeff")
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def run(program, *arguments, **more):
    return subprocess.run([program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, **more)


class Page(html.parser.HTMLParser):
    """Which elements and attributes there are."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.handlers = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.handlers += [name for name, _ in attributes if name.startswith("on")]


class Hostile(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def outputs(self):
        """(format, text, number of results): a hostile certificate, and hostile targets around it."""
        one = json.loads(run(CERTCHECK, "--format", "ndjson", "--profile", "edge-psom", CHAIN).stdout)
        del one["file"], one["index"], one["kind"]
        rows = [dict(one, target=p, host=p, port=8057, origin=p, address=p, tls=None, product=None, timing_ms=None)
                for p in PAYLOADS]
        path = self.folder / "rows.ndjson"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        files = []
        for i, payload in enumerate(PAYLOADS):  # and file names
            named = self.folder / (payload.replace("/", "_") + str(i))
            named.write_bytes(pathlib.Path(CHAIN).read_bytes())
            files.append(named)
        for name in FORMATS:
            for program, arguments, n in ((CERTCHECK, ["-v", "--copies", "--at", "2020-01-01", "--profile", "edge-psom", CHAIN, *files], len(files) + 1),
                                          (EKUPROBE, ["-v", "--merge", path], len(rows))):
                done = run(program, "--format", name, *arguments)
                self.assertEqual(done.returncode, 2 if name == "nagios" else 1, (name, done.stderr))
                self.assertEqual(done.stderr, b"")
                yield name, done.stdout.decode("utf-8"), n

    def test_every_format(self):
        for name, text, n in self.outputs():
            with self.subTest(name):
                self.assertIsNone(UNSAFE.search(text.replace("\r\n", "\n") if name == "csv" else text))
                getattr(self, "check_" + name)(text, n)

    def check_text(self, text, n):
        self.assertNotIn("\t", text)

    def check_json(self, text, n):
        self.assertEqual(len(schema.loads(text)["results"]), n)

    def check_ndjson(self, text, n):
        self.assertEqual([schema.loads(line)["verdict"] for line in text.split("\n")[:-1]], ["breaks"] * n)

    def check_csv(self, text, n):
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
        self.assertEqual(len(rows), n + 1)
        for row in rows:
            self.assertEqual(len(row), len(rows[0]))
            for cell in row:
                self.assertFalse(re.match("[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]|-(?![0-9.]+$)", cell), cell)

    def check_junit(self, text, n):
        self.assertEqual(len(xml.fromstring(text).findall(".//testcase")), n)

    def check_html(self, text, n):
        page = Page(text)
        self.assertEqual((page.tags.count("script"), page.handlers), (1, []))
        self.assertEqual(set(page.tags) & {"img", "iframe", "object", "form", "base"}, set())
        self.assertEqual(text.partition("<script>")[0].count("<tr data-verdict="), n)

    def check_prometheus(self, text, n):
        sample = re.compile(r'[a-z_]+(\{([a-z0-9_]+="(\\[\\"n]|[^\\"\n])*",?)*\})? -?[0-9.e+]+')
        lines = [line for line in text.split("\n")[:-1] if not line.startswith("#")]
        self.assertGreaterEqual(len(lines), n)
        for line in lines:
            self.assertTrue(sample.fullmatch(line), line)

    def check_nagios(self, text, n):
        self.assertRegex(text.split("\n")[0], r"^[A-Z]+ ?[^|]*\|[^|]*$")

    def check_sarif(self, text, n):
        self.assertGreaterEqual(len(json.loads(text)["runs"][0]["results"]), n)


class FullDisk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def limit(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))

    def test_previous_report_stays(self):
        leaf = os.path.join(CERTS, "scenarios", "webserver", "leaf.pem")
        for name in FORMATS:
            if name in ("ndjson", "nagios"):  # a stream; too short
                continue
            path = self.folder / ("report." + name)
            path.write_text("the previous report")
            for program, arguments in (CERTCHECK, [leaf] * 40), (EKUPROBE, ["127.0.0.%d:1" % i for i in range(1, 40)]):
                done = run(program, "--report", "%s:%s" % (name, path), *arguments, preexec_fn=self.limit)
                self.assertEqual(done.returncode, 2, (name, program, done.stderr))
                self.assertIn(b"report." + name.encode() + b": File too large", done.stderr)
                self.assertEqual(path.read_text(), "the previous report")
                self.assertEqual([p.name for p in self.folder.iterdir()], [path.name])
            path.unlink()

    def test_unwritable_before_the_first_connection(self):
        for name in FORMATS:
            for path in "/nonexistent/report", str(self.folder), "/proc/report":
                done = run(EKUPROBE, "--report", "%s:%s" % (name, path), "127.0.0.1:1")
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertIn(path.encode(), done.stderr)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every kind of input under every option of the judgement and in every report:
test_formats.py CERTCHECK TESTCERTS SOURCE."""
import base64
import collections
import csv
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ET

import material
from material import der_of, thumbprint

CERTCHECK, CERTS, SOURCE = map(os.path.abspath, sys.argv[1:4])
del sys.argv[1:]
sys.path[:0] = [os.path.join(SOURCE, "tests", folder) for folder in ("templates", "support")]
import asks  # noqa: E402
import schema  # noqa: E402
import cases_told  # noqa: E402
import forest  # noqa: E402

# What is in the folder: file, kinds and what becomes of them for both usages.
READY, BREAKS, NONE = "ready", "breaks", "no-certificate"
INPUTS = {
    "base64.txt": [("certificate", READY)],
    "both.pem": [("certificate", READY)],
    "both.pfx": [("certificate", READY)],
    "chain.p7b": [("certificate", BREAKS)],
    "dump.txt": [("fields", BREAKS), ("fields", READY)],
    "edge.req": [("request", BREAKS)],
    "list.txt": [("certificate", NONE)],
    "store.sst": [("certificate", READY), ("certificate", BREAKS)],
    "templates.ldf": [("template", BREAKS), ("template", READY)],
    "templates.txt": [("template", BREAKS), ("template", READY)],
    "utf16.pem": [("certificate", BREAKS)],
    "webserver.cer": [("certificate", BREAKS)],
}
# Which of them each reader of certcheck/src/read is for (arch/rows compares).
READERS = {"cms": "chain.p7b", "dump": "dump.txt", "key": "both.pfx", "list": "list.txt", "pem": "both.pem",
           "pkcs12": "both.pfx", "store": "store.sst"}
WANTED = [(name, *row) for name, rows in INPUTS.items() for row in rows]
TEMPLATES = [row for row in forest.ROWS if row[0] in ("WebServer", "LyncEdge")]


class Formats(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.openssl = material.Openssl()
        cls.folder = cls.openssl.path("inputs")
        os.mkdir(cls.folder)
        scenario = lambda name, file: os.path.join(CERTS, "scenarios", name, file)
        both, web = scenario("both", "leaf.pem"), scenario("webserver", "leaf.pem")
        with open(web, encoding="ascii") as f:
            pem = f.read()
        with open(both, encoding="ascii") as f:
            own = f.read()
        request = cls.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=edge01",
                              "-addext", "extendedKeyUsage=serverAuth,clientAuth", "-addext",
                              "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer")
        entries = [("edge01", "S", None, "11" * 20), ("edge02", "SC", None, "22" * 20)]
        uses = [("Default", thumbprint(der_of(both))), ("OAuthTokenIssuer", "AB" * 20)]
        files = {
            "base64.txt": base64.encodebytes(der_of(both)), "both.pem": own, "webserver.cer": der_of(web),
            "both.pfx": cls.openssl("pkcs12", "-export", "-in", both, "-inkey", scenario("both", "key.pem"), "-passout",
                                    "pass:x"),
            "chain.p7b": cls.openssl("crl2pkcs7", "-nocrl", "-certfile", scenario("webserver", "chain.pem")),
            "dump.txt": material.store_dump("ja", entries), "edge.req": request,
            "list.txt": material.use_list(uses).encode("utf-16"),
            "store.sst": material.serialized_store([(der_of(both), None), (der_of(web), None)]),
            "templates.ldf": forest.ldif(TEMPLATES), "templates.txt": forest.dump("de", TEMPLATES).encode("utf-16"),
            "utf16.pem": pem.encode("utf-16"),
        }
        assert files.keys() == INPUTS.keys()
        for name, data in files.items():
            cls.openssl.write("inputs/" + name, data)

    def run_it(self, *words, status=1):
        run = subprocess.run([CERTCHECK, "--copies", *words, self.folder], capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
                             env=dict(os.environ, CERTCHECK_PASSWORD="x"))
        self.assertEqual(run.returncode, status, run.stderr.decode())
        return run.stdout.decode()

    def results(self, *words, **more):
        return json.loads(self.run_it("--at", "2020-01-01", "--format", "json", *words, **more))["results"]

    def told(self, *words, **more):
        """What is said of each object, lists last: they are told when all files have been seen."""
        results = self.results(*words, **more)
        return sorted((os.path.basename(r["file"]), r["kind"], r["verdict"]) for r in results)

    def test_both_usages(self):
        self.assertEqual(self.told(), sorted(WANTED))
        self.assertEqual(self.told("--usage", "both"), sorted(WANTED))

    def test_one_usage(self):
        for words, missing in ((["--usage", "server"], {BREAKS: READY}), (["--profile", "tls-server"], {BREAKS: READY}),
                               (["--profile", "fe-client"], {BREAKS: READY}), (["--usage", "client"], {}),
                               (["--profile", "edge-psom"], {}), (["--profile", "mtls"], {}), (["--opted-out"], {BREAKS: READY})):
            with self.subTest(words):
                want = sorted((name, kind, missing.get(verdict, verdict)) for name, kind, verdict in WANTED)
                self.assertEqual(self.told(*words, status=1 if any(v == BREAKS for _, _, v in want) else 3), want)

    def test_usage_overrules_the_profile(self):
        results = self.results("--profile", "edge-psom", "--usage", "server", status=3)
        self.assertEqual({r["profile"] for r in results}, {"edge-psom"})
        self.assertEqual({r["verdict"] for r in results}, {READY, NONE})

    def test_time(self):
        """Only certificates have dates: requests, templates and dumps do not end."""
        for at, code, verdict in (("2045-12-20", "EXPIRES_SOON", None), ("2046-06-01", "EXPIRED", "broken"),
                                  ("2010-01-01", "NOT_YET_VALID", "broken")):
            with self.subTest(at):
                results = json.loads(self.run_it("--at", at, "--expires-within", "30", "--format", "json"))["results"]
                for r in results:
                    ends = r["kind"] == "certificate" and r["verdict"] != NONE
                    self.assertEqual(code in [f["code"] for f in r["findings"]], ends, (r["file"], r["findings"]))
                    self.assertEqual(r["verdict"] == "broken", ends and verdict == "broken")

    def test_json_and_ndjson(self):
        whole = schema.loads(self.run_it("--format", "json"))
        lines = [schema.loads(line) for line in self.run_it("--format", "ndjson").splitlines()]
        for line in lines:
            del line["replay"] # what --merge needs, in NDJSON alone
        self.assertEqual(lines, whole["results"])
        self.assertEqual(sum(whole["summary"].values()), len(WANTED))

    def label(self, r):
        if "template" in r:
            return f"{r['file']}: {r['template']['name']}"
        return r["file"] + (f"[{r['index']}]" if r["index"] else "") + (f" ({r['use']})" if r.get("use") else "")

    def test_junit(self):
        """A test for each object, templates by name; what --fail-on names has failed, a missing certificate is an error."""
        results = self.results()
        root = ET.fromstring(self.run_it("--at", "2020-01-01", "--format", "junit"))
        cases = list(root.iter("testcase"))
        self.assertEqual([c.get("name") for c in cases], [self.label(r) for r in results])
        self.assertEqual(len({c.get("name") for c in cases}), len(cases))
        for case, r in zip(cases, results):
            self.assertEqual(case.get("classname"), r["kind"])
            self.assertEqual([e.tag for e in case if e.tag != "system-out"],
                             {BREAKS: ["failure"], NONE: ["error"]}.get(r["verdict"], []))
        counts = collections.Counter(r["verdict"] for r in results)
        for suite in root, root.find("testsuite"):
            self.assertEqual([int(suite.get(key)) for key in ("tests", "failures", "errors")],
                             [len(results), counts[BREAKS], counts[NONE]])

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.run_it("--at", "2020-01-01", "--format", "csv"))))
        self.assertEqual([(row["index"], row["kind"], row["verdict"]) for row in rows],
                         [(str(r["index"]), r["kind"], r["verdict"]) for r in self.results()])
        self.assertFalse([row for row in rows if "malformed" in "".join(map(str, row.values()))])

    def test_sarif(self):
        run = json.loads(self.run_it("--at", "2020-01-01", "--format", "sarif"))["runs"][0]
        errors = [r for r in run["results"] if r["level"] == "error"]
        places = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in errors]
        self.assertEqual({os.path.basename(p) for p in places}, {name for name, _, verdict in WANTED if verdict == BREAKS})

    def test_prometheus(self):
        lines = [line for line in self.run_it("--format", "prometheus").splitlines() if not line.startswith("#")]
        series = [line.rsplit(" ", 1)[0] for line in lines]
        self.assertEqual(len(set(series)), len(series))
        for line in lines:
            self.assertRegex(line, r'^[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? [-+.e0-9]+$')
        for name in INPUTS:
            self.assertIn("/" + name, "\n".join(series))

    def test_html(self):
        class Page(html.parser.HTMLParser):
            text = ""

            def handle_data(self, data):
                self.text += data
        page = Page()
        page.feed(self.run_it("--format", "html"))
        for r in self.results():
            self.assertIn(r["file"], page.text)

    def test_text_and_nagios(self):
        out = self.run_it("--at", "2020-01-01", "--format", "text")
        for r in self.results():
            label = re.escape(self.label(r))
            rows = {"request": rf"{label} +\S+ +{r['verdict']}\s", # with the template it names
                    "template": r"(?m)^\S+ +\d+ .*  " + re.escape(r["file"]) + "$"} # by how it fits
            self.assertRegex(out, rows.get(r["kind"], rf"{label} +{r['kind']} +{r['verdict']}\s"))
        out = self.run_it("--format", "nagios", status=2)
        self.assertRegex(out, r"^\w+ CRITICAL")

    def test_all_reports_of_one_run(self):
        formats = asks.formats(CERTCHECK)
        reports = [f"--report={f}:{self.openssl.path('report.' + f)}" for f in formats]
        self.run_it("--at", "2020-01-01", "--format", "ndjson", *reports)
        for f in formats:
            with open(self.openssl.path("report." + f), encoding="utf-8", newline="") as report:
                text = report.read()
            self.assertTrue(text, f)
            if f in ("csv", "nagios"): # the others tell when they were made
                self.assertEqual(text, self.run_it("--at", "2020-01-01", "--format", f, status=2 if f == "nagios" else 1))


if __name__ == "__main__":
    cases_told.main()

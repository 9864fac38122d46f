#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--baseline and --suppress: only what is new or worse fails, and every format says how it stands.

    baseline.py EKUPROBE CERTCHECK TESTCERTS
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import schema  # noqa: E402

CERTCHECK, CERTS = sys.argv[2], pathlib.Path(sys.argv[3], "scenarios")
BOTH, SERVER = str(CERTS / "both/leaf.pem"), str(CERTS / "webserver/leaf.pem")


class Baseline(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def judge(self, *arguments):
        return subprocess.run([CERTCHECK, *map(str, arguments)], capture_output=True, text=True, timeout=60)

    def baseline(self, *arguments):
        path = self.folder / "baseline.ndjson"
        path.write_text(self.judge("--format", "ndjson", *arguments).stdout)
        return path

    def suppressions(self, *lines):
        path = self.folder / "suppress.txt"
        path.write_text("# because\n\n" + "".join(line + "\n" for line in lines))
        return path

    def test_known_new_and_worse(self):
        self.assertEqual(self.judge(SERVER).returncode, 1)
        known = self.baseline(SERVER)
        self.assertEqual(self.judge("--baseline", known, SERVER).returncode, 0)
        self.assertEqual(self.judge("--baseline", known, SERVER, BOTH).returncode, 0)
        new = self.baseline(BOTH)
        self.assertEqual(self.judge("--baseline", new, SERVER).returncode, 1)
        better = self.baseline("--usage", "server", SERVER)
        done = self.judge("--baseline", better, SERVER)
        self.assertEqual(done.returncode, 1)
        self.assertIn("compared: 0 new, 1 worse, 0 known, 0 suppressed", done.stdout)

    def test_of_several_results_of_one_object_the_last_counts(self):
        good, bad = (self.judge("--format", "ndjson", *more, SERVER).stdout for more in (["--usage", "server"], []))
        path = self.folder / "baseline.ndjson"
        for lines, status in ((good + bad + good, 1), (good + good + bad, 0), (bad + bad + good, 1), (bad + good + bad, 0)):
            path.write_text(lines)
            self.assertEqual(self.judge("--baseline", path, SERVER).returncode, status)

    def test_a_line_that_is_cut_off_is_not_known(self):
        known = self.baseline(BOTH, SERVER)
        for cut, status, words in ((1, 0, ""), (2, 1, "the last line is incomplete"), (300, 1, "the last line is incomplete")):
            known.write_text(known.read_text()[:-1] if cut == 1 else known.read_text()[:-cut])
            done = self.judge("--baseline", known, SERVER)
            self.assertEqual(done.returncode, status, cut)
            self.assertIn(words, done.stderr)
        known.write_text(known.read_text().replace("{", "[", 1))
        self.assertEqual(self.judge("--baseline", known, SERVER).returncode, 2)
        known.write_text("host01\n")
        self.assertEqual(self.judge("--baseline", known, SERVER).returncode, 2)
        known.write_text("host01")
        self.assertEqual(self.judge("--baseline", known, SERVER).returncode, 2)

    def test_another_question_has_no_baseline(self):
        known = self.baseline("--usage", "client", "--change", "envoy", SERVER)
        for change, status in (("envoy", 0), ("erlang-25", 1)):
            done = self.judge("--usage", "client", "--change", change, "--baseline", known, SERVER)
            self.assertEqual(done.returncode, status, change)
        self.assertIn("compared: 1 new", done.stdout)

    def test_formats_say_it(self):
        known = self.baseline(SERVER)
        document = schema.loads(self.judge("--baseline", known, "--format", "json", SERVER, BOTH).stdout)
        self.assertEqual([r["baseline"]["standing"] for r in document["results"]], ["known", "new"])
        self.assertTrue(document["decision"].startswith("Reissue first: "))  # what is true stays true
        suite = xml.etree.ElementTree.fromstring(self.judge("--baseline", known, "--format", "junit", SERVER).stdout)
        self.assertEqual((suite.get("failures"), len(suite.findall(".//skipped"))), ("0", 1))
        sarif = json.loads(self.judge("--baseline", known, "--format", "sarif", SERVER).stdout)
        self.assertEqual({r["baselineState"] for r in sarif["runs"][0]["results"]}, {"unchanged"})
        nagios = self.judge("--baseline", known, "--format", "nagios", SERVER)
        self.assertEqual((nagios.returncode, nagios.stdout[:12]), (0, "CERTCHECK OK"))

    def test_suppressed_until_a_day_for_a_reason(self):
        lines = self.suppressions(f'"{SERVER}" breaks 2999-12-31 waits for the CA team, CHG-123')
        done = self.judge("--suppress", lines, "--format", "sarif", SERVER)
        self.assertEqual(done.returncode, 0)
        for result in json.loads(done.stdout)["runs"][0]["results"]:
            self.assertEqual(result["suppressions"],
                             [{"kind": "external", "justification": "waits for the CA team, CHG-123"}])
        by_code = self.suppressions("*/webserver/* EKU_LACKS_CLIENT_AUTH 2999-12-31 known")
        done = self.judge("--suppress", by_code, SERVER, BOTH)
        self.assertEqual(done.returncode, 0)
        self.assertIn("suppressed: 1; only what is not suppressed fails", " ".join(done.stdout.split()))
        self.assertNotIn("compared", done.stdout)  # with nothing
        other = self.suppressions("*/webserver/* EXPIRED 2999-12-31 known", "other breaks 2999-12-31 known")
        self.assertEqual(self.judge("--suppress", other, SERVER).returncode, 1)

    def test_a_target_with_blanks_stands_in_quotation_marks(self):
        named = shutil.copy(SERVER, self.folder / "two words.pem")
        for target, status in ((f'"{named}"', 0), ('"*two words*"', 0), ('"*two  words*"', 1), (f'"{named}', 2), (named, 2)):
            lines = self.suppressions(f"{target} breaks 2999-12-31 known")
            self.assertEqual(self.judge("--suppress", lines, named).returncode, status, target)

    def test_what_is_over_is_said_and_fails_again(self):
        done = self.judge("--suppress", self.suppressions(f'"{SERVER}" breaks 2020-02-29 old'), SERVER)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--suppress: expired on 2020-02-29, and ignored now: ", done.stderr)

    def test_misuse(self):
        bad = self.folder / "bad"
        for text, wanted in (("x\n", "bad:1: not one whole JSON object"), ("{}\n", "bad:1: not a result")):
            bad.write_text(text)
            done = self.judge("--baseline", bad, SERVER)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(wanted, done.stderr)
        for line, wanted in (("a breaks 2999-01-01", "and the reason"), ("a worst 2999-01-01 b", "neither a verdict"),
                             ("a breaks soon b", "not a day such as")):
            done = self.judge("--suppress", self.suppressions(line), SERVER)
            self.assertEqual(done.returncode, 2)
            self.assertIn("suppress.txt:3: ", done.stderr)
            self.assertIn(wanted, done.stderr)
        self.assertEqual(self.judge("--baseline", self.folder / "none", SERVER).returncode, 2)


if __name__ == "__main__":
    cases_told.main(argv=sys.argv[:1] + sys.argv[4:])

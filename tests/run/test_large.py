# SPDX-License-Identifier: MIT
"""Reports of 2,000 mixed endpoints are short: causes with their number, not a line for each."""
import subprocess
import sys

import runtools
from runtools import Case, ekuprobe

ENDPOINTS = 2000


class Large(Case):
    @classmethod
    def setUpClass(cls):
        o = runtools.OPTIONS
        program = runtools.pathlib.Path(o.source, "tests/bench/estate.py")
        cls.estate = subprocess.run([sys.executable, program, o.lab, o.ekuprobe, o.scenarios, str(ENDPOINTS)],
                                    stdout=subprocess.PIPE, check=True, timeout=120).stdout.decode()

    def setUp(self):
        super().setUp()
        self.file = self.write("estate.ndjson", self.estate)

    def test_text_groups_causes_with_their_number(self):
        text = ekuprobe("--merge", self.file).stdout
        flat = " ".join(text.split())
        self.assertLess(len(text.splitlines()), 300)
        self.assertRegex(flat, r"\d{2,3} endpoints, \S+ to \S+ \(-v lists each\): breaks why "
                               r"the certificate lacks Client Authentication \[EKU_LACKS_CLIENT_AUTH\]")
        self.assertRegex(flat, r"the certificate has expired \[EXPIRED\]")
        self.assertRegex(flat, r"and \d+ more \(-v lists each\)")
        self.assertNotRegex(text, r"(?m)^\S+ +\S+ +ready ")
        counts = sum(int(n) for n in text.rsplit(f"{ENDPOINTS} endpoints:", 1)[1].replace("\n", " ").split()
                     if n.isdigit())
        self.assertEqual(counts, ENDPOINTS)

    def test_verbose_lists_each(self):
        text = ekuprobe("--merge", self.file, "-v").stdout
        self.assertGreater(len(text.splitlines()), ENDPOINTS)


runtools.main()

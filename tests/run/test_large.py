# SPDX-License-Identifier: MIT
"""Reports of 2,000 mixed endpoints are short: causes with their number, not a line for each."""
import json
import re
import subprocess
import sys

import runtools
from runtools import Case, ekuprobe

sys.path.insert(0, str(runtools.pathlib.Path(__file__).resolve().parents[1] / "unit/report/checks"))
from browser import Browser, find_chromium  # noqa: E402

ENDPOINTS = 2000


def unpacked(text):
    """The rows of a table's data, put together as script.js does (html_pack.c)."""
    data = json.loads(text)
    rows = []
    for shape, *texts in data["rows"]:
        first, *parts = re.split("[\x01\x02]", data["shapes"][shape])
        rows.append(first + "".join(data["texts"][t] + part for t, part in zip(texts, parts, strict=True)))
    return rows


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

    def test_html_has_causes_domains_and_a_page_of_rows(self):
        page = ekuprobe("--merge", self.file, "--format", "html").stdout
        document = re.sub('<script type="application/json".*?</script>', "", page, flags=re.S)
        for table, count in ("results", ENDPOINTS), ("certificates", None):
            packed = re.search(f'id="{table}-table-all" data-rows="([0-9]+)">(.*?)</script>', page, re.S)
            rows = unpacked(packed[2])
            self.assertEqual(len(rows), int(packed[1]))
            self.assertEqual(len(rows), count or len(rows))
            body = document.split(f'id="{table}-table"')[1].split("<tbody>\n")[1].split("</tbody>")[0]
            self.assertEqual(rows[:100], body.strip().split("\n"))
            self.assertEqual(rows[-1][-5:], "</tr>")
            self.assertIn(f"The first 100 of {len(rows)} rows; the page needs JavaScript to show the others.", document)
        self.assertLess(len(page), 600 * ENDPOINTS)
        self.assertEqual(document.count('\n<tr data-verdict="'), 100)
        self.assertRegex(document, r"<b>\d{3} endpoints</b>: the certificate lacks Client Authentication")
        self.assertIn("Connections by domain, the worst first.", document)
        self.assertNotIn('<svg class="map"', document)
        self.assertEqual(document.count('<tr><th scope="row">'), 16 + 2)  # domains; Edge Servers, Front Ends

    def test_html_in_a_browser(self):
        if find_chromium() is None:
            self.skipTest("no Chromium here")
        path = self.write("report.html", ekuprobe("--merge", self.file, "--format", "html").stdout)
        shown = "document.querySelectorAll('#results-table tbody tr').length"
        status = "document.querySelector('[data-for=results-table] .shown').textContent"
        with Browser() as browser:
            browser.call("Emulation.setScriptExecutionDisabled", value=True)
            browser.open(path)
            self.assertEqual(browser.run("document.querySelectorAll('noscript p').length"), 2)
            browser.call("Emulation.setScriptExecutionDisabled", value=False)
            browser.open(path)
            self.assertEqual(browser.run("document.querySelectorAll('noscript p').length"), 0)
            self.assertEqual((browser.run(shown), browser.run(status)), (100, f"All {ENDPOINTS} shown"))
            browser.run("document.querySelector('[data-for=results-table] .next').click()")
            self.assertIn("101\u2013200 / 2000", browser.run("document.querySelector('.pages span').textContent"))
            browser.run("document.querySelector('[data-for=results-table] button.broken').click()")
            verdicts = browser.run("Array.from(document.querySelectorAll('#results-table tbody tr'),"
                                   " row => row.dataset.verdict)")
            self.assertEqual(set(verdicts), {"broken"})
            browser.run("document.querySelectorAll('#results-table th button')[0].click()")
            browser.run("document.querySelectorAll('#results-table th button')[0].click()")
            names = browser.run("Array.from(document.querySelectorAll('#results-table .name'),"
                                " cell => cell.firstChild.textContent)")
            self.assertEqual(names, sorted(names, reverse=True))
            browser.run("location.hash = document.querySelector('#results-table a[href^=\"#c\"]').hash")
            self.assertTrue(browser.run("new Promise(done => setTimeout(() => done("
                                        "document.querySelector('#certificates-table tr:target, "
                                        "#certificates-table ' + location.hash) !== null), 50))"))
            self.assertEqual(browser.complaints(), [])
            self.assertLess(len(re.findall(rb"/Type\s*/Page\b", browser.pdf())), 10)


runtools.main()

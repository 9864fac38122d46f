# SPDX-License-Identifier: MIT
"""One certificate on many endpoints is reissued once, and the reports say what that fixes."""
import re

import runtools
from runtools import Case, document, ekuprobe


class ByCertificate(Case):
    def run_with(self, make):
        """Two certificates that break, on three and on one endpoint; one that is ready."""
        names = "webserver", "both", "webserver", "fe-webserver", "webserver"
        with runtools.lab(*[f"0={n},roles=normal" for n in names]) as running:
            self.targets = {f"127.0.0.1:{p}": n for p, n in zip(running.ports, names)}
            return make(*[f"{t}/mtls" for t in self.targets])

    def test_notes_are_there_only_where_they_are_true(self):
        """Of how certificates were checked nothing is said where none was."""
        none = runtools.ekuprobe("--retries", "0", "127.0.0.1:1/edge-psom")
        self.assertEqual(none.returncode, 3)
        self.assertNotIn("Note:", none.stdout)
        with runtools.lab("0=both,roles=normal") as running:
            one = runtools.ekuprobe("--retries", "0", "127.0.0.1:1/edge-psom", f"127.0.0.1:{running.ports[0]}/mtls")
        self.assertIn("Note: only the certificates given were checked", one.stdout)
        self.assertIn("Note: trust was not checked", one.stdout)

    def test_json_has_each_certificate_once_with_its_endpoints(self):
        certificates = self.run_with(document)["by_certificate"]
        self.assertEqual(len(certificates), 3)
        seen = {}
        for one in certificates:
            [name] = {self.targets[e["target"]] for e in one["endpoints"]}
            seen[name] = (one["breaks"], len(one["endpoints"]), one["endpoints"][0]["verdict"])
        self.assertEqual(seen, {"webserver": (3, 3, "breaks"), "both": (0, 1, "ready"),
                                "fe-webserver": (1, 1, "breaks")})

    def test_text_says_what_reissuing_fixes(self):
        text = self.run_with(ekuprobe).stdout
        self.assertIn("Reissuing 2 certificates fixes 4 connections.", text)

    def test_html_has_a_row_a_certificate(self):
        page = self.run_with(lambda *a: ekuprobe(*a, "--format", "html")).stdout
        self.assertIn("Reissuing 2 certificates fixes 4 connections.", page)
        table = re.search(r'<table id="certificates-table".*?</table>', page, re.S)[0]
        rows = re.findall(r'<tr id="c\d+">.*?</tr>', table, re.S)
        shown_by = [re.search(r'class="shown-by"[^>]*>(.*?)</td>', row, re.S)[1] for row in rows]
        listed = [sorted(re.findall(r"127\.0\.0\.1:\d+", cell)) for cell in shown_by]
        self.assertEqual(sorted(map(len, listed)), [1, 1, 3])
        self.assertEqual(sorted(sum(listed, [])), sorted(self.targets))

    def test_one_connection_is_told_once(self):
        with runtools.lab("0=webserver,roles=normal") as running:
            text = ekuprobe(f"127.0.0.1:{running.ports[0]}/mtls").stdout
        self.assertNotIn("Reissuing", text)


runtools.main()

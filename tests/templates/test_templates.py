#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Templates in files: test_templates.py CERTCHECK."""
import csv
import json
import os
import re
import subprocess
import unittest

import forest
from certcheck import Case, codes
from expected import expected, said

import cases_told  # noqa: E402  certcheck knows where it is


class Files(Case):
    def check(self, name, data, unsuperseded=False):
        want = expected()
        if unsuperseded: # a dump that does not print what a template supersedes
            want["WebServer"] = want["WebServer"][:10] + (None,) + want["WebServer"][11:]
        results, _ = self.judged(self.file(name, data), status=1)
        self.assertEqual(said(results), want)

    def test_ldif(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            with self.subTest(encoding):
                self.check("ldifde.ldf", forest.ldif().replace("\n", "\r\n").encode(encoding))
        self.check("ldapsearch.ldif", "version: 1\n\n# requesting: ALL\n#\n\n" + forest.ldif(change=False) +
                   "# search result\n")

    def test_certutil_template(self):
        for language in forest.WORDS:
            for encoding in ("utf-8", "utf-16"):
                with self.subTest(language=language, encoding=encoding):
                    self.check("template.txt", forest.dump(language).encode(encoding), unsuperseded=True)
                    self.check("superseding.txt", forest.dump(language, supersedes=True).encode(encoding))

    def test_certutil_dstemplate(self):
        for encoding in ("utf-8", "utf-16"):
            with self.subTest(encoding):
                self.check("ds.txt", forest.ds().encode(encoding))

    def test_policies_override_in_version_2(self):
        row = [r for r in forest.ROWS if r[0] == "LyncEdge"]
        text = forest.ldif(row)
        only = text.replace(forest.ldif_line("msPKI-Certificate-Application-Policy",
                                             forest.OIDS["client"].encode()), "")
        self.assertNotEqual(text, only)
        results, _ = self.judged(self.file("override.ldf", only))
        self.assertEqual(results[0]["verdict"], "breaks")
        self.assertIn("APPLICATION_POLICIES_OVERRIDE_EKU", [f["code"] for f in results[0]["findings"]])
        version1 = only.replace("msPKI-Template-Schema-Version: 2", "msPKI-Template-Schema-Version: 1")
        self.assertEqual(self.judged(self.file("v1.ldf", version1))[0][0]["verdict"], "ready")

    def test_told_apart(self):
        results, _ = self.judged(self.file("all.ldf", forest.ldif()))
        codes = {r["template"]["name"]: {f["code"] for f in r["findings"]} for r in results}
        self.assertIn("TEMPLATE_FOR_A_CA", codes["SubCA"])
        self.assertIn("TEMPLATE_SUPERSEDED", codes["WebServer"])
        self.assertIn("TEMPLATE_SUBJECT_FROM_DIRECTORY", codes["Machine"])
        self.assertFalse(codes["LyncEdge"] & {"TEMPLATE_SUPERSEDED", "TEMPLATE_SUBJECT_FROM_DIRECTORY"})
        bare = forest.ldif([("Bare", "Bare", 1, "1.99", "", "a0", 0, True)])
        results, _ = self.judged(self.file("bare.ldf", bare), status=0)
        self.assertIn("TEMPLATE_ANY_PURPOSE", [f["code"] for f in results[0]["findings"]])

    FITS = {"fits": ["LyncEdge"],
            "can be made to fit": ["Machine", "DomainController", "WebServer", "DomainControllerAuthentication",
                                   "RASAndIASServer", "KerberosAuthentication"]}

    def test_people_read_what_to_request_from_first(self):
        path = self.file("all.ldf", forest.ldif())
        out, _ = self.run_it("--format", "text", path, status=1)
        head, *rows = out.partition("\nTEMPLATE ")[2].partition("\n\n")[0].splitlines()
        self.assertEqual(head.split("  ")[-1].strip(), "SUBJECT FROM")
        shown = [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows]
        self.assertEqual([(row[3], row[0]) for row in shown],
                         [(fit, name) for fit, names in self.FITS.items() for name in names])
        self.assertEqual(shown[0], ["LyncEdge", "2", "ready", "fits", "serverAuth, clientAuth", "the request"])
        self.assertIn("\n34 templates: 1 fits, 6 can be made to fit, 27 are not for servers.\n", out)
        self.assertIn("\nNot for servers: User, UserSignature, ", out)
        self.assertNotIn("\nUser: not for servers", out)
        self.assertNotIn("objects", out)
        self.assertNotIn("EXPIRES", out)
        more, _ = self.run_it("--format", "text", "-v", path, status=1)
        self.assertIn("\nUser: not for servers\n  template   schema version 1", more)

    def test_the_verdict_stands_in_the_row(self):
        rows = [row for row in forest.ROWS if row[0] in ("LyncEdge", "WebServer")]
        out, _ = self.run_it("--format", "text", self.file("two.ldf", forest.ldif(rows)), status=1)
        self.assertRegex(out, r"\nLyncEdge +2 +ready +fits ")
        self.assertRegex(out, r"\nWebServer +1 +breaks +can be made to fit ")

    def test_two_fit_and_one_fits(self):
        row = next(row for row in forest.ROWS if row[0] == "LyncEdge")
        for rows, words in (([row], "1 template: 1 fits."),
                            ([row, ("Second", *row[1:])], "2 templates: 2 fit.")):
            out, _ = self.run_it("--format", "text", self.file("fit.ldf", forest.ldif(rows)), status=0)
            self.assertIn(f"\n{words}\n", out)

    def test_one_that_can_be_made_to_fit_says_how(self):
        out, _ = self.run_it("--format", "text", self.file("m.ldf", forest.ldif(
            [row for row in forest.ROWS if row[0] == "Machine"])))
        self.assertRegex(out, r"Machine: can be made to fit\n(.*\n)*  to do    - In a copy of this template")

    def test_a_page_has_them_in_a_table_of_their_own(self):
        out, _ = self.run_it("--format", "html", self.file("all.ldf", forest.ldif()), status=1)
        body = out.partition('id="templates-table"')[2].partition("</table>")[0]
        self.assertEqual(re.findall(r'<td class="name">(\w+)', body)[:7],
                         [name for names in self.FITS.values() for name in names])
        self.assertIn("<title>Templates: 1 fits, 6 can be made to fit, 27 are not for servers &#183; certcheck</title>", out)
        self.assertIn('<section aria-labelledby="results" hidden>', out)
        self.assertNotIn("will break", out)

    def test_machines_read_the_same(self):
        path = self.file("all.ldf", forest.ldif())
        fits = {r["template"]["name"]: r["template"]["fit"] for r in self.judged(path)[0]}
        self.assertEqual([fits[name] for name in ("LyncEdge", "WebServer", "User", "SubCA")],
                         ["fits", "adaptable", "not-for-servers", "not-for-servers"])
        out, _ = self.run_it("--format", "csv", path, status=1)
        rows = {row["subject"]: row for row in csv.DictReader(out.splitlines())}
        self.assertEqual([rows["CN=Machine"]["template_" + key] for key in ("fit", "version", "subject")],
                         ["adaptable", "1", "directory"])

    def advice(self, name, rows, product):
        out, _ = self.run_it("--format", "json", "--template-for", product, self.file(name, forest.ldif(rows)))
        return json.loads(out)["notes"][-1]

    def test_advice(self):
        self.assertRegex(self.advice("all.ldf", forest.ROWS, "sfb2015"),
                         "^for Skype for Business Server 2015: request every server's certificate from a template "
                         ".*: LyncEdge\\. .*duplicate WebServer and add Client Authentication")
        self.assertIn("none of these templates fits", self.advice("default.ldf", forest.ROWS[:-1], "lync"))

    def test_advice_without_templates(self):
        out, _ = self.run_it("--format", "json", "--template-for", "lync2013", "--template", self.file("all.ldf", forest.ldif()),
                             os.devnull)
        self.assertIn("for Lync Server 2013: request every server's certificate", json.loads(out)["notes"][-1])
        pem = self.file("none.pem", "")
        out, _ = self.run_it("--format", "json", "--template-for", "lync", pem)
        self.assertIn("no templates were given", json.loads(out)["notes"][-1])

    def test_request_joined_with_its_template(self):
        path = self.path("edge.req")
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("key.pem"), "-subj",
                        "/CN=edge01.contoso.com", "-addext", "extendedKeyUsage=serverAuth,clientAuth", "-out", path],
                       check=True, capture_output=True)
        templates = self.file("forest.ldf", forest.ldif())
        for name, verdict, code in (("WebServer", "breaks", "TEMPLATE_STAMPS"), ("lyncedge", "ready", "TEMPLATE_STAMPS"),
                                    ("Computer", "ready", "TEMPLATE_IGNORES_SUBJECT")):
            with self.subTest(name):
                results, _ = self.judged("--template", f"{templates}:{name}", path)
                self.assertEqual([r["verdict"] for r in results], [verdict])
                self.assertIn(code, codes(results[0]))
                self.assertNotIn("REQUEST_IS_A_WISH", codes(results[0]))
                self.assertFalse([r for r in results[0]["remedies"] if r.startswith("opt-out")]) # in no use yet
        _, err = self.run_it("--template", templates + ":Nothing", path, status=2)
        self.assertIn("no template of this name; known: User, ", err)

    def test_urls_in_ldif_are_refused(self):
        secret = self.file("secret", "1.3.6.1.5.5.7.3.1")
        for line in (f"pKIExtendedKeyUsage:< file://{secret}", f"pKIExtendedKeyUsage:\n < file://{secret}",
                     f"pKIExtendedKeyUsage: < file://{secret}"):
            with self.subTest(line):
                text = f"dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\n{line}\n\n"
                _, err = self.run_it(self.file("url.ldf", text), status=2)
                self.assertIn("line 4: a value that is to be fetched from a URL is refused (template X)", err)
        text = f"include: file://{self.file('more.ldf', forest.ldif())}\n\n" + forest.ldif(forest.ROWS[:1])
        results, _ = self.judged(self.file("include.ldf", "dn: CN=Y\nobjectClass: top\n" + text))
        self.assertEqual([r["template"]["name"] for r in results], ["User"])
        mixed = forest.ldif(forest.ROWS[:2]) + f"dn: CN=X\nobjectClass: pKICertificateTemplate\ncn:< file://{secret}\n\n"
        results, err = self.judged(self.file("mixed.ldf", mixed), status=2)
        self.assertEqual([r["template"]["name"] for r in results], ["User", "UserSignature"])
        self.assertIn("a value that is to be fetched from a URL is refused", err)

    def test_one_bad_template_is_named_and_the_rest_judged(self):
        rows = forest.ldif(forest.ROWS[:3])
        for name, text in (("oid", rows.replace("pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.4", "pKIExtendedKeyUsage: mail", 1)),
                           ("number", rows.replace("revision: 4", "revision: 4x", 1)),
                           ("base64", rows.replace("\ncn: User\n", "\ncn: User\ndescription:: M*I\n", 1))):
            with self.subTest(name):
                results, err = self.judged(self.file(name + ".ldf", text), status=2)
                self.assertEqual([r["template"]["name"] for r in results], ["UserSignature", "SmartcardUser"])
                self.assertRegex(err, rf"^certcheck: .*{name}\.ldf: line \d+: .*\(template User\)\n$")
                _, err = self.run_it("--template", self.path(name + ".ldf") + ":UserSignature", os.devnull, status=2)
                self.assertIn("(template User)", err) # what requests are judged by must be whole
        folder = self.path("one-bad")
        os.mkdir(folder)
        os.link(self.path("number.ldf"), os.path.join(folder, "number.ldf"))
        _, err = self.judged(folder, status=1)
        self.assertIn("1 warning", err)
        self.judged("--strict", folder, status=2)

    def test_cut_exports(self):
        """Wherever an export is cut, no whole template changes, and of half a one no verdict is believed."""
        want = expected()
        for name, text in (("cut.ldf", forest.ldif(forest.ROWS[-3:])), ("cut.txt", forest.dump("de", forest.ROWS[-3:])),
                           ("cut.ds", forest.ds(forest.ROWS[-3:]))):
            for n in range(len(text) // 3, len(text), len(text) // 40):
                with self.subTest(name=name, n=n):
                    out, err = self.run_it("--format", "ndjson", self.file(name, text[:n]))
                    results = [json.loads(line) for line in out.splitlines()]
                    self.assertTrue(results or err)
                    for r in results[:-1]:
                        self.assertEqual(r["verdict"], want[r["template"]["name"]][0])
                    for r in results[-1:]:
                        half = r["verdict"] != want.get(r["template"]["name"], [None])[0]
                        self.assertTrue(not half or err or "TEMPLATE_INCOMPLETE" in codes(r), r)
                        self.assertTrue(not half or r["verdict"] != "ready", r)

    def test_exported_in_part(self):
        text = "dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\n"
        results, _ = self.judged(self.file("x.ldf", text), status=3) # nothing said of usages, and nothing else either
        self.assertEqual([r["verdict"] for r in results], ["indeterminate"])
        self.assertEqual(set(results[0]["template"]["profiles"].values()), {"indeterminate"})
        self.assertIsNone(results[0]["template"]["subject_from_request"])
        results, _ = self.judged(self.file("y.ldf", text + "pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.1\n"), status=1)
        self.assertEqual([r["verdict"] for r in results], ["breaks"])
        self.assertIn("TEMPLATE_INCOMPLETE", codes(results[0]))
        both = "".join(f"pKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.{usage}\n" for usage in (1, 2))
        results, _ = self.judged(self.file("z.ldf", text + both), status=3) # Application Policies may be missing
        self.assertEqual([r["verdict"] for r in results], ["indeterminate"])
        self.assertIn("TEMPLATE_INCOMPLETE", codes(results[0]))

    def test_a_dump_that_lacks_what_it_counts(self):
        """"2 Extensions:", and one is shown: the other one may be the Application Policies."""
        dump = ("TemplatePropCommonName = X\nTemplatePropEKUs =\n2 ObjectIds:\n"
                "    1.3.6.1.5.5.7.3.1 Server Authentication\n    1.3.6.1.5.5.7.3.2 Client Authentication\n"
                "TemplatePropSchemaVersion = 2\nTemplatePropSubjectNameFlags = 1\nTemplatePropGeneralFlags = 20241\n"
                "TemplatePropExtensions =\n%s Extensions:\n  Extension[0]:\n    2.5.29.15: Flags = 1(Critical), Length = 4\n"
                "    Key Usage\n        Digital Signature, Key Encipherment (a0)\n")
        for count, status, verdict in ("1", 0, "ready"), ("2", 3, "indeterminate"):
            results, _ = self.judged(self.file("x.txt", dump % count), status=status)
            self.assertEqual([r["verdict"] for r in results], [verdict])
            self.assertEqual("TEMPLATE_INCOMPLETE" in codes(results[0]), verdict != "ready")
        results, _ = self.judged(self.file("y.txt", dump.replace("2 Obj", "3 Obj") % "1"), status=3)
        self.assertEqual([r["verdict"] for r in results], ["indeterminate"])
        before = dump[:dump.index("%s")]
        for cut in before, before[:-len("TemplatePropExtensions =\n")], dump.replace("TemplatePropSchemaVersion = 2\n", "") % "1":
            results, _ = self.judged(self.file("cut.txt", cut), status=3)
            self.assertIn("TEMPLATE_INCOMPLETE", codes(results[0]))

    def test_a_version_that_was_left_out(self):
        """... is not 1: Application Policies count, and may be missing."""
        usages = lambda name, *last: "".join(f"{name}: 1.3.6.1.5.5.7.3.{n}\n" for n in last)
        text = ("dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\nflags: 131649\nmsPKI-Certificate-Name-Flag: 1\n" +
                usages("pKIExtendedKeyUsage", 1, 2))
        policies = usages("msPKI-Certificate-Application-Policy", 1)
        for more, status, verdict in (("", 3, "indeterminate"), (policies, 1, "breaks"),
                                      ("msPKI-Template-Schema-Version: 1\n" + policies, 0, "ready"),
                                      ("msPKI-Template-Schema-Version: 2\n", 0, "ready")):
            results, _ = self.judged(self.file("x.ldf", text + more), status=status)
            self.assertEqual([r["verdict"] for r in results], [verdict])
            self.assertEqual("TEMPLATE_INCOMPLETE" in codes(results[0]), "Version" not in more)
            self.assertEqual("TEMPLATE_VERSION_1" in codes(results[0]), "Version: 1" in more)
        out, _ = self.run_it(self.path("y.ldf"))
        self.assertNotIn("subject from", out)

    def test_bad_files(self):
        rows = {"none.ldf": ("dn: CN=X\nobjectClass: person\ncn: X\n\n", "no certificate template in it"),
                "colon.ldf": ("dn: CN=X\nobjectClass pKICertificateTemplate\n\n", "line 2: not LDIF"),
                "base64.ldf": ("dn: CN=X\ncn:: ***\n\n", "line 2: base64 that is damaged or cut off"),
                "oid.ldf": ("dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\npKIExtendedKeyUsage: web\n\n",
                            "line 1: a usage of the template is not an OID (template X)")}
        for name, (text, error) in rows.items():
            with self.subTest(name):
                _, err = self.run_it(self.file(name, text), status=2)
                self.assertIn(error, err)
                self.assertEqual(err.count("\n"), 1, err) # the LDIF library says nothing of its own


if __name__ == "__main__":
    cases_told.main()

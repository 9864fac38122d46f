#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What Windows writes: serialized stores, dumps of certutil, lists of PowerShell: test_windows_files.py CERTCHECK TESTCERTS."""
import json
import os

import material
import reading
from material import LABELS, der_of, thumbprint
from reading import BOTH, WEBSERVER, scenario, read


class WindowsFiles(reading.Reading):
    # Windows
    def test_serialized_store(self):
        server = bytes.fromhex("300a06082b06010505070301")
        both = der_of(BOTH)
        path = self.file("my.sst", material.serialized_store(
            [(both, None), (both, server), (both, bytes.fromhex("3000")), (der_of(WEBSERVER), None)]))
        results, _ = self.judged("--each", path)
        self.assertEqual([r["verdict"] for r in results], ["ready", "breaks", "breaks", "breaks"])
        self.assertIn("STORE_PROPERTY_EXCLUDES_CLIENT_AUTH", [f["code"] for f in results[1]["findings"]])
        self.assertNotIn("STORE_PROPERTY_APPLIED", [f["code"] for f in results[3]["findings"]])

    def test_store_property_that_is_no_list(self):
        both = der_of(BOTH)
        data = material.serialized_store([(both, bytes.fromhex("0500")), (der_of(WEBSERVER), None)])
        results, err = self.judged(self.file("bad.sst", data), status=2)
        self.assertEqual([r["verdict"] for r in results], ["breaks"])
        self.assertIn("a property that lists a certificate's usages is damaged", err)

    def test_store_property_of_a_root(self):
        root = der_of(scenario("both", "root.pem"))
        server = bytes.fromhex("300a06082b06010505070301")
        path = self.file("root.sst", material.serialized_store([(root, server)]))
        results, _ = self.judged("--ca-file", path, "--chain", scenario("both", "issuers.pem"), BOTH)
        self.assertEqual([r["verdict"] for r in results], ["breaks"])

    def test_serialized_store_cut(self):
        data = material.serialized_store([(der_of(BOTH), None)])
        results, err = self.judged(self.file("cut.sst", data[:-12]), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("the serialized store is cut off", err)

    def test_certutil_view(self):
        pem = read(WEBSERVER).decode().replace("\n", "\r\n")
        text = ('Schema:\r\n  Column Name\r\n\r\nRow 1:\r\n  Request ID: 0x2 (2)\r\n  Binary Certificate:\r\n' +
                pem + '\r\nRow 2:\r\n  Binary Certificate:\r\n' + pem + "\r\nMaximum Row Index: 2\r\n")
        self.assertEqual(self.verdicts("--copies", self.file("view.txt", text.encode("utf-16"))), ["breaks", "breaks"])

    def test_certutil_view_without_certificates(self):
        entries = [("edge01", "S", None, ""), ("edge02", "SC", None, ""), ("edge03", "SC", "S", "")]
        for language in LABELS:
            for encoding in ("utf-8", "utf-16"):
                with self.subTest(language=language, encoding=encoding):
                    path = self.file("rows.txt", material.view_dump(language, entries).encode(encoding))
                    results, err = self.judged(path)
                    self.assertEqual([(r["kind"], r["verdict"], r["certificates"][0]["subject"]) for r in results],
                                     [("fields", "breaks", "CN=edge01"), ("fields", "ready", "CN=edge02"),
                                      ("fields", "breaks", "CN=edge03")])
                    for result in results:
                        self.assertIn("FIELDS_OF_A_DUMP", [f["code"] for f in result["findings"]])
                    self.assertEqual(err, "")

    def test_certutil_store_in_three_languages(self):
        entries = [("edge01", "S", None, "11" * 20), ("edge02", "SC", None, "22" * 20),
                   ("edge03", "S", "SC", "33" * 20), ("edge04", "SC", "S", "44" * 20)]
        for language in LABELS:
            for encoding in ("utf-8", "utf-16"):
                with self.subTest(language=language, encoding=encoding):
                    path = self.file("dump.txt", material.store_dump(language, entries).encode(encoding))
                    results, _ = self.judged(path)
                    self.assertEqual([(r["kind"], r["verdict"], r["certificates"][0]["subject"]) for r in results],
                                     [("fields", "breaks", "CN=edge01"), ("fields", "ready", "CN=edge02"),
                                      ("fields", "ready", "CN=edge03"), ("fields", "breaks", "CN=edge04")])
                    self.assertEqual(results[1]["certificates"][0]["sha1"], "22" * 20)

    def test_names_explained_elsewhere_in_the_dump(self):
        """Application Policies are shown by name; the Enhanced Key Usage tells which OID has it."""
        entries = [("edge01", "S", "SC", "11" * 20), ("edge02", "SC", "S", "22" * 20), ("edge03", "S", None, "33" * 20)]
        for language in LABELS:
            with self.subTest(language):
                path = self.file("words.txt", material.store_dump(language, entries, hex_dumps=False))
                results, err = self.judged(path, status=1)
                self.assertEqual(([r["verdict"] for r in results], err), (["ready", "breaks", "breaks"], ""))
                self.assertEqual([o["name"] for o in results[2]["certificates"][0]["eku"]["oids"]], ["serverAuth"])

    def test_usages_shown_by_name_alone(self):
        dump = material.store_dump("en", [("edge01", "S", None, "11" * 20), ("edge02", "S", "C", "22" * 20),
                                          ("edge03", "S", None, "33" * 20)], hex_dumps=False)
        results, err = self.judged(self.file("names.txt", dump), status=2)
        self.assertEqual([r["certificates"][0]["subject"] for r in results], ["CN=edge01", "CN=edge03"])
        self.assertRegex(err, r"line \d+: the dump lists usages without their OIDs")

    def test_dump_without_its_indents(self):
        dump = material.store_dump("de", [("edge01", "S", "SC", "11" * 20), ("edge02", "SC", None, "22" * 20)])
        flat = "\r\n".join(line.strip() for line in dump.split("\r\n"))
        results, _ = self.judged(self.file("flat.txt", flat), status=0)
        self.assertEqual([r["verdict"] for r in results], ["ready", "ready"])

    def test_dumps_of_the_command_prompt(self):
        """cmd.exe redirects in the code page of the console, and labels are not read."""
        entries = [("edge01", "S", "SC", "11" * 20), ("edge02", "SC", "S", "22" * 20)]
        for language, encoding in (("de", "cp850"), ("de", "cp1252"), ("ja", "cp932")):
            with self.subTest(encoding):
                path = self.file("prompt.txt", material.store_dump(language, entries).encode(encoding))
                self.assertEqual(self.verdicts(path), ["ready", "breaks"])

    def test_cut_dumps(self):
        """Wherever a dump is cut: a certificate shown in full is judged, half of one never."""
        entries = [("edge01", "SC", None, "11" * 20), ("edge02", "S", None, "22" * 20)]
        for name, dump, end in (("store.txt", material.store_dump("de", entries), "CertUtil"),
                                ("view.txt", material.view_dump("de", entries), "Maximum")):
            first = dump.index("Zeile 2:" if name == "view.txt" else "Zertifikat 1 ==")
            for n in range(len(dump) // 5, dump.index(end), len(dump) // 60):
                with self.subTest(name=name, n=n):
                    _, out, err = self.run_it("--format", "ndjson", self.file(name, dump[:n]))
                    verdicts = [json.loads(line)["verdict"] for line in out.splitlines()]
                    self.assertIn(verdicts, ([], ["ready"], ["ready", "breaks"]))
                    if n > first + 20:
                        self.assertEqual(verdicts[0], "ready")
                    if "2.5.29.37: " in dump[max(first, 0):n] and len(verdicts) < 2 and n > first:
                        self.assertIn("the dump is cut off in this certificate", err)

    def test_lists_joined_by_thumbprint(self):
        web, both = thumbprint(der_of(WEBSERVER)), thumbprint(der_of(BOTH))
        text = material.use_list([("Default", web), ("WebServicesInternal", web), ("Internal", both.lower()),
                                  ("OAuthTokenIssuer", "AB" * 20)])
        csv = ('#TYPE Certificate\r\n"Issuer","Thumbprint","Use"\r\n"CN=a, DC=b","\u200e%s","Default"\r\n'
               '"x","%s","WebServicesInternal"\r\n"x","%s","Internal"\r\n"x","%s","OAuthTokenIssuer"\r\n' %
               (web, web, both, "AB" * 20))
        uses = [("Default", web), ("WebServicesInternal", web), ("Internal", both), ("OAuthTokenIssuer", "AB" * 20)]
        for name, data in (("list.txt", text.encode("utf-16")), ("list.csv", csv.encode()),
                           ("semicolons.csv", csv.replace(", DC=b", "").replace(",", ";").encode("utf-16")),
                           ("tabs.csv", csv.replace(", DC=b", "").replace(",", "\t").encode("utf-16")),
                           ("lines.csv", csv.replace("CN=a, DC=b", "CN=a,\r\nDC=\"\"b\"\"").encode()),
                           ("table.txt", material.use_table(uses).encode("utf-16"))):
            with self.subTest(name):
                path = self.file(name, data)
                results, _ = self.judged(WEBSERVER, BOTH, path)
                self.assertEqual([(r.get("use"), r["verdict"]) for r in results],
                                 [("Default, WebServicesInternal", "breaks"), ("Internal", "ready"),
                                  ("OAuthTokenIssuer", "no-certificate")])
                _, out, _ = self.run_it(WEBSERVER, path, status=1)
                self.assertIn("(Default, WebServicesInternal)", out)

    def test_lists_inside_directories(self):
        web, both = thumbprint(der_of(WEBSERVER)), thumbprint(der_of(BOTH))
        folder = self.openssl.path("estate")
        os.makedirs(folder + "/edge")
        for name, source in (("a.pem", WEBSERVER), ("edge/z.pem", BOTH)):
            with open(f"{folder}/{name}", "wb") as f:
                f.write(read(source))
        uses = [("Default", web), ("Internal", both), ("OAuthTokenIssuer", "AB" * 20)]
        for name, text in (("fe01.txt", material.use_list(uses)), ("edge/edge01.txt", material.use_list(uses[1:2]))):
            with open(f"{folder}/{name}", "wb") as f:
                f.write(text.encode("utf-16"))
        results, err = self.judged("-r", folder, status=1)
        self.assertEqual([(os.path.relpath(r["file"], folder), r.get("use"), r["verdict"]) for r in results],
                         [("a.pem", "Default", "breaks"), ("edge/z.pem", "Internal, Internal", "ready"),
                          ("fe01.txt", "OAuthTokenIssuer", "no-certificate")])
        self.assertEqual(err, "")
        results, _ = self.judged(folder) # without -r the other folder is neither read nor joined
        self.assertEqual({r.get("use") for r in results}, {"Default", "Internal", "OAuthTokenIssuer"})
        only = self.openssl.path("lists")
        os.mkdir(only)
        os.link(f"{folder}/fe01.txt", only + "/fe01.txt")
        _, _, err = self.run_it(only, status=3)
        self.assertEqual(err, "") # the list is something to judge
        self.assertEqual(len(self.verdicts(only, folder + "/a.pem")), 3)

    def test_lists_that_are_damaged(self):
        path = self.file("short.txt", material.use_list([("Default", "AB" * 19)]))
        _, _, err = self.run_it(path, status=2)
        self.assertRegex(err, r"short\.txt: line \d+: a thumbprint that is not 40 hex digits")
        path = self.file("open.csv", '"Thumbprint","Use"\r\n"%s","Default"\r\n"%s","Inter' % ("AB" * 20, "CD" * 20))
        results, err = self.judged(path, status=2)
        self.assertEqual([r["use"] for r in results], ["Default"])
        self.assertRegex(err, r"open\.csv: line 3: a quoted cell is never closed")

    def test_plain_store_dump_is_joined_too(self):
        web = thumbprint(der_of(WEBSERVER))
        path = self.file("plain.txt", material.store_dump("de", [("edge01", "", None, web)], verbose=False))
        self.assertEqual(self.verdicts(path), ["no-certificate"])
        self.assertEqual(self.verdicts(path, WEBSERVER), ["breaks"])


if __name__ == "__main__":
    reading.main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Dumps of certutil as Windows prints them, in its languages: test_dumps.py CERTCHECK EKUPROBE."""
import base64
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "templates"))
from certcheck import Case, codes, messages  # noqa: E402

import cases_told  # noqa: E402  certcheck knows where it is

EKUPROBE = os.path.abspath(sys.argv.pop(1))
EDGE, FE = "bd14b33042e2e1f56d1bd3ecf0002a3d46a81267", "7de2d392af3f91a018b15303fe41cc7fcec8ad9e"


def data(name):
    return (HERE / "data" / name).read_bytes()


# Files that are none of ours, and what they are called.
FOREIGN = {"ldp.txt": (data("ldp.txt"), "ldp.exe"), "from.txt": (data("ldp-from-dn.txt"), "ldp.exe"),
        "csvde.csv": (b"DN,objectClass,cn\nCN=X,pKICertificateTemplate,X\n", "csvde"),
        "ad.txt": (b"DistinguishedName : CN=X\nObjectClass : pKICertificateTemplate\nObjectGUID : 1\n", "Get-ADObject"),
        "gci.txt": (b"   PSParentPath: Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\n\n"
                    b"Thumbprint                                Subject\n----------  -------\n", "Get-ChildItem"),
        "cat.txt": (b"WebServer: Web Server -- Auto-Enroll: Access is denied.\n", "a list of templates without their usages"),
        "cat-de.txt": ("WebServer: Webserver -- Automatische Registrierung\nCertUtil: -CATemplates-Befehl wurde erfolgreich ausgef\u00fchrt.\n"
                       .encode("cp850"), "a list of templates without their usages"),
        "get-cat.txt": (b"Name       Oid\n----       ---\nWebServer  1.3.6.1.4.1.311.21.8.1.2\n", "a list of templates without"),
        "ekulist.txt": (b"Thumbprint : AB\nEnhancedKeyUsageList : {Server Authentication (1.3.6.1.5.5.7.3.1)}\n", "a listing of certificates"),
        "twice.b64": (base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB\n"), "base64 of PEM"),
        "dashes.pem": ("\u2014\u2014\u2013BEGIN CERTIFICATE\u2014\u2014\u2013\nMIIB\n".encode(), "hyphens became dashes"),
        "nbsp.pem": ("-----BEGIN\u00a0CERTIFICATE-----\nMIIB\n".encode(), "no-break spaces"),
        "t.json": (b'{"cn": "X"}', "JSON"), "a.docx": (b"PK\3\4....word/document.xml", "Word document"),
        "a.xlsx": (b"PK\3\4....xl/workbook.xml", "Excel"), "a.pdf": (b"%PDF-1.7\n", "PDF"),
        "id.pub": (b"ssh-rsa AAAAB3 me\n", "SSH key"), "hex.txt": (b"30 82 03 4f 30 82 02 37 a0 03 02 01 02 02\n", "hex dump"),
        "esc.pem": (b"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----", "\\n in place of"),
        "a.jks": (b"\xfe\xed\xfe\xed\0\0\0\2", "Java keystore"), "a.png": (b"\x89PNG\r\n\x1a\n", "image"),
        "deflated.docx": (b"PK\3\4\x14\0\6\0\x08\0\0\0!\0" + bytes(12) + b"\x13\0\x08\x02[Content_Types].xml word/_rels", "Word document"),
        "id": (b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "SSH key"),
        "csvde16.csv": ("DN,objectClass,cn\r\nCN=X,pKICertificateTemplate,X\r\n".encode("utf-16"), "csvde"),
        "gci-de.txt": ("   PSParentPath: Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\n\nThumbprint     Antragsteller\n"
                       .encode("utf-16"), "Get-ChildItem"),
        "gci-ja.txt": ("\n    ディレクトリ: Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\n\nThumbprint     Subject\n".encode(),
                       "Get-ChildItem"),
        "gci-de2.txt": ("    Verzeichnis: Microsoft.PowerShell.Security\\Certificate::CurrentUser\\My\n".encode("cp1252"), "Get-ChildItem"),
        "ad16.txt": ("DistinguishedName : CN=X\r\nObjectClass : pKICertificateTemplate\r\nObjectGUID : 1\r\n".encode("utf-16"),
                     "Get-ADObject"),
        "t16.json": ('[\r\n {"cn": "X", "pKIExtendedKeyUsage": []}]'.encode("utf-8-sig"), "JSON"),
        "hex2.txt": (b"0000  30 82 03 4f 30 82 02 37 a0 03 02 01 02 02 10 00  0..O0..7\n", "hex dump"),
        "x.exe": (b"MZ\x90\0\3\0\0\0\4\0", "Windows program"), "z.gz": (b"\x1f\x8b\x08\0\0\0", "gzip"),
        "p.jceks": (b"\xce\xce\xce\xce\0\0\0\2", "Java keystore"), "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "Office"),
        "authorized_keys": (b'command="x" ssh-rsa AAAAB3 me\n', "SSH key"), "sk.pub": (b"sk-ssh-ed25519@openssh.com AAAA me\n", "SSH key"),
        "known_hosts": (b"edge01 ecdsa-sha2-nistp256 AAAA\n", "SSH key"), "x.ppk": (b"PuTTY-User-Key-File-2: ssh-rsa\n", "SSH key"),
        "ssh2.pub": (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n", "SSH key"),
        "key.asc": (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----\n", "OpenPGP"),
        "esc-rn.pem": (b"-----BEGIN CERTIFICATE-----\\r\\nMIIB\\r\\n-----END CERTIFICATE-----", "\\n in place of"),
        "esc.p7b": (b'"-----BEGIN PKCS7-----\\nMIIB\\n-----END PKCS7-----"', "\\n in place of"),
        "csvde-q.csv": (b'"DN","objectClass"\n"CN=X",pKICertificateTemplate\n', "csvde"),
        "certipy.txt": (b"Certificate Templates\n  0\n    Template Name                       : WebServer\n", "Certipy"),
        "keytool.txt": (b"Keystore type: PKCS12\nKeystore provider: SUN\n", "keytool"),
        "keytool-v.txt": (b"Alias name: edge\nCertificate[1]:\nOwner: CN=edge01\nIssuer: CN=CA\n", "keytool"),
        "new.inf": ('[Version]\r\nSignature="$Windows NT$"\r\n[NewRequest]\r\nSubject="CN=a"\r\n'.encode("utf-16"), "certreq"),
        "a.eml": (b"MIME-Version: 1.0\nContent-Type: application/x-pkcs7-mime\n\nMIIB\n", "mail"),
        "secret.yaml": (b"kind: Secret\ndata:\n  tls.crt: LS0tLS1CRUdJ\n", "Kubernetes"),
        "x509.txt": (b"Certificate:\n    Data:\n        Signature Algorithm: sha256WithRSAEncryption\n"
                     b"            Not Before: Jan  1 00:00:00 2026 GMT\n            X509v3 Extended Key Usage: \n", "-text"),
        "verify.txt": (b"Issuer:\n    CN=CA\nSubject:\n    CN=edge01\nCert Serial Number: 1a00\n\n"
                       b"-------- CERT_CHAIN_CONTEXT --------\nCertContext[0][0]: dwInfoStatus=102 dwErrorStatus=0\n"
                       b"  Application[0] = 1.3.6.1.5.5.7.3.1 Server Authentication\n", "certutil -verify"),
        "certtool.txt": (b"X.509 Certificate Information:\n\tVersion: 3\n\tIssuer: CN=CA\n\tSignature Algorithm: RSA-SHA256\n"
                         b"\t\tNot Before: Thu Jan 01 00:00:00 UTC 2026\n", "certtool"),
        "nmap.txt": (b"443/tcp open  https\n| ssl-cert: Subject: commonName=edge01\n", "probe the server itself"),
        "netsh.txt": (b"    IP:port                      : 0.0.0.0:443\n    Certificate Hash             : 54a3\n", "netsh"),
        "clixml.xml": ('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"/>'.encode("utf-16"),
                       "Export-Clixml"),
        "topology.xml": (b'<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"/>', "--topology"),
        "r.json": (b'{"schema_version":1,"results":[{"verdict":"ready"}]}', "--merge"), "a.rtf": (b"{\\rtf1 hello}", "RTF"),
        "old.reg": (b"REGEDIT4\r\n\r\n[HKEY]\r\n", "registry"), "x.7z": (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        "x.cab": (b"MSCF\0\0\0\0", "cabinet"), "x.rar": (b"Rar!\x1a\7\0", "RAR"), "x.bz2": (b"BZh91AY&SY\0", "bzip2"),
        "x.xz": (b"\xfd7zXZ\0\0", "xz"), "x.zst": (b"\x28\xb5\x2f\xfd\0\0", "zstd")}


class Dumps(Case):
    def named(self, name):
        return str(HERE / "data" / name)

    def test_store_lists_in_every_language(self):
        for name in ("en", "de", "fr", "fr-spaced", "frnbsp", "ja", "zh", "zh-gbk"):
            with self.subTest(name):
                results, _ = self.judged(self.named(f"store-{name}.txt"), status=3)
                said = [message for r in results for message in messages(r)]
                self.assertEqual(len(said), 2)
                self.assertIn(EDGE, said[0])
                self.assertIn(FE, said[1])

    def test_store_verbose_in_every_language(self):
        for name in ("en", "de", "fr", "frnbsp", "fr-oem850", "ja", "zh"):
            with self.subTest(name):
                self.edge_and_fe(self.named(f"store-v-{name}.txt"))

    def test_spaces_of_every_encoding(self):
        text = data("store-v-frnbsp.txt").decode()
        thin = text.replace("\u00a0:", "\u202f:")
        self.assertNotEqual(text, thin)
        for name, octets in (("thin", thin.encode()), ("1252", text.encode("cp1252", "replace")),
                             ("850", text.encode("cp850", "replace")), ("16", thin.encode("utf-16")),
                             ("lost", thin.encode("cp850", "replace"))):
            with self.subTest(name):
                self.edge_and_fe(self.file(name, octets))

    def edge_and_fe(self, path):
        results, _ = self.judged(path, status=1)
        self.assertEqual([(r["verdict"], r["certificates"][0]["sha1"], r["certificates"][0]["sha256"])
                          for r in results], [("breaks", EDGE, None), ("ready", FE, None)])
        self.assertIsNone(results[0]["judgement"]["path"][0]["sha256"])

    def test_a_hash_that_is_cut_is_none(self):
        for name, status in (("store-v-en.txt", 1), ("store-en.txt", 2)):
            text = data(name).decode()
            self.assertIn(EDGE, text)
            out, err = self.run_it("-v", self.file(name, text.replace(EDGE, EDGE[:-1])), status=status)
            for other in (EDGE[:-1], "11" * 20, "12" * 20):  # its own, and those of its key
                self.assertNotIn(other, out)
            self.assertEqual("not 40 hex digits" in err, name == "store-en.txt")
            self.assertIn("fe01.contoso.com" if name == "store-v-en.txt" else FE, out)

    def test_a_listing_is_cut_off_anywhere(self):
        """The last certificate is never passed over without a word."""
        for name in ("store-en.txt", "store-v-en.txt", "store-ja.txt", "store-v-ja.txt"):
            text = data(name).decode()
            for at in range(text.rindex("================ ") + 40, text.index(FE), 97):
                with self.subTest(name, at=at):
                    _, err = self.run_it(self.file("cut.txt", text[:at]), status=2)
                    self.assertIn("cut off in this certificate", err)

    def test_a_dump_of_one_certificate_is_cut_off_anywhere(self):
        """What certutil -dump FILE prints, without a rule above it; its Application Policies come last and refuse."""
        text = data("store-v-en.txt").decode()
        text = text[text.index("X509"):text.index("CERT_KEY_PROV")]
        policies = ("    1.3.6.1.4.1.311.21.10: Flags = 0, Length = e\n    Application Policies\n"
                    "        [1]Application Certificate Policy:\n             Policy Identifier=Server Authentication\n\n")
        text = re.sub(r"Certificate Extensions: \d+", lambda m: f"Certificate Extensions: {text.count(': Flags = ') + 1}", text)
        text = text.replace("Signature Algorithm:", policies + "Signature Algorithm:", 1)
        lines = text.splitlines(True)
        self.judged(self.file("whole.txt", text.encode()), status=1)
        for n in range(8, len(lines)):
            with self.subTest(lines=n):
                out, err = self.run_it("--format", "ndjson", self.file("cut.txt", "".join(lines[:n]).encode()))
                self.assertNotIn('"verdict":"ready"', out)
                self.assertTrue(out or err)

    def test_a_property_of_the_store_is_not_passed_over(self):
        text = data("store-v-en.txt").replace(b"  CERT_KEY_PROV", b"  CERT_ENHKEY_USAGE_PROP_ID(9):\n"
                                              b"    Server Authentication (1.3.6.1.5.5.7.3.1)\n  CERT_KEY_PROV")
        _, err = self.run_it(self.file("property.txt", text), status=2)
        self.assertIn("a property of the store restricts", err)

    def test_what_stands_beside_a_dump_or_a_list(self):
        """Files that were joined or pasted together: nothing in them is judged alone, as if it were all."""
        pem = data("issuing-root.pem")
        dump, other = data("store-v-en.txt"), b"================ Certificate 0 ================\nElement 0:\n"
        for name, text in (("store", dump + pem), ("before", pem + dump), ("element", other + dump[dump.index(b"X509"):] + pem),
                           ("list", data("store-en.txt") + pem), ("fr", data("store-v-fr-oem850.txt") + pem)):
            _, err = self.run_it(self.file(name + ".txt", text), status=2)
            self.assertIn(f"{name}.txt: a dump of certutil stands beside PEM and was not read", err)
        row = data("view-request-and-certificate.txt") + pem
        self.assertNotIn("stands beside", self.run_it("--each", self.file("row.txt", row))[1])
        listed = f"Thumbprint : {EDGE}\nUse : Default\n\n".encode()
        results, _ = self.judged("--each", "--usage", "client", self.file("listed.txt", listed + pem), status=3)
        self.assertEqual({r["verdict"] for r in results}, {"ready", "no-certificate"})
        for name, text in (("base64", dump + b"".join(pem.splitlines(True)[1:-1])), ("der", dump + ssl.PEM_cert_to_DER_cert(pem.decode())),
                           ("listed", listed + b"".join(pem.splitlines(True)[1:-1]))):
            _, err = self.run_it(self.file(name + "-too.txt", text), status=2)
            self.assertIn("a certificate stands beside the text that was read", err)
        for mixed in dump + data("store-v-de.txt").decode().encode("utf-16"), dump.decode().encode("utf-16") + dump:
            _, err = self.run_it(self.file("mixed.txt", mixed), status=2)
            self.assertIn("part of the file is in UTF-16", err)

    def test_an_extension_whose_oid_is_damaged(self):
        for name in "store-v-en.txt", "store-v-fr-oem850.txt", "req-dump.txt":
            for oid in b"2.5..37", b"2.5.29.", b"9.5.29.37":
                _, err = self.run_it(self.file("oid.txt", data(name).replace(b"2.5.29.37", oid)), status=2)
                self.assertRegex(err, "usages without their OIDs|cut off in this certificate")

    def test_what_stands_beside_templates(self):
        dump, ds, ldif, store = (data(name) for name in ("template-v-fr-nbsp.txt", "dstemplate-v.txt", "tmpl-v2-both.ldf", "store-v-en.txt"))
        pem = data("issuing-root.pem")
        bare = b"".join(pem.splitlines(True)[1:-1])
        for name, text, says in (
                ("formats", dump + b"\n" + ldif, "templates of several formats"), ("ds", ds + b"\n" + ldif, "templates of several formats"),
                ("last", ldif + b"\n" + dump, "templates of several formats"), ("dumps", ds + dump, "templates of several formats"),
                ("store", dump + store, "certificates stand beside the templates"), ("first", store + ds, "certificates stand beside the templates"),
                ("pem", dump + pem, "certificates stand beside the templates"), ("base64", ds + bare, "certificates stand beside the templates"),
                ("wide", dump.decode("utf-8", "replace").encode("utf-16") + ds, "part of the file is in UTF-16"),
                ("ldif", pem + ldif, "templates stand beside the certificates"), ("dump", store + ldif, "templates stand beside the certificates"),
                ("far", store * 200 + dump, "templates stand beside the certificates")):
            with self.subTest(name):
                _, err = self.run_it("--each", self.file(name + ".txt", text), status=2)
                self.assertIn(says, err)
        self.judged(self.file("two.ldf", ldif + b"\n" + ldif.replace(b"LyncBoth", b"Other")), status=0)

    def test_requests(self):
        for name, template in (("req-dump.txt", True), ("req-dump-no-extensions.txt", False)):
            with self.subTest(name):
                results, _ = self.judged(self.named(name), status=0)
                self.assertEqual([r["kind"] for r in results], ["request"])
                self.assertIn("REQUEST_IS_A_WISH", codes(results[0]))
                self.assertEqual("the request names the template WebServer" in messages(results[0]), template)
                self.assertIsNone(results[0]["certificates"][0]["sha1"])

    def test_a_request_finds_its_template(self):
        self.file("WebServer.ldf", "dn: CN=WebServer\nobjectClass: pKICertificateTemplate\ncn: WebServer\nflags: 1\n"
                  "msPKI-Certificate-Name-Flag: 1\npKIExtendedKeyUsage: 1.3.6.1.5.5.7.3.1\n\n")
        results, _ = self.judged(self.path("WebServer.ldf"), self.named("req-dump.txt"), status=1)
        self.assertIn("TEMPLATE_STAMPS", codes(results[1]))
        self.assertEqual(results[1]["verdict"], "breaks")

    def test_crl(self):
        _, err = self.run_it(self.named("crl-dump.txt"), status=2)
        self.assertIn("only 1 CRL", err)

    def test_a_row_is_its_certificate(self):
        results, _ = self.judged("--usage", "client", self.named("view-request-and-certificate.txt"), status=1)
        self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("fields", "breaks")])
        text = data("view-request-and-certificate.txt").decode()
        pending = text[:text.index("  Issued Request ID")] + "1 Rows\n"
        results, _ = self.judged(self.file("pending.txt", pending), status=0)
        self.assertEqual([r["kind"] for r in results], ["request"])
        self.assertIn("the request names the template WebServer", messages(results[0]))

    def test_usages_twice_are_no_union(self):
        text = data("view-request-and-certificate.txt").decode()
        nameless = text.replace("PKCS10 Certificate Request:\n", "").replace("X509 Certificate:\n", "")
        _, err = self.run_it(self.file("twice.txt", nameless), status=2)
        self.assertIn("usages twice", err)

    def test_templates(self):
        rows = {"dstemplate-v.txt": "breaks", "dstemplate-plain.txt": "breaks", "dstemplate-oid-last.txt": "breaks",
                "dstemplate-no-tail.txt": "breaks", "dstemplate-ca.txt": "ready",
                "template-v-fr-nbsp.txt": "breaks", "template-v-policies-by-name.txt": "breaks",
                "tmpl-url-value.ldf": "breaks"}
        for name, verdict in rows.items():
            with self.subTest(name):
                results, _ = self.judged(self.named(name), status=0 if verdict == "ready" else 1)
                template = results[0]["template"]
                self.assertEqual([r["verdict"] for r in results], [verdict])
                self.assertTrue(template["subject_from_request"])
                self.assertEqual("TEMPLATE_FOR_A_CA" in codes(results[0]), name == "dstemplate-ca.txt")
                if name.startswith("dstemplate") and template["oid"]:
                    self.assertRegex(template["oid"], r"^[0-9.]+$")

    def test_flags_by_their_bits_alone(self):
        text = data("dstemplate-v.txt").decode().replace('"131649" 0x20241', "").replace(
            'msPKI-Certificate-Name-Flag = "1"', "msPKI-Certificate-Name-Flag =")
        for old, new in (("", ""), ("(CT_FLAG_IS_CA -- 80 (128))", "CT_FLAG_IS_CA -- 80 (128)")):
            results, _ = self.judged(self.file("bits.txt", text.replace(old, new) if old else text), status=1)
            self.assertTrue(results[0]["template"]["subject_from_request"])
            self.assertEqual("TEMPLATE_FOR_A_CA" in codes(results[0]), bool(old))

    def test_policies_by_an_unknown_name(self):
        text = data("template-v-policies-by-name.txt").decode().replace("=Server Authentication", "=Something Else")
        _, err = self.run_it(self.file("unknown.txt", text), status=2)
        self.assertIn("whose OIDs the dump does not contain", err)

    def test_urls_and_ranges(self):
        results, _ = self.judged(self.named("tmpl-url-value.ldf"))
        self.assertIn("TEMPLATE_VALUE_NOT_READ", codes(results[0]))
        text = data("tmpl-url-value.ldf").decode()
        _, err = self.run_it(self.file("eku.ldf", text.replace("pKIExpirationPeriod:<", "pKIExtendedKeyUsage:<")), status=2)
        self.assertIn("URL is refused", err)
        part = text.replace("pKIExtendedKeyUsage:", "pKIExtendedKeyUsage;range=0-1499:")
        _, err = self.run_it(self.file("part.ldf", part), status=2)
        self.assertIn(";range=", err)
        results, _ = self.judged(self.file("whole.ldf", part.replace("0-1499", "0-*")), status=1)
        self.assertEqual(results[0]["verdict"], "breaks")

    def test_the_issuing_ca_counts(self):
        ca = ("--usage", "client", "--chain", self.named("issuing-server-only.pem"), "--ca-file", self.named("issuing-root.pem"))
        for name in ("tmpl-v2-both.ldf", "edge-none.req", "store-v-en.txt"):
            with self.subTest(name):
                results, _ = self.judged(*ca, self.named(name), status=1)
                for result in results:  # the second of the dump lists both usages itself
                    self.assertEqual(result["verdict"], "breaks")
                    self.assertIn("CA_EKU_EXCLUDES_CLIENT_AUTH", codes(result))
                    self.assertEqual(len(result["judgement"]["path"]), 3)
        results, _ = self.judged("--usage", "client", "--ca-file", self.named("issuing-root.pem"),
                                 self.named("tmpl-v2-both.ldf"), status=0)
        self.assertEqual(results[0]["verdict"], "ready")

    def test_what_is_given_as_a_ca_and_is_none(self):
        """What it issues is refused: it is not passed over for the root above it."""
        leaf = self.path("leaf.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.path("key.pem"), "-subj", "/CN=a",
                        "-addext", "basicConstraints=CA:FALSE", "-out", leaf], check=True, capture_output=True)
        for name in "tmpl-v2-both.ldf", "edge-none.req":
            results, _ = self.judged("--chain", leaf, "--ca-file", self.named("issuing-root.pem"), self.named(name), status=1)
            self.assertEqual([r["verdict"] for r in results], ["broken"])
            self.assertIn("CA_WITHOUT_BASIC_CONSTRAINTS", codes(results[0]))

    def test_more_cas_than_are_looked_at(self):
        with open(self.path("many.pem"), "wb") as out:
            for i in range(66):
                out.write(subprocess.run(
                    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     os.devnull, "-subj", f"/CN=CA {i}", "-days", "3650"], check=True, capture_output=True).stdout)
            out.write(data("issuing-server-only.pem"))
        for usage, name, verdict in (("client", "tmpl-v2-both.ldf", "indeterminate"), ("both", "edge-none.req", "indeterminate")):
            with self.subTest(name):
                results, _ = self.judged("--usage", usage, "--chain", self.path("many.pem"), self.named(name), status=3)
                self.assertEqual(results[0]["verdict"], verdict)
                self.assertIn("ISSUERS_TOO_MANY", codes(results[0]))
        server = data("tmpl-v2-both.ldf").replace(b"1.3.6.1.5.5.7.3.2", b"1.3.6.1.5.5.7.3.1")
        results, _ = self.judged("--usage", "client", "--chain", self.path("many.pem"), self.file("s.ldf", server), status=1)
        self.assertEqual(results[0]["verdict"], "breaks")

        # a bundle of roots says nothing of who issues: no doubt comes of it
        with open(self.path("bundle.pem"), "wb") as out:
            out.write(data("issuing-root.pem"))
            for i in range(66):
                out.write(self.own_ca(f"Public Root {i}", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"))
        results, _ = self.judged("--usage", "client", "--ca-file", self.path("bundle.pem"), self.named("tmpl-v2-both.ldf"),
                                 status=0)
        self.assertEqual(results[0]["verdict"], "ready")
        self.assertIn("ISSUERS_TOO_MANY", codes(results[0]))

    @staticmethod
    def own_ca(name, *key):
        return subprocess.run(["openssl", "req", "-x509", "-newkey", *key, "-nodes", "-keyout", os.devnull, "-subj",
                               f"/CN={name}", "-days", "3650"], check=True, capture_output=True).stdout

    def test_of_two_cas_that_refuse_it_the_worst_is_said(self):
        narrow = self.file("narrow.pem", self.own_ca("Narrow CA", "rsa:2048", "-addext", "extendedKeyUsage=serverAuth"))
        weak = self.file("weak.pem", self.own_ca("Weak CA", "rsa:512", "-sha1"))
        wide = self.file("wide.pem", self.own_ca("Wide CA", "rsa:2048"))
        for cas, verdict, status in (((narrow,), "breaks", 1), ((weak,), "broken", 1), ((narrow, weak), "broken", 1),
                                     ((weak, narrow), "broken", 1), ((narrow, wide), "indeterminate", 3),
                                     ((wide, narrow), "indeterminate", 3)):
            with self.subTest(cas=[os.path.basename(ca) for ca in cas]):
                results, _ = self.judged("--usage", "client", *(word for ca in cas for word in ("--chain", ca)),
                                         self.named("tmpl-v2-both.ldf"), status=status)
                self.assertEqual(results[0]["verdict"], verdict)
                said = [f["message"] for f in results[0]["findings"] if f["code"] == "ISSUERS_DIFFER"]
                self.assertEqual(len(said), len(cas) - 1)
                for ca in cas if len(cas) > 1 else ():
                    self.assertIn({narrow: "Narrow CA", weak: "Weak CA", wide: "Wide CA"}[ca], said[0])

    def test_policies_copied_to_version_1(self):
        row = ("--usage", "client", "--template", self.named("tmpl-v1-both.ldf"))
        results, _ = self.judged(*row, self.named("edge-ap-server.req"), status=3)
        self.assertEqual(results[0]["verdict"], "indeterminate")
        self.assertIn("REQUEST_POLICIES_COPIED", codes(results[0]))
        results, _ = self.judged(*row, self.named("edge-none.req"), status=0)
        self.assertNotIn("REQUEST_POLICIES_COPIED", codes(results[0]))

    def test_trusted_app_is_no_certificate(self):
        _, err = self.run_it("--profile", "trusted-app", self.named("issuing-root.pem"), status=2)
        self.assertIn("plain TCP", err)

    def test_foreign_files_are_named(self):
        for name, (octets, what) in FOREIGN.items():
            with self.subTest(name):
                _, err = self.run_it(self.file(name, octets), status=2)
                self.assertIn(what, err)

    def test_hex_in_every_layout(self):
        """Text that begins with "0" is not DER, whose SEQUENCE has that octet as its tag."""
        der = ssl.PEM_cert_to_DER_cert(data("issuing-root.pem").decode())
        octets = [f"{b:02x}" for b in der]
        lines = [octets[i:i + 16] for i in range(0, len(der), 16)]
        xxd = "".join(f"{16 * i:08x}: {''.join(line)}  0..0\n" for i, line in enumerate(lines))
        rows = {"plain": "".join(octets), "0x": "0x" + "".join(octets).upper(), "array": ", ".join("0x" + o for o in octets),
                "C": "unsigned char cert[] = {\n" + ", ".join("0x" + o for o in octets) + "};\n", "colons": ":".join(octets),
                "escapes": "".join("\\x" + o for o in octets), "SQL": "X'" + "".join(octets) + "'", "xxd": xxd,
                "Format-Hex": "           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n" +
                              "".join(f"{16 * i:08X}   {' '.join(line)}  0.\n" for i, line in enumerate(lines)),
                "0x a line": "\n".join("0x" + "".join(line) for line in lines)}
        for name, text in rows.items():
            for encoding in ("ascii", "utf-16"):
                with self.subTest(name, encoding=encoding):
                    _, err = self.run_it(self.file("hex.txt", text.encode(encoding)), status=2)
                    self.assertIn("hex dump", err)

    def test_text_that_begins_with_a_zero(self):
        _, err = self.run_it(self.file("zero.txt", b"01/02/2026 edge01\n0 certificates\n"), status=2)
        self.assertIn("neither PEM nor DER", err)

    def test_each_kind_is_merged_as_it_was(self):
        """Requests, templates and fields of dumps, not only certificates."""
        kinds = set()
        templates = [("--template", HERE / "data" / name, HERE / "data" / "edge-none.req")
                     for name in ("tmpl-v1-both.ldf", "tmpl-v2-both.ldf")] # whose usages the request gets
        for words in [(path,) for path in sorted((HERE / "data").iterdir())] + templates:
            lines, _ = self.run_it("--format", "ndjson", *words)
            if not lines:
                continue
            merged = subprocess.run([EKUPROBE, "--merge", self.file("run.nd", lines), "--format", "ndjson"], capture_output=True, timeout=60)
            of_runs = re.compile(r',"run":\{[^}]*\}') # what was left when a line was written
            self.assertEqual(of_runs.sub("", merged.stdout.decode()), of_runs.sub("", lines), merged.stderr)
            kinds |= {json.loads(line)["kind"] for line in lines.splitlines()}
        self.assertEqual(kinds, {"certificate", "request", "template", "fields"})

    def test_a_merge_keeps_certificates_apart_that_have_no_hash(self):
        """Of each only fields are known, which a report by certificate must not take for one."""
        lines, _ = self.run_it("--format", "ndjson", HERE / "data" / "store-v-en.txt")
        keys = [json.loads(line)["replay"]["key"] for line in lines.splitlines()]
        self.assertEqual(len(set(keys)), len(keys))
        bad = lines.replace(keys[0], "x" + keys[0])
        merged = subprocess.run([EKUPROBE, "--merge", self.file("run.nd", bad)], capture_output=True, timeout=60)
        self.assertEqual(merged.returncode, 2)
        self.assertIn(b"run.nd:1: not a result: invalid field key", merged.stderr)

    def test_a_template_of_which_a_line_says_less_is_refused(self):
        """What is not there was told as ready."""
        lines, _ = self.run_it("--format", "ndjson", HERE / "data" / "dstemplate-plain.txt")
        template = json.loads(lines)["template"]
        self.assertEqual(template["profiles"]["edge-psom"], "breaks")
        rest = json.dumps({k: v for k, v in template["profiles"].items() if k != "edge-psom"}, separators=(",", ":"))
        whole = json.dumps(template["profiles"], separators=(",", ":"))
        for less, field in (rest, "edge-psom"), ("{}", "edge-psom"), ("null", "edge-psom"):
            merged = subprocess.run([EKUPROBE, "--merge", self.file("run.nd", lines.replace(whole, less))], capture_output=True, timeout=60)
            self.assertEqual((merged.returncode, merged.stdout), (2, b""), less)
            self.assertIn(f"run.nd:1: not a result: invalid field {field}".encode(), merged.stderr)

    def test_a_merge_calls_files_what_they_are(self):
        for name in "edge-none.req", "store-v-en.txt":
            lines, _ = self.run_it("--format", "ndjson", HERE / "data" / name)
            merged = subprocess.run([EKUPROBE, "--merge", self.file("run.nd", lines)], capture_output=True, text=True, timeout=60)
            self.assertNotIn("endpoint", merged.stdout)

    def test_a_table_of_many_columns(self):
        header = b"Thumbprint Use" + b" x" * 200000
        self.run_it(self.file("wide.txt", header + b"\n" + b"- " * 200000 + b"\n"), status=2)


if __name__ == "__main__":
    cases_told.main()

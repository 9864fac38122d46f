#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Templates in files and in a directory: test_templates.py CERTCHECK."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import directory
import forest

CERTCHECK = os.path.abspath(sys.argv[1])
del sys.argv[1:]


def expected(rows=forest.ROWS):
    """What must be said of each template, from its row alone."""
    out = {}
    for cn, display, schema, suffix, words, key_usage, flags, subject in rows:
        usages = words.split()
        server = not usages or "server" in usages
        client = not usages or "client" in usages
        governs = "none" if not usages else ("msPKI-Certificate-Application-Policy" if schema > 1
                                             else "pKIExtendedKeyUsage")
        verdict = lambda ok: "ready" if ok else "breaks"
        out[cn] = (verdict(server and client), display, schema, governs, subject,
                   bool(flags & (forest.CA | 0x800)), forest.FOREST + "." + suffix,
                   verdict(client), verdict(server), verdict(server and client),
                   "LyncEdge" if cn == "WebServer" else None, key_usage)
    return out


BITS = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign",
        "cRLSign", "encipherOnly"]


def said(results):
    out = {}
    for r in results:
        t = r["template"]
        usage = sum(0x80 >> BITS.index(word) for word in t["key_usage"])
        out[t["name"]] = (r["verdict"], t["display_name"], t["schema_version"], t["governs"],
                          t["subject_from_request"], t["ca"], t["oid"], t["profiles"]["edge-psom"],
                          t["profiles"]["tls-server"], t["profiles"]["mtls"], t["superseded_by"], f"{usage:02x}")
    return out


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()

    def file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        return path

    def run_it(self, *words, status=None):
        run = subprocess.run([CERTCHECK, *words], capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
        err = run.stderr.decode()
        if status is not None:
            self.assertEqual(run.returncode, status, err)
        return run.stdout.decode(), err

    def judged(self, *words, **more):
        out, err = self.run_it("--format", "json", *words, **more)
        self.assertTrue(out, err)
        return json.loads(out)["results"], err


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

    def advice(self, name, rows, product):
        out, _ = self.run_it("--format", "json", "--template-for", product, self.file(name, forest.ldif(rows)))
        return json.loads(out)["notes"][-1]

    def test_advice(self):
        self.assertRegex(self.advice("all.ldf", forest.ROWS, "sfb2015"),
                         "^for Skype for Business Server 2015 request every server's certificate from a template "
                         ".*: LyncEdge\\. .*duplicate WebServer and add Client Authentication")
        self.assertIn("none of these templates fits", self.advice("default.ldf", forest.ROWS[:-1], "lync"))

    def test_request_joined_with_its_template(self):
        key = os.path.join(self.folder, "key.pem")
        path = os.path.join(self.folder, "edge.req")
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj",
                        "/CN=edge01.contoso.com", "-addext", "extendedKeyUsage=serverAuth,clientAuth", "-out", path],
                       check=True, capture_output=True)
        templates = self.file("forest.ldf", forest.ldif())
        for name, verdict, code in (("WebServer", "breaks", "TEMPLATE_STAMPS"), ("lyncedge", "ready", "TEMPLATE_STAMPS"),
                                    ("Computer", "ready", "TEMPLATE_IGNORES_SUBJECT")):
            with self.subTest(name):
                results, _ = self.judged("--template", f"{templates}:{name}", path)
                self.assertEqual([r["verdict"] for r in results], [verdict])
                codes = [f["code"] for f in results[0]["findings"]]
                self.assertIn(code, codes)
                self.assertNotIn("REQUEST_IS_A_WISH", codes)
        _, err = self.run_it("--template", templates, path, status=2)
        self.assertIn("say which, as FILE:NAME", err)
        _, err = self.run_it("--template", templates + ":Nothing", path, status=2)
        self.assertIn("no template of this name", err)

    def test_urls_in_ldif_are_refused(self):
        secret = self.file("secret", "1.3.6.1.5.5.7.3.1")
        for line in (f"pKIExtendedKeyUsage:< file://{secret}", f"pKIExtendedKeyUsage:\n < file://{secret}",
                     f"pKIExtendedKeyUsage: < file://{secret}"):
            with self.subTest(line):
                text = f"dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\n{line}\n\n"
                _, err = self.run_it(self.file("url.ldf", text), status=2)
                self.assertIn("line 4: a value that is to be fetched from a URL is refused", err)
        text = f"include: file://{self.file('more.ldf', forest.ldif())}\n\n" + forest.ldif(forest.ROWS[:1])
        results, _ = self.judged(self.file("include.ldf", "dn: CN=Y\nobjectClass: top\n" + text))
        self.assertEqual([r["template"]["name"] for r in results], ["User"])

    def test_bad_files(self):
        rows = {"none.ldf": ("dn: CN=X\nobjectClass: person\ncn: X\n\n", "no certificate template in it"),
                "colon.ldf": ("dn: CN=X\nobjectClass pKICertificateTemplate\n\n", "line 2: no LDIF"),
                "base64.ldf": ("dn: CN=X\ncn:: ***\n\n", "line 2: a line of LDIF that cannot be read"),
                "oid.ldf": ("dn: CN=X\nobjectClass: pKICertificateTemplate\ncn: X\npKIExtendedKeyUsage: web\n\n",
                            "a usage of a template is not an OID")}
        for name, (text, error) in rows.items():
            with self.subTest(name):
                _, err = self.run_it(self.file(name, text), status=2)
                self.assertIn(error, err)


@unittest.skipUnless(directory.available(), "slapd is not installed")
class Live(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca = os.path.join(cls.folder, "ca.pem")
        key = os.path.join(cls.folder, "ca.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cls.ca,
                        "-subj", "/CN=dc01", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30"],
                       check=True, capture_output=True)
        cls.directory = directory.Directory(cls.ca, key)
        cls.addClassCleanup(cls.directory.close)
        cls.other = directory.Directory(cls.ca, key, configuration=False)
        cls.addClassCleanup(cls.other.close)

    def password(self, text=directory.Directory.PASSWORD):
        return self.file("password", text + "\n")

    def check(self, *words):
        results, _ = self.judged(*words, status=1)
        self.assertEqual(said(results), expected())
        self.assertEqual({r["file"] for r in results}, {words[words.index("--ldap") + 1]})

    def test_starttls(self):
        self.check("--ldap", self.directory.plain, "--ldap-starttls", "--ldap-ca", self.ca, "--ldap-bind",
                   self.directory.ROOT, "--password-file", self.password())

    def test_ldaps(self):
        self.check("--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind", self.directory.ROOT,
                   "--password-file", self.password())

    def test_anonymous_and_clear(self):
        results, _ = self.judged("--ldap", self.directory.tls, "--ldap-ca", self.ca)
        self.assertEqual(said(results), expected())
        _, err = self.judged("--ldap", self.directory.plain, "--ldap-bind", self.directory.ROOT, "--password-file",
                             self.password())
        self.assertIn("the password goes over the network in clear", err)

    def test_template_of_the_directory(self):
        key, path = os.path.join(self.folder, "k.pem"), os.path.join(self.folder, "r.req")
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/CN=a",
                        "-out", path], check=True, capture_output=True)
        results, _ = self.judged("--ldap", self.directory.tls, "--ldap-ca", self.ca, "--template", "WebServer", path)
        self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])

    def fails(self, text, *words):
        begin = time.monotonic()
        out, err = self.run_it("--ldap-timeout", "1", *words, status=2)
        self.assertEqual(out, "")
        self.assertIn(text, err)
        self.assertLess(time.monotonic() - begin, 15)
        return err

    def test_wrong_password(self):
        self.fails("bind: Invalid credentials", "--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind",
                   self.directory.ROOT, "--password-file", self.password("falsch"))
        self.fails("a bind wants a password", "--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind",
                   self.directory.ROOT)

    def test_untrusted_server(self):
        other = os.path.join(self.folder, "other.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", other + ".key", "-out",
                        other, "-subj", "/CN=other", "-days", "30"], check=True, capture_output=True)
        self.fails("Can't contact LDAP server", "--ldap", self.directory.tls, "--ldap-ca", other)
        self.fails("StartTLS", "--ldap", self.directory.plain, "--ldap-starttls", "--ldap-ca", other)

    def test_not_active_directory(self):
        self.fails("names no configurationNamingContext", "--ldap", self.other.tls, "--ldap-ca", self.ca)

    def test_server_down(self):
        self.fails("Can't contact LDAP server", "--ldap", f"ldap://127.0.0.1:{directory.free_port()}")
        self.fails("the LDAP URI is not usable", "--ldap", "gopher://127.0.0.1")

    def peer(self, answer):
        """A server that accepts, sends answer (or nothing) and holds the connection."""
        listener = socket.create_server(("127.0.0.1", 0))
        held = []

        def serve():
            try:
                while True:
                    held.append(listener.accept()[0])
                    held[-1].sendall(answer)
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()
        self.addCleanup(lambda: [s.close() for s in [listener, *held]])
        return listener.getsockname()[1]

    def test_slow_server(self):
        self.fails("Timed out", "--ldap", f"ldap://127.0.0.1:{self.peer(b'')}")
        self.fails("Timed out", "--ldap", f"ldaps://127.0.0.1:{self.peer(b'')}")
        self.fails("Timed out", "--ldap", f"ldap://127.0.0.1:{self.peer(b'')}", "--ldap-starttls")

    def test_garbage(self):
        self.fails("the directory cannot be asked",
                   "--ldap", f"ldap://127.0.0.1:{self.peer(b'HTTP/1.1 400 Bad Request' + bytes(64))}")
        self.fails("the directory cannot be asked", "--ldap", f"ldap://127.0.0.1:{self.peer(bytes(range(48)) * 9)}")


if __name__ == "__main__":
    unittest.main()

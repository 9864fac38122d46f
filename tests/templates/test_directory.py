#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Templates asked of a directory: a real slapd, and servers that misbehave: test_directory.py CERTCHECK."""
import os
import socket
import subprocess
import threading
import time
import unittest
from unittest import mock

import directory
import forest
import scripted
from certcheck import CERTCHECK, Case, codes
from expected import expected, said
from scripted import DONE, ROOT_DSE, Scripted, page, result, template

import cases_told  # noqa: E402  certcheck knows where it is
import terminal  # noqa: E402


def certificate(folder, name, *extensions):
    """A self-signed certificate and its key."""
    paths = os.path.join(folder, name + ".pem"), os.path.join(folder, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", paths[1], "-out", paths[0],
                    "-subj", "/CN=" + name, "-days", "30", *[w for e in extensions for w in ("-addext", e)]],
                   check=True, capture_output=True)
    return paths


class Asking(Case):
    def fails(self, text, *words, timeout="2"):
        begin = time.monotonic()
        out, err = self.run_it("--format", "ndjson", "--ldap-timeout", timeout, *words, status=2)
        self.assertEqual(out, "")
        self.assertIn(text, err)
        self.assertEqual(err.count("\n") - err.count("warning: the password"), 1, err)
        self.assertLess(time.monotonic() - begin, 20)
        return err


@unittest.skipUnless(directory.available(), "slapd is not installed")
class Live(Asking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ca, cls.key = certificate(cls.folder, "dc01", "subjectAltName=IP:127.0.0.1")
        cls.directory = cls.start(cls.ca, cls.key)

    @classmethod
    def start(cls, *words, **more):
        server = directory.Directory(*words, **more)
        cls.addClassCleanup(server.close)
        return server

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
        self.check("--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind", self.directory.READER,
                   "--password-file", self.password())

    def test_anonymous_and_clear(self):
        results, _ = self.judged("--ldap", self.directory.tls, "--ldap-ca", self.ca)
        self.assertEqual(said(results), expected())
        results, err = self.judged("--ldap", self.directory.plain, "--ldap-bind", self.directory.ROOT, "--password-file",
                                   self.password())
        self.assertEqual(said(results), expected())
        self.assertIn("the password is sent over the network in clear text", err)

    def test_advice(self):
        out, _ = self.run_it("--ldap", self.directory.tls, "--ldap-ca", self.ca, "--template-for", "sfb2019")
        self.assertIn("for Skype for Business Server 2019: request every server's certificate", out)

    def request(self, name, *extension):
        path = self.path(name)
        subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=a",
                        "-out", path, *extension], check=True, capture_output=True)
        return path

    def test_template_of_the_directory(self):
        words = ["--ldap", self.directory.tls, "--ldap-ca", self.ca]
        results, _ = self.judged(*words, "--template", "WebServer", self.request("plain.req"))
        self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])
        named = self.request("named.req", "-addext", "1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:WebServer")
        results, _ = self.judged(*words, named)
        self.assertEqual((results[0]["kind"], results[0]["verdict"]), ("request", "breaks"))
        self.assertIn("TEMPLATE_STAMPS", codes(results[0]))
        self.assertEqual(said(results[1:]), expected())
        self.fails("no template of this name; known: User, ", *words, "--template", "Nothing", named)

    def test_more_than_a_thousand_templates(self):
        rows = [(f"T{i:04}", f"Template {i}", 2, f"8888.{i}", "server client", "a0", 0, True) for i in range(1200)]
        server = self.start(rows=rows, settings=("", "limits * size.prtotal=unlimited\n"))
        results, _ = self.judged("--ldap", server.plain, status=0)
        self.assertEqual(sorted(r["template"]["name"] for r in results), [row[0] for row in rows])

    def test_wrong_password(self):
        words = ["--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind", self.directory.ROOT]
        self.fails("bind: Invalid credentials", *words, "--password-file", self.password("falsch"))
        self.fails("a bind requires a password (--password-file)", *words)
        self.fails("a bind requires a password (--password-file)", *words, "--password-file", self.password(""))
        self.fails("bind: Invalid DN syntax", *words[:-1], "ou+=x", "--password-file", self.password())

    def test_password_asked_for(self):
        asked = terminal.Terminal(CERTCHECK, "-q", "--ldap", self.directory.tls, "--ldap-ca", self.ca, "--ldap-bind",
                                  self.directory.ROOT)
        asked.answer(f"Password of {self.directory.ROOT}:", self.directory.PASSWORD + "\r")
        self.assertEqual(asked.status(), 1, asked.seen)
        self.assertNotIn(self.directory.PASSWORD, asked.seen)

    def test_untrusted_server(self):
        other, _ = certificate(self.folder, "other")
        why = "TLS failed; its certificate must chain to a root of --ldap-ca and name the host"
        self.fails(why, "--ldap", self.directory.tls, "--ldap-ca", other)
        self.fails(why, "--ldap", self.directory.plain, "--ldap-starttls", "--ldap-ca", other)
        named = self.start(*certificate(self.folder, "dc02", "subjectAltName=DNS:dc02.contoso.com"))
        self.fails(why, "--ldap", named.tls, "--ldap-ca", self.path("dc02.pem"))
        for path, text in ((self.path("nothing.pem"), "No such file"), (self.file("no.pem", "no"), "no.pem: neither PEM"),
                           (self.key, "dc01.key: no certificate in it")):
            self.fails(text, "--ldap", self.directory.tls, "--ldap-ca", path)

    def test_roots_as_windows_exports_them(self):
        der = subprocess.run(["openssl", "x509", "-in", self.ca, "-outform", "DER"], check=True, capture_output=True).stdout
        p7b = subprocess.run(["openssl", "crl2pkcs7", "-nocrl", "-certfile", self.ca, "-outform", "DER"], check=True,
                             capture_output=True).stdout
        for path in (self.file("root.cer", der), self.file("root.p7b", p7b)):
            results, _ = self.judged("--ldap", self.directory.tls, "--ldap-ca", path)
            self.assertEqual(said(results), expected())
        _, key = certificate(self.folder, "other2")
        other = subprocess.run(["openssl", "x509", "-in", self.path("other2.pem"), "-outform", "DER"], check=True,
                               capture_output=True).stdout
        self.fails("TLS failed", "--ldap", self.directory.tls, "--ldap-ca", self.file("other.cer", other))
        with open(self.ca, "rb") as a, open(self.path("other2.pem"), "rb") as b:
            both = a.read() + b.read()
        p7b = subprocess.run(["openssl", "crl2pkcs7", "-nocrl", "-certfile", self.file("both.pem", both), "-outform", "DER"],
                             check=True, capture_output=True).stdout
        self.fails("more than one root: give them as PEM", "--ldap", self.directory.tls, "--ldap-ca",
                   self.file("both.p7b", p7b))
        results, _ = self.judged("--ldap", self.directory.tls, "--ldap-ca", self.path("both.pem"))
        self.assertEqual(said(results), expected())

    def test_roots_of_ldap_conf(self):
        """Without --ldap-ca: what TLS_CACERT of ldap.conf, or the environment, names."""
        other, _ = certificate(self.folder, "other3")
        conf = self.file("ldap.conf", f"TLS_CACERT {self.ca}\n")
        for setting in ({"LDAPCONF": conf}, {"LDAPTLS_CACERT": self.ca}):
            with self.subTest(setting), mock.patch.dict(os.environ, setting):
                results, _ = self.judged("--ldap", self.directory.tls)
                self.assertEqual(said(results), expected())
                self.judged("--ldap", self.directory.plain, "--ldap-starttls")
                self.fails("TLS failed", "--ldap", self.directory.tls, "--ldap-ca", other)
        with mock.patch.dict(os.environ, {"LDAPTLS_CACERT": other}):
            self.fails("TLS failed", "--ldap", self.directory.tls)

    def test_starttls_refused(self):
        self.fails("StartTLS: Protocol error (unsupported extended operation)", "--ldap-starttls", "--ldap",
                   self.start().plain)

    def test_wants_encryption(self):
        server = self.start(self.ca, self.key, settings=("security tls=128\n", ""))
        self.fails("it requires encryption (--ldap-starttls)", "--ldap", server.plain)

    def test_wants_a_bind(self):
        server = self.start(settings=("require authc\n", ""))
        self.fails("it may require a bind (--ldap-bind)", "--ldap", server.plain)

    def test_not_active_directory(self):
        self.fails("names no configurationNamingContext", "--ldap", self.start(context=None).plain)

    def test_no_enterprise_ca(self):
        server = self.start(context="CN=Other,DC=contoso,DC=com")
        self.fails("No such object: the forest has no enterprise CA", "--ldap", server.plain)
        self.fails("no certificate template in it", "--ldap", self.start(rows=[]).plain)

    def test_size_limits(self):
        for limit, text in (("size.soft=10 size.hard=10 size.prtotal=10", "Size limit exceeded"),
                            ("size.pr=5", "Administrative limit exceeded"), ("size.prtotal=disabled", "not allowed")):
            with self.subTest(limit):
                server = self.start(settings=("", f"limits anonymous {limit}\n"))
                self.fails("the Certificate Templates container: ", "--ldap", server.plain)
                self.fails(text, "--ldap", server.plain)

    def test_referrals(self):
        server = self.start(context="CN=Configuration,DC=fabrikam,DC=com", settings=("referral ldap://dc02.fabrikam.com\n", ""))
        self.fails("refers to ldap://dc02.fabrikam.com/", "--ldap", server.plain)
        more = (f"dn: CN=Away,{forest.CONTAINER}\nobjectClass: referral\nobjectClass: extensibleObject\ncn: Away\n"
                "ref: ldap://dc03.contoso.com/CN=Away\n\n")
        self.fails("refers to ldap://dc03.contoso.com/cn=Away??sub: query that one", "--ldap", self.start(more=more).plain)


class Misbehaving(Asking):
    def scripted(self, *answers, **more):
        server = Scripted(*answers, **more)
        self.addCleanup(server.close)
        return server.uri

    def test_server_down(self):
        for scheme in ("ldap", "ldaps"):
            self.fails("Can't contact LDAP server", "--ldap", f"{scheme}://127.0.0.1:{directory.free_port()}")
        for uri in ("gopher://127.0.0.1", "dc01.contoso.com", ""):
            self.fails("not an LDAP URI; write it like ldap://dc01.contoso.com", "--ldap", uri)
        self.fails("the LDAP URI is not usable", "--ldap", "ldapx://127.0.0.1")

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
        for words in ((f"ldap://127.0.0.1:{self.peer(b'')}",), (f"ldaps://127.0.0.1:{self.peer(b'')}",),
                      (f"ldap://127.0.0.1:{self.peer(b'')}", "--ldap-starttls"), (self.scripted(ROOT_DSE, None),),
                      (self.scripted(ROOT_DSE, [template("A")], None),)):
            self.fails("Timed out (--ldap-timeout)", "--ldap", *words, timeout="1")

    def test_handshake_given_up_late(self):
        """The connection ends after the timeout: no fault of TLS, whoever ended it."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve():
            sock, _ = listener.accept()
            with sock:
                threading.Event().wait(1.2)

        threading.Thread(target=serve, daemon=True).start()
        self.fails("Timed out (--ldap-timeout)", "--ldap", "ldaps://127.0.0.1:%d" % listener.getsockname()[1], timeout="1")

    def test_answers_that_trickle(self):
        self.fails("Timed out", "--ldap", self.scripted(ROOT_DSE, delay_s=0.3), timeout="1")

    def test_garbage(self):
        for answer in (b"HTTP/1.1 400 Bad Request" + bytes(64), bytes(range(48)) * 9, b"0" * 400):
            self.fails("the directory cannot be queried", "--ldap", f"ldap://127.0.0.1:{self.peer(answer)}")

    def test_hangs_up_in_the_middle(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
        self.fails("Can't contact LDAP server", "--ldap", "ldap://127.0.0.1:%d" % listener.getsockname()[1])

    def test_answers_that_claim_too_much(self):
        """A message of 2 GiB is refused before memory is taken for it; a control without a value is none."""
        self.fails("the directory cannot be queried",
                   "--ldap", f"ldap://127.0.0.1:{self.peer(bytes.fromhex('30847fffffff02010164847fffffff'))}")
        bare = scripted.tlv(0xa0, scripted.tlv(0x30, scripted.text(scripted.PAGED)))
        results, _ = self.judged("--ldap", self.scripted(ROOT_DSE, [template("A"), (result(DONE), bare)]), status=1)
        self.assertEqual(len(results), 1)

    def test_pages_without_end(self):
        pages = [[(result(DONE), page(b"more"))]] * 100
        self.fails("the directory sends an endless number of pages", "--ldap", self.scripted(ROOT_DSE, *pages))

    def limited(self, text, *answers, timeout="5", **more):
        """What was read up to the limit is judged, the limit is said, and the exit status is 2."""
        uri = self.scripted(ROOT_DSE, *answers, **more)
        results, err = self.judged("--ldap", uri, "--ldap-timeout", timeout, status=2)
        self.assertEqual([r["template"]["name"] for r in results], ["A"])
        self.assertIn(f"{uri}: {text}; the rest w", err)

    def test_limits(self):
        other = scripted.entry("CN=x", [("cn", ["x"])])
        more = (result(DONE), page(b"more"))
        self.limited("the directory sends an endless number of pages", [template("A"), more], *[[other, more]] * 1100)
        self.limited("the directory sends more than 16384 entries", [template("A"), *[other] * 16400])
        large = scripted.entry("CN=x", [("cn", [b"x" * 4000000])])
        self.limited("the directory sends more than 64 MiB", [template("A"), *[large] * 20])
        self.limited("the directory takes longer than ten times --ldap-timeout", [template("A"), more],
                     *[[other, more]] * 60, timeout="0.5", pause_s=0.12)
        self.fails("sends more than 16384 entries", "--ldap", self.scripted([other] * 16400), timeout="5")

    def test_pages(self):
        uri = self.scripted(ROOT_DSE, [template("A"), (result(DONE), page(b"1"))], [(result(DONE), page(b"2"))],
                            [template("B"), (result(DONE), page(b""))])
        results, _ = self.judged("--ldap", uri, status=1)
        self.assertEqual([(r["template"]["name"], r["verdict"]) for r in results], [("A", "breaks"), ("B", "breaks")])

    def test_results_that_are_refusals(self):
        for code, text in ((1, "it may require a bind"), (8, "it may require a bind"), (50, "it may require a bind"),
                           (51, "Server is busy"), (52, "Server is unavailable"), (53, "unwilling"), (80, "Other")):
            with self.subTest(code):
                self.fails(text, "--ldap", self.scripted([result(DONE, code, "000004DC: a bind must be completed")]))
                err = self.fails(text, "--ldap", self.scripted(ROOT_DSE, [result(DONE, code, "diag\x1bnostic")]))
                self.assertIn("(diag\\x1bnostic)", err)

    def test_entries_that_are_none(self):
        bad = scripted.entry("CN=X", [("cn", ["X"]), ("objectClass", ["pKICertificateTemplate"]),
                                      ("pKIExtendedKeyUsage", ["web"])])
        uri = self.scripted(ROOT_DSE, [bad, template("A"), result(DONE)])
        results, err = self.judged("--ldap", uri, status=2)
        self.assertEqual([r["template"]["name"] for r in results], ["A"])
        self.assertIn(f"{uri}: a usage of the template is not an OID (template X)", err)
        huge = scripted.entry("", [("configurationNamingContext", [b"A" * 5000])])
        self.fails("names no configurationNamingContext", "--ldap", self.scripted([huge, result(DONE)]))


if __name__ == "__main__":
    cases_told.main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every format certcheck reads: test_readers.py CERTCHECK TESTCERTS."""
import base64
import json
import os
import pathlib
import pty
import shutil
import socket
import subprocess
import sys
import termios
import time
import unittest

import material
from material import LABELS, PASSWORD, der_of, thumbprint

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import cases_told  # noqa: E402
import schema  # noqa: E402

CERTCHECK, CERTS = map(os.path.abspath, sys.argv[1:3])
del sys.argv[1:]


def scenario(name, file="leaf.pem"):
    return os.path.join(CERTS, "scenarios", name, file)


def read(path):
    with open(path, "rb") as f:
        return f.read()


BOTH, WEBSERVER = scenario("both"), scenario("webserver")
KEY = scenario("both", "key.pem")
CHAIN = scenario("webserver", "chain.pem")


class Readers(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.openssl = material.Openssl()

    def run_it(self, *words, status=None, env=None, data=None):
        run = subprocess.run([CERTCHECK, "--at", "2020-01-01", *words], capture_output=True, input=data,
                             timeout=60, env=dict(os.environ, **(env or {})), start_new_session=True)
        err = run.stderr.decode()
        if status is not None:
            self.assertEqual(run.returncode, status, err + run.stdout.decode())
        return run.returncode, run.stdout.decode(), err

    def judged(self, *words, **more):
        """(results, standard error) of a JSON run."""
        _, out, err = self.run_it("--format", "json", *words, **more)
        return schema.loads(out)["results"], err

    def verdicts(self, *words, **more):
        results, _ = self.judged(*words, **more)
        return [r["verdict"] for r in results]

    def file(self, name, data):
        return self.openssl.write(name, data)

    # PEM
    def test_comments_and_keys_between_blocks(self):
        text = "".join(["subject=CN = x\n", read(BOTH).decode(), read(KEY).decode(), "friendlyName: -----\n",
                        read(KEY).decode(), read(WEBSERVER).decode()])
        path = self.file("mixed.pem", text)
        results, err = self.judged("--each", path)
        self.assertEqual([r["verdict"] for r in results], ["ready", "breaks"])
        self.assertIn("mixed.pem: skipped 2 private keys", err)
        lines = text.split("\n")
        for r in results:
            self.assertEqual(lines[r["line"] - 1], "-----BEGIN CERTIFICATE-----")

    def test_indented_quoted_and_windows_lines(self):
        pem = read(WEBSERVER).decode()
        for name, text in (("indented", "  Row 1:\n" + pem.replace("\n", "\n    ")),
                           ("quoted", '"Issued","Raw"\n"x","' + pem.rstrip("\n") + '"\n'),
                           ("crlf", pem.replace("\n", "\r\n"))):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name + ".pem", text)), ["breaks"])

    def test_one_damaged_block_is_named_and_the_rest_judged(self):
        bad = read(BOTH).decode().replace("MII", "M*I", 1)
        path = self.file("bad.pem", read(BOTH).decode() + bad + read(WEBSERVER).decode())
        results, err = self.judged("--each", path, status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready", "breaks"])
        self.assertRegex(err, r"bad\.pem: line \d+: a PEM block is damaged or cut off")

    def test_utf16(self):
        text = read(WEBSERVER).decode()
        for name, data in (("le", b"\xff\xfe" + text.encode("utf-16-le")),
                           ("be", b"\xfe\xff" + text.encode("utf-16-be")),
                           ("nomark", text.encode("utf-16-le")), ("utf8", b"\xef\xbb\xbf" + text.encode())):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name + ".pem", data)), ["breaks"])

    def test_base64_without_armour(self):
        body = base64.encodebytes(der_of(WEBSERVER))
        self.assertEqual(self.verdicts(self.file("bare.txt", body)), ["breaks"])
        self.assertEqual(self.verdicts(self.file("bare16.txt", body.decode().encode("utf-16"))), ["breaks"])

    def test_standard_input(self):
        results, _ = self.judged("-", data=read(WEBSERVER))
        self.assertEqual([(r["file"], r["verdict"]) for r in results], [("-", "breaks")])

    # PKCS#7
    def test_pkcs7(self):
        for form in ("PEM", "DER"):
            data = self.openssl("crl2pkcs7", "-nocrl", "-certfile", CHAIN, "-outform", form)
            path = self.file("certs." + form, data)
            with self.subTest(form):
                results, _ = self.judged(path)
                self.assertEqual([r["verdict"] for r in results], ["breaks"])
                self.assertEqual(len(results[0]["judgement"]["path"]), 2) # the issuer was offered
        encoded = base64.encodebytes(data).decode()
        path = self.file("certutil.cer", f"-----BEGIN CERTIFICATE-----\n{encoded}-----END CERTIFICATE-----\n")
        self.assertEqual(self.verdicts(path), ["breaks"])

    def test_signed_pkcs7(self):
        data = self.openssl("smime", "-sign", "-signer", BOTH, "-inkey", KEY, "-outform", "DER",
                            "-nodetach", data=b"hello")
        self.assertEqual(self.verdicts(self.file("signed.p7m", data)), ["ready"])

    def test_pkcs7_cut_or_encrypted(self):
        data = self.openssl("crl2pkcs7", "-nocrl", "-certfile", CHAIN, "-outform", "DER")
        _, _, err = self.run_it(self.file("cut.p7b", data[:-40]), status=2)
        self.assertIn("cut.p7b: a PKCS#7 message that is damaged or cut off", err)
        data = self.openssl("cms", "-encrypt", "-aes128", "-outform", "DER", BOTH, data=b"x")
        _, _, err = self.run_it(self.file("enveloped.p7m", data), status=2)
        self.assertIn("an encrypted PKCS#7 message", err)

    # PKCS#12
    def pfx(self, name, *words):
        self.openssl("pkcs12", "-export", "-out", name, "-passout", "pass:" + PASSWORD, *words)
        return self.openssl.path(name)

    def test_pkcs12(self):
        secret = self.file("password", PASSWORD + "\r\nsecond line\n")
        rows = {"new": ["-in", BOTH, "-inkey", KEY], "legacy": ["-legacy", "-in", BOTH, "-inkey", KEY],
                "keyless": ["-nokeys", "-in", BOTH], "plain": ["-in", BOTH, "-inkey", KEY, "-certpbe", "NONE"],
                "des": ["-in", BOTH, "-inkey", KEY, "-certpbe", "PBE-SHA1-3DES"]}
        for name, words in rows.items():
            with self.subTest(name):
                results, err = self.judged("--password-file", secret, self.pfx(name + ".pfx", *words), status=0)
                self.assertEqual([r["verdict"] for r in results], ["ready"])
                self.assertEqual("skipped 1 private key" in err, name != "keyless")

    def test_pkcs12_password_from_the_environment(self):
        path = self.pfx("env.pfx", "-in", BOTH, "-inkey", KEY)
        self.run_it(path, status=0, env={"CERTCHECK_PASSWORD": PASSWORD})
        self.run_it("--password-env", "MINE", path, status=0, env={"MINE": PASSWORD})
        _, _, err = self.run_it("--password-env", "NOT_THERE", path, status=2)
        self.assertIn("NOT_THERE: no such environment variable", err)

    def test_pkcs12_wrong_and_missing_password(self):
        path = self.pfx("wrong.pfx", "-in", BOTH, "-inkey", KEY)
        _, _, err = self.run_it(path, status=2, env={"CERTCHECK_PASSWORD": "falsch"})
        self.assertIn("wrong.pfx: the password does not open the PKCS#12 file", err)
        _, _, err = self.run_it(path, status=2)
        self.assertIn("wrong.pfx: the PKCS#12 file is password-protected", err)

    def test_pkcs12_prompt_does_not_echo(self):
        path = self.pfx("ask.pfx", "-in", BOTH, "-inkey", KEY)
        status, shown = self.prompted(path, PASSWORD)
        self.assertEqual(status, 0, shown)
        self.assertIn(path.encode(), shown)
        self.assertNotIn(PASSWORD.encode(), shown)
        status, shown = self.prompted(path, "falsch")
        self.assertEqual(status, 2, shown)
        self.assertIn(b"the password does not open the PKCS#12 file", shown)
        self.assertNotIn(b"falsch", shown)

    def test_pkcs12_prompt_takes_what_it_has_room_for(self):
        for n, status in ((1023, 0), (1024, 2), (2000, 2)):
            password = "p" * n
            self.openssl("pkcs12", "-export", "-nokeys", "-in", BOTH, "-out", f"{n}.pfx", "-passout", "pass:" + password)
            got, shown = self.prompted(self.openssl.path(f"{n}.pfx"), password)
            self.assertEqual(got, status, shown)
            self.assertEqual(b"the password does not open" in shown, status == 2, shown)

    def test_password_files_of_windows(self):
        """Notepad and PowerShell: byte order marks, UTF-16, no end of line."""
        path = self.pfx("marks.pfx", "-in", BOTH, "-inkey", KEY)
        for name, data in (("utf8", b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n"),
                           ("bare", b"\xef\xbb\xbf" + PASSWORD.encode()), ("utf16", (PASSWORD + "\r\n").encode("utf-16")),
                           ("le", b"\xff\xfe" + PASSWORD.encode("utf-16-le")),
                           ("be", b"\xfe\xff" + (PASSWORD + "\r\nx").encode("utf-16-be")),
                           ("nomark", (PASSWORD + "\r\n").encode("utf-16-le"))):
            with self.subTest(name):
                self.run_it("--password-file", self.file("secret-" + name, data), path, status=0)
        for name, data in (("nul", b"abc\0d\n"), ("long", b"p" * 1024)):
            _, _, err = self.run_it("--password-file", self.file("secret-" + name, data), path, status=2)
            self.assertIn("the first line is not a password", err)

    def prompted(self, path, password):
        """Exit status and what a terminal shows, the password typed when it is asked for."""
        child, terminal = pty.fork()
        if child == 0:
            os.execv(CERTCHECK, [CERTCHECK, "--at", "2020-01-01", path])
        shown, deadline = b"", time.monotonic() + 30
        while b"Password of" not in shown and time.monotonic() < deadline:
            shown += os.read(terminal, 4096)
        # OpenSSL shows its prompt first and switches the echo off next.
        while termios.tcgetattr(terminal)[3] & termios.ECHO and time.monotonic() < deadline:
            time.sleep(0.005)
        os.write(terminal, password.encode() + b"\n")
        try:
            while piece := os.read(terminal, 4096):
                shown += piece
        except OSError: # the terminal ends with its last user
            pass
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), shown

    def test_pkcs12_legacy_without_the_provider(self):
        path = self.pfx("rc2.pfx", "-legacy", "-in", BOTH, "-inkey", KEY)
        _, _, err = self.run_it(path, status=2, env={"CERTCHECK_PASSWORD": PASSWORD,
                                                     "OPENSSL_MODULES": "/nonexistent"})
        self.assertIn("(PBE-SHA1-RC2-40): it needs OpenSSL's legacy provider", err)

    def test_pkcs12_of_others(self):
        """certtool, NSS and Java write them differently; where one is missing it is passed over."""
        self.openssl("pkcs12", "-export", "-out", "own.p12", "-name", "edge", "-in", BOTH, "-inkey", KEY, "-passout",
                     "pass:geheim")
        certtool = ["certtool", "--to-p12", "--load-certificate", BOTH, "--load-privkey", KEY, "--p12-name", "x", "--outder"]
        nss = ["pk12util", "-n", "edge", "-d", "nss", "-W", "geheim", "-K", "", "-o"]
        os.makedirs(self.openssl.path("nss"), exist_ok=True)
        made = [name for name, commands in (
            ("gnutls.p12", [certtool + ["--password", "geheim", "--outfile", "gnutls.p12"]]),
            ("gnutls-rc2.p12", [certtool + ["--password", "geheim", "--pkcs-cipher", "rc2-40", "--outfile", "gnutls-rc2.p12"]]),
            ("gnutls-none.p12", [certtool + ["--null-password", "--outfile", "gnutls-none.p12"]]),
            ("gnutls-empty.p12", [certtool + ["--empty-password", "--outfile", "gnutls-empty.p12"]]),
            ("nss.p12", [["certutil", "-N", "-d", "nss", "--empty-password"],
                         ["pk12util", "-i", "own.p12", "-d", "nss", "-W", "geheim", "-K", ""], nss + ["nss.p12"]]),
            ("nss-rc2.p12", [nss + ["nss-rc2.p12", "-C", "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC"]]),
            ("java.p12", [["keytool", "-importkeystore", "-srckeystore", "own.p12", "-srcstoretype", "PKCS12", "-srcstorepass",
                           "geheim", "-destkeystore", "java.p12", "-deststoretype", "PKCS12", "-deststorepass", "geheim",
                           "-noprompt"]]),
            ("trusted.p12", [["keytool", "-importcert", "-alias", "a", "-file", BOTH, "-keystore", "trusted.p12", "-storetype",
                              "PKCS12", "-storepass", "geheim", "-noprompt"]])) if self.makes(name, commands)]
        self.assertGreater(len(made), 3)
        for name in made:
            with self.subTest(name):
                self.assertIn("ready", self.verdicts("--each", self.openssl.path(name), env={"CERTCHECK_PASSWORD": "geheim"}))

    def makes(self, name, commands):
        """Do the commands exist and make the file?"""
        for command in commands:
            if shutil.which(command[0]) is None:
                print(f"skip: {name} ({command[0]}: program not found)")
                return False
            run = subprocess.run(command, cwd=self.openssl.folder, capture_output=True, timeout=60)
            self.assertEqual(run.returncode, 0, run.stderr.decode())
        return os.path.exists(self.openssl.path(name))

    @staticmethod
    def without_mac(data):
        """A PFX of more than 255 octets without its last item."""
        assert data[:2] == b"\x30\x82" and data[7:9] == b"\x30\x82"
        body = data[4:7 + 4 + int.from_bytes(data[9:11], "big")]
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def test_pkcs12_whose_mac_says_nothing(self):
        """No MAC, or one that nobody here can compute (PBMAC1): what comes out of it tells the password."""
        sha256 = bytes.fromhex("0609608648016503040201")
        for name, words in (("aes", []), ("rc2", ["-legacy"])):
            data = read(self.pfx(f"{name}-mac.pfx", *words, "-in", BOTH, "-inkey", KEY, "-macalg", "sha256"))
            odd = data.rindex(sha256)
            for case, bytes_ in (("none", self.without_mac(data)),
                                 ("odd", data[:odd + 10] + b"\x6f" + data[odd + 11:])):
                with self.subTest(name=name, case=case):
                    path = self.file(f"{name}-{case}.pfx", bytes_)
                    self.assertEqual(self.verdicts(path, env={"CERTCHECK_PASSWORD": PASSWORD}), ["ready"])
                    _, _, err = self.run_it(path, status=2, env={"CERTCHECK_PASSWORD": "falsch"})
                    self.assertIn("the password does not open the PKCS#12 file", err)
                    _, _, err = self.run_it(path, status=2)
                    self.assertIn("password-protected", err)
        _, _, err = self.run_it(self.openssl.path("rc2-none.pfx"), status=2,
                                env={"CERTCHECK_PASSWORD": PASSWORD, "OPENSSL_MODULES": "/nonexistent"})
        self.assertIn("it needs OpenSSL's legacy provider", err)

    def test_pkcs12_one_password_for_some_of_a_folder(self):
        folder = self.openssl.path("containers")
        os.mkdir(folder)
        for name, password in (("locked", PASSWORD), ("empty", ""), ("other", "another")):
            self.openssl("pkcs12", "-export", "-nokeys", "-in", BOTH, "-out", f"{folder}/{name}.pfx", "-passout",
                         "pass:" + password)
        results, err = self.judged("--copies", folder, status=0, env={"CERTCHECK_PASSWORD": PASSWORD})
        self.assertEqual([os.path.basename(r["file"]) for r in results], ["empty.pfx", "locked.pfx"])
        self.assertIn("other.pfx: the password does not open the PKCS#12 file", err)
        self.assertIn("1 warning", err)

    def test_pkcs12_of_fifty(self):
        path = self.file("fifty.pem", read(BOTH).decode() + read(WEBSERVER).decode() * 49)
        pfx = self.pfx("fifty.pfx", "-nokeys", "-in", path)
        verdicts = self.verdicts("--copies", pfx, env={"CERTCHECK_PASSWORD": PASSWORD})
        self.assertEqual((verdicts.count("ready"), verdicts.count("breaks")), (1, 49))

    def test_pkcs12_cut_or_greedy(self):
        data = read(self.pfx("whole.pfx", "-nokeys", "-in", BOTH))
        _, _, err = self.run_it(self.file("cut.pfx", data[:-30]), status=2)
        self.assertIn("damaged or cut off", err)
        begin = time.monotonic()
        _, _, err = self.run_it(self.file("greedy.pfx", self.greedy(data)), status=2, env={"CERTCHECK_PASSWORD": PASSWORD})
        self.assertIn("takes more than a second", err)
        self.assertLess(time.monotonic() - begin, 10)

    @staticmethod
    def greedy(data):
        """The MAC's iterations, the last INTEGER of the file, made 2^31 - 1."""
        assert data[-4:] == bytes.fromhex("02020800")
        mac = data.rindex(bytes.fromhex("3031300d06096086")) # its DigestInfo
        at = mac - 2
        assert data[at] == 0x30 and data[at + 1] == len(data) - mac
        total = int.from_bytes(data[2:4], "big")
        return (data[:2] + (total + 2).to_bytes(2, "big") + data[4:at + 1] + bytes([data[at + 1] + 2]) +
                data[mac:-4] + bytes.fromhex("02047fffffff"))

    # PKCS#10
    def request(self, eku="serverAuth", form="DER", *more):
        return self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "request.key", "-subj",
                            "/CN=edge01.contoso.com", "-addext", "extendedKeyUsage=" + eku, "-outform", form, *more)

    def test_request(self):
        for form, more in (("DER", []), ("PEM", []), ("PEM", ["-newhdr"])):
            with self.subTest(form=form, more=more):
                path = self.file("request", self.request("serverAuth", form, *more))
                results, _ = self.judged(path)
                self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])
                self.assertIn("REQUEST_IS_A_WISH", [f["code"] for f in results[0]["findings"]])
                _, out, _ = self.run_it(path, status=1)
                self.assertIn("an enterprise CA uses the usages of its", out)
        self.assertEqual(self.verdicts(self.file("r2", self.request("serverAuth,clientAuth"))), ["ready"])

    def test_request_in_microsofts_attribute(self):
        der = self.request("clientAuth")
        swapped = der.replace(bytes.fromhex("06092a864886f70d01090e"), bytes.fromhex("060a2b06010401823702010e"))
        swapped = self.relength(der, swapped)
        extra = self.file("ms.req", swapped)
        results, _ = self.judged("--usage", "client", extra)
        self.assertEqual(results[0]["verdict"], "ready")
        self.assertEqual(results[0]["certificates"][0]["eku"]["state"], "list")

    @staticmethod
    def relength(before, after):
        """One octet more in the attribute: request, info, attributes and attribute grow by one."""
        grown = bytearray(after)
        at = after.index(bytes.fromhex("060a2b06010401823702010e"))
        grown[at - 1] += 1 # the attribute
        grown[at - 3] += 1 # [0]
        for position in (2, 6):
            size = int.from_bytes(before[position:position + 2], "big") + 1
            grown[position:position + 2] = size.to_bytes(2, "big")
        return bytes(grown)

    def test_request_in_cms_and_cmc(self):
        signed = self.openssl("cms", "-sign", "-binary", "-nodetach", "-signer", BOTH, "-inkey", KEY,
                              "-outform", "DER", data=self.request())
        results, _ = self.judged(self.file("renew.req", signed))
        self.assertEqual([r["kind"] for r in results], ["request", "certificate"])
        data = material.tlv(0x30, material.tlv(0x30), material.tlv(
            0x30, material.tlv(0xa0, material.tlv(2, b"\1"), self.request())),
            material.tlv(0x30), material.tlv(0x30))
        cmc = self.openssl("cms", "-sign", "-binary", "-nodetach", "-nocerts", "-econtent_type",
                           "1.3.6.1.5.5.7.12.2", "-signer", BOTH, "-inkey", KEY, "-outform", "DER", data=data)
        pem = ("-----BEGIN NEW CERTIFICATE REQUEST-----\n" + base64.encodebytes(cmc).decode() +
               "-----END NEW CERTIFICATE REQUEST-----\n")
        results, _ = self.judged(self.file("cmc.req", pem))
        self.assertEqual([(r["kind"], r["verdict"]) for r in results], [("request", "breaks")])

    def test_damaged_request(self):
        der = bytearray(self.request())
        der[4 + 4] = 0x31 # the version's tag
        pem = ("-----BEGIN CERTIFICATE REQUEST-----\n" + base64.encodebytes(bytes(der)).decode() +
               "-----END CERTIFICATE REQUEST-----\n")
        _, _, err = self.run_it(self.file("spoilt.req", pem), status=2)
        self.assertIn("not a request: cannot read version", err)

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

    def test_hostile_text_costs_no_more_than_its_length(self):
        size = 16 << 20
        rows = {"begin.pem": b"-----BEGIN A-----\n", "rules.txt": b"================\n", "empty.ldf": b"\n",
                "names.txt": b"TemplatePropCommonName =\n", "entries.ldf": b"a:b\n\n",
                "list.txt": b"Thumbprint : 11\nUse : a\n\n", "base64.txt": b"A"}
        for name, piece in rows.items():
            with self.subTest(name):
                head = b"dn: CN=x\n" if name.endswith(".ldf") else b""
                path = self.file(name, head + piece * (size // len(piece)))
                begin = time.monotonic()
                self.run_it(path, status=2)
                self.assertLess(time.monotonic() - begin, 120) # a square would take minutes
                os.remove(path)

    # Directories
    def test_one_bad_file_among_a_thousand(self):
        folder = self.openssl.path("thousand")
        os.mkdir(folder)
        for i in range(999):
            with open(f"{folder}/{i:04}.cer", "wb") as f:
                f.write(der_of(BOTH))
        with open(f"{folder}/0500-bad.cer", "wb") as f:
            f.write(der_of(BOTH)[:300])
        with open(f"{folder}/edge.key", "w") as f:
            f.write(read(KEY).decode())
        results, err = self.judged("--copies", folder, status=0)
        self.assertEqual(len(results), 999)
        self.assertIn("0500-bad.cer: DER that is cut off: 300 bytes of ", err)
        self.assertIn("1 warning:", err)
        self.run_it("--strict", folder, status=2)
        self.assertEqual([r["file"] for r in results], sorted(r["file"] for r in results))

    def export_of(self, n):
        """A directory of n certificates, each with a serial number of its own."""
        folder = self.openssl.path(f"export{n}")
        if os.path.isdir(folder):
            return folder
        os.mkdir(folder)
        der = bytearray(der_of(BOTH))
        serial = der.index(bytes.fromhex("a003020102")) + 7
        for i in range(n):
            der[serial:serial + 4] = (0x01000000 + i).to_bytes(4, "big")
            with open(f"{folder}/{i:06}.cer", "wb") as f:
                f.write(der)
        return folder

    def peak_kib(self, folder):
        """Peak memory of a run; its output goes nowhere."""
        child = os.posix_spawn(CERTCHECK, [CERTCHECK, "--at", "2020-01-01", "--format", "ndjson", folder],
                               os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
        _, status, usage = os.wait4(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        return usage.ru_maxrss

    @unittest.skipIf(b"__asan_init" in read(CERTCHECK), "a sanitizer keeps what is freed")
    def test_memory_is_flat(self):
        few, many = self.peak_kib(self.export_of(500)), self.peak_kib(self.export_of(20000))
        self.assertLess(many - few, 4096) # the names of a directory; at 100,000 of them 1.3 MiB

    def test_progress_on_a_terminal(self):
        terminal, slave = pty.openpty()
        run = subprocess.Popen([CERTCHECK, "--at", "2020-01-01", "--format", "csv", self.export_of(20000)],
                               stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(terminal, 4096):
                shown += piece
        except OSError: # the terminal ends with its last user
            pass
        self.assertEqual(run.wait(60), 0)
        os.close(terminal)
        self.assertRegex(shown, rb"^(\r\d+ files found\x1b\[K)*(\r\d+ of 20000 files\x1b\[K)+")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-40:]) # the line is wiped at the end
        _, _, err = self.run_it(self.export_of(500), status=0)
        self.assertEqual(err, "")

    def test_one_certificate_is_told_once(self):
        """By link, by another file, in another format and in a bundle; what stands beside it may change its verdict."""
        folder = self.openssl.path("copies")
        os.mkdir(folder)
        self.file("copies/a.pem", read(WEBSERVER))
        self.file("copies/b.cer", der_of(WEBSERVER))
        self.file("copies/c.pem", read(WEBSERVER) + read(BOTH))
        os.symlink("a.pem", folder + "/d.pem")
        os.link(folder + "/a.pem", folder + "/e.pem")
        results, _ = self.judged(folder)
        self.assertEqual([(os.path.basename(r["file"]), r["index"], r["verdict"]) for r in results],
                         [("a.pem", 0, "breaks"), ("c.pem", 1, "ready")])
        self.assertEqual(len(self.verdicts("--copies", folder)), 6)
        self.assertEqual(len(self.verdicts(*(f"{folder}/{name}" for name in ("a.pem", "b.cer", "d.pem")))), 1)
        _, out, _ = self.run_it(folder, status=1)
        self.assertIn("Note: 4 copies of certificates already listed were skipped", out)
        self.assertIn("2 objects: ", out)
        self.assertEqual(len(self.verdicts(f"{folder}/a.pem", folder)), 2)
        # the same leaf, once alone and once beside the CA that limits it, is two answers
        chain = read(scenario("ca-constrained", "chain.pem"))
        self.file("copies/f.pem", chain)
        self.file("copies/g.pem", chain[:chain.index(b"-----END") + 26])
        self.assertEqual(self.verdicts(f"{folder}/g.pem", f"{folder}/f.pem"), ["ready", "breaks"])

    def test_quiet_warnings_are_a_count(self):
        folder = self.openssl.path("spoilt")
        os.mkdir(folder)
        self.file("spoilt/a.cer", der_of(BOTH))
        for i in range(3):
            self.file(f"spoilt/{i}.cer", der_of(BOTH)[:300])
        _, _, err = self.run_it(folder, status=0)
        self.assertEqual(err.count("cut off"), 3)
        _, _, err = self.run_it("-q", folder, status=0)
        self.assertEqual(err.splitlines(), ["certcheck: 3 warnings: what could not be read inside directories was not "
                                            "judged (without -q each is named)"])
        _, _, err = self.run_it("-q", "--strict", folder, status=2)
        self.assertEqual(err.count("cut off"), 3)

    def test_errors_stand_alone_where_nothing_was_judged(self):
        for path in (self.file("nothing.pem", b"nothing\n"), self.openssl.path("not-there.pem")):
            _, out, err = self.run_it(path, status=2)
            self.assertEqual((out, err.count("\n")), ("", 1))

    def test_der_behind_der(self):
        """As cat leaves it: none is passed over, in a file, in base64 or in a block of PEM."""
        both = der_of(BOTH) + der_of(WEBSERVER)
        text = base64.encodebytes(both).decode()
        for name, data in (("two.cer", both), ("two.txt", text),
                           ("two.pem", f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n")):
            with self.subTest(name):
                self.assertEqual(self.verdicts(self.file(name, data)), ["ready", "breaks"])
        results, err = self.judged(self.file("cut-behind.cer", both[:-9]), status=2)
        self.assertEqual([r["verdict"] for r in results], ["ready"])
        self.assertIn("cut-behind.cer: certificate 2: ", err)
        self.assertEqual(self.verdicts(self.file("zeros.cer", der_of(BOTH) + bytes(9))), ["ready"])

    def test_recursion(self):
        folder = self.openssl.path("tree")
        os.makedirs(folder + "/a/b")
        os.symlink("..", folder + "/a/up")
        for name in ("one.cer", "a/two.cer", "a/b/three.cer", "a/b/.hidden"):
            with open(f"{folder}/{name}", "wb") as f:
                f.write(der_of(BOTH))
        self.assertEqual(len(self.verdicts(folder, status=0)), 1)
        self.assertEqual(len(self.verdicts("-r", "--copies", folder, status=0)), 3)
        os.mkdir(self.openssl.path("empty"))
        _, _, err = self.run_it(self.openssl.path("empty"), status=2)
        self.assertIn("nothing to judge in the directory", err)


    def told_as_special(self, err, *paths):
        for path in paths:
            self.assertIn(f"certcheck: {path}: a FIFO, a socket or a device: skipped\n", err)
        self.assertEqual(err.count("skipped\n"), len(paths), err)

    def test_what_is_no_file_is_passed_over_in_directories(self):
        """Opening a FIFO waits for a writer, reading a terminal for its user."""
        folder = self.openssl.path("special")
        os.mkdir(folder)
        os.mkfifo(folder + "/fifo")
        os.symlink("fifo", folder + "/link")
        os.symlink("/dev/zero", folder + "/zero.pem")
        terminal, slave = pty.openpty()
        os.symlink(os.ttyname(slave), folder + "/terminal.cer")
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(folder + "/socket")
        paths = [f"{folder}/{name}" for name in ("fifo", "link", "socket", "terminal.cer", "zero.pem")]
        _, _, err = self.run_it(folder, status=2)
        self.told_as_special(err, *paths)
        self.assertIn(f"{folder}: nothing to judge in the directory", err)
        shutil.copy(BOTH, folder + "/leaf.pem")
        for words in [], ["-r"]:
            results, err = self.judged(*words, folder, status=0)
            self.assertEqual(len(results), 1)
            self.told_as_special(err, *paths)
            self.assertIn("5 warnings", err)
        self.run_it("--strict", folder, status=2)
        shutil.copy(os.path.join(CERTS, "root.pem"), folder + "/root.pem")
        _, _, err = self.run_it("--ca-dir", folder, BOTH, status=3)
        self.told_as_special(err, *paths)
        os.close(terminal)
        os.close(slave)

    def test_a_fifo_that_is_named_is_read(self):
        """As the shell gives one for <(command)."""
        fifo = self.openssl.path("named")
        os.mkfifo(fifo)
        for words in [fifo], ["--ca-file", fifo, BOTH], ["--chain", fifo, BOTH]:
            writer = subprocess.Popen(["cp", os.path.join(CERTS, "root.pem"), fifo])
            self.run_it("--each", *words, status=None)
            self.assertEqual(writer.wait(60), 0)

    @unittest.skipUnless(os.access("/proc/kmsg", os.R_OK), "/proc/kmsg cannot be read here")
    def test_a_file_that_waits_is_passed_over(self):
        """A regular file, says stat(2), whose end waits for what the kernel has to say next."""
        folder = self.openssl.path("kernel")
        os.mkdir(folder)
        shutil.copy(BOTH, folder + "/leaf.pem")
        shutil.copy(os.path.join(CERTS, "root.pem"), folder + "/root.pem")
        os.symlink("/proc/kmsg", folder + "/waits")
        for words in [folder], ["--ca-dir", folder, BOTH]:
            self.run_it(*words) # ends


if __name__ == "__main__":
    cases_told.main()

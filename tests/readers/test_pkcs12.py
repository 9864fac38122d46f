#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""PKCS#12, and how its password comes: test_pkcs12.py CERTCHECK TESTCERTS."""
import os
import shutil
import signal
import subprocess
import time

import reading
import terminal  # beside what reading finds
from material import PASSWORD
from reading import CERTCHECK, BOTH, WEBSERVER, KEY, read


class Pkcs12(reading.Reading):
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
        self.assertIn(path, shown)
        self.assertNotIn(PASSWORD, shown)
        status, shown = self.prompted(path, "falsch")
        self.assertEqual(status, 2, shown)
        self.assertIn("the password does not open the PKCS#12 file", shown)
        self.assertNotIn("falsch", shown)

    def test_pkcs12_prompt_takes_what_it_has_room_for(self):
        for n, status in ((1023, 0), (1024, 2), (2000, 2)):
            password = "p" * n
            self.openssl("pkcs12", "-export", "-nokeys", "-in", BOTH, "-out", f"{n}.pfx", "-passout", "pass:" + password)
            got, shown = self.prompted(self.openssl.path(f"{n}.pfx"), password)
            self.assertEqual(got, status, shown)
            self.assertEqual("the password does not open" in shown, status == 2, shown)

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
        asked = terminal.Terminal(CERTCHECK, "--at", "2020-01-01", path)
        asked.answer("Password of", password + "\r")
        return asked.status(), asked.seen

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
            if run.returncode == -signal.SIGSEGV:  # certtool 3.8 of Debian 13 does so with --null-password
                print(f"skip: {name} ({command[0]} crashes)")
                return False
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


if __name__ == "__main__":
    reading.main()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What Windows is asked itself: its registry, its certificate stores, its chain engine.

    test_machine.py --linux BUILD --windows BUILD
"""
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support"), str(HERE.parent / "machine")]
import cases_told  # noqa: E402
import wine  # noqa: E402
import windows  # noqa: E402

PLACE = wine.Place(sys.argv[2], sys.argv[4])
del sys.argv[1:]
CERTS = PLACE.linux / "testcerts"
CASES = CERTS / "cases"
AT = ("--at", "2020-01-01")
EKU_PROPERTY, CERTIFICATE = 9, 32
USER, LOCAL = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"
SERVER_AUTH = bytes.fromhex("300a06082b06010505070301")


def run(program, *words, roots=True):
    environment = {**PLACE.environment(), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    if roots:
        environment.pop("EKUPROBE_CA_FILE", None)
    return subprocess.run([wine.WINE, str(PLACE.windows / "cli" / f"{program}.exe"), *map(str, words)], env=environment,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=120)


def document(*words, **how):
    done = run(*words, "--format", "json", **how)
    return json.loads(done.stdout), done.stderr.decode()


def der(name, *more):
    """Of a certificate of a case: leaf, or the n-th of a PEM file."""
    text = (CASES / name / "leaf.der").read_bytes() if not more else None
    return text or pem(CASES / name / more[0])


def pem(path):
    import base64
    body = path.read_text().split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return base64.b64decode(body)


class Machine(unittest.TestCase):
    def reg(self, *words, check=True):
        done = subprocess.run([wine.WINE, "reg", *words], env={**PLACE.environment(), "PATH": "/usr/bin:/bin"},
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        if check:
            self.assertEqual(done.returncode, 0, (words, done.stdout, done.stderr))

    def keys(self, root, keys):
        """Keys with their values, gone when the test is over. One start of wine is half a second."""
        def imported(text):
            at = PLACE.prefix / "drive_c" / "test.reg"
            at.write_bytes(text)
            self.reg("import", "C:\\test.reg")

        gone = windows.reg({}) + "".join(f"[-{root}\\{key}]\r\n" for key in keys).encode("utf-16-le")
        self.addCleanup(imported, gone)
        imported(windows.reg(keys, root=root))

    def file(self, path, data):
        at = PLACE.prefix / "drive_c" / pathlib.Path(*path.split("\\"))
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(data)
        self.addCleanup(at.unlink)

    def certificate(self, hive, store, data, eku=None):
        """In a store, as Windows keeps them in its registry."""
        blob = b""
        for number, value in ((EKU_PROPERTY, eku), (CERTIFICATE, data)):
            if value is not None:
                blob += struct.pack("<III", number, 1, len(value)) + value
        thumbprint = hashlib.sha1(data).hexdigest().upper()
        self.keys(hive, {f"Software\\Microsoft\\SystemCertificates\\{store}\\Certificates\\{thumbprint}":
                         {"Blob": (windows.BINARY, blob)}})
        return thumbprint


class ThisServer(Machine):
    FRAMEWORK = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319"

    def front_end(self, check=True):
        self.keys(LOCAL, {"SYSTEM\\CurrentControlSet\\Services\\RTCDATAMCU":
                          {"ImagePath": ("expand", f'"{windows.SFB_PATH}"')}})
        self.file("windows\\Microsoft.NET\\Framework64\\v4.0.30319\\System.dll",
                  windows.image((4, 8, 4110, 0), "v4.0.30319", check, 32))
        self.file(windows.SFB_PATH[3:], windows.image((6, 0, 9319, 281), "v4.0.30319"))

    def server(self):
        found, said = document("ekuprobe", "--this-server")
        self.assertEqual(said, "")
        return found["server"]

    def test_no_front_end(self):
        self.assertEqual(self.server()["conclusion"], "no-data-mcu")

    def test_checks(self):
        self.front_end()
        server = self.server()
        self.assertEqual((server["conclusion"], server["build"], server["data_mcu"]["path"]),
                         ("checks", "6.0.9319.281", windows.SFB_PATH))

    def test_does_not_check(self):
        self.front_end(check=False)
        self.assertEqual(self.server()["conclusion"], "does-not-check")

    def test_opted_out(self):
        self.front_end()
        self.keys(LOCAL, {self.FRAMEWORK: {"RequireCertificateEKUs": 1}})
        self.assertEqual(self.server()["conclusion"], "checks")
        self.keys(LOCAL, {f"{self.FRAMEWORK}\\{windows.PROGRAMS}": {windows.SFB_PATH.upper(): 0}})
        self.assertEqual(self.server()["conclusion"], "opted-out")

    def test_a_server_that_cannot_be_reached(self):
        done = run("ekuprobe", "--this-server", "no-such-host.invalid")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"--this-server no-such-host.invalid: ", done.stderr)


class Stores(Machine):
    def test_a_store_and_one_of_its_certificates(self):
        both, webserver = der("row-05"), der("row-02")
        thumbprint = self.certificate(USER, "My", both)
        self.certificate(USER, "My", webserver)
        for name in ("Cert:\\CurrentUser\\My", "store:CurrentUser/My", "cert:\\currentuser\\my\\"):
            found, _ = document("certcheck", *AT, "--ca-file", "none", name)
            self.assertEqual(sorted(r["verdict"] for r in found["results"]), ["breaks", "ready"], name)
            self.assertEqual({r["file"] for r in found["results"]}, {name})
        found, _ = document("certcheck", *AT, "--ca-file", "none", f"Cert:\\CurrentUser\\My\\{thumbprint}")
        self.assertEqual([r["certificates"][0]["sha1"] for r in found["results"]], [thumbprint.lower()])

    def test_the_property_counts(self):
        self.certificate(USER, "My", der("row-05"), SERVER_AUTH)
        found, _ = document("certcheck", *AT, "--ca-file", "none", "Cert:\\CurrentUser\\My")
        self.assertIn("STORE_PROPERTY_EXCLUDES_CLIENT_AUTH", [f["code"] for f in found["results"][0]["findings"]])

    def test_what_is_not_there(self):
        for name, words in (("Cert:\\LocalMachine\\NoSuchStore", "there is no such certificate store"),
                            ("Cert:\\CurrentUser\\AddressBook", "no certificate in it"),
                            ("Cert:\\CurrentUser\\Root\\" + "ab" * 20, "no certificate in the store has this thumbprint"),
                            ("Cert:\\Elsewhere\\My", "expected Cert:\\LocalMachine\\STORE")):
            done = run("certcheck", name)
            self.assertEqual(done.returncode, 2, name)
            self.assertIn(f"{name}: {words}", done.stderr.decode())

    def test_roots_of_the_machine(self):
        leaf = CASES / "row-05" / "leaf.der"
        found, _ = document("certcheck", *AT, leaf)
        self.assertEqual(found["results"][0]["verdict"], "indeterminate")
        self.assertEqual(sum("this machine's own roots" in note for note in found["notes"]), 1)
        self.certificate(LOCAL, "Root", pem(CASES / "row-05" / "root.pem"))
        self.certificate(LOCAL, "CA", pem(CASES / "row-05" / "issuers.pem"))
        found, _ = document("certcheck", *AT, leaf)
        self.assertEqual((found["results"][0]["verdict"], found["policy"]["trust"]), ("ready", True))


class Platform(Machine):
    def judged(self, row, *words):
        folder = CASES / row
        found, _ = document("certcheck", *AT, "--platform", "--ca-file", folder / "root.pem", "--chain", folder / "issuers.pem",
                            *words, folder / "leaf.der")
        return found["results"][0]

    def codes(self, result):
        return {f["code"] for f in result["findings"] if f["code"].startswith("PLATFORM")}

    def test_agrees(self):
        result = self.judged("row-02", "--usage", "client")
        self.assertEqual(result["platform"], {"accepted": False, "status": ["NotValidForUsage"]})
        self.assertEqual((result["verdict"], self.codes(result)), ("breaks", {"PLATFORM_ANSWER"}))

    def test_disagrees_and_overrides_nothing(self):
        result = self.judged("row-06", "--usage", "server")  # any: wine does not know the wildcard
        self.assertEqual((result["verdict"], self.codes(result)), ("ready", {"PLATFORM_DISAGREES"}))
        folder = CASES / "row-06"
        text = run("certcheck", *AT, "--platform", "--usage", "server", "--ca-file", folder / "root.pem", "--chain",
                   folder / "issuers.pem", folder / "leaf.der").stdout.decode()
        self.assertIn("but by this judgement it is", " ".join(text.split()))

    def test_every_row_as_wine_is_known_to_answer(self):
        done = run("certcheck", "--compare-with-windows", "--format", "ndjson")
        *rows, summary = map(json.loads, done.stdout.splitlines())
        known = [line for line in (HERE / "answers.txt").read_text().splitlines() if not line.startswith("#")]
        got = ["{} {} {}".format(r["row"], r["usage"], "+".join(r["platform"]["status"]) or "-" if r["platform"] else "?")
               for r in rows]
        self.assertEqual(got, known)
        self.assertEqual(summary["agrees"] + summary["differs"] + summary["settles"] + summary["not-asked"], len(rows))
        self.assertEqual(done.returncode, 1 if summary["differs"] else 0)
        table = run("certcheck", "--compare-with-windows").stdout.decode().splitlines()
        self.assertEqual(len(table), len(rows) + 2)
        self.assertIn(f"{summary['agrees']} agrees, {summary['differs']} differs", table[-1])


if __name__ == "__main__":
    if PLACE.lacking():
        print(f"skip: wine/machine ({PLACE.lacking()})")
        sys.exit(77)
    cases_told.main()
